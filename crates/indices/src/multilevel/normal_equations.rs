//! Weighted least squares from one matrix of weighted cross products: intercept, predictors and the outcome last, all
//! measured from their means.

use std::fmt;

use crate::determinant::ln_determinant;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// One coefficient.
#[derive(Clone, Copy, PartialEq)]
pub struct FixedEffect {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error, as if θ were known.
    pub se: f64,
    /// Their quotient. How many degrees of freedom it has is not settled, so there is no p-value here.
    pub t: f64,
}

/// A share of its variance below which a variable counts as explained by others.
pub(super) const INDEPENDENT: f64 = 1e-11;

/// Whether no predictor is constant or a sum of others: each keeps some of its variance beside those before it.
pub(super) fn identified(all: &DMatrix<f64>) -> bool {
    let predictors = all.nrows().saturating_sub(1);
    let predictors = all.view((0, 0), (predictors, predictors)).into_owned();
    let own = predictors.diagonal();
    Cholesky::new(predictors).is_some_and(|cholesky| {
        let left = cholesky.l().diagonal();
        left.iter().zip(own.iter()).all(|(left, own)| left * left > INDEPENDENT * own)
    })
}

/// The solved equations.
pub(super) struct NormalEquations {
    /// Of X'V⁻¹X.
    pub(super) cholesky: Cholesky<f64, Dyn>,
    pub(super) beta: DVector<f64>,
    /// The residual sum of squares, Q.
    pub(super) residual: f64,
    /// ln |X'V⁻¹X|.
    pub(super) log_determinant: f64,
}

impl NormalEquations {
    pub(super) fn solved(all: &DMatrix<f64>) -> Option<Self> {
        let outcome = all.nrows().checked_sub(1)?;
        let cholesky = Cholesky::new(all.view((0, 0), (outcome, outcome)).into_owned())?;
        let cross = all.view((0, outcome), (outcome, 1)).into_owned();
        // |L⁻¹ X'V⁻¹y|² is what the predictors explain.
        let explained = cholesky.l_dirty().solve_lower_triangular(&cross)?;
        let residual = all.view((outcome, outcome), (1, 1)).sum() - explained.norm_squared();
        let beta = cholesky.solve(&cross).column(0).into_owned();
        let log_determinant = ln_determinant(&cholesky);
        Some(Self { cholesky, beta, residual, log_determinant })
    }

    /// Estimates and standard errors for the variables as they were, given their means (the outcome's last).
    pub(super) fn coefficients(&self, sigma2: f64, means: &[f64]) -> Option<Vec<FixedEffect>> {
        let inverse = self.cholesky.inverse();
        let (outcome, predictors) = means.split_last()?;
        // From variables measured from their means back to the variables themselves: only the intercept moves.
        let mut back = DVector::from_element(predictors.len() + 1, 1.0);
        back.iter_mut().skip(1).zip(predictors).for_each(|(entry, mean)| *entry = -mean);
        let effect = |estimate: f64, variance: f64| {
            let se = (sigma2 * variance).sqrt();
            FixedEffect { estimate, se, t: estimate / se }
        };
        let intercept = effect(outcome + self.beta.dot(&back), (back.transpose() * &inverse * &back).sum());
        let variances = inverse.diagonal();
        let slopes = self.beta.iter().zip(variances.iter()).skip(1).map(|(b, v)| effect(*b, *v));
        Some(std::iter::once(intercept).chain(slopes).collect())
    }
}

/// Reveals nothing.
impl fmt::Debug for FixedEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FixedEffect(..)")
    }
}
