//! Ordered answers: populations whose parameters are known, laws, second ways to the same number, and reasons.

mod correlations;
mod models;
mod population;
