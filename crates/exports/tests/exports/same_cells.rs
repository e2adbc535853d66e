//! Every cell of every view, in every format.

use exports::Format;
use views::{Table, View};

use crate::readers;
use crate::world::{Cell, Grid, tables, written};

fn one(format: Format, table: &Table) -> Vec<u8> {
    written(format, std::slice::from_ref(table))
}

#[test]
fn the_tables_hide_something_and_show_something() {
    for view in [View::Indices, View::Distributions, View::Absence, View::Benchmarks] {
        let grid = Grid::of(&crate::world::table(view));
        let statuses = grid.column("status");
        let is = |word: &str| statuses.iter().filter(|cell| ***cell == Cell::Text(word.to_owned())).count();
        assert!(
            is("shown") > 20 && is("shown") + 20 < statuses.len(),
            "{view:?}: {} of {}",
            is("shown"),
            statuses.len()
        );
    }
    let hostile = Cell::Text(crate::municipality::HOSTILE_NAME.to_owned());
    assert!(Grid::of(&crate::world::table(View::Units)).column("name").contains(&&hostile));
}

#[test]
fn csv_has_the_same_cells() {
    for table in tables() {
        assert_eq!(readers::csv(&one(Format::Csv, &table), &table, b',', '.'), Grid::of(&table), "{}", table.name());
        let norwegian = one(Format::CsvExcel, &table);
        let text = norwegian.strip_prefix("\u{feff}".as_bytes()).unwrap();
        assert_eq!(readers::csv(text, &table, b';', ','), Grid::of(&table), "{}", table.name());
    }
}

#[test]
fn json_has_the_same_cells() {
    for table in tables() {
        let array: Vec<serde_json::Value> = serde_json::from_slice(&one(Format::Json, &table)).unwrap();
        assert_eq!(sorted(readers::json(&array)), sorted(Grid::of(&table)), "{}", table.name());
        let lines = String::from_utf8(one(Format::Ndjson, &table)).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(sorted(readers::json(&lines)), sorted(Grid::of(&table)), "{}", table.name());
    }
}

/// Columns in the order of their names, as this reader of JSON keeps them.
fn sorted(grid: Grid) -> Grid {
    let mut order: Vec<usize> = (0..grid.header.len()).collect();
    order.sort_by_key(|at| grid.header[*at].clone());
    Grid {
        header: order.iter().map(|at| grid.header[*at].clone()).collect(),
        rows: grid.rows.iter().map(|row| order.iter().map(|at| row[*at].clone()).collect()).collect(),
    }
}

#[test]
fn parquet_and_arrow_have_the_same_cells() {
    for table in tables() {
        assert_eq!(readers::parquet(one(Format::Parquet, &table)), Grid::of(&table), "{}", table.name());
        assert_eq!(readers::arrow(&one(Format::Arrow, &table)), Grid::of(&table), "{}", table.name());
    }
}

#[test]
fn a_workbook_has_the_same_cells_on_a_sheet_for_each_table() {
    let tables = tables();
    let sheets = readers::xlsx(written(Format::Xlsx, &tables));
    let mut expected: Vec<&str> = tables.iter().map(Table::name).filter(|name| *name != "codebook").collect();
    expected.extend(["Kodebok", "Metode", "Hvorfor er dette skjult"]);
    assert_eq!(sheets.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), expected);
    for table in &tables {
        let name = if table.name() == "codebook" { "Kodebok" } else { table.name() };
        let (_, sheet) = sheets.iter().find(|(found, _)| found == name).unwrap();
        assert_eq!(readers::without_labels(sheet), Grid::of(table), "{name}");
    }
}

#[test]
fn a_package_has_the_same_cells_in_a_file_for_each_table() {
    let tables = tables();
    let files = readers::zip(written(Format::Package, &tables));
    for table in &tables {
        let path =
            if table.name() == "codebook" { "codebook.csv".to_owned() } else { format!("data/{}.csv", table.name()) };
        let (_, bytes) = files.iter().find(|(name, _)| *name == path).unwrap();
        assert_eq!(readers::csv(bytes, table, b',', '.'), Grid::of(table), "{path}");
    }
    assert_eq!(files.len(), tables.len() + 1);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    for format in Format::ALL {
        let tables = if format.holds_many() { tables() } else { vec![crate::world::table(View::Indices)] };
        assert!(written(format, &tables) == written(format, &tables), "{}", format.name());
    }
}
