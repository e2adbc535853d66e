//! The statistics of one scale under the field names of the reference files, so that a reader can lay both side by side.

mod aggregation;
mod agreement;
mod climate;
mod reliability;
mod unit_means;

use std::collections::BTreeMap;

use counts::{ItemTotals, PairMoments, Patterns, ScaleCounts};
use indices::Why;
use indices::aggregation::GroupMoments;
use indices::climate::{Settings, scale_climate};
use indices::multilevel::RandomIntercept;
use serde::Serialize;

use super::super::ScaleRequest;
pub use aggregation::{Aggregation, Components, Lme, LmerMl, LmerReml, Mixed};
pub use agreement::{Agreement, AgreementSummary};
pub use climate::Climate;
pub use reliability::{CrossProducts, Guttman, Matrix, MinresOmega, OneFactor, Reliability};
pub use unit_means::UnitMeans;

/// Every scale of one call, by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Statistics {
    /// The scales.
    pub scales: BTreeMap<String, ScaleStatistics>,
}

/// One scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScaleStatistics {
    /// How well the items measure one thing.
    pub reliability: Reliability,
    /// How far people of one unit agree.
    pub agreement: Agreement,
    /// How much units differ.
    pub aggregation: Aggregation,
    /// Each unit's mean.
    pub unit_means: UnitMeans,
    /// What may be said of it.
    pub climate: Climate,
}

/// What was counted of one scale.
pub(super) struct Counted {
    /// Rows of the file.
    pub(super) rows: usize,
    /// Every unit's counts.
    pub(super) per_unit: Vec<ScaleCounts>,
    /// Pairs of items over everybody.
    pub(super) pairs: PairMoments,
    /// Items with the total of whatever a person answered, over everybody.
    pub(super) totals: ItemTotals,
    /// Complete answers of everybody, by what they are.
    pub(super) patterns: Option<Patterns>,
}

/// The units in which somebody answered, and what several records need of them.
struct Units<'a> {
    labels: Vec<String>,
    counts: Vec<&'a ScaleCounts>,
    /// The scores, on the common denominator.
    groups: Result<Vec<GroupMoments>, Why>,
    divisor: u64,
    /// The units as a random sample of units.
    reml: Result<RandomIntercept, Why>,
}

impl ScaleStatistics {
    pub(super) fn of(scale: &ScaleRequest, labels: &[String], counted: &Counted) -> Self {
        let answered = || labels.iter().zip(&counted.per_unit).filter(|(_, counts)| counts.n() > 0);
        let counts: Vec<&ScaleCounts> = answered().map(|(_, counts)| counts).collect();
        let climate = scale_climate(&counts, &Settings::default());
        let labels: Vec<String> = answered().map(|(label, _)| label.clone()).collect();
        let verdicts = Climate::of(labels.clone(), &climate);
        let units = Units {
            labels,
            groups: counts.iter().map(|counts| GroupMoments::of(counts)).collect(),
            divisor: counts.first().map_or(1, |counts| u64::from(counts.shape().lcm())),
            reml: climate.model,
            counts,
        };
        Self {
            reliability: Reliability::of(scale, counted),
            agreement: Agreement::of(scale, &units.labels, &units.counts),
            aggregation: Aggregation::of(&units),
            unit_means: UnitMeans::of(&units),
            climate: verdicts,
        }
    }
}
