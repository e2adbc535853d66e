//! Packed rows: whatever their order, the batches and the cells, they are counted to what one would count by hand.

use counts::{
    Asked, CellStore, CountError, NO_ANSWER, PackedCounter, PackedCounts, PackedScale, PackedShape, PairMoments, Run,
    ScaleShape, ShapeError,
};
use proptest::prelude::*;
use survey::{MissingRule, Points};

use crate::naive::{CELLS, Naive, shapes};

const ALL: Asked = Asked { moments: true, pairs: true };

/// Scales over shuffled positions of one row, and rows of codes per scale.
#[derive(Clone, Debug)]
struct Sample {
    scales: Vec<PackedScale>,
    items: usize,
    /// Per row and scale, one code per item.
    rows: Vec<Vec<Vec<u8>>>,
    cells: Vec<u32>,
}

impl Sample {
    /// The rows as they are packed. An answer that is missing is now and then "not relevant".
    fn packed(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let mut packed = vec![0_u8; self.items.div_ceil(2)];
            for (scale, codes) in self.scales.iter().zip(row) {
                for (&position, &code) in scale.positions.iter().zip(codes) {
                    let four = match code {
                        NO_ANSWER if (number + position).is_multiple_of(2) => 15,
                        NO_ANSWER => 0,
                        code => code - scale.shape.points().min() + 1,
                    };
                    packed[position / 2] |= if position.is_multiple_of(2) { four } else { four << 4 };
                }
            }
            bytes.extend(packed);
        }
        bytes
    }

    fn runs(&self) -> Vec<Run> {
        self.cells.chunk_by(|a, b| a == b).map(|run| Run { cell: run[0], rows: run.len() }).collect()
    }

    fn shape(&self) -> PackedShape {
        PackedShape::new(self.items, self.scales.clone(), ALL).unwrap()
    }

    /// Counts the rows in batches of this many.
    fn counted(&self, batch: usize) -> Vec<PackedCounts> {
        let shape = self.shape();
        let mut cells = vec![PackedCounts::new(&shape); CELLS];
        let mut counter = PackedCounter::new(&shape);
        for start in (0..self.rows.len()).step_by(batch) {
            let end = (start + batch).min(self.rows.len());
            let part =
                Self { rows: self.rows[start..end].to_vec(), cells: self.cells[start..end].to_vec(), ..self.clone() };
            counter.add(&part.packed(), &part.runs(), &mut cells).unwrap();
        }
        counter.finish(&mut cells).unwrap();
        cells
    }

    fn check(&self, counted: &[PackedCounts]) {
        for (cell, counts) in (0_u32..).zip(counted) {
            let rows: Vec<_> =
                self.rows.iter().zip(&self.cells).filter(|(_, at)| **at == cell).map(|(row, _)| row).collect();
            assert_eq!(counts.persons(), rows.len() as u64);
            for (scale, packed) in self.scales.iter().enumerate() {
                let codes: Vec<Vec<u8>> = rows.iter().map(|row| row[scale].clone()).collect();
                Naive::of(&packed.shape, &codes).check(&counts.scale_counts(scale).unwrap());
                check_pairs(&packed.shape, &codes, &counts.pair_moments(scale).unwrap());
            }
        }
    }
}

/// Pairs by hand: every pair over the rows that hold both.
fn check_pairs(shape: &ScaleShape, rows: &[Vec<u8>], found: &PairMoments) {
    let turn = |item: usize, code: u8| {
        u64::from(if shape.reversed()[item] { shape.points().min() + shape.points().max() - code } else { code })
    };
    assert_eq!(found.persons(), rows.len() as u64);
    for i in 0..shape.items() {
        for j in 0..shape.items() {
            let both = rows.iter().filter(|row| row[i] != NO_ANSWER && row[j] != NO_ANSWER);
            let both: Vec<(u64, u64)> = both.map(|row| (turn(i, row[i]), turn(j, row[j]))).collect();
            let pair = found.pair(i, j).unwrap();
            let sum = |of: fn(&(u64, u64)) -> u64| both.iter().map(of).sum::<u64>();
            let by_hand = (both.len() as u64, sum(|p| p.0), sum(|p| p.1), sum(|p| p.0 * p.0), sum(|p| p.1 * p.1));
            assert_eq!((pair.n, pair.sum_i, pair.sum_j, pair.squares_i, pair.squares_j), by_hand);
            assert_eq!(pair.product, sum(|p| p.0 * p.1));
        }
    }
}

/// Up to five scales of up to six items: some fit in a table, some do not.
fn samples(rows: usize) -> impl Strategy<Value = Sample> {
    prop::collection::vec(shapes(), 1..=5).prop_flat_map(move |shapes| {
        let items: usize = shapes.iter().map(ScaleShape::items).sum();
        let positions = Just((0..items).collect::<Vec<usize>>()).prop_shuffle();
        // Half of the instruments hold their items in order, as most do.
        (Just(shapes), positions, any::<bool>()).prop_flat_map(move |(shapes, shuffled, in_order)| {
            let mut next =
                if in_order { (0..shuffled.len()).collect::<Vec<_>>() } else { shuffled.clone() }.into_iter();
            let scales: Vec<PackedScale> = shapes
                .iter()
                .map(|shape| PackedScale {
                    shape: shape.clone(),
                    positions: next.by_ref().take(shape.items()).collect(),
                })
                .collect();
            let row: Vec<_> = shapes
                .iter()
                .map(|shape| {
                    let points = shape.points();
                    let code = prop_oneof![7 => points.min()..=points.max(), 1 => Just(NO_ANSWER)];
                    prop::collection::vec(code, shape.items())
                })
                .collect();
            let rows = prop::collection::vec((row, 0..u32::try_from(CELLS).unwrap()), 0..=rows);
            (Just(scales), rows, any::<bool>()).prop_map(|(scales, mut rows, sorted)| {
                if sorted {
                    rows.sort_by_key(|(_, cell)| *cell);
                }
                let items = scales.iter().map(|scale| scale.positions.len()).sum();
                let (rows, cells) = rows.into_iter().unzip();
                Sample { scales, items, rows, cells }
            })
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn packed_rows_are_counted_as_by_hand(sample in samples(60)) {
        sample.check(&sample.counted(usize::MAX / 2));
    }

    #[test]
    fn neither_batches_nor_row_order_show(sample in samples(60), batch in 1_usize..20, seed in any::<u64>()) {
        let whole = sample.counted(usize::MAX / 2);
        prop_assert!(sample.counted(batch) == whole);
        let mut order: Vec<usize> = (0..sample.rows.len()).collect();
        let key = |row: usize| (row as u64 ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        order.sort_by_key(|&row| key(row));
        let rows = order.iter().map(|&row| sample.rows[row].clone()).collect();
        let cells = order.iter().map(|&row| sample.cells[row]).collect();
        let shuffled = Sample { rows, cells, ..sample };
        prop_assert!(shuffled.counted(batch) == whole);
    }

    #[test]
    fn what_two_threads_count_is_merged(sample in samples(60), cut in 0_usize..60) {
        let cut = cut.min(sample.rows.len());
        let part = |rows: &[Vec<Vec<u8>>], cells: &[u32]| {
            Sample { rows: rows.to_vec(), cells: cells.to_vec(), ..sample.clone() }.counted(7)
        };
        let mut merged = part(&sample.rows[..cut], &sample.cells[..cut]);
        for (mine, theirs) in merged.iter_mut().zip(part(&sample.rows[cut..], &sample.cells[cut..])) {
            mine.merge(&theirs).unwrap();
        }
        prop_assert!(merged == sample.counted(60));
    }
}

/// Many rows per cell, so that patterns are counted in tables and unfolded, in blocks that do not end where cells do.
fn long_sample(rows: usize) -> Sample {
    let shape = |points: (u8, u8), reversed: &[bool], rule| {
        ScaleShape::new(Points::new(points.0, points.1).unwrap(), reversed.to_vec(), rule).unwrap()
    };
    let shapes = [
        shape((1, 5), &[false, true, false, false], MissingRule::Complete),
        shape((0, 10), &[true, false, false], MissingRule::AtLeast(2)),
        shape((1, 5), &[false; 5], MissingRule::AtLeast(3)),
        // More patterns than a table has: nine items with seven points.
        shape((0, 6), &[false, false, true, false, false, false, true, false, false], MissingRule::AtLeast(5)),
    ];
    let mut next = 0..;
    let scales: Vec<PackedScale> = shapes
        .into_iter()
        .map(|shape| PackedScale { positions: next.by_ref().take(shape.items()).collect(), shape })
        .collect();
    let mut state = 7_u64;
    let mut draw = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let rows: Vec<Vec<Vec<u8>>> = (0..rows)
        .map(|_| {
            let answer = |points: Points, draw: &mut dyn FnMut(u64) -> u64| match draw(12) {
                0 => NO_ANSWER,
                _ => points.min() + u8::try_from(draw(u64::from(points.count()))).unwrap(),
            };
            let scale = |scale: &PackedScale| {
                (0..scale.shape.items()).map(|_| answer(scale.shape.points(), &mut draw)).collect()
            };
            scales.iter().map(scale).collect()
        })
        .collect();
    // Cell 1 has most of the rows, and comes back at the end.
    let cells = (0..rows.len()).map(|row| match row {
        0..100 => 0,
        100..5_000 => 1,
        5_000..5_003 => 2,
        5_003..6_000 => 3,
        _ => 1,
    });
    Sample { items: next.start, cells: cells.collect(), rows, scales }
}

#[test]
fn long_runs_are_counted_as_by_hand() {
    let sample = long_sample(7_000);
    for batch in [100, 2_048, 3_001, 7_000] {
        sample.check(&sample.counted(batch));
    }
}

#[test]
fn a_code_that_is_no_answer_is_refused_in_every_place() {
    let sample = long_sample(3);
    let (rows, runs, shape) = (sample.packed(), sample.runs(), sample.shape());
    // Every position of the second row in turn, in tables and in the wide scale alike.
    for position in 0..sample.items {
        let points = sample.scales.iter().find(|scale| scale.positions.contains(&position)).unwrap().shape.points();
        for wrong in points.count() + 1..15 {
            let mut rows = rows.clone();
            let byte = &mut rows[shape.width() + position / 2];
            *byte = if position % 2 == 0 { *byte & 0xf0 | wrong } else { *byte & 15 | wrong << 4 };
            let mut cells = vec![PackedCounts::new(&shape); CELLS];
            let refused = PackedCounter::new(&shape).add(&rows, &runs, &mut cells);
            assert!(matches!(refused, Err(CountError::OutsideScale { .. })), "item {position}, {wrong}: {refused:?}");
        }
    }
}

#[test]
fn rows_that_are_not_those_of_the_runs_are_refused() {
    let sample = long_sample(3);
    let shape = sample.shape();
    let mut cells = vec![PackedCounts::new(&shape); CELLS];
    let mut counter = PackedCounter::new(&shape);
    let short = counter.add(&sample.packed()[1..], &sample.runs(), &mut cells);
    assert!(matches!(short, Err(CountError::WrongRows { expected: 3, .. })), "{short:?}");
    let unknown = counter.add(&sample.packed(), &[Run { cell: 9, rows: 3 }], &mut cells);
    assert_eq!(unknown, Err(CountError::UnknownCell { cell: 9, cells: 0 }));
}

#[test]
fn a_scale_outside_the_row_is_refused() {
    let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
    let scale = |positions: &[usize]| vec![PackedScale { shape: shape.clone(), positions: positions.to_vec() }];
    assert_eq!(PackedShape::new(4, scale(&[3, 4]), ALL).err(), Some(ShapeError::UnknownItem { position: 4 }));
    assert!(PackedShape::new(4, scale(&[3]), ALL).is_err());
}

/// A store with room for one cell: what is counted leaves it when the next cell begins.
struct OneCell {
    shape: PackedShape,
    now: Option<(u32, PackedCounts)>,
    left: Vec<(u32, PackedCounts)>,
}

impl CellStore for OneCell {
    fn cell(&mut self, cell: u32) -> Option<&mut PackedCounts> {
        if self.now.as_ref().is_none_or(|(now, _)| *now != cell) {
            self.left.extend(self.now.take());
        }
        Some(&mut self.now.get_or_insert_with(|| (cell, PackedCounts::new(&self.shape))).1)
    }
}

#[test]
fn a_store_may_hold_one_cell_at_a_time() {
    let sample = long_sample(6_000);
    let expected = sample.counted(1_000);
    let shape = sample.shape();
    let mut store = OneCell { shape: shape.clone(), now: None, left: Vec::new() };
    let mut counter = PackedCounter::new(&shape);
    counter.add(&sample.packed(), &sample.runs(), &mut store).unwrap();
    counter.finish(&mut store).unwrap();
    store.left.extend(store.now.take());
    assert_eq!(store.left.iter().map(|(cell, _)| *cell).collect::<Vec<_>>(), [0, 1, 2, 3]);
    for (cell, counts) in store.left {
        assert!(counts == expected[cell as usize], "cell {cell}");
    }
}
