//! What the statistics take: from a million rows, from moments of many items, from many units, and beside R.
//!
//! `cargo bench -p mestring-benches --bench statistics`, with `-- --only counts|factor|units|r` for one part and
//! `-- --rows N` for more or fewer people in `counts` and `r`. Targets are printed beside what was measured; a target that is
//! missed fails nothing, but sides that must say the same and do not fail the bench.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

mod answers;
mod beside_r;
mod factor;
mod figures;
mod r_process;
mod scales;
mod units;

use anyhow::{Context, Result, anyhow, bail};
use indices::Why;

use figures::Share;

const ROWS: usize = 1_000_000;

/// Of the comparison with R.
const ROWS_BESIDE_R: usize = 100_000;

fn main() -> Result<()> {
    let plan = Plan::read(std::env::args().skip(1))?;
    println!("Processor time of one thread; on a quiet machine that is the time that passes.");
    if plan.wants(Part::Counts) {
        let share = Share::begin();
        scales::measure(plan.rows.unwrap_or(ROWS))?;
        println!("{:.0} % of one core was to be had meanwhile", share.percent());
    }
    if plan.wants(Part::Factor) {
        factor::measure()?;
    }
    if plan.wants(Part::Units) {
        units::measure()?;
    }
    if plan.wants(Part::BesideR) {
        beside_r::measure(plan.rows.unwrap_or(ROWS_BESIDE_R))?;
    }
    Ok(())
}

/// A statistic that this bench cannot do without.
fn known<T>(statistic: Result<T, Why>) -> Result<T> {
    statistic.map_err(|why| anyhow!("a statistic of the bench is unknown: {why}"))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Counts,
    Factor,
    Units,
    BesideR,
}

/// What was asked for on the command line.
struct Plan {
    only: Option<Part>,
    rows: Option<usize>,
}

impl Plan {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Plan> {
        let mut plan = Plan { only: None, rows: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--only" => {
                    plan.only = Some(match arguments.next().as_deref() {
                        Some("counts") => Part::Counts,
                        Some("factor") => Part::Factor,
                        Some("units") => Part::Units,
                        Some("r") => Part::BesideR,
                        _ => bail!("--only needs counts, factor, units or r"),
                    });
                }
                "--rows" => {
                    let rows = arguments.next().context("--rows needs a number")?.parse().context("--rows")?;
                    plan.rows = Some(rows);
                }
                // cargo says which kind of target it runs.
                "--bench" => {}
                other => bail!("{other} is not understood; there are --only counts|factor|units|r and --rows N"),
            }
        }
        Ok(plan)
    }

    fn wants(&self, part: Part) -> bool {
        self.only.is_none_or(|only| only == part)
    }
}
