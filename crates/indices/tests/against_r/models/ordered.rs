//! The same answers as ordered ones: thresholds, polychoric correlations, and factor models by WLSMV.

use counts::{Cases, OrderedShape, PairTables, Patterns};
use indices::ordered::{
    EmptyCells, Invariance, OrderedFit, OrderedModel, OrderedSample, ParameterKind, PolychoricMatrix, Test,
    difference_test, ordinal_alpha,
};
use serde_json::Value;

use super::data::{CLIMATE, NINE, check_near, codes, expected, one_to_five, people};
use crate::reading::{check, names};

/// lavaan looks for each correlation until it hardly moves.
const CORRELATIONS: f64 = 1e-6;

/// And everything else is a function of those.
const FITTED: f64 = 1e-5;

pub(crate) fn columns(items: &[&str], keep: &dyn Fn(usize) -> bool) -> Vec<Vec<u8>> {
    let table = people();
    let kept = |item: &&str| {
        let answers = codes(&table, item).into_iter().enumerate();
        answers.filter(|(row, _)| keep(*row)).map(|(_, answer)| answer).collect()
    };
    items.iter().map(kept).collect()
}

pub(crate) fn patterns(keep: &dyn Fn(usize) -> bool) -> Patterns {
    let mut patterns = Patterns::new(&OrderedShape::uniform(one_to_five(), 9).unwrap());
    let columns = columns(&NINE, keep);
    patterns.add_columns(&columns.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    patterns
}

pub(crate) fn three() -> OrderedModel {
    let factor = |name: &str, first: usize| (name.to_owned(), (first..first + 3).collect());
    OrderedModel { factors: vec![factor("lead", 0), factor("cohesion", 3), factor("demand", 6)] }
}

fn check_fit(what: &str, fit: &OrderedFit, expected: &Value) {
    assert_eq!(expected["npar"].as_u64(), Some(fit.free_parameters as u64), "{what}");
    assert_eq!(expected["df"].as_u64(), Some(fit.test.degrees_of_freedom as u64), "{what}");
    for (field, own) in [
        ("chisq", fit.test.chi_square),
        ("chisq.scaled", fit.test.scaled_chi_square),
        ("chisq.scaling.factor", fit.test.scaling_factor),
        ("baseline.chisq", fit.baseline.chi_square),
        ("baseline.chisq.scaled", fit.baseline.scaled_chi_square),
        ("srmr", fit.srmr),
    ] {
        check(&format!("{what} {field}"), own.value(), &expected[field], FITTED);
    }
    for (field, own) in [
        ("cfi", fit.unscaled.cfi),
        ("tli", fit.unscaled.tli),
        ("rmsea", fit.unscaled.rmsea),
        ("cfi.scaled", fit.scaled.cfi),
        ("tli.scaled", fit.scaled.tli),
        ("rmsea.scaled", fit.scaled.rmsea),
        ("pvalue.scaled", fit.test.scaled_p_value),
    ] {
        check_near(&format!("{what} {field}"), own.value().unwrap(), &expected[field], FITTED);
    }
}

#[test]
fn thresholds_and_correlations() {
    let expected = expected("ordered");
    let sample = OrderedSample::of(&[patterns(&|_| true)]).unwrap();
    let thresholds = (0..9).flat_map(|item| sample.thresholds(0, item).unwrap().values().to_vec());
    for (position, value) in thresholds.enumerate() {
        check("threshold", Some(value), &expected["thresholds"][position], 1e-11);
    }
    for i in 0..9 {
        for j in (0..9).filter(|j| *j != i) {
            let own = sample.correlation(0, i, j).unwrap().value();
            check_near("correlation", own.unwrap(), &expected["polychoric"][i * 9 + j], CORRELATIONS);
        }
    }
}

#[test]
fn ordinal_alpha_of_six_items() {
    let expected = expected("ordered");
    // lavaan leaves out whoever left out one of nine, so these six are counted for the others only.
    let all = columns(&NINE, &|_| true);
    let complete = |row: usize| all.iter().all(|column| column[row] != counts::NO_ANSWER);
    let mut tables = PairTables::new(&OrderedShape::uniform(one_to_five(), 6).unwrap(), Cases::Complete);
    let six = columns(&CLIMATE, &complete);
    tables.add_columns(&six.iter().map(Vec::as_slice).collect::<Vec<_>>()).unwrap();
    let alpha = ordinal_alpha(&PolychoricMatrix::of(&tables, EmptyCells::AsCounted));
    check("ordinal alpha", alpha.value(), &expected["alpha"], CORRELATIONS);
}

#[test]
fn three_factors_in_one_group() {
    let expected = &expected("ordered")["single"];
    let sample = OrderedSample::of(&[patterns(&|_| true)]).unwrap();
    let fit = sample.fit(&three(), Invariance::Configural).unwrap();
    check_fit("single", &fit, &expected["fit"]);
    let (table, model) = (&expected["estimates"], three());
    let item = |name: &str| NINE.iter().position(|item| *item == name);
    let factor = |name: &str| model.factors.iter().position(|(own, _)| own == name);
    // Loadings and thresholds come in the same order; variances and covariances of factors are looked up.
    let mut parameters = fit.parameters.iter();
    for row in 0..table["est"].as_array().unwrap().len() {
        let text = |field: &str| table[field][row].as_str().unwrap();
        let what = format!("{} {} {}", text("lhs"), text("op"), text("rhs"));
        let own = match (text("op"), factor(text("lhs")), factor(text("rhs"))) {
            ("=~" | "|", ..) => parameters.next().unwrap(),
            ("~~", Some(a), Some(b)) => {
                let pair = [ParameterKind::Covariance { a, b }, ParameterKind::Covariance { a: b, b: a }];
                fit.parameters.iter().find(|own| pair.contains(&own.kind)).unwrap()
            }
            ("~~", None, None) => {
                let own = fit.residual_variance(0, item(text("lhs")).unwrap()).unwrap();
                check_near(&what, own, &table["est"][row], FITTED);
                continue;
            }
            _ => continue,
        };
        check_near(&what, own.value, &table["est"][row], FITTED);
        check(&what, own.standard_error.or(Some(0.0)), &table["se"][row], 10.0 * FITTED);
    }
}

fn check_change(what: &str, own: &Test, expected: &Value, row: usize) {
    assert_eq!(expected["df"][row].as_u64(), Some(own.degrees_of_freedom as u64), "{what}");
    check(what, own.scaled_chi_square.value(), &expected["chisq"][row], 10.0 * FITTED);
    check_near(what, own.scaled_p_value.value().unwrap(), &expected["p"][row], FITTED);
}

/// The levels of invariance, by the names that the vectors have for them.
pub(crate) const LEVELS: [(&str, Invariance); 4] = [
    ("configural", Invariance::Configural),
    ("thresholds", Invariance::Thresholds),
    ("loadings", Invariance::Loadings),
    ("intercepts", Invariance::Intercepts),
];

/// The municipalities that the vectors name, with one fit for each of [`LEVELS`].
pub(crate) fn municipalities_by_level(expected: &Value) -> (OrderedSample, Vec<OrderedFit>) {
    let table = people();
    let municipalities = table.column("municipality");
    let groups: Vec<Patterns> =
        names(&expected["groups"]).iter().map(|name| patterns(&|row| municipalities[row] == name)).collect();
    let sample = OrderedSample::of(&groups).unwrap();
    let fits = LEVELS.iter().map(|(_, level)| sample.fit(&three(), *level).unwrap()).collect();
    (sample, fits)
}

#[test]
fn three_municipalities_step_by_step() {
    let expected = expected("ordered");
    let (sample, fits) = municipalities_by_level(&expected);
    for ((name, _), fit) in LEVELS.iter().zip(&fits) {
        check_fit(name, fit, &expected["steps"][name]);
    }
    for (row, pair) in fits.windows(2).enumerate() {
        let change = difference_test(&sample, &pair[0], &pair[1]).unwrap();
        check_change(LEVELS[row + 1].0, &change, &expected["change"], row);
    }
}
