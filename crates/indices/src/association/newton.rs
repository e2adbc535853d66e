//! The maximum of a smooth function of a few parameters: Newton's method with numerical derivatives of fourth order.
//!
//! Second differences are taken over a fiftieth of a parameter's standard error and first ones over a sixteenth of that,
//! so that units of measurement do not matter, and both truncation and rounding of the maximum stay near 1e-10 of a
//! standard error.

#![expect(clippy::indexing_slicing, reason = "matrices and vectors are indexed within their own shape")]

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::estimate::Why;

/// Where the function is largest, how large, and how it curves there.
pub(crate) struct Maximum {
    pub(crate) at: DVector<f64>,
    pub(crate) value: f64,
    /// Minus the matrix of second derivatives.
    pub(crate) information: DMatrix<f64>,
}

/// Steps before the search is given up.
const STEPS: u32 = 200;
/// A step shorter than this many standard errors is no step.
const STANDSTILL: f64 = 1e-8;
/// First differences are taken over a shorter reach than second ones, which lose twice as many digits to rounding.
const NEAR: f64 = 1.0 / 16.0;

/// Climbs from `start`; the function gives nothing where it is not defined.
pub(crate) fn maximise(function: impl Fn(&DVector<f64>) -> Option<f64>, start: DVector<f64>) -> Result<Maximum, Why> {
    let mut at = start;
    let mut value = function(&at).ok_or(Why::OutsideDomain)?;
    let mut reach = at.map(|parameter| 1e-3 * parameter.abs().max(1.0));
    for step in 0..STEPS {
        let slopes = Slopes::at(&function, &at, value, &reach).ok_or(Why::NotConverged { steps: step })?;
        // A parameter's own curvature says how far a fiftieth of its standard error is.
        let better = slopes.reach(&reach);
        let scaled = better.zip_map(&reach, |new, old| new / old).iter().all(|ratio| (0.2..5.0).contains(ratio));
        reach = better;
        if !scaled && step < 20 {
            continue;
        }
        let curvature = slopes.damped().ok_or(Why::NotConverged { steps: step })?;
        let direction = curvature.solve(&slopes.gradient);
        let length = direction.dot(&slopes.gradient).max(0.0).sqrt();
        if length <= STANDSTILL {
            let information = slopes.information;
            return if Cholesky::new(information.clone()).is_some() {
                Ok(Maximum { at, value, information })
            } else {
                Err(Why::NotIdentified)
            };
        }
        // One step goes at most a few standard errors.
        let shortened = direction * (4.0 / length).min(1.0);
        match climb(&function, &at, value, &shortened) {
            Some((next, higher)) => (at, value) = (next, higher),
            // Nothing higher nearby although the slope is not quite level: the last digits of the function.
            None if length <= 1e-5 => {
                return Ok(Maximum { at, value, information: slopes.information });
            }
            None => return Err(Why::NotConverged { steps: step }),
        }
    }
    Err(Why::NotConverged { steps: STEPS })
}

/// The first of the halved steps that does not lead down.
fn climb(
    function: impl Fn(&DVector<f64>) -> Option<f64>,
    at: &DVector<f64>,
    value: f64,
    step: &DVector<f64>,
) -> Option<(DVector<f64>, f64)> {
    let slack = 1e-13 * value.abs().max(1.0);
    (0..40).find_map(|halvings| {
        let next = at + step * 0.5_f64.powi(halvings);
        let higher = function(&next).filter(|higher| higher.is_finite() && *higher >= value - slack)?;
        Some((next, higher))
    })
}

/// Gradient and curvature at one point.
struct Slopes {
    gradient: DVector<f64>,
    information: DMatrix<f64>,
}

impl Slopes {
    fn at(
        function: impl Fn(&DVector<f64>) -> Option<f64>,
        at: &DVector<f64>,
        value: f64,
        reach: &DVector<f64>,
    ) -> Option<Self> {
        let width = at.len();
        let along = |moves: &[(usize, f64)]| {
            let mut point = at.clone();
            for (parameter, steps) in moves {
                point[*parameter] += steps * reach[*parameter];
            }
            function(&point).filter(|value| value.is_finite())
        };
        let mut gradient = DVector::zeros(width);
        let mut information = DMatrix::zeros(width, width);
        for i in 0..width {
            let h = reach[i];
            let apart = |steps: f64| Some(along(&[(i, steps)])? - along(&[(i, -steps)])?);
            gradient[i] = (8.0 * apart(NEAR)? - apart(2.0 * NEAR)?) / (12.0 * NEAR * h);
            let (up, down) = (along(&[(i, 1.0)])?, along(&[(i, -1.0)])?);
            let (far_up, far_down) = (along(&[(i, 2.0)])?, along(&[(i, -2.0)])?);
            information[(i, i)] = (30.0 * value - 16.0 * (up + down) + far_up + far_down) / (12.0 * h * h);
            for j in 0..i {
                let corners = |steps: f64| {
                    let same = along(&[(i, steps), (j, steps)])? + along(&[(i, -steps), (j, -steps)])?;
                    let opposite = along(&[(i, steps), (j, -steps)])? + along(&[(i, -steps), (j, steps)])?;
                    Some((same - opposite) / (4.0 * steps * steps * h * reach[j]))
                };
                let mixed = -(4.0 * corners(1.0)? - corners(2.0)?) / 3.0;
                information[(i, j)] = mixed;
                information[(j, i)] = mixed;
            }
        }
        Some(Self { gradient, information })
    }

    /// A fiftieth of a standard error, as far as the curvature can say.
    fn reach(&self, reach: &DVector<f64>) -> DVector<f64> {
        DVector::from_fn(reach.len(), |i, _| {
            let curvature = self.information[(i, i)];
            let wanted = if curvature > 0.0 { 0.02 / curvature.sqrt() } else { reach[i] };
            wanted.clamp(reach[i] / 100.0, reach[i] * 100.0)
        })
    }

    /// The curvature, with enough added to its diagonal to make it a hill.
    fn damped(&self) -> Option<Cholesky<f64, Dyn>> {
        let scale = self.information.diagonal().map(|curvature| curvature.abs().max(1e-8));
        let dampings = std::iter::once(0.0).chain((0..12).map(|power| 10.0_f64.powi(power - 4)));
        dampings.map(|damping| &self.information + DMatrix::from_diagonal(&(&scale * damping))).find_map(Cholesky::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_of_a_hill_is_found_whatever_its_units() {
        // −ln(cosh(x − 3)) − (y·1000 − x)²: at x = 3, y = 3/1000; curvatures 1 + 2 and 2e6, mixed −2000.
        let hill = |p: &DVector<f64>| Some(-(p[0] - 3.0).cosh().ln() - (p[1] * 1000.0 - p[0]).powi(2));
        let top = maximise(hill, DVector::from_column_slice(&[0.0, 0.0])).ok().unwrap();
        assert!((top.at[0] - 3.0).abs() < 1e-8 && (top.at[1] - 0.003).abs() < 1e-11);
        assert!((top.information[(0, 0)] - 3.0).abs() < 1e-6);
        assert!((top.information[(0, 1)] + 2000.0).abs() < 1e-2);
        assert!(top.value.abs() < 1e-14);
    }

    #[test]
    fn a_slope_without_a_top_is_named() {
        let slope = |p: &DVector<f64>| Some(p[0]);
        assert!(maximise(slope, DVector::from_column_slice(&[0.0])).is_err());
    }
}
