//! A table of any view or query, as wide as the terminal.
//!
//! What is the same in every row is said once, above. Texts are broken between words, and where that is not enough after `_` and `-`; a table
//! that is still too wide is written row by row. A cell that is withheld shows its mark in the place of its numbers.

use survey::Language;
use views::{Table, View, Words};

use super::printed::Printed;
use super::sheet::{Sheet, WIDTH};
use crate::words::fill;

const NO_ROWS: Words = Words::new("Ingen rader.", "Ingen rader.", "No rows.");
const MORE: Words = Words::new(
    "{n} rader til er ikke vist. Legg til --all for å se alle, eller velg en fil med --format og --out.",
    "{n} rader til er ikkje viste. Legg til --all for å sjå alle, eller vel ei fil med --format og --out.",
    "{n} rows more are not shown. Add --all to see every row, or write a file with --format and --out.",
);
const HIDDEN: Words = Words::new("Tall som ikke er vist", "Tal som ikkje er viste", "Numbers that are not shown");

/// The columns of a view that fit a terminal: what is said of whom. The others are in every other format.
#[must_use]
pub const fn terminal_columns(view: View) -> &'static [&'static str] {
    match view {
        View::Indices => &["wave", "name", "measure_name", "statistic", "n", "value", "lower", "upper", "status"],
        View::Distributions => &["wave", "name", "measure_name", "point", "n", "share", "status"],
        View::Benchmarks => &["wave", "name", "indicator_name", "year", "value", "zone", "certainty", "status"],
        View::Absence => {
            &["wave", "name", "period", "employees", "percent", "percent_self_certified", "percent_certified", "status"]
        }
        View::Participation => &["wave", "name", "group_kind", "invited", "answered", "band", "status"],
        View::Trend => &["wave", "name", "measure_name", "period", "n", "value", "lower", "upper", "status"],
        View::Units => &["wave", "id", "name", "group_kind", "parent", "depth"],
        View::Indicators => {
            &["plan", "indicator", "title_nb", "desired", "lowest_accepted", "not_approved", "valid_from", "valid_to"]
        }
        View::Codebook => &["entry", "view", "column", "word", "label_nb"],
    }
}

/// The columns that a table takes where no terminal says how many it has.
pub const TERMINAL_WIDTH: usize = WIDTH;

/// A table in at most `width` columns, readable without colour; of more rows than `most` only the first, and how many there are.
#[must_use]
pub fn terminal_table(table: &Table, most: Option<usize>, width: usize, language: Language) -> String {
    let mut sheet = Sheet::of_width(language, width);
    let rows = table.rows().min(most.unwrap_or(usize::MAX));
    if table.rows() == 0 {
        sheet.paragraph(0, NO_ROWS.get(language));
        return sheet.finish();
    }
    let mut printed = Printed::of(table, rows, width, language);
    if let Some(said) = printed.said_once() {
        sheet.paragraph(0, &said);
        sheet.blank();
    }
    if printed.fits() {
        printed.in_columns(&mut sheet)
    } else {
        printed.row_by_row(&mut sheet)
    }
    if rows < table.rows() {
        sheet.blank();
        sheet.paragraph(0, &fill(MORE.get(language), &[("n", &(table.rows() - rows).to_string())]));
    }
    sheet.explain(HIDDEN.get(language));
    sheet.finish()
}
