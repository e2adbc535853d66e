//! Sums and cross products of every pair of items over the persons who answered both.

use std::fmt;
use std::ops::Range;

use crate::bounds::{HIT_RUN, LANES, MAX_PERSONS, NO_ANSWER};
use crate::error::{CountError, MergeError, RetractError};
use crate::kernel::{self, product};
use crate::moments::{triangle, triangle_position};
use crate::scale_counts::room_for;
use crate::shape::ScaleShape;

/// What pairwise-complete covariances and correlations need: for every pair of items, the integers over the persons who
/// answered both, oriented so that a high code means much of the scale.
///
/// The missing rule of the shape plays no part: each pair uses everybody who answered it. Kept apart from
/// [`crate::ScaleCounts`], so that only who asks for pairs pays for them.
///
/// ```
/// use counts::{NO_ANSWER, PairMoments, ScaleShape};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false, true], MissingRule::Complete)?;
/// let mut cells = [PairMoments::new(&shape)];
/// // The second item is reversed: 5, 4 and 1 count as 1, 2 and 5.
/// PairMoments::add_columns(&mut cells, &[0, 0, 0], &[&[2, 3, NO_ANSWER], &[5, 4, 1]])?;
/// let both = cells[0].pair(0, 1).unwrap();
/// assert_eq!((both.n, both.sum_i, both.sum_j, both.product), (2, 2 + 3, 1 + 2, 2 * 1 + 3 * 2));
/// assert_eq!(cells[0].pair(1, 1).unwrap().squares_i, 1 + 4 + 25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct PairMoments {
    shape: ScaleShape,
    /// Rows counted, answered or not.
    persons: u64,
    /// n, Σxᵢ, Σxⱼ, Σxᵢ², Σxⱼ² and Σxᵢxⱼ for i ≤ j, the upper triangle by rows.
    pairs: Vec<[u64; 6]>,
}

/// The integers of one pair of items, over the persons who answered both.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PairSums {
    /// Persons who answered both.
    pub n: u64,
    /// Σ xᵢ.
    pub sum_i: u64,
    /// Σ xⱼ.
    pub sum_j: u64,
    /// Σ xᵢ².
    pub squares_i: u64,
    /// Σ xⱼ².
    pub squares_j: u64,
    /// Σ xᵢxⱼ.
    pub product: u64,
}

impl PairMoments {
    /// Empty counters for a scale of this shape.
    #[must_use]
    pub fn new(shape: &ScaleShape) -> Self {
        let items = shape.items();
        let pairs = triangle(items);
        Self { shape: shape.clone(), persons: 0, pairs: vec![[0; 6]; pairs] }
    }

    /// Counters that were filled elsewhere.
    pub(crate) fn from_parts(shape: &ScaleShape, persons: u64, pairs: &[[u64; 6]]) -> Self {
        Self { shape: shape.clone(), persons, pairs: pairs.to_vec() }
    }

    /// The shape these counters are for.
    #[must_use]
    pub fn shape(&self) -> &ScaleShape {
        &self.shape
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.shape.items()
    }

    /// Everybody counted, also who answered nothing.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Counts one person: one raw code per item, [`crate::NO_ANSWER`] where there is none.
    pub fn add(&mut self, answers: &[u8]) -> Result<(), CountError> {
        let columns: Vec<&[u8]> = answers.iter().map(std::slice::from_ref).collect();
        Self::add_columns(std::slice::from_mut(self), &[0], &columns)
    }

    /// Counts many persons in many cells at once, as [`crate::ScaleCounts::add_columns`] does: row r belongs to
    /// `cells[r]`. A batch is counted whole or refused whole. Fastest when rows of one cell stand together.
    pub fn add_columns(counts: &mut [Self], cells: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
        kernel::in_blocks(counts, cells, columns, Block::new, |block, shape, counts, cells, parts| {
            block.fill(shape, parts);
            for (cell, rows) in kernel::runs(cells) {
                if let Some(counts) = counts.get_mut(cell) {
                    block.count_run(counts, rows);
                }
            }
        })
    }

    /// Adds another cell's counts to these.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.shape != other.shape {
            return Err(MergeError::DifferentShape);
        }
        let persons = self.persons.checked_add(other.persons).filter(|&persons| persons <= MAX_PERSONS);
        self.persons = persons.ok_or(MergeError::TooManyPersons)?;
        // Every other counter is bounded by the persons, see `bounds`.
        for (mine, theirs) in self.pairs.as_flattened_mut().iter_mut().zip(other.pairs.as_flattened()) {
            *mine = mine.wrapping_add(*theirs);
        }
        Ok(())
    }

    /// Takes counts out again that were merged before.
    pub fn retract(&mut self, other: &Self) -> Result<(), RetractError> {
        if self.shape != other.shape {
            return Err(RetractError::DifferentShape);
        }
        let persons = self.persons.checked_sub(other.persons).ok_or(RetractError::NeverCounted)?;
        let mut counters = self.pairs.as_flattened().iter().zip(other.pairs.as_flattened());
        if counters.any(|(mine, theirs)| mine < theirs) {
            return Err(RetractError::NeverCounted);
        }
        self.persons = persons;
        for (mine, theirs) in self.pairs.as_flattened_mut().iter_mut().zip(other.pairs.as_flattened()) {
            *mine = mine.wrapping_sub(*theirs);
        }
        Ok(())
    }

    /// The integers of any two items, in either order; an item with itself gives its own over all who answered it.
    #[must_use]
    pub fn pair(&self, i: usize, j: usize) -> Option<PairSums> {
        let position = triangle_position(self.items(), i.min(j), i.max(j))?;
        let &[n, sum_i, sum_j, squares_i, squares_j, product] = self.pairs.get(position)?;
        let pair = PairSums { n, sum_i, sum_j, squares_i, squares_j, product };
        Some(if i <= j { pair } else { pair.turned() })
    }
}

impl PairSums {
    fn turned(self) -> Self {
        let Self { n, sum_i, sum_j, squares_i, squares_j, product } = self;
        Self { n, sum_i: sum_j, sum_j: sum_i, squares_i: squares_j, squares_j: squares_i, product }
    }
}

impl kernel::Cell for PairMoments {
    fn shape(&self) -> &ScaleShape {
        &self.shape
    }

    fn has_room_for(&self, rows: usize) -> bool {
        room_for(self.persons, rows)
    }
}

/// The working columns of one block of rows, one per item each.
struct Block {
    /// All bits where there is an answer, none where there is not.
    given: Vec<Vec<u8>>,
    /// The oriented code, or 0.
    codes: Vec<Vec<u8>>,
    /// Its square, or 0.
    squares: Vec<Vec<u8>>,
}

impl Block {
    fn new(shape: &ScaleShape, rows: usize) -> Self {
        let columns = || (0..shape.items()).map(|_| vec![0_u8; rows]).collect();
        Self { given: columns(), codes: columns(), squares: columns() }
    }

    fn fill(&mut self, shape: &ScaleShape, columns: &[&[u8]]) {
        let mirror = shape.points().min().wrapping_add(shape.points().max());
        let working = self.given.iter_mut().zip(&mut self.codes).zip(&mut self.squares);
        for ((column, &reversed), ((given, codes), squares)) in columns.iter().zip(shape.reversed()).zip(working) {
            for (((&code, given), oriented), square) in column.iter().zip(given).zip(codes).zip(squares) {
                *given = if code == NO_ANSWER { 0 } else { u8::MAX };
                let turned = if reversed { mirror.wrapping_sub(code) } else { code };
                *oriented = turned & *given;
                *square = oriented.wrapping_mul(*oriented);
            }
        }
    }

    fn count_run(&self, counts: &mut PairMoments, rows: Range<usize>) {
        let (items, highest) = (counts.items(), counts.shape.points().max());
        let square = highest.wrapping_mul(highest);
        counts.persons = counts.persons.wrapping_add(u64::try_from(rows.len()).unwrap_or_default());
        let pairs = (0..items).flat_map(|i| (i..items).map(move |j| (i, j)));
        for ((i, j), counters) in pairs.zip(&mut counts.pairs) {
            let (a, b) = (self.item(i, &rows), self.item(j, &rows));
            let sums = [
                both(a.given, b.given),
                sum_where(a.codes, b.given, highest),
                sum_where(b.codes, a.given, highest),
                sum_where(a.squares, b.given, square),
                sum_where(b.squares, a.given, square),
                product(a.codes, b.codes),
            ];
            for (counter, sum) in counters.iter_mut().zip(sums) {
                *counter = counter.wrapping_add(sum);
            }
        }
    }

    fn item(&self, item: usize, rows: &Range<usize>) -> Item<'_> {
        let [given, codes, squares] = [&self.given, &self.codes, &self.squares]
            .map(|columns| columns.get(item).and_then(|column| column.get(rows.clone())).unwrap_or_default());
        Item { given, codes, squares }
    }
}

/// One item's working columns over a run of rows.
struct Item<'a> {
    given: &'a [u8],
    codes: &'a [u8],
    squares: &'a [u8],
}

/// Rows in which both columns have an answer.
fn both(a: &[u8], b: &[u8]) -> u64 {
    let run = |a: &[u8], b: &[u8]| a.iter().zip(b).fold(0_u8, |n, (&a, &b)| n.wrapping_add(a & b & 1));
    a.chunks(HIT_RUN).zip(b.chunks(HIT_RUN)).fold(0, |n, (a, b)| n.wrapping_add(u64::from(run(a, b))))
}

/// Σ of values up to `highest` over the rows in which another column has an answer.
///
/// Rows are added up side by side in lanes of one byte, for as long as no lane can pass 255: sixteen rows in one vector
/// instruction, and the fewer points a scale has, the longer.
fn sum_where(values: &[u8], given: &[u8], highest: u8) -> u64 {
    let (value_lanes, value_rest) = values.as_chunks::<LANES>();
    let (given_lanes, given_rest) = given.as_chunks::<LANES>();
    let run = usize::from(u8::MAX.checked_div(highest).unwrap_or(1));
    let mut sum = 0_u64;
    for (values, given) in value_lanes.chunks(run).zip(given_lanes.chunks(run)) {
        let mut lanes = [0_u8; LANES];
        for (values, given) in values.iter().zip(given) {
            for ((lane, &value), &given) in lanes.iter_mut().zip(values).zip(given) {
                *lane = lane.wrapping_add(value & given);
            }
        }
        let added = lanes.iter().fold(0_u16, |added, &lane| added.wrapping_add(u16::from(lane)));
        sum = sum.wrapping_add(u64::from(added));
    }
    let rest = value_rest.iter().zip(given_rest);
    rest.fold(sum, |sum, (&value, &given)| sum.wrapping_add(u64::from(value & given)))
}

/// Shows the shape only: the sums of a small cell are as personal as its answers.
impl fmt::Debug for PairMoments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PairMoments").field("items", &self.items()).finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for PairSums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PairSums").finish_non_exhaustive()
    }
}
