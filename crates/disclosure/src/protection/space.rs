//! Everything that follows from the published cells: their row space, kept so that the part about small groups stands by itself.
//!
//! Columns of at least the minimum many people are *large*. A row that is left with a large column gets its pivot there; a row that is left with
//! none belongs to the [`SmallCode`]. Rows of the first kind are nought at all earlier pivots, so a combination with no large column uses none of them:
//! the small code is the whole of what the cells say about small groups alone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::search::Search;
use super::small::SmallCode;
use super::vector::{Row, Vector};
use super::workbench::Workbench;

/// The row space of what is published.
pub(super) struct Space<'a> {
    people: &'a [u64],
    minimum: u64,
    /// Rows with large pivots, in the order in which they came.
    rows: Vec<Row>,
    row_of_pivot: Vec<Option<usize>>,
    small: SmallCode,
    bench: Workbench,
}

/// What a cell adds to what is known.
pub(super) enum Addition {
    /// It followed already.
    Nothing,
    /// A row of its own.
    Row(Row),
    /// Divisible by one of the primes and not by the other: nothing can be said of it.
    Doubtful,
}

impl<'a> Space<'a> {
    pub(super) fn new(people: &'a [u64], minimum: u64) -> Space<'a> {
        Space {
            people,
            minimum,
            rows: Vec::new(),
            row_of_pivot: vec![None; people.len()],
            small: SmallCode::new(people.len()),
            bench: Workbench::new(people.len()),
        }
    }

    /// What these columns, added up, say beyond what is known.
    pub(super) fn addition(&mut self, columns: &[usize]) -> Addition {
        let vector = self.reduce(columns);
        if vector.is_empty() {
            return Addition::Nothing;
        }
        if vector.terms().any(|(_, value)| value.is_doubtful()) {
            return Addition::Doubtful;
        }
        let row = self.pivot(&vector).and_then(|pivot| {
            let scale = vector.at(pivot).inverse()?;
            Some(Row { pivot, vector: vector.times(scale) })
        });
        row.map_or(Addition::Doubtful, Addition::Row)
    }

    /// Whether taking the row in lets some combination concern fewer people than the minimum.
    pub(super) fn would_reveal(&self, row: &Row) -> bool {
        let search = Search { code: &self.small, people: self.people, minimum: self.minimum, new: &row.vector };
        !self.is_large(row.pivot) && search.finds_a_word()
    }

    pub(super) fn insert(&mut self, row: Row) {
        if self.is_large(row.pivot) {
            if let Some(place) = self.row_of_pivot.get_mut(row.pivot) {
                *place = Some(self.rows.len());
            }
            self.rows.push(row);
        } else {
            self.small.insert(row);
        }
    }

    fn people(&self, column: usize) -> u64 {
        self.people.get(column).copied().unwrap_or(0)
    }

    fn is_large(&self, column: usize) -> bool {
        self.people(column) >= self.minimum
    }

    /// A large column if there is one. Otherwise the column of most people, which is seldom part of a word, and of these the one that fewest rows hold.
    fn pivot(&self, vector: &Vector) -> Option<usize> {
        let large = vector.columns().find(|column| self.is_large(*column));
        large.or_else(|| {
            vector.columns().max_by_key(|column| {
                (self.people(*column), Reverse(self.small.holders_count(*column)), Reverse(*column))
            })
        })
    }

    /// The sum of the columns, less whatever rows it takes to be nought at every pivot.
    fn reduce(&mut self, columns: &[usize]) -> Vector {
        let bench = &mut self.bench;
        bench.lay(columns);
        // Rows with large pivots in the order in which they came: none brings an earlier pivot in.
        let mut waiting = BinaryHeap::new();
        let mut looked_at = 0;
        loop {
            while let Some(column) = bench.touched(looked_at) {
                looked_at += 1;
                waiting.extend(self.row_of_pivot.get(column).copied().flatten().map(Reverse));
            }
            let Some(row) = waiting.pop().and_then(|Reverse(position)| self.rows.get(position)) else { break };
            bench.subtract(row);
        }
        // The rows of the small code bring no pivot in at all.
        for position in 0..looked_at {
            if let Some(row) = bench.touched(position).and_then(|column| self.small.row_of_pivot(column)) {
                bench.subtract(row);
            }
        }
        bench.clear()
    }
}

#[cfg(test)]
mod tests {
    use super::super::residue::Residue;
    use super::*;

    /// A number that one of the primes takes for nought can be neither dropped nor shown, whatever stands beside it.
    #[test]
    fn a_term_that_one_prime_divides_makes_a_row_doubtful() {
        let people = [9, 9, 9];
        for (number, is_doubtful) in [(3, false), ((1 << 31) - 1, true), ((1 << 61) - 1, true)] {
            let mut space = Space::new(&people, 5);
            let terms = [(0, Residue::ONE), (1, Residue::of(number))];
            space.insert(Row { pivot: 0, vector: Vector::of_ascending(terms) });
            // e₀ + e₂ less the row is e₂ less so many times e₁
            let addition = space.addition(&[0, 2]);
            assert_eq!(matches!(addition, Addition::Doubtful), is_doubtful, "{number}");
            assert_eq!(matches!(addition, Addition::Row(_)), !is_doubtful, "{number}");
        }
    }
}
