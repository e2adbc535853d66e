//! `mestring.Result`: rows of a view or a query, for whichever library reads Arrow.

use std::sync::Arc;

use arrow_array::RecordBatchIterator;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_schema::ffi::FFI_ArrowSchema;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use survey::Language;
use views::{Column, Kind, Table, Value, Values};

use crate::batch::record_batch;
use crate::failure::{Failure, Fault};
use crate::handing::library;
use crate::html;

/// Rows of a view or a query.
///
/// Any library that reads Arrow's C stream takes it as it is: ``polars.DataFrame(result)``, ``pyarrow.table(result)``, or the name of the
/// variable in a DuckDB query. In Jupyter it shows itself with Norwegian numbers, intervals, and words for what is withheld.
#[pyclass(module = "mestring", frozen)]
pub(crate) struct Result {
    table: Arc<Table>,
}

impl Result {
    pub(crate) fn new(table: Table) -> Result {
        Result { table: Arc::new(table) }
    }
}

#[pymethods]
impl Result {
    /// The name of the view or the query.
    #[getter]
    fn name(&self) -> &str {
        self.table.name()
    }

    /// The names of the columns, in order.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.table.columns().iter().map(|column| column.description.name.as_ref()).collect()
    }

    /// What each column is called for people, in ``"nb"``, ``"nn"`` or ``"en"``.
    ///
    /// >>> import mestring
    /// >>> mestring.open(DEMO).view("units", to="result").labels("en")["depth"]
    /// 'Steps below the top'
    #[pyo3(signature = (language = "nb"))]
    fn labels<'py>(&self, py: Python<'py>, language: &str) -> PyResult<Bound<'py, PyDict>> {
        let language = parsed(language)?;
        let labels = PyDict::new(py);
        for column in self.table.columns() {
            let name = column.description.name.as_ref();
            labels.set_item(name, column.description.label.map_or(name, |label| label.get(language)))?;
        }
        Ok(labels)
    }

    /// The same rows with words for people in place of codes: ``for få svar`` where ``too_few`` stood.
    ///
    /// >>> import mestring
    /// >>> bands = mestring.open(DEMO).view("participation", to="result").apply_labels("en")
    /// >>> bands.rows()[0]["group_kind"]
    /// 'everybody'
    #[pyo3(signature = (language = "nb"))]
    fn apply_labels(&self, language: &str) -> PyResult<Result> {
        let language = parsed(language)?;
        let columns = self.table.columns().iter().map(|column| labelled(column, language)).collect();
        let table = Table::new(self.table.name(), columns).map_err(|error| Fault::new_err(error.to_string()))?;
        Ok(Result::new(table))
    }

    /// The rows as dictionaries.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        (0..self.table.rows())
            .map(|row| {
                let values = PyDict::new(py);
                for (position, column) in self.table.columns().iter().enumerate() {
                    values.set_item(column.description.name.as_ref(), cell(py, &self.table.value(row, position))?)?;
                }
                Ok(values)
            })
            .collect()
    }

    /// A polars frame; coded columns are enumerations of their words, in the codebook's order.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let polars = library(slf.py(), "polars")?;
        let types = PyDict::new(slf.py());
        for (name, words) in slf.get().coded() {
            types.set_item(name, polars.call_method1("Enum", (words,))?)?;
        }
        polars.call_method1("DataFrame", (slf,))?.call_method1("cast", (types,))
    }

    /// A pandas frame; coded columns are categories, and whole numbers can be missing. It does not need pyarrow.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let pandas = library(py, "pandas")?;
        let columns = PyDict::new(py);
        for (position, column) in slf.get().table.columns().iter().enumerate() {
            let values = slf.get().values(py, position)?;
            let kind = match column.description.kind {
                Kind::Text => "object".into_bound_py_any(py)?,
                Kind::Whole => "Int64".into_bound_py_any(py)?,
                Kind::Number => "float64".into_bound_py_any(py)?,
                Kind::Code(codes) => {
                    let words: Vec<&str> = codes.iter().map(|code| code.word).collect();
                    pandas.call_method1("CategoricalDtype", (words,))?
                }
            };
            let typed = PyDict::new(py);
            typed.set_item("dtype", kind)?;
            columns
                .set_item(column.description.name.as_ref(), pandas.call_method("Series", (values,), Some(&typed))?)?;
        }
        pandas.call_method1("DataFrame", (columns,))
    }

    /// A pyarrow table; coded columns are dictionaries, and labels stand in the metadata of the fields.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        library(slf.py(), "pyarrow")?.call_method1("table", (slf,))
    }

    /// The rows as an HTML table in ``"nb"``, ``"nn"`` or ``"en"``: the first ``most`` of them, and how many more there are.
    #[pyo3(signature = (language = "nb", *, most = 40))]
    fn to_html(&self, language: &str, most: usize) -> PyResult<String> {
        Ok(html::table(&self.table, parsed(language)?, most))
    }

    fn _repr_html_(&self) -> String {
        html::table(&self.table, Language::Nb, html::USUAL_ROWS)
    }

    fn __repr__(&self) -> String {
        let (rows, columns) = (self.table.rows(), self.table.columns().len());
        format!("<mestring.Result {}: {rows} rows, {columns} columns>", self.table.name())
    }

    fn __len__(&self) -> usize {
        self.table.rows()
    }

    /// The rows as one Arrow C stream.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // Arrow lets a producer hand out its own schema whatever was requested.
        let _ = requested_schema;
        let batch = record_batch(&self.table).map_err(|error| Fault::new_err(error.to_string()))?;
        let schema = batch.schema();
        let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The schema of that stream.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let batch = record_batch(&self.table.take(&[]));
        let schema = batch.and_then(|batch| FFI_ArrowSchema::try_from(batch.schema().as_ref()));
        PyCapsule::new_with_value(py, schema.map_err(|error| Fault::new_err(error.to_string()))?, c"arrow_schema")
    }
}

impl Result {
    /// Coded columns with their words.
    fn coded(&self) -> impl Iterator<Item = (&str, Vec<&'static str>)> {
        self.table.columns().iter().filter_map(|column| match column.description.kind {
            Kind::Code(codes) => Some((column.description.name.as_ref(), codes.iter().map(|code| code.word).collect())),
            Kind::Text | Kind::Whole | Kind::Number => None,
        })
    }

    fn values<'py>(&self, py: Python<'py>, column: usize) -> PyResult<Bound<'py, PyList>> {
        let values: PyResult<Vec<_>> =
            (0..self.table.rows()).map(|row| cell(py, &self.table.value(row, column))).collect();
        PyList::new(py, values?)
    }
}

fn cell<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Nothing => Ok(py.None().into_bound(py)),
        Value::Text(text) => text.as_ref().into_bound_py_any(py),
        Value::Code(code, _) => code.word.into_bound_py_any(py),
        Value::Whole(whole) => whole.into_bound_py_any(py),
        Value::Number(number) => number.into_bound_py_any(py),
    }
}

fn labelled(column: &Column, language: Language) -> Column {
    let Values::Code(codes, positions) = &column.values else { return column.clone() };
    let word = |position: &Option<u8>| {
        let code = codes.get(usize::from((*position)?))?;
        Some(Arc::from(code.label.get(language)))
    };
    let mut description = column.description.clone();
    description.kind = Kind::Text;
    Column { description, values: Values::Text(positions.iter().map(word).collect()) }
}

fn parsed(language: &str) -> PyResult<Language> {
    let found = Language::ALL.into_iter().find(|known| known.code() == language);
    found.ok_or_else(|| Failure::Given(format!("language is {language:?}; it can be \"nb\", \"nn\" or \"en\"")).into())
}
