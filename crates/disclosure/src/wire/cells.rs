//! Cells as they stand in the file.

use absence::PersonDays;
use plan::{Certainty, Zone};
use serde::Deserialize;
use survey::{Month, ScaleId};

use crate::{
    AnswerShare, Basis, GroupIndex, PublishedAbsence, PublishedBenchmark, PublishedEstimate, PublishedInterval,
    PublishedMean, PublishedPlacement, PublishedQuality, PublishedScore, Reason, Released,
};

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cell<T> {
    Shown(T),
    Withheld(ReasonOnTheWire),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ReasonOnTheWire {
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
    pub(super) fn map<U>(self, published: impl FnOnce(T) -> U) -> Released<U> {
        match self {
            Cell::Shown(value) => Released::show(published(value)),
            Cell::Withheld(reason) => Released::withhold(reason.into()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfGroup<T> {
    pub(super) group: GroupIndex,
    pub(super) cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfScale<T> {
    pub(super) scale: ScaleId,
    pub(super) cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfScaleAndGroup<T> {
    pub(super) scale: ScaleId,
    pub(super) group: GroupIndex,
    pub(super) cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfTrend<T> {
    pub(super) scale: ScaleId,
    pub(super) group: GroupIndex,
    pub(super) wave: usize,
    pub(super) cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfMonth<T> {
    pub(super) group: GroupIndex,
    pub(super) month: Month,
    pub(super) cell: Cell<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResponseCountOnTheWire {
    pub(super) invited: u64,
    pub(super) answered: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) level: f64,
}

impl From<Interval> for PublishedInterval {
    fn from(Interval { low, high, level }: Interval) -> PublishedInterval {
        PublishedInterval { low, high, level }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Estimate {
    pub(super) value: f64,
    pub(super) interval: Option<Interval>,
}

impl From<Estimate> for PublishedEstimate {
    fn from(Estimate { value, interval }: Estimate) -> PublishedEstimate {
        PublishedEstimate { value, interval: interval.map(PublishedInterval::from) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mean {
    pub(super) n: u64,
    pub(super) mean: f64,
    pub(super) interval: Option<Interval>,
}

impl From<Mean> for PublishedMean {
    fn from(Mean { n, mean, interval }: Mean) -> PublishedMean {
        PublishedMean { n, mean, interval: interval.map(PublishedInterval::from) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    pub(super) point: u8,
    pub(super) share: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Score {
    pub(super) n: u64,
    pub(super) mean: f64,
    pub(super) interval: Option<Interval>,
    pub(super) sd: Cell<f64>,
    pub(super) favourable: Cell<Estimate>,
    pub(super) distribution: Cell<Vec<Share>>,
    pub(super) rwg_j: Cell<f64>,
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
pub(super) struct Quality {
    pub(super) n: u64,
    pub(super) units: u64,
    pub(super) alpha: Cell<Estimate>,
    pub(super) icc1: Cell<Estimate>,
    pub(super) icc2: Cell<Estimate>,
    pub(super) rwg_j_median: Cell<f64>,
    pub(super) rwg_j_share_above_070: Cell<f64>,
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
pub(super) struct Absence {
    pub(super) months: u32,
    pub(super) employees: u64,
    pub(super) percent: f64,
    pub(super) percent_self_certified: f64,
    pub(super) percent_certified: f64,
    #[serde(deserialize_with = "days")]
    pub(super) lost: PersonDays,
    #[serde(deserialize_with = "days")]
    pub(super) agreed: PersonDays,
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
pub(super) struct Placement {
    pub(super) zone: Zone,
    pub(super) certainty: Certainty,
    pub(super) probability: Cell<[f64; 3]>,
    pub(super) value: f64,
    pub(super) interval: Option<Interval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Benchmark {
    pub(super) plan: usize,
    pub(super) indicator: usize,
    pub(super) group: GroupIndex,
    pub(super) basis: Basis,
    pub(super) placement: Cell<Placement>,
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
