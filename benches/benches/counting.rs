//! Counting: the column kernel beside one call per person, on the same answers in the same run.
//!
//! `cargo bench -p mestring-benches`. Only the ratios are worth quoting: both sides run in turn, so a busy machine slows
//! both. Before anything is timed both sides must have counted the same integers.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

use std::time::Instant;

use counts::{ScaleCounts, ScaleShape};
use survey::{MissingRule, Points};

const PEOPLE: usize = 200_000;
const UNITS: u32 = 300;
const ITEMS: usize = 5;
const ROUNDS: usize = 7;

/// Answers of people sorted by unit, as settled files are: every fiftieth is missing.
struct Answers {
    cells: Vec<u32>,
    columns: Vec<Vec<u8>>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; ITEMS], MissingRule::Complete)?;
    let answers = answers();
    let columns: Vec<&[u8]> = answers.columns.iter().map(Vec::as_slice).collect();
    let empty = || (0..UNITS).map(|_| ScaleCounts::new(&shape)).collect::<Vec<_>>();

    let by_column = |counts: &mut Vec<ScaleCounts>| ScaleCounts::add_columns(counts, &answers.cells, &columns);
    let by_person = |counts: &mut Vec<ScaleCounts>| {
        for (person, cell) in answers.cells.iter().enumerate() {
            let row: Vec<u8> = columns.iter().filter_map(|column| column.get(person).copied()).collect();
            if let Some(cell) = counts.get_mut(*cell as usize) {
                cell.add(&row)?;
            }
        }
        Ok::<(), counts::CountError>(())
    };
    let (mut kernel, mut naive) = (empty(), empty());
    by_column(&mut kernel)?;
    by_person(&mut naive)?;
    assert!(kernel == naive, "the two sides count different integers");

    let (mut kernel_seconds, mut naive_seconds) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut counts = empty();
        let begun = Instant::now();
        by_column(&mut counts)?;
        kernel_seconds.push(begun.elapsed().as_secs_f64());
        let mut counts = empty();
        let begun = Instant::now();
        by_person(&mut counts)?;
        naive_seconds.push(begun.elapsed().as_secs_f64());
    }
    let (kernel, naive) = (median(&mut kernel_seconds), median(&mut naive_seconds));
    println!("{PEOPLE} people, {ITEMS} items, {UNITS} units; medians of {ROUNDS} rounds in turn");
    println!("column kernel   {:8.2} ms", kernel * 1e3);
    println!("person by person{:8.2} ms   {:.1} times the kernel", naive * 1e3, naive / kernel);
    Ok(())
}

fn answers() -> Answers {
    // A fixed multiplicative sequence: the same answers in every run.
    let mut state = 2_020_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % 50
    };
    let mut answer = || match next() {
        0 => counts::NO_ANSWER,
        value => u8::try_from(value % 5).unwrap_or_default() + 1,
    };
    let columns = (0..ITEMS).map(|_| (0..PEOPLE).map(|_| answer()).collect()).collect();
    let cells = (0..PEOPLE).map(|person| u32::try_from(person * UNITS as usize / PEOPLE).unwrap_or_default()).collect();
    Answers { cells, columns }
}

fn median(seconds: &mut [f64]) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN)
}
