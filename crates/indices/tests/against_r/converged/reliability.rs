//! One factor by maximum likelihood and by minimum residuals, and omega hierarchical.

use counts::{OrderedShape, Patterns};
use indices::factor::{Coefficient, Equality, Level, MeanStructure, Scaling, Settings, fit};
use indices::reliability::{
    ItemCovariances, alpha_distribution_free, alpha_of_correlations, average_variance_extracted, hierarchical_omega,
    minres_omega, omega_of_observed, one_factor,
};
use serde_json::Value;

use super::ledger::{Field, Ledger, published, synthetic};
use crate::factor::data::holzinger_swineford;
use crate::models::data::{NINE, codes, one_to_five, people};
use crate::models::reliability::scale;
use crate::reading::{Table, folder, names, numbered};
use crate::reliability::{BFI_REVERSED, Scale, bfi_items};

fn compare_one_factor(ledger: &mut Ledger, what: &str, scale: &Scale, expected: &Value) {
    let listwise = ItemCovariances::of_moments(&scale.complete.moments()).unwrap();
    let factor = one_factor(&listwise).unwrap();
    for (item, (loading, own)) in factor.loadings().iter().zip(factor.own_variances()).enumerate() {
        let what = format!("{what}, item {item}");
        ledger.compare(Field::Estimate, &what, *loading, &expected["loadings"][item]);
        ledger.compare(Field::Estimate, &what, *own, &expected["own"][item]);
    }
    let (omega, fit) = (minres_omega(&listwise).unwrap(), &expected["fit"]);
    for (item, loading) in omega.loadings().iter().enumerate() {
        ledger.compare(
            Field::Estimate,
            &format!("{what}, minres {item}"),
            *loading,
            &expected["minres"]["loadings"][item],
        );
    }
    for (field, kind, own, theirs) in [
        ("omega, model", Field::Estimate, factor.omega_total().value(), &expected["omega_model"]),
        ("omega, observed", Field::Estimate, factor.omega_observed().value(), &expected["omega_observed"]),
        ("minres omega_h", Field::Estimate, omega.hierarchical.value(), &expected["minres"]["omega_h"]),
        ("minres omega_tot", Field::Estimate, omega.total.value(), &expected["minres"]["omega_tot"]),
        ("chi-square", Field::ChiSquare, Some(factor.chi_square()), &fit["chisq"]),
        ("CFI", Field::FitIndex, Some(factor.cfi()), &fit["cfi"]),
        ("RMSEA", Field::FitIndex, Some(factor.rmsea()), &fit["rmsea"]),
        ("SRMR", Field::FitIndex, Some(factor.srmr()), &fit["srmr"]),
    ] {
        ledger.compare(kind, &format!("{what} {field}"), own, theirs);
    }
}

/// Alpha without each person in turn, which R takes by leaving each out. What holds for many persons is near for six hundred.
fn compare_distribution_free(ledger: &mut Ledger, what: &str, items: &[String], expected: &Value) {
    let table = people();
    let columns: Vec<Vec<u8>> = items.iter().map(|item| codes(&table, item)).collect();
    let mut patterns = Patterns::new(&OrderedShape::uniform(one_to_five(), items.len()).unwrap());
    patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let found = alpha_distribution_free(&patterns).unwrap();
    let interval = found.alpha.interval().unwrap();
    ledger.compare(Field::Estimate, &format!("{what} alpha"), found.alpha.value(), &expected["value"]);
    ledger.compare(Field::StandardError, &format!("{what} jackknife"), found.standard_error, &expected["se"]);
    ledger.compare(Field::Estimate, &format!("{what} low"), interval.low, &expected["interval"][0]);
    ledger.compare(Field::Estimate, &format!("{what} high"), interval.high, &expected["interval"][1]);
    let asymptotic = expected["asymptotic_se"].as_f64().unwrap();
    let wider = found.standard_error / asymptotic;
    assert!((1.0..1.02).contains(&wider), "{what}: {wider} times the asymptotic one");
}

fn compare_hierarchical(ledger: &mut Ledger, covariances: &ItemCovariances, factors: usize, expected: &Value) {
    let omega = hierarchical_omega(covariances, factors).unwrap();
    for (field, own) in [
        ("alpha", alpha_of_correlations(covariances).value()),
        ("omega_h", omega.hierarchical.value()),
        ("omega_tot", omega.total.value()),
        ("omega_lim", omega.limit.value()),
    ] {
        ledger.compare(Field::Estimate, &format!("{factors} factors, {field}"), own, &expected[field]);
    }
}

#[test]
fn three_scales_and_a_general_factor() {
    let mut ledger = Ledger::new("one factor");
    for (name, expected) in synthetic("reliability").as_object().unwrap() {
        let items = names(&expected["items"]);
        compare_one_factor(&mut ledger, name, &scale(&items, &[]), expected);
        compare_distribution_free(&mut ledger, name, &items, &expected["alpha"]);
    }
    let reversed: Vec<&str> = NINE.into_iter().filter(|item| item.starts_with("demand")).collect();
    let nine = scale(&NINE.map(str::to_owned), &reversed);
    let covariances = ItemCovariances::of_moments(&nine.complete.moments()).unwrap();
    compare_hierarchical(&mut ledger, &covariances, 3, &synthetic("hierarchical_omega"));
    ledger.judge(60);
}

#[test]
fn eight_published_scales() {
    let Some(folder) = folder("converged factors of lq2002 and bfi") else { return };
    let mut ledger = Ledger::new("one factor, lq2002 and bfi");
    let table = Table::read(&folder.join("data/lq2002.csv"));
    let expected = published("lq2002");
    for (name, stem, items, points) in
        [("LEAD", "LEAD", 11, (1, 5)), ("TSIG", "TSIG", 3, (1, 5)), ("HOSTILE", "HOSTIL", 5, (0, 4))]
    {
        let scale = Scale::read(&table, numbered(stem, items), points, &[]);
        compare_one_factor(&mut ledger, name, &scale, &expected[format!("reliability.{name}")]);
    }
    let table = Table::read(&folder.join("data/bfi.csv"));
    let expected = published("bfi");
    for name in ["A", "C", "E", "N", "O"] {
        let scale = Scale::read(&table, bfi_items(name), (1, 6), &BFI_REVERSED);
        compare_one_factor(&mut ledger, name, &scale, &expected[format!("reliability.{name}_reversed")]);
    }
    let items = ["A", "C", "E", "N", "O"].iter().flat_map(|scale| bfi_items(scale)).collect();
    let scale = Scale::read(&table, items, (1, 6), &BFI_REVERSED);
    let correlations = ItemCovariances::correlations_of_pairs(&scale.pairs).unwrap();
    let theirs = &expected["omega.psych.5factor_25items"];
    let opposed = theirs["opposed"].as_array().unwrap().clone();
    let turned: Vec<bool> = (1..=25_u64).map(|item| opposed.iter().any(|at| at.as_u64() == Some(item))).collect();
    compare_hierarchical(&mut ledger, &correlations.turned(&turned).unwrap(), 5, theirs);
    ledger.judge(150);
}

#[test]
fn three_factors_of_decimal_scores() {
    let Some(folder) = folder("converged omega of HolzingerSwineford1939") else { return };
    let expected = published("HolzingerSwineford1939");
    let data = holzinger_swineford(&folder, None);
    let columns: Vec<Vec<Option<f64>>> =
        data.groups[0].iter().map(|column| column.iter().copied().map(Some).collect()).collect();
    let columns: Vec<&[Option<f64>]> = columns.iter().map(Vec::as_slice).collect();
    let mut ledger = Ledger::new("omega, HolzingerSwineford1939");
    let covariances = ItemCovariances::of_columns(&columns).unwrap();
    compare_hierarchical(&mut ledger, &covariances, 3, &expected["omega.psych.3factor"]);
    let settings = Settings { means: MeanStructure::Left, scaling: Scaling::UnitVariance, ..Settings::default() };
    let three = fit(&data.model, &data.moments(), &Equality::full(Level::Configural), settings).unwrap();
    for (factor, name) in ["visual", "textual", "speed"].into_iter().enumerate() {
        let items = 3 * factor..3 * factor + 3;
        let value = |coefficient| three.estimate(0, coefficient).unwrap().value;
        let loadings: Vec<f64> = items.clone().map(|item| value(Coefficient::Loading { item, factor })).collect();
        let own: Vec<f64> = items.clone().map(|item| value(Coefficient::ResidualVariance { item })).collect();
        let pairs = items.clone().flat_map(|i| items.clone().map(move |j| (i, j)));
        let observed: f64 = pairs.map(|(i, j)| covariances.between(i, j).unwrap()).sum::<f64>() * 300.0 / 301.0;
        let theirs = &expected["reliability.by_factor"][name];
        ledger.compare(Field::Estimate, name, omega_of_observed(&loadings, observed).ok(), &theirs["omega"]);
        ledger.compare(Field::Estimate, name, average_variance_extracted(&loadings, &own).ok(), &theirs["ave"]);
    }
    ledger.judge(10);
}
