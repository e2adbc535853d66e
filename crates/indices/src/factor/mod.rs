//! Confirmatory factor analysis from moments, and whether groups may be compared at all.
//!
//! A [`Model`] says which items measure which factor. [`fit`] estimates it by maximum likelihood in one or several
//! groups, with as much equality between them as an [`Equality`] asks for.

mod fit;
mod implied;
mod likelihood;
mod model;
mod moments;
mod parse;
mod sample;
mod scoring;
mod specification;
mod starts;

pub use fit::{Estimated, Fit, Note, Settings, fit};
pub use model::{Factor, Model, ModelError, ModelFault};
pub use moments::SampleMoments;
pub use sample::Likelihood;
pub use specification::{Coefficient, Equality, Level, MeanStructure, Scaling};
