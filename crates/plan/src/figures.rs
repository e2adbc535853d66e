//! The file of register figures: sums per unit, former municipality and year, and never a person.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use survey::{Date, FileError, FileErrors, FormerMunicipalityId, Register, Row, Source, Table, UnitId};

use crate::figure::Figure;

/// The columns of the file, in the order in which they are written. They may be read in any order.
pub const FIGURE_COLUMNS: [&str; 8] =
    ["figure", "year", "unit", "former_municipality", "numerator", "denominator", "source", "vintage"];
/// Parts of a whole one in a numerator: full-time equivalents have up to four decimals.
pub const PARTS: u64 = 10_000;
/// The years a figure can be of.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;
/// The largest count, so that sums over any organisation stay exact.
const COUNT_MAX: u64 = 10_000_000;

/// One sum of one unit in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    figure: Figure,
    year: i32,
    unit: UnitId,
    former_municipality: FormerMunicipalityId,
    numerator: u64,
    denominator: u64,
    source: String,
    vintage: Date,
}

impl FigureRow {
    /// The figure.
    #[must_use]
    pub fn figure(&self) -> Figure {
        self.figure
    }

    /// The year it is of.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.year
    }

    /// The unit.
    #[must_use]
    pub fn unit(&self) -> &UnitId {
        &self.unit
    }

    /// The former municipality of the employees.
    #[must_use]
    pub fn former_municipality(&self) -> &FormerMunicipalityId {
        &self.former_municipality
    }

    /// The numerator, in [`PARTS`] of one.
    #[must_use]
    pub fn numerator(&self) -> u64 {
        self.numerator
    }

    /// The denominator, whole.
    #[must_use]
    pub fn denominator(&self) -> u64 {
        self.denominator
    }

    /// The register it was read from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The day it was read: a register is corrected afterwards, and the same year read later is another figure.
    #[must_use]
    pub fn vintage(&self) -> Date {
        self.vintage
    }
}

/// Every register figure of a project, sorted by figure, year, unit and former municipality, one row for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureTable {
    rows: Vec<FigureRow>,
}

/// What a file of figures is held against.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The units over all time and the former municipalities.
    pub register: &'a Register,
    /// The figures that the project's plans ask for.
    pub figures: &'a BTreeSet<Figure>,
}

type Key = (Figure, i32, UnitId, FormerMunicipalityId);

impl FigureTable {
    /// Reads the file.
    ///
    /// Values are separated by commas. `numerator` counts people (for `position_size`: full-time equivalents, with a
    /// decimal point and at most four decimals), `denominator` the people, positions or ideas they are part of; `vintage`
    /// is the day the register was read.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do: a unit or former municipality nobody
    /// knows, a figure no plan has, a year twice, a numerator above its denominator, a negative count.
    pub fn from_csv(source: Source<'_>, known: Known<'_>) -> Result<FigureTable, FileErrors> {
        let table = Table::read(source, &FIGURE_COLUMNS)?;
        let places = Places::of(known.register);
        let mut errors = Vec::new();
        let mut rows = Vec::new();
        let mut first_lines: BTreeMap<Key, u64> = BTreeMap::new();
        for line in table.rows() {
            let Some(row) = row(line, &places, known.figures, &mut errors) else { continue };
            let key = (row.figure, row.year, row.unit.clone(), row.former_municipality.clone());
            if let Some(first) = first_lines.get(&key) {
                let (figure, year, unit, former) = key;
                let problem = format!("{figure} of unit {unit}, {former}, already has {year} on line {first}");
                errors.push(line.error("year", problem, "keep one of the two rows"));
                continue;
            }
            first_lines.insert(key, line.line());
            rows.push(row);
        }
        FileErrors::unless_empty(errors)?;
        rows.sort_by(|a, b| key(a).cmp(&key(b)));
        Ok(FigureTable { rows })
    }

    /// The rows, sorted.
    #[must_use]
    pub fn rows(&self) -> &[FigureRow] {
        &self.rows
    }

    /// The table as the text of a file, which [`FigureTable::from_csv`] reads back the same.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = FIGURE_COLUMNS.join(",");
        text.push('\n');
        for row in &self.rows {
            let (unit, former, vintage) = (&row.unit, &row.former_municipality, row.vintage);
            let (source, numerator) = (quoted(&row.source), parts_as_text(row.numerator));
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{},{},{unit},{former},{numerator},{},{source},{vintage}",
                row.figure, row.year, row.denominator
            );
        }
        text
    }
}

fn key(row: &FigureRow) -> (Figure, i32, &UnitId, &FormerMunicipalityId) {
    (row.figure, row.year, &row.unit, &row.former_municipality)
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn parts_as_text(parts: u64) -> String {
    let text = format!("{}.{:04}", parts / PARTS, parts % PARTS);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The ids that rows may name.
pub(crate) struct Places<'a> {
    units: BTreeSet<&'a str>,
    former: BTreeSet<&'a str>,
}

impl<'a> Places<'a> {
    pub(crate) fn of(register: &'a Register) -> Places<'a> {
        Places {
            units: register.units().iter().map(|unit| unit.id().as_str()).collect(),
            former: register.former_municipalities().iter().map(|former| former.id().as_str()).collect(),
        }
    }

    pub(crate) fn unit(&self, line: Row<'_>) -> Result<UnitId, FileError> {
        let unit: UnitId = line.parse("unit", "correct the id")?;
        if self.units.contains(unit.as_str()) {
            return Ok(unit);
        }
        Err(line.error("unit", format!("unit {unit} is not in units.csv"), "add it there, or correct the id"))
    }

    fn former(&self, line: Row<'_>) -> Result<FormerMunicipalityId, FileError> {
        let former: FormerMunicipalityId = line.parse("former_municipality", "correct the id")?;
        if self.former.contains(former.as_str()) {
            return Ok(former);
        }
        let problem = format!("there is no former municipality {former}");
        let remedy = "add it to former_municipalities.csv, or correct the id";
        Err(line.error("former_municipality", problem, remedy))
    }
}

/// A year that a figure or a target can be of.
pub(crate) fn year(line: Row<'_>) -> Result<i32, FileError> {
    let text = line.value("year");
    let year = text.parse::<i32>().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(|| {
        let problem = format!("\"{text}\" is not a year from {} to {}", YEARS.start(), YEARS.end());
        line.error("year", problem, "write the year with four digits")
    })
}

/// One line as a row; what is wrong with it is added to the errors.
fn row(line: Row<'_>, places: &Places<'_>, asked: &BTreeSet<Figure>, errors: &mut Vec<FileError>) -> Option<FigureRow> {
    let before = errors.len();
    let figure = figure(line, asked).map_err(|error| errors.push(error));
    let year = year(line).map_err(|error| errors.push(error));
    let unit = places.unit(line).map_err(|error| errors.push(error));
    let former_municipality = places.former(line).map_err(|error| errors.push(error));
    // What an unknown figure counts is not known, so its numbers may have decimals.
    let heads = figure.is_ok_and(Figure::counts_heads);
    let numerator = amount(line, "numerator", heads).map_err(|error| errors.push(error));
    let denominator = amount(line, "denominator", true).map_err(|error| errors.push(error));
    if let (Ok(part), Ok(whole)) = (numerator, denominator)
        && part > whole
    {
        let (part, whole) = (parts_as_text(part), parts_as_text(whole));
        let problem = format!("the numerator {part} is above the denominator {whole}");
        errors.push(line.error("numerator", problem, "a part is never more than its whole; correct one of them"));
    }
    if line.value("source").is_empty() {
        errors.push(line.error("source", "the source is empty", "name the register the figure was read from"));
    }
    let vintage = line.parse("vintage", "write the day the register was read, as in 2023-02-15");
    let vintage = vintage.map_err(|error| errors.push(error));
    if errors.len() > before {
        return None;
    }
    Some(FigureRow {
        figure: figure.ok()?,
        year: year.ok()?,
        unit: unit.ok()?,
        former_municipality: former_municipality.ok()?,
        numerator: numerator.ok()?,
        denominator: denominator.ok()? / PARTS,
        source: line.value("source").to_owned(),
        vintage: vintage.ok()?,
    })
}

fn figure(line: Row<'_>, asked: &BTreeSet<Figure>) -> Result<Figure, FileError> {
    let figure: Figure = line.parse("figure", "use one of them")?;
    if asked.contains(&figure) {
        return Ok(figure);
    }
    let problem = format!("no plan of the project has an indicator for {figure}");
    Err(line.error("figure", problem, "remove the row, or add the indicator to a plan"))
}

/// A count in [`PARTS`] of one; only full-time equivalents have decimals.
fn amount(line: Row<'_>, column: &str, whole: bool) -> Result<u64, FileError> {
    let text = line.value(column);
    let wrong = |problem: String, remedy: &str| line.error(column, problem, remedy);
    if text.starts_with(['-', '\u{2212}']) {
        return Err(wrong(format!("\"{text}\" is negative"), "a count is nought or more; correct it"));
    }
    if text.contains(',') {
        return Err(wrong(format!("\"{text}\" has a decimal comma"), "write a decimal point, as in 38.5"));
    }
    let (ones, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let complete = !ones.is_empty() && !text.ends_with('.') && digits(ones) && digits(decimals);
    if !complete || decimals.len() > 4 || (whole && !decimals.is_empty()) {
        let remedy = if whole { "write digits only" } else { "write digits with at most four decimals, as in 38.5" };
        return Err(wrong(format!("\"{text}\" is not a {}", if whole { "whole number" } else { "number" }), remedy));
    }
    let parts = ones.parse::<u64>().ok().filter(|ones| *ones <= COUNT_MAX).map(|ones| ones * PARTS);
    let fraction = format!("{decimals:0<4}").parse::<u64>().ok();
    parts.zip(fraction).map(|(parts, fraction)| parts + fraction).ok_or_else(|| {
        wrong(format!("{text} is more than any organisation counts"), "correct the number; at most 10 million")
    })
}
