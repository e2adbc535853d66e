//! A synthetic municipality with known truth.
