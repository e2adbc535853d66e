//! `mestring counts` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use survey::WaveId;

/// `mestring counts ...`
#[derive(Debug, Subcommand)]
pub(crate) enum CountsCommand {
    /// Print the query that counts a settled wave in another engine, over the readable columns.
    Sql(CountsSqlArgs),
    /// Check the result of that query and keep it; `mestring analyse` then goes on from it.
    Import(CountsImportArgs),
}

/// `mestring counts sql`
#[derive(Debug, Args)]
pub(crate) struct CountsSqlArgs {
    /// The settled wave; the latest one when left out.
    pub(crate) wave: Option<WaveId>,
    /// Whose SQL.
    #[arg(long)]
    pub(crate) dialect: DialectArg,
    /// The folder of the wave's files as the engine is to open it, such as s3://bucket/wave=2023; the project's own when left out.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) at: Option<String>,
}

/// `mestring counts import`
#[derive(Debug, Args)]
pub(crate) struct CountsImportArgs {
    /// CSV or Parquet files as the engine wrote them, or folders of such files.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The settled wave; the latest one when left out.
    #[arg(long, value_name = "WAVE")]
    pub(crate) wave: Option<WaveId>,
    /// Count the wave's files here as well, and refuse unless every integer is the same.
    #[arg(long)]
    pub(crate) recount: bool,
}

/// An engine as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectArg {
    /// DuckDB
    #[value(name = "duckdb")]
    DuckDb,
    /// Spark SQL
    Spark,
}

impl From<DialectArg> for tabulation::elsewhere::Dialect {
    fn from(dialect: DialectArg) -> Self {
        match dialect {
            DialectArg::DuckDb => Self::DuckDb,
            DialectArg::Spark => Self::Spark,
        }
    }
}
