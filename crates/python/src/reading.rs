//! Columns of somebody's frame as cells that statistics are computed from.
//!
//! Polars, pyarrow and every other frame with Arrow's C stream are read through it; a pandas frame, too, where pyarrow is installed, and
//! otherwise as lists, like a plain dictionary.

use analysis::table::Cells;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{Array, RecordBatchReader};
use arrow_pyarrow::FromPyArrow;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString};

use crate::arrays::of_array;
use crate::failure::Failure;

const STREAM: &str = "__arrow_c_stream__";

/// The named columns of a frame.
pub(crate) fn cells(frame: &Bound<'_, PyAny>, wanted: &[&str]) -> PyResult<Vec<(String, Cells)>> {
    if let Some(names) = names_of(frame)? {
        present(wanted, &names)?;
        if frame.hasattr(STREAM)? {
            // The other columns may hold what Arrow does not know.
            match streamed(&frame.get_item(distinct(wanted))?, wanted) {
                Err(error) if error.is_instance_of::<PyImportError>(frame.py()) => {}
                read => return read,
            }
        }
        return distinct(wanted).into_iter().map(|name| Ok((name.to_owned(), listed(frame, name)?))).collect();
    }
    if frame.hasattr(STREAM)? {
        return streamed(frame, wanted);
    }
    let kind = frame.get_type().name()?;
    Err(given(format!("the rows are a {kind}; give a polars, pandas or Arrow frame, or a dictionary of lists")))
}

fn distinct<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    let mut names = Vec::new();
    for name in wanted {
        if !names.contains(name) {
            names.push(*name);
        }
    }
    names
}

/// The columns of a frame that hands out some of them by name: polars, pandas, a dictionary.
fn names_of(frame: &Bound<'_, PyAny>) -> PyResult<Option<Vec<String>>> {
    let names = if frame.is_instance_of::<PyDict>() {
        frame.call_method0("keys")?
    } else if frame.hasattr("columns")? && frame.hasattr("dtypes")? {
        frame.getattr("columns")?
    } else {
        return Ok(None);
    };
    let name = |name: PyResult<Bound<'_, PyAny>>| Ok(name?.str()?.to_string());
    names.try_iter()?.map(name).collect::<PyResult<Vec<String>>>().map(Some)
}

fn present(wanted: &[&str], names: &[String]) -> PyResult<()> {
    let Some(missing) = wanted.iter().find(|wanted| !names.iter().any(|name| name == *wanted)) else { return Ok(()) };
    let first: Vec<&str> = names.iter().take(12).map(String::as_str).collect();
    let more = if names.len() > first.len() { ", ..." } else { "" };
    Err(given(format!("the frame: there is no column {missing}; the columns are {}{more}", first.join(", "))))
}

fn streamed(frame: &Bound<'_, PyAny>, wanted: &[&str]) -> PyResult<Vec<(String, Cells)>> {
    let reader = RecordBatchStreamReader::from_pyarrow_bound(frame)?;
    let schema = reader.schema();
    let names: Vec<String> = schema.fields().iter().map(|field| field.name().clone()).collect();
    present(wanted, &names)?;
    let positions: Vec<(&str, usize)> =
        distinct(wanted).into_iter().filter_map(|name| Some((name, schema.index_of(name).ok()?))).collect();
    let mut columns: Vec<Option<Cells>> = vec![None; positions.len()];
    for batch in reader {
        let batch = batch.map_err(|error| given(format!("the frame cannot be read ({error})")))?;
        for (cells, (name, position)) in columns.iter_mut().zip(&positions) {
            add(cells, name, batch.column(*position).as_ref())?;
        }
    }
    let named = positions.into_iter().zip(columns);
    Ok(named.map(|((name, _), cells)| (name.to_owned(), cells.unwrap_or(Cells::Text(Vec::new())))).collect())
}

/// Adds the cells of a batch to those before it.
fn add(cells: &mut Option<Cells>, name: &str, array: &dyn Array) -> PyResult<()> {
    let found = of_array(array).ok_or_else(|| {
        let holds = array.data_type();
        given(format!(
            "the frame, column {name}: it holds {holds}; answers are whole numbers, and units are text or whole numbers"
        ))
    })?;
    match (cells.as_mut(), found) {
        (None, found) => *cells = Some(found),
        (Some(Cells::Text(cells)), Cells::Text(more)) => cells.extend(more),
        (Some(Cells::Whole(cells)), Cells::Whole(more)) => cells.extend(more),
        (Some(Cells::Number(cells)), Cells::Number(more)) => cells.extend(more),
        _ => return Err(given(format!("the frame, column {name}: its parts are of different types"))),
    }
    Ok(())
}

/// A column read as a list: numbers, text, and nothing where there is None or a library's own sign for it.
fn listed(frame: &Bound<'_, PyAny>, name: &str) -> PyResult<Cells> {
    let column = frame.get_item(name)?;
    let list = if column.hasattr("tolist")? { column.call_method0("tolist")? } else { column };
    let mut cells = Vec::new();
    for (row, cell) in list.try_iter()?.enumerate() {
        cells.push(One::of(&cell?).map_err(|kind| {
            given(format!(
                "the frame, row {row}, field {name}: it holds a {kind}; write a whole number or a text, or None"
            ))
        })?);
    }
    Ok(One::together(cells))
}

/// One cell of a list.
enum One {
    Nothing,
    Text(String),
    Whole(i64),
    Number(f64),
}

impl One {
    /// The cell, or the name of the type that is none.
    fn of(cell: &Bound<'_, PyAny>) -> Result<One, String> {
        let kind = || cell.get_type().name().map_or_else(|_| "thing".to_owned(), |name| name.to_string());
        if cell.is_none() || kind() == "NAType" {
            Ok(One::Nothing)
        } else if cell.is_instance_of::<PyBool>() {
            Err(kind())
        } else if cell.is_instance_of::<PyInt>() {
            cell.extract().map(One::Whole).map_err(|_| "number beyond 64 bits".to_owned())
        } else if cell.is_instance_of::<PyFloat>() {
            cell.extract().map(One::Number).map_err(|_| kind())
        } else if cell.is_instance_of::<PyString>() {
            cell.extract().map(One::Text).map_err(|_| kind())
        } else {
            Err(kind())
        }
    }

    /// Whole numbers where all are, otherwise text as a file would have it.
    fn together(cells: Vec<One>) -> Cells {
        if cells.iter().all(|cell| matches!(cell, One::Nothing | One::Whole(_))) {
            let whole = |cell| if let One::Whole(whole) = cell { Some(whole) } else { None };
            return Cells::Whole(cells.into_iter().map(whole).collect());
        }
        let text = |cell| match cell {
            One::Nothing => None,
            One::Text(text) => Some(text),
            One::Whole(whole) => Some(whole.to_string()),
            One::Number(number) => Some(number.to_string()),
        };
        Cells::Text(cells.into_iter().map(text).collect())
    }
}

fn given(said: String) -> PyErr {
    Failure::Given(said).into()
}
