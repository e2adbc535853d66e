//! Three waves of thirty units, of which five begin something in the second wave and five in the third.

use std::collections::{BTreeMap, BTreeSet};

use indices::trend::{
    Comparison, Counting, TwoByTwo, UnitWave, change, difference_in_differences, difference_in_differences_of_units,
    staggered_effects, trend_model, two_way_fixed_effects,
};

use super::data::{EXACT, Person, THIRDS, check_coefficients, expected, moments, persons};
use crate::reading::{check, names};

/// A number from a matrix that was turned around.
const SOLVED: f64 = 1e-10;

pub(crate) fn cells<'a>(persons: impl IntoIterator<Item = &'a Person>) -> Vec<UnitWave> {
    let cell =
        |person: &Person| UnitWave { unit: person.unit_number(), wave: person.wave, scores: moments(&[person.lead]) };
    persons.into_iter().map(cell).collect()
}

/// The first treated wave of each treated unit.
fn adoption(persons: &[Person]) -> BTreeMap<usize, usize> {
    let treated = persons.iter().filter(|person| person.adopted > 0);
    treated.map(|person| (person.unit_number(), person.adopted)).collect()
}

#[test]
fn waves_units_and_persons() {
    let (expected, persons) = (expected("trend"), persons());
    let (model, theirs) = (trend_model(&cells(&persons), THIRDS).unwrap(), &expected["model"]);
    check("likelihood", Some(model.log_likelihood), &theirs["loglik"], 1e-10);
    check("units", Some(model.between_units), &theirs["variances"]["unit"], 1e-5);
    check("waves of a unit", Some(model.between_waves_of_a_unit), &theirs["variances"]["unit.wave"], 1e-5);
    check("persons", Some(model.within), &theirs["variances"]["Residual"], 1e-6);
    let waves = model.wave_means();
    let means = waves.values().map(|mean| ("wave", mean.mean, mean.standard_error));
    check_coefficients("means", means, &theirs["coefficients"], 1e-6);
    let theirs = &expected["cells"];
    for (position, unit) in names(&theirs["unit"]).iter().enumerate() {
        let wave = usize::try_from(theirs["wave"][position].as_u64().unwrap()).unwrap();
        let own = &model.unit(unit[1..].parse().unwrap()).unwrap()[&wave];
        check(unit, Some(own.shrunken), &theirs["shrunken"][position], 1e-5);
    }
}

#[test]
fn change_of_persons_and_of_units() {
    let (expected, persons) = (expected("trend"), persons());
    let (cells, expected) = (cells(&persons), &expected["change"]);
    for (counting, value, error) in
        [(Counting::Persons, "persons", "persons_se"), (Counting::Units, "units", "units_se")]
    {
        let own = change(&cells, THIRDS, 1, 3, counting).unwrap();
        check(value, Some(own.value), &expected[value], 100.0 * EXACT);
        check(error, Some(own.standard_error), &expected[error], SOLVED);
    }
}

#[test]
fn two_groups_before_and_after() {
    let (expected, persons) = (expected("trend"), persons());
    let side = persons.iter().filter(|person| person.adopted != 3);
    let (cells, expected) = (cells(side), &expected["did"]);
    let treated: BTreeSet<usize> =
        adoption(&persons).into_iter().filter(|(_, wave)| *wave == 2).map(|(unit, _)| unit).collect();
    let groups = TwoByTwo::of_units(&cells, &treated, 2).unwrap();
    let own = difference_in_differences(&groups, THIRDS).unwrap();
    let triples = own.classical.iter().map(|own| (own.name.as_str(), own.estimate, own.standard_error));
    check_coefficients("least squares", triples, &expected["coefficients"], SOLVED);
    for (position, coefficient) in own.robust.iter().enumerate() {
        check(&coefficient.name, Some(coefficient.standard_error), &expected["hc1"][position], SOLVED);
    }
    let clustered = difference_in_differences_of_units(&cells, THIRDS, &treated, 2).unwrap();
    check("estimate", Some(clustered.value), &expected["coefficients"]["estimate"][3], SOLVED);
    check("its error", Some(clustered.standard_error), &expected["clustered"], SOLVED);
}

#[test]
fn units_that_begin_in_different_waves() {
    let (expected, persons) = (expected("trend"), persons());
    let (cells, adoption) = (cells(&persons), adoption(&persons));
    let effect = two_way_fixed_effects(&cells, THIRDS, &adoption).unwrap();
    check("two-way", Some(effect.value), &expected["two_way"]["estimate"], SOLVED);
    check("its error", Some(effect.standard_error), &expected["two_way"]["se"], SOLVED);
    let effects = staggered_effects(&cells, THIRDS, &adoption, Comparison::NeverTreated).unwrap();
    for theirs in expected["staggered"].as_array().unwrap() {
        let place = |field: &str| usize::try_from(theirs[field].as_u64().unwrap()).unwrap();
        let own = effects.group_time(place("cohort"), place("wave")).unwrap();
        check("effect", Some(own.value), &theirs["effect"], SOLVED);
        check("its error", Some(own.standard_error), &theirs["se"], SOLVED);
    }
}
