//! A plain elimination over exact fractions, written for the attacker.

use std::collections::BTreeSet;

#[derive(Clone, Copy, PartialEq)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    const ZERO: Fraction = Fraction { over: 0, under: 1 };

    fn new(over: i128, under: i128) -> Fraction {
        let (mut a, mut b) = (over.abs(), under.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = under.signum();
        Fraction { over: sign * over / a.max(1), under: sign * under / a.max(1) }
    }

    fn minus_product(self, a: Fraction, b: Fraction) -> Fraction {
        let product = Fraction::new(a.over * b.over, a.under * b.under);
        Fraction::new(self.over * product.under - product.over * self.under, self.under * product.under)
    }

    fn divided_by(self, other: Fraction) -> Fraction {
        Fraction::new(self.over * other.under, self.under * other.over)
    }
}

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
                    row[place] = Fraction::new(row[place].over + sign, 1);
                }
            }
            matrix.push(row);
        }
        let mut done = 0;
        for column in 0..unknown.len() {
            let Some(pivot) = (done..matrix.len()).find(|row| matrix[*row][column] != Fraction::ZERO) else { continue };
            matrix.swap(done, pivot);
            let leading = matrix[done][column];
            let solved: Vec<Fraction> = matrix[done].iter().map(|value| value.divided_by(leading)).collect();
            matrix[done].clone_from(&solved);
            for (row, values) in matrix.iter_mut().enumerate() {
                let factor = values[column];
                if row == done || factor == Fraction::ZERO {
                    continue;
                }
                for (value, solved) in values.iter_mut().zip(&solved) {
                    if *solved != Fraction::ZERO {
                        *value = value.minus_product(factor, *solved);
                    }
                }
            }
            done += 1;
        }
        let alone = |row: &Vec<Fraction>| {
            let mut filled = (0..row.len()).filter(|place| row[*place] != Fraction::ZERO);
            let first = filled.next()?;
            filled.next().is_none().then(|| unknown[first])
        };
        matrix.iter().filter_map(alone).collect()
    }
}
