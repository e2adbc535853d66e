//! The counters of one scale in one cell.

use std::fmt;

use crate::bounds::MAX_PERSONS;
use crate::counted::{Counter, product_place};
use crate::error::{CountError, MergeError, RetractError};
use crate::kernel;
use crate::moments::{Moments, triangle};
use crate::shape::ScaleShape;

/// Everything counted about one scale in one cell.
///
/// The *respondents* are the persons who have a score: they answered as many items as the missing rule asks for.
/// Item histograms are over the respondents, moments over those who answered every item. Codes are oriented: a reversed
/// item counts as min + max − code.
#[derive(Clone, PartialEq, Eq)]
pub struct ScaleCounts {
    shape: ScaleShape,
    /// Persons with a score.
    n: u64,
    /// Persons per (items answered, sum of codes), rows of equal length.
    scores: Vec<u64>,
    /// Answers per (item, point), rows of equal length.
    answers: Vec<u64>,
    /// Σ xᵢ over complete answers.
    sums: Vec<u64>,
    /// Σ xᵢxⱼ over complete answers, the upper triangle by rows.
    products: Vec<u64>,
}

/// How many persons answered this many items with this sum.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ScoreCell {
    /// Items answered.
    pub answered: u8,
    /// Sum of the oriented codes; the score is `sum / answered`.
    pub sum: u32,
    /// Persons.
    pub persons: u64,
}

/// The scores of all respondents on their common denominator: a score is `y / lcm`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ScoreTotal {
    /// Respondents.
    pub persons: u64,
    /// The common denominator of all scores.
    pub lcm: u32,
    /// Σ y.
    pub sum: u64,
    /// Σ y².
    pub squares: u128,
}

impl ScaleCounts {
    /// Empty counters for a scale of this shape.
    #[must_use]
    pub fn new(shape: &ScaleShape) -> Self {
        let items = shape.items();
        let answer_rows = usize::from(shape.answers_max().saturating_sub(shape.answers_min())).saturating_add(1);
        let pairs = triangle(items);
        Self {
            shape: shape.clone(),
            n: 0,
            scores: vec![0; answer_rows.saturating_mul(score_row(shape))],
            answers: vec![0; items.saturating_mul(usize::from(shape.points().count()))],
            sums: vec![0; items],
            products: vec![0; pairs],
        }
    }

    /// Counters that were filled elsewhere.
    pub(crate) fn from_parts(
        shape: &ScaleShape,
        scores: &[u64],
        answers: &[u64],
        sums: &[u64],
        products: &[u64],
    ) -> Self {
        Self {
            shape: shape.clone(),
            n: scores.iter().fold(0, |n, persons| n.wrapping_add(*persons)),
            scores: scores.to_vec(),
            answers: answers.to_vec(),
            sums: sums.to_vec(),
            products: products.to_vec(),
        }
    }

    /// The shape these counters are for.
    #[must_use]
    pub fn shape(&self) -> &ScaleShape {
        &self.shape
    }

    /// Counts one person: one raw code per item, [`crate::NO_ANSWER`] where there is none.
    pub fn add(&mut self, answers: &[u8]) -> Result<(), CountError> {
        let columns: Vec<&[u8]> = answers.iter().map(std::slice::from_ref).collect();
        kernel::add_columns(std::slice::from_mut(self), &[0], &columns)
    }

    /// Counts many persons in many cells at once: row r belongs to `counts[cells[r]]` and answered `columns[i][r]` to
    /// item i, [`crate::NO_ANSWER`] where there is none. A batch is counted whole or refused whole. Fastest when rows
    /// of one cell stand together.
    pub fn add_columns(counts: &mut [Self], cells: &[u32], columns: &[&[u8]]) -> Result<(), CountError> {
        kernel::add_columns(counts, cells, columns)
    }

    /// Adds another cell's counts to these.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if self.shape != other.shape {
            return Err(MergeError::DifferentShape);
        }
        let n = self.n.checked_add(other.n).filter(|&n| n <= MAX_PERSONS).ok_or(MergeError::TooManyPersons)?;
        // Every other counter is bounded by n, see `bounds`.
        self.n = n;
        for (mine, theirs) in self.counters_mut().zip(other.counters()) {
            *mine = mine.wrapping_add(*theirs);
        }
        Ok(())
    }

    /// Takes counts out again that were merged before.
    pub fn retract(&mut self, other: &Self) -> Result<(), RetractError> {
        if self.shape != other.shape {
            return Err(RetractError::DifferentShape);
        }
        let n = self.n.checked_sub(other.n).ok_or(RetractError::NeverCounted)?;
        if self.counters().zip(other.counters()).any(|(mine, theirs)| mine < theirs) {
            return Err(RetractError::NeverCounted);
        }
        self.n = n;
        for (mine, theirs) in self.counters_mut().zip(other.counters()) {
            *mine = mine.wrapping_sub(*theirs);
        }
        Ok(())
    }

    /// Respondents: persons with a score.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Persons who answered every item.
    #[must_use]
    pub fn n_complete(&self) -> u64 {
        let complete = self.scores.rchunks(score_row(&self.shape)).next().unwrap_or_default();
        complete.iter().fold(0, |n, persons| n.wrapping_add(*persons))
    }

    /// Respondents per number of items answered and sum of codes; only what occurred, in rising order.
    pub fn score_histogram(&self) -> impl Iterator<Item = ScoreCell> {
        let rows = self.scores.chunks(score_row(&self.shape));
        (self.shape.answers_min()..=self.shape.answers_max()).zip(rows).flat_map(|(answered, row)| {
            let cells = (0_u32..).zip(row).filter(|(_, persons)| **persons > 0);
            cells.map(move |(sum, &persons)| ScoreCell { answered, sum, persons })
        })
    }

    /// The scores of all respondents, summed and squared on their common denominator.
    ///
    /// ```
    /// use counts::{NO_ANSWER, ScaleCounts, ScaleShape};
    /// use survey::{MissingRule, Points};
    ///
    /// let shape = ScaleShape::new(Points::new(1, 5)?, vec![false; 3], MissingRule::AtLeast(2))?;
    /// let mut counts = ScaleCounts::new(&shape);
    /// counts.add(&[1, 2, 3])?;         // score 6/3 = 12/6
    /// counts.add(&[4, 5, NO_ANSWER])?; // score 9/2 = 27/6
    /// let total = counts.score_total();
    /// assert_eq!((total.persons, total.lcm, total.sum, total.squares), (2, 6, 12 + 27, 144 + 729));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn score_total(&self) -> ScoreTotal {
        let lcm = self.shape.lcm();
        let empty = ScoreTotal { persons: self.n, lcm, sum: 0, squares: 0 };
        self.score_histogram().fold(empty, |total, cell| {
            // Exact: lcm is a multiple of every possible number of answers.
            let factor = lcm.checked_div(u32::from(cell.answered)).unwrap_or_default();
            let y = u64::from(cell.sum).wrapping_mul(u64::from(factor));
            let square = u128::from(y).wrapping_mul(u128::from(y));
            ScoreTotal {
                sum: total.sum.wrapping_add(y.wrapping_mul(cell.persons)),
                squares: total.squares.wrapping_add(square.wrapping_mul(u128::from(cell.persons))),
                ..total
            }
        })
    }

    /// Answers of the respondents to one item, per point from the lowest; nothing for an item the scale does not have.
    #[must_use]
    pub fn item_histogram(&self, item: usize) -> Option<&[u64]> {
        self.answers.chunks(usize::from(self.shape.points().count())).nth(item)
    }

    /// Sums and cross products of those who answered every item.
    #[must_use]
    pub fn moments(&self) -> Moments {
        Moments::new(self.n_complete(), self.sums.clone(), self.products.clone())
    }

    /// Respondents whose score is at least `cut`; exact, since sum / answered ≥ cut means sum ≥ cut · answered.
    #[must_use]
    pub fn at_or_above(&self, cut: u8) -> u64 {
        let reaches = |cell: &ScoreCell| cell.sum >= u32::from(cut).wrapping_mul(u32::from(cell.answered));
        self.score_histogram().filter(reaches).fold(0, |n, cell| n.wrapping_add(cell.persons))
    }

    /// Counts one person's score if the missing rule gives one.
    pub(crate) fn add_score(&mut self, answered: u8, sum: u16) {
        let position = self.shape.score_position(answered, sum);
        if let Some(persons) = position.and_then(|position| self.scores.get_mut(position)) {
            *persons = persons.wrapping_add(1);
            self.n = self.n.wrapping_add(1);
        }
    }

    /// Adds the answers to one item, given how many chose a point.
    pub(crate) fn add_item(&mut self, item: usize, hits: impl Fn(u8) -> u64) {
        let points = self.shape.points();
        let histogram = self.answers.chunks_mut(usize::from(points.count())).nth(item).unwrap_or_default();
        for (point, answers) in (points.min()..=points.max()).zip(histogram) {
            *answers = answers.wrapping_add(hits(point));
        }
    }

    /// Adds complete answers, given Σ xᵢ and Σ xᵢxⱼ.
    pub(crate) fn add_moments(&mut self, sum: impl Fn(usize) -> u64, product: impl Fn(usize, usize) -> u64) {
        let items = self.sums.len();
        for (item, total) in self.sums.iter_mut().enumerate() {
            *total = total.wrapping_add(sum(item));
        }
        let pairs = (0..items).flat_map(|a| (a..items).map(move |b| (a, b)));
        for ((a, b), total) in pairs.zip(&mut self.products) {
            *total = total.wrapping_add(product(a, b));
        }
    }

    /// The place of a counter, if the scale has it.
    pub(crate) fn place_mut(&mut self, counter: Counter) -> Option<&mut u64> {
        let (items, points) = (self.shape.items(), self.shape.points());
        match counter {
            Counter::Score { answered, sum } => {
                let codes = |code: u8| u16::from(answered).saturating_mul(u16::from(code));
                let can_be =
                    answered <= self.shape.answers_max() && (codes(points.min())..=codes(points.max())).contains(&sum);
                self.shape.score_position(answered, sum).filter(|_| can_be).and_then(|place| self.scores.get_mut(place))
            }
            Counter::Answer { item, code } => {
                let point = code.checked_sub(points.min())?;
                let histogram = self.answers.chunks_mut(usize::from(points.count())).nth(usize::from(item))?;
                histogram.get_mut(usize::from(point))
            }
            Counter::Sum { item } => self.sums.get_mut(usize::from(item)),
            Counter::Product { item, other } => {
                product_place(items, item, other).and_then(|place| self.products.get_mut(place))
            }
        }
    }

    /// The same with as many persons as have a score; nothing if they are too many.
    pub(crate) fn with_persons(mut self) -> Option<Self> {
        let persons = self.scores.iter().try_fold(0_u64, |n, persons| n.checked_add(*persons));
        self.n = persons.filter(|n| *n <= MAX_PERSONS)?;
        Some(self)
    }

    /// Σ xᵢ and Σ xᵢxⱼ over complete answers.
    pub(crate) fn sums_and_products(&self) -> (&[u64], &[u64]) {
        (&self.sums, &self.products)
    }

    fn counters(&self) -> impl Iterator<Item = &u64> {
        self.scores.iter().chain(&self.answers).chain(&self.sums).chain(&self.products)
    }

    fn counters_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.scores.iter_mut().chain(&mut self.answers).chain(&mut self.sums).chain(&mut self.products)
    }
}

impl kernel::Cell for ScaleCounts {
    fn shape(&self) -> &ScaleShape {
        &self.shape
    }

    fn has_room_for(&self, rows: usize) -> bool {
        room_for(self.n, rows)
    }
}

/// Whether a cell of this many persons may take as many rows more.
pub(crate) fn room_for(persons: u64, rows: usize) -> bool {
    u64::try_from(rows).ok().and_then(|rows| persons.checked_add(rows)).is_some_and(|n| n <= MAX_PERSONS)
}

fn score_row(shape: &ScaleShape) -> usize {
    shape.score_row()
}

/// Shows the shape only: counts of a small cell are as personal as its answers.
impl fmt::Debug for ScaleCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScaleCounts").field("items", &self.shape.items()).finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for ScoreCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScoreCell").finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for ScoreTotal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScoreTotal").finish_non_exhaustive()
    }
}
