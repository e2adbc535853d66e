//! The maximum of a smooth function of a few parameters: Newton's method with numerical derivatives of fourth order.
//!
//! Second differences are taken over a fiftieth of a parameter's standard error and first ones over less, so that units
//! of measurement do not matter, and both truncation and rounding of the maximum stay near 1e-9 of a standard error.

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
/// A step shorter than this many standard errors may be nothing but the last digits of the function.
const ROUNDING: f64 = 1e-5;
/// Second differences are taken over this many standard errors.
const FAR: f64 = 0.02;
/// A curvature that shortens the steps to less than this share serves once more.
const STILL_GOOD: f64 = 0.1;

/// Climbs from `start`; the function gives nothing where it is not defined.
///
/// The gradient is taken anew at each step, the curvature only where the last one no longer serves, and at the top.
pub(crate) fn maximise(function: impl Fn(&DVector<f64>) -> Option<f64>, start: DVector<f64>) -> Result<Maximum, Why> {
    let mut at = start;
    let mut value = function(&at).ok_or(Why::OutsideDomain)?;
    let mut reach = reach(&function, &at, value).ok_or(Why::NotConverged { steps: 0 })?;
    let mut curvature: Option<Cholesky<f64, Dyn>> = None;
    let mut last = f64::INFINITY;
    for step in 0..STEPS {
        let why = Why::NotConverged { steps: step };
        let differences = Differences { function: &function, at: &at, value, reach: &reach };
        let gradient = differences.gradient().ok_or(why)?;
        let length_by = |curvature: &Cholesky<f64, Dyn>| gradient.dot(&curvature.solve(&gradient)).max(0.0).sqrt();
        let serves = curvature.take().filter(|curvature| length_by(curvature) <= STILL_GOOD * last);
        let fresh = serves.is_none();
        let used = match serves {
            Some(curvature) => curvature,
            None => damped(&differences.information().ok_or(why)?).ok_or(why)?,
        };
        let length = length_by(&used);
        // Short steps that get no shorter are made of rounding.
        let rocking = length <= ROUNDING && length > 0.5 * last;
        if rocking || length <= differences.noise().max(STANDSTILL) {
            return top(&differences);
        }
        match climb(&function, &at, value, &used.solve(&gradient)) {
            Some((next, higher)) => (at, value) = (next, higher),
            // Nothing higher nearby although the slope is not quite level: the last digits of the function.
            None if length <= ROUNDING => return top(&differences),
            None if fresh => return Err(why),
            None => {}
        }
        reach = reach_by(&used, &reach);
        (curvature, last) = (Some(used), length);
    }
    Err(Why::NotConverged { steps: STEPS })
}

/// The maximum with its curvature, which must be that of a hill.
fn top<F: Fn(&DVector<f64>) -> Option<f64>>(differences: &Differences<'_, F>) -> Result<Maximum, Why> {
    let information = differences.information().ok_or(Why::NotIdentified)?;
    if Cholesky::new(information.clone()).is_none() {
        return Err(Why::NotIdentified);
    }
    Ok(Maximum { at: differences.at.clone(), value: differences.value, information })
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

/// How far to go with each parameter: the given share of its standard error, as its own curvature says.
fn reach(function: impl Fn(&DVector<f64>) -> Option<f64>, at: &DVector<f64>, value: f64) -> Option<DVector<f64>> {
    let mut reach = at.map(|parameter| 1e-3 * parameter.abs().max(1.0));
    for parameter in 0..at.len() {
        for _ in 0..20 {
            let differences = Differences { function: &function, at, value, reach: &reach };
            let curvature = differences.second(parameter)?;
            let wanted = if curvature > 0.0 { FAR / curvature.sqrt() } else { reach[parameter] };
            let ratio = (wanted / reach[parameter]).clamp(0.01, 100.0);
            reach[parameter] *= ratio;
            if (0.2..5.0).contains(&ratio) {
                break;
            }
        }
    }
    Some(reach)
}

/// The same from a curvature that is known, kept within reason.
fn reach_by(curvature: &Cholesky<f64, Dyn>, reach: &DVector<f64>) -> DVector<f64> {
    let l = curvature.l_dirty();
    DVector::from_fn(reach.len(), |row, _| {
        let own = (0..=row).map(|column| l[(row, column)] * l[(row, column)]).sum::<f64>();
        (FAR / own.sqrt()).clamp(reach[row] / 10.0, reach[row] * 10.0)
    })
}

/// Differences of a function around one point.
struct Differences<'a, F> {
    function: &'a F,
    at: &'a DVector<f64>,
    value: f64,
    reach: &'a DVector<f64>,
}

impl<F: Fn(&DVector<f64>) -> Option<f64>> Differences<'_, F> {
    /// The function some reaches away along some parameters.
    fn along(&self, moves: &[(usize, f64)]) -> Option<f64> {
        let mut point = self.at.clone();
        for (parameter, steps) in moves {
            point[*parameter] += steps * self.reach[*parameter];
        }
        (self.function)(&point).filter(|value| value.is_finite())
    }

    /// About how much of the function is rounding.
    fn rounding(&self) -> f64 {
        8.0 * f64::EPSILON * self.value.abs().max(1.0)
    }

    /// First differences are taken over a shorter reach than second ones, which lose twice as many digits to rounding:
    /// truncation grows with the fourth power of it and rounding falls with the first.
    fn near(&self) -> f64 {
        (self.rounding().powf(0.2) / FAR).clamp(1.0 / 16.0, 1.0)
    }

    /// How long a step, in standard errors, rounding alone can make.
    fn noise(&self) -> f64 {
        self.rounding() / (self.near() * FAR)
    }

    fn gradient(&self) -> Option<DVector<f64>> {
        let near = self.near();
        let mut gradient = DVector::zeros(self.at.len());
        for i in 0..self.at.len() {
            let apart = |steps: f64| Some(self.along(&[(i, steps)])? - self.along(&[(i, -steps)])?);
            gradient[i] = (8.0 * apart(near)? - apart(2.0 * near)?) / (12.0 * near * self.reach[i]);
        }
        Some(gradient)
    }

    /// Minus the second derivative by one parameter.
    fn second(&self, i: usize) -> Option<f64> {
        let (near, far) = (self.along(&[(i, 1.0)])? + self.along(&[(i, -1.0)])?, [(i, 2.0), (i, -2.0)]);
        let far = far.iter().map(|step| self.along(&[*step])).sum::<Option<f64>>()?;
        Some((30.0 * self.value - 16.0 * near + far) / (12.0 * self.reach[i] * self.reach[i]))
    }

    /// Minus the matrix of second derivatives.
    fn information(&self) -> Option<DMatrix<f64>> {
        let width = self.at.len();
        let mut information = DMatrix::zeros(width, width);
        for i in 0..width {
            information[(i, i)] = self.second(i)?;
            for j in 0..i {
                let corners = |steps: f64| {
                    let same = self.along(&[(i, steps), (j, steps)])? + self.along(&[(i, -steps), (j, -steps)])?;
                    let opposite = self.along(&[(i, steps), (j, -steps)])? + self.along(&[(i, -steps), (j, steps)])?;
                    Some((same - opposite) / (4.0 * steps * steps * self.reach[i] * self.reach[j]))
                };
                let mixed = -(4.0 * corners(1.0)? - corners(2.0)?) / 3.0;
                information[(i, j)] = mixed;
                information[(j, i)] = mixed;
            }
        }
        Some(information)
    }
}

/// The curvature, with enough added to its diagonal to make it a hill.
fn damped(information: &DMatrix<f64>) -> Option<Cholesky<f64, Dyn>> {
    let scale = information.diagonal().map(|curvature| curvature.abs().max(1e-8));
    let dampings = std::iter::once(0.0).chain((0..12).map(|power| 10.0_f64.powi(power - 4)));
    dampings.map(|damping| information + DMatrix::from_diagonal(&(&scale * damping))).find_map(Cholesky::new)
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
