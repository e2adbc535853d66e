//! What is counted of which files, and how row groups are shared among threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use archive::{ArchiveError, PackedPart, PackedRun, Places};
use counts::{Asked, OrderedItem, PackedScale, PackedShape, ScaleShape};
use survey::{Instrument, Item, RoleClass};

use crate::error::TabulationError;
use crate::memory::Memory;

/// A pass over the parts of one wave.
pub struct Pass<'a> {
    pub(crate) parts: &'a [PackedPart],
    /// Rows that the parts state.
    rows: u64,
    pub(crate) shape: PackedShape,
    /// Every item of a row, whatever scales it is in.
    pub(crate) items: Vec<OrderedItem>,
    pub(crate) places: Places,
    pub(crate) threads: NonZero<usize>,
}

/// Where a counted cell belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell<'a> {
    /// The unit.
    pub unit: &'a str,
    /// The former municipality; empty where only units are told apart.
    pub former_municipality: &'a str,
    /// The kind of work; none where nobody said it, and where kinds of work are not told apart.
    pub role: Option<RoleClass>,
}

/// The same, kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellName {
    /// The unit.
    pub unit: String,
    /// The former municipality.
    pub former_municipality: String,
    /// The kind of work.
    pub role: Option<RoleClass>,
}

impl CellName {
    /// The cell.
    #[must_use]
    pub fn cell(&self) -> Cell<'_> {
        Cell { unit: &self.unit, former_municipality: &self.former_municipality, role: self.role }
    }
}

impl<'a> Cell<'a> {
    /// Where a run of rows belongs.
    pub(crate) fn of(run: &PackedRun<'a>) -> Self {
        Self { unit: run.unit, former_municipality: run.former_municipality, role: run.role }
    }

    /// The name to keep.
    #[must_use]
    pub fn name(self) -> CellName {
        CellName {
            unit: self.unit.to_owned(),
            former_municipality: self.former_municipality.to_owned(),
            role: self.role,
        }
    }
}

/// One row group of one part.
#[derive(Clone, Copy)]
pub(crate) struct Task<'a> {
    pub(crate) part: &'a PackedPart,
    pub(crate) row_group: usize,
}

impl<'a> Pass<'a> {
    /// A pass that counts every scale of the instrument.
    ///
    /// # Errors
    /// A scale that cannot be counted.
    pub fn new(
        parts: &'a [PackedPart],
        instrument: &Instrument,
        asked: Asked,
        places: Places,
        threads: NonZero<usize>,
    ) -> Result<Self, TabulationError> {
        let mut scales = Vec::new();
        for scale in instrument.scales() {
            scales.push(PackedScale { shape: ScaleShape::of(instrument, scale)?, positions: scale.items().to_vec() });
        }
        let shape = PackedShape::new(instrument.items().len(), scales, asked)?;
        let ordered = |item: &Item| OrderedItem { points: item.answer_scale().points(), reversed: item.is_reversed() };
        let items = instrument.items().iter().map(ordered).collect();
        let rows = parts.iter().map(PackedPart::rows).sum();
        Ok(Self { parts, rows, shape, items, places, threads })
    }

    /// The shape of what is counted.
    #[must_use]
    pub fn shape(&self) -> &PackedShape {
        &self.shape
    }

    /// The memory that the pass takes.
    #[must_use]
    pub fn memory(&self) -> Memory {
        Memory::of(self)
    }

    /// Whether as many rows were found as the parts state; every way of counting asks before it hands anything out.
    pub(crate) fn whole(&self, found: u64) -> Result<(), TabulationError> {
        match self.parts.last() {
            Some(part) if found != self.rows => {
                Err(TabulationError::RowCount { path: part.path().to_owned(), expected: self.rows, found })
            }
            _ => Ok(()),
        }
    }

    /// The row groups in the order of the files.
    pub(crate) fn tasks(&self) -> Vec<Task<'a>> {
        let groups = |part: &'a PackedPart| (0..part.row_groups()).map(move |row_group| Task { part, row_group });
        self.parts.iter().flat_map(groups).collect()
    }

    /// Has every thread work through row groups until none is left. What the threads made comes back in any order. The first
    /// error stops all of them.
    pub(crate) fn run<W: Send>(
        &self,
        make: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, usize, Task<'a>) -> Result<(), TabulationError> + Sync,
        finish: impl Fn(&mut W) -> Result<(), TabulationError> + Sync,
    ) -> Result<Vec<W>, TabulationError> {
        let (tasks, next, stop) = (self.tasks(), AtomicUsize::new(0), AtomicBool::new(false));
        let one = || -> Result<W, TabulationError> {
            let mut worker = make();
            while !stop.load(Ordering::Relaxed) {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(number) else { break };
                work(&mut worker, number, *task).inspect_err(|_| stop.store(true, Ordering::Relaxed))?;
            }
            finish(&mut worker)?;
            Ok(worker)
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..self.threads.get()).map(|_| scope.spawn(one)).collect();
            let mine = one();
            let others = others.into_iter().map(|other| other.join().unwrap_or(Err(TabulationError::Thread)));
            std::iter::once(mine).chain(others).collect()
        })
    }
}

impl Task<'_> {
    /// The batches of the row group; the rows in them must be as many as the file states.
    pub(crate) fn batches(
        &self,
        places: Places,
        mut each: impl FnMut(&archive::PackedBatch) -> Result<(), TabulationError>,
    ) -> Result<(), TabulationError> {
        for batch in self.part.batches(self.row_group, places).map_err(ArchiveError::from)? {
            each(&batch.map_err(ArchiveError::from)?)?;
        }
        Ok(())
    }

    /// What is wrong with the rows of this row group.
    pub(crate) fn wrong(&self, problem: counts::CountError) -> TabulationError {
        TabulationError::Rows { path: self.part.path().to_owned(), row_group: self.row_group, problem }
    }
}

#[cfg(test)]
mod tests {
    use archive::{PackedCell, Stream};
    use survey::Points;
    use synth::ResponseSettings;

    use super::*;
    use crate::{Visitor, cross_products, pair_tables, tabulate, walk};

    struct Nobody;

    impl Visitor for Nobody {
        fn cell(&mut self, _: Cell<'_>, _: &counts::PackedCounts) {}
    }

    /// Hands a pass over four parts of a hundred rows to `look`.
    fn with_a_pass(look: impl FnOnce(Pass<'_>)) {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("wave=synthetic");
        let (wave, instrument) = synth::response_wave(&survey::mestring().unwrap()).unwrap();
        let settings = ResponseSettings { seed: 5, rows: 400, units: 4, missing: 0.02 };
        let threads = NonZero::new(2).unwrap();
        let rows_per_part = NonZero::new(100).unwrap();
        let (wave, book) = (&wave, &instrument);
        let stream = Stream { folder: &folder, wave, instrument: book, rows_per_part, threads, rows_expected: 400 };
        let cells = synth::responses(settings, &instrument).unwrap().map(|cell| PackedCell {
            unit: cell.unit,
            former_municipality: cell.former_municipality,
            role: None,
            packed: cell.packed,
        });
        let manifest = stream.write(cells, &mut |_| Ok(())).unwrap();
        let open = |part: &archive::PartDigest| PackedPart::open(&folder.join(&part.file), &instrument).unwrap();
        let parts: Vec<PackedPart> = manifest.parts().iter().map(open).collect();
        let places = Places::UnitAndFormerMunicipality;
        look(Pass::new(&parts, &instrument, Asked::default(), places, threads).unwrap());
    }

    #[test]
    fn other_rows_than_the_files_state_are_refused_by_every_way_of_counting() {
        with_a_pass(|mut pass| {
            let ways = |pass: &Pass<'_>| {
                [
                    ("a table", tabulate(pass, 100).map(drop)),
                    ("a walk", walk(pass, || Nobody).map(drop)),
                    ("products", cross_products(pass).map(drop)),
                    ("tables of pairs", pair_tables(pass).map(drop)),
                ]
            };
            for (way, outcome) in ways(&pass) {
                assert!(outcome.is_ok(), "{way}: {outcome:?}");
            }
            pass.rows += 1;
            for (way, outcome) in ways(&pass) {
                let refused = outcome.expect_err(way);
                assert!(
                    matches!(refused, TabulationError::RowCount { expected: 401, found: 400, .. }),
                    "{way}: {refused:?}"
                );
                let said = refused.to_string();
                assert!(said.contains(".parquet: 400 rows instead of 401;"), "{said}");
            }
        });
    }

    /// The rows of all parts fit in one block, so that what is wrong is noticed behind the last of them.
    #[test]
    fn what_is_no_answer_is_said_of_the_part_it_stands_in() {
        with_a_pass(|mut pass| {
            let item = pass.items.first_mut().unwrap();
            item.points = Points::new(1, 2).unwrap();
            for skipped in 0..4 {
                pass.parts = pass.parts.get(skipped.min(1)..).unwrap();
                pass.rows = 400 - 100 * skipped as u64;
                let refused = pair_tables(&pass).unwrap_err();
                let first = pass.parts.first().unwrap();
                let right = |path: &std::path::Path| path == first.path();
                assert!(matches!(&refused, TabulationError::Rows { path, .. } if right(path)), "{refused:?}");
            }
        });
    }
}
