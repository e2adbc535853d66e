//! Who stands behind the cells: inner groups, and how many people each table counts in them.
//!
//! An *inner group* is a set of people that no two cells tell apart: those of one unit from one former municipality. It is named by the groups
//! that hold it. Sealing plans on inner groups, so that whatever a reader knows of how groups overlap, they gain nothing from it.
//!
//! Integers only, and nothing of it leaves: it has no `Serialize`, its `Debug` shows shapes, and sealing drops it.
//!
//! **Invariant:** sealing refuses a draft in which a cell's people are not the sum of the inner groups it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plan::Figure;
use survey::{Month, ScaleId};

use crate::GroupIndex;

/// One table of numbers about the same people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// A scale in this wave: those who have a score.
    Scale(ScaleId),
    /// A scale in a wave of the trend, by its position there.
    Trend(usize, ScaleId),
    /// Those who were invited.
    Invited,
    /// Absence over the year up to the wave: employees, summed over the months.
    AbsenceYear,
    /// Absence in one month: employees.
    AbsenceMonth(Month),
    /// A register figure in a year: those it is counted of.
    Figure(Figure, i32),
    /// Those who are counted in a register figure that counts heads.
    FigureCounted(Figure, i32),
    /// Those who are not.
    FigureLeft(Figure, i32),
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Table::Scale(scale) => write!(f, "scale {scale}"),
            Table::Trend(wave, scale) => write!(f, "scale {scale} in wave number {wave} of the trend"),
            Table::Invited => f.write_str("participation"),
            Table::AbsenceYear => f.write_str("absence of the year"),
            Table::AbsenceMonth(month) => write!(f, "absence in {month}"),
            Table::Figure(figure, year) => write!(f, "{figure} in {year}"),
            Table::FigureCounted(figure, year) => write!(f, "those counted as {figure} in {year}"),
            Table::FigureLeft(figure, year) => write!(f, "those not counted as {figure} in {year}"),
        }
    }
}

/// People by the groups that hold them.
type People = BTreeMap<Vec<GroupIndex>, u64>;

/// The inner groups of a draft, table by table.
#[derive(Clone, Default)]
pub struct Inner {
    tables: BTreeMap<Table, People>,
}

impl Inner {
    /// Counts so many people more in a table. `within` names every group that holds them, in any order.
    pub fn add(&mut self, table: Table, within: &[GroupIndex], people: u64) {
        let within: BTreeSet<GroupIndex> = within.iter().copied().collect();
        let known = self.tables.entry(table).or_default().entry(within.into_iter().collect()).or_default();
        // A sum beyond any organisation is no sum of its cells, and so is refused.
        *known = known.saturating_add(people);
    }

    /// The inner groups of one table, told apart by `asked` only: people that the groups asked about do not divide are one.
    pub(crate) fn columns(&self, table: &Table, asked: &BTreeSet<GroupIndex>) -> Columns {
        let mut merged: BTreeMap<Vec<GroupIndex>, u64> = BTreeMap::new();
        for (within, people) in self.tables.get(table).into_iter().flatten().filter(|(_, people)| **people > 0) {
            let within: Vec<GroupIndex> = within.iter().copied().filter(|group| asked.contains(group)).collect();
            if !within.is_empty() {
                let known = merged.entry(within).or_default();
                *known = known.saturating_add(*people);
            }
        }
        let mut columns = Columns::default();
        for (column, (within, people)) in merged.into_iter().enumerate() {
            columns.people.push(people);
            for group in within {
                columns.of_group.entry(group).or_default().push(column);
            }
        }
        columns
    }

    /// The people of every group in a table.
    pub(crate) fn sums(&self, table: &Table) -> BTreeMap<GroupIndex, u64> {
        let mut sums: BTreeMap<GroupIndex, u64> = BTreeMap::new();
        for (within, people) in self.tables.get(table).into_iter().flatten() {
            for group in within {
                let sum = sums.entry(*group).or_default();
                *sum = sum.saturating_add(*people);
            }
        }
        sums
    }

    /// Every group that is named.
    pub(crate) fn groups(&self) -> impl Iterator<Item = GroupIndex> + '_ {
        self.tables.values().flat_map(BTreeMap::keys).flatten().copied()
    }
}

/// The inner groups of one table as columns.
#[derive(Default)]
pub(crate) struct Columns {
    pub(crate) people: Vec<u64>,
    of_group: BTreeMap<GroupIndex, Vec<usize>>,
}

impl Columns {
    /// The columns a group holds, ascending.
    pub(crate) fn of(&self, group: GroupIndex) -> Vec<usize> {
        self.of_group.get(&group).cloned().unwrap_or_default()
    }
}

/// Shapes only.
impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("tables", &self.tables.len()).finish_non_exhaustive()
    }
}
