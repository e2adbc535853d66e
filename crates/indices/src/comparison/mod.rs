//! How two groups differ: differences of means, effect sizes, and what many comparisons at once ask for.
//!
//! Everything begins with exact sums: [`mean_difference`] and [`effect_size`] with the moments of two groups,
//! [`dominance`] with their histograms, [`clustered`] with the sums per unit and group, [`regression`] with the cross
//! products per unit. Persons of one unit resemble each other, so a comparison of groups of persons that ignores the
//! units is too sure of itself; the last two are not.

pub mod clustered;
pub mod dominance;
pub mod effect_size;
pub mod mean_difference;
pub mod multiplicity;
pub mod part_whole;
pub mod regression;

mod cluster_products;
mod contrast;
mod orthonormal;
mod sample;

pub use cluster_products::RegressionCluster;
pub use clustered::{ClusterCell, ClusterError, ClusteredMeans};
pub use contrast::Contrast;
pub use dominance::{Dominance, DominanceQuantile, dominance, score_histogram};
pub use effect_size::{Correction, cohens_d, glass_delta, hedges_g};
pub use mean_difference::{student, welch};
pub use multiplicity::{benjamini_hochberg, holm};
pub use part_whole::{PartWhole, part_whole};
pub use regression::{CoefficientError, Regression, regression};
