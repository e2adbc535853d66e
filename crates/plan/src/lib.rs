//! The employer-policy plan: what it wants measured, where its zones lie, and where a measured value falls.
//!
//! A [`Plan`] is read from a file. It holds focus areas, which name the scales and registers that speak about them, and
//! indicators, which have a measure, a unit, a direction and, where one is printed, two conditions: what is desired
//! and what is not approved. The two make [`Zones`], and zones are total: every value gets exactly one.
//!
//! Register figures ([`FigureTable`]) and the units' own absence targets ([`TargetTable`]) come from files of unit sums;
//! [`Change`] holds a year against the year before, [`Zones::flip`] says what would move a value into another zone, and
//! [`Peers`] puts units of one type beside each other.
//!
//! Beside indicators stand the two questions the plan's time asks: [`merger`], whether three municipalities have become one
//! culture, and [`programme_effect`], what can be said of the leadership programme.
//!
//! This crate is not a judge. It does not collect figures, it does not fetch registers, and it does not decide what may
//! be shown. The three plans it ships say of themselves what they are: two are labelled stand-ins from the old
//! municipality of Asker, the third maps the published plan text to measures and says which figures are not public.
//!
//! Invariant: a benchmark never shows a number without its certainty. A [`Placement`] is made by [`benchmark`] or
//! [`benchmark_absence`] and always carries one.

mod benchmark;
mod change;
mod decimal;
mod figure;
mod figures;
mod file;
mod flip;
mod indicator;
mod likeness;
mod measure;
pub mod merger;
mod normal;
mod peers;
mod programme;
pub mod programme_effect;
pub mod shipped;
mod targets;
pub mod words;
mod zones;

pub use benchmark::{
    Certainty, PlaceError, Placement, benchmark, benchmark_absence, interval_between_months, standard_error,
};
pub use decimal::{Decimal, DecimalError};
pub use figure::{Figure, UnknownFigure};
pub use figures::{FIGURE_COLUMNS, FigureRow, FigureTable, Known, PARTS};
pub use flip::{Flip, Step, Towards};
pub use indicator::{Indicator, Printed, Range};
pub use likeness::{Apart, Verdict};
pub use measure::{Change, Level, Measure};
pub use peers::{Limits, Peer, Peers, Shrunken};
pub use programme::{FocusArea, Plan};
pub use targets::{TARGET_COLUMNS, TargetTable};
pub use zones::{Comparison, Condition, ConditionError, Zone, Zones, ZonesError};
