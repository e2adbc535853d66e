//! One leak of each level made by hand and found; the same release mended, and nothing found.

use crate::organisations::{cell, place, release, shown};
use audit::{HeadCounts, Level, Mark, Options, Release, State, Tree, Verdict, WHOLE, attack};

/// `top` with the units below it: a, b, c ... in order.
fn tree(units: usize) -> Tree {
    let mut places = vec![place("top", None)];
    places.extend((0..units).map(|unit| place(&char::from(b'a' + unit as u8).to_string(), Some(0))));
    Tree::new(places).unwrap()
}

const HIDDEN: State = State::Hidden(Mark::TooFew);
const PROTECTS: State = State::Hidden(Mark::ProtectsAnother);

/// A release of whole units: the state of top, a, b, c ...
fn units(states: &[State]) -> Release {
    let cells = states.iter().enumerate().map(|(place, state)| cell(place, WHOLE, WHOLE, *state)).collect();
    release("units.csv", tree(states.len() - 1), cells)
}

fn counts(people: &[(&str, &str, u64)]) -> Option<HeadCounts> {
    Some(HeadCounts::from_rows(
        people
            .iter()
            .map(|(unit, former, n)| ((*unit).to_owned(), (*former).to_owned(), WHOLE.to_owned(), *n))
            .collect(),
    ))
}

fn audit(releases: &[Release], head_counts: Option<HeadCounts>) -> Verdict {
    attack(releases, &Options { head_counts, random: 1_000, ..Options::default() })
}

fn levels(verdict: &Verdict) -> Vec<&'static str> {
    verdict.findings.iter().map(|finding| finding.level.code()).collect()
}

#[test]
fn exact_a_whole_minus_its_other_units() {
    // top 20 people, a 12, b 5: c has 3 and is hidden, in vain.
    let leaky = [shown(20, 80), shown(12, 50), shown(5, 20), HIDDEN];
    for head_counts in [None, counts(&[("a", "*", 12), ("b", "*", 5), ("c", "*", 3)])] {
        // Without head counts nobody knows that no one works in the top itself: then it is those three and nobody.
        let level = if head_counts.is_some() { Level::Exact } else { Level::Groups };
        let verdict = audit(&[units(&leaky)], head_counts);
        let finding = &verdict.findings[0];
        assert_eq!((finding.level, finding.people, finding.confirmed), (level, (3, Some(3)), true), "{verdict:?}");
        let how: Vec<(String, &str)> =
            finding.how.iter().map(|term| (term.weight.to_string(), term.cell.id.as_str())).collect();
        assert_eq!(how[0], ("1".to_owned(), "top"));
        assert_eq!(how[1..].iter().map(|(weight, _)| weight.as_str()).collect::<Vec<_>>(), ["-1", "-1"]);
        let value = finding.recovered().unwrap();
        assert!((value.low - 10.0).abs() < 1e-6 && (value.high - 10.0).abs() < 1e-6, "80 - 50 - 20 = 10: {value:?}");
        let mended = audit(
            &[units(&[leaky[0], leaky[1], PROTECTS, HIDDEN])],
            counts(&[("a", "*", 12), ("b", "*", 5), ("c", "*", 3)]),
        );
        assert!(mended.is_clean(), "{mended:?}");
    }
}

#[test]
fn groups_two_hidden_units_of_one_and_two() {
    let people = || counts(&[("a", "*", 12), ("b", "*", 1), ("c", "*", 2)]);
    let verdict = audit(&[units(&[shown(15, 60), shown(12, 50), HIDDEN, HIDDEN])], people());
    assert_eq!(levels(&verdict)[..1], ["L2"], "{verdict:?}");
    assert_eq!((verdict.findings[0].people, verdict.findings[0].target.len()), ((3, Some(3)), 2));
    let mended = audit(&[units(&[shown(15, 60), PROTECTS, HIDDEN, HIDDEN])], people());
    assert!(mended.is_clean(), "{mended:?}");
}

#[test]
fn history_two_maps_of_one_organisation_subtract() {
    let area = |id: &str| audit::Place {
        id: id.to_owned(),
        name: id.to_owned(),
        parent: None,
        area: None,
        unit_type: None,
        kind: audit::PlaceKind::Area,
    };
    let unit = |id: &str, area: &str| audit::Place { area: Some(area.to_owned()), ..place(id, Some(0)) };
    let tree = |of_c: &str| {
        Tree::new(vec![place("top", None), unit("a", "p"), unit("b", "p"), unit("c", of_c), area("p"), area("q")])
            .unwrap()
    };
    let people = || counts(&[("a", "*", 2), ("b", "*", 9), ("c", "*", 8)]);
    // In one file unit b belongs to area p, in the other to area q: only together do they say what a's two people answered.
    let first = release(
        "one.csv",
        tree("q"),
        vec![cell(0, WHOLE, WHOLE, shown(19, 76)), cell(4, WHOLE, WHOLE, shown(11, 44)), cell(1, WHOLE, WHOLE, HIDDEN)],
    );
    let second_tree =
        Tree::new(vec![place("top", None), unit("a", "p"), unit("b", "q"), unit("c", "q"), area("p"), area("q")])
            .unwrap();
    let second = release("two.csv", second_tree, vec![cell(5, WHOLE, WHOLE, shown(17, 68))]);
    let verdict = audit(&[first.clone(), second], people());
    assert_eq!(levels(&verdict), ["L5"], "top of one file minus q of the other is a: {verdict:?}");
    assert_eq!(verdict.findings[0].people, (2, Some(2)));
    assert!(audit(&[first], people()).is_clean(), "one file alone gives nothing");
}

#[test]
fn groups_two_people_of_two_units() {
    // Former municipality x has one person in a, one in c and seven in d, where x is shown. No cell holds exactly the first two.
    let unit = |id: &str, parent| place(id, Some(parent));
    let tree = Tree::new(vec![place("top", None), unit("m", 0), unit("a", 1), unit("c", 0), unit("d", 0)]).unwrap();
    let formers = |unit: usize, former: &str, state| cell(unit, former, WHOLE, state);
    let people = || counts(&[("a", "x", 1), ("a", "y", 9), ("c", "x", 1), ("c", "y", 9), ("d", "x", 7), ("d", "y", 7)]);
    let leaky = vec![
        formers(0, "x", shown(9, 36)),
        formers(4, "x", shown(7, 28)),
        cell(2, WHOLE, WHOLE, shown(10, 40)),
        cell(3, WHOLE, WHOLE, shown(10, 40)),
        formers(2, "x", HIDDEN),
        formers(3, "x", HIDDEN),
    ];
    let verdict = audit(&[release("r.csv", tree.clone(), leaky.clone())], people());
    assert!(
        verdict.findings.iter().any(|finding| finding.level == Level::Groups && finding.people == (2, Some(2))),
        "{verdict:?}"
    );
    let mut mended = leaky;
    mended[1].state = PROTECTS;
    assert!(audit(&[release("r.csv", tree, mended)], people()).is_clean());
}

#[test]
fn interval_a_sum_near_its_end_pens_two_units_in() {
    // b and c have four each; together 39 of at most 40, so each mean lies between 4.75 and 5.
    let people = || counts(&[("a", "*", 12), ("b", "*", 4), ("c", "*", 4)]);
    let verdict = audit(&[units(&[shown(20, 87), shown(12, 48), HIDDEN, HIDDEN])], people());
    assert_eq!(levels(&verdict), ["L3", "L3"], "{verdict:?}");
    let range = verdict.findings[0].recovered().unwrap();
    assert!((range.low - 4.75).abs() < 1e-5 && (range.high - 5.0).abs() < 1e-5, "{range:?}");
    // In the middle of the scale, 24 of 40: each mean lies between 1 and 5.
    let mended = audit(&[units(&[shown(20, 72), shown(12, 48), HIDDEN, HIDDEN])], people());
    assert!(mended.is_clean(), "{mended:?}");
}

#[test]
fn interval_from_rounded_numbers_and_from_marks_alone() {
    // Staff lists say who works where, not who answered. Both marks say fewer than five, and eight are left: four each. Means to one decimal.
    let staff = || counts(&[("a", "*", 20), ("b", "*", 9), ("c", "*", 9)]);
    let rounded = |n: u64, value: f64| {
        let value = audit::Range::around(value, 0.05);
        State::Shown { n: Some(n), value, sum: Some(value.times(n as f64)) }
    };
    let verdict = audit(&[units(&[rounded(13, 4.9), rounded(5, 4.8), HIDDEN, HIDDEN])], staff());
    assert_eq!(levels(&verdict), ["L3", "L3"], "{verdict:?}");
    assert_eq!(verdict.findings[0].people, (4, Some(4)), "the marks give the number of people");
    let coarse = |n: u64, value: f64| {
        let value = audit::Range::around(value, 0.5);
        State::Shown { n: Some(n), value, sum: Some(value.times(n as f64)) }
    };
    let verdict = audit(&[units(&[coarse(13, 4.0), coarse(5, 4.0), HIDDEN, HIDDEN])], staff());
    assert_eq!(verdict.count(Level::Interval), 0, "whole points leave room: {verdict:?}");
}

#[test]
fn coalition_a_colleague_who_knows_one_answer_narrows_the_rest() {
    // b has two people, c six; together 8 people and 34 points: b's sum is 4 to 10. If the colleague answered 1, the other answered 3, 4 or 5;
    // with 37 points b's sum is 7 to 10 (mean range 1.5): if the colleague answered 2, the other answered 5.
    let people = || counts(&[("a", "*", 12), ("b", "*", 2), ("c", "*", 6)]);
    let with = |sum: i64| audit(&[units(&[shown(20, 48 + sum), shown(12, 48), HIDDEN, PROTECTS])], people());
    assert_eq!(levels(&with(37)), ["L4"]);
    assert_eq!(with(37).findings[0].known, 1);
    assert_eq!(levels(&with(34)), Vec::<&str>::new());
}

#[test]
fn consistency_one_file_shows_what_another_hides() {
    let people = || counts(&[("a", "*", 12), ("b", "*", 6), ("c", "*", 6)]);
    let one = units(&[shown(24, 96), shown(12, 48), PROTECTS, PROTECTS]);
    let mut two = units(&[shown(24, 96), shown(12, 48), shown(6, 24), PROTECTS]);
    two.file = "two.csv".to_owned();
    let verdict = audit(&[one.clone(), two], people());
    assert_eq!(verdict.count(Level::Consistency), 1, "{verdict:?}");
    assert!(audit(&[one.clone(), one.clone()], people()).is_clean(), "the same file twice says nothing more");
    let mut other = one.clone();
    other.cells[1].state = shown(12, 49);
    assert_eq!(
        audit(&[one, other], people()).count(Level::Consistency),
        1,
        "two means that are no roundings of one number"
    );
}

#[test]
fn a_unit_that_the_head_counts_forget_is_told() {
    let verdict = audit(&[units(&[shown(20, 80), shown(12, 50), PROTECTS])], counts(&[("a", "*", 12), ("B", "*", 8)]));
    let told = |gap: &audit::NotExamined| matches!(gap, audit::NotExamined::SizesUnknown { .. });
    assert!(verdict.examined.not.iter().any(told), "20 people, and the head counts know 12: {verdict:?}");
    let verdict = audit(&[units(&[shown(20, 80), shown(12, 50), PROTECTS])], counts(&[("b", "*", 8)]));
    let told = |gap: &audit::NotExamined| matches!(gap, audit::NotExamined::Uncounted { cells: 1, .. });
    assert!(verdict.examined.not.iter().any(told), "{verdict:?}");
}

#[test]
fn a_cell_below_the_threshold_is_found_without_any_sum() {
    let verdict = audit(&[units(&[shown(20, 80), shown(4, 16)])], None);
    assert!(
        verdict.findings.iter().any(|finding| finding.people == (4, Some(4)) && finding.how.len() == 1),
        "{verdict:?}"
    );
}

#[test]
fn a_finding_names_cells_and_keeps_the_value_to_itself() {
    let people = counts(&[("a", "*", 12), ("b", "*", 5), ("c", "*", 3)]);
    let verdict = audit(&[units(&[shown(20, 80), shown(12, 50), shown(5, 20), HIDDEN])], people);
    for language in survey::Language::ALL {
        let (text, shown) = (verdict.to_text(language, false), verdict.to_text(language, true));
        assert!(text.contains("«TOP» minus «"), "{text}");
        assert!(!text.contains("10.00") && shown.contains("10.00"), "{text}{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    }
    assert!(verdict.to_json(false)["findings"][0].get("value").is_none());
    assert!(verdict.to_json(true)["findings"][0].get("value").is_some());
    assert_eq!(verdict.to_json(false)["findings"][0]["level"], "L1");
}
