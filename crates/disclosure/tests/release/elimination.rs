//! A plain elimination over exact fractions, written for the attacker.

use std::collections::BTreeSet;

use crate::fractions::{Fraction, reduce};

/// Homogeneous equations over columns, some of whose values are known.
pub(crate) struct System {
    columns: usize,
    known: BTreeSet<usize>,
    equations: Vec<Vec<(usize, i128)>>,
}

impl System {
    pub(crate) fn new(columns: usize) -> System {
        System { columns, known: BTreeSet::new(), equations: Vec::new() }
    }

    pub(crate) fn know(&mut self, column: usize) {
        self.known.insert(column);
    }

    pub(crate) fn equation(&mut self, terms: Vec<(usize, i128)>) {
        self.equations.push(terms);
    }

    /// The unknown columns with only one possible value.
    pub(crate) fn determined(&self) -> BTreeSet<usize> {
        let unknown: Vec<usize> = (0..self.columns).filter(|column| !self.known.contains(column)).collect();
        let place = |column: usize| unknown.binary_search(&column).ok();
        let mut matrix: Vec<Vec<Fraction>> = Vec::new();
        for equation in &self.equations {
            let mut row = vec![Fraction::ZERO; unknown.len()];
            for (column, sign) in equation {
                if let Some(place) = place(*column) {
                    row[place] = row[place].minus_product(Fraction::new(-sign, 1), Fraction::new(1, 1));
                }
            }
            matrix.push(row);
        }
        reduce(&mut matrix, unknown.len());
        let alone = |row: &Vec<Fraction>| {
            let mut filled = (0..row.len()).filter(|place| row[*place] != Fraction::ZERO);
            let first = filled.next()?;
            filled.next().is_none().then(|| unknown[first])
        };
        matrix.iter().filter_map(alone).collect()
    }
}
