//! The Python module `mestring`: released cubes as frames, and statistics of rows that the caller holds.
//!
//! It translates between Python and the crates that do the work: [`views`] for what is in a cube, [`query`] for questions to it,
//! [`analysis::rows`] for statistics.
//! Frames go in and out through Arrow's C stream, so that polars, pandas, pyarrow and DuckDB all understand each other.
//!
//! **Invariant:** it reads released cubes and rows that the caller hands over, and writes nothing; whatever is wrong with its input is one
//! sentence in a `mestring.Refused`, never a panic.

mod arrays;
mod batch;
mod cubes;
mod failure;
mod groups;
mod handing;
mod html;
mod project;
mod question;
mod reading;
mod result;
mod statistics;

use pyo3::pymodule;

/// Workplace climate from Mestring.
///
/// `open` reads the released cubes of a project; `stats`, `compare`, `dif` and `invariance` compute statistics of rows that you hold yourself.
#[pymodule]
mod mestring {
    #[pymodule_export]
    use crate::failure::{Fault, Refused};
    #[pymodule_export]
    use crate::groups::{compare, dif, invariance};
    #[pymodule_export]
    use crate::project::{Project, open};
    #[pymodule_export]
    use crate::result::Result;
    #[pymodule_export]
    use crate::statistics::stats;
}
