//! What the counts say: pure functions from exact integers to indices, each with its interval or the reason why it is
//! unknown.
//!
//! Everything stays an integer or a fraction of integers as long as the formula allows; the last step rounds once. A
//! statistic that is undefined for the given counts is a value, [`Estimate::Unknown`], and not an error.
//!
//! What is where:
//!
//! - [`score`]: mean, standard deviation, favourable share and distribution of a scale; [`ScaleFinding`] has them all.
//! - [`reliability`]: Cronbach's alpha, item statistics, Guttman's lambdas, omega, hierarchical omega, items turned round.
//! - [`agreement`]: rwg, rwg(j), r*wg(j), AD, awg within one unit, and how much of it chance would give.
//! - [`aggregation`]: one-way analysis of variance, F, ICC(1), ICC(2), η², ω², ε² over units.
//! - [`climate`]: agreement, aggregation and size in one verdict on a unit and on a scale.
//! - [`multilevel`]: random intercepts and slopes by REML and ML, shrunken unit means, WABA, tests of units.
//! - [`comparison`]: Welch, Student, Cohen's d, Cliff's delta, a part against its whole, clustered differences, Holm and
//!   Benjamini and Hochberg.
//! - [`association`]: Poisson, negative binomial and random-intercept regression over units, and their correlations.
//! - [`convergence`]: whether origins that were put together become alike: adjusted gaps, variance between them, course.
//! - [`trend`]: change from wave to wave, difference in differences, staggered beginnings.
//! - [`weighting`]: finite staffs, post-stratification, raking, calibration, design effects.
//! - [`dif`]: whether one item treats groups differently, by Mantel, Mantel and Haenszel, or logistic regression.
//! - [`factor`]: confirmatory factor analysis, indices of fit, measurement invariance, robust, clustered and two-level.
//! - [`ordered`]: polychoric correlations, ordinal alpha, and factor models of ordered answers.
//! - [`standardisation`]: rates made comparable over strata, and a difference split into mix and rate.
//! - [`absence_percent`]: sickness absence as a share of working days. [`ScaleQuality`]: alpha and ICC of a scale at once.
//!
//! Beneath them, for all: exact numbers (`ratio`, `exact_sum`, `covariance`), tails and quantiles (`distribution`),
//! intervals from standard errors (`confidence`), CFI, TLI and RMSEA (`approximate_fit`), determinants
//! (`determinant`), random numbers from a seed (`generator`).
//!
//! This crate is not where anything is shown. A finding has no `Serialize` and its `Debug` reveals nothing; what may be
//! said aloud is decided in `disclosure`. There is no I/O and no clock here, and no randomness but from a seed that is an
//! argument.
//!
//! **Invariant:** pure, total and deterministic; the same counts give the same bits.

mod absence;
pub mod aggregation;
pub mod agreement;
mod approximate_fit;
pub mod association;
pub mod climate;
pub mod comparison;
mod confidence;
pub mod convergence;
mod covariance;
mod determinant;
pub mod dif;
mod distribution;
mod estimate;
mod exact_sum;
pub mod factor;
mod finding;
mod generator;
pub mod multilevel;
pub mod ordered;
mod quality;
mod ratio;
pub mod reliability;
pub mod score;
pub mod standardisation;
pub mod trend;
pub mod weighting;

pub use absence::absence_percent;
pub use agreement::{Agreement, NullDistribution};
pub use estimate::{Estimate, Interval, Known, LEVEL, Why};
pub use finding::ScaleFinding;
pub use quality::ScaleQuality;
pub use ratio::Ratio;
