//! Where a smooth function of three numbers is smallest: Newton's method on an exact gradient.

use nalgebra::{Matrix3, Vector3};

use crate::estimate::Why;

/// Steps after which there is no hope.
const STEPS: u32 = 100;
/// Steps below this share of the parameters' size move the function by its last digits only: from there on the steps
/// themselves say whether they lead anywhere.
const CLOSE: f64 = 1e-5;
/// A step below this share of the parameters' size is none.
const REST: f64 = 1e-14;
/// Width of the differences of gradients that stand for the curvature.
const WIDTH: f64 = 1e-4;

/// Newton's steps, shortened until they lead down, and a ridge on the curvature where it does not point down. Close to the
/// place they are taken as they are for as long as each is less than half of the one before.
pub(super) fn minimum(
    function: impl Fn(&Vector3<f64>) -> f64,
    gradient: impl Fn(&Vector3<f64>) -> Option<Vector3<f64>>,
    start: Vector3<f64>,
) -> Result<Vector3<f64>, Why> {
    let (mut at, mut value, mut last) = (start, function(&start), f64::INFINITY);
    for steps in 0..STEPS {
        let why = Why::NotConverged { steps };
        let slope = gradient(&at).ok_or(why)?;
        let step = curvature(&gradient, &at).and_then(|curvature| downhill(&slope, curvature)).ok_or(why)?;
        let size = step.norm() / at.norm().max(1.0);
        if size <= CLOSE {
            if !value.is_finite() {
                return Err(Why::NoVariance);
            }
            if size <= REST || size > 0.5 * last {
                return Ok(at);
            }
            (at, last) = (at + step, size);
            continue;
        }
        let shortened = (0..30).map(|halvings| at + step * 0.5_f64.powi(halvings));
        let lower = shortened.map(|next| (next, function(&next))).find(|(_, reached)| *reached < value);
        (at, value) = lower.ok_or(why)?;
    }
    Err(Why::NotConverged { steps: STEPS })
}

/// The step that leads to the lowest place of a parabola.
fn downhill(slope: &Vector3<f64>, curvature: Matrix3<f64>) -> Option<Vector3<f64>> {
    let scale = curvature.amax();
    (-1..=12).find_map(|power| {
        let ridge = if power < 0 { 0.0 } else { scale * 10.0_f64.powi(power - 8) };
        let bowl = (curvature + Matrix3::identity() * ridge).cholesky()?;
        Some(-bowl.solve(slope)).filter(|step| step.iter().all(|entry| entry.is_finite()))
    })
}

/// Second derivatives by central differences of the gradient.
fn curvature(gradient: impl Fn(&Vector3<f64>) -> Option<Vector3<f64>>, at: &Vector3<f64>) -> Option<Matrix3<f64>> {
    let column = |axis: usize| {
        let aside = Vector3::ith(axis, WIDTH);
        Some((gradient(&(at + aside))? - gradient(&(at - aside))?) / (2.0 * WIDTH))
    };
    let raw = Matrix3::from_columns(&[column(0)?, column(1)?, column(2)?]);
    Some((raw + raw.transpose()) * 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// cosh(x − 1) + (y − 2x)² + (z − 3)²: lowest at 1, 2, 3.
    #[test]
    fn the_lowest_place_to_the_last_digits() {
        let function = |p: &Vector3<f64>| (p.x - 1.0).cosh() + (p.y - 2.0 * p.x).powi(2) + (p.z - 3.0).powi(2);
        let gradient = |p: &Vector3<f64>| {
            let apart = 2.0 * (p.y - 2.0 * p.x);
            Some(Vector3::new((p.x - 1.0).sinh() - 2.0 * apart, apart, 2.0 * (p.z - 3.0)))
        };
        let lowest = minimum(function, gradient, Vector3::new(-2.0, 5.0, 0.0)).unwrap();
        assert!((lowest - Vector3::new(1.0, 2.0, 3.0)).amax() < 1e-13);
    }

    #[test]
    fn a_slope_without_a_lowest_place_is_named() {
        let down = minimum(|p| -p.x, |_| Some(Vector3::new(-1.0, 0.0, 0.0)), Vector3::zeros());
        assert!(down.is_err());
    }
}
