//! Corrections for answers that are not normally distributed: scaled chi-square and sandwich standard errors.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::cases::Cases;
use super::fit::{Estimated, Fit, Settings, fit};
use super::implied::Matrices;
use super::likelihood::{GroupPoint, Information, evaluate, free_slopes};
use super::model::Model;
use super::moments::SampleMoments;
use super::sample::Group;
use super::scoring::Decomposed;
use super::specification::{Equality, Scaling};
use crate::estimate::Why;

/// Which correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Observed information, scores around the model: MLR of Mplus and lavaan (`yuan.bentler.mplus`).
    YuanBentler,
    /// Expected information, fourth moments around the sample: MLM of Mplus and lavaan (`satorra.bentler`).
    SatorraBentler,
}

/// A fit whose standard errors and chi-square allow for answers that are not normal.
#[derive(Clone)]
pub struct RobustFit {
    pub(super) fit: Fit,
    pub(super) correction: Correction,
    pub(super) scaling_factor: f64,
    pub(super) baseline_scaling_factor: f64,
    /// The covariance matrix of the estimates.
    sandwich: DMatrix<f64>,
}

/// What persons tell beyond means and covariances, at a fit.
struct Sandwich {
    /// Second derivatives of minus the log-likelihood.
    bread: DMatrix<f64>,
    /// Σ s s' of the persons' scores.
    filling: DMatrix<f64>,
    /// tr(ΓA) of the saturated model.
    saturated: f64,
    /// tr(ΓA) less that of the independence model.
    independence: f64,
}

/// The model fitted to complete answers by maximum likelihood, with a correction for answers that are not normal. Means
/// are modelled and the likelihood is the normal one, as MLR and MLM have it.
///
/// Formula:  standard errors from A⁻¹BA⁻¹; χ²/c with c = (tr(BₛAₛ⁻¹) − tr(BA⁻¹))/d, where A is the information, B the
///           sum of squared scores and s marks the saturated model; for the saturated model under Yuan-Bentler the trace
///           is p + (b − p)/2 per group with Mardia's b = Σ((x − m)'S⁻¹(x − m))²/n.
/// Shapes:   per group one column of n answers for each item of the data.
/// Units:    those of the answers.
/// Unknown:  as [`fit`]; a correction that is not positive; columns of unequal length.
/// Rounding: that of the fit.
/// Source:   Yuan & Bentler (2000), Sociological Methodology 30, 165–200; Satorra & Bentler (1994); Asparouhov & Muthén
///           (2005); lavaan `estimator = "MLR"` and `"MLM"`.
///
/// ```
/// use indices::factor::{Correction, Equality, Level, Model, Scaling, fit_robust};
///
/// // Eight answers of three items around one factor.
/// let columns: [&[f64]; 3] = [
///     &[1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 2.0, 3.0],
///     &[2.0, 1.0, 3.0, 5.0, 4.0, 4.0, 2.0, 2.0],
///     &[1.0, 2.0, 2.0, 4.0, 5.0, 3.0, 3.0, 4.0],
/// ];
/// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
/// let (equality, correction) = (Equality::full(Level::Configural), Correction::YuanBentler);
/// let robust = fit_robust(&model, &[columns.to_vec()], &equality, Scaling::Marker, correction).unwrap();
/// // Without degrees of freedom there is nothing to scale.
/// assert_eq!((robust.fit().df(), robust.scaling_factor()), (0, None));
/// ```
pub fn fit_robust(
    model: &Model,
    groups: &[Vec<&[f64]>],
    equality: &Equality,
    scaling: Scaling,
    correction: Correction,
) -> Result<RobustFit, Why> {
    let moments = groups.iter().map(|columns| SampleMoments::of_columns(columns)).collect::<Result<Vec<_>, _>>()?;
    let fit = fit(model, &moments, equality, Settings { scaling, ..Settings::default() })?;
    let cases = groups.iter().map(|columns| Cases::new(columns, model.positions()));
    let cases = cases.collect::<Option<Vec<_>>>().ok_or(Why::OutsideDomain)?;
    let sandwich = Sandwich::new(&fit, &cases, correction)?;
    let bread = Decomposed::of(&sandwich.bread).ok_or(Why::NotIdentified)?.inverse();
    let fitted = (&sandwich.filling * &bread).trace();
    let factor = |trace: f64, df: usize| if df > 0 { trace / df as f64 } else { 1.0 };
    let scaling_factor = factor(sandwich.saturated - fitted, fit.df());
    let baseline_scaling_factor = factor(sandwich.independence, fit.baseline_df());
    if !(scaling_factor > 0.0 && baseline_scaling_factor > 0.0) {
        return Err(Why::OutsideDomain);
    }
    let sandwich = &bread * &sandwich.filling * &bread;
    Ok(RobustFit { fit, correction, scaling_factor, baseline_scaling_factor, sandwich })
}

impl Sandwich {
    fn new(fit: &Fit, cases: &[Cases<'_>], correction: Correction) -> Result<Self, Why> {
        let information = match correction {
            Correction::YuanBentler => Information::Observed,
            Correction::SatorraBentler => Information::Expected,
        };
        let at = evaluate(&fit.specification, &fit.sample, &fit.parameters, information);
        let free = fit.specification.free;
        let mut sum = Self {
            bread: at.ok_or(Why::NotPositiveDefinite)?.information,
            filling: DMatrix::zeros(free, free),
            saturated: 0.0,
            independence: 0.0,
        };
        let groups = fit.specification.groups.iter().zip(&fit.sample.groups).zip(fit.matrices()).zip(cases);
        for (((entries, group), matrices), cases) in groups {
            let point = GroupPoint::new(matrices, group).ok_or(Why::NotPositiveDefinite)?;
            let (weighted, inner) = point.complete().ok_or(Why::NoAnswers)?;
            let slopes = free_slopes(entries, &point.matrices);
            let spread = match correction {
                Correction::YuanBentler => cases.spread_of_scores(&point.matrices.means(), weighted, inner, &slopes),
                Correction::SatorraBentler => {
                    let expected = weighted.tr_mul(&(&group.covariance * weighted));
                    cases.spread_of_scores(&group.means, weighted, &expected, &slopes)
                }
            };
            for (row, first) in slopes.iter().enumerate() {
                for (column, second) in slopes.iter().enumerate() {
                    sum.filling[(first.index, second.index)] += spread[(row, column)];
                }
            }
            sum.saturated += saturated_trace(group, &point.matrices, cases, correction)?;
            sum.independence += independence_trace(group, cases, correction)?;
        }
        Ok(sum)
    }
}

/// tr(ΓA): at the sample under Yuan-Bentler, at the model under Satorra-Bentler.
fn saturated_trace(group: &Group, matrices: &Matrices, cases: &Cases<'_>, correction: Correction) -> Result<f64, Why> {
    let around = match correction {
        Correction::YuanBentler => group.covariance.clone(),
        Correction::SatorraBentler => matrices.covariance(),
    };
    trace_around(group, around, cases)
}

/// tr(ΓA) less its part in the model of free means and variances, which is Σ (1 + (kurtosis − 1)/2).
fn independence_trace(group: &Group, cases: &Cases<'_>, correction: Correction) -> Result<f64, Why> {
    let variances: DVector<f64> = group.covariance.diagonal();
    let around = match correction {
        Correction::YuanBentler => group.covariance.clone(),
        Correction::SatorraBentler => DMatrix::from_diagonal(&variances),
    };
    let fitted = cases.kurtoses(&group.means, &variances).map(|kurtosis| f64::midpoint(kurtosis, 1.0)).sum();
    Ok(trace_around(group, around, cases)? - fitted)
}

/// tr(PS) + ½ (mean of ((x − m)'P(x − m))² − tr(PSPS)).
fn trace_around(group: &Group, covariance: DMatrix<f64>, cases: &Cases<'_>) -> Result<f64, Why> {
    let inverse = covariance.cholesky().ok_or(Why::NotPositiveDefinite)?.inverse();
    let product = &inverse * &group.covariance;
    let squared = (&product * &product).trace();
    Ok(product.trace() + (cases.mean_squared_distance(&group.means, &inverse) - squared) / 2.0)
}

impl RobustFit {
    /// The fit by maximum likelihood, with its uncorrected chi-square and standard errors.
    #[must_use]
    pub fn fit(&self) -> &Fit {
        &self.fit
    }

    /// Which correction was made.
    #[must_use]
    pub fn correction(&self) -> Correction {
        self.correction
    }

    /// What chi-square is divided by; nothing without degrees of freedom.
    #[must_use]
    pub fn scaling_factor(&self) -> Option<f64> {
        (self.fit.df() > 0).then_some(self.scaling_factor)
    }

    /// What the chi-square of the independence model is divided by.
    #[must_use]
    pub fn baseline_scaling_factor(&self) -> f64 {
        self.baseline_scaling_factor
    }

    /// All coefficients as in [`Fit::estimates`], with robust standard errors.
    #[must_use]
    pub fn estimates(&self) -> Vec<Estimated> {
        let robust = |mut estimate: Estimated| {
            estimate.standard_error = estimate.parameter.map(|index| self.sandwich[(index, index)].max(0.0).sqrt());
            estimate
        };
        self.fit.estimates().into_iter().map(robust).collect()
    }
}

/// Shows the shape only.
impl fmt::Debug for RobustFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RobustFit").field("correction", &self.correction).finish_non_exhaustive()
    }
}
