//! R's numbers for differences in differences.

use indices::aggregation::GroupMoments;
use indices::association::Coefficient;
use indices::trend::{TwoByTwo, difference_in_differences};
use serde_json::Value;

use crate::reading::{Table, check, folder, statistics};

/// A decimal number, with or without an exponent, times ten to the power of `decimals`.
fn scaled(text: &str, decimals: usize) -> i128 {
    let (mantissa, exponent) = text.split_once('e').map_or((text, 0), |(m, e)| (m, e.parse::<usize>().unwrap()));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = decimals + exponent;
    format!("{whole}{fraction:0<digits$}").parse().unwrap()
}

/// The four cells, each score an exact integer.
fn cells(table: &Table, response: &str, decimals: usize, after: &str, treated: &str, keep: &[bool]) -> TwoByTwo {
    let scores: Vec<i128> = table.column(response).into_iter().map(|cell| scaled(cell, decimals)).collect();
    let (after, treated) = (table.column(after), table.column(treated));
    let sum = |wanted_after: &str, wanted_treated: &str| {
        let mut moments = GroupMoments { n: 0, sum: 0, squares: 0 };
        for (row, score) in scores.iter().enumerate() {
            if keep[row] && after[row] == wanted_after && treated[row] == wanted_treated {
                moments.n += 1;
                moments.sum += score;
                moments.squares += score * score;
            }
        }
        moments
    };
    TwoByTwo {
        control_before: sum("0", "0"),
        control_after: sum("1", "0"),
        treated_before: sum("0", "1"),
        treated_after: sum("1", "1"),
    }
}

fn check_regression(what: &str, own: &[Coefficient], expected: &Value) {
    for (position, coefficient) in own.iter().enumerate() {
        let what = format!("{what} {}", coefficient.name);
        check(&what, Some(coefficient.estimate), &expected["Estimate"][position], 1e-12);
        check(&what, Some(coefficient.standard_error), &expected["Std. Error"][position], 1e-12);
        check(&what, coefficient.statistic(), &expected["t value"][position], 1e-12);
        let digits_lost = 1.0 + coefficient.statistic().unwrap().powi(2);
        check(&what, coefficient.p(), &expected["Pr(>|t|)"][position], 1e-12 * digits_lost);
    }
}

#[test]
fn two_published_differences_in_differences() {
    let Some(folder) = folder("differences in differences of injury and kielmc") else { return };
    let all = statistics(&folder, "did.json");
    let expected = &all["did.injury_ky"]["value"];
    let table = Table::read(&folder.join("data/injury.csv"));
    let kentucky: Vec<bool> = table.column("ky").iter().map(|ky| *ky == "1").collect();
    let injury = cells(&table, "ldurat", 15, "afchnge", "highearn", &kentucky);
    let own = difference_in_differences(&injury, 1_000_000_000_000_000).unwrap();
    check_regression("injury", &own.classical, &expected["coef"]);
    for (coefficient, name) in own.robust.iter().zip(["(Intercept)", "afchnge", "highearn", "afhigh"]) {
        check(name, Some(coefficient.standard_error), &expected["hc1"][name], 1e-12);
    }
    let mean = |scores: &GroupMoments| Some(scores.sum as f64 / scores.n as f64 / 1e15);
    check("cell", mean(&injury.control_before), &expected["cell_means"]["0 0"], 1e-12);
    check("cell", mean(&injury.treated_before), &expected["cell_means"]["0 1"], 1e-12);
    check("cell", mean(&injury.control_after), &expected["cell_means"]["1 0"], 1e-12);
    check("cell", mean(&injury.treated_after), &expected["cell_means"]["1 1"], 1e-12);
    let persons = injury.control_before.n + injury.control_after.n + injury.treated_before.n + injury.treated_after.n;
    assert_eq!(Some(persons), expected["n"].as_u64());

    let expected = &all["did.kielmc"]["value"];
    let table = Table::read(&folder.join("data/kielmc.csv"));
    let everybody = vec![true; table.column("y81").len()];
    let houses = cells(&table, "rprice", 12, "y81", "nearinc", &everybody);
    let own = difference_in_differences(&houses, 1_000_000_000_000).unwrap();
    check_regression("kielmc", &own.classical, &expected["coef"]);
}
