//! The report in a terminal.

mod benchmark;
mod described;
mod merger;
mod overview;
mod printed;
mod sheet;
mod table;
mod unit;

use disclosure::Sealed;
use disclosure::benchmarks::By;
use survey::Language;

use crate::reading::Reading;

pub use described::{terminal_view, terminal_views};
pub use table::{TERMINAL_WIDTH, terminal_columns, terminal_table};

/// The whole wave in at most eighty columns, readable without colour: who answered, the plan's benchmarks, the indices in each service area and
/// former municipality, and sickness absence.
#[must_use]
pub fn terminal(cube: &Sealed, language: Language) -> String {
    overview::page(&Reading::new(cube, language))
}

/// The merger: how far units reach back, what may be compared, one culture, climate and absence.
#[must_use]
pub fn terminal_merger(cube: &Sealed, language: Language) -> String {
    merger::page(&Reading::new(cube, language))
}

/// The leadership programme: how far leaders had come, and what the rounds can say.
#[must_use]
pub fn terminal_programme(cube: &Sealed, language: Language) -> String {
    merger::programme(&Reading::new(cube, language))
}

/// One unit with all scales beside the whole municipality; nothing if the cube has no group with this identifier.
#[must_use]
pub fn terminal_unit(cube: &Sealed, unit: &str, language: Language) -> Option<String> {
    let (index, _) = cube.group_indices().zip(cube.groups()).find(|(_, group)| group.id == unit)?;
    Some(unit::page(&Reading::new(cube, language), index))
}

/// Some plans' indicators for some groups: value, zone, certainty, and what would move them.
#[must_use]
pub fn terminal_benchmark(cube: &Sealed, plans: &[usize], by: By, language: Language) -> String {
    benchmark::page(&Reading::new(cube, language), plans, by)
}
