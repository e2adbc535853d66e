//! An attacker with exact fractions: everything that follows from the published rows, and nothing shared with the planner.

use disclosure::protection::{Decision, Plan, Request};

use crate::fractions::{Fraction, reduce};

/// All solutions of the published rows: for each inner group, its value in each of a basis of them.
pub(crate) struct Exact {
    solutions: Vec<Vec<Fraction>>,
}

impl Exact {
    /// Rows as sets of inner groups.
    pub(crate) fn of<'a>(rows: impl IntoIterator<Item = &'a Vec<usize>>, columns: usize) -> Exact {
        let row = |set: &Vec<usize>| {
            let mut row = vec![Fraction::ZERO; columns];
            set.iter().for_each(|column| row[*column] = Fraction::new(1, 1));
            row
        };
        let mut rows: Vec<Vec<Fraction>> = rows.into_iter().map(row).collect();
        let pivots = reduce(&mut rows, columns);
        let free: Vec<usize> = (0..columns).filter(|column| !pivots.contains(column)).collect();
        let solution = |column: usize| match pivots.iter().position(|pivot| *pivot == column) {
            Some(row) => {
                free.iter().map(|free| Fraction::ZERO.minus_product(rows[row][*free], Fraction::new(1, 1))).collect()
            }
            None => free.iter().map(|free| Fraction::new(i128::from(*free == column), 1)).collect(),
        };
        Exact { solutions: (0..columns).map(solution).collect() }
    }

    /// Whether the sum over these inner groups follows: it is the same in every solution.
    pub(crate) fn knows_sum(&self, set: &[usize]) -> bool {
        let length = self.solutions.first().map_or(0, Vec::len);
        (0..length).all(|place| {
            let sum = set.iter().fold(Fraction::ZERO, |sum, column| {
                sum.minus_product(self.solutions[*column][place], Fraction::new(-1, 1))
            });
            sum == Fraction::ZERO
        })
    }

    /// Whether some combination of these inner groups alone follows, with whatever coefficients.
    pub(crate) fn knows_something_of(&self, set: &[usize]) -> bool {
        let mut rows: Vec<Vec<Fraction>> = set.iter().map(|column| self.solutions[*column].clone()).collect();
        let length = rows.first().map_or(0, Vec::len);
        reduce(&mut rows, length).len() < set.len()
    }

    /// The first set of inner groups with fewer people than the minimum of which something follows.
    pub(crate) fn few_people(&self, people: &[u64], minimum: u64) -> Option<Vec<usize>> {
        let mut sets = vec![(Vec::new(), 0, 0)];
        while let Some((set, from, total)) = sets.pop() {
            for (column, own) in people.iter().enumerate().skip(from) {
                let total = total + own;
                if total < minimum && *own > 0 {
                    let mut larger: Vec<usize> = set.clone();
                    larger.push(column);
                    if self.knows_something_of(&larger) {
                        return Some(larger);
                    }
                    sets.push((larger, column + 1, total));
                }
            }
        }
        None
    }
}

/// What is public: the ledger and the published cells.
pub(crate) fn public<'a>(request: &'a Request, plan: &Plan) -> Vec<&'a Vec<usize>> {
    let decided = request.cells.iter().zip(plan.decisions());
    let published = decided.filter(|(_, decision)| **decision == Decision::Published).map(|(cell, _)| &cell.groups);
    request.released.iter().map(|row| &row.groups).chain(published).collect()
}

/// The people in a set.
pub(crate) fn people(request: &Request, set: &[usize]) -> u64 {
    set.iter().map(|group| request.people[*group]).sum()
}
