//! What must not follow from the published cells, kept beside them: each sum less whatever is published of it.

use std::collections::BTreeSet;

use super::vector::{Row, Vector};

/// Sums that must stay hidden, each nought at every pivot of what is published.
pub(super) struct Secrets {
    sums: Vec<Vector>,
    /// For each column, the sums that hold it: a row touches those that hold its pivot, and no others.
    holders: Vec<BTreeSet<usize>>,
}

impl Secrets {
    /// Of so many columns.
    pub(super) fn new(columns: usize, sums: impl Iterator<Item = Vector>) -> Secrets {
        let mut secrets = Secrets { sums: sums.collect(), holders: vec![BTreeSet::new(); columns] };
        for (position, sum) in secrets.sums.iter().enumerate() {
            for column in sum.columns() {
                if let Some(holders) = secrets.holders.get_mut(column) {
                    holders.insert(position);
                }
            }
        }
        secrets
    }

    /// Whether a secret would follow if the row were published.
    pub(super) fn would_follow(&self, row: &Row) -> bool {
        let follows = |secret: &Vector| secret.minus(secret.at(row.pivot), &row.vector).vanishes_in_either_prime();
        let holders = self.holders.get(row.pivot).into_iter().flatten();
        holders.filter_map(|position| self.sums.get(*position)).any(follows)
    }

    /// Takes a published row out of every secret that holds its pivot.
    pub(super) fn take_out(&mut self, row: &Row) {
        let held_by = self.holders.get_mut(row.pivot).map(std::mem::take).unwrap_or_default();
        for position in held_by {
            let Some(secret) = self.sums.get_mut(position) else { continue };
            *secret = secret.minus(secret.at(row.pivot), &row.vector);
            for column in row.vector.columns().filter(|column| *column != row.pivot) {
                let Some(holders) = self.holders.get_mut(column) else { continue };
                if secret.at(column).is_zero() {
                    holders.remove(&position);
                } else {
                    holders.insert(position);
                }
            }
        }
    }
}
