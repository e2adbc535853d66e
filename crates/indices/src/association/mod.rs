//! How climate and absence go together over units: counts with exposure, and correlations corrected for unreliability.
//!
//! Every number here is about units. None of them says that one thing brings about another, and none of them is about
//! persons: two quantities can go together over units and not at all within them. [`Reading`] says what may be said.

mod coefficient;
mod counted;
mod design;
mod least_squares;
mod negative_binomial;
mod poisson;
mod scoring;

pub use coefficient::Coefficient;
pub(crate) use coefficient::{coefficients, normal_interval};
pub use counted::Counted;
pub use design::{Design, Frame};
pub(crate) use least_squares::least_squares;
pub use negative_binomial::{NegativeBinomialModel, negative_binomial};
pub use poisson::{PoissonModel, poisson, quasi_poisson};
pub use scoring::Stop;
