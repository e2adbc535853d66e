//! Three municipalities: from equal form to equal residuals, plain and corrected, and the item that stands in the way.

use indices::factor::{
    Coefficient, Correction, CutOffs, Equality, Fit, Level, Likelihood, RobustFit, SampleMoments, Scaling, Settings,
    Verdict, fit, fit_robust, partial_invariance,
};
use serde_json::Value;

use super::data::{check_near, expected, people};
use super::factor::{check_estimates, complete, slices, three};
use crate::factor::fit_measures::{check_indices, check_p};
use crate::reading::{check, names};

/// A function of estimates, which lavaan has to seven digits.
const FROM_ESTIMATES: f64 = 2e-6;

pub(crate) const LEVELS: [(&str, Level); 4] = [
    ("configural", Level::Configural),
    ("metric", Level::Metric),
    ("scalar", Level::Scalar),
    ("strict", Level::Strict),
];

/// The second item of cohesion, which fjord answers lower than it should.
pub(crate) const OTHERWISE_ANSWERED: Coefficient = Coefficient::Intercept { item: 4 };

/// Complete answers per municipality, in lavaan's order.
pub(crate) fn groups(expected: &Value) -> Vec<Vec<Vec<f64>>> {
    let table = people();
    let municipalities = table.column("municipality");
    names(&expected["groups"]).iter().map(|name| complete(&|row| municipalities[row] == name).0).collect()
}

pub(crate) fn moments(groups: &[Vec<Vec<f64>>]) -> Vec<SampleMoments> {
    groups.iter().map(|columns| SampleMoments::of_columns(&slices(columns)).unwrap()).collect()
}

/// What a correction makes of chi-square and its indices.
pub(crate) fn check_scaled(what: &str, own: &RobustFit, expected: &Value) {
    let indices = own.indices();
    check(what, Some(indices.chi_square), &expected["chisq.scaled"], FROM_ESTIMATES);
    check(what, Some(indices.baseline_chi_square), &expected["baseline.chisq.scaled"], 1e-9);
    check(what, own.scaling_factor(), &expected["chisq.scaling.factor"], FROM_ESTIMATES);
    check(what, Some(own.baseline_scaling_factor()), &expected["baseline.chisq.scaling.factor"], 1e-9);
    check_p(what, indices.p.value(), &expected["pvalue.scaled"], 1e-4);
    for (kind, own) in [("scaled", &indices.scaled), ("robust", &indices.robust)] {
        let field = |name: &str| &expected[format!("{name}.{kind}")];
        let interval = own.rmsea.interval().unwrap();
        check_near(what, own.cfi.value().unwrap(), field("cfi"), FROM_ESTIMATES);
        check_near(what, own.tli.value().unwrap(), field("tli"), FROM_ESTIMATES);
        check_near(what, own.rmsea.value().unwrap(), field("rmsea"), FROM_ESTIMATES);
        check_near(what, interval.low, field("rmsea.ci.lower"), 1e-5);
        check_near(what, interval.high, field("rmsea.ci.upper"), 1e-5);
        check_p(what, own.close_fit_p.value(), field("rmsea.pvalue"), 1e-4);
    }
}

#[test]
fn four_levels() {
    let expected = expected("factor");
    let (moments, model) = (moments(&groups(&expected)), three());
    let fits: Vec<Fit> = LEVELS
        .iter()
        .map(|(_, level)| fit(&model, &moments, &Equality::full(*level), Settings::default()).unwrap())
        .collect();
    for ((name, _), fit) in LEVELS.iter().zip(&fits) {
        check_indices(name, fit, &expected["ml"]["fit"][name]);
        let table = &expected["ml"]["estimates"][name];
        if table.is_object() {
            let find = |group, coefficient| fit.estimate(group, coefficient).unwrap();
            check_estimates(name, &model, &find, table, 2e-4);
        }
    }
    let theirs = &expected["ml"]["change"];
    for (row, pair) in fits.windows(2).enumerate() {
        let change = pair[1].change_from(&pair[0]).unwrap();
        assert_eq!(theirs["df"][row].as_u64(), Some(change.df as u64));
        check_near("change", change.chi_square, &theirs["chisq"][row], 1e-7);
        check_p("change", change.p.value(), &theirs["p"][row], 1e-6);
    }
    let settings = Settings { likelihood: Likelihood::Wishart, ..Settings::default() };
    let wishart = fit(&model, &moments, &Equality::full(Level::Configural), settings).unwrap();
    check("Wishart", Some(wishart.chi_square()), &expected["wishart"]["chisq"], 1e-9);
}

#[test]
fn four_levels_with_two_corrections() {
    let expected = expected("factor");
    let (groups, model) = (groups(&expected), three());
    let columns: Vec<Vec<&[f64]>> = groups.iter().map(|columns| slices(columns)).collect();
    for (field, correction) in [("mlr", Correction::YuanBentler), ("mlm", Correction::SatorraBentler)] {
        let fits: Vec<RobustFit> = LEVELS
            .iter()
            .map(|(_, level)| {
                fit_robust(&model, &columns, &Equality::full(*level), Scaling::Marker, correction).unwrap()
            })
            .collect();
        for ((name, _), fit) in LEVELS.iter().zip(&fits) {
            check_scaled(&format!("{field} {name}"), fit, &expected[field]["fit"][name]);
        }
        let theirs = &expected[field]["change"];
        for (row, pair) in fits.windows(2).enumerate() {
            let change = pair[1].change_from(&pair[0]).unwrap();
            assert_eq!(theirs["df"][row].as_u64(), Some(change.df as u64));
            check(field, Some(change.chi_square), &theirs["chisq"][row], 2e-5);
            check(field, Some(change.p), &theirs["p"][row], 4e-4);
        }
    }
}

#[test]
fn the_item_that_stands_in_the_way() {
    let expected = expected("factor");
    let (moments, model) = (moments(&groups(&expected)), three());
    let scalar = fit(&model, &moments, &Equality::full(Level::Scalar), Settings::default()).unwrap();
    let (tests, theirs) = (scalar.score_tests(), &expected["score_tests"]);
    assert_eq!(tests.len(), theirs["x2"].as_array().unwrap().len());
    for (row, test) in tests.iter().enumerate() {
        // Scores are nought at the minimum, and lavaan is some millionths of a standard error away from it.
        let x2 = theirs["x2"][row].as_f64().unwrap();
        check_near("score test", test.chi_square, &theirs["x2"][row], 1e-4 * x2.sqrt() + 1e-5 * x2);
        check_near("its p", test.p, &theirs["p"][row], 1e-4);
    }
    assert_eq!(scalar.score_tests_by_size()[0].coefficient, OTHERWISE_ANSWERED);

    let settings = Settings::default();
    let found = partial_invariance(&model, &moments, Level::Scalar, settings, &CutOffs::CHEUNG_RENSVOLD).unwrap();
    assert_eq!((found.released.as_slice(), found.verdict), ([OTHERWISE_ANSWERED].as_slice(), Verdict::Holds));
    let equality = Equality { level: Level::Scalar, released: vec![OTHERWISE_ANSWERED] };
    let partial = fit(&model, &moments, &equality, Settings::default()).unwrap();
    check_indices("partial", &partial, &expected["partial"]["fit"]);
    let means = &expected["partial"]["means"];
    let differences = partial.latent_mean_differences().unwrap();
    assert_eq!(differences.len(), 6);
    for row in 0..6 {
        let factor = model.factors().iter().position(|own| Some(own.name()) == means["lhs"][row].as_str()).unwrap();
        let group = usize::try_from(means["group"][row].as_u64().unwrap()).unwrap() - 1;
        let own = differences.iter().find(|own| (own.factor, own.group) == (factor, group)).unwrap();
        check_near("mean", own.difference.value().unwrap(), &means["est"][row], 2e-4 * own.standard_error);
        check("its error", Some(own.standard_error), &means["se"][row], 1e-5);
        check("its p", Some(own.p), &means["pvalue"][row], 2e-4);
    }
}
