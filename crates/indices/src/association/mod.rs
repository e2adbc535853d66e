//! How climate and absence go together over units: counts with exposure, and correlations corrected for unreliability.
//!
//! Every number here is about units. None of them says that one thing brings about another, and none of them is about
//! persons: two quantities can go together over units and not at all within them. [`Reading`] says what may be said.

mod coefficient;
mod conditional;
mod correlation;
mod counted;
mod design;
mod least_squares;
mod negative_binomial;
mod newton;
mod overdispersion;
mod poisson;
mod quadrature;
mod random_intercept;
mod scoring;
mod wording;

pub use coefficient::Coefficient;
pub(crate) use coefficient::coefficients;
pub use correlation::{disattenuated_correlation, unit_correlation};
pub use counted::Counted;
pub use design::{Design, Frame};
pub(crate) use least_squares::least_squares;
pub use negative_binomial::{NegativeBinomialModel, negative_binomial};
pub(crate) use newton::maximise;
pub use overdispersion::{Overdispersion, overdispersion};
pub use poisson::{PoissonModel, poisson, quasi_poisson};
pub use random_intercept::{RandomInterceptModel, random_intercept_negative_binomial, random_intercept_poisson};
pub use scoring::Stop;
pub use wording::{ASSOCIATION_ONLY, Reading};
