//! Two municipalities, thirty units against the rest, and regression with units as clusters.

use std::collections::BTreeMap;

use indices::comparison::{
    ClusterCell, ClusterError, ClusteredMeans, CoefficientError, Correction, DominanceQuantile, RegressionCluster,
    benjamini_hochberg, cohens_d, dominance, glass_delta, hedges_g, holm, part_whole, regression, student, welch,
};
use serde_json::Value;

use super::data::{EXACT, Person, THIRDS, check_near, expected, lead_by_unit, moments, persons};
use crate::reading::{check, names};

/// A tail that R sums in another way.
const TAIL: f64 = 1e-11;

/// effectsize finds noncentralities with a minimiser that stops early.
const MINIMISED: f64 = 1e-5;

fn scores(persons: &[Person], municipality: &str) -> Vec<i128> {
    persons.iter().filter(|person| person.municipality == municipality).map(|person| person.lead).collect()
}

#[test]
fn two_municipalities() {
    let (expected, persons) = (expected("comparison"), persons());
    let [first, second] = ["ness", "dale"].map(|municipality| scores(&persons, municipality));
    let (a, b) = (moments(&first), moments(&second));
    let (unequal, equal) = (welch(&a, &b, THIRDS).unwrap(), student(&a, &b, THIRDS).unwrap());
    let interval = unequal.estimate().interval().unwrap();
    for (what, value, theirs) in [
        ("Welch", unequal.t(), &expected["welch"]["t"]),
        ("df", unequal.freedom(), &expected["welch"]["df"]),
        ("low", interval.low, &expected["welch"]["interval"][0]),
        ("high", interval.high, &expected["welch"]["interval"][1]),
        ("Student", equal.t(), &expected["student"]["t"]),
        ("d", cohens_d(&a, &b).value().unwrap(), &expected["cohens_d"]),
        ("g", hedges_g(&a, &b, Correction::Exact).value().unwrap(), &expected["hedges_g"]),
        ("delta", glass_delta(&a, &b).value().unwrap(), &expected["glass_delta"]),
    ] {
        check(what, Some(value), theirs, 10.0 * EXACT);
    }
    check("p", Some(unequal.p()), &expected["welch"]["p"], TAIL);
    check("p", Some(equal.p()), &expected["student"]["p"], TAIL);
    for (own, field) in [(cohens_d(&a, &b), "d_interval"), (hedges_g(&a, &b, Correction::Exact), "g_interval")] {
        let ends = own.interval().unwrap();
        check_near(field, ends.low, &expected[field][0], MINIMISED);
        check_near(field, ends.high, &expected[field][1], MINIMISED);
    }
    let histogram = |scores: &[i128]| scores.iter().map(|score| (*score, 1)).collect::<Vec<_>>();
    let pairs = dominance(&histogram(&first), &histogram(&second)).unwrap();
    check("W", Some(pairs.wilcoxon_w()), &expected["wilcoxon"]["w"], 0.0);
    check("its p", pairs.wilcoxon_p().value(), &expected["wilcoxon"]["p"], TAIL);
    check("delta", pairs.delta(DominanceQuantile::Student).value(), &expected["cliffs_delta"], EXACT);
}

#[test]
fn every_unit_against_the_rest() {
    let (expected, persons) = (expected("comparison"), persons());
    let (expected, units) = (&expected["unit_against_rest"], lead_by_unit(&persons));
    let everybody: Vec<i128> = persons.iter().map(|person| person.lead).collect();
    let total = moments(&everybody);
    let mut all = Vec::new();
    for (position, unit) in names(&expected["unit"]).iter().enumerate() {
        let compared = part_whole(&moments(&units[unit.as_str()]), &total, THIRDS).unwrap();
        check(unit, Some(compared.against_rest().t()), &expected["t"][position], 100.0 * EXACT);
        check(unit, Some(compared.against_whole().p()), &expected["p"][position], 10.0 * TAIL);
        all.push(compared.against_rest().p());
    }
    for (adjusted, field) in [(holm(&all).unwrap(), "holm"), (benjamini_hochberg(&all).unwrap(), "bh")] {
        for (position, p) in adjusted.into_iter().enumerate() {
            check(field, Some(p), &expected[field][position], 10.0 * TAIL);
        }
    }
}

const ERRORS: [(&str, ClusterError); 3] =
    [("cr0", ClusterError::Cr0), ("cr1", ClusterError::Cr1), ("cr2", ClusterError::Cr2)];

fn check_errors(what: &str, own: &dyn Fn(ClusterError) -> f64, expected: &dyn Fn(&str) -> Value) {
    for (field, error) in ERRORS {
        check(&format!("{what} {field}"), Some(own(error)), &expected(field), 10.0 * EXACT);
    }
}

#[test]
fn regression_with_units_as_clusters() {
    let (expected, persons) = (expected("comparison"), persons());
    let expected = &expected["regression"];
    let mut units: BTreeMap<&str, RegressionCluster> = BTreeMap::new();
    for person in &persons {
        let Some(demand) = person.demand else { continue };
        let [hours, demand, lead] = [person.hours - 25, demand, person.lead].map(|value| i64::try_from(value).unwrap());
        units.entry(&person.unit).or_insert_with(|| RegressionCluster::new(2)).add(&[hours, demand], lead).unwrap();
    }
    let units: Vec<RegressionCluster> = units.into_values().collect();
    let fit = regression(&units, &[10, THIRDS, THIRDS]).unwrap();
    for position in 0..3 {
        let ordinary = fit.coefficient(position, CoefficientError::Ordinary).unwrap();
        let what = format!("coefficient {position}");
        check(&what, ordinary.estimate().value(), &expected["estimate"][position], 10.0 * EXACT);
        check(&what, Some(ordinary.standard_error()), &expected["ordinary"][position], EXACT);
        let of = |error| fit.coefficient(position, CoefficientError::Clustered(error)).unwrap().standard_error();
        check_errors(&what, &of, &|field| expected[field][position].clone());
    }
}

#[test]
fn means_with_units_as_clusters() {
    let (expected, persons) = (expected("comparison"), persons());
    let expected = &expected["gap"];
    let cells: Vec<ClusterCell> = persons
        .iter()
        .filter(|person| person.municipality != "fjord")
        .map(|person| ClusterCell {
            unit: u32::try_from(person.unit_number()).unwrap(),
            group: u32::from(person.municipality == "ness"),
            moments: moments(&[person.lead]),
        })
        .collect();
    let means = ClusteredMeans::of(&cells, THIRDS).unwrap();
    let of = |error| means.difference(1, 0, error).unwrap();
    check("gap", of(ClusterError::Cr2).estimate().value(), &expected["estimate"], 10.0 * EXACT);
    check("its df", Some(of(ClusterError::Cr2).freedom()), &expected["cr2_df"], 100.0 * EXACT);
    check_errors("gap", &|error| of(error).standard_error(), &|field| expected[field].clone());
}
