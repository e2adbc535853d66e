//! What is released as comma-separated values, for spreadsheets and other programs: a decimal point, a field in quotes where
//! it needs them, nothing where there is no number, and the reason beside it.

mod benchmark;
mod cells;
mod merger;

pub use benchmark::benchmark_csv;
pub use cells::cells_csv;
pub use merger::{merger_csv, programme_csv};

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
