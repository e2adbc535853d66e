//! Factor models of one group: plain, standardised, with gaps, in clusters and on two levels.

use indices::factor::{
    Coefficient, Equality, Estimated, Fit, Level, MeanStructure, Model, RobustFit, SampleMoments, Scaling, Settings,
    TwoLevelFit, fit, fit_clustered, fit_incomplete, fit_two_level,
};
use serde_json::Value;

use super::ledger::{Field, Ledger, synthetic};
use crate::factor::data::coefficient;
use crate::models::data::{CLIMATE, people};
use crate::models::factor::{columns, complete, slices, three};

/// Every row of lavaan's table of estimates.
pub(super) fn compare_estimates(
    ledger: &mut Ledger,
    what: &str,
    model: &Model,
    find: &dyn Fn(usize, Coefficient) -> Option<Estimated>,
    table: &Value,
) {
    for row in 0..table["est"].as_array().unwrap().len() {
        let group = table["group"][row].as_u64().map_or(0, |group| usize::try_from(group).unwrap() - 1);
        let coefficient = coefficient(model, table, row);
        let own = find(group, coefficient).unwrap();
        let what = format!("{what}, group {group}, {coefficient:?}");
        ledger.compare(Field::Estimate, &what, own.value, &table["est"][row]);
        ledger.compare(Field::StandardError, &what, own.standard_error.unwrap_or_default(), &table["se"][row]);
    }
}

/// Chi-square, likelihoods and indices.
pub(super) fn compare_fit(ledger: &mut Ledger, what: &str, fit: &Fit, expected: &Value) {
    let indices = fit.indices();
    let counts = [(indices.parameters, "npar"), (indices.df, "df"), (indices.baseline_df, "baseline.df")];
    assert!(counts.iter().all(|(own, field)| expected[field].as_u64() == Some(*own as u64)), "{what}");
    for (field, kind, own) in [
        ("chisq", Field::ChiSquare, Some(indices.chi_square)),
        ("baseline.chisq", Field::ChiSquare, Some(indices.baseline_chi_square)),
        ("pvalue", Field::Tail, indices.p.value()),
        ("cfi", Field::FitIndex, indices.cfi.value()),
        ("tli", Field::FitIndex, indices.tli.value()),
        ("rmsea", Field::FitIndex, indices.rmsea.value()),
        ("srmr", Field::FitIndex, Some(indices.srmr)),
    ] {
        ledger.compare(kind, &format!("{what} {field}"), own, &expected[field]);
    }
    for (field, own) in [
        ("logl", indices.log_likelihood),
        ("unrestricted.logl", indices.saturated_log_likelihood),
        ("aic", indices.aic),
        ("bic", indices.bic),
    ] {
        // The Wishart likelihood has none in lavaan.
        if expected.get(field).is_some() {
            ledger.compare(Field::LogLikelihood, &format!("{what} {field}"), own, &expected[field]);
        }
    }
}

/// What a correction makes of chi-square and its indices.
pub(super) fn compare_scaled(ledger: &mut Ledger, what: &str, own: &RobustFit, expected: &Value) {
    let indices = own.indices();
    let (scaled, robust) = (&indices.scaled, &indices.robust);
    for (field, kind, own) in [
        ("chisq.scaled", Field::ChiSquare, Some(indices.chi_square)),
        ("baseline.chisq.scaled", Field::ChiSquare, Some(indices.baseline_chi_square)),
        ("chisq.scaling.factor", Field::ScalingFactor, own.scaling_factor()),
        ("baseline.chisq.scaling.factor", Field::ScalingFactor, Some(own.baseline_scaling_factor())),
        ("pvalue.scaled", Field::Tail, indices.p.value()),
        ("cfi.scaled", Field::FitIndex, scaled.cfi.value()),
        ("tli.scaled", Field::FitIndex, scaled.tli.value()),
        ("rmsea.scaled", Field::FitIndex, scaled.rmsea.value()),
        ("cfi.robust", Field::FitIndex, robust.cfi.value()),
        ("tli.robust", Field::FitIndex, robust.tli.value()),
        ("rmsea.robust", Field::FitIndex, robust.rmsea.value()),
    ] {
        ledger.compare(kind, &format!("{what} {field}"), own, &expected[field]);
    }
}

/// Estimates and standard errors of lavaan's `standardizedSolution`.
pub(super) fn compare_standardised(ledger: &mut Ledger, what: &str, fit: &Fit, table: &Value) {
    let estimates = fit.standardised().unwrap();
    for row in 0..table["est.std"].as_array().unwrap().len() {
        let coefficient = coefficient(fit.model(), table, row);
        let own = estimates.iter().find(|own| own.coefficient == coefficient).unwrap();
        let what = format!("{what}, standardised {coefficient:?}");
        ledger.compare(Field::Estimate, &what, own.value, &table["est.std"][row]);
        ledger.compare(Field::StandardError, &what, own.standard_error.unwrap_or_default(), &table["se"][row]);
    }
}

/// lavaan's table of two levels, which also lists means within units; those are nought.
pub(super) fn compare_two_levels(ledger: &mut Ledger, models: [&Model; 2], fit: &TwoLevelFit, expected: &Value) {
    assert_eq!(Some(fit.free_parameters() as u64), expected["fit"]["npar"].as_u64());
    ledger.compare(Field::LogLikelihood, "log-likelihood", fit.log_likelihood(), &expected["fit"]["logl"]);
    let table = &expected["estimates"];
    for row in 0..table["est"].as_array().unwrap().len() {
        let lower = table["level"][row].as_u64() == Some(1);
        let (model, estimates) = if lower { (models[0], fit.within()) } else { (models[1], fit.between()) };
        let coefficient = coefficient(model, table, row);
        let Some(own) = estimates.iter().find(|own| own.coefficient == coefficient) else { continue };
        let what = format!("{coefficient:?}, within: {lower}");
        ledger.compare(Field::Estimate, &what, own.value, &table["est"][row]);
        ledger.compare(Field::StandardError, &what, own.standard_error.unwrap_or_default(), &table["se"][row]);
    }
}

fn units(rows: &[usize]) -> Vec<u64> {
    let table = people();
    let names = table.column("unit");
    rows.iter().map(|row| names[*row][1..].parse().unwrap()).collect()
}

#[test]
fn one_group_without_mean_structure() {
    let expected = &synthetic("factor")["single"];
    let (columns, _) = complete(&|_| true);
    let moments = SampleMoments::of_columns(&slices(&columns)).unwrap();
    let settings = Settings { means: MeanStructure::Left, ..Settings::default() };
    let fit = fit(&three(), &[moments], &Equality::full(Level::Configural), settings).unwrap();
    let mut ledger = Ledger::new("CFA, one group");
    compare_fit(&mut ledger, "single", &fit, &expected["fit"]);
    compare_standardised(&mut ledger, "single", &fit, &expected["standardised"]);
    ledger.judge(45);
}

#[test]
fn full_information_where_answers_are_missing() {
    let expected = &synthetic("factor")["fiml"];
    let (columns, model) = (columns(), three());
    let groups = [slices(&columns)];
    let fit = fit_incomplete(&model, &groups, &Equality::full(Level::Configural), Scaling::Marker).unwrap();
    let mut ledger = Ledger::new("CFA, FIML");
    compare_fit(&mut ledger, "FIML", &fit, &expected["fit"]);
    let find = |group, coefficient| fit.estimate(group, coefficient);
    compare_estimates(&mut ledger, "FIML", &model, &find, &expected["estimates"]);
    ledger.judge(60);
}

#[test]
fn persons_in_units() {
    let expected = &synthetic("factor")["clustered"];
    let ((columns, rows), model) = (complete(&|_| true), three());
    let equality = Equality::full(Level::Configural);
    let fit = fit_clustered(&model, &[slices(&columns)], &[&units(&rows)], &equality, Scaling::Marker).unwrap();
    let mut ledger = Ledger::new("CFA, clusters");
    compare_scaled(&mut ledger, "clustered", &fit, &expected["fit"]);
    let estimates = fit.estimates();
    let find = |_, coefficient| estimates.iter().find(|own| own.coefficient == coefficient).copied();
    compare_estimates(&mut ledger, "clustered", &model, &find, &expected["estimates"]);
    ledger.judge(60);
}

#[test]
fn one_factor_within_and_one_between_units() {
    let (columns, rows) = complete(&|_| true);
    let items = &CLIMATE[..4];
    let within = Model::parse("fw=lead_1,lead_2,lead_3,cohesion_1", items).unwrap();
    let between = Model::parse("fb=lead_1,lead_2,lead_3,cohesion_1", items).unwrap();
    let fit = fit_two_level(&within, &between, &slices(&columns[..4]), &units(&rows)).unwrap();
    let mut ledger = Ledger::new("CFA, two levels");
    compare_two_levels(&mut ledger, [&within, &between], &fit, &synthetic("factor")["two_level"]);
    ledger.judge(40);
}
