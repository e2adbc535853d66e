//! R's numbers for confirmatory factor analysis and invariance.

pub(crate) mod data;
mod estimates;
pub(crate) mod fit_measures;
mod missing;
mod moments;
mod robust;
mod sequence;
mod two_level;
