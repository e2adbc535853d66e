//! `mestring synth` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `mestring synth`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SynthArgs {
    /// Something smaller or larger than a project.
    #[command(subcommand)]
    pub(crate) only: Option<SynthCommand>,
    /// Folder of the new project; must not exist or be empty.
    #[arg(value_name = "DIR", required = true)]
    pub(crate) into: Option<PathBuf>,
    /// Seed of every draw.
    #[arg(long, default_value_t = 2020)]
    pub(crate) seed: u64,
    /// Employees at the last wave.
    #[arg(long, default_value_t = 6_000, value_parser = clap::value_parser!(u32).range(600..=60_000))]
    pub(crate) employees: u32,
}

/// `mestring synth ...`
#[derive(Debug, Subcommand)]
pub(crate) enum SynthCommand {
    /// Write very many responses as one settled wave, to measure and try out counting.
    Responses(SynthResponsesArgs),
}

/// `mestring synth responses`
#[derive(Debug, Args)]
pub(crate) struct SynthResponsesArgs {
    /// Responses in all.
    #[arg(long, value_name = "N")]
    pub(crate) rows: u64,
    /// Units the responses are spread over.
    #[arg(long, value_name = "N")]
    pub(crate) units: u64,
    /// Seed of every draw.
    #[arg(long, default_value_t = 2020)]
    pub(crate) seed: u64,
    /// Folder of the new wave; must not exist.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The share of answers that are missing, 0 to 0.5.
    #[arg(long, default_value_t = 0.02, value_name = "SHARE")]
    pub(crate) missing: f64,
}
