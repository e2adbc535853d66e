//! The factor model of two levels in the records.

use std::path::Path;

use indices::factor::{Estimated, Model, fit_two_level};

use super::data::coefficient;
use crate::reading::{Table, check, folder, statistics};

pub(crate) fn answers(folder: &Path) -> (Vec<Vec<f64>>, Vec<u64>) {
    let table = Table::read(&folder.join("data/lq2002.csv"));
    let column = |name: &str| table.column(name).into_iter().map(|answer| answer.parse().unwrap()).collect();
    let columns = ["TSIG01", "TSIG02", "TSIG03"].map(column).to_vec();
    (columns, table.column("COMPID").into_iter().map(|unit| unit.parse().unwrap()).collect())
}

#[test]
fn task_significance_within_and_between_companies() {
    let Some(folder) = folder("the factor model of two levels of lq2002") else { return };
    let expected = &statistics(&folder, "lq2002.json")["two_level_cfa.TSIG"]["value"];
    let (columns, units) = answers(&folder);
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let names = ["TSIG01", "TSIG02", "TSIG03"];
    let within = Model::parse("fw=TSIG01,TSIG02,TSIG03", &names).unwrap();
    let between = Model::parse("fb=TSIG01,TSIG02,TSIG03", &names).unwrap();
    let fit = fit_two_level(&within, &between, &columns, &units).unwrap();
    assert_eq!((fit.free_parameters(), fit.df()), (15, 0));
    check("log-likelihood", Some(fit.log_likelihood()), &expected["fit"]["logl"], 1e-12);
    assert!(fit.chi_square() < 1e-6);
    let table = &expected["est"];
    for row in 0..table["est"].as_array().unwrap().len() {
        let lower = table["level"][row].as_u64() == Some(1);
        let (model, estimates) = if lower { (&within, fit.within()) } else { (&between, fit.between()) };
        let coefficient = coefficient(model, table, row);
        let own: &Estimated = estimates.iter().find(|estimate| estimate.coefficient == coefficient).unwrap();
        let (value, error) = (table["est"][row].as_f64().unwrap(), table["se"][row].as_f64().unwrap());
        let what = format!("{coefficient:?}, within: {lower}");
        assert!((own.value - value).abs() <= 2e-4 * error, "{what}: {} {value}", own.value);
        check(&what, own.standard_error.or(Some(0.0)), &table["se"][row], 1e-4);
    }
    for (item, name) in names.iter().enumerate() {
        // lavaan takes these from its saturated model, whose EM algorithm keeps to possible matrices; its factor model
        // is saturated too and goes a little beyond (a negative variance of TSIG02 between companies), as ours does.
        check(name, fit.intraclass_correlation(item), &expected["icc"][*name], 1e-2);
        let implied = |level: usize| {
            let value = |op: &str, left: &str| {
                let of_level = if level == 1 { 0..11 } else { 11..22 };
                let row = of_level.into_iter().find(|row| {
                    table["op"][*row] == op && table["lhs"][*row] == left && (op == "~~" || table["rhs"][*row] == *name)
                });
                table["est"][row.unwrap()].as_f64().unwrap()
            };
            let factor = if level == 1 { "fw" } else { "fb" };
            value("=~", factor).powi(2) * value("~~", factor) + value("~~", name)
        };
        let (lower, upper) = (implied(1), implied(2));
        let share = serde_json::json!(upper / (upper + lower));
        check(name, fit.intraclass_correlation(item), &share, 1e-5);
    }
}
