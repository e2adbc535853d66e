//! Our own synthetic answers again: what R's packages say of units, groups and waves, see data-samples/vectors.
//!
//! The searches behind R's numbers were run as far as they would go, so tolerances are narrow; each file states its own.

mod agreement;
pub(crate) mod association;
mod comparison;
pub(crate) mod data;
mod dif;
pub(crate) mod factor;
pub(crate) mod invariance;
pub(crate) mod multilevel;
pub(crate) mod ordered;
pub(crate) mod reliability;
pub(crate) mod trend;
mod weighting;
