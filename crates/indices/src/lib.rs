//! What the counts say: pure functions from exact integers to indices, each with its interval or the reason why it is
//! unknown.
//!
//! Scores, reliability, within-unit agreement and aggregation, each from the integers of `counts`. Everything stays an
//! integer or a fraction of integers as long as the formula allows; the last step rounds once. A statistic that is
//! undefined for the given counts is a value, [`Estimate::Unknown`], and not an error.
//!
//! This crate is not where anything is shown. A finding has no `Serialize` and its `Debug` reveals nothing; what may be
//! said aloud is decided in `disclosure`. There is no I/O and no clock here, and no randomness but from a seed that is an
//! argument.
//!
//! **Invariant:** pure, total and deterministic; the same counts give the same bits.

mod absence;
pub mod aggregation;
pub mod agreement;
pub mod association;
pub mod climate;
pub mod comparison;
mod covariance;
pub mod dif;
mod distribution;
mod estimate;
mod exact_sum;
pub mod factor;
mod finding;
pub mod multilevel;
pub mod ordered;
mod quality;
mod ratio;
pub mod reliability;
pub mod score;
pub mod trend;
pub mod weighting;

pub use absence::absence_percent;
pub use agreement::{Agreement, NullDistribution};
pub use estimate::{Estimate, Interval, Known, LEVEL, Why};
pub use finding::ScaleFinding;
pub use quality::ScaleQuality;
pub use ratio::Ratio;
