//! The `agreement` record.

use std::collections::BTreeMap;

use counts::ScaleCounts;
use indices::agreement::{NullDistribution, ad_mean, ad_median, awg, rwg_j, rwg_of_scale_mean};
use indices::{Why, score};
use serde::Serialize;

use super::super::super::ScaleRequest;

/// Agreement in each unit with a complete answer, listwise. `None` has its reason in `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
pub struct Agreement {
    pub rule: &'static str,
    #[serde(rename = "A")]
    pub points: u8,
    pub unit: Vec<String>,
    pub n: Vec<u64>,
    pub mean_item_var_n1: Vec<Option<f64>>,
    /// `rwgj_NULL`, `rwgj_untruncated_NULL` and `rwgj_lindell_NULL` for each of six null distributions.
    #[serde(flatten)]
    pub rwgj: BTreeMap<String, Vec<Option<f64>>>,
    pub rstar_wg_max_dissensus_n1: Vec<Option<f64>>,
    pub AD_mean: Vec<Option<f64>>,
    pub AD_median: Vec<Option<f64>>,
    pub awg: Vec<Option<f64>>,
    pub rwg_scale_mean_uniform: Vec<Option<f64>>,
    pub scale_mean: Vec<Option<f64>>,
    pub scale_sd: Vec<Option<f64>>,
    pub summary: AgreementSummary,
    /// Per unit with a `None`: the reason of its first.
    pub unknown: BTreeMap<String, String>,
}

/// rwg(j) (uniform null) over units.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AgreementSummary {
    /// Mean over units.
    pub mean: Option<f64>,
    /// Median over units.
    pub median: Option<f64>,
    /// Share of units with at least .70.
    #[serde(rename = "share_ge_0.70")]
    pub share_ge_070: Option<f64>,
}

/// The null distributions by their names in the fields.
const NULLS: [(&str, NullDistribution); 6] = [
    ("uniform", NullDistribution::Uniform),
    ("slight_skew", NullDistribution::SlightSkew),
    ("moderate_skew", NullDistribution::ModerateSkew),
    ("heavy_skew", NullDistribution::HeavySkew),
    ("triangular", NullDistribution::Triangular),
    ("normal", NullDistribution::Normal),
];

/// Collects the values of each unit, and the reason of a unit's first missing one.
struct Units<'a> {
    labels: &'a [String],
    counts: &'a [&'a ScaleCounts],
    unknown: BTreeMap<String, String>,
}

impl Units<'_> {
    fn each<T>(&mut self, of: impl Fn(&ScaleCounts) -> Result<T, Why>) -> Vec<Option<T>> {
        let mut values = Vec::with_capacity(self.counts.len());
        for (label, counts) in self.labels.iter().zip(self.counts) {
            let value = of(counts);
            if let Err(why) = &value {
                self.unknown.entry(label.clone()).or_insert_with(|| why.to_string());
            }
            values.push(value.ok());
        }
        values
    }
}

impl Agreement {
    pub(super) fn of(scale: &ScaleRequest, labels: &[String], counts: &[&ScaleCounts]) -> Self {
        let mut units = Units { labels, counts, unknown: BTreeMap::new() };
        let points = scale.points();
        let mut rwgj = BTreeMap::new();
        let mut uniform = Vec::new();
        for (name, null) in NULLS {
            let found = units.each(|counts| rwg_j(&counts.moments(), points, null));
            let mut keep = |field: &str, of: fn(&indices::Agreement) -> Option<f64>| {
                let values = found.iter().map(|agreement| agreement.as_ref().and_then(of)).collect();
                rwgj.insert(format!("{field}_{name}"), values);
            };
            keep("rwgj", |agreement| Some(agreement.value));
            keep("rwgj_untruncated", |agreement| agreement.untruncated);
            keep("rwgj_lindell", |agreement| Some(agreement.r_star));
            if null == NullDistribution::Uniform {
                keep("multilevel_rwg.j", |agreement| Some(agreement.value));
                keep("multilevel_rwg.j.lindell", |agreement| Some(agreement.r_star));
                uniform = found;
            }
        }
        let values = |of: fn(&indices::Agreement) -> f64| uniform.iter().map(|found| found.as_ref().map(of)).collect();
        let rwg: Vec<Option<f64>> = values(|agreement| agreement.value);
        Self {
            rule: "listwise deletion before grouping",
            points: points.count(),
            unit: labels.to_vec(),
            n: counts.iter().map(|counts| counts.n()).collect(),
            mean_item_var_n1: values(|agreement| agreement.mean_item_variance),
            rwgj,
            rstar_wg_max_dissensus_n1: units.each(|counts| {
                rwg_j(&counts.moments(), points, NullDistribution::MaximumDissensus).map(|found| found.r_star)
            }),
            AD_mean: units.each(|counts| ad_mean(counts).map(|deviation| deviation.value)),
            AD_median: units.each(|counts| ad_median(counts).map(|deviation| deviation.value)),
            awg: units.each(|counts| awg(&counts.moments(), points).map(|found| found.value)),
            rwg_scale_mean_uniform: units
                .each(|counts| rwg_of_scale_mean(counts, NullDistribution::Uniform).map(|found| found.value)),
            scale_mean: units.each(|counts| score::mean(counts).value().ok_or(Why::NoAnswers)),
            scale_sd: units.each(|counts| score::sd(counts).value().ok_or(Why::TooFewAnswers { needed: 2 })),
            summary: AgreementSummary::of(&rwg),
            unknown: units.unknown,
        }
    }

    /// One of the fields of a null distribution, such as `rwgj_uniform`.
    pub(in super::super) fn of_null(&self, field: &str) -> &[Option<f64>] {
        self.rwgj.get(field).map(Vec::as_slice).unwrap_or_default()
    }
}

impl AgreementSummary {
    fn of(rwg: &[Option<f64>]) -> Self {
        let mut known: Vec<f64> = rwg.iter().flatten().copied().collect();
        known.sort_by(f64::total_cmp);
        let n = known.len() as f64;
        let some = !known.is_empty();
        let at = |position: usize| known.get(position).copied();
        let middle = at(known.len().saturating_sub(1) / 2).zip(at(known.len() / 2));
        Self {
            mean: some.then(|| known.iter().sum::<f64>() / n),
            median: middle.map(|(low, high)| f64::midpoint(low, high)),
            share_ge_070: some.then(|| known.iter().filter(|rwg| **rwg >= 0.70).count() as f64 / n),
        }
    }
}
