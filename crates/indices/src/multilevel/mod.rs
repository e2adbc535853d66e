//! Persons within units: the random-intercept model by REML and ML, shrunken unit means, and relations between and
//! within units.
//!
//! - [`random_intercept`]: variance between and within units, ICC(1), ICC(2), design effects, and for each unit the
//!   empirical Bayes mean ([`RandomIntercept::unit_mean`]).
//! - [`random_intercept_regression`]: the same model with predictors; [`random_slope_regression`] with one whose effect
//!   differs from unit to unit.
//! - [`between_within`]: within-and-between analysis (WABA) of two scores, and [`unit_correlation`] of unit means.
//! - [`welch_test`], [`bartlett_test`], [`kruskal_wallis_test`]: whether units differ, under weaker assumptions.
//!
//! Everything is a function of a few exact sums per unit; no row is needed. The likelihood is profiled down to one
//! number, θ = τ² / σ², and the root of its score is found to the last digits, where lme4 stops at a relative 10⁻⁶ and
//! nlme at 10⁻⁴ where τ² is small.

mod between_within;
mod boundary;
mod cross_products;
mod descent;
mod normal_equations;
mod profile;
mod random_intercept;
mod random_slope;
mod regression;
mod sizes;
mod unequal_variances;
mod unit_correlation;
mod unit_mean;

pub use between_within::{BetweenWithin, PairedScores, between_within};
pub use boundary::BoundaryTest;
pub use cross_products::CrossProducts;
pub use normal_equations::FixedEffect;
pub use random_intercept::{Method, RandomIntercept, random_intercept};
pub use random_slope::{RandomSlope, random_slope_regression};
pub use regression::{Regression, random_intercept_regression};
pub use unequal_variances::{UnitTest, bartlett_test, kruskal_wallis_test, welch_test};
pub use unit_correlation::{UnitCorrelation, corrected_for_unreliability, unit_correlation};
pub use unit_mean::UnitMean;
