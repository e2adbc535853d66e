//! The employer-policy plan: indicators, zones and benchmarks.
