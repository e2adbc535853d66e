//! Confidence intervals and p-values that follow from an estimate and its standard error, whatever was estimated.

use crate::distribution::{f_upper, normal_quantile, normal_upper, t_quantile};
use crate::estimate::{Interval, LEVEL};

/// The two-sided tail of t, or of the normal distribution without degrees of freedom.
pub(crate) fn two_sided(statistic: f64, freedom: Option<f64>) -> f64 {
    match freedom {
        Some(freedom) => f_upper(statistic * statistic, 1.0, freedom),
        None => 2.0 * normal_upper(statistic.abs()),
    }
}

/// Wald's interval: estimate ± quantile × standard error, by t or, without degrees of freedom, by the normal
/// distribution.
pub(crate) fn wald(estimate: f64, error: f64, freedom: Option<f64>, level: f64) -> Option<Interval> {
    if !(level > 0.0 && level < 1.0) {
        return None;
    }
    let probability = f64::midpoint(1.0, level);
    let quantile = match freedom {
        Some(freedom) => t_quantile(probability, freedom)?,
        None => normal_quantile(probability)?,
    };
    Some(Interval { low: estimate - quantile * error, high: estimate + quantile * error, level })
}

/// The 95 % interval by the normal distribution.
pub(crate) fn normal_interval(estimate: f64, error: f64) -> Option<Interval> {
    wald(estimate, error, None, LEVEL)
}

/// Fisher's interval for a correlation, tanh(artanh r ± z · error), where `error` is the standard error of artanh r:
/// 1/√(n − 3) for n pairs of normal quantities. It stays between −1 and 1; a correlation of ±1 is its own interval.
pub(crate) fn fisher_interval(r: f64, error: f64) -> Option<Interval> {
    let centre = r.atanh();
    if !centre.is_finite() {
        return Some(Interval { low: r, high: r, level: LEVEL });
    }
    let on_line = normal_interval(centre, error)?;
    Some(Interval { low: on_line.low.tanh(), high: on_line.high.tanh(), level: LEVEL })
}

/// 1/√(n − 3), the standard error of artanh r; nothing up to three pairs.
pub(crate) fn fisher_error(pairs: u64) -> Option<f64> {
    let freedom = pairs.checked_sub(3).filter(|freedom| *freedom > 0)?;
    Some((freedom as f64).sqrt().recip())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// r = 1/2 in 28 pairs, whose artanh has the standard error 1/5.
    #[test]
    fn fishers_interval_is_that_of_tables() {
        let interval = fisher_interval(0.5, fisher_error(28).unwrap()).unwrap();
        // artanh 1/2 = ln(3)/2 = 0.549306, plus and minus 0.391993.
        assert!((interval.low - 0.156_028).abs() < 5e-7 && (interval.high - 0.735_818).abs() < 5e-7);
        assert_eq!(fisher_error(3), None);
        let certain = fisher_interval(-1.0, 0.2).unwrap();
        assert!(certain.low <= -1.0 && certain.high <= -1.0, "no further than the correlation can be");
    }
}
