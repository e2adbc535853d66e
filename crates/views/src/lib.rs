//! Sealed cubes as documented tables: what an analyst selects from, whichever program it is done in.
//!
//! A [`View`] is a table with a fixed name, fixed columns and a label in three languages for each of them; [`Table::of`] fills it from
//! sealed cubes. Every reader of results (the command line, SQL, HTTP, OData, workbooks, SPSS, Parquet, Python) shows such tables and
//! nothing else, so that the same cell is the same number with the same status everywhere.
//!
//! It computes nothing: a number here is a number of the cube. It writes no format: that is for whoever has a [`Table`].
//!
//! **Invariant:** a cell that is withheld is a row with its status and without a number, never a missing row and never zero. Whether a row is
//! there depends on which groups and measures the cube holds, never on what was counted in them.

mod code;
mod codes;
mod column;
mod columns;
mod rows;
mod table;
mod view;
mod words;

pub use code::Code;
pub use column::{Column, Description, Kind, Value, Values};
pub use table::{Table, UnevenColumns};
pub use view::{UnknownView, View};
pub use words::Words;
