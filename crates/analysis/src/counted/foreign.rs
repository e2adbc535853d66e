//! The result of a query as an engine wrote it: CSV or Parquet, one file or a folder of them.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use archive::CountedRow;
use polars::prelude::{DataFrame, Engine, PlanCallback, PolarsResult, StringChunked, polars_err};
use survey::Layout;
use tabulation::elsewhere::COLUMNS;

use super::CountsError;
use super::gather::{Gatherer, Wrong};
use crate::table::{self, TableError};

/// The files of a result: a file as it is, of a folder every CSV or Parquet file.
pub(super) fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, CountsError> {
    let mut files = Vec::new();
    for path in given {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let unreadable = |source| TableError::Unreadable { file: path.clone(), source };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(path).map_err(unreadable)? {
            let file = entry.map_err(unreadable)?.path();
            // Engines begin the names of what is no data with a dot or an underscore.
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !name.starts_with(['.', '_']) && table::is_table(&file) {
                found.push(file);
            }
        }
        if found.is_empty() {
            return Err(CountsError::NoFiles { folder: path.clone() });
        }
        found.sort();
        files.append(&mut found);
    }
    Ok(files)
}

/// Hands every row of a file on. Memory is that of a few batches.
pub(super) fn read(file: &Path, gatherer: &mut Gatherer<'_>) -> Result<(), CountsError> {
    // Who ran a query from before there were kinds of work has no such column.
    let frame = table::texts(file, &COLUMNS, Some(Layout::ROLE_CLASS))?;
    let (sender, receiver) = std::sync::mpsc::sync_channel::<DataFrame>(4);
    let sender = Arc::new(Mutex::new(sender));
    let send = move |batch: DataFrame| -> PolarsResult<bool> {
        let sender = sender.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has seen a wrong row listens no more.
        Ok(sender.send(batch).is_err())
    };
    let reading = std::thread::spawn(move || {
        let frame = frame.sink_batches(PlanCallback::new(send), true, None)?;
        frame.collect_with_engine(Engine::Streaming).map(|_| ())
    });
    let mut line = 2;
    let mut found = Ok(());
    for batch in &receiver {
        found = rows(file, &batch, &mut line, gatherer);
        if found.is_err() {
            break;
        }
    }
    drop(receiver);
    let read = reading.join().unwrap_or_else(|_| Err(polars_err!(ComputeError: "a page of it makes no sense")));
    found?;
    read.map_err(|error| TableError::Damaged { file: file.into(), reason: table::one_line(&error) })?;
    Ok(())
}

fn rows(file: &Path, batch: &DataFrame, line: &mut usize, gatherer: &mut Gatherer<'_>) -> Result<(), CountsError> {
    let damaged = |_| TableError::Damaged { file: file.into(), reason: "a column is missing".to_owned() };
    let mut columns = Vec::with_capacity(COLUMNS.len());
    for name in COLUMNS {
        columns.push(batch.column(name).and_then(|column| column.as_materialized_series().str()).map_err(damaged)?);
    }
    for row in 0..batch.height() {
        let wrong = |Wrong { field, reason }| CountsError::Row { file: file.into(), line: *line, field, reason };
        gatherer.put(parse(&columns, row).map_err(wrong)?).map_err(wrong)?;
        *line += 1;
    }
    Ok(())
}

fn parse<'a>(columns: &[&'a StringChunked], row: usize) -> Result<CountedRow<'a>, Wrong> {
    let text = |at: usize| columns.get(at).and_then(|column| column.get(row)).unwrap_or_default().trim();
    Ok(CountedRow {
        unit: text(0),
        former_municipality: text(1),
        role_class: text(2),
        scale: text(3),
        counted: text(4),
        x: number(text(5), "x")?,
        y: number(text(6), "y")?,
        n: number(text(7), "n")?,
    })
}

fn number<T: std::str::FromStr>(text: &str, field: &'static str) -> Result<T, Wrong> {
    text.parse().map_err(|_| Wrong { field, reason: format!("`{text}` is no whole number, or larger than any count") })
}
