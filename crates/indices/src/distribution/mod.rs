//! Tails and quantiles of distributions, to about 13 digits at every size.

mod f;
mod gamma;

pub(crate) use f::{f_quantile, f_upper, normal_quantile, t_quantile};
pub(crate) use gamma::{digamma_rising, ln_factorial, ln_rising, trigamma_rising};
