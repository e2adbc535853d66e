//! Indices of fit from a scaled chi-square, and differences of scaled chi-squares.

use std::fmt;

use super::robust::RobustFit;
use crate::approximate_fit::{ApproximateFit, Approximation};
use crate::distribution::chi_squared_upper;
use crate::estimate::{Estimate, Why};

/// The indices of fit that a scaled chi-square changes. The others are those of [`super::FitIndices`].
#[derive(Clone, PartialEq)]
pub struct RobustIndices {
    /// Chi-square over its scaling factor.
    pub chi_square: f64,
    /// Its probability under the model.
    pub p: Estimate,
    /// The same of the independence model.
    pub baseline_chi_square: f64,
    /// CFI, TLI and RMSEA with the scaled chi-square put in the place of the plain one: what they estimate depends on
    /// how the answers are distributed.
    pub scaled: ApproximateFit,
    /// The same corrected so that they estimate what the plain ones would under normality.
    pub robust: ApproximateFit,
}

/// The difference of two scaled chi-squares, which is not the scaled difference of the two.
#[derive(Clone, PartialEq)]
pub struct ScaledChange {
    /// The scaled difference.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub df: usize,
    /// Its probability if the equality holds.
    pub p: f64,
    /// Robust RMSEA of the difference itself, with its interval.
    pub rmsea_of_difference: Estimate,
}

impl RobustFit {
    /// The indices of fit from the scaled chi-square.
    ///
    /// Formula:  scaled: those of [`super::Fit::indices`] with T = χ²/c and T₀ = χ²₀/c₀, the interval of RMSEA and its
    ///           tests from χ² on cd degrees of freedom; robust: χ² − cd in the place of χ² − d and χ²₀ − c₀d₀ in that
    ///           of χ²₀ − d₀, the interval from T on d degrees of freedom times √c.
    /// Shapes:   d degrees of freedom, scaling factor c.
    /// Units:    none.
    /// Unknown:  as there.
    /// Rounding: that of the fit.
    /// Source:   Brosseau-Liard & Savalei (2014), Multivariate Behavioral Research 49, 460–470; Li & Bentler (2006) for
    ///           the interval; lavaan `fitMeasures`, `.scaled` and `.robust`.
    ///
    /// ```
    /// use indices::factor::{Correction, Equality, Level, Model, Scaling, fit_robust};
    ///
    /// let columns: [&[f64]; 4] = [
    ///     &[1.0, 2.0, 3.0, 4.0, 5.0, 4.0, 2.0, 3.0],
    ///     &[2.0, 1.0, 3.0, 5.0, 4.0, 4.0, 2.0, 2.0],
    ///     &[1.0, 2.0, 2.0, 4.0, 5.0, 3.0, 3.0, 4.0],
    ///     &[1.0, 3.0, 3.0, 4.0, 4.0, 5.0, 1.0, 3.0],
    /// ];
    /// let model = Model::parse("f=a,b,c,d", &["a", "b", "c", "d"]).unwrap();
    /// let (equality, correction) = (Equality::full(Level::Configural), Correction::SatorraBentler);
    /// let robust = fit_robust(&model, &[columns.to_vec()], &equality, Scaling::Marker, correction).unwrap();
    /// let unscaled = robust.indices().chi_square * robust.scaling_factor().unwrap();
    /// assert!((unscaled - robust.fit().chi_square()).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn indices(&self) -> RobustIndices {
        let chi_square = self.fit.chi_square() / self.scaling_factor;
        let baseline_chi_square = self.fit.baseline_chi_square() / self.baseline_scaling_factor;
        let (df, baseline_df) = (self.fit.df(), self.fit.baseline_df());
        let approximate = |own: f64, baseline: f64, rmsea: &Approximation| {
            let model = self.fit.approximation(chi_square, df, own);
            let baseline = self.fit.approximation(baseline_chi_square, baseline_df, baseline);
            ApproximateFit::of(&model, &baseline, rmsea)
        };
        let (own, baseline) = (self.scaling_factor, self.baseline_scaling_factor);
        let robust = self.fit.approximation(chi_square, df, own);
        RobustIndices {
            chi_square,
            p: self.fit.approximation(chi_square, df, 1.0).p(),
            baseline_chi_square,
            scaled: approximate(1.0, 1.0, &robust.unscaled()),
            robust: approximate(own, baseline, &robust),
        }
    }

    /// The scaled difference of chi-square from a freer model of the same data to this one.
    ///
    /// Formula:  T = (χ² − χ²′)/c with c = (dc − d′c′)/(d − d′); its RMSEA from c(T − d + d′), as the robust one.
    /// Shapes:   two nested models of the same groups with the same correction.
    /// Units:    chi-square.
    /// Unknown:  other data, another correction, a model that is not more restricted, or a factor c that is not
    ///           positive, which small samples can give.
    /// Rounding: that of the fits.
    /// Source:   Satorra & Bentler (2001), Psychometrika 66, 507–514; lavaan `lavTestLRT`.
    ///
    /// ```
    /// use indices::Why;
    /// use indices::factor::{Correction, Equality, Level, Model, Scaling, fit_robust};
    ///
    /// let columns: [&[f64]; 3] = [&[1.0, 2.0, 3.0, 5.0], &[2.0, 1.0, 3.0, 4.0], &[1.0, 2.0, 5.0, 4.0]];
    /// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
    /// let (equality, correction) = (Equality::full(Level::Configural), Correction::YuanBentler);
    /// let robust = fit_robust(&model, &[columns.to_vec()], &equality, Scaling::Marker, correction).unwrap();
    /// assert_eq!(robust.change_from(&robust).unwrap_err(), Why::OutsideDomain, "nothing was restricted");
    /// ```
    pub fn change_from(&self, free: &Self) -> Result<ScaledChange, Why> {
        let (df, free_df) = (self.fit.df(), free.fit.df());
        let same = self.correction == free.correction && self.clustered == free.clustered;
        if !self.fit.same_data(&free.fit) || !same || df <= free_df {
            return Err(Why::OutsideDomain);
        }
        let difference = df - free_df;
        let scales = self.scaling_factor * df as f64 - free.scaling_factor * free_df as f64;
        let factor = scales / difference as f64;
        if factor.is_nan() || factor <= 0.0 {
            return Err(Why::OutsideDomain);
        }
        let chi_square = (self.fit.chi_square() - free.fit.chi_square()) / factor;
        let approximation = self.fit.approximation(chi_square, difference, factor);
        Ok(ScaledChange {
            chi_square,
            df: difference,
            p: chi_squared_upper(chi_square, difference as f64),
            rmsea_of_difference: approximation.rmsea(),
        })
    }
}

/// Reveals nothing.
impl fmt::Debug for RobustIndices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RobustIndices(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for ScaledChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScaledChange").field("df", &self.df).finish_non_exhaustive()
    }
}
