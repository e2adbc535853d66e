//! The likelihood of a one-factor model of correlations, and its maximum by Newton's method.

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

use crate::determinant::ln_determinant;
use crate::estimate::Why;

/// Steps that are tried; a sound model needs about ten.
const STEPS_MAX: u32 = 200;

/// Halvings of a step that would leave the admissible matrices or raise the discrepancy.
const HALVINGS_MAX: u32 = 40;

/// The step that promises a gain below this is the last one: it is about 1e-10 long, and Newton's error after it is
/// about the square of that.
const GAIN_MIN: f64 = 1e-20;

/// What rounding may add to a discrepancy that has not grown.
const ROUNDING: f64 = 1e-13;

/// Loadings λ and the items' own variances θ, for items of variance 1: Σ = λλ′ + diag θ.
#[derive(Clone)]
pub(super) struct Factor {
    pub(super) loadings: DVector<f64>,
    pub(super) own: DVector<f64>,
}

impl Factor {
    /// Σ.
    pub(super) fn implied(&self) -> DMatrix<f64> {
        &self.loadings * self.loadings.transpose() + DMatrix::from_diagonal(&self.own)
    }

    /// One step against a direction in which loadings come first.
    fn moved(&self, direction: &DVector<f64>, share: f64) -> Self {
        let items = self.loadings.len();
        Self {
            loadings: &self.loadings - direction.rows(0, items) * share,
            own: &self.own - direction.rows(items, items) * share,
        }
    }
}

/// ln|Σ| − ln|R| + tr(RΣ⁻¹) − J with Σ's factorisation; nothing where Σ is not positive definite.
fn discrepancy(
    correlations: &DMatrix<f64>,
    log_determinant: f64,
    factor: &Factor,
) -> Option<(f64, Cholesky<f64, Dyn>)> {
    let implied = factor.implied().cholesky()?;
    let fit = implied.solve(correlations).trace() - correlations.nrows() as f64;
    let value = ln_determinant(&implied) - log_determinant + fit;
    value.is_finite().then_some((value, implied))
}

/// Gradient and second derivatives by λ and θ. With W = Σ⁻¹ and M = W(Σ − R)W, dF = tr(M dΣ) and
/// d²F(A, B) = tr(WAWB) − tr(WAMB) − tr(MAWB) + tr(M d²Σ).
struct Derivatives {
    gradient: DVector<f64>,
    /// The second derivatives.
    observed: DMatrix<f64>,
    /// Their expectation, tr(WAWB), which is positive definite where the model is identified.
    expected: DMatrix<f64>,
}

impl Derivatives {
    fn at(factor: &Factor, inverse: &DMatrix<f64>, correlations: &DMatrix<f64>) -> Self {
        let (items, loadings) = (factor.loadings.len(), &factor.loadings);
        let w = inverse;
        let m = w - w * correlations * w;
        let (wl, ml) = (w * loadings, &m * loadings);
        let (lwl, lml) = (loadings.dot(&wl), loadings.dot(&ml));
        let mut gradient = DVector::zeros(2 * items);
        gradient.rows_mut(0, items).copy_from(&(&ml * 2.0));
        gradient.rows_mut(items, items).copy_from(&m.diagonal());
        let by_column = |matrix: &DMatrix<f64>, scale: &DVector<f64>| matrix * DMatrix::from_diagonal(scale);
        let crossed = &wl * ml.transpose();
        let expected =
            blocks(&((&wl * wl.transpose() + w * lwl) * 2.0), &(by_column(w, &wl) * 2.0), &w.component_mul(w));
        let correction = blocks(
            &((&m - &crossed - crossed.transpose() - w * lml - &m * lwl) * 2.0),
            &((by_column(w, &ml) + by_column(&m, &wl)) * -2.0),
            &(w.component_mul(&m) * -2.0),
        );
        Self { gradient, observed: &expected + correction, expected }
    }

    /// Newton's direction where the discrepancy curves upwards, else Fisher's scoring.
    fn direction(self) -> Result<DVector<f64>, Why> {
        let curvature = self.observed.cholesky().or_else(|| self.expected.cholesky()).ok_or(Why::NotIdentified)?;
        Ok(curvature.solve(&self.gradient))
    }
}

/// The symmetric matrix of second derivatives by λ twice, by λ (rows) and θ (columns), and by θ twice.
fn blocks(loadings: &DMatrix<f64>, mixed: &DMatrix<f64>, own: &DMatrix<f64>) -> DMatrix<f64> {
    let items = own.nrows();
    let mut whole = DMatrix::zeros(2 * items, 2 * items);
    whole.view_mut((0, 0), (items, items)).copy_from(loadings);
    whole.view_mut((0, items), (items, items)).copy_from(mixed);
    whole.view_mut((items, 0), (items, items)).copy_from(&mixed.transpose());
    whole.view_mut((items, items), (items, items)).copy_from(own);
    whole
}

/// The factor of greatest likelihood and its discrepancy, from a start where Σ is positive definite.
///
/// An item's own variance may become negative on the way and at the end: what that means is for the caller to say.
pub(super) fn maximise(correlations: &DMatrix<f64>, start: Factor) -> Result<(Factor, f64), Why> {
    let log_determinant = ln_determinant(&correlations.clone().cholesky().ok_or(Why::NotPositiveDefinite)?);
    let mut factor = start;
    let (mut value, mut implied) =
        discrepancy(correlations, log_determinant, &factor).ok_or(Why::NotPositiveDefinite)?;
    for _ in 0..STEPS_MAX {
        let derivatives = Derivatives::at(&factor, &implied.inverse(), correlations);
        let gradient = derivatives.gradient.clone();
        let direction = derivatives.direction()?;
        let gain = gradient.dot(&direction);
        let mut share = 1.0;
        let better = (0..HALVINGS_MAX).find_map(|_| {
            let next = factor.moved(&direction, share);
            share /= 2.0;
            let (next_value, next_implied) = discrepancy(correlations, log_determinant, &next)?;
            (next_value <= value + ROUNDING).then_some((next, next_value, next_implied))
        });
        let Some(better) = better else { break };
        (factor, value, implied) = better;
        if gain <= GAIN_MIN {
            return Ok((factor, value.max(0.0)));
        }
    }
    // On the way to an item without any variance of its own the discrepancy keeps falling and never comes to rest.
    let exhausted = factor.own.iter().any(|own| *own <= 1e-6);
    Err(if exhausted { Why::HeywoodCase } else { Why::NotConverged { steps: STEPS_MAX } })
}

/// The covariances of the estimates, loadings first: the inverse of the expected information, n/2 times the expected
/// second derivatives.
pub(super) fn estimate_covariances(factor: &Factor, correlations: &DMatrix<f64>, n: f64) -> Option<DMatrix<f64>> {
    let inverse = factor.implied().cholesky()?.inverse();
    let expected = Derivatives::at(factor, &inverse, correlations).expected;
    Some(expected.cholesky()?.inverse() * (2.0 / n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correlations() -> DMatrix<f64> {
        DMatrix::from_row_slice(
            4,
            4,
            &[1.0, 0.5, 0.3, 0.2, 0.5, 1.0, 0.4, 0.1, 0.3, 0.4, 1.0, 0.35, 0.2, 0.1, 0.35, 1.0],
        )
    }

    fn somewhere() -> Factor {
        Factor {
            loadings: DVector::from_vec(vec![0.6, 0.7, 0.5, 0.3]),
            own: DVector::from_vec(vec![0.7, 0.5, 0.6, 0.9]),
        }
    }

    fn value(factor: &Factor) -> f64 {
        discrepancy(&correlations(), 0.0, factor).unwrap().0
    }

    fn unit(at: usize) -> DVector<f64> {
        DVector::from_fn(8, |row, _| if row == at { -1.0 } else { 0.0 })
    }

    #[test]
    fn derivatives_are_the_slopes_of_the_discrepancy() {
        let factor = somewhere();
        let inverse = factor.implied().cholesky().unwrap().inverse();
        let derivatives = Derivatives::at(&factor, &inverse, &correlations());
        let step = 1e-4;
        let shifted = |a: usize, by: f64, b: usize, also: f64| value(&factor.moved(&unit(a), by).moved(&unit(b), also));
        for a in 0..8 {
            let slope = (shifted(a, step, a, 0.0) - shifted(a, -step, a, 0.0)) / (2.0 * step);
            assert!((slope - derivatives.gradient[a]).abs() < 1e-6, "{a}");
            for b in 0..8 {
                let rise = shifted(a, step, b, step) + shifted(a, -step, b, -step);
                let fall = shifted(a, step, b, -step) + shifted(a, -step, b, step);
                let curvature = (rise - fall) / (4.0 * step * step);
                assert!((curvature - derivatives.observed[(a, b)]).abs() < 1e-5, "{a}, {b}");
            }
        }
    }

    #[test]
    fn at_the_maximum_nothing_slopes() {
        let (factor, _) = maximise(&correlations(), somewhere()).unwrap();
        let inverse = factor.implied().cholesky().unwrap().inverse();
        assert!(Derivatives::at(&factor, &inverse, &correlations()).gradient.amax() < 1e-13);
    }
}
