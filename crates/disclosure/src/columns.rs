//! From inner groups to the columns of one plan, with what earlier releases showed of the same people.
//!
//! Inner groups that neither the groups asked about nor an earlier release tell apart are one column. Where an earlier release counted other
//! numbers of people under one name (a corrected import), the fewer are taken to be among the more: those in both, and those in one alone, are columns of their
//! own, so that the difference of the two releases is planned as a number about the few who came or went.
//!
//! Where one of them tells kinds of work apart and the other does not, [`countings`](crate::countings) makes them name the same people.

use std::collections::{BTreeMap, BTreeSet};

use crate::countings::{Counting, Part, Unmatched, matched};
use crate::inner::{Inner, InnerIndex, Table};
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
    ) -> Result<Columns, Unmatched> {
        let mut columns = Columns::default();
        // Of each unit and former municipality what this draft counts, and then what each release did.
        let mut places: BTreeMap<(&str, &str), Vec<Counting>> = BTreeMap::new();
        let mut count = |name, at: usize, role, part: Part| {
            let all = places.entry(name).or_insert_with(|| vec![Counting::new(); earlier.len() + 1]);
            if let Some(counting) = all.get_mut(at) {
                counting.insert(role, part);
            }
        };
        let now: BTreeMap<InnerIndex, u64> = inner.people(table).collect();
        for (name, position) in inner.positions() {
            let people = now.get(position).copied().unwrap_or(0);
            let groups = inner.within(*position).filter(|group| asked.contains(group)).collect();
            let of = (name.unit.as_str(), name.former_municipality.as_str());
            count(of, 0, name.role, Part { people, groups, rows: Vec::new() });
        }
        for (release, rows) in earlier.iter().enumerate() {
            for (row, key) in rows.shown(about) {
                columns.keys.insert((release, row), key.to_owned());
            }
            for (name, people, rows) in rows.people(about) {
                let rows = rows.into_iter().map(|row| (release, row)).collect();
                let part = Part { people, groups: Vec::new(), rows };
                count((name.unit.as_str(), name.former_municipality.as_str()), release + 1, name.role, part);
            }
        }
        let mut merged: BTreeMap<Signature, u64> = BTreeMap::new();
        for ((unit, former), countings) in places {
            let countings = matched(countings).ok_or_else(|| Unmatched::of(unit, former))?;
            let roles: BTreeSet<_> = countings.iter().flat_map(BTreeMap::keys).copied().collect();
            for role in roles {
                let parts: Vec<&Part> = countings.iter().filter_map(|counting| counting.get(&role)).collect();
                for (signature, people) in layers(&parts) {
                    let known = merged.entry(signature).or_default();
                    *known = known.saturating_add(people);
                }
            }
        }
        for (column, ((groups, rows), people)) in merged.into_iter().enumerate() {
            columns.people.push(people);
            groups.into_iter().for_each(|group| columns.of_group.entry(group).or_default().push(column));
            rows.into_iter().for_each(|row| columns.of_row.entry(row).or_default().push(column));
        }
        Ok(columns)
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

/// The people of one name in layers, each with what tells it apart: those counted everywhere, and those that only the larger counts have.
fn layers(parts: &[&Part]) -> Vec<(Signature, u64)> {
    let counts: BTreeSet<u64> = parts.iter().map(|part| part.people).filter(|people| *people > 0).collect();
    let mut below = 0;
    let mut layers = Vec::with_capacity(counts.len());
    for upto in counts {
        let large = || parts.iter().filter(|part| part.people >= upto);
        let groups: Vec<GroupIndex> = large().flat_map(|part| part.groups.iter().copied()).collect();
        let rows: Vec<(usize, usize)> = large().flat_map(|part| part.rows.iter().copied()).collect();
        if !groups.is_empty() || !rows.is_empty() {
            layers.push(((groups, rows), upto - below));
        }
        below = upto;
    }
    layers
}
