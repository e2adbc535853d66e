//! What follows from published cells: values of every indicator in every year, where they fall, what would move them, and
//! how a unit stands among its likes.
//!
//! Nothing here looks behind a withheld cell. Every number is a function of numbers that any reader of the cube has, so it
//! adds nothing to what a reader could work out: D1 to D4 hold for it because they hold for the cells. That is also why a
//! probability can be given for a small unit here: it is made of the unit's published mean and the spread of its likes,
//! and not of its own spread, which stays withheld.

mod exact;
mod measured;
mod peers;
mod standing;
mod table;
mod tree;

pub use measured::{Measured, Period, When};
pub use peers::{Funnel, FunnelPoint, Kin};
pub use standing::{Benchmarking, Likeness, Reach, ShrunkenPlacement, Standing};
pub use table::{BenchmarkRow, By, Told, rows, yearly};

use crate::{Basis, PublishedPlacement, Reason, Released, Sealed, findings};

/// Places what rests on published cells. They are there now, and none of them changes.
pub(crate) fn place_derived(sealed: &mut Sealed) {
    let mut benchmarks = std::mem::take(&mut sealed.benchmarks);
    for benchmark in &mut benchmarks {
        if is_derived(&benchmark.basis) {
            let indicator = sealed.plans.get(benchmark.plan).and_then(|plan| plan.indicators.get(benchmark.indicator));
            let zones = indicator.and_then(crate::IndicatorText::exact_zones);
            let found = measured::measured(sealed, &benchmark.basis, benchmark.group, When::Now);
            let placed = found.and_then(|found| {
                let zones = zones.ok_or(Reason::NotMeasured)?;
                findings::placement(&found.placed(&zones)).ok_or(Reason::NotMeasured)
            });
            benchmark.placement = placed.map_or_else(Released::withhold, Released::show);
        }
    }
    sealed.benchmarks = benchmarks;
}

/// Whether a basis is made of other published cells.
pub(crate) fn is_derived(basis: &Basis) -> bool {
    matches!(basis, Basis::Targets | Basis::Register(_) | Basis::Change { .. })
}

/// Whether a placement read from a file is the one its cells give; a derived placement cannot say anything else.
pub(crate) fn is_as_derived(sealed: &Sealed, benchmark: &crate::PublishedBenchmark) -> bool {
    let Some(placement) = benchmark.placement.shown() else { return true };
    let indicator = sealed.plans.get(benchmark.plan).and_then(|plan| plan.indicators.get(benchmark.indicator));
    let zones = indicator.and_then(crate::IndicatorText::exact_zones);
    let found = measured::measured(sealed, &benchmark.basis, benchmark.group, When::Now);
    let same = |zones| found.as_ref().is_ok_and(|found| same_place(placement, &found.placed(&zones)));
    zones.is_some_and(same)
}

/// Zone and value alike; a file's decimal numbers may be read one last digit off.
fn same_place(published: &PublishedPlacement, made: &plan::Placement) -> bool {
    published.zone == made.zone && (published.value - made.value).abs() <= 1e-9 * (1.0 + made.value.abs())
}
