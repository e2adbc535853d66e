//! The way back in: a cube read from disk is checked before it is believed.
//!
//! The types here only mirror the file and promise nothing. Everything shown is held against the cube's own rule; whatever a writer of this crate would not have written is
//! refused. A check cannot see what is withheld, so it is no proof that a cube was sealed well: it catches a number that must not be there.

use serde::Deserialize;

use self::cells::{
    Absence, Benchmark, Cell, Estimate, Mean, OfGroup, OfMonth, OfScale, OfScaleAndGroup, OfTrend, Quality,
    ResponseCountOnTheWire, Score,
};
use crate::{
    Family, Group, Header, PlanText, PublishedAbsence, PublishedBenchmark, PublishedMean, PublishedQuality,
    PublishedScore, ResponseBand, ResponseCount, Rule, ScaleText, Sealed, Targets, WaveLabel,
};

mod absence_course;
mod cells;
mod check;
mod merger;
mod programme;
mod registers;

/// Why a cube was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CubeError {
    /// Another version of the format.
    #[error("the cube has version {found}, and this program reads version {known}; seal the wave again")]
    Version {
        /// The version in the file.
        found: u32,
        /// The version this program writes.
        known: u32,
    },
    /// The cube's rule is weaker than the house allows.
    #[error("the cube's rule is too weak: {problem}; seal the wave again")]
    Rule {
        /// Which threshold.
        problem: String,
    },
    /// A number is shown that the rule withholds.
    #[error(
        "the cube shows {what} of group {group}, which its rule withholds; the file has been changed, seal the wave again"
    )]
    BelowRule {
        /// What is shown.
        what: String,
        /// The group's identifier.
        group: String,
    },
    /// A number is shown that cannot be.
    #[error("the cube shows {what} of group {group}, which cannot be; the file has been changed, seal the wave again")]
    Impossible {
        /// What is shown.
        what: String,
        /// The group's identifier.
        group: String,
    },
    /// A group's labels do not fit its kind.
    #[error(
        "group {group} of the cube is of a kind that its former municipality, its kind of work or the level above it does not fit; \
         the file has been changed, seal the wave again"
    )]
    StrayGroup {
        /// The group's identifier.
        group: String,
    },
    /// The cube contradicts itself.
    #[error(
        "the cube names {what}, which is not in it or is in it twice; the file has been changed, seal the wave again"
    )]
    Unknown {
        /// What is named.
        what: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cube {
    version: u32,
    rule: RuleOnTheWire,
    header: Header,
    groups: Vec<Group>,
    families: Vec<Family>,
    scales: Vec<ScaleText>,
    waves: Vec<WaveLabel>,
    plans: Vec<PlanText>,
    response: Cell<ResponseCountOnTheWire>,
    participation: Vec<OfGroup<ResponseBand>>,
    scores: Vec<OfScaleAndGroup<Score>>,
    quality: Vec<OfScale<Quality>>,
    trend: Vec<OfTrend<Mean>>,
    absence_year: Vec<OfGroup<Absence>>,
    absence_months: Vec<OfMonth<Absence>>,
    absence_course: absence_course::Course,
    benchmarks: Vec<Benchmark>,
    figures: Vec<registers::Figure>,
    targets: Option<Targets>,
    merger: Option<merger::Merger>,
    programme: Option<programme::Programme>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleOnTheWire {
    answers_min: u64,
    distribution_min: u64,
    quality_min: u64,
    employees_min: u64,
}

impl TryFrom<Cube> for Sealed {
    type Error = CubeError;

    fn try_from(cube: Cube) -> Result<Sealed, CubeError> {
        if cube.version != Sealed::VERSION {
            return Err(CubeError::Version { found: cube.version, known: Sealed::VERSION });
        }
        let RuleOnTheWire { answers_min, distribution_min, quality_min, employees_min } = cube.rule;
        let rule = Rule::stricter(answers_min, distribution_min, quality_min, employees_min)
            .map_err(|error| CubeError::Rule { problem: error.to_string() })?;
        let counts = [
            cube.participation.len(),
            cube.scores.len(),
            cube.quality.len(),
            cube.trend.len(),
            cube.absence_year.len(),
            cube.absence_months.len(),
            cube.figures.len(),
        ];
        let absence = |absence: OfGroup<Absence>| (absence.group, absence.cell.map(PublishedAbsence::from));
        let sealed = Sealed {
            version: cube.version,
            rule,
            header: cube.header,
            groups: cube.groups,
            families: cube.families,
            scales: cube.scales,
            waves: cube.waves,
            plans: cube.plans,
            response: cube
                .response
                .map(|ResponseCountOnTheWire { invited, answered }| ResponseCount { invited, answered }),
            participation: cube.participation.into_iter().map(|of| (of.group, of.cell.map(|band| band))).collect(),
            scores: cube
                .scores
                .into_iter()
                .map(|of| ((of.scale, of.group), of.cell.map(PublishedScore::from)))
                .collect(),
            quality: cube.quality.into_iter().map(|of| (of.scale, of.cell.map(PublishedQuality::from))).collect(),
            trend: cube
                .trend
                .into_iter()
                .map(|of| ((of.scale, of.group, of.wave), of.cell.map(PublishedMean::from)))
                .collect(),
            absence_year: cube.absence_year.into_iter().map(absence).collect(),
            absence_months: cube
                .absence_months
                .into_iter()
                .map(|of| ((of.group, of.month), of.cell.map(PublishedAbsence::from)))
                .collect(),
            absence_course: cube.absence_course.try_into()?,
            benchmarks: cube.benchmarks.into_iter().map(PublishedBenchmark::from).collect(),
            figures: cube.figures.into_iter().map(registers::Figure::into_cell).collect(),
            targets: cube.targets,
            merger: cube.merger.map(crate::merger::PublishedMerger::from),
            programme: cube.programme.map(crate::programme::PublishedProgramme::from),
        };
        check::cells_are_unique(&sealed, counts)?;
        check::cube(&sealed)?;
        registers::check(&sealed)?;
        merger::check(&sealed)?;
        programme::check(&sealed)?;
        Ok(sealed)
    }
}
