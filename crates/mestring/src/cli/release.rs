//! `mestring audit`, `release` and `cube` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use survey::WaveId;

use super::{RowsFormat, Tongue};

/// `mestring audit`
#[derive(Debug, Args)]
#[command(
    after_help = "Without --project or --people nobody says how many people there are, and the audit runs with less.\n\n\
                  Exit codes: 0 nothing was found; 4 something was found; 3 a file cannot be read (the message says \
                  which and why); 2 the command was typed wrong; 1 a fault in this machine or program."
)]
pub(crate) struct AuditArgs {
    /// What was published: cube.json, pages of the report, exported tables; a folder is read whole.
    #[arg(required = true, value_name = "RELEASE")]
    pub(crate) releases: Vec<PathBuf>,
    /// CSV of how many people there are: unit,former_municipality,role,n, and wave,measure if wanted.
    /// With --project they are counted from the project instead.
    #[arg(long, value_name = "FILE", conflicts_with = "project")]
    pub(crate) people: Option<PathBuf>,
    /// Fewer answers than this are few; the files' own rule when left out.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(2..=1000))]
    pub(crate) minimum: Option<u64>,
    /// Seed of every random draw.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Text for people, JSON for programs.
    #[arg(long, default_value = "text")]
    pub(crate) format: RowsFormat,
    /// Language of the text.
    #[arg(long, default_value = "en")]
    pub(crate) language: Tongue,
    /// Say what the findings give away, not only which cells they are about.
    #[arg(long)]
    pub(crate) reveal: bool,
}

/// `mestring release`
#[derive(Debug, Args)]
pub(crate) struct ReleaseArgs {
    /// The settled wave.
    pub(crate) wave: WaveId,
    /// Say what would be shown, withheld and found, and write nothing.
    #[arg(long)]
    pub(crate) preview: bool,
    /// Seed of the audit's random draws.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

/// `mestring cube ...`
#[derive(Debug, Subcommand)]
pub(crate) enum CubeCommand {
    /// Write every cell of a sealed cube as a table.
    Export(CubeExportArgs),
}

/// `mestring cube export`
#[derive(Debug, Args)]
pub(crate) struct CubeExportArgs {
    /// The wave.
    pub(crate) wave: WaveId,
    /// The format of the table.
    #[arg(long, default_value = "csv")]
    pub(crate) format: CubeFormat,
    /// Write into this file instead of printing.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The format of an exported cube.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CubeFormat {
    /// Comma-separated, one row per cell.
    Csv,
}
