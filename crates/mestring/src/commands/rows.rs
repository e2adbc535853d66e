//! `mestring stats`, `mestring compare`: statistics of a table whose rows the caller already holds.

use analysis::rows::{compare, stats};
use anyhow::Result;
use disclosure::HolderReport;
use serde::Serialize;

use super::print;
use crate::cli::{CompareArgs, RowsFormat, StatsArgs};

pub(super) fn stats(args: &StatsArgs) -> Result<()> {
    let found = stats::of_file(&args.file, &args.unit, &args.scales, &args.reversed)?;
    told(&found, args.format, stats::text)
}

pub(super) fn compare(args: &CompareArgs) -> Result<()> {
    let found = compare::of_file(&args.file, &args.unit, &args.group, &args.scales, &args.reversed)?;
    told(&found, args.format, compare::text)
}

fn told<T: Serialize>(
    found: &HolderReport<T>,
    format: RowsFormat,
    text: impl Fn(&HolderReport<T>) -> String,
) -> Result<()> {
    match format {
        RowsFormat::Json => print(&format!("{}\n", serde_json::to_string_pretty(found)?)),
        RowsFormat::Text => print(&text(found)),
    }
}
