//! Sparse linear combinations of what the inner groups answered.

use super::residue::Residue;

/// Terms in ascending order of their columns; noughts are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Vector {
    terms: Vec<(usize, Residue)>,
}

impl Vector {
    /// Columns are ascending and none is named twice.
    pub(super) fn of_ascending(terms: impl IntoIterator<Item = (usize, Residue)>) -> Vector {
        Vector { terms: terms.into_iter().filter(|(_, value)| !value.is_zero()).collect() }
    }

    /// Once each of these columns, which are ascending and named once.
    pub(super) fn sum_of(columns: &[usize]) -> Vector {
        Vector::of_ascending(columns.iter().map(|column| (*column, Residue::ONE)))
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub(super) fn terms(&self) -> impl Iterator<Item = (usize, Residue)> {
        self.terms.iter().copied()
    }

    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        self.terms.iter().map(|(column, _)| *column)
    }

    pub(super) fn at(&self, column: usize) -> Residue {
        let place = self.terms.binary_search_by_key(&column, |(column, _)| *column).ok();
        place.and_then(|place| self.terms.get(place)).map_or(Residue::ZERO, |(_, value)| *value)
    }

    pub(super) fn times(&self, factor: Residue) -> Vector {
        Vector::of_ascending(self.terms().map(|(column, value)| (column, value.times(factor))))
    }

    /// self − factor · other
    pub(super) fn minus(&self, factor: Residue, other: &Vector) -> Vector {
        let mut terms = Vec::with_capacity(self.terms.len() + other.terms.len());
        let (mut left, mut right) = (self.terms().peekable(), other.terms().peekable());
        loop {
            let (column, value) = match (left.peek().copied(), right.peek().copied()) {
                (Some((column, value)), Some((other, _))) if column < other => {
                    left.next();
                    (column, value)
                }
                (Some((column, value)), Some((other, subtracted))) if column == other => {
                    left.next();
                    right.next();
                    (column, value.minus(subtracted.times(factor)))
                }
                (_, Some((column, subtracted))) => {
                    right.next();
                    (column, Residue::ZERO.minus(subtracted.times(factor)))
                }
                (Some(term), None) => {
                    left.next();
                    term
                }
                (None, None) => break,
            };
            if !value.is_zero() {
                terms.push((column, value));
            }
        }
        Vector { terms }
    }

    /// Whether this is a multiple of nought modulo either prime: every term is nought in one and the same of them.
    pub(super) fn vanishes_in_either_prime(&self) -> bool {
        self.terms.iter().all(|(_, value)| value.is_zero_in_large())
            || self.terms.iter().all(|(_, value)| value.is_zero_in_small())
    }
}

/// A vector whose term at its pivot is one.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) pivot: usize,
    pub(super) vector: Vector,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(terms: &[(usize, u64)]) -> Vector {
        Vector::of_ascending(terms.iter().map(|(column, number)| (*column, Residue::of(*number))))
    }

    #[test]
    fn terms_that_cancel_are_gone() {
        let left = vector(&[(1, 2), (3, 6), (4, 5), (9, 1)]);
        let right = vector(&[(0, 1), (3, 2), (4, 1), (8, 0)]);
        // 2e₁ + 6e₃ + 5e₄ + e₉ − 3(e₀ + 2e₃ + e₄) = −3e₀ + 2e₁ + 2e₄ + e₉
        let difference = left.minus(Residue::of(3), &right);
        assert_eq!(difference.columns().collect::<Vec<_>>(), [0, 1, 4, 9]);
        assert_eq!(difference.at(0), Residue::ZERO.minus(Residue::of(3)));
        assert_eq!((difference.at(4), difference.at(3)), (Residue::of(2), Residue::ZERO));
        assert!(left.minus(Residue::ONE, &left).is_empty());
    }

    #[test]
    fn a_vector_may_vanish_modulo_one_prime_alone() {
        let (small, large) = ((1 << 31) - 1, (1 << 61) - 1);
        assert!(vector(&[(0, small), (5, small)]).vanishes_in_either_prime());
        assert!(vector(&[(0, large)]).vanishes_in_either_prime());
        assert!(vector(&[]).vanishes_in_either_prime());
        assert!(!vector(&[(0, small), (5, large)]).vanishes_in_either_prime());
        assert!(!vector(&[(0, small), (5, 1)]).vanishes_in_either_prime());
    }
}
