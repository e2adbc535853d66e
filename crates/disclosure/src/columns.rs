//! From inner groups to the columns of one plan, with what earlier releases showed of the same people.
//!
//! Inner groups that neither the groups asked about nor an earlier release tell apart are one column. Where an earlier release counted other
//! numbers of people under one name (a corrected import), the fewer are taken to be among the more: those in both, and those in one alone, are columns of their
//! own, so that the difference of the two releases is planned as a number about the few who came or went.

use std::collections::{BTreeMap, BTreeSet};

use crate::inner::{Inner, InnerIndex, InnerName, Table};
use crate::protection::ReleasedRow;
use crate::{GroupIndex, ReleasedRows};

/// The inner groups of one table as columns.
#[derive(Default)]
pub(crate) struct Columns {
    pub(crate) people: Vec<u64>,
    of_group: BTreeMap<GroupIndex, Vec<usize>>,
    of_row: BTreeMap<(usize, usize), Vec<usize>>,
    keys: BTreeMap<(usize, usize), String>,
}

/// What tells a column apart: the groups asked about that hold it, and the earlier rows that do, each by release and row.
type Signature = (Vec<GroupIndex>, Vec<(usize, usize)>);

impl Columns {
    /// The columns of a table for a plan about the groups `asked`. `earlier` are the releases to keep in mind and `about` is the table's name there.
    pub(crate) fn of_table(
        inner: &Inner,
        table: &Table,
        asked: &BTreeSet<GroupIndex>,
        (earlier, about): (&[ReleasedRows], &str),
    ) -> Columns {
        let now: BTreeMap<InnerIndex, u64> = inner.people(table).collect();
        let mut columns = Columns::default();
        let mut before: BTreeMap<&InnerName, Vec<Before>> = BTreeMap::new();
        for (release, rows) in earlier.iter().enumerate() {
            for (row, key) in rows.shown(about) {
                columns.keys.insert((release, row), key.to_owned());
            }
            for (name, people, rows) in rows.people(about) {
                let rows = rows.into_iter().map(|row| (release, row)).collect();
                before.entry(name).or_default().push(Before { people, rows });
            }
        }
        let mut merged: BTreeMap<Signature, u64> = BTreeMap::new();
        let mut take = |people: u64, held: Vec<GroupIndex>, before: &[Before]| {
            for (signature, people) in layers(people, &held, before) {
                let known = merged.entry(signature).or_default();
                *known = known.saturating_add(people);
            }
        };
        for (name, position) in inner.positions() {
            let held = inner.within(*position).filter(|group| asked.contains(group)).collect();
            let people = now.get(position).copied().unwrap_or(0);
            take(people, held, before.get(name).map_or(&[], Vec::as_slice));
        }
        for (_, before) in before.iter().filter(|(name, _)| !inner.positions().contains_key(**name)) {
            take(0, Vec::new(), before);
        }
        for (column, ((groups, rows), people)) in merged.into_iter().enumerate() {
            columns.people.push(people);
            groups.into_iter().for_each(|group| columns.of_group.entry(group).or_default().push(column));
            rows.into_iter().for_each(|row| columns.of_row.entry(row).or_default().push(column));
        }
        columns
    }

    /// The columns a group holds, ascending.
    pub(crate) fn of(&self, group: GroupIndex) -> Vec<usize> {
        self.of_group.get(&group).cloned().unwrap_or_default()
    }

    /// What earlier releases showed, over the same columns.
    pub(crate) fn released(&self) -> Vec<ReleasedRow> {
        let row = |(row, groups): (&(usize, usize), &Vec<usize>)| ReleasedRow {
            key: self.keys.get(row).cloned().unwrap_or_default(),
            groups: groups.clone(),
        };
        self.of_row.iter().map(row).collect()
    }
}

/// What one earlier release counted under a name: people, and the rows it showed that hold them.
struct Before {
    people: u64,
    rows: Vec<(usize, usize)>,
}

/// The people of one name in layers, each with what tells it apart: those counted everywhere, and those that only the larger counts have.
fn layers(now: u64, held: &[GroupIndex], before: &[Before]) -> Vec<(Signature, u64)> {
    let counts: BTreeSet<u64> = before.iter().map(|before| before.people).chain([now]).filter(|n| *n > 0).collect();
    let mut below = 0;
    let mut layers = Vec::with_capacity(counts.len());
    for upto in counts {
        let groups = if upto <= now { held.to_vec() } else { Vec::new() };
        let rows = before.iter().filter(|before| before.people >= upto).flat_map(|before| before.rows.iter().copied());
        let rows: Vec<(usize, usize)> = rows.collect();
        if !groups.is_empty() || !rows.is_empty() {
            layers.push(((groups, rows), upto - below));
        }
        below = upto;
    }
    layers
}
