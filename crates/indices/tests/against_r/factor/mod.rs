//! R's numbers for confirmatory factor analysis and invariance.

mod data;
mod estimates;
