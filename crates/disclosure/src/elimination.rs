//! What follows from what: sparse Gaussian elimination over the integers modulo the prime 2⁶¹ − 1.
//!
//! Coefficients are those of adding up (1 and −1), and there is no floating point. A dependency that holds in the rational numbers holds modulo the
//! prime too, unless the prime divides a denominator that elimination met; the attack tests solve the same equations in exact fractions.

use std::collections::{BTreeMap, BTreeSet};

const PRIME: u64 = (1 << 61) - 1;

/// A linear combination: columns in ascending order with their coefficients modulo the prime, zeros left out.
type Row = Vec<(usize, u64)>;

/// Equations solved as far as they can be.
///
/// A column is *unknown* (withheld from the reader) or *known*. Rows are kept in reduced form: each has one unknown pivot with coefficient 1, and no other row holds that column.
pub(crate) struct Elimination<'a> {
    unknown: &'a dyn Fn(usize) -> bool,
    rows: BTreeMap<usize, Row>,
    /// For each unknown column, the pivots of rows that hold it or once did.
    holders: BTreeMap<usize, BTreeSet<usize>>,
}

/// A combination of unknown columns that the known columns give away.
pub(crate) struct Derivation {
    /// The known columns it is worked out from.
    pub(crate) from: BTreeSet<usize>,
}

impl<'a> Elimination<'a> {
    pub(crate) const fn new(unknown: &'a dyn Fn(usize) -> bool) -> Elimination<'a> {
        Elimination { unknown, rows: BTreeMap::new(), holders: BTreeMap::new() }
    }

    /// Takes in one equation: these columns, with these signs, add up to nothing.
    ///
    /// The last unknown column becomes the pivot: columns that occur in one equation only are best placed last.
    pub(crate) fn insert(&mut self, terms: impl IntoIterator<Item = (usize, Sign)>) {
        let mut row = self.reduce(row_of(terms));
        let Some((pivot, leading)) = row.iter().rfind(|(column, _)| (self.unknown)(*column)).copied() else { return };
        let scale = inverse(leading);
        for (_, value) in &mut row {
            *value = times(*value, scale);
        }
        let unknown_columns = row.iter().map(|(column, _)| *column).filter(|column| (self.unknown)(*column));
        let unknown_columns: Vec<usize> = unknown_columns.collect();
        let mut changed = self.holders.remove(&pivot).unwrap_or_default();
        for holder in &changed {
            if let Some(other) = self.rows.get_mut(holder)
                && let Some(factor) = coefficient(other, pivot)
            {
                *other = minus(other, factor, &row);
            }
        }
        changed.insert(pivot);
        for column in unknown_columns {
            self.holders.entry(column).or_default().extend(&changed);
        }
        self.rows.insert(pivot, row);
    }

    /// How the known columns give this combination away, if they do.
    pub(crate) fn derivation(&self, target: impl IntoIterator<Item = (usize, Sign)>) -> Option<Derivation> {
        let rest = self.reduce(row_of(target));
        let solved = !rest.iter().any(|(column, _)| (self.unknown)(*column));
        solved.then(|| Derivation { from: rest.into_iter().map(|(column, _)| column).collect() })
    }

    /// The solved equations that say something about the unknown columns: the columns of each, and what it is worked out from.
    pub(crate) fn telling_rows(&self) -> impl Iterator<Item = (Vec<usize>, Derivation)> {
        self.rows.values().filter_map(|row| {
            let columns = row.iter().map(|(column, _)| *column);
            let (unknown, known): (Vec<usize>, Vec<usize>) = columns.partition(|column| (self.unknown)(*column));
            (!known.is_empty()).then(|| (unknown, Derivation { from: known.into_iter().collect() }))
        })
    }

    fn reduce(&self, mut row: Row) -> Row {
        // Rows are reduced, so taking one away brings no other pivot in.
        let solved: Vec<(usize, &Row)> =
            row.iter().filter_map(|(column, _)| Some((*column, self.rows.get(column)?))).collect();
        for (pivot, other) in solved {
            if let Some(factor) = coefficient(&row, pivot) {
                row = minus(&row, factor, other);
            }
        }
        row
    }
}

/// Whether a column is added or taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

fn row_of(terms: impl IntoIterator<Item = (usize, Sign)>) -> Row {
    let mut row = BTreeMap::new();
    for (column, sign) in terms {
        let value = match sign {
            Sign::Plus => 1,
            Sign::Minus => PRIME - 1,
        };
        let sum: &mut u64 = row.entry(column).or_default();
        *sum = plus(*sum, value);
    }
    row.into_iter().filter(|(_, value)| *value != 0).collect()
}

fn coefficient(row: &Row, column: usize) -> Option<u64> {
    let place = row.binary_search_by_key(&column, |(column, _)| *column).ok()?;
    row.get(place).map(|(_, value)| *value)
}

/// row − factor · other
fn minus(row: &Row, factor: u64, other: &Row) -> Row {
    let factor = PRIME - factor;
    let mut difference = Row::with_capacity(row.len() + other.len());
    let (mut left, mut right) = (row.iter().copied().peekable(), other.iter().copied().peekable());
    loop {
        let next = match (left.peek().copied(), right.peek().copied()) {
            (Some((column, value)), Some((other, _))) if column < other => {
                left.next();
                (column, value)
            }
            (Some((column, value)), Some((other, times_factor))) if column == other => {
                left.next();
                right.next();
                (column, plus(value, times(times_factor, factor)))
            }
            (_, Some((column, value))) => {
                right.next();
                (column, times(value, factor))
            }
            (Some(term), None) => {
                left.next();
                term
            }
            (None, None) => break,
        };
        if next.1 != 0 {
            difference.push(next);
        }
    }
    difference
}

/// Both are below the prime, and so is the result.
const fn plus(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// Both are below the prime, and so is the result: 2⁶¹ is 1 modulo the prime, so the high bits are added to the low ones.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a product of two numbers below 2⁶¹ has 122 bits: both halves fit 61"
)]
const fn times(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    plus((product as u64) & PRIME, (product >> 61) as u64)
}

/// By Fermat: a to the power of the prime minus two.
fn inverse(a: u64) -> u64 {
    let (mut base, mut exponent, mut result) = (a, PRIME - 2, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = times(result, base);
        }
        base = times(base, base);
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use Sign::{Minus, Plus};

    #[test]
    fn every_number_times_its_inverse_is_one() {
        for a in [1, 2, 3, 5, 1_000_003, PRIME - 1, PRIME - 2] {
            assert_eq!(times(a, inverse(a)), 1, "{a}");
        }
    }

    #[test]
    fn the_last_unknown_of_an_equation_is_given_away() {
        let unknown = |column| column == 1;
        let mut elimination = Elimination::new(&unknown);
        elimination.insert([(0, Plus), (1, Minus), (2, Minus)]);
        let derivation = elimination.derivation([(1, Plus)]).expect("one unknown");
        assert_eq!(derivation.from, BTreeSet::from([0, 2]));
    }

    #[test]
    fn two_unknowns_hide_each_other_but_not_their_sum() {
        let unknown = |column| column == 1 || column == 2;
        let mut elimination = Elimination::new(&unknown);
        elimination.insert([(0, Plus), (1, Minus), (2, Minus)]);
        assert!(elimination.derivation([(1, Plus)]).is_none());
        assert!(elimination.derivation([(2, Plus)]).is_none());
        assert!(elimination.derivation([(1, Plus), (2, Plus)]).is_some());
        assert!(elimination.derivation([(1, Plus), (2, Minus)]).is_none());
    }

    /// Two blocks joined by one cell: every row and column has two gaps, and the joining cell still follows.
    #[test]
    fn a_bridge_between_two_blocks_is_given_away() {
        // cells 0..16 of a 4 x 4 table, rows 16..20, columns 20..24
        let gaps = [0, 1, 4, 5, 6, 10, 11, 14, 15];
        let unknown = |column: usize| gaps.contains(&column);
        let mut elimination = Elimination::new(&unknown);
        for line in 0..4 {
            let row = (0..4).map(|i| (line * 4 + i, Minus));
            elimination.insert(row.chain([(16 + line, Plus)]));
            let column = (0..4).map(|i| (i * 4 + line, Minus));
            elimination.insert(column.chain([(20 + line, Plus)]));
        }
        assert!(elimination.derivation([(6, Plus)]).is_some(), "the bridge");
        assert!(elimination.derivation([(0, Plus)]).is_none(), "a corner");
    }
}
