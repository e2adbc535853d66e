//! Where a falling function is nought.

/// The root of a falling function between two ends: the rule of false position, in the Illinois variant, which halves
/// the weight of an end that has stayed for two steps.
pub(super) fn falling_root(function: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut low, mut high) = (low, high);
    let (mut at_low, mut at_high) = (function(low), function(high));
    let mut rising = None;
    for _ in 0..200 {
        if high - low <= 4.0 * f64::EPSILON * low.abs().max(high.abs()) {
            break;
        }
        let secant = (low * at_high - high * at_low) / (at_high - at_low);
        let next = if secant > low && secant < high { secant } else { f64::midpoint(low, high) };
        let value = function(next);
        if value.abs() < f64::MIN_POSITIVE {
            return next;
        }
        let above = value > 0.0;
        let stayed = rising == Some(above);
        if above {
            (low, at_low) = (next, value);
            at_high = if stayed { at_high / 2.0 } else { at_high };
        } else {
            (high, at_high) = (next, value);
            at_low = if stayed { at_low / 2.0 } else { at_low };
        }
        rising = Some(above);
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_to_the_last_digits() {
        assert!((falling_root(|x| 2.0 - x * x, 0.0, 2.0) - std::f64::consts::SQRT_2).abs() < 1e-15);
        assert!((falling_root(|x| (-x).exp() - 1e-8, 0.0, 1000.0) - 1e8_f64.ln()).abs() < 1e-13);
        assert!((falling_root(|x| 0.25 - x, -1.0, 1.0) - 0.25).abs() < 1e-15);
    }
}
