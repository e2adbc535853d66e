//! The views of a synthetic municipality: every cell is there, shown or with its status, and says what the cube says.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests stop where a test would"
)]

mod cells;
#[path = "../../../report/tests/report/municipality.rs"]
mod municipality;
mod shape;

use std::sync::LazyLock;

use disclosure::Sealed;

/// One municipality for all tests.
static CUBE: LazyLock<Sealed> = LazyLock::new(|| municipality::sealed(900));
