//! The counters of all scales in one cell, side by side in one piece of memory.

use std::fmt;

use super::shape::{PackedShape, Reading};
use super::table::NO_SCORE;
use crate::bounds::MAX_PERSONS;
use crate::error::MergeError;
use crate::moments::triangle;
use crate::pair_moments::PairMoments;
use crate::scale_counts::ScaleCounts;
use crate::shape::ScaleShape;

/// Everything counted in one cell about every scale of a [`PackedShape`].
#[derive(Clone)]
pub struct PackedCounts {
    shape: PackedShape,
    persons: u64,
    counters: Vec<u64>,
}

impl PackedCounts {
    /// Empty counters.
    #[must_use]
    pub fn new(shape: &PackedShape) -> Self {
        Self { shape: shape.clone(), persons: 0, counters: vec![0; shape.inner().counters] }
    }

    /// Empties the counters, to be used for another cell.
    pub fn clear(&mut self) {
        self.persons = 0;
        self.counters.fill(0);
    }

    /// Everybody counted, also who answered nothing.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// Adds another cell's counts to these.
    pub fn merge(&mut self, other: &Self) -> Result<(), MergeError> {
        if !self.shape.is_same(&other.shape) {
            return Err(MergeError::DifferentShape);
        }
        let persons = self.persons.checked_add(other.persons).filter(|&persons| persons <= MAX_PERSONS);
        self.persons = persons.ok_or(MergeError::TooManyPersons)?;
        // Every counter is bounded by the persons, see `bounds`.
        for (mine, theirs) in self.counters.iter_mut().zip(&other.counters) {
            *mine = mine.wrapping_add(*theirs);
        }
        Ok(())
    }

    /// Respondents of one scale (by its position) per number of items answered and sum of codes: for every number of items
    /// from the fewest that give a score to all, every sum from 0 to the highest.
    #[must_use]
    pub fn scores(&self, scale: usize) -> Option<&[u64]> {
        let reading = self.shape.inner().scales.get(scale)?;
        self.part(reading.scores, reading.shape.score_counters())
    }

    /// Answers of the respondents of one scale per item and point, in rows of equal length.
    #[must_use]
    pub fn answers(&self, scale: usize) -> Option<&[u64]> {
        let reading = self.shape.inner().scales.get(scale)?;
        self.part(reading.answers, reading.shape.items().saturating_mul(usize::from(reading.shape.points().count())))
    }

    /// The counts of one scale as everything else in this crate has them; nothing unless moments were asked for.
    #[must_use]
    pub fn scale_counts(&self, scale: usize) -> Option<ScaleCounts> {
        let reading = self.shape.inner().scales.get(scale)?;
        let items = reading.shape.items();
        let moments = self.part(reading.moments?, items.saturating_add(triangle(items)))?;
        let (sums, products) = moments.split_at_checked(items)?;
        Some(ScaleCounts::from_parts(&reading.shape, self.scores(scale)?, self.answers(scale)?, sums, products))
    }

    /// The pairwise moments of one scale; nothing unless pairs were asked for.
    #[must_use]
    pub fn pair_moments(&self, scale: usize) -> Option<PairMoments> {
        let reading = self.shape.inner().scales.get(scale)?;
        let pairs = self.part(reading.pairs?, triangle(reading.shape.items()).saturating_mul(6))?;
        Some(PairMoments::from_parts(&reading.shape, self.persons, pairs.as_chunks::<6>().0))
    }

    fn part(&self, start: usize, length: usize) -> Option<&[u64]> {
        self.counters.get(start..start.saturating_add(length))
    }

    /// Whether so many more persons keep the cell within its bound.
    pub(super) fn has_room_for(&self, rows: usize) -> bool {
        crate::scale_counts::room_for(self.persons, rows)
    }

    pub(super) fn add_persons(&mut self, rows: usize) {
        self.persons = self.persons.wrapping_add(u64::try_from(rows).unwrap_or_default());
    }

    /// Counters of one scale: its scores and its answers.
    pub(super) fn scores_and_answers(&mut self, reading: &Reading) -> (&mut [u64], &mut [u64]) {
        let scores = reading.shape.score_counters();
        let answers = reading.shape.items().saturating_mul(usize::from(reading.shape.points().count()));
        let end = reading.answers.saturating_add(answers);
        self.counters
            .get_mut(reading.scores..end)
            .and_then(|part| part.split_at_mut_checked(scores))
            .unwrap_or_default()
    }

    /// Counts so many persons who gave these oriented digits.
    pub(super) fn add(&mut self, reading: &Reading, score: u16, digits: &[u8], persons: u64) {
        if score != NO_SCORE {
            let points = usize::from(reading.shape.points().count());
            let (scores, answers) = self.scores_and_answers(reading);
            if let Some(counter) = scores.get_mut(usize::from(score)) {
                *counter = counter.wrapping_add(persons);
            }
            for (histogram, &digit) in answers.chunks_exact_mut(points).zip(digits) {
                if let Some(counter) = usize::from(digit).checked_sub(1).and_then(|point| histogram.get_mut(point)) {
                    *counter = counter.wrapping_add(persons);
                }
            }
        }
        if reading.moments.is_some() || reading.pairs.is_some() {
            self.add_products(reading, digits, persons);
        }
    }

    /// Adds to the moments that were asked for.
    fn add_products(&mut self, reading: &Reading, digits: &[u8], persons: u64) {
        let items = digits.len();
        let offset = u64::from(reading.shape.points().min()).wrapping_sub(1);
        let code = |digit: u8| u64::from(digit).wrapping_add(offset);
        let start = reading.moments.filter(|_| digits.iter().all(|&digit| digit > 0));
        let length = items.saturating_add(triangle(items));
        let moments = start.and_then(|start| self.counters.get_mut(start..start.saturating_add(length)));
        if let Some((sums, products)) = moments.and_then(|moments| moments.split_at_mut_checked(items)) {
            for (sum, &x) in sums.iter_mut().zip(digits) {
                *sum = sum.wrapping_add(persons.wrapping_mul(code(x)));
            }
            for ((x, y), product) in pairs(digits).zip(products) {
                *product = product.wrapping_add(persons.wrapping_mul(code(x)).wrapping_mul(code(y)));
            }
        }
        let length = triangle(items).saturating_mul(6);
        let sums = reading.pairs.and_then(|start| self.counters.get_mut(start..start.saturating_add(length)));
        for ((x, y), counters) in pairs(digits).zip(sums.unwrap_or_default().as_chunks_mut::<6>().0) {
            if x == 0 || y == 0 {
                continue;
            }
            let (x, y) = (code(x), code(y));
            let sums = [1, x, y, x.wrapping_mul(x), y.wrapping_mul(y), x.wrapping_mul(y)];
            for (counter, sum) in counters.iter_mut().zip(sums) {
                *counter = counter.wrapping_add(sum.wrapping_mul(persons));
            }
        }
    }
}

/// Pairs i ≤ j, the upper triangle by rows.
fn pairs(digits: &[u8]) -> impl Iterator<Item = (u8, u8)> {
    digits.iter().enumerate().flat_map(|(i, &x)| digits.iter().skip(i).map(move |&y| (x, y)))
}

impl PartialEq for PackedCounts {
    fn eq(&self, other: &Self) -> bool {
        self.shape.is_same(&other.shape) && self.persons == other.persons && self.counters == other.counters
    }
}

impl Eq for PackedCounts {}

/// Shows the shape only: counts of a small cell are as personal as its answers.
impl fmt::Debug for PackedCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackedCounts").field("scales", &self.shape.scales()).finish_non_exhaustive()
    }
}

impl ScaleShape {
    /// Counters of a scale's scores: one for every number of items answered and every sum.
    pub(crate) fn score_counters(&self) -> usize {
        let rows = usize::from(self.answers_max().saturating_sub(self.answers_min())).saturating_add(1);
        rows.saturating_mul(self.score_row())
    }
}
