//! How well the items of a scale measure one thing.
//!
//! Two ways to treat missing answers lead to two alphas, and neither is silently taken for another. *Listwise*
//! statistics ([`cronbach_alpha`], [`item_statistics`]) use the persons who answered every item and are fractions of
//! integers. *Pairwise* ones ([`alpha_pairwise`], [`item_statistics_pairwise`]) use for every pair of items whoever
//! answered both. Everything else starts from a matrix, [`ItemCovariances`], which can come from either, from decimal
//! scores, or from elsewhere, such as polychoric correlations.
//!
//! *Omega* likewise names three numbers. [`OneFactor::omega_total`] divides by the variance that a maximum likelihood
//! factor model implies, [`OneFactor::omega_observed`] by the observed one, and [`minres_omega`] works on correlations.
//! They differ in the third digit; a report must say which it shows. [`hierarchical_omega`] answers another question:
//! what a total says about one general factor when its items fall into groups.

mod alpha;
mod components;
mod distribution_free;
mod guttman;
mod hierarchical;
mod item_covariances;
mod items;
mod keying;
mod likelihood;
mod matrix_alpha;
mod minres;
mod omega;
mod one_factor;
mod pairwise;
mod rotation;

pub use alpha::{alpha_ratio, cronbach_alpha, cronbach_alpha_standardised, feldt_interval};
pub use distribution_free::{DistributionFreeAlpha, alpha_distribution_free};
pub use guttman::{Guttman, guttman, squared_multiple_correlations};
pub use hierarchical::{GroupOmega, HierarchicalOmega, hierarchical_omega};
pub use item_covariances::ItemCovariances;
pub use items::{ItemStatistics, item_statistics};
pub use keying::{OpposedItems, opposed_items};
pub use matrix_alpha::{alpha_of_correlations, alpha_of_covariances, alpha_standard_error, average_correlation};
pub use minres::{MinresOmega, minres_omega};
pub use omega::{average_variance_extracted, omega_of_model, omega_of_observed};
pub use one_factor::{OneFactor, one_factor};
pub use pairwise::{alpha_pairwise, item_statistics_pairwise};
