//! Change over repeated waves, and whether something that was done made a difference.
//!
//! Waves are anonymous: the units are the same, the persons cannot be matched and are others. So a unit's answers in a
//! wave enter as number, sum and squares, and units are the clusters of every standard error.

mod band;
mod change;
mod did;
mod effects;
mod model;
mod staggered;
mod two_way;
mod unit_wave;

pub use change::{Change, Counting, change};
pub use did::{DifferenceInDifferences, TwoByTwo, difference_in_differences, difference_in_differences_of_units};
pub use effects::{PreTrends, StaggeredEffects};
pub use model::{ShrunkenMean, TrendModel, WaveMean, trend_model};
pub use staggered::{Comparison, staggered_effects};
pub use two_way::two_way_fixed_effects;
pub use unit_wave::UnitWave;
