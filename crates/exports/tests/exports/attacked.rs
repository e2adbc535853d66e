//! The attacker reads the files that were written as a stranger would, and finds what has been planted in them.

use audit::read::files;
use audit::{Cell, Level, Options, Release, State, Verdict, attack};
use exports::Format;
use views::{Column, Table, Values, View};

use crate::world::{cube, table, written};

const READ: [View; 3] = [View::Indices, View::Distributions, View::Absence];

fn cube_file() -> (String, Vec<u8>) {
    ("cube.json".to_owned(), serde_json::to_vec(cube()).unwrap())
}

/// The cube, and each file beside it.
fn read(beside: Vec<(String, Vec<u8>)>) -> Result<Vec<Release>, String> {
    files(&[vec![cube_file()], beside].concat()).map_err(|errors| errors.to_string())
}

fn workbook(tables: &[Table]) -> Vec<(String, Vec<u8>)> {
    vec![("book.xlsx".to_owned(), written(Format::Xlsx, tables))]
}

fn parquet(tables: &[Table]) -> Vec<(String, Vec<u8>)> {
    let file =
        |table: &Table| (format!("{}.parquet", table.name()), written(Format::Parquet, std::slice::from_ref(table)));
    tables.iter().map(file).collect()
}

fn attacked(releases: &[Release]) -> Verdict {
    // Whether files agree is all that is asked here, and takes no linear programmes.
    attack(releases, &Options { random: 100, ranges_max: 0, ..Options::default() })
}

/// Place, former municipality, measure; and people with millionths of the value, or that it is hidden.
fn said(cell: &Cell) -> String {
    let state = match cell.state {
        State::Shown { n, value, .. } => format!("{n:?} {:.6}", f64::midpoint(value.low, value.high)),
        State::Hidden(_) => "hidden".to_owned(),
    };
    format!("{} {} {} {}: {state}", cell.place, cell.former, cell.role, cell.measure)
}

#[test]
fn workbooks_and_parquet_are_read_as_the_cube_is() {
    let tables = READ.map(table);
    for beside in [workbook(&tables), parquet(&tables)] {
        let releases = read(beside).unwrap();
        let (of_cube, of_files) = releases.split_first().unwrap();
        // A spread of people and what is one cell of the cube for several kinds of absences stand in the cube alone.
        let is_read = |cell: &&Cell| !cell.measure.counts_invited() && !cell.measure.name.starts_with("register");
        let mut found: Vec<String> = of_files.iter().flat_map(|release| &release.cells).map(said).collect();
        found.sort();
        found.dedup();
        let known: Vec<String> = of_cube.cells.iter().filter(is_read).map(said).collect();
        assert!(found.iter().filter(|cell| cell.ends_with("hidden")).count() > 100);
        let strange: Vec<&String> = found.iter().filter(|cell| !known.contains(cell)).collect();
        // Of groups without any answer or employee the cube says nothing, and a view that it says nothing.
        let name = |cell: &str| cell.split(": ").next().map(str::to_owned);
        let told: std::collections::BTreeSet<_> = of_cube.cells.iter().map(|cell| name(&said(cell))).collect();
        let strange: Vec<&String> =
            strange.into_iter().filter(|cell| !cell.ends_with("hidden") || told.contains(&name(cell))).collect();
        assert!(strange.is_empty(), "{strange:#?}");
        let wave = &of_cube.wave;
        let asked = |cell: &&Cell| is_read(cell) && cell.measure.wave == *wave;
        // A placement repeats a value without the people behind it.
        let is_told = |cell: &String| match cell.split_once(": None ") {
            Some((name, value)) => found.iter().any(|told| told.starts_with(name) && told.ends_with(value)),
            None => found.contains(cell),
        };
        let known = of_cube.cells.iter().filter(asked).map(said);
        let lost: Vec<String> = known.filter(|cell| !found.contains(cell) && !is_told(cell)).collect();
        assert!(lost.is_empty(), "{lost:#?}");
        assert_eq!(attacked(&releases).count(Level::Consistency), 0);
    }
}

/// The table with a change to the first row of a mean that is hidden.
fn planted(change: impl Fn(&str, &mut Values, usize)) -> Table {
    let table = table(View::Indices);
    let word = |row, name: &str| match table.column(name).unwrap().values.get(row) {
        views::Value::Code(code, _) => code.word,
        _ => "",
    };
    let row = (0..table.rows()).find(|row| word(*row, "statistic") == "mean" && word(*row, "status") == "too_few");
    let row = row.unwrap();
    let mut columns: Vec<Column> = table.columns().to_vec();
    for column in &mut columns {
        change(&column.description.name.clone(), &mut column.values, row);
    }
    Table::new(table.name(), columns).unwrap()
}

#[test]
fn a_number_that_the_cube_hides_is_found() {
    let leak = planted(|name, values, row| match (name, values) {
        ("status", Values::Code(_, positions)) => positions[row] = Some(0),
        ("n", Values::Whole(people)) => people[row] = Some(4),
        ("value", Values::Number(numbers)) => numbers[row] = Some(2.25),
        _ => {}
    });
    for beside in [workbook(std::slice::from_ref(&leak)), parquet(std::slice::from_ref(&leak))] {
        let verdict = attacked(&read(beside).unwrap());
        assert!(verdict.count(Level::Consistency) > 0, "{:?}", verdict.findings);
    }
}

#[test]
fn a_number_in_a_hidden_row_is_found_in_whichever_column() {
    for leaking in ["n", "value", "lower", "upper"] {
        let leak = planted(|name, values, row| match values {
            Values::Number(numbers) if name == leaking => numbers[row] = Some(2.25),
            Values::Whole(people) if name == leaking => people[row] = Some(4),
            _ => {}
        });
        for beside in [workbook(std::slice::from_ref(&leak)), parquet(std::slice::from_ref(&leak))] {
            let told = read(beside).unwrap_err();
            assert!(told.contains("a hidden cell has a value") && told.contains("table indices"), "{leaking}: {told}");
        }
    }
}

#[test]
fn files_that_are_no_views_are_told() {
    let told = read(vec![("broken.xlsx".to_owned(), b"PK".to_vec())]).unwrap_err();
    assert!(told.contains("broken.xlsx"), "{told}");
    let told = read(vec![("broken.parquet".to_owned(), b"PAR1".to_vec())]).unwrap_err();
    assert!(told.contains("broken.parquet"), "{told}");
    let releases = read(parquet(&[table(View::Trend)])).unwrap();
    assert!(releases[1].cells.is_empty() && !releases[1].unread.is_empty());
}
