//! Correlations between units, with Fisher's interval, and corrected for the unreliability of unit means.

use crate::confidence::{fisher_error, fisher_interval};
use crate::estimate::{Estimate, Interval, Why};

/// The correlation of two quantities over units, each unit counting once.
///
/// For any two columns, such as a mean and a rate of absence. Where both are scores of the same persons,
/// [`crate::multilevel::unit_correlation`] takes their exact sums, and ranks and weights the units as well.
///
/// Formula:  r = Σ (x − x̄)(y − ȳ) / √(Σ (x − x̄)² Σ (y − ȳ)²); interval tanh(artanh r ± z/√(K − 3)).
/// Shapes:   K units, one value of each quantity per unit; the interval needs K > 3.
/// Units:    dimensionless, from −1 to 1. It is a correlation of units: that of persons may have the other sign.
/// Unknown:  fewer than two units; one quantity is the same in all units; columns of different lengths or values that
///           are not finite are outside the domain.
/// Rounding: two passes of floats.
/// Source:   Fisher (1921), Metron 1, 3–32; R `cor.test`.
///
/// ```
/// use indices::association::unit_correlation;
///
/// // Deviations −1, 0, 1 and −1, 1, 0: 1 over √(2 · 2).
/// let r = unit_correlation(&[1.0, 2.0, 3.0], &[4.0, 6.0, 5.0]);
/// assert!((r.value().unwrap() - 0.5).abs() < 1e-15);
/// assert!(r.interval().is_none(), "three units say nothing about how sure that is");
/// ```
#[must_use]
pub fn unit_correlation(x: &[f64], y: &[f64]) -> Estimate {
    correlation(x, y).map_or_else(Estimate::Unknown, |(r, units)| Estimate::known(r, units, fisher(r, units)))
}

fn correlation(x: &[f64], y: &[f64]) -> Result<(f64, u64), Why> {
    if x.len() != y.len() || !x.iter().chain(y).all(|value| value.is_finite()) {
        return Err(Why::OutsideDomain);
    }
    if x.len() < 2 {
        return Err(Why::TooFewAnswers { needed: 2 });
    }
    let units = x.len() as f64;
    let mean = |values: &[f64]| values.iter().map(|value| value / units).sum::<f64>();
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x - mean_x, y - mean_y);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    let constant = |values: &[f64]| values.windows(2).all(|pair| pair.first() == pair.last());
    if constant(x) || constant(y) || !(xx > 0.0 && yy > 0.0) {
        return Err(Why::NoVariance);
    }
    let r = (xy / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0);
    if r.is_finite() { Ok((r, u64::try_from(x.len()).map_err(|_| Why::TooLarge)?)) } else { Err(Why::OutsideDomain) }
}

fn fisher(r: f64, units: u64) -> Option<Interval> {
    fisher_interval(r, fisher_error(units)?)
}

/// The correlation over units that perfectly reliable unit means would have.
///
/// [`crate::multilevel::corrected_for_unreliability`] divides a correlation that one has, and cuts nothing.
///
/// Formula:  r / √(reliability of x × reliability of y); the ends of the interval likewise.
/// Shapes:   as [`unit_correlation`]; the reliability of a unit mean is ICC(2), that of a register figure 1.
/// Units:    dimensionless. The interval takes the reliabilities as known, so it is somewhat too short.
/// Unknown:  as [`unit_correlation`]; a reliability outside (0, 1], or one so low that the corrected correlation would
///           exceed 1, is outside the domain: nothing is cut off silently. An end of the interval is.
/// Source:   Spearman (1904), American Journal of Psychology 15, 72–101; Bliese (2000); R `multilevel::correct.gcor`.
///
/// ```
/// use indices::association::disattenuated_correlation;
///
/// // r = 1/2; with reliabilities 0.64 and 1 that is 0.5 / 0.8.
/// let r = disattenuated_correlation(&[1.0, 2.0, 3.0], &[4.0, 6.0, 5.0], 0.64, 1.0);
/// assert!((r.value().unwrap() - 0.625).abs() < 1e-15);
/// ```
#[must_use]
pub fn disattenuated_correlation(x: &[f64], y: &[f64], reliability_x: f64, reliability_y: f64) -> Estimate {
    let sound = |reliability: f64| reliability > 0.0 && reliability <= 1.0;
    if !(sound(reliability_x) && sound(reliability_y)) {
        return Estimate::Unknown(Why::OutsideDomain);
    }
    let ceiling = (reliability_x * reliability_y).sqrt();
    match correlation(x, y) {
        Err(why) => Estimate::Unknown(why),
        Ok((r, _)) if r.abs() > ceiling => Estimate::Unknown(Why::OutsideDomain),
        Ok((r, units)) => {
            let interval = fisher(r, units).map(|ends| Interval {
                low: (ends.low / ceiling).max(-1.0),
                high: (ends.high / ceiling).min(1.0),
                level: ends.level,
            });
            Estimate::known(r / ceiling, units, interval)
        }
    }
}
