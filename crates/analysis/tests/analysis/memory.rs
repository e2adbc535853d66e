//! Statistics of rows that are in memory already, by hand.

use analysis::rows::ScaleRequest;
use analysis::rows::stats::of_table;
use analysis::table::{Cells, Table};
use survey::Points;

fn texts(cells: &[&str]) -> Cells {
    Cells::Text(cells.iter().map(|cell| Some((*cell).to_owned())).collect())
}

fn scale(columns: &[&str]) -> ScaleRequest {
    let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    ScaleRequest::new("LEAD", &columns, Points::new(1, 5).unwrap()).unwrap()
}

/// Four people: whole numbers, numbers as floats, and a fifth person without an answer to the second item.
fn four_and_one() -> [(String, Cells); 3] {
    [
        ("unit".to_owned(), texts(&["a", "a", "b", "b", "b"])),
        ("q1".to_owned(), Cells::Whole(vec![Some(1), Some(2), Some(3), Some(2), Some(5)])),
        ("q2".to_owned(), Cells::Number(vec![Some(1.0), Some(3.0), Some(2.0), Some(2.0), Some(f64::NAN)])),
    ]
}

#[test]
fn alpha_of_four_people_is_two_thirds() {
    let table = Table::of_cells(four_and_one()).unwrap();
    let report = of_table(&table, "unit", &[scale(&["q1", "q2"])], &[]).unwrap();
    let reliability = &report.statistics().scales["LEAD"].reliability;
    assert_eq!((reliability.n_rows, reliability.n_listwise), (5, 4));
    assert!((reliability.alpha_raw_listwise.unwrap() - 2.0 / 3.0).abs() < 1e-15);
}

#[test]
fn wrong_cells_are_named_by_row_and_column() {
    let told = |second: Cells| {
        let mut cells = four_and_one();
        cells[2].1 = second;
        match Table::of_cells(cells) {
            Ok(table) => of_table(&table, "unit", &[scale(&["q1", "q2"])], &[]).unwrap_err().to_string(),
            Err(uneven) => uneven.to_string(),
        }
    };
    let outside = told(Cells::Whole(vec![Some(1), Some(7), None, None, None]));
    assert_eq!(outside, "the frame, row 1, field q2: 7 is outside the scale 1-5; correct it or declare other points");
    let half = told(Cells::Number(vec![Some(1.5), None, None, None, None]));
    assert!(half.starts_with("the frame, row 0, field q2: `1.5` is not a whole number"), "{half}");
    let short = told(Cells::Whole(vec![Some(1)]));
    assert_eq!(short, "column q2 has 1 cells where others have 5");
    let missing = Table::of_cells(four_and_one()).unwrap();
    let missing = of_table(&missing, "unit", &[scale(&["q1", "q3"])], &[]).unwrap_err().to_string();
    assert_eq!(missing, "the frame: there is no column q3; the columns are q1, q2, unit");
}

#[test]
fn a_scale_of_parts_is_checked_like_a_typed_one() {
    let points = Points::new(1, 5).unwrap();
    let refused = |name: &str, columns: &[&str]| {
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        ScaleRequest::new(name, &columns, points).unwrap_err().to_string()
    };
    assert!(refused("LEAD", &["q1", "q1"]).contains("names column q1 twice"));
    assert!(refused("LEAD", &["q1", ""]).contains("has an empty column name"));
    assert!(refused("LEAD", &[]).contains("names no column"));
    assert!(refused(" ", &["q1"]).contains("has no name"));
}
