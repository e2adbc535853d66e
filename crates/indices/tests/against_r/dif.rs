//! Differential item functioning against R `ordinal`, `difR` and `mantelhaen.test`, and against arithmetic by hand.

use std::path::Path;

use counts::{DifRows, DifTable, Matching, NO_ANSWER, ScaleShape};
use indices::dif::{
    GroupPair, LogisticTest, Mantel, OrdinalLogistic, PseudoRSquared, generalised_mantel_haenszel, mantel,
    mantel_haenszel, ordinal_logistic,
};
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::reading::{Table, check, folder, statistics};

/// Ours are fractions of integers rounded once; R sums up doubles.
const EXACT: f64 = 1e-12;

/// R's fits stop a little before the maximum: the likelihood hardly moves there, estimates do.
const FITTED: f64 = 1e-8;

/// Differences of likelihoods of some thousands.
const LIKELIHOOD_RATIO: f64 = 1e-9;

/// Rows of a published table as codes, with groups numbered in sorted order.
struct Rows {
    shape: ScaleShape,
    groups: Vec<u32>,
    columns: Vec<Vec<u8>>,
}

impl Rows {
    fn read(table: &Table, items: &[String], reversed: &[&str], group: &str, points: Points) -> Self {
        let code = |text: &str| text.parse().unwrap_or(NO_ANSWER);
        let columns = items.iter().map(|item| table.column(item).into_iter().map(code).collect()).collect();
        let reversed = items.iter().map(|item| reversed.contains(&item.as_str())).collect();
        let shape = ScaleShape::new(points, reversed, MissingRule::Complete).unwrap();
        let groups = table.column(group);
        let mut names = groups.clone();
        names.sort_unstable();
        names.dedup();
        let number = |name: &str| u32::try_from(names.iter().position(|own| *own == name).unwrap()).unwrap();
        Self { shape, groups: groups.into_iter().map(number).collect(), columns }
    }

    fn table(&self, item: usize) -> DifTable {
        let columns: Vec<&[u8]> = self.columns.iter().map(Vec::as_slice).collect();
        let rows = DifRows::new(&self.shape, 2, &self.groups, &columns).unwrap();
        rows.table(item, &vec![true; self.columns.len()], Matching::Including).unwrap()
    }
}

fn bfi(folder: &Path, scale: &str) -> Rows {
    let table = Table::read(&folder.join("data/bfi.csv"));
    let items: Vec<String> = (1..=5).map(|number| format!("{scale}{number}")).collect();
    // R's calls run on the scored data, in which A1, worded the other way round, is reversed.
    Rows::read(&table, &items, &["A1"], "gender", Points::new(1, 6).unwrap())
}

fn verbal(folder: &Path) -> Rows {
    let table = Table::read(&folder.join("data/difR_verbal.csv"));
    let header = std::fs::read_to_string(folder.join("data/difR_verbal.csv")).unwrap();
    let items: Vec<String> =
        header.lines().next().unwrap().split(',').take(24).map(|name| name.trim_matches('"').to_owned()).collect();
    Rows::read(&table, &items, &[], "Gender", Points::new(0, 1).unwrap())
}

fn check_mantel(what: &str, test: &Mantel, expected: &Value) {
    check(what, Some(test.chi_squared()), &expected["mantel_chi2"], EXACT);
    check(what, Some(test.p()), &expected["p"], EXACT);
    assert_eq!(Some(test.sum_f()), expected["sum_F"].as_u64().map(i128::from), "{what}");
    check(what, Some(test.sum_e()), &expected["sum_E"], EXACT);
    check(what, Some(test.sum_v()), &expected["sum_V"], EXACT);
    check(what, Some(test.standardised_mean_difference()), &expected["SMD_focal_weighted"], EXACT);
    assert_eq!(Some(test.strata_used()), expected["strata_used"].as_u64(), "{what}");
}

fn check_logistic(what: &str, models: &OrdinalLogistic, expected: &Value) {
    assert_eq!(Some(models.n()), expected["n"].as_u64(), "{what}");
    check(what, Some(models.log_likelihood_null()), &expected["logLik0"], EXACT);
    let kinds = [
        ("mcfadden", PseudoRSquared::McFadden),
        ("coxsnell", PseudoRSquared::CoxSnell),
        ("nagelkerke", PseudoRSquared::Nagelkerke),
    ];
    for model in 0..3 {
        let what = format!("{what} model {model}");
        check(&what, models.log_likelihoods()[model].value(), &expected["logLik"][model], EXACT);
        for (field, kind) in kinds {
            check(&what, models.r_squared(kind)[model].value(), &expected[field][model], EXACT);
        }
    }
    for (chi_squared, p, test) in [
        ("chi2_12", "p_uniform", LogisticTest::Uniform),
        ("chi2_13", "p_total", LogisticTest::Total),
        ("chi2_23", "p_nonuniform", LogisticTest::NonUniform),
    ] {
        let name = format!("{what} {chi_squared}");
        check(&name, models.chi_squared(test).value(), &expected[chi_squared], LIKELIHOOD_RATIO);
        check(&name, models.p(test).value(), &expected[p], LIKELIHOOD_RATIO);
    }
    check(&format!("{what} beta"), models.group_effect().value(), &expected["beta_m2"], FITTED);
    check(&format!("{what} se"), models.group_standard_error().value(), &expected["se_m2"], FITTED);
    check(&format!("{what} change"), models.beta_change().value(), &expected["beta_change"], FITTED);
}

#[test]
fn ordered_answers_of_women_and_men() {
    let Some(folder) = folder("Mantel's test and ordinal logistic regression of ten items of bfi") else { return };
    let expected = statistics(&folder, "bfi.json");
    for scale in ["A", "N"] {
        let rows = bfi(&folder, scale);
        for item in 0..5 {
            let name = format!("{scale}{}", item + 1);
            let table = rows.table(item);
            let test = mantel(&table, GroupPair::default()).unwrap();
            check_mantel(&name, &test, &expected[format!("DIF.mantel.{name}")]["value"]);
            let models = ordinal_logistic(&table, GroupPair::default()).unwrap();
            check_logistic(&name, &models, &expected[format!("DIF.ordinal_logistic.{name}")]["value"]);
        }
    }
}

#[test]
fn answers_without_an_order() {
    let Some(folder) = folder("the generalised Mantel–Haenszel test of bfi") else { return };
    let expected = &statistics(&folder, "bfi.json")["GMH.nominal.A1"]["value"];
    let test = generalised_mantel_haenszel(&bfi(&folder, "A").table(0)).unwrap();
    check("M2", Some(test.chi_squared()), &expected["M2"], EXACT);
    check("df", Some(f64::from(test.freedom())), &expected["df"], 0.0);
    check("p", Some(test.p()), &expected["p"], EXACT);
}

#[test]
fn two_answers_of_verbal_aggression() {
    let Some(folder) = folder("Mantel–Haenszel and logistic regression of 24 items of verbal") else { return };
    let expected = statistics(&folder, "verbal.json");
    let rows = verbal(&folder);
    for item in 0..24 {
        let what = format!("item {item}");
        let table = rows.table(item);
        let test = mantel_haenszel(&table, GroupPair::default());
        let test = test.unwrap();
        let value = &expected["difR.mantelHaenszel"]["value"];
        check(&what, Some(test.chi_squared(true)), &value["MH"][item], EXACT);
        check(&what, test.odds_ratio().value(), &value["alphaMH"][item], EXACT);
        check(&what, test.log_odds_variance().value(), &value["varLambda"][item], EXACT);
        let models = ordinal_logistic(&table, GroupPair::default()).unwrap();
        let value = &expected["difR.Logistik.both"]["value"];
        check(&what, models.chi_squared(LogisticTest::Total).value(), &value["stat"][item], LIKELIHOOD_RATIO);
        let change = models.r_squared_change(PseudoRSquared::Nagelkerke, LogisticTest::Total);
        check(&what, change.value(), &value["deltaR2"][item], LIKELIHOOD_RATIO);
    }
    let value = &expected["mantel_vs_mantelhaen.S1wantCurse"]["value"];
    let table = rows.table(0);
    let ordered = mantel(&table, GroupPair::default()).unwrap();
    check("hand-coded", Some(ordered.chi_squared()), &value["mantel_handcoded"], EXACT);
    let test = mantel_haenszel(&table, GroupPair::default()).unwrap();
    check("uncorrected", Some(test.chi_squared(false)), &value["mantelhaen_nocorr"], EXACT);
    check("corrected", Some(test.chi_squared(true)), &value["mantelhaen_corr"], EXACT);
    // R counts the lower answer first, so its odds ratio is the other way up.
    let other_way = mantel_haenszel(&table, GroupPair { reference: 1, focal: 0 }).unwrap();
    check("common odds ratio", other_way.odds_ratio().value(), &value["common_OR"], EXACT);
}
