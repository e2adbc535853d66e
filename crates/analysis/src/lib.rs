//! Parquet to counts to findings.
