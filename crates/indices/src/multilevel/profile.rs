//! The smallest deviance along θ = τ² / σ² ≥ 0, found where the score changes its sign.

use crate::estimate::Why;

/// A deviance (−2 log-likelihood up to a constant) with all parameters but θ at their best, and its derivative.
pub(super) trait Profile {
    /// The deviance at θ, up to a constant.
    fn deviance(&self, theta: f64) -> f64;
    /// Its derivative.
    fn score(&self, theta: f64) -> f64;
}

/// The search looks at steps of a factor of two around the reciprocal of the unit size.
const DOUBLINGS_DOWN: i32 = -30;
const DOUBLINGS_UP: i32 = 60;
/// Halvings after which two floats of either sign of the score are neighbours.
const HALVINGS: u32 = 200;

/// θ of the smallest deviance, 0 included. Where several places are flat, the lowest one counts.
pub(super) fn minimum(profile: &impl Profile, unit_size: f64) -> Result<f64, Why> {
    let mut best: Option<(f64, f64)> = None;
    let mut consider = |theta: f64| {
        let deviance = profile.deviance(theta);
        if best.is_none_or(|(_, lowest)| deviance < lowest) {
            best = Some((theta, deviance));
        }
    };
    let mut below = 0.0;
    let mut falling = profile.score(below) < 0.0;
    if !falling {
        consider(below);
    }
    for doubling in DOUBLINGS_DOWN..=DOUBLINGS_UP {
        let theta = 2.0_f64.powi(doubling) / unit_size;
        let falls = profile.score(theta) < 0.0;
        if falling && !falls {
            consider(crossing(below, theta, |theta| profile.score(theta) < 0.0));
        }
        (below, falling) = (theta, falls);
    }
    // Still falling where persons are alike within their units to nine digits and more.
    let steps = DOUBLINGS_UP.abs_diff(DOUBLINGS_DOWN);
    let (theta, deviance) = best.filter(|_| !falling).ok_or(Why::NotConverged { steps })?;
    if deviance.is_finite() { Ok(theta) } else { Err(Why::NoVariance) }
}

/// Where the deviance is this much above its minimum, on either side of it; 0 where it does not rise that far.
pub(super) fn rise(profile: &impl Profile, minimum: f64, unit_size: f64, by: f64) -> Option<(f64, f64)> {
    let limit = profile.deviance(minimum) + by;
    let inside = |theta: f64| profile.deviance(theta) < limit;
    let low = if inside(0.0) { 0.0 } else { crossing(0.0, minimum, |theta| !inside(theta)) };
    let beyond = (DOUBLINGS_DOWN..=DOUBLINGS_UP)
        .map(|doubling| 2.0_f64.powi(doubling) / unit_size)
        .find(|theta| *theta > minimum && !inside(*theta))?;
    Some((low, crossing(minimum, beyond, inside)))
}

/// The last place at which a property holds that holds at `low` and not at `high`, by halving.
fn crossing(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (low, high);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
