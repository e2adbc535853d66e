//! The `reliability` record.

use std::collections::BTreeMap;

use counts::{Moments, ScaleCounts};
use indices::reliability::{self, ItemCovariances};
use indices::{Estimate, Why};
use serde::Serialize;

use super::super::super::{Bounds, ScaleRequest, Unknown, together};
use super::Counted;

/// Reliability. Fields with `psych` in their name, and the item statistics, use for each pair of items whoever answered
/// both; the others use whoever answered everything. `None` has its reason in `unknown`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Reliability {
    pub n_rows: usize,
    pub n_listwise: u64,
    pub p: usize,
    pub alpha_raw_pairwise_psych: Option<f64>,
    pub alpha_std_pairwise_psych: Option<f64>,
    pub G6_smc_psych: Option<f64>,
    pub avg_r: Option<f64>,
    pub ase_psych: Option<f64>,
    pub alpha_raw_listwise: Option<f64>,
    pub alpha_std_listwise: Option<f64>,
    pub alpha_feldt_ci95_psych: Option<Bounds>,
    pub alpha_distribution_free_ci95: Option<Bounds>,
    pub alpha_distribution_free_se: Option<f64>,
    pub alpha_if_dropped_raw: BTreeMap<String, Option<f64>>,
    pub item_total_r: BTreeMap<String, Option<f64>>,
    pub r_drop: BTreeMap<String, Option<f64>>,
    pub item_mean: BTreeMap<String, Option<f64>>,
    pub item_sd: BTreeMap<String, Option<f64>>,
    pub guttman_listwise: Guttman,
    pub omega_cfa_1factor_ML: Option<OneFactor>,
    pub omega_semTools_compRelSEM: Option<f64>,
    pub omega_psych_1factor: Option<MinresOmega>,
    pub crossprod_integer: Option<CrossProducts>,
    /// Items that pull against the others, as a first principal component sees it: perhaps they should be reversed.
    pub opposed_items: Vec<String>,
    /// Why fields are `None`.
    pub unknown: Unknown,
}

/// Guttman's lower bounds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct Guttman {
    pub lambda1: Option<f64>,
    pub lambda2: Option<f64>,
    pub lambda3: Option<f64>,
    pub lambda6: Option<f64>,
}

/// One factor by maximum likelihood.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct OneFactor {
    pub lambda: BTreeMap<String, f64>,
    pub theta: BTreeMap<String, f64>,
    pub omega_total_model: Option<f64>,
    pub omega_observed_var: Option<f64>,
    pub chisq: f64,
    pub df: usize,
    pub cfi: f64,
    pub rmsea: f64,
    pub srmr: f64,
}

/// Omega from a minimum residual factor.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/stats.md")]
pub struct MinresOmega {
    pub omega_h: Option<f64>,
    pub omega_tot: Option<f64>,
    pub alpha: Option<f64>,
}

/// The integers everything listwise follows from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossProducts {
    /// Complete answers.
    pub n: u64,
    /// Σx per item, reversed items turned round.
    pub sum: Vec<u64>,
    /// Σxy per pair of items.
    pub crossprod: Matrix,
}

/// A square matrix of integers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "as R prints a matrix")]
pub struct Matrix {
    pub nrow: usize,
    pub ncol: usize,
    pub rownames: Vec<String>,
    pub colnames: Vec<String>,
    pub row_major: Vec<u64>,
}

impl Reliability {
    pub(super) fn of(scale: &ScaleRequest, counted: &Counted) -> Self {
        let mut unknown = Unknown::default();
        let moments = together(&counted.per_unit).map(|counts: ScaleCounts| counts.moments());
        let listwise = moments.as_ref().ok_or(Why::NoAnswers).and_then(ItemCovariances::of_moments);
        let pairwise = ItemCovariances::of_pairs(&counted.pairs);
        let correlations = ItemCovariances::correlations_of_pairs(&counted.pairs);
        let alpha = reliability::alpha_pairwise(&counted.pairs);
        let from = |unknown: &mut Unknown,
                    field: &str,
                    matrix: &Result<ItemCovariances, Why>,
                    f: fn(&ItemCovariances) -> Estimate| {
            let estimate = matrix.as_ref().map_or_else(|why| Estimate::Unknown(*why), f);
            unknown.value(field, &estimate)
        };
        let of_moments = |unknown: &mut Unknown, field: &str, f: fn(&Moments) -> Estimate| {
            unknown.value(field, &moments.as_ref().map_or(Estimate::Unknown(Why::NoAnswers), f))
        };
        let items = reliability::item_statistics_pairwise(&counted.pairs, &counted.totals);
        let mut by_item = |field: &str, statistic: fn(&reliability::ItemStatistics) -> &Estimate| {
            let values = scale.columns().iter().zip(&items);
            values
                .map(|(item, statistics)| {
                    (item.clone(), unknown.value(&format!("{field}.{item}"), statistic(statistics)))
                })
                .collect::<BTreeMap<String, Option<f64>>>()
        };
        let (alpha_if_dropped_raw, item_total_r) = (
            by_item("alpha_if_dropped_raw", |item| &item.alpha_if_dropped),
            by_item("item_total_r", |item| &item.item_total),
        );
        let (r_drop, item_mean) = (by_item("r_drop", |item| &item.item_rest), by_item("item_mean", |item| &item.mean));
        let item_sd = by_item("item_sd", |item| &item.sd);
        let one_factor = OneFactor::of(scale, &listwise, &mut unknown);
        let free = counted.patterns.as_ref().ok_or(Why::TooLarge).and_then(reliability::alpha_distribution_free);
        let free = unknown.known("alpha_distribution_free_se", free);
        Self {
            n_rows: counted.rows,
            n_listwise: moments.as_ref().map_or(0, Moments::n),
            p: scale.columns().len(),
            alpha_raw_pairwise_psych: unknown.value("alpha_raw_pairwise_psych", &alpha),
            alpha_std_pairwise_psych: from(
                &mut unknown,
                "alpha_std_pairwise_psych",
                &correlations,
                reliability::alpha_of_correlations,
            ),
            G6_smc_psych: from(&mut unknown, "G6_smc_psych", &correlations, |matrix| {
                reliability::guttman(matrix).lambda6
            }),
            avg_r: from(&mut unknown, "avg_r", &correlations, reliability::average_correlation),
            ase_psych: from(&mut unknown, "ase_psych", &pairwise, reliability::alpha_standard_error),
            alpha_raw_listwise: of_moments(&mut unknown, "alpha_raw_listwise", reliability::cronbach_alpha),
            alpha_std_listwise: of_moments(
                &mut unknown,
                "alpha_std_listwise",
                reliability::cronbach_alpha_standardised,
            ),
            alpha_feldt_ci95_psych: alpha.interval().map(Bounds::from),
            alpha_distribution_free_ci95: free.and_then(|free| free.alpha.interval()).map(Bounds::from),
            alpha_distribution_free_se: free.map(|free| free.standard_error),
            alpha_if_dropped_raw,
            item_total_r,
            r_drop,
            item_mean,
            item_sd,
            guttman_listwise: Guttman::of(&listwise, &mut unknown),
            omega_semTools_compRelSEM: one_factor.as_ref().and_then(|factor| factor.omega_observed_var),
            omega_cfa_1factor_ML: one_factor,
            omega_psych_1factor: MinresOmega::of(&listwise, &mut unknown),
            crossprod_integer: moments.as_ref().map(|moments| CrossProducts::of(scale, moments)),
            opposed_items: opposed(scale, &pairwise),
            unknown,
        }
    }
}

fn opposed(scale: &ScaleRequest, pairwise: &Result<ItemCovariances, Why>) -> Vec<String> {
    let found = pairwise.as_ref().ok().and_then(|matrix| reliability::opposed_items(matrix).ok());
    let positions: Vec<usize> = found.map_or_else(Vec::new, |found| found.items().to_vec());
    positions.into_iter().filter_map(|at| scale.columns().get(at).cloned()).collect()
}

impl Guttman {
    fn of(listwise: &Result<ItemCovariances, Why>, unknown: &mut Unknown) -> Self {
        let bounds = unknown.known("guttman_listwise", listwise.as_ref().map_err(|why| *why)).map(reliability::guttman);
        let mut lambda = |field: &str, of: fn(&reliability::Guttman) -> Estimate| {
            bounds.as_ref().and_then(|bounds| unknown.value(&format!("guttman_listwise.{field}"), &of(bounds)))
        };
        Self {
            lambda1: lambda("lambda1", |bounds| bounds.lambda1),
            lambda2: lambda("lambda2", |bounds| bounds.lambda2),
            lambda3: lambda("lambda3", |bounds| bounds.lambda3),
            lambda6: lambda("lambda6", |bounds| bounds.lambda6),
        }
    }
}

impl OneFactor {
    fn of(scale: &ScaleRequest, listwise: &Result<ItemCovariances, Why>, unknown: &mut Unknown) -> Option<Self> {
        let fit = listwise.as_ref().map_err(|why| *why).and_then(reliability::one_factor);
        let fit = unknown.known("omega_cfa_1factor_ML", fit)?;
        let by_item = |values: &[f64]| scale.columns().iter().cloned().zip(values.iter().copied()).collect();
        Some(Self {
            lambda: by_item(fit.loadings()),
            theta: by_item(fit.own_variances()),
            omega_total_model: unknown.value("omega_total_model", &fit.omega_total()),
            omega_observed_var: unknown.value("omega_observed_var", &fit.omega_observed()),
            chisq: fit.chi_square(),
            df: fit.degrees_of_freedom(),
            cfi: fit.cfi(),
            rmsea: fit.rmsea(),
            srmr: fit.srmr(),
        })
    }
}

impl MinresOmega {
    fn of(listwise: &Result<ItemCovariances, Why>, unknown: &mut Unknown) -> Option<Self> {
        let matrix = listwise.as_ref().map_err(|why| *why);
        let omega = unknown.known("omega_psych_1factor", matrix.and_then(reliability::minres_omega))?;
        Some(Self {
            omega_h: unknown.value("omega_h", &omega.hierarchical),
            omega_tot: unknown.value("omega_tot", &omega.total),
            alpha: matrix.ok().and_then(|matrix| reliability::guttman(matrix).lambda3.value()),
        })
    }
}

impl CrossProducts {
    fn of(scale: &ScaleRequest, moments: &Moments) -> Self {
        let items = moments.items();
        let pairs = (0..items).flat_map(|row| (0..items).map(move |column| (row, column)));
        Self {
            n: moments.n(),
            sum: moments.sums().to_vec(),
            crossprod: Matrix {
                nrow: items,
                ncol: items,
                rownames: scale.columns().to_vec(),
                colnames: scale.columns().to_vec(),
                row_major: pairs.filter_map(|(row, column)| moments.product(row, column)).collect(),
            },
        }
    }
}
