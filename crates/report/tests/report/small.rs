//! Cubes with little in them: the report says what there is, and nothing breaks.

use std::collections::BTreeMap;

use disclosure::{Rule, Sealed};
use report::{site, terminal};
use survey::Language;

use crate::markup::check_balance;
use crate::municipality::draft;

fn check(cube: &Sealed) {
    for page in site(cube).into_iter().filter(|page| page.file_name.ends_with(".html")) {
        check_balance(&page.content);
        assert!(!page.content.contains("NaN"));
    }
    for language in Language::ALL {
        let page = terminal(cube, language);
        assert!(page.lines().all(|line| line.chars().count() <= 80));
    }
}

#[test]
fn a_cube_without_past_plans_or_absence() {
    let mut bare = draft(300);
    bare.waves.clear();
    bare.trend.clear();
    bare.plans.clear();
    bare.benchmarks.clear();
    bare.absence_year.clear();
    bare.absence_months.clear();
    bare.absence_course.clear();
    bare.quality.clear();
    let cube = bare.seal(Rule::house()).unwrap();
    check(&cube);
    let page = &site(&cube)[0].content;
    assert!(!page.contains("id=\"plans\"") && !page.contains("id=\"trend\"") && !page.contains("id=\"quality\""));
    assert!(!page.contains("href=\"#plans\""));
}

#[test]
fn a_cube_with_nothing_but_its_header() {
    let mut empty = draft(300);
    empty.inner = disclosure::Inner::default();
    empty.groups.clear();
    empty.families.clear();
    empty.scales.clear();
    empty.waves.clear();
    empty.plans.clear();
    empty.scores = BTreeMap::new();
    empty.quality = BTreeMap::new();
    empty.participation = BTreeMap::new();
    empty.absence_year = BTreeMap::new();
    empty.absence_months = BTreeMap::new();
    empty.absence_course = BTreeMap::new();
    empty.trend = BTreeMap::new();
    empty.benchmarks.clear();
    empty.registers = disclosure::DraftRegisters::default();
    check(&empty.seal(Rule::house()).unwrap());
}
