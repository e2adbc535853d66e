//! `mestring.open` and what it returns.

use std::ffi::CString;
use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use query::{Database, Request, Typed};
use views::{Table, View};

use crate::cubes::Cubes;
use crate::failure::{Failure, guarded};
use crate::handing::{Form, hand};
use crate::question::{Conditions, Words, listed};

/// Opens the released cubes of a project.
///
/// ``path`` is the folder of a project (the one with ``mestring.toml``): the newest release of every wave is read, and held against the
/// ledger of releases. It may also be one ``cube.json``. Only what is sealed can be read here: a withheld cell has a status and no number.
///
/// >>> import mestring
/// >>> project = mestring.open(DEMO)
/// >>> project.waves
/// ['2023-host']
///
/// Raises ``mestring.Refused`` where there is no release, and where a file is not what was released.
#[pyfunction]
pub(crate) fn open(py: Python<'_>, path: PathBuf) -> PyResult<Project> {
    let cubes = py.detach(|| guarded(|| Cubes::open(&path)))?;
    Ok(Project { path, cubes: Arc::new(cubes) })
}

/// The released cubes of one project, oldest wave first. Made by ``mestring.open``.
#[pyclass(module = "mestring", frozen)]
pub(crate) struct Project {
    path: PathBuf,
    cubes: Arc<Cubes>,
}

#[pymethods]
impl Project {
    /// The waves, oldest first.
    #[getter]
    fn waves(&self) -> Vec<String> {
        self.cubes.files().map(|(wave, _)| wave.to_string()).collect()
    }

    /// The file that each wave was read from.
    #[getter]
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let files = PyDict::new(py);
        self.cubes.files().try_for_each(|(wave, file)| files.set_item(wave.as_str(), file.display().to_string()))?;
        Ok(files)
    }

    /// The names that ``view`` knows.
    #[getter]
    fn views(&self) -> [&'static str; View::ALL.len()] {
        View::ALL.map(View::name)
    }

    /// A whole view: one documented table over all waves.
    ///
    /// ``to`` is ``"polars"``, ``"pandas"``, ``"arrow"`` or ``"result"``; left out, it is a polars frame where polars is installed and a
    /// ``mestring.Result`` where it is not.
    ///
    /// >>> import mestring
    /// >>> indices = mestring.open(DEMO).view("indices", to="result")
    /// >>> indices.columns[-6:]
    /// ['n', 'value', 'lower', 'upper', 'level', 'status']
    ///
    /// A withheld cell is a row with its status and without a number:
    ///
    /// >>> withheld = [row for row in indices.rows() if row["status"] != "shown"]
    /// >>> {row["value"] for row in withheld}
    /// {None}
    ///
    /// >>> mestring.open(DEMO).view("indexes")
    /// Traceback (most recent call last):
    /// mestring.Refused: there is no view indexes; the views are indices, distributions, benchmarks, absence, participation, trend, units, indicators, codebook
    #[pyo3(signature = (name, *, to = None))]
    fn view<'py>(&self, py: Python<'py>, name: &str, to: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let form = Form::parse(to)?;
        let view = View::parse(name).map_err(Failure::from)?;
        let table = py.detach(|| guarded(|| Ok(Table::of(view, &self.cubes.sealed(), &|_, _| true))))?;
        hand(py, table, form)
    }

    /// Rows of one view (``indices`` unless ``view`` says another), narrowed by words.
    ///
    /// Each of ``wave``, ``measure``, ``by``, ``statistic``, ``columns`` and ``order`` is a text or a list of texts. ``by`` is a kind of
    /// group: ``"total"``, ``"unit"``, ``"service_area"``, ``"unit_type"``, ``"former_municipality"``, ``"role"``, or a crossing of two as
    /// ``"service_area,role"``. ``where`` is a condition such as ``"status=shown"`` or ``"n>=20"``, a list of them, or a
    /// dictionary. A name that is not there is refused with the near ones. Nothing is worked out: rows are chosen.
    ///
    /// >>> import mestring
    /// >>> project = mestring.open(DEMO)
    /// >>> rows = project.query(measure="mastery_climate", by="service_area", to="result").rows()
    /// >>> rows[0]["name"], rows[0]["statistic"], rows[0]["status"]
    /// ('Oppvekst', 'mean', 'shown')
    ///
    /// >>> project.query(measure="mastery_climat")
    /// Traceback (most recent call last):
    /// mestring.Refused: there is no measure mastery_climat; near: mastery_climate
    #[expect(clippy::too_many_arguments, reason = "Python's keyword arguments")]
    #[pyo3(signature = (*, view = None, wave = None, measure = None, by = None, r#where = None, statistic = None, columns = None,
        order = None, limit = None, to = None))]
    fn query<'py>(
        &self,
        py: Python<'py>,
        view: Option<String>,
        wave: Option<Words>,
        measure: Option<Words>,
        by: Option<Words>,
        r#where: Option<Conditions>,
        statistic: Option<Words>,
        columns: Option<Words>,
        order: Option<Words>,
        limit: Option<usize>,
        to: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let typed = Typed {
            view,
            waves: listed(wave),
            measures: listed(measure),
            by: listed(by),
            filter: r#where.map(Conditions::into_list).unwrap_or_default(),
            statistics: listed(statistic),
            columns: listed(columns),
            order: listed(order),
            limit,
        };
        let form = Form::parse(to)?;
        let answer = py.detach(|| guarded(|| Ok(Request::read(&typed)?.answer(&self.cubes.asked())?)))?;
        if answer.without_number > 0 {
            let said =
                format!("{} rows have no number to compare and are left out; most are withheld", answer.without_number);
            let said = CString::new(said).unwrap_or_default();
            PyErr::warn(py, &py.get_type::<PyUserWarning>(), &said, 1)?;
        }
        hand(py, answer.table, form)
    }

    /// One ``select`` over the views, as tables of the same names. Nothing can be changed, and no file be read, through it.
    ///
    /// >>> import mestring
    /// >>> project = mestring.open(DEMO)
    /// >>> project.sql("select status, count(*) as rows from participation group by status order by status", to="result").columns
    /// ['status', 'rows']
    ///
    /// Raises ``mestring.Refused`` for anything but one ``select``, and for names that are not there.
    #[pyo3(signature = (text, *, to = None))]
    fn sql<'py>(&self, py: Python<'py>, text: &str, to: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let form = Form::parse(to)?;
        let table = py.detach(|| guarded(|| Ok(Database::new(self.cubes.asked()).sql(text)?)))?;
        hand(py, table, form)
    }

    /// What views, columns, words and measures mean, in bokmål, nynorsk and English: one row each.
    ///
    /// >>> import mestring
    /// >>> book = mestring.open(DEMO).codebook(to="result")
    /// >>> [row["label_en"] for row in book.rows() if row["column"] == "status" and row["word"] == "too_few"][0]
    /// 'too few answers'
    #[pyo3(signature = (*, to = None))]
    fn codebook<'py>(&self, py: Python<'py>, to: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        self.view(py, View::Codebook.name(), to)
    }

    fn __repr__(&self) -> String {
        format!("<mestring.Project {}: {}>", self.path.display(), self.waves().join(", "))
    }
}
