//! R's numbers for confirmatory factor analysis and invariance.

pub(crate) mod data;
mod estimates;
pub(crate) mod fit_measures;
pub(crate) mod missing;
mod moments;
mod robust;
mod sequence;
pub(crate) mod two_level;
