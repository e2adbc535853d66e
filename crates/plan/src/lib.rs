//! The employer-policy plan: what it wants measured, where its zones lie, and where a measured value falls.
//!
//! A [`Plan`] is read from a file. It holds focus areas, which name the scales and registers that speak about them, and
//! indicators, which have a measure, a unit, a direction and, where one is printed, two conditions: what is desired
//! and what is not approved. The two make [`Zones`], and zones are total: every value gets exactly one.
//!
//! Beside indicators stand the two questions the plan's time asks: [`merger`], whether three municipalities have become one
//! culture, and [`programme_effect`], what can be said of the leadership programme.
//!
//! This crate is not a judge. It does not collect figures, it does not fetch registers, and it does not decide what may
//! be shown. The two plans it ships say of themselves what they are: one is a labelled stand-in from the old
//! municipality of Asker, the other maps the published plan text to measures and says which figures are not public.
//!
//! Invariant: a benchmark never shows a number without its certainty. A [`Placement`] is made by [`benchmark`] or
//! [`benchmark_absence`] and always carries one.

mod benchmark;
mod decimal;
mod file;
mod indicator;
pub mod merger;
mod normal;
mod programme;
pub mod programme_effect;
pub mod shipped;
pub mod words;
mod zones;

pub use benchmark::{Certainty, PlaceError, Placement, benchmark, benchmark_absence, interval_between_months};
pub use decimal::{Decimal, DecimalError};
pub use indicator::{Indicator, Measure, Printed, Range};
pub use programme::{FocusArea, Plan};
pub use zones::{Comparison, Condition, ConditionError, Zone, Zones, ZonesError};
