//! The statistics of one scale under the field names of the reference files, so that a reader can lay both side by side.

use std::collections::BTreeMap;

use counts::{Moments, ScaleCounts};
use indices::aggregation::{GroupMoments, OneWay, UnitSize, one_way};
use indices::agreement::{NullDistribution, rwg_j};
use indices::{Estimate, reliability, score};
use serde::Serialize;

use super::super::{Bounds, ScaleRequest};

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

/// Reliability over everybody who answered every item. `None` where a statistic is not defined for these answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// Rows in the file.
    pub n_rows: usize,
    /// Rows with every item answered.
    pub n_listwise: u64,
    /// Items.
    pub p: usize,
    /// Cronbach's alpha.
    pub alpha_raw_listwise: Option<f64>,
    /// Standardised alpha.
    pub alpha_std_listwise: Option<f64>,
    /// Feldt's interval of alpha, with all rows as n.
    pub alpha_feldt_ci95_psych: Option<Bounds>,
    /// Alpha without each item.
    pub alpha_if_dropped_raw: BTreeMap<String, Option<f64>>,
    /// Correlation of each item with the whole scale.
    pub item_total_r: BTreeMap<String, Option<f64>>,
    /// Correlation of each item with the rest of the scale.
    pub r_drop: BTreeMap<String, Option<f64>>,
    /// Mean of each item, reversed where it was asked for.
    pub item_mean: BTreeMap<String, Option<f64>>,
    /// Standard deviation of each item.
    pub item_sd: BTreeMap<String, Option<f64>>,
}

/// Agreement in each unit with at least two complete answers; others are `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// How missing answers were treated.
    pub rule: &'static str,
    /// Answer points.
    #[serde(rename = "A")]
    pub points: u8,
    /// Unit labels.
    pub unit: Vec<String>,
    /// Complete answers in each unit.
    pub n: Vec<u64>,
    /// Mean item variance (divisor n - 1).
    pub mean_item_var_n1: Vec<Option<f64>>,
    /// rwg(j) against the uniform null, truncated at 0.
    pub rwgj_uniform: Vec<Option<f64>>,
    /// The same without truncation.
    pub rwgj_untruncated_uniform: Vec<Option<f64>>,
    /// r*wg(j) against the uniform null.
    pub rwgj_lindell_uniform: Vec<Option<f64>>,
    /// rwg(j) against the slightly skewed null, where it is tabled for this number of points.
    pub rwgj_slight_skew: Vec<Option<f64>>,
    /// rwg(j) against the moderately skewed null.
    pub rwgj_moderate_skew: Vec<Option<f64>>,
    /// Mean of the scale in each unit.
    pub scale_mean: Vec<Option<f64>>,
    /// Standard deviation of the scale in each unit.
    pub scale_sd: Vec<Option<f64>>,
    /// Over units.
    pub summary: AgreementSummary,
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

/// One-way analysis of variance of the scale over units; every field is `None` where there are too few units or answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Aggregation {
    pub N: Option<u64>,
    pub K: Option<u64>,
    pub MSB: Option<f64>,
    pub MSW: Option<f64>,
    pub F: Option<f64>,
    pub F_p: Option<f64>,
    pub df1: Option<u64>,
    pub df2: Option<u64>,
    pub SSB: Option<f64>,
    pub SSW: Option<f64>,
    pub k_mean: Option<f64>,
    pub k0: Option<f64>,
    pub k_harmonic: Option<f64>,
    pub ICC1_kmean: Option<f64>,
    pub ICC1_k0: Option<f64>,
    pub ICC1_kharm: Option<f64>,
    pub ICC2_aov: Option<f64>,
    pub ICC2_spearman_brown_k0: Option<f64>,
    pub ICC1_kmean_ci95_F: Option<Bounds>,
    pub ICC1_k0_ci95_F: Option<Bounds>,
    pub ICC2_ci95_F: Option<Bounds>,
    pub tau2_anova_k0: Option<f64>,
    pub eta2: Option<f64>,
    pub omega2: Option<f64>,
    pub epsilon2: Option<f64>,
}

/// Each unit's mean and spread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnitMeans {
    /// Unit labels.
    pub unit: Vec<String>,
    /// Complete answers in each unit.
    pub n: Vec<u64>,
    /// Mean.
    pub raw_mean: Vec<Option<f64>>,
    /// Standard deviation.
    pub raw_sd: Vec<Option<f64>>,
}

impl ScaleStatistics {
    pub(super) fn of(scale: &ScaleRequest, rows: usize, labels: &[String], per_unit: &[ScaleCounts]) -> Self {
        let answered: Vec<(&String, &ScaleCounts)> =
            labels.iter().zip(per_unit).filter(|(_, counts)| counts.n() > 0).collect();
        let units: Vec<&ScaleCounts> = answered.iter().map(|(_, counts)| *counts).collect();
        let labels: Vec<String> = answered.iter().map(|(label, _)| (*label).clone()).collect();
        Self {
            reliability: Reliability::of(scale, rows, per_unit),
            agreement: Agreement::of(scale, &labels, &units),
            aggregation: Aggregation::of(&units),
            unit_means: UnitMeans {
                n: units.iter().map(|counts| counts.n()).collect(),
                raw_mean: units.iter().map(|counts| score::mean(counts).value()).collect(),
                raw_sd: units.iter().map(|counts| score::sd(counts).value()).collect(),
                unit: labels,
            },
        }
    }
}

impl Reliability {
    fn of(scale: &ScaleRequest, rows: usize, per_unit: &[ScaleCounts]) -> Self {
        let everybody = everybody(per_unit);
        let (n, alpha, standardised, items) = match &everybody {
            Some(moments) => (
                moments.n(),
                reliability::cronbach_alpha(moments).value(),
                reliability::cronbach_alpha_standardised(moments).value(),
                reliability::item_statistics(moments),
            ),
            None => (0, None, None, Vec::new()),
        };
        let p = scale.columns().len();
        let by_item = |statistic: fn(&reliability::ItemStatistics) -> &Estimate| -> BTreeMap<String, Option<f64>> {
            scale.columns().iter().cloned().zip(items.iter().map(|item| statistic(item).value())).collect()
        };
        let interval = alpha.and_then(|alpha| reliability::feldt_interval(alpha, rows as u64, p, indices::LEVEL));
        Self {
            n_rows: rows,
            n_listwise: n,
            p,
            alpha_raw_listwise: alpha,
            alpha_std_listwise: standardised,
            alpha_feldt_ci95_psych: interval.map(Bounds::from),
            alpha_if_dropped_raw: by_item(|item| &item.alpha_if_dropped),
            item_total_r: by_item(|item| &item.item_total),
            r_drop: by_item(|item| &item.item_rest),
            item_mean: by_item(|item| &item.mean),
            item_sd: by_item(|item| &item.sd),
        }
    }
}

impl Agreement {
    fn of(scale: &ScaleRequest, labels: &[String], units: &[&ScaleCounts]) -> Self {
        let against = |null| -> Vec<Option<indices::Agreement>> {
            units.iter().map(|counts| rwg_j(&counts.moments(), scale.points(), null).ok()).collect()
        };
        let uniform = against(NullDistribution::Uniform);
        let values = |agreement: &[Option<indices::Agreement>]| -> Vec<Option<f64>> {
            agreement.iter().map(|agreement| agreement.as_ref().map(|agreement| agreement.value)).collect()
        };
        let rwg = values(&uniform);
        Self {
            rule: "listwise deletion before grouping",
            points: scale.points().count(),
            unit: labels.to_vec(),
            n: units.iter().map(|counts| counts.n()).collect(),
            mean_item_var_n1: of_each(&uniform, |agreement| Some(agreement.mean_item_variance)),
            rwgj_untruncated_uniform: of_each(&uniform, |agreement| agreement.untruncated),
            rwgj_lindell_uniform: of_each(&uniform, |agreement| Some(agreement.r_star)),
            rwgj_slight_skew: values(&against(NullDistribution::SlightSkew)),
            rwgj_moderate_skew: values(&against(NullDistribution::ModerateSkew)),
            scale_mean: units.iter().map(|counts| score::mean(counts).value()).collect(),
            scale_sd: units.iter().map(|counts| score::sd(counts).value()).collect(),
            summary: AgreementSummary::of(&rwg),
            rwgj_uniform: rwg,
        }
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

impl Aggregation {
    fn of(units: &[&ScaleCounts]) -> Self {
        let totals: Vec<counts::ScoreTotal> = units.iter().map(|counts| counts.score_total()).collect();
        let divisor = totals.first().map_or(1, |total| u64::from(total.lcm));
        let groups: Vec<GroupMoments> = totals
            .iter()
            .map(|total| GroupMoments {
                n: total.persons,
                sum: i128::from(total.sum),
                squares: i128::try_from(total.squares).unwrap_or(i128::MAX),
            })
            .collect();
        one_way(&groups, divisor).map_or_else(|_| Self::default(), |found| Self::from_one_way(&found))
    }

    fn from_one_way(found: &OneWay) -> Self {
        let icc1 = |size| found.icc1(size);
        Self {
            N: Some(found.n()),
            K: Some(found.units()),
            MSB: Some(found.msb()),
            MSW: Some(found.msw()),
            F: found.f().value(),
            F_p: found.f_p().value(),
            df1: Some(found.df1()),
            df2: Some(found.df2()),
            SSB: Some(found.ssb()),
            SSW: Some(found.ssw()),
            k_mean: Some(found.unit_size(UnitSize::Mean)),
            k0: Some(found.unit_size(UnitSize::Unbiased)),
            k_harmonic: Some(found.unit_size(UnitSize::Harmonic)),
            ICC1_kmean: icc1(UnitSize::Mean).value(),
            ICC1_k0: icc1(UnitSize::Unbiased).value(),
            ICC1_kharm: icc1(UnitSize::Harmonic).value(),
            ICC2_aov: found.icc2().value(),
            ICC2_spearman_brown_k0: found.icc2_spearman_brown().value(),
            ICC1_kmean_ci95_F: icc1(UnitSize::Mean).interval().map(Bounds::from),
            ICC1_k0_ci95_F: icc1(UnitSize::Unbiased).interval().map(Bounds::from),
            ICC2_ci95_F: found.icc2().interval().map(Bounds::from),
            tau2_anova_k0: Some(found.tau2()),
            eta2: found.eta2().value(),
            omega2: found.omega2().value(),
            epsilon2: found.epsilon2().value(),
        }
    }
}

/// Everybody's moments: the units merged. They have one shape, so merging cannot be refused.
fn everybody(per_unit: &[ScaleCounts]) -> Option<Moments> {
    let (first, others) = per_unit.split_first()?;
    let mut sum = first.clone();
    for counts in others {
        sum.merge(counts).ok()?;
    }
    Some(sum.moments())
}

fn of_each(
    agreement: &[Option<indices::Agreement>],
    statistic: fn(&indices::Agreement) -> Option<f64>,
) -> Vec<Option<f64>> {
    agreement.iter().map(|agreement| agreement.as_ref().and_then(statistic)).collect()
}
