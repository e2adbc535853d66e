//! `mestring stats`: statistics of a table whose rows the caller already holds.

use analysis::stats;
use anyhow::Result;

use super::print;
use crate::cli::{StatsArgs, StatsFormat};

pub(super) fn run(args: &StatsArgs) -> Result<()> {
    let statistics = stats::of_file(&args.file, &args.unit, &args.scales, &args.reversed)?;
    match args.format {
        StatsFormat::Json => print(&format!("{}\n", serde_json::to_string_pretty(&statistics)?)),
        StatsFormat::Text => print(&stats::text(&statistics)),
    }
}
