//! Confirmatory factor analysis from moments, and whether groups may be compared at all.
//!
//! A [`Model`] says which items measure which factor. [`fit`] estimates it by maximum likelihood in one or several
//! groups, with as much equality between them as an [`Equality`] asks for.

mod cases;
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

pub use cut_offs::{CutOffs, Verdict};
pub use fit::{Estimated, Fit, Note, Settings, fit};
pub use fit_indices::{FitIndices, RMSEA_LEVEL};
pub use invariance::{Change, Partial, Step, invariance, partial_invariance};
pub use missing::fit_incomplete;
pub use model::{Factor, Model, ModelError, ModelFault};
pub use moments::SampleMoments;
pub use robust::{Correction, RobustFit, fit_robust};
pub use robust_indices::{Approximate, RobustIndices, ScaledChange};
pub use sample::Likelihood;
pub use score_test::ScoreTest;
pub use specification::{Coefficient, Equality, Level, MeanStructure, Scaling};
pub use standardised::LatentMeanDifference;
