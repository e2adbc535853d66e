//! The attacker reads the files that were written as a stranger would, and finds what has been planted in them.

use std::collections::BTreeSet;

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

/// Every format that has cells.
pub(crate) const EVERY_FORMAT: [Format; 9] = [
    Format::Csv,
    Format::CsvExcel,
    Format::Json,
    Format::Ndjson,
    Format::Parquet,
    Format::Arrow,
    Format::Sav,
    Format::Xlsx,
    Format::Package,
];

/// The tables as files of a format, named as people name them: one for all where it holds several, otherwise one each.
pub(crate) fn files_of(format: Format, tables: &[Table]) -> Vec<(String, Vec<u8>)> {
    let ending = format.extension();
    match format {
        Format::Xlsx | Format::Package => return vec![(format!("all.{ending}"), written(format, tables))],
        Format::Ddi => panic!("a description has no cells"),
        _ => {}
    }
    let file = |table: &Table| (format!("{}.{ending}", table.name()), written(format, std::slice::from_ref(table)));
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
    for format in [Format::Xlsx, Format::Parquet] {
        let releases = read(files_of(format, &tables)).unwrap();
        let (of_cube, of_files) = releases.split_first().unwrap();
        // A spread of people and what is one cell of the cube for several kinds of absences stand in the cube alone.
        let is_read = |cell: &&Cell| !cell.measure.counts_invited() && !cell.measure.name.starts_with("register");
        let found: BTreeSet<String> = of_files.iter().flat_map(|release| &release.cells).map(said).collect();
        let known: BTreeSet<String> = of_cube.cells.iter().filter(is_read).map(said).collect();
        assert!(found.iter().filter(|cell| cell.ends_with("hidden")).count() > 100);
        let strange: Vec<&String> = found.difference(&known).collect();
        // Of groups without any answer or employee the cube says nothing, and a view that it says nothing.
        let name = |cell: &str| cell.split(": ").next().map(str::to_owned);
        let told: BTreeSet<_> = of_cube.cells.iter().map(|cell| name(&said(cell))).collect();
        let strange: Vec<&String> =
            strange.into_iter().filter(|cell| !cell.ends_with("hidden") || told.contains(&name(cell))).collect();
        assert!(strange.is_empty(), "{format:?}: {strange:#?}");
        let wave = &of_cube.wave;
        let asked = |cell: &&Cell| is_read(cell) && cell.measure.wave == *wave;
        // A placement repeats a value without the people behind it.
        let is_told = |cell: &String| match cell.split_once(": None ") {
            Some((name, value)) => found.iter().any(|told| told.starts_with(name) && told.ends_with(value)),
            None => found.contains(cell),
        };
        let known = of_cube.cells.iter().filter(asked).map(said);
        let lost: Vec<String> = known.filter(|cell| !found.contains(cell) && !is_told(cell)).collect();
        assert!(lost.is_empty(), "{format:?}: {lost:#?}");
        assert_eq!(attacked(&releases).count(Level::Consistency), 0);
    }
}

/// The table with a change to the first row of a mean that is hidden, and the measure of that row.
fn planted(change: impl Fn(&str, &mut Values, usize)) -> (Table, String) {
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
    let views::Value::Text(measure) = table.column("measure").unwrap().values.get(row) else { panic!("no measure") };
    (Table::new(table.name(), columns).unwrap(), measure.to_string())
}

#[test]
fn a_number_that_the_cube_hides_is_found() {
    let (leak, measure) = planted(|name, values, row| match (name, values) {
        ("status", Values::Code(_, positions)) => positions[row] = Some(0),
        ("n", Values::Whole(people)) => people[row] = Some(4),
        ("value", Values::Number(numbers)) => numbers[row] = Some(2.25),
        _ => {}
    });
    for format in EVERY_FORMAT {
        let mut releases = read(files_of(format, std::slice::from_ref(&leak))).unwrap();
        releases.iter_mut().for_each(|release| release.cells.retain(|cell| cell.measure.name == measure));
        let verdict = attacked(&releases);
        assert!(verdict.count(Level::Consistency) > 0, "{format:?}: {:?}", verdict.findings);
    }
}

#[test]
fn a_number_in_a_hidden_row_is_found_in_whichever_column() {
    let everywhere = ["n", "value", "lower", "upper"].map(|leaking| (leaking, Format::Parquet));
    for (leaking, format) in everywhere.into_iter().chain(EVERY_FORMAT.map(|format| ("upper", format))) {
        let (leak, _) = planted(|name, values, row| match values {
            Values::Number(numbers) if name == leaking => numbers[row] = Some(2.25),
            Values::Whole(people) if name == leaking => people[row] = Some(4),
            _ => {}
        });
        let told = read(files_of(format, std::slice::from_ref(&leak))).unwrap_err();
        let is_told = told.contains("a hidden cell has a value") && told.contains("table indices");
        assert!(is_told, "{format:?}, {leaking}: {told}");
    }
}

#[test]
fn one_release_has_the_same_cells_in_every_format() {
    let tables = READ.map(table);
    let cells = |format| {
        let releases = read(files_of(format, &tables)).unwrap();
        releases[1..].iter().flat_map(|release| &release.cells).map(said).collect::<BTreeSet<String>>()
    };
    let expected = cells(Format::Parquet);
    assert!(expected.len() > 1_000, "{}", expected.len());
    for format in EVERY_FORMAT {
        assert!(cells(format) == expected, "{format:?}");
    }
}

#[test]
fn files_that_are_no_views_are_told() {
    let indices = [table(View::Indices)];
    let cut = |format: Format, bytes: usize| {
        let mut file = files_of(format, &indices).remove(0).1;
        file.truncate(file.len() - bytes);
        file
    };
    for (name, bytes) in [
        ("broken.xlsx", b"PK".to_vec()),
        ("broken.parquet", b"PAR1".to_vec()),
        ("broken.arrows", b"ARROW1".to_vec()),
        ("cut.arrow", cut(Format::Arrow, 8)),
        ("broken.zip", b"PK".to_vec()),
        ("cut.zip", cut(Format::Package, 100)),
        ("broken.sav", b"$FL2".to_vec()),
        ("cut.sav", cut(Format::Sav, 8)),
        ("broken.ndjson", b"{\"unit\": \"a\"}\n{\"unit\": true}\n".to_vec()),
        ("broken.json", b"[{".to_vec()),
        ("cut.csv", cut(Format::Csv, 40)),
        ("words.csv", b"unit,statistic,n\n,mean,many\n".to_vec()),
    ] {
        let told = read(vec![(name.to_owned(), bytes)]).unwrap_err();
        assert!(told.contains(name), "{name}: {told}");
    }
    for format in EVERY_FORMAT {
        let releases = read(files_of(format, &[table(View::Trend)])).unwrap();
        assert!(releases[1].cells.is_empty() && !releases[1].unread.is_empty(), "{format:?}");
    }
    let description = ("export/datapackage.json".to_owned(), b"{\"resources\": []}".to_vec());
    let releases = read(vec![description]).unwrap();
    assert_eq!(releases.len(), 2);
    assert!(releases[1].cells.is_empty() && releases[1].unread.len() == 1);
}

#[test]
fn an_unpacked_package_is_read_as_the_zip_is() {
    let names = ["indices", "distributions", "absence", "codebook"];
    let tables = names.map(|name| View::ALL.into_iter().find(|view| view.name() == name).unwrap()).map(table);
    let mut folder: Vec<(String, Vec<u8>)> = files_of(Format::Csv, &tables);
    for (name, _) in &mut folder {
        *name = if name.starts_with("codebook") { format!("out/{name}") } else { format!("out/data/{name}") };
    }
    let cells = |beside| {
        let releases = read(beside).unwrap();
        releases[1..].iter().flat_map(|release| &release.cells).map(said).collect::<BTreeSet<String>>()
    };
    let folder = cells(folder);
    assert!(!folder.is_empty() && folder == cells(files_of(Format::Package, &tables)));
}
