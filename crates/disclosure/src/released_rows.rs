//! What a ledger remembers of a release, so that a later one of the same people gives nothing away beside it.
//!
//! It holds, table by table, which inner groups the shown cells were about and how many people each had: no answers, no numbers that were
//! measured. It belongs beside the responses and goes nowhere else; a reader of the cube is taken to know the head counts anyway.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use survey::{Month, ScaleId, WaveId};

use crate::inner::{Inner, InnerName, Table};
use crate::{Draft, GroupIndex, Sealed, Withhold};

/// What was shown of whom in one release.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RowsOnTheWire")]
pub struct ReleasedRows {
    version: u32,
    wave: WaveId,
    inner: Vec<InnerName>,
    cells: Vec<RowCell>,
    tables: Vec<RowTable>,
    withheld: Withhold,
}

/// A cell: a group by its identifier, and the inner groups in it, by position.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowCell {
    group: String,
    inner: Vec<usize>,
}

/// One table: the people of its inner groups, and its shown cells, by position.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowTable {
    about: String,
    people: Vec<(usize, u64)>,
    shown: Vec<usize>,
}

/// Why remembered rows were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReleasedRowsError {
    /// Another version of the format.
    #[error("remembered rows have version {found}, and this program reads version {known}")]
    Version {
        /// The version found.
        found: u32,
        /// The version this program writes.
        known: u32,
    },
    /// A position that nothing stands at, or something that is there twice.
    #[error("remembered rows name {what} that is not there, or is there twice; restore the file from a copy")]
    Unknown {
        /// What is named.
        what: &'static str,
    },
}

/// What of a table is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Measure {
    /// Sums over people: means, absence, register figures.
    Numbers,
    /// How answers are distributed.
    Distributions,
    /// How many are favourable.
    Favourable,
}

/// How a draft's tables are called in every release: waves and months by name, not by position.
pub(crate) struct Naming {
    own: WaveId,
    waves: Vec<WaveId>,
    year_end: Option<Month>,
}

/// What a scale's table is called.
pub(crate) fn of_scale(measure: Measure, scale: &ScaleId, wave: &WaveId) -> String {
    let of = match measure {
        Measure::Numbers => "numbers",
        Measure::Distributions => "distributions",
        Measure::Favourable => "favourable shares",
    };
    format!("{of} of scale {scale} in wave {wave}")
}

impl Naming {
    pub(crate) fn of(draft: &Draft) -> Naming {
        Naming {
            own: draft.header.wave.clone(),
            waves: draft.waves.iter().map(|label| label.id.clone()).collect(),
            year_end: draft.absence_year_months.last().copied(),
        }
    }

    /// The table's name, the same in every release about the same people.
    pub(crate) fn about(&self, table: &Table, measure: Measure) -> String {
        match table {
            Table::Scale(scale) => of_scale(measure, scale, &self.own),
            Table::Trend(wave, scale) => {
                self.waves.get(*wave).map_or_else(|| table.to_string(), |wave| of_scale(measure, scale, wave))
            }
            Table::Invited => format!("participation in wave {}", self.own),
            Table::AbsenceYear => match self.year_end {
                Some(month) => format!("absence of the year up to {month}"),
                None => table.to_string(),
            },
            Table::AbsenceMonth(_) | Table::Figure(..) | Table::FigureCounted(..) | Table::FigureLeft(..) => {
                table.to_string()
            }
        }
    }
}

impl ReleasedRows {
    /// The version of the format.
    pub const VERSION: u32 = 1;

    /// The wave that was released.
    #[must_use]
    pub const fn wave(&self) -> &WaveId {
        &self.wave
    }

    /// The rows of what a cube shows.
    pub(crate) fn of(sealed: &Sealed, inner: &Inner, naming: &Naming, withheld: Withhold) -> ReleasedRows {
        let mut tables: BTreeMap<(Table, Measure), BTreeSet<GroupIndex>> = BTreeMap::new();
        let mut show = |table: Table, measure: Measure, group: GroupIndex, is_shown: bool| {
            if is_shown {
                tables.entry((table, measure)).or_default().insert(group);
            }
        };
        for ((scale, group), cell) in &sealed.scores {
            let Some(score) = cell.shown() else { continue };
            let table = || Table::Scale(scale.clone());
            show(table(), Measure::Numbers, *group, true);
            show(table(), Measure::Distributions, *group, score.distribution.shown().is_some());
            show(table(), Measure::Favourable, *group, score.favourable.shown().is_some());
        }
        for ((scale, group, wave), cell) in &sealed.trend {
            // The sealed wave's own points are its scores.
            if sealed.waves.get(*wave).is_some_and(|label| label.id != sealed.header.wave) {
                show(Table::Trend(*wave, scale.clone()), Measure::Numbers, *group, cell.shown().is_some());
            }
        }
        for (group, cell) in &sealed.participation {
            show(Table::Invited, Measure::Numbers, *group, cell.shown().is_some());
        }
        for (group, cell) in &sealed.absence_year {
            show(Table::AbsenceYear, Measure::Numbers, *group, cell.shown().is_some());
        }
        for ((group, month), cell) in &sealed.absence_months {
            show(Table::AbsenceMonth(*month), Measure::Numbers, *group, cell.shown().is_some());
        }
        for ((figure, year, group), cell) in &sealed.figures {
            let mut of = |table: Table| show(table, Measure::Numbers, *group, cell.shown().is_some());
            of(Table::Figure(*figure, *year));
            if figure.counts_heads() {
                of(Table::FigureCounted(*figure, *year));
                of(Table::FigureLeft(*figure, *year));
            }
        }
        let table = |((table, measure), shown): ((Table, Measure), BTreeSet<GroupIndex>)| RowTable {
            about: naming.about(&table, measure),
            people: inner.people(&table).filter(|(_, people)| *people > 0).collect(),
            shown: shown.into_iter().map(GroupIndex::get).collect(),
        };
        let mut cells: Vec<RowCell> =
            sealed.groups.iter().map(|group| RowCell { group: group.id.clone(), inner: Vec::new() }).collect();
        let mut names = vec![None; inner.positions().len()];
        for (name, position) in inner.positions() {
            for group in inner.within(*position) {
                if let Some(cell) = cells.get_mut(group.get()) {
                    cell.inner.push(*position);
                }
            }
            if let Some(place) = names.get_mut(*position) {
                *place = Some(name.clone());
            }
        }
        ReleasedRows {
            version: ReleasedRows::VERSION,
            wave: sealed.header.wave.clone(),
            inner: names.into_iter().flatten().collect(),
            cells,
            tables: tables.into_iter().map(table).collect(),
            withheld,
        }
    }

    /// What was withheld because of attacks.
    pub(crate) const fn withheld(&self) -> &Withhold {
        &self.withheld
    }

    /// The shown group of fewest people that holds everybody of this one, or else some of them.
    pub(crate) fn around(&self, about: &str, group: &str, is_out: impl Fn(&str) -> bool) -> Option<&str> {
        let people: BTreeMap<usize, u64> = self.table(about)?.people.iter().copied().collect();
        let of_row = |row: usize| {
            let inner = self.cells.get(row).map(|cell| cell.inner.as_slice()).unwrap_or_default();
            inner.iter().copied().filter(|inner| people.contains_key(inner)).collect::<BTreeSet<usize>>()
        };
        let here = of_row(self.cells.iter().position(|cell| cell.group == group)?);
        let near = |(row, id)| {
            let held: BTreeSet<usize> = of_row(row);
            let size: u64 = held.iter().filter_map(|inner| people.get(inner)).sum();
            (!held.is_disjoint(&here)).then_some((!held.is_superset(&here), size, row, id))
        };
        self.shown(about).filter(|(_, id)| !is_out(id)).filter_map(near).min().map(|(_, _, _, id)| id)
    }

    fn table(&self, about: &str) -> Option<&RowTable> {
        self.tables.iter().find(|table| table.about == about)
    }

    /// The rows shown of a table, each with its group's identifier.
    pub(crate) fn shown(&self, about: &str) -> impl Iterator<Item = (usize, &str)> {
        let shown = self.table(about).map(|table| table.shown.as_slice()).unwrap_or_default();
        shown.iter().filter_map(|row| Some((*row, self.cells.get(*row)?.group.as_str())))
    }

    /// The people of every inner group of a table, with the shown rows that hold them.
    pub(crate) fn people(&self, about: &str) -> Vec<(&InnerName, u64, Vec<usize>)> {
        let mut rows: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, _) in self.shown(about) {
            for inner in self.cells.get(row).map(|cell| cell.inner.as_slice()).unwrap_or_default() {
                rows.entry(*inner).or_default().push(row);
            }
        }
        let people = self.table(about).map(|table| table.people.as_slice()).unwrap_or_default();
        let of = |(inner, people): &(usize, u64)| {
            Some((self.inner.get(*inner)?, *people, rows.get(inner).cloned().unwrap_or_default()))
        };
        people.iter().filter_map(of).collect()
    }
}

/// The file's shape, before it is believed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsOnTheWire {
    version: u32,
    wave: WaveId,
    inner: Vec<InnerName>,
    cells: Vec<RowCell>,
    tables: Vec<RowTable>,
    withheld: Withhold,
}

impl TryFrom<RowsOnTheWire> for ReleasedRows {
    type Error = ReleasedRowsError;

    fn try_from(file: RowsOnTheWire) -> Result<ReleasedRows, ReleasedRowsError> {
        let RowsOnTheWire { version, wave, inner, cells, tables, withheld } = file;
        if version != ReleasedRows::VERSION {
            return Err(ReleasedRowsError::Version { found: version, known: ReleasedRows::VERSION });
        }
        let require = |holds: bool, what| if holds { Ok(()) } else { Err(ReleasedRowsError::Unknown { what }) };
        let once_below = |positions: Vec<usize>, length: usize| {
            let distinct: BTreeSet<usize> = positions.iter().copied().filter(|position| *position < length).collect();
            distinct.len() == positions.len()
        };
        let names: BTreeSet<&InnerName> = inner.iter().collect();
        require(names.len() == inner.len(), "an inner group")?;
        for cell in &cells {
            require(once_below(cell.inner.clone(), inner.len()), "an inner group")?;
        }
        let mut abouts = BTreeSet::new();
        for table in &tables {
            require(abouts.insert(&table.about), "a table")?;
            require(once_below(table.people.iter().map(|(inner, _)| *inner).collect(), inner.len()), "an inner group")?;
            require(once_below(table.shown.clone(), cells.len()), "a cell")?;
        }
        Ok(ReleasedRows { version, wave, inner, cells, tables, withheld })
    }
}

/// Shapes only.
impl fmt::Debug for ReleasedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReleasedRows")
            .field("wave", &self.wave)
            .field("tables", &self.tables.len())
            .finish_non_exhaustive()
    }
}
