//! A place to work on one vector at a time, with every column at hand.

use super::residue::Residue;
use super::vector::{Row, Vector};

/// The vector on the bench, and which of its columns have ever held something.
pub(super) struct Workbench {
    values: Vec<Residue>,
    is_touched: Vec<bool>,
    touched: Vec<usize>,
}

impl Workbench {
    pub(super) fn new(columns: usize) -> Workbench {
        Workbench { values: vec![Residue::ZERO; columns], is_touched: vec![false; columns], touched: Vec::new() }
    }

    /// Lays the sum of these columns on the empty bench.
    pub(super) fn lay(&mut self, columns: &[usize]) {
        for column in columns {
            self.set(*column, Residue::ONE);
        }
    }

    /// The columns that have held something, in the order in which they came to.
    pub(super) fn touched(&self, position: usize) -> Option<usize> {
        self.touched.get(position).copied()
    }

    /// Takes the row away as often as leaves nothing at its pivot.
    pub(super) fn subtract(&mut self, row: &Row) {
        let factor = self.at(row.pivot);
        if factor.is_zero() {
            return;
        }
        for (column, value) in row.vector.terms() {
            self.set(column, self.at(column).minus(value.times(factor)));
        }
    }

    /// Takes the vector off the bench.
    pub(super) fn clear(&mut self) -> Vector {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        let vector = Vector::of_ascending(touched.iter().map(|column| (*column, self.at(*column))));
        for column in touched {
            if let (Some(place), Some(mark)) = (self.values.get_mut(column), self.is_touched.get_mut(column)) {
                *place = Residue::ZERO;
                *mark = false;
            }
        }
        vector
    }

    fn at(&self, column: usize) -> Residue {
        self.values.get(column).copied().unwrap_or(Residue::ZERO)
    }

    fn set(&mut self, column: usize, value: Residue) {
        if let (Some(place), Some(mark)) = (self.values.get_mut(column), self.is_touched.get_mut(column)) {
            *place = value;
            if !*mark {
                *mark = true;
                self.touched.push(column);
            }
        }
    }
}
