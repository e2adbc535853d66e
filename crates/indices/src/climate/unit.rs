//! Whether the people of one unit see the same thing.

use std::fmt;

use counts::ScaleCounts;

use super::settings::Settings;
use crate::aggregation::GroupMoments;
use crate::agreement::{Agreement, ad_cutoff, ad_mean, rwg_j};
use crate::estimate::Why;
use crate::multilevel::RandomIntercept;

/// What may be said of one scale in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitVerdict {
    /// The people agree: their mean is a climate.
    SharedClimate,
    /// One index says that they agree, or both nearly do: their mean may be shown, with the spread beside it.
    WeaklyShared,
    /// They do not agree: the mean describes few of them, the distribution does.
    MixedViews,
    /// There are too few complete answers, or none that agreement can be read from.
    TooFewToSay,
}

/// What decided, or what limits the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitReason {
    /// Fewer complete answers than the settings ask for.
    FewAnswers,
    /// An index of agreement is unknown.
    AgreementUnknown(Why),
    /// r_wg(j) reaches the cut-off.
    RwgReached,
    /// r_wg(j) is moderate.
    RwgModerate,
    /// r_wg(j) is below that.
    RwgLacking,
    /// The average deviation is at most a sixth of the points.
    DeviationWithin,
    /// It is more.
    DeviationBeyond,
    /// λ, the reliability of the unit's mean, reaches the cut-off: the mean can be told from that of other units.
    MeanReliable,
    /// It does not: few people, or units that hardly differ. The empirical Bayes mean is the one to compare.
    MeanUnreliable,
    /// The reliability is unknown.
    ReliabilityUnknown(Why),
}

/// How strong agreement is called, by the limits as printed: 0.705 is not yet strong.
///
/// Source:   LeBreton and Senter (2008), Organizational Research Methods 11, 815–852, table 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AgreementBand {
    /// Below 0.31.
    Lacking,
    /// From 0.31.
    Weak,
    /// From 0.51.
    Moderate,
    /// From 0.71.
    Strong,
    /// From 0.91.
    VeryStrong,
}

impl AgreementBand {
    /// The band of an r_wg(j), compared as an exact fraction.
    #[must_use]
    pub fn of(agreement: &Agreement) -> Self {
        let reaches = |hundredths: i64| agreement.exact().cmp_decimal(hundredths, 2).is_ge();
        [(91, Self::VeryStrong), (71, Self::Strong), (51, Self::Moderate), (31, Self::Weak)]
            .into_iter()
            .find(|(limit, _)| reaches(*limit))
            .map_or(Self::Lacking, |(_, band)| band)
    }
}

/// The verdict on one scale in one unit. Not to be shown, see [`crate::ScaleFinding`].
#[derive(Clone, PartialEq)]
pub struct UnitClimate {
    /// Complete answers.
    pub n: u64,
    /// What may be said.
    pub verdict: UnitVerdict,
    /// Why: the indices of agreement in the order they were asked, then the reliability of the mean.
    pub reasons: Vec<UnitReason>,
    /// How strong the agreement is called; nothing where it is unknown.
    pub band: Option<AgreementBand>,
}

impl UnitClimate {
    /// Whether the unit's mean can be told from that of other units.
    #[must_use]
    pub fn mean_is_reliable(&self) -> bool {
        self.reasons.contains(&UnitReason::MeanReliable)
    }
}

/// The verdict on one scale in one unit, given the model of all units' scores.
///
/// Formula:  shared where r_wg(j) and AD around the mean both reach their cut-offs, weakly shared where r_wg(j) is at
///           least moderate or AD reaches its cut-off, mixed otherwise; too few to say below the fewest answers. λ does
///           not change the verdict: people may share what other units share too. It is among the reasons.
/// Trap:     r_wg(j) alone rises with the number of items, whatever people answer; AD does not.
/// Shapes:   complete answers for r_wg(j), whoever has a score for AD and λ.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::Why;
/// use indices::climate::{Settings, UnitReason, UnitVerdict, unit_climate};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 2], MissingRule::Complete)?;
/// let mut counts = ScaleCounts::new(&shape);
/// for answers in [[4, 4], [4, 5], [5, 4], [4, 4], [4, 3]] {
///     counts.add(&answers)?;
/// }
/// let alone = unit_climate(&counts, &Err(Why::SingleUnit), &Settings::default());
/// assert_eq!(alone.verdict, UnitVerdict::SharedClimate);
/// assert_eq!(alone.reasons[2], UnitReason::ReliabilityUnknown(Why::SingleUnit));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn unit_climate(counts: &ScaleCounts, model: &Result<RandomIntercept, Why>, settings: &Settings) -> UnitClimate {
    judged(counts, agreement(counts, settings).as_ref(), model, settings)
}

/// r_wg(j) of a unit with enough complete answers; nothing for one with fewer.
pub(super) fn agreement(counts: &ScaleCounts, settings: &Settings) -> Option<Result<Agreement, Why>> {
    let enough = counts.n_complete() >= settings.answers_min;
    enough.then(|| rwg_j(&counts.moments(), counts.shape().points(), settings.null))
}

/// The verdict, given the unit's agreement.
pub(super) fn judged(
    counts: &ScaleCounts,
    agreement: Option<&Result<Agreement, Why>>,
    model: &Result<RandomIntercept, Why>,
    settings: &Settings,
) -> UnitClimate {
    let n = counts.n_complete();
    let Some(found) = agreement else {
        let reasons = vec![UnitReason::FewAnswers];
        return UnitClimate { n, verdict: UnitVerdict::TooFewToSay, reasons, band: None };
    };
    let (agreement, within) = match (found, &deviates(counts)) {
        (Ok(agreement), Ok(deviates)) => (agreement, !deviates),
        (Err(why), _) | (_, Err(why)) => {
            let reasons = vec![UnitReason::AgreementUnknown(*why)];
            return UnitClimate { n, verdict: UnitVerdict::TooFewToSay, reasons, band: None };
        }
    };
    let reaches = |hundredths: u8| agreement.exact().cmp_decimal(i64::from(hundredths), 2).is_ge();
    let (strong, moderate) = (reaches(settings.agreement), reaches(settings.agreement_moderate));
    let verdict = match (strong, moderate || within) {
        (true, _) if within => UnitVerdict::SharedClimate,
        (true, _) | (false, true) => UnitVerdict::WeaklyShared,
        (false, false) => UnitVerdict::MixedViews,
    };
    let by_rwg = match (strong, moderate) {
        (true, _) => UnitReason::RwgReached,
        (false, true) => UnitReason::RwgModerate,
        (false, false) => UnitReason::RwgLacking,
    };
    let by_deviation = if within { UnitReason::DeviationWithin } else { UnitReason::DeviationBeyond };
    let reasons = vec![by_rwg, by_deviation, reliability(counts, model, settings)];
    UnitClimate { n, verdict, reasons, band: Some(AgreementBand::of(agreement)) }
}

/// Whether the average deviation passes its cut-off.
fn deviates(counts: &ScaleCounts) -> Result<bool, Why> {
    let cutoff = ad_cutoff(counts.shape().points()).ok_or(Why::TooLarge)?;
    Ok(ad_mean(counts)?.exact() > cutoff)
}

fn reliability(counts: &ScaleCounts, model: &Result<RandomIntercept, Why>, settings: &Settings) -> UnitReason {
    let lambda = match model {
        Ok(model) => GroupMoments::of(counts).and_then(|group| Ok(model.unit_mean(&group)?.lambda)),
        Err(why) => Err(*why),
    };
    match lambda {
        Ok(lambda) if lambda >= settings.reliability => UnitReason::MeanReliable,
        Ok(_) => UnitReason::MeanUnreliable,
        Err(why) => UnitReason::ReliabilityUnknown(why),
    }
}

/// Reveals nothing.
impl fmt::Debug for UnitClimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnitClimate(..)")
    }
}
