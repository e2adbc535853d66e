//! How two groups differ: differences of means, effect sizes, and what many comparisons at once ask for.
//!
//! Everything begins with exact sums: [`welch`], [`student`], [`cohens_d`] and the other effect sizes with the moments
//! of two groups, [`dominance()`] with their histograms, [`ClusteredMeans`] with the sums per unit and group,
//! [`regression()`] with the cross products per unit, [`part_whole()`] with a unit and the total that contains it.
//! Persons of one unit resemble each other, so a comparison of groups of persons that ignores the units is too sure of
//! itself; [`ClusteredMeans`] and [`regression()`] are not. Where many units are compared, [`holm`] and
//! [`benjamini_hochberg`] keep chance from being taken for a difference.

mod cluster_products;
mod clustered;
mod contrast;
mod dominance;
mod effect_size;
mod mean_difference;
mod multiplicity;
mod orthonormal;
mod part_whole;
mod regression;
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
