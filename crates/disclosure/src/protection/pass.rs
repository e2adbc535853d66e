//! One pass over the cells in order of worth: each is published if nothing that must stay hidden follows.

use std::collections::BTreeSet;

use super::plan::Decision;
use super::secrets::Secrets;
use super::space::{Addition, Space};
use super::system::{System, SystemCell};
use super::vector::{Row, Vector};

/// What one pass decided.
pub(super) struct Outcome {
    /// One for each cell, in the order of the request.
    pub(super) decisions: Vec<Decision>,
    /// For each cell, whether its sum is known: it is published, or follows from what is.
    pub(super) known: Vec<bool>,
    /// Released rows that complete a combination which must stay hidden.
    pub(super) revealing: Vec<String>,
}

/// Decides every cell; `remainders` must stay hidden besides what the system names, and the cells marked `withheld` are not offered.
pub(super) fn pass(system: &System, withheld: &[bool], remainders: &BTreeSet<Vec<usize>>) -> Outcome {
    let hidden = hidden_sets(system, remainders);
    let mut published = Published {
        space: Space::new(&system.people, system.minimum),
        secrets: Secrets::new(system.people.len(), hidden.iter().map(|set| Vector::sum_of(set))),
    };
    let mut revealing = Vec::new();
    for (key, columns) in &system.released {
        let follows = match published.space.addition(columns) {
            Addition::Nothing => false,
            Addition::Doubtful => true,
            Addition::Row(row) => {
                let reveals = published.would_reveal(&row);
                published.insert(row);
                reveals
            }
        };
        revealing.extend(follows.then(|| key.clone()));
    }
    let mut decisions = vec![Decision::Secondary; system.cells.len()];
    for position in &system.order {
        if let (Some(decision), Some(cell)) = (decisions.get_mut(*position), system.cells.get(*position)) {
            *decision = if cell.people == 0 {
                Decision::Empty
            } else if cell.people < cell.minimum || hidden.contains(&cell.columns) {
                Decision::Primary
            } else if !withheld.get(*position).copied().unwrap_or(false) && published.takes_in(cell) {
                Decision::Published
            } else {
                Decision::Secondary
            };
        }
    }
    let known = system.cells.iter().zip(&decisions).map(|(cell, decision)| match decision {
        Decision::Empty => false,
        Decision::Published => true,
        Decision::Primary | Decision::Secondary => matches!(published.space.addition(&cell.columns), Addition::Nothing),
    });
    let known = known.collect();
    Outcome { decisions, known, revealing }
}

/// Which of these cells' sums follow from the ledger and the cells that are shown.
pub(super) fn known_from(system: &System, shown: impl Fn(usize) -> bool, cells: &[usize]) -> Vec<bool> {
    let mut space = Space::new(&system.people, system.minimum);
    let released = system.released.iter().map(|(_, columns)| columns);
    let cells_shown = system.cells.iter().enumerate().filter(|(position, _)| shown(*position));
    for columns in released.chain(cells_shown.map(|(_, cell)| &cell.columns)) {
        if let Addition::Row(row) = space.addition(columns) {
            space.insert(row);
        }
    }
    let mut follows = |columns: &[usize]| matches!(space.addition(columns), Addition::Nothing);
    cells.iter().map(|cell| system.cells.get(*cell).is_some_and(|cell| follows(&cell.columns))).collect()
}

/// Sensitive sets, remainders, and cells that have enough people for the minimum but not for their own. (The search finds smaller ones by itself.)
fn hidden_sets(system: &System, remainders: &BTreeSet<Vec<usize>>) -> BTreeSet<Vec<usize>> {
    let few = system.cells.iter().filter(|cell| cell.people > 0 && cell.people < cell.minimum);
    let few = few.map(|cell| cell.columns.clone());
    few.chain(system.sensitive.iter().cloned()).chain(remainders.iter().cloned()).collect()
}

/// What is published so far, and what must not follow from it.
struct Published<'a> {
    space: Space<'a>,
    secrets: Secrets,
}

impl Published<'_> {
    /// Publishes the cell unless something that must stay hidden would follow.
    fn takes_in(&mut self, cell: &SystemCell) -> bool {
        match self.space.addition(&cell.columns) {
            Addition::Nothing => true,
            Addition::Doubtful => false,
            Addition::Row(row) => {
                let reveals = self.would_reveal(&row);
                if !reveals {
                    self.insert(row);
                }
                !reveals
            }
        }
    }

    fn would_reveal(&self, row: &Row) -> bool {
        self.secrets.would_follow(row) || self.space.would_reveal(row)
    }

    fn insert(&mut self, row: Row) {
        self.secrets.take_out(&row);
        self.space.insert(row);
    }
}
