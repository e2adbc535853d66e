//! The noncentral t distribution: its lower tail, and the noncentralities that bound an observed t.
//!
//! A noncentral t is (Z + δ) / S with Z standard normal and νS² chi-squared on ν degrees of freedom. Given S = s its
//! lower tail is Φ(ts − δ), so P(T ≤ t) = ∫ Φ(ts − δ) f(s) ds. The integral is taken over u = ln s, where the density
//! is smooth for every ν and has its mode at nought, in Gauss–Legendre panels as narrow as the narrower of the two
//! factors. Every term is positive, and nothing becomes slow or inaccurate for large δ or ν, as the usual series do.

use super::deviance::stirling_rest;
use super::false_position::falling_root;
use super::gauss_legendre::gauss_legendre;
use super::normal::normal_upper;

/// The two noncentralities under which the observed t has (1 + level)/2 and (1 − level)/2 to its left: the ends of a
/// confidence interval for the noncentrality. Nothing when t, ν or the level make no sense.
///
/// Source:   Steiger and Fouladi (1997), in Harlow, Mulaik and Steiger, What if there were no significance tests?
pub(crate) fn noncentralities(t: f64, freedom: f64, level: f64) -> Option<(f64, f64)> {
    let sound = t.is_finite() && freedom.is_finite() && freedom > 0.0 && level > 0.0 && level < 1.0;
    if !sound {
        return None;
    }
    let beyond = (1.0 - level) / 2.0;
    // The tails mirror, P(T ≥ t; δ) = P(T ≤ −t; −δ), so both ends are found from a small lower tail.
    let low = -noncentrality(-t, freedom, beyond)?;
    let high = noncentrality(t, freedom, beyond)?;
    Some((low, high))
}

/// Doublings after which a bracket holds the root, or no finite one does.
const BRACKET_STEPS: u32 = 60;

/// The δ under which P(T ≤ t) is this probability, below 1/2. The tail falls as δ grows.
fn noncentrality(t: f64, freedom: f64, probability: f64) -> Option<f64> {
    let excess = |delta: f64| noncentral_t_lower(t, freedom, delta) - probability;
    let mut width = 2.0 + t.abs() * (2.0 / freedom.sqrt()).min(1.0);
    let (mut low, mut high) = (t, t + width);
    for _ in 0..BRACKET_STEPS {
        let (too_high, too_low) = (excess(low) < 0.0, excess(high) > 0.0);
        if !(too_high || too_low) {
            return Some(falling_root(excess, low, high));
        }
        width *= 2.0;
        (low, high) = if too_low { (high, high + width) } else { (low - width, low) };
    }
    None
}

/// How far the logarithm of the density falls before it is left out: e⁻⁴⁵ is below 2⁻⁶⁴.
const LEFT_OUT: f64 = 45.0;

/// Deviations beyond which nothing is left of a normal tail: below 2⁻⁶² of the whole.
const REACH: f64 = 9.0;

/// P(T ≤ t) for a noncentral t, to about 1e-14.
fn noncentral_t_lower(t: f64, freedom: f64, delta: f64) -> f64 {
    let sd = (2.0 * freedom).sqrt().recip();
    // The density is a constant times e^(−ν h(u)), h(u) = (e^(2u) − 1)/2 − u. Left of nought h(−x) ≥ x²/(1 + x), right
    // of it h(u) ≥ u², and h also reaches c where e^(2u) = 1 + 2c + 2√c: all beyond is left out.
    let c = LEFT_OUT / freedom;
    let left = -f64::midpoint(c, (c * c + 4.0 * c).sqrt());
    let right = c.sqrt().min((2.0 * c + 2.0 * c.sqrt()).ln_1p() / 2.0);
    // Φ(ts − δ) turns from 0 to 1 between these two.
    let turns = |reach: f64| {
        let s = (delta + reach) / t;
        if s > 0.0 && s.is_finite() { s.ln().clamp(left, right) } else { left }
    };
    let mut ends = [left, turns(-REACH), turns(REACH), right];
    ends.sort_by(f64::total_cmp);
    let half = freedom / 2.0;
    // 2 aᵃ e⁻ᵃ / Γ(a) for a = ν/2, by Stirling's formula and its rest, so that nothing large cancels.
    let constant = 2.0 * (half / std::f64::consts::TAU).sqrt() * (-stirling_rest(half)).exp();
    let integrand = |u: f64| {
        let density = constant * (freedom * (u - (2.0 * u).exp_m1() / 2.0)).exp();
        density * normal_upper(delta - t * u.exp())
    };
    let panel_width = |u: f64| {
        let turning = (t * u.exp() - delta).abs() <= REACH + 1.0;
        let turn = if turning { (t.abs() * u.exp()).recip() } else { f64::INFINITY };
        sd.min(turn).min(1.0)
    };
    let pieces = ends.iter().zip(ends.iter().skip(1));
    pieces.map(|(&from, &to)| panels(from, to, panel_width, integrand)).sum()
}

/// The integral over consecutive panels from one end to the other, each as wide as asked for where it begins.
fn panels(from: f64, to: f64, width: impl Fn(f64) -> f64, integrand: impl Fn(f64) -> f64) -> f64 {
    let mut sum = 0.0;
    let mut start = from;
    while start < to {
        let next = start + width(start).max((to - from) / PANELS_MAX);
        // The last panel takes a sliver along; a step too small to move is the last as well.
        let end = if next > start && to - next > (next - start) / 100.0 { next } else { to };
        sum += gauss_legendre(start, end, &integrand);
        start = end;
    }
    sum
}

/// More panels than any integral needs whose t and δ come from data; it only keeps the time bounded.
const PANELS_MAX: f64 = 1000.0;

/// Γ(ν/2) / (Γ((ν − 1)/2) √(ν/2)): the noncentrality over the mean of a noncentral t. Nothing up to ν = 1.
///
/// From Stirling's formula and its rest, in which nothing large cancels.
pub(crate) fn mean_correction(freedom: f64) -> Option<f64> {
    if !(freedom > 1.0 && freedom.is_finite()) {
        return None;
    }
    // With b = a − 1/2 Stirling's formula gives ln Γ(a)/Γ(b) = b ln(a/b) − 1/2 + ln √b + rest(a) − rest(b).
    let a = freedom / 2.0;
    let b = a - 0.5;
    let log_quotient = (0.5 / b).ln_1p();
    let log = b * log_quotient - 0.5 + stirling_rest(a) - stirling_rest(b) - log_quotient / 2.0;
    Some(log.exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Truth to 17 digits from arbitrary-precision quadrature over S itself.
    #[test]
    fn tails_agree_with_arbitrary_precision() {
        let table = [
            (0.5, 1.0, 0.3, 0.536_187_688_530_385_9),
            (2.0, 3.0, 1.0, 0.743_629_868_407_665_3),
            (10.0, 5.0, 12.0, 0.216_929_544_667_132_9),
            (-1.0, 4.0, 0.5, 0.086_149_569_036_562_75),
            (2.0, 10.0, -1.5, 0.999_265_251_003_745_6),
            (0.478757, 135.0, 0.1, 0.647_177_365_309_435_9),
            (-10.7, 2707.0, -12.5, 0.962_644_066_219_140_3),
            (3.0, 2.0, 0.0, 0.952_267_016_866_645_4),
            (50.0, 30.0, 45.0, 0.755_711_354_557_009),
            (100.0, 5.0, 95.0, 0.478_246_900_180_128_66),
            (1.96, 1e6, 0.5, 0.927_854_703_016_817_7),
            (500.0, 1e6, 501.0, 0.172_859_022_018_265_3),
            (0.0, 7.0, 1.2, 0.115_069_670_221_708_28),
            (8.0, 50.0, 0.1, 0.999_999_999_857_755_3),
            (-2.0, 20.0, 3.0, 9.574_419_716_599_808e-07),
        ];
        for (t, freedom, delta, expected) in table {
            let tail = noncentral_t_lower(t, freedom, delta);
            assert!((tail - expected).abs() <= 1e-13 * expected.min(1.0), "{t}, {freedom}, {delta}: {tail:e}");
        }
    }

    #[test]
    fn corrections_agree_with_arbitrary_precision() {
        let table = [
            (2.0, 0.564_189_583_547_756_3),
            (3.0, 0.723_601_254_558_267_7),
            (10.0, 0.922_745_608_053_087_1),
            (135.0, 0.994_432_413_211_041_9),
            (2707.0, 0.999_722_910_669_151_3),
            (1e6, 0.999_999_249_999_781_2),
        ];
        for (freedom, expected) in table {
            assert!((mean_correction(freedom).unwrap() - expected).abs() < 4e-16, "{freedom}");
        }
        assert!(mean_correction(1.0).is_none() && mean_correction(f64::NAN).is_none());
    }

    /// Truth from the series of incomplete beta functions in arbitrary precision, another road to the same numbers.
    #[test]
    fn noncentralities_agree_with_arbitrary_precision() {
        let table = [
            (2.0, 10.0, -0.183_517_085_099_262_1, 4.101_135_017_085_006),
            (0.478_757, 135.0, -1.482_922_233_224_225, 2.438_666_143_281_944_5),
            (-1.5, 4.0, -3.632_276_241_338_972, 0.771_194_482_770_015_1),
        ];
        for (t, freedom, low, high) in table {
            let ends = noncentralities(t, freedom, 0.95).unwrap();
            assert!((ends.0 - low).abs() < 1e-12 && (ends.1 - high).abs() < 1e-12, "{t} on {freedom}: {ends:?}");
        }
    }

    #[test]
    fn the_ends_leave_the_tails_asked_for() {
        for (t, freedom) in [(0.0, 4.0), (0.48, 135.0), (-10.7, 2707.0), (30.0, 3.0), (2.0, 1.0), (400.0, 1e6)] {
            let (low, high) = noncentralities(t, freedom, 0.95).unwrap();
            assert!((noncentral_t_lower(t, freedom, low) - 0.975).abs() < 1e-12, "{t} on {freedom}");
            assert!((noncentral_t_lower(t, freedom, high) - 0.025).abs() < 1e-12, "{t} on {freedom}");
            let (mirrored_low, mirrored_high) = noncentralities(-t, freedom, 0.95).unwrap();
            assert!((low + mirrored_high).abs() <= 1e-12 * (1.0 + low.abs()));
            assert!((high + mirrored_low).abs() <= 1e-12 * (1.0 + high.abs()));
        }
        for (t, freedom) in [(1e6, 1.0), (-1e12, 3.0), (1e18, 1e6), (1e40, 2.0), (1e-300, 5.0), (3.0, 0.01)] {
            let (low, high) = noncentralities(t, freedom, 0.95).unwrap();
            assert!(low.is_finite() && high.is_finite() && low <= high, "{t} on {freedom}: {low} to {high}");
        }
        assert!(noncentralities(f64::NAN, 3.0, 0.95).is_none());
        assert!(noncentralities(1.0, 0.0, 0.95).is_none());
        assert!(noncentralities(1.0, 3.0, 1.0).is_none());
    }
}
