//! Which library's frame a table becomes.

use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use views::Table;

use crate::failure::Failure;
use crate::result::Result as Held;

/// What the caller wants to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A polars frame where polars is installed, otherwise a result.
    Usual,
    /// A polars frame.
    Polars,
    /// A pandas frame.
    Pandas,
    /// A pyarrow table.
    Arrow,
    /// A result.
    Result,
}

impl Form {
    pub(crate) fn parse(to: Option<&str>) -> PyResult<Form> {
        match to {
            None => Ok(Form::Usual),
            Some("polars") => Ok(Form::Polars),
            Some("pandas") => Ok(Form::Pandas),
            Some("arrow") => Ok(Form::Arrow),
            Some("result") => Ok(Form::Result),
            Some(other) => {
                let said = format!("to is {other:?}; it can be \"polars\", \"pandas\", \"arrow\" or \"result\"");
                Err(Failure::Given(said).into())
            }
        }
    }
}

/// The table in the form that was asked for.
pub(crate) fn hand(py: Python<'_>, table: Table, form: Form) -> PyResult<Bound<'_, PyAny>> {
    let result = Bound::new(py, Held::new(table))?;
    match form {
        Form::Result => Ok(result.into_any()),
        Form::Polars => result.call_method0("to_polars"),
        Form::Pandas => result.call_method0("to_pandas"),
        Form::Arrow => result.call_method0("to_arrow"),
        Form::Usual if py.import("polars").is_ok() => result.call_method0("to_polars"),
        Form::Usual => Ok(result.into_any()),
    }
}

/// A library that a form needs.
pub(crate) fn library<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|error| {
        if error.is_instance_of::<PyImportError>(py) {
            PyImportError::new_err(format!("{name} is not installed; `pip install {name}` installs it"))
        } else {
            error
        }
    })
}
