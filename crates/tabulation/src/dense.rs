//! Few cells: the counts of all of them are kept.

use std::collections::BTreeMap;

use counts::{PackedCounter, PackedCounts, PackedShape, Run};

use crate::error::TabulationError;
use crate::pass::{Cell, CellName, Pass, Task};

/// The counts of every cell, in the order of their names.
#[derive(Debug, PartialEq, Eq)]
pub struct Cells {
    cells: BTreeMap<CellName, PackedCounts>,
}

impl Cells {
    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Every cell, by unit, former municipality and kind of work.
    pub fn iter(&self) -> impl Iterator<Item = (Cell<'_>, &PackedCounts)> {
        self.cells.iter().map(|(name, counts)| (name.cell(), counts))
    }

    /// Rows counted.
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.cells.values().map(PackedCounts::persons).sum()
    }
}

/// Counts all rows into at most `cells_max` cells, in whatever order the rows stand.
///
/// # Errors
/// More cells than that; a file that cannot be read or holds what no settled file holds.
pub fn tabulate(pass: &Pass<'_>, cells_max: usize) -> Result<Cells, TabulationError> {
    let make = || Worker::new(&pass.shape);
    let work = |worker: &mut Worker, _: usize, task: Task<'_>| worker.row_group(pass, task, cells_max);
    let workers = pass.run(make, work, Worker::finish)?;
    let mut cells = BTreeMap::<CellName, PackedCounts>::new();
    for worker in workers {
        for (name, place) in worker.names {
            let Some(counts) = worker.cells.get(place as usize) else { continue };
            match cells.get_mut(&name) {
                Some(cell) => cell.merge(counts)?,
                None => drop(cells.insert(name, counts.clone())),
            }
        }
    }
    if let (true, Some(part)) = (cells.len() > cells_max, pass.parts.last()) {
        return Err(TabulationError::TooManyCells { path: part.path().to_owned(), cells_max });
    }
    let cells = Cells { cells };
    pass.whole(cells.persons())?;
    Ok(cells)
}

/// One thread's counts.
struct Worker {
    counter: PackedCounter,
    shape: PackedShape,
    names: BTreeMap<CellName, u32>,
    cells: Vec<PackedCounts>,
    runs: Vec<Run>,
    /// The cell of the last run: the next batch mostly goes on with it.
    last: Option<(CellName, u32)>,
}

impl Worker {
    fn new(shape: &PackedShape) -> Self {
        Self {
            counter: PackedCounter::new(shape),
            shape: shape.clone(),
            names: BTreeMap::new(),
            cells: Vec::new(),
            runs: Vec::new(),
            last: None,
        }
    }

    fn row_group(&mut self, pass: &Pass<'_>, task: Task<'_>, cells_max: usize) -> Result<(), TabulationError> {
        task.batches(pass.places, |batch| {
            self.runs.clear();
            for run in batch.runs() {
                let cell = self.cell(Cell::of(&run));
                self.runs.push(Run { cell, rows: run.rows });
            }
            if self.cells.len() > cells_max {
                return Err(TabulationError::TooManyCells { path: task.part.path().to_owned(), cells_max });
            }
            self.counter.add(batch.packed(), &self.runs, &mut self.cells).map_err(|problem| task.wrong(problem))
        })?;
        // Another row group mostly begins another cell.
        self.counter.finish(&mut self.cells).map_err(|problem| task.wrong(problem))
    }

    fn finish(&mut self) -> Result<(), TabulationError> {
        Ok(())
    }

    fn cell(&mut self, at: Cell<'_>) -> u32 {
        if let Some((last, cell)) = &self.last
            && last.cell() == at
        {
            return *cell;
        }
        let next = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let name = at.name();
        let cell = *self.names.entry(name.clone()).or_insert(next);
        if cell == next {
            self.cells.push(PackedCounts::new(&self.shape));
        }
        self.last = Some((name, cell));
        cell
    }
}
