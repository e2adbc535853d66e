//! Non-response: corrections for a finite staff, weights that restore known totals, and what they cost.
//!
//! Two ways in. [`Sample`] has a row per person and knows how the persons were drawn. [`StaffCell`] has no rows: exact
//! counts per cell, of whose staff the size is known, are enough for post-stratified means and their standard errors.

mod calibration;
mod design_estimate;
mod kish;
mod linear_model;
mod raking;
mod residuals;
mod sample;
mod staff;
mod statement;

pub use calibration::Calibrated;
pub use design_estimate::DesignEstimate;
pub use kish::kish_design_effect;
pub use raking::{Margin, Raked, Rounds, rake};
pub use sample::Sample;
pub use staff::{StaffCell, staff_distribution, staff_mean, staff_variance};
pub use statement::Statement;
