//! Requests and SQL over the sealed cubes of a synthetic municipality.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where a test would"
)]

#[path = "../../../report/tests/report/municipality.rs"]
mod municipality;
mod requests;
mod sql;

use std::sync::LazyLock;

use disclosure::{Audience, Rule, Sealed};
use query::Cubes;
use survey::{Date, WaveId};
use views::{Table, Value};

/// Two rounds of one small municipality: the later one as it is, and once more as if it had been asked two years before.
static SEALED: LazyLock<[Sealed; 2]> = LazyLock::new(|| {
    let later = municipality::sealed(600);
    let mut earlier = municipality::draft(600);
    earlier.header.wave = WaveId::new("2021-var").unwrap();
    earlier.header.reference_date = Date::new(2021, 4, 1).unwrap();
    [later, earlier.seal(Rule::house()).unwrap()]
});

fn cubes() -> Cubes<'static> {
    Cubes::new(&*SEALED, Audience::Hr)
}

/// The texts and words of a column, and nothing where there is no value.
fn words(table: &Table, column: &str) -> Vec<String> {
    let column = table.column(column).unwrap_or_else(|| panic!("no column {column}"));
    (0..table.rows())
        .map(|row| match column.values.get(row) {
            Value::Text(text) => text.to_string(),
            Value::Code(code, _) => code.word.to_owned(),
            Value::Nothing => String::new(),
            other => panic!("{other:?}"),
        })
        .collect()
}

/// The numbers of a column.
fn numbers(table: &Table, column: &str) -> Vec<Option<f64>> {
    let column = table.column(column).unwrap_or_else(|| panic!("no column {column}"));
    (0..table.rows())
        .map(|row| match column.values.get(row) {
            Value::Number(number) => Some(number),
            Value::Whole(whole) => Some(f64::from(i32::try_from(whole).unwrap())),
            Value::Nothing => None,
            other => panic!("{other:?}"),
        })
        .collect()
}
