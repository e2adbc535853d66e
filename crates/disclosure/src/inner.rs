//! Who stands behind the cells: inner groups, and how many people each table counts in them.
//!
//! An *inner group* is a set of people that no two cells tell apart: those of one unit from one former municipality who do one kind of work. It has the finest labels that
//! rows carry as its name, and is held by groups. Sealing plans on inner groups, so that whatever a reader knows of how groups overlap, they gain
//! nothing from it.
//!
//! Integers only. `Debug` shows shapes, and sealing drops it; what a ledger remembers of it is [`ReleasedRows`](crate::ReleasedRows).
//!
//! **Invariant:** sealing refuses a draft in which a cell's people are not the sum of the inner groups it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use plan::Figure;
use serde::{Deserialize, Serialize};
use survey::{Month, RoleClass, ScaleId};

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

/// The name of an inner group: the labels its rows carry. It stays the same when the tree of units changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InnerName {
    /// The unit, as the rows name it.
    pub unit: String,
    /// The former municipality, as the rows name it.
    pub former_municipality: String,
    /// The kind of work, where the rows name one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleClass>,
}

/// An inner group by its position among them.
pub(crate) type InnerIndex = usize;

/// The inner groups of a draft, and the people each table counts in them.
#[derive(Clone, Default)]
pub struct Inner {
    positions: BTreeMap<InnerName, InnerIndex>,
    /// Of each inner group, every group that holds it.
    within: Vec<BTreeSet<GroupIndex>>,
    people: BTreeMap<Table, BTreeMap<InnerIndex, u64>>,
    /// A name that was given to two inner groups.
    ambiguous: Option<InnerName>,
}

impl Inner {
    /// Counts so many people more in an inner group of a table. `within` names every group that holds them, in any order, and is the same
    /// whenever the inner group is named.
    pub fn add(&mut self, table: Table, name: &InnerName, within: &[GroupIndex], people: u64) {
        let within: BTreeSet<GroupIndex> = within.iter().copied().collect();
        let position = match self.positions.get(name) {
            Some(position) => *position,
            None => {
                self.positions.insert(name.clone(), self.within.len());
                self.within.push(within.clone());
                self.within.len() - 1
            }
        };
        if self.within.get(position) != Some(&within) {
            self.ambiguous.get_or_insert_with(|| name.clone());
        }
        let known = self.people.entry(table).or_default().entry(position).or_default();
        // A sum beyond any organisation is no sum of its cells, and so is refused.
        *known = known.saturating_add(people);
    }

    /// The inner groups by name, with their positions.
    pub(crate) const fn positions(&self) -> &BTreeMap<InnerName, InnerIndex> {
        &self.positions
    }

    /// The groups that hold an inner group.
    pub(crate) fn within(&self, position: InnerIndex) -> impl Iterator<Item = GroupIndex> + '_ {
        self.within.get(position).into_iter().flatten().copied()
    }

    /// The people of every inner group that a table counts.
    pub(crate) fn people(&self, table: &Table) -> impl Iterator<Item = (InnerIndex, u64)> + '_ {
        self.people.get(table).into_iter().flatten().map(|(position, people)| (*position, *people))
    }

    /// The people of every group in a table.
    pub(crate) fn sums(&self, table: &Table) -> BTreeMap<GroupIndex, u64> {
        let mut sums: BTreeMap<GroupIndex, u64> = BTreeMap::new();
        for (position, people) in self.people(table) {
            for group in self.within(position) {
                let sum = sums.entry(group).or_default();
                *sum = sum.saturating_add(people);
            }
        }
        sums
    }

    /// Every group that is named.
    pub(crate) fn groups(&self) -> impl Iterator<Item = GroupIndex> + '_ {
        self.within.iter().flatten().copied()
    }

    /// A name that stands for people of different groups, if there is one.
    pub(crate) const fn ambiguous(&self) -> Option<&InnerName> {
        self.ambiguous.as_ref()
    }
}

/// Shapes only.
impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("tables", &self.people.len()).finish_non_exhaustive()
    }
}
