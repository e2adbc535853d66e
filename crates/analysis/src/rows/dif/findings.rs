//! Differential item functioning under the field names of the reference files.

use std::collections::BTreeMap;

use counts::{DifTable, Matching};
use indices::dif::{
    DifClass, GroupPair, Mantel, OrdinalLogistic, PolytomousRule, PseudoRSquared, RSquaredRule,
    generalised_mantel_haenszel, mantel, ordinal_logistic,
};
use serde::Serialize;

use super::super::{ScaleRequest, Unknown};

/// Every item of one scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Dif {
    /// The column of the groups.
    pub group: String,
    /// The group the others are compared with.
    pub reference: String,
    /// The items, in the order typed.
    pub items: Vec<String>,
    /// The reference against each other group.
    pub comparisons: Vec<Comparison>,
    /// All groups at once, answers taken without their order; by item.
    #[serde(rename = "GMH")]
    pub gmh: BTreeMap<String, Gmh>,
}

/// The reference against one other group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The other group.
    pub focal: String,
    /// By item.
    pub items: BTreeMap<String, ItemDif>,
}

/// One item between two groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemDif {
    /// The answer regressed on the total, the group, and both together.
    pub ordinal_logistic: Option<OrdinalLogisticTest>,
    /// The answers of both groups within each total.
    pub mantel: Option<MantelTest>,
    /// A, B or C by the standardised mean difference over the standard deviation of the item (Zwick, Donoghue & Grima
    /// 1993): negligible, moderate, large.
    pub class_smd: Option<char>,
    /// The same by what the group adds to Nagelkerke's R² (Jodoin & Gierl 2001).
    pub class_r2: Option<char>,
    /// Why fields are `None`.
    pub unknown: Unknown,
}

/// Proportional odds; models: total alone, with the group, with their product.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/dif.md")]
pub struct OrdinalLogisticTest {
    pub n: u64,
    pub logLik0: f64,
    pub logLik: [f64; 3],
    pub chi2_12: f64,
    pub chi2_13: f64,
    pub chi2_23: f64,
    pub p_uniform: f64,
    pub p_nonuniform: f64,
    pub p_total: f64,
    pub mcfadden: [f64; 3],
    pub coxsnell: [f64; 3],
    pub nagelkerke: [f64; 3],
    pub beta_m2: Option<f64>,
    pub se_m2: f64,
    pub beta_change: Option<f64>,
    pub matching: &'static str,
}

/// Mantel's test for ordered answers, and the standardised mean difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/dif.md")]
pub struct MantelTest {
    pub mantel_chi2: f64,
    pub p: f64,
    pub sum_F: f64,
    pub sum_E: f64,
    pub sum_V: f64,
    pub strata_used: u64,
    pub SMD_focal_weighted: f64,
    pub focal: String,
    pub continuity_correction: bool,
}

/// The generalised Mantel-Haenszel test.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/dif.md")]
pub struct Gmh {
    pub M2: Option<f64>,
    pub df: Option<u32>,
    pub p: Option<f64>,
    pub unknown: Unknown,
}

impl Dif {
    pub(super) fn of(
        group: &str,
        scale: &ScaleRequest,
        groups: &[String],
        tables: &[DifTable],
        matching: Matching,
    ) -> Self {
        let by_item = || scale.columns().iter().cloned().zip(tables);
        let comparison = |(focal, label): (usize, &String)| Comparison {
            focal: label.clone(),
            items: by_item()
                .map(|(item, table)| (item, ItemDif::of(table, GroupPair { reference: 0, focal }, label, matching)))
                .collect(),
        };
        Self {
            group: group.to_owned(),
            reference: groups.first().cloned().unwrap_or_default(),
            items: scale.columns().to_vec(),
            comparisons: groups.iter().enumerate().skip(1).map(comparison).collect(),
            gmh: by_item().map(|(item, table)| (item, Gmh::of(table))).collect(),
        }
    }
}

impl ItemDif {
    fn of(table: &DifTable, pair: GroupPair, focal: &str, matching: Matching) -> Self {
        let mut unknown = Unknown::default();
        let logistic = unknown.known("ordinal_logistic", ordinal_logistic(table, pair));
        let mantel = unknown.known("mantel", mantel(table, pair));
        let class_smd = mantel.as_ref().and_then(|test| PolytomousRule::STANDARD.classify(test).ok());
        Self {
            class_smd: class_smd.map(letter),
            class_r2: logistic.as_ref().map(|test| letter(RSquaredRule::JODOIN_GIERL.classify(test))),
            ordinal_logistic: logistic.as_ref().map(|test| OrdinalLogisticTest::of(test, matching)),
            mantel: mantel.as_ref().map(|test| MantelTest::of(test, focal)),
            unknown,
        }
    }
}

fn letter(class: DifClass) -> char {
    match class {
        DifClass::Negligible => 'A',
        DifClass::Moderate => 'B',
        DifClass::Large => 'C',
    }
}

impl OrdinalLogisticTest {
    fn of(test: &OrdinalLogistic, matching: Matching) -> Self {
        Self {
            n: test.n(),
            logLik0: test.log_likelihood_null(),
            logLik: test.log_likelihoods(),
            chi2_12: test.chi2_12(),
            chi2_13: test.chi2_13(),
            chi2_23: test.chi2_23(),
            p_uniform: test.p_uniform(),
            p_nonuniform: test.p_nonuniform(),
            p_total: test.p_total(),
            mcfadden: test.r_squared(PseudoRSquared::McFadden),
            coxsnell: test.r_squared(PseudoRSquared::CoxSnell),
            nagelkerke: test.r_squared(PseudoRSquared::Nagelkerke),
            beta_m2: test.group_effect().value(),
            se_m2: test.group_standard_error(),
            beta_change: test.beta_change().value(),
            matching: match matching {
                Matching::Including => "raw sum score including the studied item",
                Matching::Excluding => "raw sum score without the studied item",
            },
        }
    }
}

impl MantelTest {
    fn of(test: &Mantel, focal: &str) -> Self {
        Self {
            mantel_chi2: test.chi_squared(),
            p: test.p(),
            sum_F: test.sum_f(),
            sum_E: test.sum_e(),
            sum_V: test.sum_v(),
            strata_used: test.strata_used(),
            SMD_focal_weighted: test.standardised_mean_difference(),
            focal: focal.to_owned(),
            continuity_correction: false,
        }
    }
}

impl Gmh {
    fn of(table: &DifTable) -> Self {
        let mut unknown = Unknown::default();
        let test = unknown.known("M2", generalised_mantel_haenszel(table));
        Self {
            M2: test.as_ref().map(|test| test.chi_squared()),
            df: test.as_ref().map(|test| test.freedom()),
            p: test.as_ref().map(|test| test.p()),
            unknown,
        }
    }
}
