//! Packed rows to patterns to counters, and answers to pairwise moments.

use counts::{Asked, NO_ANSWER, PackedCounter, PackedCounts, PackedScale, PackedShape, PairMoments, Run, ScaleShape};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use survey::{MissingRule, Points};

use crate::answers::{Answers, Drawing};

const ROWS: usize = 40_000;
/// As in the shipped instrument: ten scales, 36 items.
const SCALES: [usize; 10] = [4, 4, 4, 4, 4, 4, 3, 3, 3, 3];

fn drawn(scales: &[usize]) -> Answers {
    Drawing { people: ROWS, units: 1, scales, missing_per_mille: 20, seed: 20_261_129 }.answers()
}

fn shape(items: usize) -> ScaleShape {
    ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; items], MissingRule::Complete).unwrap()
}

/// Scales with their items one after the other, as settled rows have them.
fn packed_shape(asked: Asked) -> PackedShape {
    let mut next = 0..;
    let scale = |&items: &usize| PackedScale { shape: shape(items), positions: next.by_ref().take(items).collect() };
    PackedShape::new(SCALES.iter().sum(), SCALES.iter().map(scale).collect(), asked).unwrap()
}

/// Four bits for each item of a row, an even item in the lower half of its byte; no answer is 0.
fn packed_rows(answers: &Answers) -> Vec<u8> {
    let digit = |code: u8| if code == NO_ANSWER { 0 } else { code };
    let byte = |row: usize, columns: &[Vec<u8>]| {
        columns
            .iter()
            .zip([0, 4])
            .fold(0, |byte, (column, shift)| byte | digit(column.get(row).copied().unwrap()) << shift)
    };
    (0..ROWS).flat_map(|row| answers.columns.chunks(2).map(move |columns| byte(row, columns))).collect()
}

/// Every score and every item of ten scales, in units of so many people: below some hundred no table of patterns is filled.
#[divan::bench(args = [20, 2_000])]
fn patterns_of_packed_rows(bencher: Bencher<'_, '_>, people: usize) {
    let shape = packed_shape(Asked::default());
    let rows = packed_rows(&drawn(&SCALES));
    let runs: Vec<Run> = (0..).take(ROWS / people).map(|cell| Run { cell, rows: people }).collect();
    let mut counter = PackedCounter::new(&shape);
    bencher
        .counter(ItemsCount::new(ROWS))
        .with_inputs(|| vec![PackedCounts::new(&shape); runs.len()])
        .bench_local_values(|mut cells| {
            counter.add(black_box(&rows), &runs, &mut cells).unwrap();
            counter.finish(&mut cells).unwrap();
            cells
        });
}

/// Sums and cross products of every pair of six items over those who answered both.
#[divan::bench]
fn pairs_of_columns(bencher: Bencher<'_, '_>) {
    let (shape, answers) = (shape(6), drawn(&[6]));
    let columns: Vec<&[u8]> = answers.columns.iter().map(Vec::as_slice).collect();
    let everybody = vec![0; ROWS];
    bencher.counter(ItemsCount::new(ROWS)).with_inputs(|| [PairMoments::new(&shape)]).bench_local_values(
        |mut counts| {
            PairMoments::add_columns(&mut counts, &everybody, black_box(&columns)).unwrap();
            counts
        },
    );
}
