//! The `unit_means` record.

use indices::Why;
use indices::multilevel::{RandomIntercept, UnitMean};
use indices::score;
use serde::Serialize;

use super::super::super::Unknown;
use super::Units;

/// Each unit's mean, as it is and drawn towards all units by as much as it is unsure (REML).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct UnitMeans {
    pub unit: Vec<String>,
    pub n: Vec<u64>,
    pub raw_mean: Vec<Option<f64>>,
    pub raw_sd: Vec<Option<f64>>,
    pub eb_mean: Vec<Option<f64>>,
    pub blup: Vec<Option<f64>>,
    pub lambda: Vec<Option<f64>>,
    pub blup_cond_sd: Vec<Option<f64>>,
    pub grand_intercept: Option<f64>,
    pub tau2: Option<f64>,
    pub sigma2: Option<f64>,
    /// Why fields are `None`.
    pub unknown: Unknown,
}

impl UnitMeans {
    pub(super) fn of(units: &Units<'_>) -> Self {
        let mut unknown = Unknown::default();
        let fit = units.reml.as_ref().map_err(|why| *why).and_then(|fit| {
            let groups = units.groups.as_ref().map_err(|why| *why)?;
            let means = groups.iter().map(|group| fit.unit_mean(group)).collect::<Result<Vec<UnitMean>, Why>>()?;
            Ok((fit, means))
        });
        let (fit, means) = unknown.known("eb_mean", fit).unzip();
        let means: Vec<UnitMean> = means.unwrap_or_default();
        let of_each = |of: fn(&UnitMean) -> Option<f64>| -> Vec<Option<f64>> {
            (0..units.counts.len()).map(|position| means.get(position).and_then(of)).collect()
        };
        Self {
            n: units.counts.iter().map(|counts| counts.n()).collect(),
            raw_mean: units.counts.iter().map(|counts| score::mean(counts).value()).collect(),
            raw_sd: units.counts.iter().map(|counts| score::sd(counts).value()).collect(),
            eb_mean: of_each(|mean| mean.eb_mean.value()),
            blup: of_each(|mean| Some(mean.blup)),
            lambda: of_each(|mean| Some(mean.lambda)),
            blup_cond_sd: of_each(|mean| Some(mean.conditional_sd)),
            grand_intercept: fit.map(RandomIntercept::mu),
            tau2: fit.map(RandomIntercept::tau2),
            sigma2: fit.map(RandomIntercept::sigma2),
            unit: units.labels.clone(),
            unknown,
        }
    }
}
