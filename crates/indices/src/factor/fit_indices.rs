//! How well a fitted model describes its data.

#![expect(clippy::indexing_slicing, reason = "items, factors and parameters are positions in matrices made for them")]

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::fit::Fit;
use super::implied::Matrices;
use super::sample::Group;
use super::specification::MeanStructure;
use crate::approximate_fit::Approximation;
use crate::estimate::Estimate;

/// The usual indices of fit.
#[derive(Clone, PartialEq)]
pub struct FitIndices {
    /// Free parameters.
    pub parameters: usize,
    /// Likelihood ratio against the saturated model.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// Its probability under the model.
    pub p: Estimate,
    /// Chi-square of the model in which items are independent, with free means and variances in every group.
    pub baseline_chi_square: f64,
    /// Its degrees of freedom.
    pub baseline_df: usize,
    /// Comparative fit index.
    pub cfi: Estimate,
    /// Tucker-Lewis index, also NNFI.
    pub tli: Estimate,
    /// Log-likelihood of the model.
    pub log_likelihood: f64,
    /// Log-likelihood of the saturated model.
    pub saturated_log_likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Schwarz's criterion, with the number of persons in all groups.
    pub bic: f64,
    /// Root mean square error of approximation with its 90 % interval.
    pub rmsea: Estimate,
    /// The probability of so great a chi-square, or a greater one, if RMSEA were 0.05.
    pub close_fit_p: Estimate,
    /// The probability of so small a chi-square, or a smaller one, if RMSEA were 0.08.
    pub not_close_fit_p: Estimate,
    /// Standardised root mean square residual.
    pub srmr: f64,
}

impl Fit {
    /// The indices of fit.
    ///
    /// Formula:  CFI = 1 − max(χ² − d, 0)/max(χ² − d, χ²₀ − d₀, 0); TLI = 1 − (χ² − d)/d · d₀/(χ²₀ − d₀);
    ///           RMSEA = √(G · max(χ² − d, 0)/(dN)), its ends from the noncentralities with which χ² is the 95th and the
    ///           5th percentile; AIC = −2ℓ + 2q, BIC = −2ℓ + q ln N; SRMR per group the root of the mean square of
    ///           (sᵢⱼ − σᵢⱼ)/√(sᵢᵢsⱼⱼ) for i ≤ j and, where means are modelled, (mᵢ − μᵢ)/√sᵢᵢ; over groups the mean
    ///           weighted by persons.
    /// Shapes:   G groups, d degrees of freedom, q parameters, N persons (N − G in the Wishart likelihood).
    /// Units:    none, apart from the likelihoods, which are in natural units of information.
    /// Unknown:  p, TLI, RMSEA and close fit without degrees of freedom; TLI where even independence fits.
    /// Rounding: χ² is a difference of likelihoods, good to about 1e-15 times the greater; the rest follows it.
    /// Source:   Bentler (1990), Psychological Bulletin 107, 238–246; Tucker & Lewis (1973), Psychometrika 38, 1–10;
    ///           Steiger (1998), SEM 5, 411–419; Browne & Cudeck (1993); Bentler (1995), EQS manual; lavaan
    ///           `fitMeasures`, whose SRMR for continuous items is `srmr_bentler`.
    ///
    /// ```
    /// use indices::factor::{Equality, Level, MeanStructure, Model, SampleMoments, Settings, fit};
    ///
    /// // Items 1 and 2 share a residual that one factor cannot see.
    /// let covariance = [2.0, 1.3, 1.0, 1.0, 1.3, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0];
    /// let sample = SampleMoments::given(200, &[0.0; 4], &covariance).unwrap();
    /// let model = Model::parse("f=a,b,c,d", &["a", "b", "c", "d"]).unwrap();
    /// let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    /// let indices = fit(&model, &[sample], &Equality::full(Level::Configural), settings).unwrap().indices();
    /// // Ten moments, eight parameters; independence has four.
    /// assert_eq!((indices.parameters, indices.df, indices.baseline_df), (8, 2, 6));
    /// let (chi_square, rmsea) = (indices.chi_square, indices.rmsea.value().unwrap());
    /// assert!((rmsea - ((chi_square - 2.0) / 400.0).sqrt()).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn indices(&self) -> FitIndices {
        let (chi_square, df) = (self.chi_square(), self.df());
        let baseline_chi_square = self.baseline_chi_square();
        let baseline_df = self.baseline_df();
        let model = self.approximation(chi_square, df, 1.0);
        let baseline = self.approximation(baseline_chi_square, baseline_df, 1.0);
        let constant = self.sample.answers() / 2.0 * std::f64::consts::TAU.ln();
        let log_likelihood = -self.objective - constant;
        let parameters = self.free_parameters();
        FitIndices {
            parameters,
            chi_square,
            df,
            p: model.p(),
            baseline_chi_square,
            baseline_df,
            cfi: model.cfi(&baseline),
            tli: model.tli(&baseline),
            log_likelihood,
            saturated_log_likelihood: -self.saturated - constant,
            aic: 2.0 * (parameters as f64 - log_likelihood),
            bic: parameters as f64 * (self.n() as f64).ln() - 2.0 * log_likelihood,
            rmsea: model.rmsea(),
            close_fit_p: model.close_fit_p(),
            not_close_fit_p: model.not_close_fit_p(),
            srmr: self.srmr(),
        }
    }

    pub(super) fn baseline_chi_square(&self) -> f64 {
        2.0 * (self.sample.independent_objective() - self.saturated)
    }

    pub(super) fn baseline_df(&self) -> usize {
        let items = self.specification.items;
        items * items.saturating_sub(1) / 2 * self.groups()
    }

    fn srmr(&self) -> f64 {
        let with_means = self.specification.means == MeanStructure::Modelled;
        let parts = self
            .sample
            .groups
            .iter()
            .zip(self.matrices())
            .map(|(group, matrices)| group.n as f64 * root_mean_square_residual(group, &matrices, with_means));
        parts.sum::<f64>() / self.n() as f64
    }
}

fn root_mean_square_residual(group: &Group, matrices: &Matrices, with_means: bool) -> f64 {
    let deviations: DVector<f64> = group.covariance.diagonal().map(f64::sqrt);
    let residuals: DMatrix<f64> = &group.covariance - matrices.covariance();
    let items = deviations.len();
    let mut squares = 0.0;
    for i in 0..items {
        for j in 0..=i {
            squares += (residuals[(i, j)] / (deviations[i] * deviations[j])).powi(2);
        }
    }
    let mut terms = items * (items + 1) / 2;
    if with_means {
        squares += (&group.means - matrices.means()).component_div(&deviations).norm_squared();
        terms += items;
    }
    (squares / terms as f64).sqrt()
}

impl Fit {
    /// T = X/c beside its degrees of freedom, in all groups.
    pub(super) fn approximation(&self, chi_square: f64, df: usize, factor: f64) -> Approximation {
        let groups = self.groups() as f64;
        Approximation { chi_square, df: df as f64, factor, persons: self.n(), n: self.sample.weight(), groups }
    }
}

/// Shows the degrees of freedom only.
impl fmt::Debug for FitIndices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FitIndices").field("df", &self.df).finish_non_exhaustive()
    }
}
