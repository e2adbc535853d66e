//! What was released before: a correction of few people, the file that remembers, and what it does not hold.

use disclosure::{Draft, FigureFinding, GroupIndex, Reason, ReleasedRows, Rule, SealError, Sealed, Withhold};
use plan::{Figure, PARTS};
use serde_json::Value;
use survey::{Date, Month};

use crate::sealing::absence_finding;
use crate::world::{World, answered, counted_parts, finding, scale_id, wave_label};

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

/// Three people of a unit that is gone are still the difference between the whole as it was and the whole as it is.
#[test]
fn people_who_are_not_there_any_more_are_remembered() {
    let (first, rows) = after(&[20, 24, 3], &[]);
    assert_eq!(means(&first), [None, HIDDEN, None, Some(Reason::TooFew)]);
    let (second, _) = after(&[20, 24], std::slice::from_ref(&rows));
    assert_eq!(means(&second), [HIDDEN, HIDDEN, None]);
    // Nothing is known of them where nothing was released.
    assert_eq!(means(&after(&[20, 24], &[]).0), [None; 3]);
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
    let length = |list: &str| file[list].as_array().unwrap().len();
    let changes: [(&str, &str, Value); 6] = [
        ("version 9", "/version", 9.into()),
        ("an inner group", "/cells/0/inner/0", length("inner").into()),
        ("an inner group", "/tables/0/people/0/0", 2.into()),
        ("a cell", "/tables/0/shown/0", length("cells").into()),
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

/// A whole of three parts in every table beside the scales: so many people, of whom so many are women.
fn counted(parts: [u64; 3], women: [u64; 3]) -> Draft {
    let mut draft = World::family(parts.iter().sum(), &parts).draft(&[]);
    draft.groups[1..].iter_mut().for_each(|group| group.kind = disclosure::GroupKind::FormerMunicipality);
    let (sum, month) = (|of: [u64; 3]| of.iter().sum::<u64>(), Month::new(2021, 9).unwrap());
    let wholes = std::iter::once((sum(parts), sum(women)));
    for (group, (people, women)) in wholes.chain(parts.into_iter().zip(women)).enumerate() {
        let group = GroupIndex::new(group);
        draft.participation.insert(group, (people, people / 2));
        draft.absence_year.insert(group, absence_finding(people));
        draft.absence_months.insert((group, month), absence_finding(people));
        let figure = FigureFinding {
            numerator: women * PARTS,
            denominator: people,
            sources: ["HR".to_owned()].into(),
            vintage: Date::new(2021, 2, 15).unwrap(),
        };
        draft.registers.figures.insert((Figure::Women, 2020, group), figure);
    }
    counted_parts(draft)
}

/// Whether participation, absence of the year, of the month, and the figure of a part are withheld in a second release.
fn hidden_after(parts: [u64; 3], women: [u64; 3], part: usize) -> [bool; 4] {
    let (first, rows) =
        counted([20, 24, 30], [10, 12, 15]).seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    let group = GroupIndex::new(part);
    let of = |sealed: &Sealed| {
        let month = sealed.absence_months(group).next().unwrap().1.withheld();
        let figure = sealed.figure(Figure::Women, 2020, group).withheld();
        [sealed.participation(group).withheld(), sealed.absence_year(group).withheld(), month, figure]
            .map(|reason| reason.is_some())
    };
    assert_eq!(of(&first), [false; 4]);
    let second = counted(parts, women);
    of(&second.seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap().0)
}

#[test]
fn every_table_is_remembered() {
    assert_eq!(hidden_after([20, 24, 30], [10, 12, 15], 1), [false; 4]);
    // One person more, as in a corrected file.
    assert_eq!(hidden_after([21, 24, 30], [10, 12, 15], 1), [true; 4]);
    assert_eq!(hidden_after([21, 24, 30], [10, 12, 15], 2), [false; 4]);
    // Ten more are many, but one woman among them is not, nor is one who is none. For absence, five are few.
    assert_eq!(hidden_after([30, 24, 30], [10, 12, 15], 1), [false; 4]);
    assert_eq!(hidden_after([30, 24, 30], [11, 12, 15], 1), [false, false, false, true]);
    assert_eq!(hidden_after([30, 24, 30], [19, 12, 15], 1), [false, false, false, true]);
    assert_eq!(hidden_after([25, 24, 30], [10, 12, 15], 1), [false, true, true, false]);
    // Four women more are no one or two, but four people are few.
    assert_eq!(hidden_after([24, 24, 30], [14, 12, 15], 1), [true; 4]);
}

#[test]
fn an_earlier_wave_is_remembered_too() {
    let draft = |parts: [u64; 3]| {
        let mut draft = World::family(parts.iter().sum(), &parts).draft(&["climate"]);
        draft.waves = vec![wave_label("2019-host", 2019), wave_label("2021-host", 2021)];
        let people = std::iter::once(parts.iter().sum()).chain(parts);
        for (group, people) in people.enumerate() {
            let group = GroupIndex::new(group);
            draft.trend.insert((0, scale_id("climate"), group), finding(people));
            // The present wave is the same in both.
            let now = [74, 20, 24, 30][group.get()];
            draft.scores.insert((scale_id("climate"), group), finding(now));
            draft.trend.insert((1, scale_id("climate"), group), finding(now));
        }
        counted_parts(draft)
    };
    let (first, rows) = draft([20, 24, 30]).seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    let (second, _) = draft([21, 24, 30]).seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap();
    let then = |sealed: &Sealed| {
        let of_group = |group: usize| sealed.trend_point(&scale_id("climate"), GroupIndex::new(group), 0).withheld();
        [0, 1, 2, 3].map(of_group)
    };
    assert_eq!((then(&first), then(&second)), ([None; 4], [HIDDEN, HIDDEN, None, None]));
    assert_eq!((means(&first), means(&second)), (vec![None; 4], vec![None; 4]));
}

/// A month of its own and a month of the year are told apart, and so are years that end in different months.
#[test]
fn another_month_is_another_table() {
    let (_, rows) = counted([20, 24, 30], [10, 12, 15]).seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
    let mut later = counted([21, 24, 30], [10, 12, 15]);
    later.absence_months.clear();
    later.absence_year_months.insert(Month::new(2022, 8).unwrap());
    let sealed = later.seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap().0;
    assert_eq!(sealed.absence_year(GroupIndex::new(1)).withheld(), None);
}
