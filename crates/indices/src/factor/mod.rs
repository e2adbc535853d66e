//! Confirmatory factor analysis, and whether groups may be compared at all.
//!
//! A [`Model`] says which items measure which factor. [`fit()`] estimates it by maximum likelihood in one or several
//! groups, with as much equality between them as an [`Equality`] asks for; [`invariance()`] walks through the levels and
//! judges each step by [`CutOffs`]; [`Fit::score_tests`] name the items that stand in the way, and
//! [`partial_invariance`] releases them one by one.
//!
//! The numbers are those of lavaan 0.6-20, whose defaults these are: covariances with divisor n, the first item of a
//! factor as its marker, latent means of nought in the first group. What is easily taken wrongly:
//!
//! - The first group is the one given first. Another order is the same model with other numbers.
//! - Answers on a scale of points are taken as if they were measured. With five points or more and answers that are not
//!   all at one end the correction of [`fit_robust`] mends most of what is wrong with that; with fewer it does not.
//! - Chi-square takes persons for independent. In units they are not: use [`fit_clustered`], or [`fit_two_level`] to
//!   see the factors of persons and of units apart.
//! - A difference of two scaled chi-squares is none itself: [`RobustFit::change_from`] scales it.
//! - RMSEA of several groups is multiplied by √G, as in lavaan and Mplus and not in every program.
//! - Gaps are either left out with their persons, or [`fit_incomplete`] takes what is there.

mod block;
mod cases;
mod clustered;
mod cut_offs;
mod fit;
mod fit_indices;
mod implied;
mod invariance;
mod likelihood;
mod missing;
mod model;
mod moments;
mod parse;
mod robust;
mod robust_indices;
mod sample;
mod score_test;
mod scoring;
mod specification;
mod standardised;
mod starts;
mod two_level;

pub use crate::approximate_fit::{ApproximateFit, RMSEA_LEVEL};
pub use clustered::fit_clustered;
pub use cut_offs::{CutOffs, Verdict};
pub use fit::{Estimated, Fit, Note, Settings, fit};
pub use fit_indices::FitIndices;
pub use invariance::{Change, Partial, Step, invariance, partial_invariance};
pub use missing::fit_incomplete;
pub use model::{Factor, Model, ModelError, ModelFault};
pub use moments::SampleMoments;
pub use robust::{Correction, RobustFit, fit_robust};
pub use robust_indices::{RobustIndices, ScaledChange};
pub use sample::Likelihood;
pub use score_test::ScoreTest;
pub use specification::{Coefficient, Equality, Level, MeanStructure, Scaling};
pub use standardised::LatentMeanDifference;
pub use two_level::{TwoLevelFit, fit_two_level};
