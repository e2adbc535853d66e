//! Everybody who answered as a sample of the staff, by the package survey.

use std::collections::BTreeMap;

use indices::aggregation::GroupMoments;
use indices::association::Frame;
use indices::weighting::{
    Calibrated, DesignEstimate, Margin, Rounds, Sample, StaffCell, Statement, kish_design_effect, staff_distribution,
    staff_mean, staff_variance,
};
use serde_json::Value;

use super::data::{Person, THIRDS, check_coefficients, expected, moments, persons};
use crate::reading::check;

/// Closed forms over some hundred doubles.
const CLOSED: f64 = 1e-11;

const MUNICIPALITIES: [&str; 3] = ["dale", "fjord", "ness"];
const GENDERS: [&str; 2] = ["f", "m"];
const AGES: [&str; 3] = ["middle", "old", "young"];

fn code(names: &[&str], name: &str) -> usize {
    names.iter().position(|own| *own == name).unwrap()
}

fn people_of(population: &Value, name: &str) -> u64 {
    population[name].as_u64().unwrap()
}

struct Survey {
    persons: Vec<Person>,
    expected: Value,
}

impl Survey {
    fn read() -> Self {
        Self { persons: persons(), expected: expected("weighting") }
    }

    fn scores(&self) -> Vec<f64> {
        self.persons.iter().map(|person| person.lead as f64 / 3.0).collect()
    }

    fn municipalities(&self) -> Vec<usize> {
        self.persons.iter().map(|person| code(&MUNICIPALITIES, &person.municipality)).collect()
    }

    fn staff(&self) -> BTreeMap<usize, u64> {
        (0..).zip(MUNICIPALITIES).map(|(code, name)| (code, people_of(&self.expected["staff"], name))).collect()
    }

    /// Weights that bring each municipality to its staff.
    fn weights(&self) -> Vec<f64> {
        let (codes, staff) = (self.municipalities(), self.staff());
        let answered = |code: usize| codes.iter().filter(|own| **own == code).count() as f64;
        codes.iter().map(|own| staff[own] as f64 / answered(*own)).collect()
    }

    fn strata(&self) -> Sample {
        let sample = Sample::new(&self.weights()).unwrap().with_strata(&self.municipalities()).unwrap();
        sample.with_population(&self.staff()).unwrap()
    }

    fn clusters(&self) -> Sample {
        let units: Vec<usize> = self.persons.iter().map(Person::unit_number).collect();
        let sample = Sample::new(&self.weights()).unwrap().with_clusters(&units).unwrap();
        sample.with_population(&BTreeMap::from([(0, people_of(&self.expected, "units"))])).unwrap()
    }

    fn margin(&self, field: &str, names: &[&str]) -> Margin {
        (0..).zip(names).map(|(code, name)| (code, people_of(&self.expected[field], name) as f64)).collect()
    }

    fn genders(&self) -> Vec<usize> {
        self.persons.iter().map(|person| code(&GENDERS, &person.gender)).collect()
    }

    fn ages(&self) -> Vec<usize> {
        self.persons.iter().map(|person| code(&AGES, &person.age)).collect()
    }
}

fn check_mean(what: &str, own: DesignEstimate, expected: &Value) {
    check(what, Some(own.value), &expected["mean"], CLOSED);
    check(what, Some(own.standard_error), &expected["se"], CLOSED);
}

#[test]
fn means_totals_and_design_effects() {
    let survey = Survey::read();
    let (scores, expected) = (survey.scores(), &survey.expected);
    check_mean("strata", survey.strata().mean(&scores).unwrap(), &expected["strata"]);
    let total = survey.strata().total(&scores).unwrap();
    check("total", Some(total.value), &expected["strata"]["total"], CLOSED);
    check("its error", Some(total.standard_error), &expected["strata"]["total_se"], CLOSED);
    check_mean("units", survey.clusters().mean(&scores).unwrap(), &expected["clusters"]);
    let weights = vec![1250.0 / scores.len() as f64; scores.len()];
    let simple = Sample::new(&weights).unwrap().with_population(&BTreeMap::from([(0, 1250)])).unwrap();
    check_mean("simple", simple.mean(&scores).unwrap(), &expected["simple"]);
    check("design effect", simple.design_effect(&scores).value(), &expected["simple"]["deff"], CLOSED);
    check("of units", survey.clusters().design_effect(&scores).value(), &expected["clusters_deff"], CLOSED);
}

/// The same stratified mean from three sums per municipality.
#[test]
fn mean_of_the_staff_from_sums() {
    let survey = Survey::read();
    let cell = |name: &str| {
        let own = survey.persons.iter().filter(|person| person.municipality == name);
        let answered: GroupMoments = moments(&own.map(|person| person.lead).collect::<Vec<i128>>());
        StaffCell { staff: people_of(&survey.expected["staff"], name), answered }
    };
    let mean = staff_mean(&MUNICIPALITIES.map(cell), THIRDS, Statement::FiniteStaff).unwrap();
    check_mean("staff", mean, &survey.expected["strata"]);
    let variance = staff_variance(&MUNICIPALITIES.map(cell), THIRDS).unwrap();
    check("variance", Some(variance), &survey.expected["variance"], CLOSED);
    let histogram = |name: &str| {
        let mut points = vec![0; 5];
        // Those who answered all of leadership, by their first answer.
        for person in survey.persons.iter().filter(|person| person.municipality == name) {
            points[usize::from(person.first) - 1] += 1;
        }
        (people_of(&survey.expected["staff"], name), points)
    };
    let shares = staff_distribution(&MUNICIPALITIES.map(histogram)).unwrap();
    for (position, share) in shares.into_iter().enumerate() {
        check("share", Some(share), &survey.expected["distribution"][position], CLOSED);
    }
}

#[test]
fn domains_and_a_linear_model() {
    let survey = Survey::read();
    let (sample, scores, domains) = (survey.strata(), survey.scores(), &survey.expected["domains"]);
    for (position, age) in AGES.iter().enumerate() {
        assert_eq!(domains["age"][position].as_str(), Some(*age));
        let inside: Vec<bool> = survey.persons.iter().map(|person| person.age == *age).collect();
        let mean = sample.domain_mean(&scores, &inside).unwrap();
        check(age, Some(mean.value), &domains["mean"][position], CLOSED);
        check(age, Some(mean.standard_error), &domains["se"][position], CLOSED);
    }
    let mut frame = Frame::new();
    let hours: Vec<f64> = survey.persons.iter().map(|person| person.hours as f64).collect();
    let genders: Vec<&str> = survey.persons.iter().map(|person| person.gender.as_str()).collect();
    frame.number("hours", &hours).unwrap();
    frame.factor("gender", &genders).unwrap();
    let design = frame.design(&[&["hours"], &["gender"]]).unwrap();
    let model = sample.linear_model(&design, &scores).unwrap();
    let triples = model.iter().map(|own| (own.name.as_str(), own.estimate, own.standard_error));
    check_coefficients("linear model", triples, &survey.expected["linear_model"], CLOSED);
}

fn check_calibrated(survey: &Survey, field: &str, own: &Calibrated) {
    let expected = &survey.expected[field];
    check_mean(field, own.sample.mean(&survey.scores()).unwrap(), expected);
    // Every twentieth is written down.
    for (position, weight) in own.sample.weights().iter().step_by(20).enumerate() {
        check(field, Some(*weight), &expected["weights"][position], CLOSED);
    }
}

#[test]
fn calibration_to_the_staff() {
    let survey = Survey::read();
    let sample = survey.clusters();
    let (genders, ages) = (survey.genders(), survey.ages());
    let (of_gender, of_age) = (survey.margin("gender", &GENDERS), survey.margin("age", &AGES));
    check_calibrated(&survey, "post_stratified", &sample.post_stratify(&genders, &of_gender).unwrap());

    let margins = [(genders.as_slice(), &of_gender), (ages.as_slice(), &of_age)];
    let raked = sample.rake(&margins, Rounds::TIGHT).unwrap();
    check_calibrated(&survey, "raked", &raked);
    let kish = kish_design_effect(raked.sample.weights());
    check("Kish", kish.value(), &survey.expected["raked"]["kish"], CLOSED);

    let mut frame = Frame::new();
    let labels: Vec<&str> = survey.persons.iter().map(|person| person.gender.as_str()).collect();
    frame.factor("gender", &labels).unwrap();
    let linear = sample.calibrate(&frame.design(&[&["gender"]]).unwrap(), &[1250.0, 470.0]).unwrap();
    check_calibrated(&survey, "calibrated", &linear);
}
