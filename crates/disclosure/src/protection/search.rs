//! Whether a new row would bring a word of few people into the code of small groups.
//!
//! A new word is the new row v plus rows of the code, so the shadows of its columns, with its coefficients, add up to the shadow of v. Such words are
//! looked for with *any* coefficients:
//!
//! 1. a column f of v is chosen. Either f is in the word, or a row that holds f takes part, and then that row's pivot is in the word. So one of
//!    these few columns, the *carriers* of f, is in it. No carriers, no word;
//! 2. the shadow of v, then the carrier's, are projected out of all other columns near by. A carrier of which nothing is left is a word of one
//!    column, another column of which nothing is left makes a word of two, two that are multiples of each other a word of three;
//! 3. for a word of four there is a second carrier in the same way, and it is projected out too.

use std::collections::BTreeSet;

use super::residue::Field;
use super::small::{SOLUTIONS, SmallCode};
use super::vector::{Row, Vector};

/// A column that may be in the word: how many people it holds, and its shadow.
#[derive(Clone, Copy)]
struct Point<const N: usize> {
    column: usize,
    people: u64,
    shadow: [Field; N],
}

/// A new row beside the code it would be taken into.
pub(super) struct Search<'a> {
    pub(super) code: &'a SmallCode,
    pub(super) people: &'a [u64],
    /// A word of fewer people gives them away.
    pub(super) minimum: u64,
    /// Nought at every pivot of the code, and not nought.
    pub(super) new: &'a Vector,
}

impl Search<'_> {
    /// Whether some word of up to four groups and fewer people than the minimum would come in.
    pub(super) fn finds_a_word(&self) -> bool {
        let budget = self.minimum.saturating_sub(1);
        let carriers = self.fewest_carriers(budget, |_| true);
        let Some(fewest) = carriers.iter().map(|carrier| self.people(*carrier)).min() else { return false };
        let shadow = self.code.shadow_of(self.new);
        let points = self.nearby(&carriers, budget.saturating_sub(fewest));
        // A new row without a shadow comes by chance alone; then the cell is withheld.
        let Some(points) = project::<SOLUTIONS, 4>(&points, shadow) else { return true };
        carriers.into_iter().any(|carrier| self.is_in_a_word(&points, carrier, budget))
    }

    fn people(&self, column: usize) -> u64 {
        self.people.get(column).copied().unwrap_or(u64::MAX)
    }

    /// The column itself and the pivots of the rows that hold it, as far as the budget reaches.
    fn carriers(&self, column: usize, budget: u64) -> impl Iterator<Item = usize> {
        let pivots = self.code.holders(column).map(|row| row.pivot);
        pivots.chain([column]).filter(move |carrier| self.people(*carrier) <= budget)
    }

    /// The carriers of that allowed column of the new row which has fewest.
    fn fewest_carriers(&self, budget: u64, is_allowed: impl Fn(usize) -> bool) -> Vec<usize> {
        let columns = self.new.columns().filter(|column| is_allowed(*column));
        let column = columns.min_by_key(|column| (self.carriers(*column, budget).count(), *column));
        column.into_iter().flat_map(|column| self.carriers(column, budget)).collect()
    }

    /// Whether the carrier and up to three more points make a word within the budget. The new row is projected out already.
    fn is_in_a_word(&self, points: &[Point<4>], carrier: usize, budget: u64) -> bool {
        let Some(carrier) = points.iter().find(|point| point.column == carrier) else { return true };
        let budget = budget.saturating_sub(carrier.people);
        let others = within(points, carrier.column, budget);
        let Some(others) = project::<4, 3>(&others, carrier.shadow) else { return true };
        if others.iter().any(is_nought) {
            return true;
        }
        let few = within(&others, carrier.column, budget.saturating_sub(1));
        if has_two_alike(&few, budget) {
            return true;
        }
        let seconds = self.second_carriers(carrier.column, budget.saturating_sub(2));
        seconds.into_iter().any(|second| is_in_a_word_of_four(&few, second, budget))
    }

    /// Of a word with this carrier and three more columns, some column that is certainly in it beside the carrier is one of these.
    fn second_carriers(&self, carrier: usize, budget: u64) -> Vec<usize> {
        if budget == 0 {
            return Vec::new();
        }
        let Some(row) = self.code.row_of_pivot(carrier) else {
            return self.fewest_carriers(budget, |column| column != carrier);
        };
        // The carrier's row, however often it is added, cancels only one of two columns with different ratios.
        let columns = self.two_ratios(row);
        let seconds: BTreeSet<usize> = columns.into_iter().flat_map(|column| self.carriers(column, budget)).collect();
        seconds.into_iter().filter(|column| *column != carrier).collect()
    }

    /// Two columns beside the row's pivot of which the new row and a multiple of this one leave at least one.
    fn two_ratios(&self, row: &Row) -> Vec<usize> {
        let Some((first, new)) = self.new.terms().next() else { return Vec::new() };
        let held = row.vector.at(first);
        let differs = |column: &usize| {
            let (own, other) = (self.new.at(*column), row.vector.at(*column));
            *column != row.pivot && !own.times(held).minus(other.times(new)).is_zero()
        };
        let second = self.new.columns().chain(row.vector.columns()).find(differs);
        second.into_iter().chain([first]).collect()
    }

    /// The carriers, and every column within the budget that a word with one of them can reach.
    fn nearby(&self, carriers: &[usize], budget: u64) -> Vec<Point<SOLUTIONS>> {
        let mut seen: BTreeSet<usize> = self.new.columns().collect();
        for row in carriers.iter().filter_map(|carrier| self.code.row_of_pivot(*carrier)) {
            seen.extend(row.vector.columns());
        }
        let mut waiting: Vec<usize> = seen.iter().copied().collect();
        while let Some(column) = waiting.pop() {
            for row in self.code.holders(column).filter(|row| self.people(row.pivot) <= budget) {
                if seen.insert(row.pivot) {
                    waiting.extend(row.vector.columns().filter(|column| seen.insert(*column)));
                }
            }
        }
        let is_near = |column: &usize| self.people(*column) <= budget || carriers.contains(column);
        let point = |column| Point { column, people: self.people(column), shadow: self.code.shadow(column) };
        seen.into_iter().filter(is_near).map(point).collect()
    }
}

/// Whether the second carrier and two more points make a word with a first carrier that is projected out already.
fn is_in_a_word_of_four(points: &[Point<3>], second: usize, budget: u64) -> bool {
    // Near by are all columns within the budget: what is not there cannot be in a word.
    let Some(second) = points.iter().find(|point| point.column == second) else { return false };
    let budget = budget.saturating_sub(second.people);
    let others = within(points, second.column, budget.saturating_sub(1));
    let Some(others) = project::<3, 2>(&others, second.shadow) else { return true };
    has_two_alike(&others, budget)
}

/// The points of at most so many people, but for one column.
fn within<const N: usize>(points: &[Point<N>], but: usize, budget: u64) -> Vec<Point<N>> {
    points.iter().filter(|point| point.column != but && point.people <= budget).copied().collect()
}

fn is_nought<const N: usize>(point: &Point<N>) -> bool {
    point.shadow.iter().all(|value| value.is_zero())
}

/// Takes the shadow out of every point and drops one coordinate; none where the shadow is nought.
fn project<const N: usize, const M: usize>(points: &[Point<N>], shadow: [Field; N]) -> Option<Vec<Point<M>>> {
    let place = shadow.iter().position(|value| !value.is_zero())?;
    let scale = shadow.get(place)?.inverse();
    let projected = points.iter().map(|point| {
        let factor = point.shadow.get(place).copied().unwrap_or(Field::ZERO).times(scale);
        let mut left = [Field::ZERO; M];
        let kept = point.shadow.iter().zip(&shadow).enumerate().filter(|(position, _)| *position != place);
        for (value, (_, (own, taken))) in left.iter_mut().zip(kept) {
            *value = own.minus(taken.times(factor));
        }
        Point { column: point.column, people: point.people, shadow: left }
    });
    Some(projected.collect())
}

/// Whether two points within the budget are multiples of each other. None is nought.
fn has_two_alike<const N: usize>(points: &[Point<N>], budget: u64) -> bool {
    // By chance alone, about once in 2⁶⁰: then the cell is withheld.
    let Some(slopes) = slopes(points) else { return true };
    let mut slopes: Vec<(Field, u64)> =
        slopes.into_iter().zip(points).map(|(slope, point)| (slope, point.people)).collect();
    // Of points alike, the two of fewest people stand first.
    slopes.sort_unstable();
    slopes.windows(2).any(|pair| match pair {
        [(left, few), (right, more)] => left == right && few + more <= budget,
        _ => false,
    })
}

/// First coordinate over second; none where some second is nought.
fn slopes<const N: usize>(points: &[Point<N>]) -> Option<Vec<Field>> {
    // One inverse for all: of the product of all seconds.
    let mut before = Vec::with_capacity(points.len());
    let mut product = Field::ONE;
    for point in points {
        before.push(product);
        product = product.times(*point.shadow.get(1)?);
    }
    let mut inverse = product.inverse();
    let mut slopes = Vec::with_capacity(points.len());
    for (point, before) in points.iter().zip(before).rev() {
        slopes.push(point.shadow.first()?.times(inverse.times(before)));
        inverse = inverse.times(*point.shadow.get(1)?);
    }
    slopes.reverse();
    (!product.is_zero()).then_some(slopes)
}
