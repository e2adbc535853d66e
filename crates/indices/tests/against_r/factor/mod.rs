//! R's numbers for confirmatory factor analysis and invariance.

mod data;
mod estimates;
mod fit_measures;
mod missing;
mod robust;
mod sequence;
