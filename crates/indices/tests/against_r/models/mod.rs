//! Our own synthetic answers again: what R's packages say of units, groups and waves, see data-samples/vectors.
//!
//! The searches behind R's numbers were run as far as they would go, so tolerances are narrow; each file states its own.

mod agreement;
mod association;
mod comparison;
mod data;
mod dif;
mod factor;
mod invariance;
mod multilevel;
mod ordered;
mod reliability;
mod trend;
mod weighting;
