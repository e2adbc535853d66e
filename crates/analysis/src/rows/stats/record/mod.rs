//! The statistics of one scale under the field names of the reference files, so that a reader can lay both side by side.

mod aggregation;
mod agreement;
mod reliability;
mod unit_means;

use std::collections::BTreeMap;

use counts::{ItemTotals, PairMoments, ScaleCounts};
use serde::Serialize;

use super::super::ScaleRequest;
pub use aggregation::{Aggregation, Components, Lme, LmerMl, LmerReml};
pub use agreement::{Agreement, AgreementSummary};
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
}

impl ScaleStatistics {
    pub(super) fn of(scale: &ScaleRequest, labels: &[String], counted: &Counted) -> Self {
        let answered: Vec<(&String, &ScaleCounts)> =
            labels.iter().zip(&counted.per_unit).filter(|(_, counts)| counts.n() > 0).collect();
        let units: Vec<&ScaleCounts> = answered.iter().map(|(_, counts)| *counts).collect();
        let labels: Vec<String> = answered.iter().map(|(label, _)| (*label).clone()).collect();
        Self {
            reliability: Reliability::of(scale, counted),
            agreement: Agreement::of(scale, &labels, &units),
            aggregation: Aggregation::of(&units),
            unit_means: UnitMeans::of(labels, &units),
        }
    }
}
