//! The elimination behind a plan: which cells of a middling organisation may be shown.

#[expect(
    dead_code,
    clippy::indexing_slicing,
    reason = "the generator belongs to the tests, which use more of it and may panic"
)]
#[path = "../../../crates/disclosure/tests/protection/municipality.rs"]
mod municipality;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use municipality::{Settings, request};

const SEED: u64 = 1;

/// Units by former municipality and by role class, about a thousand cells; then with the triple cross.
#[divan::bench(args = [false, true])]
fn plan(bencher: Bencher<'_, '_>, cross: bool) {
    let units = if cross { 67 } else { 131 };
    let request = request(Settings { units, cross, ..Settings::municipality() }, SEED);
    bencher.counter(ItemsCount::new(request.cells.len())).bench_local(|| black_box(&request).plan().unwrap());
}
