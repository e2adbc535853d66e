//! Tails and quantiles of distributions, to about 13 digits at every size.

mod chi_squared;
mod f;
mod gamma;
mod noncentral_t;
mod tails;

pub(crate) use chi_squared::{chi_squared_upper, noncentral_upper, noncentrality};
pub(crate) use f::{f_quantile, f_upper, normal_quantile, t_quantile};
pub(crate) use gamma::{digamma_rising, ln_factorial, ln_rising, trigamma_rising};
pub(crate) use noncentral_t::{mean_correction, noncentralities};
pub(crate) use tails::{chi_squared_tail, normal_upper};
