//! The same cell in several files, or twice in one: does it say the same?

use std::collections::BTreeMap;

use crate::people::Crowds;
use crate::release::{Cell, Mark, Measure, Release, State};
use crate::system::CellRef;

/// Two places that do not say the same of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Disagreement {
    pub(crate) one: CellRef,
    pub(crate) other: CellRef,
}

/// Every pair of places that disagree: one shows and the other hides, or the numbers cannot be roundings of one number.
pub(crate) fn disagreements(releases: &[Release], people: &Crowds) -> Vec<Disagreement> {
    type Key<'r> = (&'r Measure, Vec<u32>, &'r str, &'r str);
    let mut first: BTreeMap<Key<'_>, (CellRef, &Cell)> = BTreeMap::new();
    let mut found = Vec::new();
    for (release, file) in releases.iter().enumerate() {
        for (index, cell) in file.cells.iter().enumerate() {
            let at = CellRef { release, cell: index };
            let groups = people.of(&cell.measure).of_cell(release, cell);
            if groups.is_empty() {
                continue;
            }
            let key = (&cell.measure, groups, cell.former.as_str(), cell.role.as_str());
            match first.get_mut(&key) {
                None => {
                    first.insert(key, (at, cell));
                }
                Some((one, said)) => {
                    if !agree(said.state, cell.state) {
                        found.push(Disagreement { one: *one, other: at });
                    }
                    // The sharper statement is what the next is held against.
                    if matches!((said.state, cell.state), (State::Hidden(_), State::Shown { .. })) {
                        (*one, *said) = (at, cell);
                    }
                }
            }
        }
    }
    found
}

fn agree(one: State, other: State) -> bool {
    match (one, other) {
        (State::Shown { n: a, value: one, .. }, State::Shown { n: b, value: other, .. }) => {
            one.meets(other) && a.zip(b).is_none_or(|(a, b)| a == b)
        }
        (State::Hidden(one), State::Hidden(other)) => one == other || one == Mark::Withheld || other == Mark::Withheld,
        (State::Hidden(mark), State::Shown { .. }) | (State::Shown { .. }, State::Hidden(mark)) => mark == Mark::Absent,
    }
}
