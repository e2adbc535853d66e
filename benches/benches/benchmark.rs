//! What a benchmark costs once a municipality is counted and sealed: every indicator of both plans, in every unit, service
//! area, type, former municipality and year, beside the sealing it follows.

use std::io::Write;
use std::time::{Duration, Instant};

use disclosure::benchmarks::{Benchmarking, By, rows, yearly};
use disclosure::{Rule, Sealed};

#[path = "../../crates/report/tests/report/municipality.rs"]
#[expect(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "shared with the tests of the report")]
mod municipality;

/// What the benchmark of the demo's municipality may cost.
const TARGET: Duration = Duration::from_millis(200);
const ROUNDS: usize = 7;

fn main() -> anyhow::Result<()> {
    let drafted = Instant::now();
    let sealed = municipality::draft(6_000).seal(Rule::house())?;
    let counted_and_sealed = drafted.elapsed();
    let mut times = Vec::new();
    let mut told = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        told = benchmark(&sealed);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let median = times.get(ROUNDS / 2).copied().unwrap_or_default();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{told} rows in {:.1} ms (median of {ROUNDS}); drawing, counting and sealing took {:.0} times that",
        median.as_secs_f64() * 1e3,
        counted_and_sealed.as_secs_f64() / median.as_secs_f64()
    )?;
    let verdict = if median <= TARGET { "within" } else { "ABOVE" };
    writeln!(out, "{verdict} the target of {} ms", TARGET.as_millis())?;
    Ok(())
}

/// Every row there is.
fn benchmark(sealed: &Sealed) -> usize {
    let benchmarking = Benchmarking::of(sealed);
    let kinds = [By::Unit, By::ServiceArea, By::UnitType, By::FormerMunicipality];
    let plans = 0..sealed.plans().len();
    plans
        .map(|plan| {
            kinds.map(|by| rows(&benchmarking, plan, by).len()).iter().sum::<usize>()
                + yearly(&benchmarking, plan).len()
        })
        .sum()
}
