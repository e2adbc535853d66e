//! `mestring.stats`: the statistics of `mestring stats`, of a frame in memory.

use std::collections::BTreeMap;

use analysis::rows::{ScaleRequest, stats as statistics};
use analysis::table::Table;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use survey::Points;

use crate::failure::{Failure, guarded};
use crate::reading::cells;

/// Reliability, agreement, aggregation and unit means of scales, from rows that you hold.
///
/// ``frame`` has one row per person: a polars, pandas or Arrow frame, or a dictionary of lists. ``unit`` is the column that says where a
/// person works. ``scales`` names the columns of each scale. ``points`` are the lowest and highest answer: one pair for all scales, or a
/// dictionary with a pair for each. Columns in ``reverse`` are turned round first. None, NaN and ``NA`` are no answer; whoever lacks one
/// answer of a scale is left out of that scale.
///
/// What comes back is, scale by scale, what ``mestring stats --format json`` says under ``scales``: the same numbers under the same names,
/// from the same code. A field that is None has its reason under ``unknown``.
///
/// **The rows are your own.** You name them, they are read with your rights, and the result goes to you and nowhere else. Nothing is
/// withheld from it, because nothing could be learnt that you do not have: it shows units of two people and of one. Do not publish it, and
/// do not call this function in a server or in a report. What may be shown to others are the released cubes (``mestring.open``).
///
/// >>> import mestring
/// >>> rows = {"unit": ["a", "a", "b", "b"], "q1": [1, 2, 3, 2], "q2": [1, 3, 2, 2]}
/// >>> found = mestring.stats(rows, unit="unit", scales={"LEAD": ["q1", "q2"]}, points=(1, 5))
/// >>> round(found["LEAD"]["reliability"]["alpha_raw_listwise"], 6)
/// 0.666667
///
/// >>> mestring.stats({"unit": ["a"], "q1": [9]}, unit="unit", scales={"LEAD": ["q1"]}, points=(1, 5))
/// Traceback (most recent call last):
/// mestring.Refused: the frame, row 0, field q1: 9 is outside the scale 1-5; correct it or declare other points
#[pyfunction]
#[pyo3(signature = (frame, *, unit, scales, points, reverse = None))]
pub(crate) fn stats<'py>(
    frame: &Bound<'py, PyAny>,
    unit: &str,
    scales: &Bound<'py, PyDict>,
    points: &Bound<'py, PyAny>,
    reverse: Option<Vec<String>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = frame.py();
    let scales = requests(scales, points)?;
    let reversed = reverse.unwrap_or_default();
    let names = scales.iter().flat_map(ScaleRequest::columns).map(String::as_str);
    let columns: Vec<&str> = std::iter::once(unit).chain(names).collect();
    let cells = cells(frame, &columns)?;
    let found = py.detach(|| {
        guarded(|| {
            let table = Table::of_cells(cells).map_err(|error| Failure::Given(format!("the frame: {error}")))?;
            let report = statistics::of_table(&table, unit, &scales, &reversed)?;
            serde_json::to_value(report).map_err(|error| Failure::Given(error.to_string()))
        })
    })?;
    let found = found.get("scales").map(ToString::to_string).unwrap_or_default();
    py.import("json")?.call_method1("loads", (found,))
}

pub(crate) fn requests(scales: &Bound<'_, PyDict>, points: &Bound<'_, PyAny>) -> PyResult<Vec<ScaleRequest>> {
    if scales.is_empty() {
        return Err(given("scales names no scale; write scales={\"LEAD\": [\"q1\", \"q2\"]}".to_owned()));
    }
    let points = Declared::of(points)?;
    let mut requests = Vec::new();
    for (name, columns) in scales {
        let name: String = name.extract().map_err(|_| given(format!("scales: {name} is no name; write a text")))?;
        if columns.is_instance_of::<PyString>() {
            return Err(given(format!("scale {name}: write its columns as a list, as [\"q1\", \"q2\"]")));
        }
        let columns: Vec<String> = columns.extract().map_err(|_| {
            given(format!("scale {name}: write the names of its columns as a list, as [\"q1\", \"q2\"]"))
        })?;
        requests.push(ScaleRequest::new(&name, &columns, points.of_scale(&name)?).map_err(Failure::from)?);
    }
    Ok(requests)
}

/// The answer points as they were given.
enum Declared {
    All(Points),
    Each(BTreeMap<String, Points>),
}

impl Declared {
    fn of(points: &Bound<'_, PyAny>) -> PyResult<Declared> {
        let Ok(each) = points.cast::<PyDict>() else { return Ok(Declared::All(pair("points", points)?)) };
        let mut declared = BTreeMap::new();
        for (name, points) in each {
            let name = name.str()?.to_string();
            declared.insert(name.clone(), pair(&format!("points of scale {name}"), &points)?);
        }
        Ok(Declared::Each(declared))
    }

    fn of_scale(&self, name: &str) -> PyResult<Points> {
        match self {
            Declared::All(points) => Ok(*points),
            Declared::Each(declared) => {
                let missing =
                    || given(format!("points does not say the answers of scale {name}; add \"{name}\": (1, 5)"));
                declared.get(name).copied().ok_or_else(missing)
            }
        }
    }
}

pub(crate) fn pair(what: &str, points: &Bound<'_, PyAny>) -> PyResult<Points> {
    let wrong =
        || given(format!("{what}: {points} is not a lowest and a highest answer; write for example (1, 5) or (0, 10)"));
    let (low, high) = points.extract::<(u8, u8)>().map_err(|_| wrong())?;
    Points::new(low, high).map_err(|error| given(format!("{what}: {error}; write for example (1, 5) or (0, 10)")))
}

fn given(said: String) -> PyErr {
    Failure::Given(said).into()
}
