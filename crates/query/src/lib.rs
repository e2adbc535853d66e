//! Questions to sealed cubes: typed requests, and SQL.
//!
//! [`Cubes`] are the cubes somebody may ask, and who asks. A [`Request`] is read from words as they are typed on a command line or in an
//! address, and answered from one view by choosing rows: no number is worked out. A [`Database`] holds every view as a table and runs one
//! `SELECT` over them. Both answer with a [`views::Table`], so that whoever writes a format needs to know nothing of either.
//!
//! **Invariant:** it reads [`views::Table`]s of sealed cubes and nothing else: no file, no network, no unsealed number; and nothing can be changed
//! through it. What polars could read or change is refused before polars sees it.

mod cubes;
mod near;
mod request;
mod sql;

pub use cubes::Cubes;
pub use near::Near;
pub use request::{Answer, Grouping, Request, RequestRefusal, Statistics, Typed, WaveRange};
pub use sql::{Database, SqlRefusal};
