//! May groups be compared on a scale? Measurement invariance, put into what may be done.

use indices::Why;
use indices::factor::{
    Coefficient, CutOffs, Level, Model, SampleMoments, Settings, Step, Verdict, invariance, partial_invariance,
};

/// With fewer complete answers in any group nothing is said about measurement.
pub const GROUP_MIN: u64 = 100;
/// A single factor that fits worse than this on both is no description to build on.
const CFI_MIN: f64 = 0.90;
/// As above.
const SRMR_MAX: f64 = 0.08;

/// What may be compared between groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MayCompare {
    /// The means: loadings and intercepts are equal.
    Means,
    /// The means of some statements only: with the intercepts of the others released, the rest is equal.
    HeldItems {
        /// The statements whose loading and intercept are equal, by position in the scale; at least two.
        held: Vec<usize>,
    },
    /// Relations within groups, such as correlations; not means.
    RelationsOnly,
    /// Nothing: the statements measure something else in each group.
    Nothing,
    /// It could not be checked.
    Untested(Untested),
}

/// Why measurement could not be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untested {
    /// Fewer than [`GROUP_MIN`] complete answers in one of the groups.
    FewAnswers,
    /// One or two statements: no model can be wrong about them.
    FewItems,
    /// One factor does not describe the statements in the first place.
    NotOneFactor,
    /// The model has no solution.
    Unknown(Why),
}

/// Whether groups may be compared on a scale.
///
/// Formula:  a single factor, by maximum likelihood on complete answers, in all groups at once. Chen's cut-offs (CFI
///           falls by more than 0.010, and RMSEA rises by more than 0.015 or SRMR by 0.030 for loadings and 0.010 for
///           intercepts) decide each step. Equal loadings fail: nothing may be compared. Equal intercepts hold:
///           means may. Otherwise intercepts are released one at a time, the greatest score test first, until the rest
///           holds, with at least two statements left: the means of those may be compared. If nothing holds, relations may.
/// Shapes:   two groups or more, each the moments of the same statements.
/// Unknown:  fewer than [`GROUP_MIN`] complete answers in a group, fewer than three statements, a single factor that fits
///           with CFI below 0.90 and SRMR above 0.08, or no solution: [`MayCompare::Untested`].
/// Meaning:  Chen's stricter cut-offs for groups of unequal size would call one in ten short scales of alike groups
///           different by chance alone, where a municipality has some two hundred answers. Persons are taken for independent and answers for measured; both make chi-square too large and the changes of
///           the indices, which decide, hardly at all. Statements that were released were chosen by the data.
/// Rounding: that of the fits.
/// Source:   Meredith (1993), Psychometrika 58, 525–543; Chen (2007), Structural Equation Modeling 14, 464–504; Byrne,
///           Shavelson and Muthén (1989), Psychological Bulletin 105, 456–466.
///
/// ```
/// use indices::factor::SampleMoments;
/// use plan::merger::{MayCompare, may_compare};
///
/// let covariance = [2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 2.0];
/// let group = |means: [f64; 4]| SampleMoments::given(400, &means, &covariance).unwrap();
/// let alike = [group([3.0; 4]), group([3.2; 4])];
/// assert_eq!(may_compare(&alike), MayCompare::Means, "one half a point higher in all statements is a true difference");
/// let one_statement = [group([3.0; 4]), group([3.0, 3.0, 3.0, 4.0])];
/// assert_eq!(may_compare(&one_statement), MayCompare::HeldItems { held: vec![0, 1, 2] });
/// ```
#[must_use]
pub fn may_compare(groups: &[SampleMoments]) -> MayCompare {
    let items = groups.first().map_or(0, SampleMoments::items);
    if items < 3 {
        return MayCompare::Untested(Untested::FewItems);
    }
    if groups.iter().any(|group| group.n() < GROUP_MIN) {
        return MayCompare::Untested(Untested::FewAnswers);
    }
    let names: Vec<String> = (0..items).map(|item| format!("i{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let positions: Vec<usize> = (0..items).collect();
    let Ok(model) = Model::new(&names, &[("f", positions.as_slice())]) else {
        return MayCompare::Untested(Untested::FewItems);
    };
    judged(&model, groups).unwrap_or_else(|why| MayCompare::Untested(Untested::Unknown(why)))
}

fn judged(model: &Model, groups: &[SampleMoments]) -> Result<MayCompare, Why> {
    let steps = invariance(model, groups, Settings::default(), &CutOffs::CHEN)?;
    let of = |level: Level| steps.iter().find(|step| step.level == level).ok_or(Why::NotIdentified);
    let free = of(Level::Configural)?.fit.as_ref().map_err(|why| *why)?;
    let indices = free.indices();
    if free.df() > 0 && indices.cfi.value().is_some_and(|cfi| cfi < CFI_MIN) && indices.srmr > SRMR_MAX {
        return Ok(MayCompare::Untested(Untested::NotOneFactor));
    }
    // Three statements fit perfectly in the freest model, which then has no RMSEA to rise from.
    let cut_offs = if free.df() > 0 { CutOffs::CHEN } else { CutOffs { rmsea_rise: None, ..CutOffs::CHEN } };
    if verdict(of(Level::Metric)?, &cut_offs)? == Verdict::Fails {
        return Ok(MayCompare::Nothing);
    }
    if verdict(of(Level::Scalar)?, &CutOffs::CHEN)? == Verdict::Holds {
        return Ok(MayCompare::Means);
    }
    let partial = partial_invariance(model, groups, Level::Scalar, Settings::default(), &CutOffs::CHEN)?;
    let released = |item: &usize| partial.released.contains(&Coefficient::Intercept { item: *item });
    let held: Vec<usize> = (0..model.items().len()).filter(|item| !released(item)).collect();
    Ok(if partial.verdict == Verdict::Holds { MayCompare::HeldItems { held } } else { MayCompare::RelationsOnly })
}

fn verdict(step: &Step, cut_offs: &CutOffs) -> Result<Verdict, Why> {
    match &step.change {
        Some(Ok(change)) => Ok(cut_offs.verdict(step.level, change)),
        Some(Err(why)) => Err(*why),
        None => Err(Why::NotIdentified),
    }
}
