//! Writing: the dictionary first, then one row at a time.

mod bytecode;
mod header;
mod short_names;

use std::io::{self, Seek, SeekFrom, Write};

use thiserror::Error;

use self::bytecode::Bytecode;
use self::header::CountPlaces;
use crate::{Dictionary, Kind};

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// A finite number, for a column of numbers.
    Number(f64),
    /// A text, for a column of texts. Spaces at its end are not told from no spaces by the format.
    Text(&'a str),
    /// No value: system-missing for numbers, and empty for texts, for which the format knows no other.
    Missing,
}

/// Why a row or a file was not written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The row has another number of values than the dictionary has variables.
    #[error("row {row} has {given} values for {variables} variables")]
    RowLength {
        /// The row, counted from 1.
        row: u64,
        /// Its values.
        given: usize,
        /// The variables.
        variables: usize,
    },
    /// A text for a number, or a number for a text.
    #[error("row {row}, variable {variable}: {problem}")]
    Value {
        /// The row, counted from 1.
        row: u64,
        /// The variable.
        variable: String,
        /// What is wrong with the value, without the value.
        problem: ValueProblem,
    },
    /// Not as many rows as were announced.
    #[error("{announced} rows were announced and {written} written")]
    RowCount {
        /// In the header.
        announced: u64,
        /// So far.
        written: u64,
    },
    /// The file could not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// More variables or labels than the format can count.
    #[error("the description of the file is larger than the format can say")]
    TooLarge(#[from] std::num::TryFromIntError),
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ValueProblem {
    /// A text where numbers are.
    #[error("a text in a column of numbers")]
    NotANumber,
    /// A number where texts are.
    #[error("a number in a column of texts")]
    NotAText,
    /// An infinite number, or the number that means "no value".
    #[error("not a number that a file can hold")]
    NotFinite,
    /// A text that would be cut.
    #[error("a text of {bytes} bytes in a column of {width}")]
    TooLong {
        /// The text's length in UTF-8.
        bytes: usize,
        /// The width of the column.
        width: u16,
    },
}

/// Writes a file from its beginning to its end, with memory for one block.
///
/// Nothing in the file tells when it was made, except the day that the dictionary names. The same dictionary and rows give the same bytes.
pub struct Writer<'d, W> {
    dictionary: &'d Dictionary,
    out: Bytecode<W>,
    announced: Option<u64>,
    written: u64,
    /// Where the count of rows stands, and what fills it in.
    counts: CountPlaces,
    at_end: fn(&mut W, CountPlaces, u64) -> io::Result<()>,
}

/// The number of a system-missing value; no other value is written as it.
pub(crate) const SYSTEM_MISSING: f64 = f64::MIN;

impl<'d, W: Write> Writer<'d, W> {
    /// Begins a file of `rows` rows.
    ///
    /// # Errors
    /// When the dictionary cannot be written.
    pub fn new(mut out: W, dictionary: &'d Dictionary, rows: u64) -> Result<Self, WriteError> {
        let (header, counts) = header::of(dictionary, Some(rows))?;
        out.write_all(&header)?;
        let at_end = |_: &mut W, _: CountPlaces, _: u64| Ok(());
        Ok(Self { dictionary, out: Bytecode::new(out), announced: Some(rows), written: 0, counts, at_end })
    }

    /// Writes one row. A refused row leaves nothing behind.
    ///
    /// # Errors
    /// When a value is not one that its column holds.
    pub fn write_row(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        self.check(cells)?;
        for (cell, variable) in cells.iter().zip(&self.dictionary.variables) {
            match (cell, &variable.kind) {
                (Cell::Number(number), _) => self.out.number(*number),
                (Cell::Missing, Kind::Number(_)) => self.out.system_missing(),
                (Cell::Text(text), Kind::Text(column)) => self.out.text(text.as_bytes(), column.width),
                (_, Kind::Text(column)) => self.out.text(b"", column.width),
                (Cell::Text(_), Kind::Number(_)) => {}
            }
        }
        self.written += 1;
        Ok(self.out.pass_on()?)
    }

    /// Ends the file and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// When another number of rows was announced, or the end cannot be written.
    pub fn finish(self) -> Result<W, WriteError> {
        if let Some(announced) = self.announced.filter(|&announced| announced != self.written) {
            return Err(WriteError::RowCount { announced, written: self.written });
        }
        let mut out = self.out.finish()?;
        (self.at_end)(&mut out, self.counts, self.written)?;
        out.flush()?;
        Ok(out)
    }

    fn check(&self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        let (row, variables) = (self.written + 1, &self.dictionary.variables);
        if self.announced == Some(self.written) {
            return Err(WriteError::RowCount { announced: self.written, written: row });
        }
        if cells.len() != variables.len() {
            return Err(WriteError::RowLength { row, given: cells.len(), variables: variables.len() });
        }
        for (cell, variable) in cells.iter().zip(variables) {
            if let Some(problem) = problem(cell, &variable.kind) {
                return Err(WriteError::Value { row, variable: variable.name.to_string(), problem });
            }
        }
        Ok(())
    }
}

impl<'d, W: Write + Seek> Writer<'d, W> {
    /// Begins a file of as many rows as will come; how many is filled in at the end. The file begins where `out` begins.
    ///
    /// # Errors
    /// When the dictionary cannot be written.
    pub fn counting(mut out: W, dictionary: &'d Dictionary) -> Result<Self, WriteError> {
        let (header, counts) = header::of(dictionary, None)?;
        out.write_all(&header)?;
        let at_end = |out: &mut W, places: CountPlaces, rows: u64| {
            out.seek(SeekFrom::Start(places.short))?;
            out.write_all(&header::short_count(Some(rows)))?;
            out.seek(SeekFrom::Start(places.long))?;
            out.write_all(&header::long_count(Some(rows)))?;
            out.seek(SeekFrom::End(0)).map(|_| ())
        };
        Ok(Self { dictionary, out: Bytecode::new(out), announced: None, written: 0, counts, at_end })
    }
}

fn problem(cell: &Cell<'_>, kind: &Kind) -> Option<ValueProblem> {
    match (cell, kind) {
        (Cell::Number(number), Kind::Number(_)) => {
            (!number.is_finite() || *number <= SYSTEM_MISSING).then_some(ValueProblem::NotFinite)
        }
        (Cell::Text(text), Kind::Text(column)) => (text.len() > usize::from(column.width))
            .then_some(ValueProblem::TooLong { bytes: text.len(), width: column.width }),
        (Cell::Missing, _) => None,
        (Cell::Text(_), Kind::Number(_)) => Some(ValueProblem::NotANumber),
        (Cell::Number(_), Kind::Text(_)) => Some(ValueProblem::NotAText),
    }
}
