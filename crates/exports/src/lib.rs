//! Tables of the sealed cube as files that people's programs open: spreadsheets, statistics packages, notebooks, archives.
//!
//! [`write()`] takes [`views::Table`]s and writes them in one [`Format`], as a stream: nothing here holds a whole file in memory. What a column and
//! a word mean goes with the numbers wherever the format has room for it, in bokmål, nynorsk and English.
//!
//! It selects nothing and computes nothing: which rows there are is decided by whoever made the table. It reads no clock and opens no file.
//!
//! **Invariant:** a file holds the tables it was given, cell for cell, statuses included. A withheld cell is empty beside its status. What a format
//! has no room for is refused before anything is written, never cut off.

mod arrow;
mod context;
mod csv;
mod ddi;
mod error;
mod format;
mod json;
mod layout;
mod method;
mod package;

mod writing;
mod xlsx;

pub use context::Context;
pub use error::ExportError;
pub use format::{Format, UnknownFormat};
pub use writing::{Out, write};
