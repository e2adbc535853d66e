//! A second look at a plan, as its reader sees it: inner groups that nothing published tells apart are one.
//!
//! The search for small combinations goes as far as four groups. Where five groups and more can have fewer people than the minimum (a table that asks for ten
//! employees), such a combination of many groups may still be one of few groups to a reader, who cannot tell most of them apart.

use std::collections::BTreeMap;

use super::plan::Decision;
use super::space::{Addition, Space};
use super::system::System;

/// Groups in a combination that the search finds whatever they are.
const GROUPS_MAX: usize = 4;

/// The published cell of least worth with which some combination of up to four merged groups would concern fewer people than the minimum.
pub(super) fn revealing(system: &System, decisions: &[Decision]) -> Option<usize> {
    if !many_can_be_few(system) {
        return None;
    }
    let published = system.order.iter().filter(|cell| decisions.get(**cell) == Some(&Decision::Published));
    let published = published.filter_map(|cell| Some((Some(*cell), system.cells.get(*cell)?.columns.as_slice())));
    let released = system.released.iter().map(|(_, columns)| (None, columns.as_slice()));
    let rows: Vec<(Option<usize>, &[usize])> = released.chain(published).collect();
    let (merged_of, people) = merged(system, &rows);
    let mut space = Space::new(&people, system.minimum);
    for (cell, columns) in rows {
        let mut columns: Vec<usize> = columns.iter().filter_map(|column| *merged_of.get(*column)?).collect();
        columns.sort_unstable();
        columns.dedup();
        if let Addition::Row(row) = space.addition(&columns) {
            // What the ledger gives away by itself is told elsewhere.
            if cell.is_some() && space.would_reveal(&row) {
                return cell;
            }
            space.insert(row);
        }
    }
    None
}

/// Whether more groups than are searched can have fewer people than the minimum together.
fn many_can_be_few(system: &System) -> bool {
    let mut people = system.people.clone();
    people.sort_unstable();
    let few: u64 = people.iter().take(GROUPS_MAX + 1).sum();
    people.len() > GROUPS_MAX && few < system.minimum
}

/// For each column the merged one it is in, if any row holds it; and the people of those.
fn merged(system: &System, rows: &[(Option<usize>, &[usize])]) -> (Vec<Option<usize>>, Vec<u64>) {
    let mut held_by: Vec<Vec<usize>> = vec![Vec::new(); system.people.len()];
    for (row, (_, columns)) in rows.iter().enumerate() {
        for column in *columns {
            if let Some(held_by) = held_by.get_mut(*column) {
                held_by.push(row);
            }
        }
    }
    let mut places: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    let mut people: Vec<u64> = Vec::new();
    let merged_of = held_by.into_iter().zip(&system.people).map(|(held_by, of_column)| {
        if held_by.is_empty() {
            return None;
        }
        let place = *places.entry(held_by).or_insert(people.len());
        match people.get_mut(place) {
            Some(people) => *people = people.saturating_add(*of_column),
            None => people.push(*of_column),
        }
        Some(place)
    });
    (merged_of.collect(), people)
}

#[cfg(test)]
mod tests {
    use super::super::request::{Cell, Class, Request};
    use super::*;

    fn request(people: &[u64], cells: &[&[usize]]) -> Request {
        let cell = |(at, groups): (usize, &&[usize])| Cell {
            key: format!("c{at}"),
            class: Class::Tree,
            minimum: 10,
            groups: groups.to_vec(),
        };
        Request {
            minimum: 10,
            people: people.to_vec(),
            cells: cells.iter().enumerate().map(cell).collect(),
            partitions: Vec::new(),
            sensitive: Vec::new(),
            released: Vec::new(),
        }
    }

    /// Two units, each of many from before and three who came later, one in each of three teams; and those from before in both.
    #[test]
    fn six_groups_of_one_are_two_groups_of_three_to_a_reader() {
        let people = [20, 1, 1, 1, 30, 1, 1, 1];
        let (one, other, before): (&[usize], &[usize], &[usize]) = (&[0, 1, 2, 3], &[4, 5, 6, 7], &[0, 4]);
        let system = System::of(&request(&people, &[one, other, before])).unwrap();
        // Both units less those from before are six people.
        let shown = [Decision::Published; 3];
        assert_eq!(revealing(&system, &shown), Some(0), "the cell of fewest people");
        assert_eq!(revealing(&system, &[Decision::Secondary, Decision::Published, Decision::Published]), None);
        let plan = request(&people, &[one, other, before]).plan().unwrap();
        assert_eq!(plan.decisions().iter().filter(|decision| **decision == Decision::Published).count(), 2);
        // Of ten people who came later it may be told.
        let system = System::of(&request(&[20, 2, 2, 1, 30, 2, 2, 1], &[one, other, before])).unwrap();
        assert_eq!(revealing(&system, &shown), None);
        // Where four groups always have enough people, nothing is looked at twice.
        let mut few = request(&people, &[one, other, before]);
        few.minimum = 4;
        few.cells.iter_mut().for_each(|cell| cell.minimum = 4);
        assert_eq!(revealing(&System::of(&few).unwrap(), &shown), None);
    }
}
