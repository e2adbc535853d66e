//! The answers, the expected numbers, and how a topic asks for either.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use counts::{NO_ANSWER, ScaleShape};
use indices::aggregation::GroupMoments;
use serde_json::Value;
use survey::{MissingRule, Points};

use crate::reading::{Counted, Table, check, json};

/// R sums some hundred doubles where ours are fractions of integers.
pub(crate) const EXACT: f64 = 1e-12;

/// The three items of leadership, in the order of the file.
pub(crate) const LEAD: [&str; 3] = ["lead_1", "lead_2", "lead_3"];

/// Of the nine items, those of the first two factors.
pub(crate) const CLIMATE: [&str; 6] = ["lead_1", "lead_2", "lead_3", "cohesion_1", "cohesion_2", "cohesion_3"];

/// All of them.
pub(crate) const NINE: [&str; 9] =
    ["lead_1", "lead_2", "lead_3", "cohesion_1", "cohesion_2", "cohesion_3", "demand_1", "demand_2", "demand_3"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/vectors")
}

pub(crate) fn expected(topic: &str) -> Value {
    json(&folder().join("models.json"))[topic].take()
}

pub(crate) fn people() -> Table {
    Table::read(&folder().join("models.csv"))
}

pub(crate) fn absence() -> Table {
    Table::read(&folder().join("absence.csv"))
}

pub(crate) fn one_to_five() -> Points {
    Points::new(1, 5).unwrap()
}

/// The answers to one item as codes.
pub(crate) fn codes(table: &Table, item: &str) -> Vec<u8> {
    table.column(item).into_iter().map(|text| text.parse().unwrap_or(NO_ANSWER)).collect()
}

/// Some items counted per group.
pub(crate) fn counted(items: &[&str], group: &str, rule: MissingRule) -> Counted {
    let table = people();
    let shape = ScaleShape::new(one_to_five(), vec![false; items.len()], rule).unwrap();
    let items: Vec<String> = items.iter().map(|item| (*item).to_owned()).collect();
    let groups: Vec<String> = table.column(group).into_iter().map(str::to_owned).collect();
    table.counted(&shape, &items, &groups)
}

/// One person who answered all of leadership.
pub(crate) struct Person {
    pub(crate) unit: String,
    pub(crate) municipality: String,
    pub(crate) gender: String,
    pub(crate) age: String,
    pub(crate) wave: usize,
    pub(crate) adopted: usize,
    pub(crate) hours: i128,
    /// The answer to the first item of leadership.
    pub(crate) first: u8,
    /// Three times the score.
    pub(crate) lead: i128,
    /// Three times the score, if all of it was answered.
    pub(crate) demand: Option<i128>,
}

impl Person {
    /// The number of the unit, which its name holds.
    pub(crate) fn unit_number(&self) -> usize {
        self.unit[1..].parse().unwrap()
    }
}

/// What an answer of leadership is to be divided by.
pub(crate) const THIRDS: u64 = 3;

pub(crate) fn persons() -> Vec<Person> {
    let table = people();
    let text = |name: &str| table.column(name).into_iter().map(str::to_owned).collect::<Vec<String>>();
    let (unit, municipality, gender, age) = (text("unit"), text("municipality"), text("gender"), text("age"));
    let (wave, adopted, hours) = (text("wave"), text("adopted"), text("hours"));
    let first = codes(&table, LEAD[0]);
    let sum = |scale: &str, row: usize| -> Option<i128> {
        (1..=3).map(|item| table.column(&format!("{scale}_{item}"))[row].parse::<i128>().ok()).sum()
    };
    let person = |row: usize| {
        Some(Person {
            unit: unit[row].clone(),
            municipality: municipality[row].clone(),
            gender: gender[row].clone(),
            age: age[row].clone(),
            wave: wave[row].parse().unwrap(),
            adopted: adopted[row].parse().unwrap(),
            hours: hours[row].parse().unwrap(),
            first: first[row],
            lead: sum("lead", row)?,
            demand: sum("demand", row),
        })
    };
    (0..unit.len()).filter_map(person).collect()
}

pub(crate) fn moments(scores: &[i128]) -> GroupMoments {
    GroupMoments {
        n: scores.len() as u64,
        sum: scores.iter().sum(),
        squares: scores.iter().map(|score| score * score).sum(),
    }
}

/// The scores of leadership per unit, by its name.
pub(crate) fn lead_by_unit(persons: &[Person]) -> BTreeMap<&str, Vec<i128>> {
    let mut units: BTreeMap<&str, Vec<i128>> = BTreeMap::new();
    for person in persons {
        units.entry(&person.unit).or_default().push(person.lead);
    }
    units
}

/// Compares a table of coefficients; differences of estimates and errors are measured in R's standard errors.
pub(crate) fn check_coefficients<'a>(
    what: &str,
    own: impl IntoIterator<Item = (&'a str, f64, f64)>,
    expected: &Value,
    tolerance: f64,
) {
    let names = expected["name"].as_array().unwrap();
    let own: Vec<(&str, f64, f64)> = own.into_iter().collect();
    assert_eq!(own.len(), names.len(), "{what}");
    for (position, (name, estimate, error)) in own.into_iter().enumerate() {
        let what = format!("{what} {name}, in R {}", names[position]);
        let (theirs, their_error) = (&expected["estimate"][position], &expected["se"][position]);
        let bound = tolerance * (their_error.as_f64().unwrap() + theirs.as_f64().unwrap().abs());
        check_near(&what, estimate, theirs, bound);
        check(&what, Some(error), their_error, tolerance);
    }
}

/// An absolute difference, for numbers that may be nought.
pub(crate) fn check_near(what: &str, value: f64, expected: &Value, absolute: f64) {
    let expected = expected.as_f64().unwrap();
    let difference = (value - expected).abs();
    assert!(difference <= absolute, "{what}: {value:e} instead of {expected:e}, {difference:e} off");
}
