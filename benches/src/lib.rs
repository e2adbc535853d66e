//! Side-by-side timings; see `benches/README.md`.
