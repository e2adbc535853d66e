//! The numbers that may be shown. Every field is private: only sealing, or the checked reader of a sealed cube, makes them.

use absence::PersonDays;
use plan::{Certainty, Zone};
use serde::{Serialize, Serializer};

use crate::{Basis, GroupIndex, Released};

/// An interval with its level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedInterval {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) level: f64,
}

impl PublishedInterval {
    /// The lower end.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper end.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// The level, for instance 0.95.
    #[must_use]
    pub const fn level(&self) -> f64 {
        self.level
    }
}

/// An estimate with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedEstimate {
    pub(crate) value: f64,
    pub(crate) interval: Option<PublishedInterval>,
}

impl PublishedEstimate {
    /// The value.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// Its interval, where one can be computed.
    #[must_use]
    pub const fn interval(&self) -> Option<PublishedInterval> {
        self.interval
    }
}

/// A mean with the people behind it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PublishedMean {
    pub(crate) n: u64,
    pub(crate) mean: f64,
    pub(crate) interval: Option<PublishedInterval>,
}

impl PublishedMean {
    /// The people behind the mean.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The mean score.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// Its interval, where one can be given. Where the group's own spread is withheld, it is made from the spread over everybody.
    #[must_use]
    pub const fn interval(&self) -> Option<PublishedInterval> {
        self.interval
    }
}

/// The share of answers at one point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct AnswerShare {
    pub(crate) point: u8,
    pub(crate) share: f64,
}

impl AnswerShare {
    /// The answer point.
    #[must_use]
    pub const fn point(&self) -> u8 {
        self.point
    }

    /// Its share of all answers to the scale's statements, 0 to 1.
    #[must_use]
    pub const fn share(&self) -> f64 {
        self.share
    }
}

/// What a scale says of a group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedScore {
    pub(crate) n: u64,
    pub(crate) mean: f64,
    pub(crate) interval: Option<PublishedInterval>,
    pub(crate) sd: Released<f64>,
    pub(crate) favourable: Released<PublishedEstimate>,
    pub(crate) distribution: Released<Vec<AnswerShare>>,
    pub(crate) rwg_j: Released<f64>,
}

impl PublishedScore {
    /// The people behind every number of this score.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The mean score.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The interval of the mean, where one can be given. Where the group's own spread is withheld, it is made from the spread over everybody: an
    /// interval from its own would give the spread away.
    #[must_use]
    pub const fn interval(&self) -> Option<PublishedInterval> {
        self.interval
    }

    /// The standard deviation between people.
    #[must_use]
    pub const fn sd(&self) -> &Released<f64> {
        &self.sd
    }

    /// The share of people with a favourable score, 0 to 1, with its interval.
    #[must_use]
    pub const fn favourable(&self) -> &Released<PublishedEstimate> {
        &self.favourable
    }

    /// How the answers to the scale's statements spread over the points.
    #[must_use]
    pub const fn distribution(&self) -> &Released<Vec<AnswerShare>> {
        &self.distribution
    }

    /// Within-group agreement against a uniform null distribution.
    #[must_use]
    pub const fn rwg_j(&self) -> &Released<f64> {
        &self.rwg_j
    }
}

/// How well a scale measures, over everybody.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedQuality {
    pub(crate) n: u64,
    pub(crate) units: u64,
    pub(crate) alpha: Released<PublishedEstimate>,
    pub(crate) icc1: Released<PublishedEstimate>,
    pub(crate) icc2: Released<PublishedEstimate>,
    pub(crate) rwg_j_median: Released<f64>,
    pub(crate) rwg_j_share_above_070: Released<f64>,
}

impl PublishedQuality {
    /// The people behind it.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The units behind it.
    #[must_use]
    pub const fn units(&self) -> u64 {
        self.units
    }

    /// Cronbach's alpha.
    #[must_use]
    pub const fn alpha(&self) -> &Released<PublishedEstimate> {
        &self.alpha
    }

    /// ICC(1): how much of the spread lies between units.
    #[must_use]
    pub const fn icc1(&self) -> &Released<PublishedEstimate> {
        &self.icc1
    }

    /// ICC(2): how well unit means can be told apart.
    #[must_use]
    pub const fn icc2(&self) -> &Released<PublishedEstimate> {
        &self.icc2
    }

    /// The median within-unit agreement.
    #[must_use]
    pub const fn rwg_j_median(&self) -> &Released<f64> {
        &self.rwg_j_median
    }

    /// The share of units whose agreement is at least 0.70.
    #[must_use]
    pub const fn rwg_j_share_above_070(&self) -> &Released<f64> {
        &self.rwg_j_share_above_070
    }
}

/// Sickness absence of a group over a period. It is a full count, so it has no sampling interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedAbsence {
    pub(crate) months: u32,
    pub(crate) employees: u64,
    pub(crate) percent: f64,
    pub(crate) percent_self_certified: f64,
    pub(crate) percent_certified: f64,
    #[serde(serialize_with = "as_text")]
    pub(crate) lost: PersonDays,
    #[serde(serialize_with = "as_text")]
    pub(crate) agreed: PersonDays,
}

fn as_text<S: Serializer>(days: &PersonDays, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(days)
}

impl PublishedAbsence {
    /// How many months are summed.
    #[must_use]
    pub const fn months(&self) -> u32 {
        self.months
    }

    /// Employees, on average over the months, rounded down.
    #[must_use]
    pub const fn employees(&self) -> u64 {
        self.employees
    }

    /// Lost days as a percentage of agreed days.
    #[must_use]
    pub const fn percent(&self) -> f64 {
        self.percent
    }

    /// The part without a doctor's certificate.
    #[must_use]
    pub const fn percent_self_certified(&self) -> f64 {
        self.percent_self_certified
    }

    /// The part with a doctor's certificate.
    #[must_use]
    pub const fn percent_certified(&self) -> f64 {
        self.percent_certified
    }

    /// Lost working days, exact.
    #[must_use]
    pub const fn lost(&self) -> &PersonDays {
        &self.lost
    }

    /// Agreed working days, exact.
    #[must_use]
    pub const fn agreed(&self) -> &PersonDays {
        &self.agreed
    }
}

/// Where a group stands on an indicator, and how sure that is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedPlacement {
    pub(crate) zone: Zone,
    pub(crate) certainty: Certainty,
    pub(crate) probability: Released<[f64; 3]>,
    pub(crate) value: f64,
    pub(crate) interval: Option<PublishedInterval>,
}

impl PublishedPlacement {
    /// The zone.
    #[must_use]
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// How sure the zone is.
    #[must_use]
    pub const fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// The probability of each zone: desired, accepted, not approved. It rests on the group's own spread, and is withheld with it.
    #[must_use]
    pub const fn probability(&self) -> &Released<[f64; 3]> {
        &self.probability
    }

    /// The value that was placed.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// Its interval; that of the score where it rests on one.
    #[must_use]
    pub const fn interval(&self) -> Option<PublishedInterval> {
        self.interval
    }
}

/// One indicator in one group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PublishedBenchmark {
    pub(crate) plan: usize,
    pub(crate) indicator: usize,
    pub(crate) group: GroupIndex,
    pub(crate) basis: Basis,
    pub(crate) placement: Released<PublishedPlacement>,
}

impl PublishedBenchmark {
    /// The plan: a position in the cube's list of plans.
    #[must_use]
    pub const fn plan(&self) -> usize {
        self.plan
    }

    /// The indicator: a position in that plan's indicators.
    #[must_use]
    pub const fn indicator(&self) -> usize {
        self.indicator
    }

    /// The group.
    #[must_use]
    pub const fn group(&self) -> GroupIndex {
        self.group
    }

    /// What the placement rests on.
    #[must_use]
    pub const fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The placement.
    #[must_use]
    pub const fn placement(&self) -> &Released<PublishedPlacement> {
        &self.placement
    }
}
