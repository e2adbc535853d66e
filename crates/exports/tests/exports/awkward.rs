//! Values that files like to lose.

use std::sync::Arc;

use exports::Format;
use views::{Column, Description, Kind, Table, Values};

use crate::readers;
use crate::world::{Grid, written};

fn column(name: &str, values: Values) -> Column {
    Column { description: Description { name: name.to_owned().into(), kind: values.kind(), label: None }, values }
}

fn texts(texts: &[&str]) -> Values {
    Values::Text(texts.iter().map(|text| Some(Arc::from(*text))).collect())
}

/// Two columns of one column each row: text and number.
fn awkward() -> Table {
    let said =
        ["a \"quote\"", "two\nlines", "one;two,three", " spaces ", "æøå ŋ đ 🧭", "<&>'", "007", "NA", "1,5", "true"];
    let numbers = [0.1 + 0.2, 1.0 / 3.0, 1e-300, 1e300, -0.5, 5e-324, 123_456_789.123_456_79, 4.0, 1e21, 0.0];
    let wholes = [0, -1, 9_007_199_254_740_991, 1, 2, 3, 4, 5, 6, 7];
    Table::new(
        "awkward",
        vec![
            column("text", texts(&said)),
            column("number", Values::Number(numbers.map(Some).into())),
            column("whole", Values::Whole(wholes.map(Some).into())),
            column("nothing", Values::Number(vec![None; said.len()])),
        ],
    )
    .unwrap()
}

#[test]
fn awkward_values_come_back_as_they_were() {
    let table = awkward();
    let grid = Grid::of(&table);
    let file = |format| written(format, std::slice::from_ref(&table));
    assert_eq!(readers::csv(&file(Format::Csv), &table, b',', '.'), grid);
    assert_eq!(readers::csv(&file(Format::CsvExcel)[3..], &table, b';', ','), grid);
    assert_eq!(readers::parquet(file(Format::Parquet)), grid);
    assert_eq!(readers::arrow(&file(Format::Arrow)), grid);
    let json: Vec<serde_json::Value> = serde_json::from_slice(&file(Format::Json)).unwrap();
    for (row, said) in json.iter().zip(&grid.rows) {
        assert_eq!(crate::world::Cell::Number(row["number"].as_f64().unwrap()), said[1]);
        assert_eq!(crate::world::Cell::Text(row["text"].as_str().unwrap().to_owned()), said[0]);
        assert!(row["whole"].is_i64() && row["nothing"].is_null());
    }
    let (_, sheet) = &readers::xlsx(file(Format::Xlsx))[0];
    let mut sheet = sheet.clone();
    // A column that is empty to its end is not stored beyond its header.
    sheet.rows.iter_mut().for_each(|row| row.resize(4, crate::world::Cell::Empty));
    assert_eq!(sheet, grid);
}

#[test]
fn only_the_csv_for_excel_disarms_formulas() {
    let formulas = ["=1+1", "+47", "-", "@cmd"];
    let table = Table::new("t", vec![column("text", texts(&formulas))]).unwrap();
    let file = |format| String::from_utf8(written(format, std::slice::from_ref(&table))).unwrap();
    assert_eq!(file(Format::Csv), "text\n=1+1\n+47\n-\n@cmd\n");
    assert_eq!(file(Format::CsvExcel), "\u{feff}text\r\n'=1+1\r\n'+47\r\n'-\r\n'@cmd\r\n");
    let (_, sheet) = &readers::xlsx(written(Format::Xlsx, &[table.clone()]))[0];
    assert_eq!(sheet, &Grid::of(&table), "a text in a workbook is a text");
}

#[test]
fn a_table_without_rows_is_a_file_with_a_header() {
    let table = Table::new("none", vec![column("a", Values::empty(Kind::Number)), column("b", texts(&[]))]).unwrap();
    for format in Format::ALL {
        assert!(!written(format, std::slice::from_ref(&table)).is_empty() || format == Format::Ndjson);
    }
    assert_eq!(written(Format::Csv, std::slice::from_ref(&table)), b"a,b\n");
    assert_eq!(written(Format::Json, std::slice::from_ref(&table)), b"[\n]\n");
    assert_eq!(readers::xlsx(written(Format::Xlsx, &[table]))[0].1.header, ["a", "b"]);
}

#[test]
fn batches_meet_without_a_seam() {
    let rows = 65_536 * 2 + 3;
    let numbers = (0..rows).map(|row| (row % 7 != 0).then_some(f64::from(row) / 3.0)).collect();
    let table = Table::new("long", vec![column("number", Values::Number(numbers))]).unwrap();
    let grid = Grid::of(&table);
    assert!(readers::arrow(&written(Format::Arrow, std::slice::from_ref(&table))) == grid);
    assert!(readers::parquet(written(Format::Parquet, std::slice::from_ref(&table))) == grid);
}
