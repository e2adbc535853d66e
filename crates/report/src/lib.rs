//! The sealed cube as text and as pages with charts.
//!
//! Two ways to look at one wave: [`terminal`] for a quick answer in eighty columns, and [`html`] for a small folder of
//! pages that needs no server, no script and no other host. Both say the same in bokmål, nynorsk and English.
//!
//! This crate estimates nothing and decides nothing about what may be shown. The only phrase it forms itself is how two
//! shown means compare, from their shown intervals.
//!
//! **Invariant:** it cannot name an unsealed number. Its only inputs are [`disclosure::Sealed`] and the [`views::Table`]s that are filled from it;
//! a withheld cell reaches it as a reason without a value, and leaves it as the same friendly words everywhere.

mod benchmarks;
mod charts;
mod csv;
mod html;
mod merger;
mod numbers;
mod reading;
mod terminal;
mod words;
mod wrapping;

pub use csv::{benchmark_csv, cells_csv, merger_csv, programme_csv};
pub use html::{Page, html, site};
pub use numbers::Numbers;
pub use terminal::{
    TERMINAL_WIDTH, terminal, terminal_benchmark, terminal_columns, terminal_merger, terminal_programme,
    terminal_table, terminal_unit, terminal_view, terminal_views,
};
