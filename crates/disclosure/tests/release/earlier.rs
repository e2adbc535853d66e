//! What was released before: a correction of few people, the file that remembers, and what it does not hold.

use disclosure::{Draft, GroupIndex, Reason, ReleasedRows, Rule, SealError, Sealed, Withhold};
use serde_json::Value;

use crate::world::{World, answered, counted_parts, finding, scale_id};

fn draft(parts: &[u64]) -> Draft {
    counted_parts(World::family(parts.iter().sum(), parts).draft(&["climate"]))
}

fn means(sealed: &Sealed) -> Vec<Option<Reason>> {
    let groups = 0..sealed.groups().len();
    groups.map(|group| sealed.score(&scale_id("climate"), GroupIndex::new(group)).withheld()).collect()
}

fn after(parts: &[u64], earlier: &[ReleasedRows]) -> (Sealed, ReleasedRows) {
    draft(parts).seal_after(Rule::house(), earlier, &Withhold::default()).unwrap()
}

const HIDDEN: Option<Reason> = Some(Reason::ProtectsAnother);

#[test]
fn a_correction_of_one_person_is_not_told_by_the_difference() {
    let (first, rows) = after(&[20, 24, 30], &[]);
    assert_eq!(means(&first), [None; 4]);
    // One answer came in late: the whole and the first part less what they were would be that answer.
    let (second, _) = after(&[21, 24, 30], std::slice::from_ref(&rows));
    assert_eq!(means(&second), [HIDDEN, HIDDEN, None, None]);
    // One answer was taken out.
    let (second, _) = after(&[20, 23, 30], std::slice::from_ref(&rows));
    assert_eq!(means(&second), [HIDDEN, None, HIDDEN, None]);
    // Five at once are many.
    let (second, later) = after(&[25, 24, 30], std::slice::from_ref(&rows));
    assert_eq!(means(&second), [None; 4]);
    // And the third release stands beside both.
    let (third, _) = after(&[23, 24, 30], &[rows, later]);
    assert_eq!(means(&third), [HIDDEN, HIDDEN, None, None]);
}

#[test]
fn the_same_again_is_shown_again() {
    let (first, rows) = after(&[3, 10, 8, 12], &[]);
    let (again, remembered) = after(&[3, 10, 8, 12], std::slice::from_ref(&rows));
    assert_eq!((&first, &rows), (&again, &remembered));
}

#[test]
fn another_wave_is_other_people() {
    let (_, rows) = after(&[20, 24, 30], &[]);
    let mut other = draft(&[21, 24, 30]);
    other.header.wave = survey::WaveId::new("2023-host").unwrap();
    let (sealed, _) = other.seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap();
    assert_eq!(means(&sealed), [None; 4]);
}

#[test]
fn what_was_shown_and_is_secret_now_stops_the_release() {
    let (_, rows) = after(&[20, 24, 30], &[]);
    // The corrected answers are all alike, and their distribution was shown already.
    let mut alike = draft(&[20, 24, 30]);
    alike.scores.insert((scale_id("climate"), GroupIndex::new(1)), answered(20, [0, 0, 60, 0, 0]));
    let error = alike.seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap_err();
    assert_eq!(
        error,
        SealError::AlreadyRevealed { table: "scale climate".to_owned(), groups: "part-0".to_owned() },
        "{error}"
    );
}

#[test]
fn the_ledger_holds_who_and_not_what() {
    let (_, rows) = after(&[20, 24, 30], &[]);
    let mut other = draft(&[20, 24, 30]);
    for (group, people) in [74, 20, 24, 30].into_iter().enumerate() {
        let mut other_answers = answered(people, [people, 0, people / 2, people - people / 2, people]);
        other_answers.favourable = finding(people).favourable;
        other.scores.insert((scale_id("climate"), GroupIndex::new(group)), other_answers);
    }
    assert_eq!(
        other.seal_after(Rule::house(), &[], &Withhold::default()).unwrap().1,
        rows,
        "other answers of the same people"
    );
    assert!(!format!("{rows:?}").contains("24"), "{rows:?}");
}

#[test]
fn a_changed_ledger_is_refused() {
    let (_, rows) = after(&[20, 24, 30], &[]);
    let file = serde_json::to_value(&rows).unwrap();
    assert_eq!(serde_json::from_value::<ReleasedRows>(file.clone()).unwrap(), rows);
    let changes: [(&str, &str, Value); 6] = [
        ("version 9", "/version", 9.into()),
        ("an inner group", "/cells/0/inner/0", 99.into()),
        ("an inner group", "/tables/0/people/0/0", 2.into()),
        ("a cell", "/tables/0/shown/0", 9.into()),
        ("a table", "/tables/1/about", file["tables"][0]["about"].clone()),
        ("an inner group", "/inner/0", file["inner"][1].clone()),
    ];
    for (message, pointer, value) in changes {
        let mut changed = file.clone();
        *changed.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer} in {file}")) = value;
        let error = serde_json::from_value::<ReleasedRows>(changed).unwrap_err().to_string();
        assert!(error.contains(message), "{pointer}: {error}");
    }
}
