//! What is counted of which files, and how row groups are shared among threads.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use archive::{ArchiveError, PackedPart, PackedRun, Places};
use counts::{Asked, PackedScale, PackedShape, ScaleShape};
use survey::{Instrument, RoleClass};

use crate::error::TabulationError;
use crate::memory::Memory;

/// A pass over the parts of one wave.
pub struct Pass<'a> {
    pub(crate) parts: &'a [PackedPart],
    pub(crate) shape: PackedShape,
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
        Ok(Self { parts, shape, places, threads })
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
