//! The way back in: a cube read from disk is checked before it is believed.
//!
//! The types here only mirror the file and promise nothing. Everything shown is held against the cube's own rule; whatever a writer of this crate would not have written is
//! refused. A check cannot see what is withheld, so it is no proof that a cube was sealed well: it catches a number that must not be there.

use absence::PersonDays;
use plan::{Certainty, Zone};
use serde::Deserialize;
use survey::{Month, ScaleId};

use crate::{
    AnswerShare, Basis, Family, Group, GroupIndex, Header, PlanText, PublishedAbsence, PublishedBenchmark,
    PublishedEstimate, PublishedInterval, PublishedMean, PublishedPlacement, PublishedQuality, PublishedScore, Reason,
    Released, ResponseBand, ResponseCount, Rule, ScaleText, Sealed, Targets, WaveLabel,
};

mod absence_course;
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

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Cell<T> {
    Shown(T),
    Withheld(ReasonOnTheWire),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReasonOnTheWire {
    TooFew,
    TooFewEmployees,
    ProtectsAnother,
    NotAsked,
    NotMeasured,
}

impl From<ReasonOnTheWire> for Reason {
    fn from(reason: ReasonOnTheWire) -> Reason {
        match reason {
            ReasonOnTheWire::TooFew => Reason::TooFew,
            ReasonOnTheWire::TooFewEmployees => Reason::TooFewEmployees,
            ReasonOnTheWire::ProtectsAnother => Reason::ProtectsAnother,
            ReasonOnTheWire::NotAsked => Reason::NotAsked,
            ReasonOnTheWire::NotMeasured => Reason::NotMeasured,
        }
    }
}

impl<T> Cell<T> {
    fn map<U>(self, published: impl FnOnce(T) -> U) -> Released<U> {
        match self {
            Cell::Shown(value) => Released::show(published(value)),
            Cell::Withheld(reason) => Released::withhold(reason.into()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfGroup<T> {
    group: GroupIndex,
    cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfScale<T> {
    scale: ScaleId,
    cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfScaleAndGroup<T> {
    scale: ScaleId,
    group: GroupIndex,
    cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfTrend<T> {
    scale: ScaleId,
    group: GroupIndex,
    wave: usize,
    cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfMonth<T> {
    group: GroupIndex,
    month: Month,
    cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseCountOnTheWire {
    invited: u64,
    answered: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Interval {
    low: f64,
    high: f64,
    level: f64,
}

impl From<Interval> for PublishedInterval {
    fn from(Interval { low, high, level }: Interval) -> PublishedInterval {
        PublishedInterval { low, high, level }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Estimate {
    value: f64,
    interval: Option<Interval>,
}

impl From<Estimate> for PublishedEstimate {
    fn from(Estimate { value, interval }: Estimate) -> PublishedEstimate {
        PublishedEstimate { value, interval: interval.map(PublishedInterval::from) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mean {
    n: u64,
    mean: f64,
    interval: Option<Interval>,
}

impl From<Mean> for PublishedMean {
    fn from(Mean { n, mean, interval }: Mean) -> PublishedMean {
        PublishedMean { n, mean, interval: interval.map(PublishedInterval::from) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Share {
    point: u8,
    share: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Score {
    n: u64,
    mean: f64,
    interval: Option<Interval>,
    sd: Cell<f64>,
    favourable: Cell<Estimate>,
    distribution: Cell<Vec<Share>>,
    rwg_j: Cell<f64>,
}

impl From<Score> for PublishedScore {
    fn from(score: Score) -> PublishedScore {
        let shares = |shares: Vec<Share>| {
            shares.into_iter().map(|Share { point, share }| AnswerShare { point, share }).collect()
        };
        PublishedScore {
            n: score.n,
            mean: score.mean,
            interval: score.interval.map(PublishedInterval::from),
            sd: score.sd.map(|sd| sd),
            favourable: score.favourable.map(PublishedEstimate::from),
            distribution: score.distribution.map(shares),
            rwg_j: score.rwg_j.map(|agreement| agreement),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quality {
    n: u64,
    units: u64,
    alpha: Cell<Estimate>,
    icc1: Cell<Estimate>,
    icc2: Cell<Estimate>,
    rwg_j_median: Cell<f64>,
    rwg_j_share_above_070: Cell<f64>,
}

impl From<Quality> for PublishedQuality {
    fn from(quality: Quality) -> PublishedQuality {
        PublishedQuality {
            n: quality.n,
            units: quality.units,
            alpha: quality.alpha.map(PublishedEstimate::from),
            icc1: quality.icc1.map(PublishedEstimate::from),
            icc2: quality.icc2.map(PublishedEstimate::from),
            rwg_j_median: quality.rwg_j_median.map(|median| median),
            rwg_j_share_above_070: quality.rwg_j_share_above_070.map(|share| share),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Absence {
    months: u32,
    employees: u64,
    percent: f64,
    percent_self_certified: f64,
    percent_certified: f64,
    #[serde(deserialize_with = "days")]
    lost: PersonDays,
    #[serde(deserialize_with = "days")]
    agreed: PersonDays,
}

fn days<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<PersonDays, D::Error> {
    PersonDays::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

impl From<Absence> for PublishedAbsence {
    fn from(absence: Absence) -> PublishedAbsence {
        PublishedAbsence {
            months: absence.months,
            employees: absence.employees,
            percent: absence.percent,
            percent_self_certified: absence.percent_self_certified,
            percent_certified: absence.percent_certified,
            lost: absence.lost,
            agreed: absence.agreed,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placement {
    zone: Zone,
    certainty: Certainty,
    probability: Cell<[f64; 3]>,
    value: f64,
    interval: Option<Interval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Benchmark {
    plan: usize,
    indicator: usize,
    group: GroupIndex,
    basis: Basis,
    placement: Cell<Placement>,
}

impl From<Benchmark> for PublishedBenchmark {
    fn from(benchmark: Benchmark) -> PublishedBenchmark {
        let placement = |placement: Placement| PublishedPlacement {
            zone: placement.zone,
            certainty: placement.certainty,
            probability: placement.probability.map(|probability| probability),
            value: placement.value,
            interval: placement.interval.map(PublishedInterval::from),
        };
        PublishedBenchmark {
            plan: benchmark.plan,
            indicator: benchmark.indicator,
            group: benchmark.group,
            basis: benchmark.basis,
            placement: benchmark.placement.map(placement),
        }
    }
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
