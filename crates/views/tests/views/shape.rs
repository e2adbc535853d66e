//! Names, kinds and statuses, whatever the numbers are.

use std::collections::BTreeSet;

use disclosure::{Audience, GroupKind, Reason};
use survey::{Language, UnitId};
use views::{Kind, Table, Value, Values, View};

use crate::CUBE;

/// Columns that hold what was counted; empty in a row that is not shown.
const NUMBERS: [&str; 13] = [
    "n",
    "value",
    "lower",
    "upper",
    "level",
    "share",
    "employees",
    "percent",
    "lost_days",
    "agreed_days",
    "band",
    "zone",
    "p_desired",
];

fn code(table: &Table, column: &str, row: usize) -> Option<&'static str> {
    match table.column(column)?.values.get(row) {
        Value::Code(code, _) => Some(code.word),
        _ => None,
    }
}

#[test]
fn a_number_stands_exactly_where_the_status_says_shown() {
    let cube = &*CUBE;
    let primary = ["value", "share", "percent", "band"];
    for view in View::ALL {
        let table = Table::of(view, &[cube], &|_, _| true);
        if table.column("status").is_none() {
            continue;
        }
        for row in 0..table.rows() {
            let is_shown = code(&table, "status", row) == Some("shown");
            for name in NUMBERS {
                let Some(column) = table.column(name) else { continue };
                let is_there = column.values.get(row) != Value::Nothing;
                assert!(is_shown || !is_there, "{}: {name} in row {row} is there without being shown", table.name());
                if is_shown && primary.contains(&name) {
                    assert!(is_there, "{}: {name} in row {row} is shown without being there", table.name());
                }
            }
        }
    }
}

#[test]
fn every_status_of_the_house_has_a_code_with_its_mark() {
    let view = View::Indices.columns();
    let status = view.iter().find(|column| column.name == "status").unwrap();
    let Kind::Code(codes) = status.kind else { panic!("a status is a code") };
    assert_eq!(codes.len(), Reason::ALL.len() + 1);
    for reason in Reason::ALL {
        let code = codes.iter().find(|code| code.word == reason.word()).unwrap();
        for language in Language::ALL {
            assert_eq!(code.label.get(language), reason.mark(language));
        }
    }
}

#[test]
fn names_are_the_same_thing_in_every_view() {
    let mut told: std::collections::BTreeMap<String, Kind> = std::collections::BTreeMap::new();
    for view in View::ALL {
        let mut names = BTreeSet::new();
        for column in view.columns() {
            assert!(names.insert(column.name.clone()), "{}: {} twice", view.name(), column.name);
            assert!(
                column
                    .name
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
            );
            let kind = *told.entry(column.name.to_string()).or_insert(column.kind);
            assert_eq!(kind, column.kind, "{} of {}", column.name, view.name());
        }
        assert_eq!(View::parse(view.name()), Ok(view));
    }
    let unknown = View::parse("indexes").unwrap_err().to_string();
    assert!(unknown.contains("indices, distributions"), "{unknown}");
}

#[test]
fn what_one_audience_sees_is_a_part_of_what_everybody_sees() {
    let cube = &*CUBE;
    let unit = cube
        .groups()
        .iter()
        .rfind(|group| matches!(group.kind, GroupKind::Unit { depth: 2.. }) && group.former_municipality.is_none())
        .unwrap();
    let leader = Audience::Leader(UnitId::new(&unit.id).unwrap());
    for view in [View::Indices, View::Distributions, View::Absence, View::Benchmarks, View::Units] {
        let all = rows(&Table::of(view, &[cube], &|_, _| true));
        for audience in [leader.clone(), Audience::Politician] {
            let part = rows(&Table::of(view, &[cube], &|cube, group| audience.sees(cube, group)));
            assert!(part.len() < all.len() && part.is_subset(&all), "{} for {audience:?}", view.name());
        }
    }
}

fn rows(table: &Table) -> BTreeSet<String> {
    let row = |row| table.columns().iter().map(|column| format!("{:?}", column.values.get(row))).collect();
    (0..table.rows()).map(row).collect()
}

#[test]
fn a_table_of_uneven_columns_is_refused() {
    let mut columns = Table::of(View::Units, &[], &|_, _| true).columns().to_vec();
    columns[1].values = Values::Text(vec![Some("x".into())]);
    assert_eq!(
        Table::new("query", columns).unwrap_err().to_string(),
        "column unit has 1 values where the first has 0, or values of another kind than it says"
    );
}

#[test]
fn the_codebook_explains_every_column_word_and_scale() {
    let cube = &*CUBE;
    let table = Table::of(View::Codebook, &[cube], &|_, _| true);
    let count = |entry: &str| (0..table.rows()).filter(|row| code(&table, "entry", *row) == Some(entry)).count();
    assert_eq!(count("view"), View::ALL.len());
    assert_eq!(count("column"), View::ALL.iter().map(|view| view.columns().len()).sum::<usize>());
    assert_eq!(count("measure"), cube.scales().len());
    for row in 0..table.rows() {
        for label in ["label_nb", "label_nn", "label_en"] {
            assert!(matches!(table.column(label).unwrap().values.get(row), Value::Text(_)), "row {row} has no {label}");
        }
    }
}
