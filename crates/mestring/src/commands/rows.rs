//! `mestring stats`, `compare`, `dif` and `invariance`: statistics of a table whose rows the caller already holds.

use analysis::rows::{Matching, compare, dif, invariance, stats};
use anyhow::Result;
use disclosure::HolderReport;
use serde::Serialize;

use super::print;
use crate::cli::{CompareArgs, DifArgs, InvarianceArgs, RowsFormat, ScaleArgs, StatsArgs};

pub(super) fn stats(args: &StatsArgs) -> Result<()> {
    let ScaleArgs { scales, reversed } = &args.scales;
    let found = stats::of_file(&args.file, &args.unit, scales, reversed)?;
    told(&found, args.format, stats::text)
}

pub(super) fn compare(args: &CompareArgs) -> Result<()> {
    let ScaleArgs { scales, reversed } = &args.scales;
    let found = compare::of_file(&args.file, &args.unit, &args.group, scales, reversed)?;
    told(&found, args.format, compare::text)
}

pub(super) fn dif(args: &DifArgs) -> Result<()> {
    let matching = if args.rest { Matching::Excluding } else { Matching::Including };
    let found = dif::of_file(&args.file, &args.group, &args.items, &args.reversed, matching)?;
    told(&found, args.format, dif::text)
}

pub(super) fn invariance(args: &InvarianceArgs) -> Result<()> {
    let found = invariance::of_file(&args.file, &args.group, &args.model, args.ordered)?;
    told(&found, args.format, invariance::text)
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
