//! Tails and quantiles of distributions, to about 13 digits at every size.

mod bivariate_normal;
mod f;

pub(crate) use bivariate_normal::{bivariate_normal_density, bivariate_normal_lower, normal_density, normal_lower};
pub(crate) use f::{f_quantile, f_upper, normal_quantile, t_quantile};
