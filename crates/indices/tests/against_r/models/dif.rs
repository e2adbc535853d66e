//! Whether women and men who stand alike on six items answer one of them differently.

use counts::{DifRows, DifTable, Matching, NO_ANSWER, ScaleShape};
use indices::dif::{
    GroupPair, LogisticTest, PseudoRSquared, generalised_mantel_haenszel, mantel, mantel_haenszel, ordinal_logistic,
};
use serde_json::Value;
use survey::{MissingRule, Points};

use super::data::{CLIMATE, EXACT, check_near, codes, expected, one_to_five, people};
use crate::reading::check;

/// R's fits, whose gradients are nought to ten digits, and differences of likelihoods of some hundreds.
const FITTED: f64 = 1e-8;
const LIKELIHOOD_RATIO: f64 = 1e-9;

/// The table of one item, with answers turned into other points first.
fn table(item: usize, points: Points, turned: &dyn Fn(u8) -> u8) -> DifTable {
    let people = people();
    let turned = |answer: u8| if answer == NO_ANSWER { answer } else { turned(answer) };
    let columns: Vec<Vec<u8>> =
        CLIMATE.iter().map(|item| codes(&people, item).into_iter().map(turned).collect()).collect();
    let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
    let groups: Vec<u32> = people.column("gender").into_iter().map(|gender| u32::from(gender == "m")).collect();
    let shape = ScaleShape::new(points, vec![false; 6], MissingRule::Complete).unwrap();
    DifRows::new(&shape, 2, &groups, &columns).unwrap().table(item, &[true; 6], Matching::Including).unwrap()
}

fn each_item(check: &dyn Fn(&str, usize, &Value)) {
    let expected = expected("dif");
    for (item, name) in CLIMATE.iter().enumerate() {
        check(name, item, &expected[*name]);
    }
}

#[test]
fn ordered_answers() {
    each_item(&|name, item, expected| {
        let test = mantel(&table(item, one_to_five(), &|answer| answer), GroupPair::default()).unwrap();
        let expected = &expected["mantel"];
        check(name, Some(test.chi_squared()), &expected["chi2"], 100.0 * EXACT);
        check(name, Some(test.p()), &expected["p"], 1e-10);
        assert_eq!(Some(test.strata_used()), expected["strata"].as_u64(), "{name}");
        check_near(name, test.standardised_mean_difference(), &expected["smd"], EXACT);
    });
}

#[test]
fn answers_without_an_order() {
    each_item(&|name, item, expected| {
        let test = generalised_mantel_haenszel(&table(item, one_to_five(), &|answer| answer)).unwrap();
        check(name, Some(test.chi_squared()), &expected["nominal"]["m2"], 10.0 * EXACT);
        check(name, Some(f64::from(test.freedom())), &expected["nominal"]["df"], 0.0);
        check(name, Some(test.p()), &expected["nominal"]["p"], 1e-10);
    });
}

#[test]
fn two_answers() {
    each_item(&|name, item, expected| {
        let high = table(item, Points::new(0, 1).unwrap(), &|answer| u8::from(answer >= 4));
        let expected = &expected["two_answers"];
        let test = mantel_haenszel(&high, GroupPair::default()).unwrap();
        // A distance below 1/2 is corrected to nought here; R leaves it as it is.
        let corrected = Some(test.chi_squared(true)).filter(|corrected| *corrected > 0.0);
        check(name, corrected.or(Some(test.chi_squared(false))), &expected["corrected"], 100.0 * EXACT);
        check(name, Some(test.chi_squared(false)), &expected["plain"], 100.0 * EXACT);
        // R counts the lower answer first, so its odds ratio is the other way up.
        let other_way = mantel_haenszel(&high, GroupPair { reference: 1, focal: 0 }).unwrap();
        check(name, other_way.odds_ratio().value(), &expected["odds_ratio"], EXACT);
    });
}

#[test]
fn ordinal_logistic_regression() {
    each_item(&|name, item, expected| {
        let models = ordinal_logistic(&table(item, one_to_five(), &|answer| answer), GroupPair::default()).unwrap();
        let expected = &expected["logistic"];
        check(name, Some(models.log_likelihood_null()), &expected["loglik"][0], EXACT);
        for model in 0..3 {
            check(name, models.log_likelihoods()[model].value(), &expected["loglik"][model + 1], EXACT);
            for (field, kind) in [("mcfadden", PseudoRSquared::McFadden), ("nagelkerke", PseudoRSquared::Nagelkerke)] {
                check(name, models.r_squared(kind)[model].value(), &expected[field][model], 10.0 * EXACT);
            }
        }
        for (field, test) in [
            ("uniform", LogisticTest::Uniform),
            ("total", LogisticTest::Total),
            ("nonuniform", LogisticTest::NonUniform),
        ] {
            check_near(name, models.chi_squared(test).value().unwrap(), &expected[field], LIKELIHOOD_RATIO);
        }
        check_near(name, models.group_effect().value().unwrap(), &expected["beta"], FITTED);
        check(name, models.group_standard_error().value(), &expected["se"], FITTED);
    });
}
