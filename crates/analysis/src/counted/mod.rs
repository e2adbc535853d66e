//! Counts that were made elsewhere: read, checked and kept, and counted here again where the answers are at hand.

mod foreign;
mod gather;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use archive::{CountedRow, Sha256Digest};
use counts::ScaleCounts;
use disclosure::InnerName;
use survey::{Instrument, Register, RoleClass};
use tabulation::Cell;
use tabulation::elsewhere::Kind;
use tabulation::kept::{Heads, Wide};
use thiserror::Error;

use crate::error::AnalysisError;
use crate::settled::{WaveCounts, count};
use crate::table::TableError;
use gather::{Gatherer, place};

pub use gather::Expected;

/// Where the counts of a wave are that were made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedElsewhere {
    /// The file, as it was kept.
    pub file: PathBuf,
    /// The digest of the wave's manifest.
    pub manifest: Sha256Digest,
    /// Rows that the manifest states.
    pub rows: u64,
}

/// Why counts that were made elsewhere are not taken.
#[derive(Debug, Error)]
pub enum CountsError {
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A file that was kept cannot be read.
    #[error(transparent)]
    Archive(#[from] archive::ArchiveError),
    /// A folder without a table.
    #[error("{}: there is no CSV or Parquet file in this folder; give the folder the engine wrote to", folder.display())]
    NoFiles {
        /// The folder.
        folder: PathBuf,
    },
    /// A row that is no count of this wave.
    #[error("{}, line {line}, field {field}: {reason}", file.display())]
    Row {
        /// The file.
        file: PathBuf,
        /// Line in the file; in Parquet the row number plus one.
        line: usize,
        /// The column.
        field: &'static str,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Rows that are each fine and do not make up the counts of a wave.
    #[error("{file}: {reason}")]
    Whole {
        /// The file, or the first of several.
        file: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// Counting here gives something else.
    #[error(
        "the answers in the project give other counts ({what}); nothing was kept, so look at which files the engine read"
    )]
    Differs {
        /// Where the first difference is.
        what: String,
    },
}

/// What cells are, in messages.
const CELLS: &str = "combinations of unit, former municipality and kind of work";

/// The counts of a wave that were made elsewhere, checked.
pub struct Counted {
    wave: WaveCounts,
    instrument: Vec<String>,
    manifest: String,
    rows: u64,
}

/// Reads the result of the query, from CSV or Parquet files or folders of them.
///
/// Believed is what follows from nothing else; compared are the manifest's digest and rows, units, former municipalities and
/// scales, the ranges of every counter, and every sum that can be made in two ways.
///
/// # Errors
/// The first row, or the first thing between rows, that is not as it must be.
pub fn import(given: &[PathBuf], expected: Expected<'_>) -> Result<Counted, AnalysisError> {
    let files = foreign::files(given)?;
    let mut gatherer = Gatherer::new(expected)?;
    for file in &files {
        foreign::read(file, &mut gatherer)?;
    }
    let names = match files.as_slice() {
        [one] => one.display().to_string(),
        [first, rest @ ..] => format!("{} and {} files more", first.display(), rest.len()),
        [] => String::new(),
    };
    let wave = gatherer.finish().map_err(|reason| CountsError::Whole { file: names, reason })?;
    let instrument = expected.instrument.scales().iter().map(|scale| scale.id().to_string()).collect();
    Ok(Counted { wave, instrument, manifest: expected.manifest.to_string(), rows: expected.rows })
}

impl Counted {
    /// Units with their former municipalities and kinds of work.
    #[must_use]
    pub fn cells(&self) -> usize {
        self.wave.cells.len()
    }

    /// Answers counted.
    #[must_use]
    pub fn answers(&self) -> u64 {
        self.rows
    }

    /// Every integer as a row, in the order of units, former municipalities and kinds of work.
    pub fn rows(&self) -> impl Iterator<Item = CountedRow<'_>> {
        let manifest = CountedRow {
            unit: "",
            former_municipality: "",
            role_class: "",
            scale: &self.manifest,
            counted: Kind::Manifest.as_str(),
            x: 0,
            y: 0,
            n: self.rows,
        };
        let cells = self.wave.cells.iter().zip(&self.wave.rows).enumerate();
        std::iter::once(manifest).chain(cells.flat_map(|(cell, (name, rows))| self.rows_of(cell, name, *rows)))
    }

    fn rows_of<'a>(&'a self, cell: usize, name: &'a InnerName, n: u64) -> impl Iterator<Item = CountedRow<'a>> {
        let row = move |scale, (kind, x, y): (Kind, u32, u32), n| CountedRow {
            unit: &name.unit,
            former_municipality: &name.former_municipality,
            role_class: name.role.map_or("", RoleClass::as_str),
            scale,
            counted: kind.as_str(),
            x,
            y,
            n,
        };
        let of_scale = move |(id, counts): (&'a String, &'a Vec<ScaleCounts>)| {
            let counters = counts.get(cell).into_iter().flat_map(ScaleCounts::counters_by_name);
            counters.map(move |(counter, value)| row(id.as_str(), Kind::of(counter), value))
        };
        let scales = self.instrument.iter().zip(&self.wave.scales).flat_map(of_scale);
        std::iter::once(row("", (Kind::Rows, 0, 0), n)).chain(scales)
    }

    /// Compares with control totals: everybody from each former municipality on every scale, and how many there are in each unit.
    ///
    /// # Errors
    /// The first difference.
    pub fn compare_totals(&self, control: &Wide) -> Result<(), AnalysisError> {
        let differs = |what: String| AnalysisError::from(CountsError::Differs { what });
        let mut formers = BTreeMap::<&str, Vec<ScaleCounts>>::new();
        if self.wave.cells.len() != control.heads.len() {
            let known = control.heads.len();
            return Err(differs(format!("{known} {CELLS}, not {}", self.cells())));
        }
        for (cell, (name, rows)) in self.wave.cells.iter().zip(&self.wave.rows).enumerate() {
            let scales: Vec<&ScaleCounts> = self.wave.scales.iter().filter_map(|counts| counts.get(cell)).collect();
            let heads = Heads { persons: *rows, scored: scales.iter().map(|counts| counts.n()).collect() };
            let InnerName { unit, former_municipality, role } = name;
            let cell = Cell { unit, former_municipality, role: *role };
            if control.heads.get(&cell.name()) != Some(&heads) {
                return Err(differs(format!("{}: how many there are", place(name))));
            }
            let empty = || scales.iter().map(|counts| ScaleCounts::new(counts.shape())).collect();
            let known = formers.entry(name.former_municipality.as_str()).or_insert_with(empty);
            let merged = known.iter_mut().zip(&scales).try_for_each(|(sum, counts)| sum.merge(counts));
            merged.map_err(|error| AnalysisError::Inconsistent(error.to_string()))?;
        }
        for (former, scales) in &formers {
            let known = control.formers.get(*former).map(Vec::as_slice).unwrap_or_default();
            if let Some(at) = scales.iter().zip(known).position(|(given, own)| given != own) {
                let scale = self.instrument.get(at).map(String::as_str).unwrap_or_default();
                return Err(differs(format!("everybody from {former}, scale {scale}")));
            }
        }
        Ok(())
    }

    /// Counts the settled files here and compares every integer.
    ///
    /// # Errors
    /// The first unit and scale in which the two differ.
    pub fn compare(&self, files: &[PathBuf], instrument: &Instrument) -> Result<(), AnalysisError> {
        let own = count(files, instrument)?;
        let differs = |what: String| AnalysisError::from(CountsError::Differs { what });
        let mut order: Vec<(&InnerName, usize)> = own.cells.iter().zip(0..).collect();
        order.sort_unstable();
        if order.len() != self.wave.cells.len() {
            return Err(differs(format!("{} {CELLS}, not {}", order.len(), self.cells())));
        }
        for (theirs, (name, mine)) in order.into_iter().enumerate() {
            let place = place(name);
            let same_name = self.wave.cells.get(theirs).is_some_and(|given| given == name);
            if !same_name || own.rows.get(mine) != self.wave.rows.get(theirs) {
                return Err(differs(place));
            }
            for (scale, (own, given)) in instrument.scales().iter().zip(own.scales.iter().zip(&self.wave.scales)) {
                if own.get(mine) != given.get(theirs) {
                    return Err(differs(format!("{place}, scale {}", scale.id())));
                }
            }
        }
        Ok(())
    }
}

/// Reads counts that were kept.
pub(crate) fn kept(
    of: &CountedElsewhere,
    instrument: &Instrument,
    register: &Register,
) -> Result<WaveCounts, AnalysisError> {
    let expected = Expected { instrument, manifest: of.manifest, rows: of.rows, register };
    let mut gatherer = Gatherer::new(expected)?;
    let mut line = 1;
    archive::read_counted(&of.file, |row| {
        line += 1;
        let wrong = |gather::Wrong { field, reason }| CountsError::Row { file: of.file.clone(), line, field, reason };
        gatherer.put(row).map_err(wrong)
    })?;
    let whole = |reason| CountsError::Whole { file: name(&of.file), reason };
    Ok(gatherer.finish().map_err(whole)?)
}

fn name(file: &Path) -> String {
    file.display().to_string()
}
