//! Ordered answers as cut points of something continuous: polychoric correlations, thresholds and their factor models.
//!
//! The idea: behind each item stands a normal variable that nobody sees, and the answer says between which two
//! thresholds it fell. [`Thresholds`] come from an item's histogram, a [`polychoric()`] correlation from the table of two
//! items, and everything else from those: [`ordinal_alpha`], and the factor models of [`OrderedSample`], fitted by
//! diagonally weighted least squares with the mean- and variance-adjusted test (what lavaan and Mplus call WLSMV).

mod alpha;
mod asymptotic;
mod cells;
mod chi_square;
mod difference;
mod estimation;
mod fit;
mod implied;
mod ladder;
mod layout;
mod likelihood;
mod matrix;
mod model;
mod parameters;
mod polychoric;
mod robust;
mod sample;
mod thresholds;

pub use crate::approximate_fit::ApproximateFit;
pub use alpha::ordinal_alpha;
pub use chi_square::Test;
pub use difference::difference_test;
pub use fit::OrderedFit;
pub use ladder::{LadderStep, invariance_ladder};
pub use matrix::PolychoricMatrix;
pub use model::{Invariance, OrderedModel};
pub use parameters::{Parameter, ParameterKind};
pub use polychoric::{EmptyCells, polychoric};
pub use sample::OrderedSample;
pub use thresholds::Thresholds;
