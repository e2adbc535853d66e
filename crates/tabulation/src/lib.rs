//! Settled files to counts, in one pass over their packed answers.
//!
//! What it is: threads take row groups in turn, read unit, former municipality, kind of work and packed answers, and count them with the
//! pattern kernel of `counts`. Two ways lead out. [`tabulate`] keeps the counts of every cell and is for as many cells as fit in
//! memory; rows may stand in any order. [`walk`] shows each cell to a [`Visitor`] as soon as its rows are over and keeps one
//! cell per thread, however many there are; rows must be sorted by place, as settled files are.
//!
//! [`cross_products`] multiplies every item by every other, whatever scales they are in; [`pair_tables`] counts the two-way table of every two items.
//!
//! Where answers are more than one machine should read, [`elsewhere`] writes the same counting as a query.
//! What is the same for a part that has not changed is counted once ([`kept`]).
//!
//! What it is not: the pass knows no readable columns, and nothing here knows an organisation or makes a finding.
//!
//! Invariant: memory does not grow with the number of rows. [`Memory`] states it as a formula before a row is read. Counts are
//! integers, so neither threads nor batches can show in them.

mod cross;
mod dense;
pub mod elsewhere;
mod error;
mod groups;
pub mod kept;
mod memory;
mod pass;
mod walk;

pub use cross::{cross_products, pair_tables};
pub use dense::{Cells, tabulate};
pub use error::TabulationError;
pub use memory::Memory;
pub use pass::{Cell, CellName, Pass};
pub use walk::{Visitor, walk};
