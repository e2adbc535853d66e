//! One CSV or Parquet file, or columns that are in memory already, as unit labels and columns of answer codes.

mod error;
mod memory;
mod origin;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polars::prelude::{
    DataFrame, DataType, HiveOptions, LazyCsvReader, LazyFileListReader, LazyFrame, PlRefPath, PolarsError,
    ScanArgsParquet, col, lit,
};
use survey::Points;

pub use error::TableError;
pub use memory::{Cells, UnevenCells};
pub use origin::{Origin, Place};

/// The columns that a question needs.
pub struct Table {
    origin: Origin,
    columns: Columns,
}

/// Where the cells are.
enum Columns {
    /// Read from a file, every column as text.
    File(DataFrame),
    /// Handed over.
    Memory { rows: usize, cells: BTreeMap<String, Cells> },
}

/// Each row's unit or group as a number, and the label of each number.
pub struct Labels {
    /// Labels: in numeric order where all are whole numbers, otherwise in text order.
    pub labels: Vec<String>,
    /// For each row the position of its label.
    pub of_row: Vec<u32>,
}

impl Table {
    /// Opens a CSV or Parquet file and keeps only the named columns.
    ///
    /// # Errors
    /// When the file cannot be opened or read as a table, or a column is not there. The optional one is then empty in every row.
    pub fn open(file: &Path, columns: &[&str]) -> Result<Self, TableError> {
        let frame = collected(file, texts(file, columns, None)?)?;
        Ok(Self { origin: Origin::File(file.into()), columns: Columns::File(frame) })
    }

    /// A table of columns that are in memory already.
    ///
    /// # Errors
    /// Columns of different lengths.
    pub fn of_cells(cells: impl IntoIterator<Item = (String, Cells)>) -> Result<Self, UnevenCells> {
        let cells: BTreeMap<String, Cells> = cells.into_iter().collect();
        let rows = cells.values().next().map_or(0, Cells::len);
        if let Some((column, found)) = cells.iter().find(|(_, cells)| cells.len() != rows) {
            return Err(UnevenCells { column: column.clone(), found: found.len(), expected: rows });
        }
        Ok(Self { origin: Origin::Memory, columns: Columns::Memory { rows, cells } })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        match &self.columns {
            Columns::File(frame) => frame.height(),
            Columns::Memory { rows, .. } => *rows,
        }
    }

    /// Calls `each` with every row's line number and trimmed text; a null is an empty text.
    ///
    /// The line is that of a CSV file without line breaks inside fields; elsewhere it is the row, counted from 0, plus two.
    ///
    /// # Errors
    /// What `each` returns, or a missing column.
    pub fn for_each<E: From<TableError>>(
        &self,
        column: &str,
        mut each: impl FnMut(usize, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let no_column = || self.no_column(column);
        match &self.columns {
            Columns::File(frame) => {
                let series = frame.column(column).map_err(|_| no_column())?.as_materialized_series();
                let texts = series.str().map_err(|_| no_column())?;
                for (line, text) in (2..).zip(texts.iter()) {
                    each(line, text.unwrap_or_default().trim())?;
                }
                Ok(())
            }
            Columns::Memory { cells, .. } => {
                let cells = cells.get(column).ok_or_else(no_column)?;
                (2..).zip(cells.texts()).try_for_each(|(line, text)| each(line, text.trim()))
            }
        }
    }

    fn no_column(&self, column: &str) -> TableError {
        match &self.columns {
            Columns::File(_) => no_column(&self.origin, column, &[]),
            Columns::Memory { cells, .. } => {
                no_column(&self.origin, column, &cells.keys().cloned().collect::<Vec<String>>())
            }
        }
    }

    fn at(&self, line: usize) -> Place {
        self.origin.at(line)
    }

    /// One byte per row: the code, or [`counts::NO_ANSWER`] where the field is empty or `NA`.
    ///
    /// # Errors
    /// When a field is no whole number or lies outside the points.
    pub fn codes(&self, column: &str, points: Points) -> Result<Vec<u8>, TableError> {
        let mut codes = Vec::with_capacity(self.rows());
        self.for_each(column, |line, text| {
            codes.push(if is_missing(text) { counts::NO_ANSWER } else { self.code(column, line, text, points)? });
            Ok::<(), TableError>(())
        })?;
        Ok(codes)
    }

    /// The points that answers of these columns use together: from nought or one to the highest.
    ///
    /// # Errors
    /// When a field is no whole number, or higher than a scale can be.
    pub fn observed_points(&self, columns: &[&str]) -> Result<Points, TableError> {
        let mut used: Option<(i64, i64)> = None;
        for column in columns {
            self.for_each(column, |line, text| {
                if is_missing(text) {
                    return Ok(());
                }
                let code = whole(text).ok_or_else(|| self.not_a_code(column, line, text))?;
                let (low, high) = used.map_or((code, code), |(low, high)| (low.min(code), high.max(code)));
                if points_between(low, high).is_none() {
                    return Err(self.outside(column, line, code, (u8::from(low >= 1), 10 + u8::from(low >= 1))));
                }
                used = Some((low, high));
                Ok::<(), TableError>(())
            })?;
        }
        let (low, high) = used.unwrap_or((1, 2));
        points_between(low, high).ok_or_else(|| self.no_column(""))
    }

    /// One number per row, or nothing where the field is empty or `NA`.
    ///
    /// # Errors
    /// When a field is no number.
    pub fn numbers(&self, column: &str) -> Result<Vec<Option<f64>>, TableError> {
        let mut numbers = Vec::with_capacity(self.rows());
        self.for_each(column, |line, text| {
            numbers.push(if is_missing(text) { None } else { Some(self.number(column, line, text)?) });
            Ok::<(), TableError>(())
        })?;
        Ok(numbers)
    }

    /// The unit or group of every row.
    ///
    /// # Errors
    /// When a row has none.
    pub fn labels(&self, column: &str) -> Result<Labels, TableError> {
        let mut texts = Vec::with_capacity(self.rows());
        self.for_each(column, |line, text| {
            if is_missing(text) {
                return Err(TableError::NoLabel { at: self.at(line), column: column.to_owned() });
            }
            texts.push(text.to_owned());
            Ok(())
        })?;
        Ok(Labels::of(&texts))
    }

    fn number(&self, column: &str, line: usize, text: &str) -> Result<f64, TableError> {
        let finite = text.parse::<f64>().ok().filter(|number| number.is_finite());
        finite.ok_or_else(|| TableError::NotANumber {
            at: self.at(line),
            column: column.to_owned(),
            given: text.to_owned(),
            remedy: if text.contains(',') {
                "write decimals with a point"
            } else {
                "write a number, or leave the field empty (or NA) where there is no answer"
            },
        })
    }

    fn code(&self, column: &str, line: usize, text: &str, points: Points) -> Result<u8, TableError> {
        let code = whole(text).ok_or_else(|| self.not_a_code(column, line, text))?;
        u8::try_from(code)
            .ok()
            .filter(|code| points.contains(*code))
            .ok_or_else(|| self.outside(column, line, code, (points.min(), points.max())))
    }

    fn not_a_code(&self, column: &str, line: usize, text: &str) -> TableError {
        TableError::NotACode {
            at: self.at(line),
            column: column.to_owned(),
            given: text.to_owned(),
            remedy: if text.contains(',') {
                "it has a decimal comma: answers are whole points, and numbers are written with a point"
            } else {
                "write the answer's code, or leave the field empty (or NA) where there is no answer"
            },
        }
    }

    fn outside(&self, column: &str, line: usize, given: i64, (min, max): (u8, u8)) -> TableError {
        TableError::OutsideScale { at: self.at(line), column: column.to_owned(), given, min, max }
    }
}

/// The points of a scale from nought or one that holds both codes, if there is such a scale.
fn points_between(low: i64, high: i64) -> Option<Points> {
    let min = u8::try_from(low.min(1)).ok()?;
    Points::new(min, u8::try_from(high).ok()?.max(min.saturating_add(1))).ok()
}

impl Labels {
    /// The same with the labels in the order in which they first appear.
    #[must_use]
    pub fn by_appearance(self) -> Self {
        let mut place = BTreeMap::new();
        for label in &self.of_row {
            let next = u32::try_from(place.len()).unwrap_or(u32::MAX);
            place.entry(*label).or_insert(next);
        }
        let mut labels: Vec<(u32, String)> =
            (0..).zip(self.labels).filter_map(|(old, label)| Some((*place.get(&old)?, label))).collect();
        labels.sort_unstable_by_key(|(place, _)| *place);
        Self {
            labels: labels.into_iter().map(|(_, label)| label).collect(),
            of_row: self.of_row.iter().filter_map(|label| place.get(label).copied()).collect(),
        }
    }

    fn of(texts: &[String]) -> Self {
        let mut distinct: Vec<&String> = texts.iter().collect();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.iter().all(|text| whole(text).is_some()) {
            distinct.sort_by_key(|text| whole(text));
        }
        let position: BTreeMap<&String, u32> = distinct.iter().copied().zip(0..).collect();
        let of_row = texts.iter().filter_map(|text| position.get(text).copied()).collect();
        Self { labels: distinct.into_iter().cloned().collect(), of_row }
    }
}

/// Whether a file's name says that it is a table.
pub(crate) fn is_table(file: &Path) -> bool {
    format(file).is_ok()
}

/// The named columns of a CSV or Parquet file as texts, not read yet.
///
/// # Errors
/// When the file cannot be opened or read as a table, or a column is not there. The optional one is then empty in every row.
pub(crate) fn texts(file: &Path, columns: &[&str], optional: Option<&str>) -> Result<LazyFrame, TableError> {
    let _ = std::fs::File::open(file).map_err(|source| TableError::Unreadable { file: file.into(), source })?;
    let damaged = |error: PolarsError| TableError::Damaged { file: file.into(), reason: one_line(&error) };
    if format(file)? == Format::Csv {
        check_rows(file)?;
    }
    let mut lazy = scan(file)?;
    let schema = lazy.collect_schema().map_err(damaged)?;
    let names: Vec<String> = schema.iter_names().map(ToString::to_string).collect();
    let is_there = |column: &str| names.iter().any(|name| name == column);
    if let Some(column) = columns.iter().find(|column| !is_there(column) && Some(**column) != optional) {
        return Err(no_column(&Origin::File(file.into()), column, &names));
    }
    let unique: BTreeSet<&str> = columns.iter().copied().collect();
    let text = |name: &str| if is_there(name) { col(name).cast(DataType::String) } else { lit("").alias(name) };
    Ok(lazy.select(unique.into_iter().map(text).collect::<Vec<_>>()))
}

/// Reads the columns. On some damaged Parquet pages the reader panics instead of returning an error; somebody's damaged
/// file is a refusal all the same.
fn collected(file: &Path, lazy: LazyFrame) -> Result<DataFrame, TableError> {
    let damaged = |reason: String| TableError::Damaged { file: file.into(), reason };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lazy.collect()))
        .map_err(|_| damaged("a page of it makes no sense".to_owned()))?
        .map_err(|error| damaged(one_line(&error)))
}

#[derive(PartialEq, Eq)]
enum Format {
    Csv,
    Parquet,
}

fn format(file: &Path) -> Result<Format, TableError> {
    match file.extension().map(|extension| extension.to_ascii_lowercase()) {
        Some(extension) if extension == "csv" => Ok(Format::Csv),
        Some(extension) if extension == "parquet" => Ok(Format::Parquet),
        _ => Err(TableError::UnknownFormat { file: file.into() }),
    }
}

/// Every row must have the fields of the header: the fast reader fills a short row up with missing answers.
fn check_rows(file: &Path) -> Result<(), TableError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(file)
        .map_err(|error| TableError::Damaged { file: file.into(), reason: error.to_string() })?;
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(wrong_row(file, &error)),
        }
    }
}

fn wrong_row(file: &Path, error: &csv::Error) -> TableError {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => TableError::Fields {
            file: file.into(),
            line: pos.as_ref().map_or(0, csv::Position::line),
            found: *len,
            expected: *expected_len,
            remedy: if len > expected_len {
                "a decimal comma or a comma inside a text splits a field: write numbers with a point, and quote such texts"
            } else {
                "fill in the missing fields, empty where there is no answer"
            },
        },
        _ => TableError::Damaged { file: file.into(), reason: error.to_string() },
    }
}

fn scan(file: &Path) -> Result<LazyFrame, TableError> {
    let damaged = |error: PolarsError| TableError::Damaged { file: file.into(), reason: one_line(&error) };
    let path = PlRefPath::try_from_path(file).map_err(damaged)?;
    match format(file)? {
        // Every field stays text, so that a wrong one can be shown as it was written.
        Format::Csv => {
            LazyCsvReader::new(path).with_infer_schema_length(Some(0)).with_glob(false).finish().map_err(damaged)
        }
        Format::Parquet => {
            let args = ScanArgsParquet { glob: false, hive_options: HiveOptions::new_disabled(), ..Default::default() };
            LazyFrame::scan_parquet(path, args).map_err(damaged)
        }
    }
}

/// Whether a field holds no answer.
#[must_use]
pub fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA" | "NaN" | "null")
}

/// A whole number, also where a program wrote it as `4.0`.
fn whole(text: &str) -> Option<i64> {
    let digits = match text.split_once('.') {
        Some((digits, decimals)) if decimals.bytes().all(|byte| byte == b'0') => digits,
        Some(_) => return None,
        None => text,
    };
    digits.parse().ok()
}

fn no_column(origin: &Origin, column: &str, names: &[String]) -> TableError {
    let semicolons = names.len() == 1 && names.iter().any(|name| name.contains(';'));
    let mut found = names.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > 12 {
        found.push_str(", ...");
    }
    TableError::NoColumn {
        origin: origin.clone(),
        column: column.to_owned(),
        found,
        hint: if semicolons {
            "; the file seems to use semicolons: save it with commas between the fields"
        } else {
            ""
        },
    }
}

pub(crate) fn one_line(error: &PolarsError) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().chars().take(160).collect()
}
