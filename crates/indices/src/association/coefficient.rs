//! One coefficient of a regression: estimate, standard error, test and interval.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use crate::confidence::{two_sided, wald};
use crate::estimate::{Interval, Why};

/// A coefficient with its standard error.
#[derive(Clone, PartialEq)]
pub struct Coefficient {
    /// The column it belongs to.
    pub name: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of the test; nothing where the normal distribution is the reference.
    pub freedom: Option<f64>,
}

impl Coefficient {
    /// The estimate divided by its standard error: z, or t where there are degrees of freedom. Nothing where the standard
    /// error is nought, as in a census.
    #[must_use]
    pub fn statistic(&self) -> Option<f64> {
        if self.standard_error > 0.0 { Some(self.estimate / self.standard_error) } else { None }
    }

    /// The probability of a statistic at least this far from nought, on either side, were the coefficient nought.
    #[must_use]
    pub fn p(&self) -> Option<f64> {
        self.statistic().map(|statistic| two_sided(statistic, self.freedom))
    }

    /// The interval by Wald, estimate ± quantile × standard error; nothing for a level outside (0, 1).
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<Interval> {
        wald(self.estimate, self.standard_error, self.freedom, level)
    }

    /// exp of the estimate, with its interval: how many times the rate is as high where the column is one higher.
    ///
    /// ```
    /// use indices::association::Coefficient;
    ///
    /// let halved = Coefficient { name: "SexM".into(), estimate: -(2.0_f64.ln()), standard_error: 0.1, freedom: None };
    /// let (ratio, interval) = halved.rate_ratio(0.95).unwrap();
    /// assert!((ratio - 0.5).abs() < 1e-15);
    /// // The interval is symmetrical on the scale of logarithms: its ends multiply to a quarter.
    /// assert!((interval.low * interval.high - 0.25).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn rate_ratio(&self, level: f64) -> Option<(f64, Interval)> {
        let interval = self.interval(level)?;
        Some((self.estimate.exp(), Interval { low: interval.low.exp(), high: interval.high.exp(), level }))
    }
}

/// Coefficients from estimates and their covariance matrix.
pub(crate) fn coefficients(
    names: &[String],
    estimates: &DVector<f64>,
    covariance: &DMatrix<f64>,
    freedom: Option<f64>,
) -> Result<Vec<Coefficient>, Why> {
    let of_column = |(column, name): (usize, &String)| {
        let (estimate, variance) = (estimates[column], covariance[(column, column)]);
        // Nought by design may come out a last digit below it.
        let standard_error = variance.max(0.0).sqrt();
        if estimate.is_finite() && standard_error.is_finite() {
            Ok(Coefficient { name: name.clone(), estimate, standard_error, freedom })
        } else {
            Err(Why::OutsideDomain)
        }
    };
    names.iter().enumerate().map(of_column).collect()
}

/// Reveals nothing.
impl fmt::Debug for Coefficient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coefficient(..)")
    }
}
