//! Tails and quantiles of distributions, to about 13 digits at every size.

mod f;

pub(crate) use f::{f_quantile, f_upper, normal_quantile, t_quantile};
