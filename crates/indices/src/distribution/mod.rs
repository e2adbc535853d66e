//! Tails and quantiles of distributions, to about 13 digits at every size.

mod chi_squared;
mod f;

pub(crate) use chi_squared::{chi_squared_upper, noncentral_lower, noncentral_upper, noncentrality};
pub(crate) use f::{f_quantile, f_upper, normal_quantile, t_quantile};
