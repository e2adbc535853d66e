//! Settled answers become Parquet.
