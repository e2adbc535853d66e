//! A second counter, written as one would count by hand, and the strategies that draw scales and answers.

use std::collections::BTreeMap;

use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
use proptest::prelude::*;
use survey::{MissingRule, Points};

/// What a person with paper and pencil would write down.
#[derive(Default)]
pub(crate) struct Naive {
    pub(crate) n: u64,
    pub(crate) n_complete: u64,
    pub(crate) scores: BTreeMap<(u8, u32), u64>,
    pub(crate) answers: BTreeMap<(usize, u8), u64>,
    pub(crate) sums: BTreeMap<usize, u64>,
    pub(crate) products: BTreeMap<(usize, usize), u64>,
}

impl Naive {
    pub(crate) fn of<'a>(shape: &ScaleShape, rows: impl IntoIterator<Item = &'a Vec<u8>>) -> Self {
        let mut naive = Self::default();
        for row in rows {
            naive.add(shape, row);
        }
        naive
    }

    fn add(&mut self, shape: &ScaleShape, row: &[u8]) {
        let points = shape.points();
        let oriented: Vec<Option<u8>> = row
            .iter()
            .zip(shape.reversed())
            .map(|(&code, &reversed)| match code {
                NO_ANSWER => None,
                code if reversed => Some(points.min() + points.max() - code),
                code => Some(code),
            })
            .collect();
        let given: Vec<u8> = oriented.iter().flatten().copied().collect();
        if given.len() < usize::from(shape.answers_min()) {
            return;
        }
        self.n += 1;
        let sum = given.iter().map(|&code| u32::from(code)).sum();
        *self.scores.entry((u8::try_from(given.len()).unwrap(), sum)).or_default() += 1;
        for (item, code) in oriented.iter().enumerate() {
            if let Some(code) = code {
                *self.answers.entry((item, *code)).or_default() += 1;
            }
        }
        if given.len() == shape.items() {
            self.n_complete += 1;
            for (i, &x) in given.iter().enumerate() {
                *self.sums.entry(i).or_default() += u64::from(x);
                for (j, &y) in given.iter().enumerate() {
                    *self.products.entry((i, j)).or_default() += u64::from(x) * u64::from(y);
                }
            }
        }
    }

    /// Holds every number of the two against each other.
    pub(crate) fn check(&self, counts: &ScaleCounts) {
        assert_eq!(counts.n(), self.n);
        assert_eq!(counts.n_complete(), self.n_complete);
        let scores: BTreeMap<(u8, u32), u64> =
            counts.score_histogram().map(|cell| ((cell.answered, cell.sum), cell.persons)).collect();
        assert_eq!(scores, self.scores);
        let points = counts.shape().points();
        for item in 0..counts.shape().items() {
            let histogram = counts.item_histogram(item).unwrap();
            assert_eq!(histogram.len(), usize::from(points.count()));
            for (point, &answers) in points.all().zip(histogram) {
                assert_eq!(answers, self.answers.get(&(item, point)).copied().unwrap_or_default());
            }
        }
        assert_eq!(counts.item_histogram(counts.shape().items()), None);
        let moments = counts.moments();
        assert_eq!(moments.n(), self.n_complete);
        for (item, &sum) in moments.sums().iter().enumerate() {
            assert_eq!(sum, self.sums.get(&item).copied().unwrap_or_default());
        }
        for i in 0..moments.items() {
            for j in 0..moments.items() {
                assert_eq!(moments.product(i, j), Some(self.products.get(&(i, j)).copied().unwrap_or_default()));
            }
        }
        let total = counts.score_total();
        let lcm = u64::from(total.lcm);
        let by_hand = self.scores.iter().map(|(&(answered, sum), &persons)| {
            assert_eq!(lcm % u64::from(answered), 0, "the common denominator is a multiple of {answered}");
            (u64::from(sum) * (lcm / u64::from(answered)), persons)
        });
        assert_eq!(total.sum, by_hand.clone().map(|(y, persons)| y * persons).sum::<u64>());
        let squares = by_hand.map(|(y, persons)| u128::from(y) * u128::from(y) * u128::from(persons));
        assert_eq!(total.squares, squares.sum::<u128>());
        for cut in 0..=12 {
            let reach = |(answered, sum): (u8, u32)| sum >= u32::from(cut) * u32::from(answered);
            let persons = self.scores.iter().filter(|(cell, _)| reach(**cell)).map(|(_, persons)| persons);
            assert_eq!(counts.at_or_above(cut), persons.sum::<u64>());
        }
    }
}

/// Any scale of up to six items.
pub(crate) fn shapes() -> impl Strategy<Value = ScaleShape> {
    (0_u8..=1, 1_u8..=10, prop::collection::vec(any::<bool>(), 1..=6)).prop_flat_map(|(min, steps, reversed)| {
        let items = u8::try_from(reversed.len()).unwrap();
        (0..=items).prop_map(move |at_least| {
            let rule = if at_least == 0 { MissingRule::Complete } else { MissingRule::AtLeast(at_least) };
            ScaleShape::new(Points::new(min, min + steps).unwrap(), reversed.clone(), rule).unwrap()
        })
    })
}

/// Answers of up to `rows` persons, about one in eight missing.
pub(crate) fn answers(shape: &ScaleShape, rows: usize) -> impl Strategy<Value = Vec<Vec<u8>>> + use<> {
    let points = shape.points();
    let code = prop_oneof![7 => points.min()..=points.max(), 1 => Just(NO_ANSWER)];
    prop::collection::vec(prop::collection::vec(code, shape.items()), 0..=rows)
}

/// Counts rows one by one into a single cell.
pub(crate) fn counted<'a>(shape: &ScaleShape, rows: impl IntoIterator<Item = &'a Vec<u8>>) -> ScaleCounts {
    let mut counts = ScaleCounts::new(shape);
    for row in rows {
        counts.add(row).unwrap();
    }
    counts
}

/// Turns rows into columns.
pub(crate) fn columns(shape: &ScaleShape, rows: &[Vec<u8>]) -> Vec<Vec<u8>> {
    (0..shape.items()).map(|item| rows.iter().map(|row| row[item]).collect()).collect()
}

/// Cells that rows are spread over.
pub(crate) const CELLS: usize = 4;

/// Rows of answers, and the cell of each.
pub(crate) fn shaped_rows() -> impl Strategy<Value = (ScaleShape, Vec<Vec<u8>>, Vec<u32>)> {
    shapes().prop_flat_map(|shape| {
        answers(&shape, 60).prop_flat_map(move |rows| {
            let cells = prop::collection::vec(0..u32::try_from(CELLS).unwrap(), rows.len());
            (Just(shape.clone()), Just(rows), cells)
        })
    })
}
