//! Comma-separated text as rows with named columns, with errors that say where and what.

mod header;
mod parts;

use std::fmt::Display;
use std::num::NonZeroUsize;
use std::str::FromStr;

use crate::{FileError, FileErrors};
use header::Header;
pub use parts::{Part, TableParts};

/// The text of a file together with its name, which is only used in messages.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file as the person named it.
    pub file: &'a str,
    /// Its whole text.
    pub text: &'a str,
}

/// A comma-separated text whose header has exactly the columns that were asked for, in any order.
///
/// It holds every row; a text that is too large for that is read with [`TableParts`].
#[derive(Clone, Debug)]
pub struct Table {
    header: Header,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    /// Reads the text. A byte-order mark, blank lines and white space around values do not matter.
    pub fn read(source: Source<'_>, expected: &[&'static str]) -> Result<Self, FileErrors> {
        Self::read_with(source, expected, &[])
    }

    /// The same with columns that may be left out; a value in a column that is left out is empty.
    pub fn read_with(
        source: Source<'_>,
        expected: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Self, FileErrors> {
        let table = TableParts::of(source, (expected, optional), NonZeroUsize::MIN)?;
        let (mut rows, mut errors) = (Vec::new(), Vec::new());
        for part in table.parts() {
            part.read(|row| match row {
                Ok(row) => rows.push((row.line, row.record.clone())),
                Err(error) => errors.push(error),
            });
        }
        FileErrors::unless_empty(errors)?;
        Ok(Self { header: table.into_header(), rows })
    }

    /// The rows below the header.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { header: &self.header, line: *line, record })
    }
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    header: &'t Header,
    line: u64,
    record: &'t csv::StringRecord,
}

impl<'t> Row<'t> {
    /// The line it begins on.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The value in a column that was asked for when the table was read; empty for any other.
    #[must_use]
    pub fn value(&self, column: &str) -> &'t str {
        self.header.place(column).and_then(|place| self.record.get(place)).map(str::trim).unwrap_or_default()
    }

    /// Reads the value with the constructor of its type.
    pub fn parse<T>(&self, column: &str, remedy: &str) -> Result<T, FileError>
    where
        T: FromStr<Err: Display>,
    {
        self.value(column).parse().map_err(|error: T::Err| self.error(column, error.to_string(), remedy))
    }

    /// Reads the value with the constructor of its type, if there is one.
    pub fn parse_optional<T>(&self, column: &str, remedy: &str) -> Result<Option<T>, FileError>
    where
        T: FromStr<Err: Display>,
    {
        if self.value(column).is_empty() { Ok(None) } else { self.parse(column, remedy).map(Some) }
    }

    /// An error about the value in this column.
    #[must_use]
    pub fn error(&self, column: &str, problem: impl Into<String>, remedy: impl Into<String>) -> FileError {
        FileError::new(self.header.file(), Some(self.line), column, problem, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, FileErrors> {
        Table::read(Source { file: "t.csv", text }, &["unit", "days"])
    }

    #[test]
    fn rows_keep_their_lines_and_columns_may_change_places() {
        let table = read("\u{feff}days,unit\r\n\r\n1, a\n\n\n2,\"b\nc\"\n3,d").unwrap();
        let rows: Vec<_> = table.rows().map(|row| (row.line(), row.value("unit"), row.value("days"))).collect();
        assert_eq!(rows, [(3, "a", "1"), (6, "b\nc", "2"), (8, "d", "3")]);
        assert_eq!(table.rows().next().unwrap().value("no such column"), "");
    }

    #[test]
    fn every_wrong_table_is_refused_in_one_sentence() {
        let cases = [
            ("", "t.csv: the file is empty; begin it with the header unit,days"),
            (
                "unit;days\na;1\n",
                "t.csv, line 1: the columns are separated by semicolons; save the file with commas between the columns; the columns are unit,days",
            ),
            (
                "unit\tdays\na\t1\n",
                "t.csv, line 1: the columns are separated by tabs; save the file with commas between the columns; the columns are unit,days",
            ),
            ("unit\na\n", "t.csv, line 1, field days: the column is missing; add it; the columns are unit,days"),
            (
                "unit,days,name\na,1,b\n",
                "t.csv, line 1, field name: there is no column \"name\" in this kind of file; remove or rename it; the columns are unit,days",
            ),
            ("unit,days,days\na,1,1\n", "t.csv, line 1, field days: the column is there twice; remove one of the two"),
            (
                "unit,days\na,1\nb,1,5\n",
                "t.csv, line 3: the row has 3 values, the header has 2 columns; write decimals with a point, and put a value that holds a comma in double quotes",
            ),
            (
                "unit,days\na\n",
                "t.csv, line 2: the row has 1 values, the header has 2 columns; separate every value with a comma, also the empty ones",
            ),
        ];
        for (text, expect) in cases {
            assert_eq!(read(text).unwrap_err().to_string(), expect, "{text:?}");
        }
    }

    #[test]
    fn a_column_that_may_be_missing_is_empty_when_it_is() {
        let read = |text: &str| Table::read_with(Source { file: "t.csv", text }, &["unit"], &["days"]);
        let values =
            |text: &str| read(text).unwrap().rows().map(|row| row.value("days").to_owned()).collect::<Vec<_>>();
        assert_eq!(values("days,unit\n1,a\n"), ["1"]);
        assert_eq!(values("unit\na\n"), [""]);
        assert_eq!(
            read("unit,x\na,1\n").unwrap_err().to_string(),
            "t.csv, line 1, field x: there is no column \"x\" in this kind of file; remove or rename it; the columns are unit, and days if wanted"
        );
        assert!(read("days\n1\n").is_err());
    }

    #[test]
    fn a_value_goes_through_the_constructor_of_its_type() {
        let table = read("unit,days\na,x\nb,\n").unwrap();
        let [first, second] = table.rows().collect::<Vec<_>>().try_into().unwrap();
        let error = first.parse::<u32>("days", "write a whole number").unwrap_err();
        assert_eq!(error.to_string(), "t.csv, line 2, field days: invalid digit found in string; write a whole number");
        assert_eq!(second.parse_optional::<u32>("days", ""), Ok(None));
        assert!(first.parse_optional::<u32>("days", "").is_err());
    }
}
