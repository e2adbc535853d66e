//! Three factors in one group: standardised, with gaps, in clusters and on two levels.

use indices::factor::{
    Coefficient, Equality, Estimated, Level, MeanStructure, Model, SampleMoments, Scaling, Settings, fit,
    fit_clustered, fit_incomplete, fit_two_level,
};
use serde_json::Value;

use super::data::{CLIMATE, NINE, expected, people};
use super::invariance::check_scaled;
use crate::factor::data::coefficient;
use crate::factor::fit_measures::check_indices;
use crate::reading::check;

/// Items, and which of them measure what.
pub(crate) const THREE: &str =
    "lead=lead_1,lead_2,lead_3;cohesion=cohesion_1,cohesion_2,cohesion_3;demand=demand_1,demand_2,demand_3";

pub(crate) fn three() -> Model {
    Model::parse(THREE, &NINE).unwrap()
}

/// The answers to nine items, one column each.
pub(crate) fn columns() -> Vec<Vec<Option<f64>>> {
    let table = people();
    NINE.iter().map(|item| table.column(item).into_iter().map(|answer| answer.parse().ok()).collect()).collect()
}

/// The rows that `keep` keeps and in which nothing is missing.
pub(crate) fn complete(keep: &dyn Fn(usize) -> bool) -> (Vec<Vec<f64>>, Vec<usize>) {
    let all = columns();
    let rows: Vec<usize> =
        (0..all[0].len()).filter(|row| keep(*row) && all.iter().all(|column| column[*row].is_some())).collect();
    (all.iter().map(|column| rows.iter().filter_map(|row| column[*row]).collect()).collect(), rows)
}

pub(crate) fn slices<T>(columns: &[Vec<T>]) -> Vec<&[T]> {
    columns.iter().map(Vec::as_slice).collect()
}

/// Estimates to a fraction of R's standard errors, and those to a fraction of themselves.
pub(crate) fn check_estimates(
    what: &str,
    model: &Model,
    find: &dyn Fn(usize, Coefficient) -> Estimated,
    table: &Value,
    relative: f64,
) {
    for row in 0..table["est"].as_array().unwrap().len() {
        let group = table["group"][row].as_u64().map_or(0, |group| usize::try_from(group).unwrap() - 1);
        let coefficient = coefficient(model, table, row);
        let own = find(group, coefficient);
        let (value, error) = (table["est"][row].as_f64().unwrap(), table["se"][row].as_f64().unwrap());
        let what = format!("{what}, group {group}, {coefficient:?}");
        assert!((own.value - value).abs() <= relative * error + 1e-12, "{what}: {} instead of {value}", own.value);
        check(&what, own.standard_error.or(Some(0.0)), &table["se"][row], relative);
    }
}

#[test]
fn one_group_without_mean_structure() {
    let expected = &expected("factor")["single"];
    let (columns, _) = complete(&|_| true);
    let moments = SampleMoments::of_columns(&slices(&columns)).unwrap();
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    let model = three();
    let fit = fit(&model, &[moments], &Equality::full(Level::Configural), settings).unwrap();
    check_indices("single", &fit, &expected["fit"]);
    let (estimates, table) = (fit.standardised().unwrap(), &expected["standardised"]);
    for row in 0..table["est.std"].as_array().unwrap().len() {
        let coefficient = coefficient(&model, table, row);
        let own = estimates.iter().find(|estimate| estimate.coefficient == coefficient).unwrap();
        let what = format!("{coefficient:?}");
        check(&what, Some(own.value), &table["est.std"][row], 1e-5);
        check(&what, own.standard_error.or(Some(0.0)), &table["se"][row], 1e-5);
    }
}

#[test]
fn full_information_where_answers_are_missing() {
    let expected = &expected("factor")["fiml"];
    let (columns, model) = (columns(), three());
    let groups = [slices(&columns)];
    let fit = fit_incomplete(&model, &groups, &Equality::full(Level::Configural), Scaling::Marker).unwrap();
    check_indices("FIML", &fit, &expected["fit"]);
    let find = |group, coefficient| fit.estimate(group, coefficient).unwrap();
    check_estimates("FIML", &model, &find, &expected["estimates"], 1e-4);
}

#[test]
fn persons_in_units() {
    let expected = &expected("factor")["clustered"];
    let ((columns, rows), model, table) = (complete(&|_| true), three(), people());
    let names = table.column("unit");
    let units: Vec<u64> = rows.iter().map(|row| names[*row][1..].parse().unwrap()).collect();
    let equality = Equality::full(Level::Configural);
    let fit = fit_clustered(&model, &[slices(&columns)], &[&units], &equality, Scaling::Marker).unwrap();
    check_scaled("clustered", &fit, &expected["fit"]);
    let estimates = fit.estimates();
    let find = |_, coefficient| *estimates.iter().find(|own| own.coefficient == coefficient).unwrap();
    check_estimates("clustered", &model, &find, &expected["estimates"], 2e-5);
}

#[test]
fn one_factor_within_and_one_between_units() {
    let expected = &expected("factor")["two_level"];
    let ((columns, rows), table) = (complete(&|_| true), people());
    let names = table.column("unit");
    let units: Vec<u64> = rows.iter().map(|row| names[*row][1..].parse().unwrap()).collect();
    let items = &CLIMATE[..4];
    let within = Model::parse("fw=lead_1,lead_2,lead_3,cohesion_1", items).unwrap();
    let between = Model::parse("fb=lead_1,lead_2,lead_3,cohesion_1", items).unwrap();
    let fit = fit_two_level(&within, &between, &slices(&columns[..4]), &units).unwrap();
    assert_eq!(Some(fit.free_parameters() as u64), expected["fit"]["npar"].as_u64());
    assert_eq!(Some(fit.df() as u64), expected["fit"]["df"].as_u64());
    // lavaan's search ends some 1e-7 below the highest likelihood, ours above it.
    check("log-likelihood", Some(fit.log_likelihood()), &expected["fit"]["logl"], 1e-10);
    assert!(fit.log_likelihood() > expected["fit"]["logl"].as_f64().unwrap());
    let table = &expected["estimates"];
    for row in 0..table["est"].as_array().unwrap().len() {
        let lower = table["level"][row].as_u64() == Some(1);
        let (model, estimates) = if lower { (&within, fit.within()) } else { (&between, fit.between()) };
        let coefficient = coefficient(model, table, row);
        // lavaan also lists means within units, which are nought.
        let Some(own) = estimates.iter().find(|estimate| estimate.coefficient == coefficient) else { continue };
        let (value, error) = (table["est"][row].as_f64().unwrap(), table["se"][row].as_f64().unwrap());
        let what = format!("{coefficient:?}, within: {lower}");
        assert!((own.value - value).abs() <= 5e-4 * error, "{what}: {} instead of {value}", own.value);
        check(&what, own.standard_error.or(Some(0.0)), &table["se"][row], 5e-4);
    }
}
