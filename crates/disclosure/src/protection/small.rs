//! What the published cells say about inner groups of fewer people than the minimum, and about no others.
//!
//! These combinations form a linear code: its words are sums of published numbers in which every larger group cancels out. A word that touches fewer
//! people than the minimum gives them away, so the code must have no such word.
//!
//! The code is kept in reduced echelon form: each row has a pivot column with coefficient one that no other row holds. Beside it, every column has a
//! *shadow*: what the column is worth in five solutions of all rows, drawn at random. Columns of a word have linearly dependent shadows; the
//! converse fails with probability about 2⁻⁶⁰, and then a cell is withheld that need not be. So no draw can ever let a word pass.

use std::collections::BTreeSet;

use super::residue::Field;
use super::vector::{Row, Vector};

/// One solution more than the columns of one word that are looked for.
pub(super) const SOLUTIONS: usize = 5;

/// A column's value in each of the drawn solutions.
pub(super) type Shadow = [Field; SOLUTIONS];

/// The code in reduced echelon form.
pub(super) struct SmallCode {
    rows: Vec<Row>,
    /// For each column, the rows that hold it outside their pivot.
    holders: Vec<BTreeSet<usize>>,
    /// For each column, the row it is the pivot of.
    row_of_pivot: Vec<Option<usize>>,
    shadows: Vec<Shadow>,
}

impl SmallCode {
    pub(super) fn new(columns: usize) -> SmallCode {
        SmallCode {
            rows: Vec::new(),
            holders: vec![BTreeSet::new(); columns],
            row_of_pivot: vec![None; columns],
            shadows: (0..columns).map(drawn).collect(),
        }
    }

    pub(super) fn row_of_pivot(&self, column: usize) -> Option<&Row> {
        self.rows.get(self.row_of_pivot.get(column).copied().flatten()?)
    }

    pub(super) fn holders(&self, column: usize) -> impl Iterator<Item = &Row> {
        self.holders.get(column).into_iter().flatten().filter_map(|row| self.rows.get(*row))
    }

    pub(super) fn holders_count(&self, column: usize) -> usize {
        self.holders.get(column).map_or(0, BTreeSet::len)
    }

    pub(super) fn shadow(&self, column: usize) -> Shadow {
        self.shadows.get(column).copied().unwrap_or([Field::ZERO; SOLUTIONS])
    }

    /// The shadow of a combination: nought when it is in the code already.
    pub(super) fn shadow_of(&self, vector: &Vector) -> Shadow {
        let mut shadow = [Field::ZERO; SOLUTIONS];
        for (column, factor) in vector.terms() {
            for (value, drawn) in shadow.iter_mut().zip(self.shadow(column)) {
                *value = value.plus(drawn.times(factor.large()));
            }
        }
        shadow
    }

    /// What the pivot's shadow becomes with this row: the row's other columns, taken away.
    fn shadow_of_pivot(&self, row: &Row) -> Shadow {
        let mut shadow = self.shadow(row.pivot);
        for (value, sum) in shadow.iter_mut().zip(self.shadow_of(&row.vector)) {
            *value = value.minus(sum);
        }
        shadow
    }

    /// What the shadow of a row's pivot becomes once `held`, a column of it, is worth `after` instead.
    fn moved(&self, row: &Row, held: usize, after: Shadow) -> Shadow {
        let factor = row.vector.at(held).large();
        let mut shadow = self.shadow(row.pivot);
        for (value, (before, after)) in shadow.iter_mut().zip(self.shadow(held).into_iter().zip(after)) {
            *value = value.plus(before.minus(after).times(factor));
        }
        shadow
    }

    /// Takes in a row that is nought at every pivot.
    pub(super) fn insert(&mut self, row: Row) {
        let after = self.shadow_of_pivot(&row);
        let held_by: Vec<usize> = self.holders.get_mut(row.pivot).map(std::mem::take).into_iter().flatten().collect();
        for position in held_by {
            let Some(holder) = self.rows.get(position) else { continue };
            let moved = self.moved(holder, row.pivot, after);
            let changed = holder.vector.minus(holder.vector.at(row.pivot), &row.vector);
            let pivot = holder.pivot;
            for column in row.vector.columns().filter(|column| *column != row.pivot) {
                let Some(holders) = self.holders.get_mut(column) else { continue };
                if changed.at(column).is_zero() {
                    holders.remove(&position);
                } else {
                    holders.insert(position);
                }
            }
            if let (Some(holder), Some(shadow)) = (self.rows.get_mut(position), self.shadows.get_mut(pivot)) {
                holder.vector = changed;
                *shadow = moved;
            }
        }
        if let (Some(shadow), Some(place)) = (self.shadows.get_mut(row.pivot), self.row_of_pivot.get_mut(row.pivot)) {
            *shadow = after;
            *place = Some(self.rows.len());
        }
        for column in row.vector.columns().filter(|column| *column != row.pivot) {
            if let Some(holders) = self.holders.get_mut(column) {
                holders.insert(self.rows.len());
            }
        }
        self.rows.push(row);
    }
}

/// Five numbers of the column's own. Seeded: the same column always draws the same numbers.
///
/// The generator is that of Steele, Lea and Flood (2014), OOPSLA '14, 453–472: a counter in steps of the golden ratio, mixed.
fn drawn(column: usize) -> Shadow {
    let first = (column as u64).wrapping_mul(SOLUTIONS as u64);
    let mut shadow = [Field::ZERO; SOLUTIONS];
    for (value, step) in shadow.iter_mut().zip(1_u64..) {
        let state = first.wrapping_add(step).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let once = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let twice = (once ^ (once >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        *value = Field::from_bits(twice ^ (twice >> 31));
    }
    shadow
}
