//! Whether origins converge from one wave to another.

use std::fmt;

use nalgebra::DVector;

use super::gaps::{AdjustedGaps, spread_form};
use crate::confidence::wald;
use crate::estimate::{Interval, LEVEL, Why};

/// Where two one-sided tests at 5 % each look: the ends of the 90 % interval.
const EQUIVALENCE_LEVEL: f64 = 0.90;

/// What may be said of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drift {
    /// The origins have become more alike, by more than chance explains.
    Converging,
    /// No gap between two origins has changed by as much as the margin, up or down.
    StandingStill,
    /// The origins have become less alike, by more than chance explains.
    DriftingApart,
    /// The answers show neither a change nor that there is none.
    CannotBeTold,
}

/// The course from one wave to a later one.
#[derive(Clone, Copy, PartialEq)]
pub struct Course {
    /// What may be said.
    pub drift: Drift,
    /// Change of the variance between origins, later minus earlier, in squared score points.
    pub change: f64,
    /// Its interval.
    pub interval: Interval,
    /// The largest change, up or down, that a gap between two origins may have made: beyond it none of the 90 % intervals
    /// reaches. Standing still means that this is within the margin.
    pub gap_change_at_most: f64,
    /// The margin, in score points.
    pub margin: f64,
}

/// Whether the origins became more alike.
///
/// Formula:  with θ of each wave as in [`AdjustedGaps::between`], the same weights in both, D = θ₂ − θ₁ and Var D = Var θ₁ +
///           Var θ₂ − 2 Cov, Cov = 4 b₁′QCQb₂ − 2 tr(QCQC′), C the covariance of the two waves' means, from the units that
///           are in both. Converging or drifting apart where D lies below or above nought by more than t(0.975) standard
///           errors. Otherwise standing still where for every two origins the 90 % interval of the change of their signed
///           gap lies within ± margin; | |g₂| − |g₁| | ≤ |g₂ − g₁|, so no distance has then changed by the margin either.
///           Otherwise it cannot be told. t has the smallest degrees of freedom of any gap in either wave.
/// Shapes:   the same origins, in the same order, and units numbered alike in both waves.
/// Units:    squared score points; gaps and margin in score points.
/// Unknown:  another number of origins or weights, or a margin that is not above nought (`OutsideDomain`); degrees of
///           freedom that t has no quantile for (`NotIdentified`).
/// Meaning:  persons and units are partly the same in both waves. Their covariance is in C as far as a unit goes on; what
///           is lost where units were put together makes the interval too wide rather than too narrow.
/// Source:   Searle (1971), Linear Models, chapter 2; Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics
///           15, 657–680 (two one-sided tests); Berger (1982), Technometrics 24, 295–300 (all must hold, so none is
///           widened). Rates by simulation in `tests/coverage/convergence.rs`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::convergence::{Drift, OriginCell, adjusted_gaps, course};
///
/// // Two origins in 40 units each, units half a point apart; first 2 points between the origins, later none.
/// let wave = |gap: i128| {
///     let cells = (0..80_u32).map(|unit| {
///         let origin = usize::from(unit >= 40);
///         let y = 20 + if origin == 0 { gap } else { 0 } + i128::from(unit % 3);
///         OriginCell { unit, origin, service: 0, scores: GroupMoments { n: 4, sum: 4 * y, squares: 4 * y * y + 8 } }
///     });
///     adjusted_gaps(&cells.collect::<Vec<_>>(), 2, 10).unwrap()
/// };
/// assert_eq!(course(&wave(20), &wave(0), &[1.0, 1.0], 0.1).unwrap().drift, Drift::Converging);
/// assert_eq!(course(&wave(0), &wave(20), &[1.0, 1.0], 0.1).unwrap().drift, Drift::DriftingApart);
/// assert_eq!(course(&wave(20), &wave(20), &[1.0, 1.0], 0.1).unwrap().drift, Drift::StandingStill);
/// ```
pub fn course(first: &AdjustedGaps, last: &AdjustedGaps, weights: &[f64], margin: f64) -> Result<Course, Why> {
    let origins = first.means.len();
    if last.means.len() != origins || margin.is_nan() || margin <= 0.0 {
        return Err(Why::OutsideDomain);
    }
    let form = spread_form(weights, origins)?;
    let ((then, then_error), (now, now_error)) = (first.quadratic(&form), last.quadratic(&form));
    let shared = first.covariance_with(last);
    let between_waves = &form * &shared * &form;
    let chance = 2.0 * (&between_waves * shared.transpose()).trace();
    let together = 4.0 * (first.means.transpose() * &between_waves * &last.means).trace() - chance;
    // Where waves rise and fall together the change is surer than either; not by more than chance itself would allow.
    let floor = {
        let alike = |wave: &AdjustedGaps| {
            let spread = &form * wave.covariance_with(wave);
            2.0 * (&spread * &spread).trace()
        };
        alike(first) + alike(last) - 2.0 * chance
    };
    let error = (then_error + now_error - 2.0 * together).max(floor).max(0.0).sqrt();
    let freedom = first.freedom().min(last.freedom());
    let change = now - then;
    let interval = wald(change, error, Some(freedom), LEVEL).ok_or(Why::NotIdentified)?;
    let gap_change_at_most = largest_change(first, last, freedom)?;
    let drift = if interval.high < 0.0 {
        Drift::Converging
    } else if interval.low > 0.0 {
        Drift::DriftingApart
    } else if gap_change_at_most < margin {
        Drift::StandingStill
    } else {
        Drift::CannotBeTold
    };
    Ok(Course { drift, change, interval, gap_change_at_most, margin })
}

/// The furthest that the 90 % interval of any gap's change reaches from nought.
fn largest_change(first: &AdjustedGaps, last: &AdjustedGaps, freedom: f64) -> Result<f64, Why> {
    let origins = first.means.len();
    let units =
        || first.influences.keys().chain(last.influences.keys().filter(|unit| !first.influences.contains_key(unit)));
    let part = |of: Option<&DVector<f64>>, earlier: usize, later: usize| {
        let at = |origin: usize| of.and_then(|own| own.get(origin)).copied().unwrap_or_default();
        at(later) - at(earlier)
    };
    let mut furthest = 0.0_f64;
    for later in 1..origins {
        for earlier in 0..later {
            let gap = |wave: &AdjustedGaps| part(Some(&wave.means), earlier, later);
            let change = gap(last) - gap(first);
            let squares: f64 = units()
                .map(|unit| {
                    part(last.influences.get(unit), earlier, later) - part(first.influences.get(unit), earlier, later)
                })
                .map(|deviation| deviation * deviation)
                .sum();
            let own = wald(change, squares.sqrt(), Some(freedom), EQUIVALENCE_LEVEL).ok_or(Why::NotIdentified)?;
            furthest = furthest.max(own.low.abs()).max(own.high.abs());
        }
    }
    Ok(furthest)
}

/// Reveals nothing.
impl fmt::Debug for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Course(..)")
    }
}
