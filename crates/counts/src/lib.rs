//! Exact integer statistics.
