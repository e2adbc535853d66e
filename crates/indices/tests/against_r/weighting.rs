//! R's numbers for weights and finite populations.

use std::collections::BTreeMap;
use std::path::Path;

use indices::association::Frame;
use indices::weighting::{Calibrated, Margin, Rounds, Sample, kish_design_effect};
use serde_json::Value;

use crate::reading::{Table, check, folder, statistics};

/// Closed forms over a few hundred doubles.
const CLOSED: f64 = 1e-12;

/// A table of schools. Names may hold commas within quotes, so the cells are split here.
struct Schools(Vec<Vec<String>>);

impl Schools {
    fn read(folder: &Path, file: &str) -> Self {
        let text = std::fs::read_to_string(folder.join("data").join(file)).unwrap();
        Self(text.lines().map(cells).collect())
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let position = self.0[0].iter().position(|column| column == name).unwrap();
        self.0[1..].iter().map(|row| row[position].as_str()).collect()
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.column(name).into_iter().map(|cell| cell.parse().unwrap()).collect()
    }

    fn codes(&self, name: &str) -> Vec<usize> {
        self.column(name).into_iter().map(code).collect()
    }

    fn sizes(&self, name: &str) -> BTreeMap<usize, u64> {
        let strata = self.codes("stype").into_iter();
        strata.zip(self.column(name)).map(|(stratum, size)| (stratum, size.parse().unwrap())).collect()
    }
}

fn cells(line: &str) -> Vec<String> {
    let mut quoted = false;
    let mut row = vec![String::new()];
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            other => row.last_mut().unwrap().push(other),
        }
    }
    row
}

/// Types of schools, answers to a question, or numbers of districts.
fn code(text: &str) -> usize {
    ["E", "H", "M", "No", "Yes"].iter().position(|name| *name == text).unwrap_or_else(|| text.parse().unwrap())
}

fn clusters(folder: &Path) -> (Schools, Sample) {
    let schools = Schools::read(folder, "apiclus1.csv");
    let sample = Sample::new(&schools.numbers("pw")).unwrap().with_clusters(&schools.codes("dnum")).unwrap();
    let sample = sample.with_population(&BTreeMap::from([(0, 757)])).unwrap();
    (schools, sample)
}

fn strata(folder: &Path) -> (Schools, Sample) {
    let schools = Schools::read(folder, "apistrat.csv");
    let sample = Sample::new(&schools.numbers("pw")).unwrap().with_strata(&schools.codes("stype")).unwrap();
    let sample = sample.with_population(&schools.sizes("fpc")).unwrap();
    (schools, sample)
}

fn expected(folder: &Path, record: &str) -> Value {
    statistics(folder, "api.json")[record]["value"].take()
}

#[test]
fn means_of_simple_stratified_and_cluster_samples() {
    let Some(folder) = folder("design-based means of api") else { return };
    let schools = Schools::read(&folder, "apisrs.csv");
    let sample = Sample::new(&schools.numbers("pw")).unwrap();
    let scores = schools.numbers("api00");
    let simple = expected(&folder, "srs.fpc");
    check("without fpc", Some(sample.mean(&scores).unwrap().standard_error), &simple["se_no_fpc"], CLOSED);
    let sample = sample.with_population(&BTreeMap::from([(0, 6194)])).unwrap();
    let mean = sample.mean(&scores).unwrap();
    check("mean", Some(mean.value), &simple["mean"], CLOSED);
    check("its error", Some(mean.standard_error), &simple["se"], CLOSED);
    check("design effect", sample.design_effect(&scores).value(), &simple["deff"], CLOSED);
    for (record, (schools, sample)) in [("stratified.fpc", strata(&folder)), ("cluster.fpc", clusters(&folder))] {
        let expected = expected(&folder, record);
        let mean = sample.mean(&schools.numbers("api00")).unwrap();
        check(record, Some(mean.value), &expected["mean"], CLOSED);
        check(record, Some(mean.standard_error), &expected["se"], CLOSED);
        check(record, mean.interval().map(|ends| ends.low), &expected["ci"][0], CLOSED);
        check(record, mean.interval().map(|ends| ends.high), &expected["ci"][1], CLOSED);
    }
}

#[test]
fn means_of_domains_and_a_linear_model() {
    let Some(folder) = folder("domain means and svyglm of api") else { return };
    let (schools, sample) = strata(&folder);
    let domains = expected(&folder, "domain_mean.by_stype");
    let scores = schools.numbers("api00");
    for (position, stype) in ["E", "H", "M"].iter().enumerate() {
        let inside: Vec<bool> = schools.column("stype").iter().map(|own| own == stype).collect();
        let mean = sample.domain_mean(&scores, &inside).unwrap();
        check(stype, Some(mean.value), &domains["api00"][position], CLOSED);
        check(stype, Some(mean.standard_error), &domains["se"][position], CLOSED);
    }
    let mut frame = Frame::new();
    for covariate in ["ell", "meals", "mobility"] {
        frame.number(covariate, &schools.numbers(covariate)).unwrap();
    }
    let design = frame.design(&[&["ell"], &["meals"], &["mobility"]]).unwrap();
    let expected = expected(&folder, "svyglm");
    for (position, own) in sample.linear_model(&design, &scores).unwrap().iter().enumerate() {
        check(&own.name, Some(own.estimate), &expected["Estimate"][position], 1e-11);
        check(&own.name, Some(own.standard_error), &expected["Std. Error"][position], 1e-11);
        check(&own.name, own.statistic(), &expected["t value"][position], 1e-11);
        let digits_lost = 1.0 + own.statistic().unwrap().powi(2);
        check(&own.name, own.p(), &expected["Pr(>|t|)"][position], 1e-11 * digits_lost);
    }
}

fn check_calibrated(record: &str, schools: &Schools, own: &Calibrated, expected: &Value, weights: f64, error: f64) {
    let mean = own.sample.mean(&schools.numbers("api00")).unwrap();
    check(record, Some(mean.value), &expected["mean"], weights);
    check(record, Some(mean.standard_error), &expected["se"], error);
    for (position, weight) in own.sample.weights().iter().enumerate() {
        check(record, Some(*weight), &expected["weights"][position], weights);
    }
    if let Some(total) = expected.get("total") {
        let enrolled = own.sample.total(&schools.numbers("enroll")).unwrap();
        check(record, Some(enrolled.value), total, weights);
        if let Some(total_error) = expected.get("total_se") {
            check(record, Some(enrolled.standard_error), total_error, error);
        }
    }
}

#[test]
fn calibration_to_known_totals() {
    let Some(folder) = folder("post-stratification, raking and calibration of api") else { return };
    let (schools, sample) = clusters(&folder);
    let types = schools.codes("stype");
    let sizes = Margin::from([(code("E"), 4421.0), (code("H"), 755.0), (code("M"), 1018.0)]);
    let post = sample.post_stratify(&types, &sizes).unwrap();
    let record = "poststratify.clus1";
    check_calibrated(record, &schools, &post, &expected(&folder, record), CLOSED, CLOSED);

    let mut frame = Frame::new();
    frame.factor("stype", &schools.column("stype")).unwrap();
    let linear = sample.calibrate(&frame.design(&[&["stype"]]).unwrap(), &[6194.0, 755.0, 1018.0]).unwrap();
    let record = "calibrate_linear.clus1";
    check_calibrated(record, &schools, &linear, &expected(&folder, record), CLOSED, CLOSED);
    assert_eq!(linear.negative_weights, 0);

    let population = Table::read(&folder.join("data/apipop.csv"));
    assert_eq!(population.column("cds").len(), 6194);
    let wide = schools.codes("sch.wide");
    let known = Margin::from([(code("No"), 1072.0), (code("Yes"), 5122.0)]);
    let margins = [(types.as_slice(), &sizes), (wide.as_slice(), &known)];
    let total: f64 = sample.weights().iter().sum();
    let loose = sample.rake(&margins, Rounds::loose(1.0, 10, total)).unwrap();
    let record = "rake.clus1";
    let r = expected(&folder, record);
    // R takes residuals with the weights of each margin's own step, we with the final ones: unequal as long as the
    // rounds have not come to rest.
    check_calibrated(record, &schools, &loose, &r, CLOSED, 1e-6);
    check(record, kish_design_effect(loose.sample.weights()).value(), &r["kish_deff_weights"], CLOSED);
    assert!(loose.remaining > 1e-3 && loose.remaining < 1.0);

    let tight = sample.rake(&margins, Rounds { tolerance: 1e-10, limit: 200 }).unwrap();
    let record = "rake.clus1.tight";
    check_calibrated(record, &schools, &tight, &expected(&folder, record), CLOSED, 1e-11);
    let tightest = sample.rake(&margins, Rounds::TIGHT).unwrap();
    assert!(tightest.remaining < 1e-9 && tightest.rounds > tight.rounds);
}
