//! How much memory a pass takes, told before it begins.

use counts::{CrossCounter, PairCounter};

use crate::pass::Pass;

/// The memory of a pass, in bytes.
///
/// Formula: tables + threads × (reading + counting + c × cell), c the cells a thread holds: all of them in a table, one on a walk, which
/// also holds two cells for every row group, the ones at its edges. Products and tables of all items: threads × (reading + groups × counter).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Threads.
    pub threads: usize,
    /// Row groups of all parts.
    pub row_groups: usize,
    /// Reading one row group.
    pub reading: usize,
    /// The tables and blocks of one counter.
    pub counting: usize,
    /// What every pattern means, once for all threads.
    pub tables: usize,
    /// The counters and the name of one cell.
    pub cell: usize,
    /// The products of all items of one group, with the rows that wait for them.
    pub cross: usize,
    /// The tables of all pairs of items of one group, with the rows that wait for them.
    pub pairs: usize,
}

/// The longest name of a cell and what a map needs to find it.
const NAME_BYTES: usize = 256;

impl Memory {
    pub(crate) fn of(pass: &Pass<'_>) -> Self {
        Self {
            threads: pass.threads.get(),
            row_groups: pass.parts.iter().map(archive::PackedPart::row_groups).sum(),
            reading: pass.parts.iter().map(archive::PackedPart::reading_bytes).max().unwrap_or(0),
            counting: pass.shape.counter_bytes(),
            tables: pass.shape.table_bytes(),
            cell: pass.shape.cell_bytes().saturating_add(NAME_BYTES),
            cross: CrossCounter::bytes(pass.shape.items()).saturating_add(NAME_BYTES),
            pairs: PairCounter::bytes(&pass.items).saturating_add(NAME_BYTES),
        }
    }

    /// A table of so many cells.
    #[must_use]
    pub fn table(&self, cells: usize) -> usize {
        let held = cells.saturating_mul(self.cell);
        let one = self.reading.saturating_add(self.counting).saturating_add(held);
        self.tables.saturating_add(self.threads.saturating_mul(one))
    }

    /// A walk, whatever the number of cells.
    #[must_use]
    pub fn walk(&self) -> usize {
        let edges = self.row_groups.saturating_mul(2).saturating_mul(self.cell);
        let one = self.reading.saturating_add(self.counting).saturating_add(self.cell);
        self.tables.saturating_add(self.threads.saturating_mul(one)).saturating_add(edges)
    }

    /// Cross products of so many former municipalities.
    #[must_use]
    pub fn cross(&self, groups: usize) -> usize {
        self.groups(groups, self.cross)
    }

    /// Two-way tables of all items of so many former municipalities.
    #[must_use]
    pub fn pairs(&self, groups: usize) -> usize {
        self.groups(groups, self.pairs)
    }

    fn groups(&self, groups: usize, counter: usize) -> usize {
        self.threads.saturating_mul(self.reading.saturating_add(groups.saturating_mul(counter)))
    }
}
