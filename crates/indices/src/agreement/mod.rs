//! Whether the people of one unit agree: without agreement a mean is no climate.
//!
//! - `rwg`: r_wg, r_wg(j) and Lindell's r*_wg(j) against what chance would answer ([`NullDistribution`]).
//! - `average_deviation`: AD, agreement in points of the scale.
//! - `awg`: a_wg, agreement against the most that could be disagreed about the same mean.
//! - `significance`: how often chance alone would agree as much.
//!
//! Traps that the names here keep apart. The variances have divisor n − 1, so one person has none. r_wg(j) leaves out
//! whoever skipped an item ([`rwg_j`]) or does not ([`rwg_j_pairwise`]). r_wg of the scale mean is not r_wg(j). A
//! threshold is compared with the exact fraction and never with a number that was rounded first.

mod average_deviation;
mod awg;
mod fraction_sum;
mod null_distribution;
mod rwg;
mod significance;

pub use average_deviation::{AverageDeviation, ad_cutoff, ad_mean, ad_median};
pub use awg::{Awg, awg};
pub use null_distribution::NullDistribution;
pub use rwg::{Agreement, r_star_of_dissensus, rwg, rwg_j, rwg_j_pairwise, rwg_of_scale_mean};
pub use significance::{
    ChanceAgreement, Computation, Index, chance_agreement, chance_agreement_by_size,
    chance_agreement_of_correlated_items,
};
