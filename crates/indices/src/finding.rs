//! Everything one scale says of one group.

use std::fmt;

use counts::ScaleCounts;
use survey::Scale;

use crate::agreement::{Agreement, NullDistribution, rwg_j};
use crate::estimate::Estimate;
use crate::ratio::Ratio;
use crate::score;

/// One scale in one group. Not to be shown: what of it may be said is for `disclosure` to decide.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::ScaleFinding;
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// counts.add(&[4, 4])?;
/// counts.add(&[1, 2])?;
/// let finding = ScaleFinding::with_cut(&counts, 4);
/// assert_eq!((finding.n, finding.mean.value(), finding.favourable.value()), (2, Some(2.75), Some(0.5)));
/// assert_eq!(format!("{finding:?}"), "ScaleFinding(..)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// It cannot be written out:
///
/// ```compile_fail,E0277
/// fn write(finding: &indices::ScaleFinding) -> String {
///     serde_json::to_string(finding).unwrap_or_default()
/// }
/// ```
#[derive(Clone, PartialEq)]
pub struct ScaleFinding {
    /// Persons with a score.
    pub n: u64,
    /// Mean score, see [`score::mean`].
    pub mean: Estimate,
    /// The same as an exact fraction, for placing it in a zone.
    pub mean_ratio: Option<Ratio>,
    /// Standard deviation of the scores, see [`score::sd`].
    pub sd: Estimate,
    /// Share of persons at or above the scale's favourable point, see [`score::favourable_share`].
    pub favourable: Estimate,
    /// Answers per point over all items; empty when nobody answered.
    pub distribution: Vec<(u8, u64)>,
    /// Agreement against the uniform null distribution; nothing for fewer than two complete answers.
    pub agreement: Option<Agreement>,
}

impl ScaleFinding {
    /// What the counts say of the scale.
    #[must_use]
    pub fn of(counts: &ScaleCounts, scale: &Scale) -> Self {
        Self::with_cut(counts, scale.favourable_from())
    }

    /// The same for a scale that is known by its counts and its favourable point only.
    #[must_use]
    pub fn with_cut(counts: &ScaleCounts, favourable_from: u8) -> Self {
        Self {
            n: counts.n(),
            mean: score::mean(counts),
            mean_ratio: score::mean_ratio(counts),
            sd: score::sd(counts),
            favourable: score::favourable_share(counts, favourable_from),
            distribution: score::answer_distribution(counts).unwrap_or_default(),
            agreement: rwg_j(&counts.moments(), counts.shape().points(), NullDistribution::Uniform).ok(),
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for ScaleFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScaleFinding(..)")
    }
}
