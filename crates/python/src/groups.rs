//! `mestring.compare`, `dif` and `invariance`: whether groups differ, and whether they may be compared, of a frame in memory.

use analysis::rows::{
    ItemsRequest, Matching, ScaleRequest, compare as comparison, dif as items_in_groups, invariance as levels,
};
use analysis::table::Table;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::failure::{Failure, guarded};
use crate::reading::cells;
use crate::statistics::{pair, requests};

/// How groups differ on scales when their people work in units, and how each unit differs from the others, from rows that you hold.
///
/// ``frame``, ``unit``, ``scales``, ``points`` and ``reverse`` are those of ``mestring.stats``; ``group`` is the column of the groups.
/// What comes back is, scale by scale, what ``mestring compare --format json`` says under ``scales``: every two groups with their
/// difference, standard errors that know of the units, effect sizes, and every unit against the rest. A field that is None has its reason
/// under ``unknown``.
///
/// **The rows are your own**, as in ``mestring.stats``: nothing is withheld. Do not publish the result.
///
/// >>> import mestring
/// >>> rows = {"unit": ["a", "a", "b", "b"], "town": ["x", "y", "x", "y"], "q1": [1, 2, 3, 4], "q2": [1, 4, 3, 4]}
/// >>> found = mestring.compare(rows, unit="unit", group="town", scales={"LEAD": ["q1", "q2"]}, points=(1, 5))
/// >>> pair = found["LEAD"]["pairs"][0]
/// >>> pair["groups"], pair["mean"], pair["difference"]
/// (['x', 'y'], [2.0, 3.5], -1.5)
///
/// >>> mestring.compare(rows, unit="town", group="q2", scales={"LEAD": ["q1"]}, points=(1, 3))
/// Traceback (most recent call last):
/// mestring.Refused: the frame, row 3, field q1: 4 is outside the scale 1-3; correct it or declare other points
#[pyfunction]
#[pyo3(signature = (frame, *, unit, group, scales, points, reverse = None))]
pub(crate) fn compare<'py>(
    frame: &Bound<'py, PyAny>,
    unit: &str,
    group: &str,
    scales: &Bound<'py, PyDict>,
    points: &Bound<'py, PyAny>,
    reverse: Option<Vec<String>>,
) -> PyResult<Bound<'py, PyAny>> {
    let scales = requests(scales, points)?;
    let reversed = reverse.unwrap_or_default();
    let names = scales.iter().flat_map(ScaleRequest::columns).map(String::as_str);
    let columns: Vec<&str> = [unit, group].into_iter().chain(names).collect();
    let found = told(frame, &columns, |table| {
        written(serde_json::to_string(&comparison::of_table(table, unit, group, &scales, &reversed)?))
    })?;
    found.get_item("scales")
}

/// Whether each item works alike in groups of equal standing (differential item functioning), from rows that you hold.
///
/// ``items`` are the columns of one scale, and ``group`` the column of the groups; the first group, in the order of their names, is held
/// against each other one. ``points`` is the lowest and highest answer; left out, it is read off the answers. Columns in ``reverse`` are
/// turned round first. Persons are matched on the sum of all items, or with ``rest=True`` of the others.
///
/// What comes back is what ``mestring dif --format json`` says: ordinal logistic regression, Mantel's test and the generalised
/// Mantel-Haenszel test of every item. **The rows are your own**, as in ``mestring.stats``: nothing is withheld.
///
/// >>> import mestring
/// >>> rows = {"town": ["x", "y"] * 6, "q1": [1, 2, 3] * 4, "q2": [1, 1, 2, 2, 3, 3] * 2}
/// >>> found = mestring.dif(rows, group="town", items=["q1", "q2"], points=(1, 3))
/// >>> found["reference"], found["comparisons"][0]["focal"], list(found["comparisons"][0]["items"])
/// ('x', 'y', ['q1', 'q2'])
///
/// >>> mestring.dif(rows, group="town", items=["q1", "q2"], reverse=["q1"])
/// Traceback (most recent call last):
/// mestring.Refused: reverse needs the answer points of the items; give them as points=(1, 5)
#[pyfunction]
#[pyo3(signature = (frame, *, group, items, points = None, reverse = None, rest = false))]
pub(crate) fn dif<'py>(
    frame: &Bound<'py, PyAny>,
    group: &str,
    items: &Bound<'py, PyAny>,
    points: Option<&Bound<'py, PyAny>>,
    reverse: Option<Vec<String>>,
    rest: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let points = points.map(|points| pair("points", points)).transpose()?;
    let request = ItemsRequest::new("items", &listed("items", items)?, points).map_err(Failure::from)?;
    let reversed = reverse.unwrap_or_default();
    let matching = if rest { Matching::Excluding } else { Matching::Including };
    let columns: Vec<&str> = [group].into_iter().chain(request.columns().iter().map(String::as_str)).collect();
    told(frame, &columns, |table| {
        written(serde_json::to_string(&items_in_groups::of_table(table, group, &request, &reversed, matching)?))
    })
}

/// Whether a scale measures the same in every group, and may be compared at all, from rows that you hold.
///
/// ``group`` is the column of the groups; the first one in the frame is the one whose latent means are nought. ``model`` says which items
/// belong to which factor: a dictionary of lists, or the text that ``mestring invariance --model`` takes
/// (``"lead=q1,q2,q3;load=w1,w2,w3"``). Answers are taken as numbers (maximum likelihood), or with ``ordered=True`` as ordered categories
/// (WLSMV). Whoever left out an item is left out.
///
/// What comes back is what ``mestring invariance --format json`` says: the fit of each level, the change from the one before, and with
/// numbers the verdict and which equalities fail. A fit that cannot be had has its reason under ``unknown``. **The rows are your own**, as
/// in ``mestring.stats``: nothing is withheld.
///
/// >>> import mestring
/// >>> rows = {"town": ["x", "y", "x"] * 20, "q1": [1, 2, 3, 4, 5] * 12, "q2": [1, 3, 2, 5] * 15, "q3": [2, 2, 3, 4, 5, 1] * 10}
/// >>> found = mestring.invariance(rows, group="town", model={"lead": ["q1", "q2", "q3"]})
/// >>> found["group_n"], found["estimator"]
/// ({'x': 40, 'y': 20}, 'ML')
///
/// >>> mestring.invariance({"town": ["x", "x"], "q1": [1, 2], "q2": [1, 2], "q3": [2, 1]}, group="town", model="lead=q1,q2,q3")
/// Traceback (most recent call last):
/// mestring.Refused: group town: every row says `x`; a comparison needs a column with two groups or more
#[pyfunction]
#[pyo3(signature = (frame, *, group, model, ordered = false))]
pub(crate) fn invariance<'py>(
    frame: &Bound<'py, PyAny>,
    group: &str,
    model: &Bound<'py, PyAny>,
    ordered: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let model = typed(model)?;
    let items = levels::items(&model);
    let columns: Vec<&str> = [group].into_iter().chain(items.iter().map(String::as_str)).collect();
    told(frame, &columns, |table| written(serde_json::to_string(&levels::of_table(table, group, &model, ordered)?)))
}

/// What is worked out of the columns of a frame, as Python has it. Everything keeps its order.
fn told<'py>(
    frame: &Bound<'py, PyAny>,
    columns: &[&str],
    found: impl FnOnce(&Table) -> Result<String, Failure> + Send,
) -> PyResult<Bound<'py, PyAny>> {
    let py = frame.py();
    let cells = cells(frame, columns)?;
    let text = py.detach(|| {
        guarded(|| {
            let table = Table::of_cells(cells).map_err(|error| Failure::Given(format!("the frame: {error}")))?;
            found(&table)
        })
    })?;
    py.import("json")?.call_method1("loads", (text,))
}

fn written(text: serde_json::Result<String>) -> Result<String, Failure> {
    text.map_err(|error| Failure::Given(error.to_string()))
}

/// The model as it is typed on the command line.
fn typed(model: &Bound<'_, PyAny>) -> PyResult<String> {
    let Ok(factors) = model.cast::<PyDict>() else {
        return model.extract().map_err(|_| {
            let said = "model is neither a text nor a dictionary; write model={\"lead\": [\"q1\", \"q2\", \"q3\"]}";
            Failure::Given(said.to_owned()).into()
        });
    };
    let mut parts = Vec::new();
    for (factor, items) in factors {
        let factor = factor.str()?.to_string();
        parts.push(format!("{factor}={}", listed(&format!("factor {factor}"), &items)?.join(",")));
    }
    Ok(parts.join(";"))
}

/// Names of columns.
fn listed(what: &str, names: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let wrong = || Failure::Given(format!("{what}: write the names of columns as a list, as [\"q1\", \"q2\"]")).into();
    if names.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    names.extract().map_err(|_| wrong())
}
