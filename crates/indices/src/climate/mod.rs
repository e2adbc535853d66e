//! Whether a unit's mean may be called a climate: agreement, aggregation and size in one verdict.
//!
//! Two questions are kept apart. Do the people of this unit see the same thing ([`unit_climate`])? And may units be
//! compared on this scale at all ([`scale_climate`])? A unit may share its view of a scale on which no two units
//! differ, and units may differ on average without one of them agreeing. Both answers are values with the reasons that
//! decided; words are for whoever shows them.

mod scale;
mod settings;
mod unit;

pub use scale::{ScaleClimate, ScaleReason, ScaleVerdict, scale_climate};
pub use settings::Settings;
pub use unit::{AgreementBand, UnitClimate, UnitReason, UnitVerdict, unit_climate};
