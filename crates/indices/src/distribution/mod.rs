//! Tails and quantiles of distributions, to about 13 digits at every size.

mod bivariate_normal;
mod chi_squared;
mod f;
mod gamma;
mod noncentral_t;
mod tails;

pub(crate) use bivariate_normal::{bivariate_normal_density, bivariate_normal_lower, normal_density, normal_lower};
pub(crate) use chi_squared::{chi_squared_upper, noncentral_lower, noncentral_upper, noncentrality};
pub(crate) use f::{f_quantile, f_upper, normal_quantile, t_quantile};
pub(crate) use gamma::{digamma_rising, ln_factorial, ln_rising, trigamma_rising};
pub(crate) use noncentral_t::{mean_correction, noncentralities};
pub(crate) use tails::{chi_squared_tail, normal_upper};
