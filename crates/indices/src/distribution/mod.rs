//! Tails and quantiles of distributions, to about 13 digits at every size.

mod bivariate_normal;
mod chi_squared;
mod deviance;
mod f;
mod false_position;
mod gamma;
mod gauss_legendre;
mod noncentral_t;
mod normal;

pub(crate) use bivariate_normal::{bivariate_normal_density, bivariate_normal_lower};
pub(crate) use chi_squared::{chi_squared_upper, noncentral_lower, noncentral_upper, noncentrality};
pub(crate) use f::{f_quantile, f_upper, t_quantile};
pub(crate) use gamma::{digamma_rising, ln_factorial, ln_rising, trigamma_rising};
pub(crate) use noncentral_t::{mean_correction, noncentralities};
pub(crate) use normal::{normal_density, normal_lower, normal_quantile, normal_upper};
