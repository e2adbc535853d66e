//! The leadership programme: which unit's leaders took which module when, and what the waves can say about it.
//!
//! Everybody takes part, and between the waves lie a merger and a pandemic. So this module does two things: it computes what
//! a staggered beginning allows ([`evidence`]), and it says where the design carries nothing ([`Obstacle`]). Even where
//! there is a number it is a difference that goes with the beginning, and no text here calls it a cause.
//!
//! Rows are about units. Which leader took part is not known here, and no file may say so.

mod evidence;
mod modules;
mod words;

pub use evidence::{Evidence, Finding, Obstacle, Panel, SIDE_MIN, StartCourse, StartMean, evidence};
pub use modules::{MODULE_COLUMNS, MODULES, ModuleCalendar};
