//! Many cells: each is shown when its rows are over, and forgotten.

use std::sync::{Mutex, PoisonError};

use counts::{CellStore, PackedCounter, PackedCounts, PackedShape, Run};

use crate::error::TabulationError;
use crate::pass::{Cell, CellName, Pass, Task};

/// Somebody who looks at one cell after the other. Each thread has its own.
pub trait Visitor: Send {
    /// A cell whose rows are over. Cells come in no particular order, each of them once.
    fn cell(&mut self, cell: Cell<'_>, counts: &PackedCounts);
}

/// Counts rows that are sorted by place, and shows every cell once to one of the visitors.
///
/// `make` makes a visitor for each thread; they come back when the walk is over.
///
/// # Errors
/// Rows that are not sorted; a file that cannot be read or holds what no settled file holds. What visitors saw before is of
/// no use then, and they are dropped.
pub fn walk<V: Visitor>(pass: &Pass<'_>, make: impl Fn() -> V + Sync) -> Result<Vec<V>, TabulationError> {
    let edges = Mutex::new(Vec::<Edges>::new());
    let make = || Worker { counter: PackedCounter::new(&pass.shape), store: Store::new(&pass.shape, make()), rows: 0 };
    let work = |worker: &mut Worker<V>, number: usize, task: Task<'_>| {
        let found = worker.row_group(pass, number, task)?;
        edges.lock().unwrap_or_else(PoisonError::into_inner).extend(found);
        Ok(())
    };
    let mut workers = pass.run(make, work, |_| Ok(()))?;
    let edges = edges.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(first) = workers.first_mut() {
        join(pass, edges, &mut first.store.visitor)?;
    }
    pass.whole(workers.iter().map(|worker| worker.rows).sum())?;
    Ok(workers.into_iter().map(|worker| worker.store.visitor).collect())
}

/// A cell at the edge of a row group: the row group beside it may hold more of it.
struct Edge {
    name: CellName,
    counts: PackedCounts,
}

/// The first and the last cell of a row group; only the first where there is no other.
struct Edges {
    task: usize,
    first: Edge,
    last: Option<Edge>,
}

/// Joins the edges of neighbouring row groups and shows what they held.
fn join(pass: &Pass<'_>, mut edges: Vec<Edges>, visitor: &mut impl Visitor) -> Result<(), TabulationError> {
    edges.sort_by_key(|edges| edges.task);
    let tasks = pass.tasks();
    let mut open: Option<Edge> = None;
    for found in edges {
        for edge in [Some(found.first), found.last].into_iter().flatten() {
            match &mut open {
                Some(held) if held.name == edge.name => held.counts.merge(&edge.counts)?,
                Some(held) if held.name > edge.name => {
                    let at = tasks.get(found.task).copied();
                    return Err(at.map_or(TabulationError::Thread, unsorted));
                }
                _ => {
                    if let Some(held) = open.replace(edge) {
                        visitor.cell(held.name.cell(), &held.counts);
                    }
                }
            }
        }
    }
    if let Some(held) = open {
        visitor.cell(held.name.cell(), &held.counts);
    }
    Ok(())
}

fn unsorted(task: Task<'_>) -> TabulationError {
    TabulationError::Unsorted { path: task.part.path().to_owned(), row_group: task.row_group }
}

/// One thread.
struct Worker<V> {
    counter: PackedCounter,
    store: Store<V>,
    rows: u64,
}

impl<V: Visitor> Worker<V> {
    fn row_group(&mut self, pass: &Pass<'_>, number: usize, task: Task<'_>) -> Result<Option<Edges>, TabulationError> {
        self.store.begin();
        let mut runs = Vec::new();
        task.batches(pass.places, |batch| {
            runs.clear();
            self.store.names.clear();
            let start = self.store.next;
            for run in batch.runs() {
                let place = self.store.place(Cell::of(&run)).ok_or_else(|| unsorted(task))?;
                runs.push(Run { cell: place, rows: run.rows });
            }
            self.store.start = start;
            self.rows += batch.rows() as u64;
            self.counter.add(batch.packed(), &runs, &mut self.store).map_err(|problem| task.wrong(problem))
        })?;
        self.counter.finish(&mut self.store).map_err(|problem| task.wrong(problem))?;
        Ok(self.store.end(number))
    }
}

/// The one cell that is counted, and the visitor it is shown to.
struct Store<V> {
    visitor: V,
    shape: PackedShape,
    counts: PackedCounts,
    /// The number of the cell that is counted; cells are numbered from 1 in each row group.
    now: u32,
    now_name: CellName,
    first: Option<Edge>,
    /// Cells that begin in the batch at hand, numbered from `start + 1`.
    names: Vec<CellName>,
    start: u32,
    /// The highest number given.
    next: u32,
}

impl<V: Visitor> Store<V> {
    fn new(shape: &PackedShape, visitor: V) -> Self {
        Self {
            visitor,
            shape: shape.clone(),
            counts: PackedCounts::new(shape),
            now: 0,
            now_name: CellName::default(),
            first: None,
            names: Vec::new(),
            start: 0,
            next: 0,
        }
    }

    fn begin(&mut self) {
        self.counts.clear();
        (self.now, self.start, self.next) = (0, 0, 0);
        self.first = None;
    }

    /// The number of the cell of a run, which must be that of the run before or a later one; nothing if it comes too late.
    fn place(&mut self, at: Cell<'_>) -> Option<u32> {
        // Between two batches the last cell is the one that is counted.
        let last = self.names.last().unwrap_or(&self.now_name).cell();
        if self.next == 0 || last < at {
            self.next += 1;
            self.names.push(at.name());
            return Some(self.next);
        }
        (last == at).then_some(self.next)
    }

    /// The row group is over: its last cell is kept as an edge.
    fn end(&mut self, task: usize) -> Option<Edges> {
        if self.now == 0 {
            return None;
        }
        let last = self.edge();
        Some(match self.first.take() {
            Some(first) => Edges { task, first, last: Some(last) },
            None => Edges { task, first: last, last: None },
        })
    }

    fn edge(&mut self) -> Edge {
        let counts = std::mem::replace(&mut self.counts, PackedCounts::new(&self.shape));
        Edge { name: std::mem::take(&mut self.now_name), counts }
    }
}

impl<V: Visitor> CellStore for Store<V> {
    fn cell(&mut self, cell: u32) -> Option<&mut PackedCounts> {
        if cell != self.now {
            match self.now {
                0 => {}
                1 => self.first = Some(self.edge()),
                _ => {
                    self.visitor.cell(self.now_name.cell(), &self.counts);
                    self.counts.clear();
                }
            }
            let place = usize::try_from(cell.checked_sub(self.start)?.checked_sub(1)?).ok()?;
            self.now_name = std::mem::take(self.names.get_mut(place)?);
            self.now = cell;
        }
        Some(&mut self.counts)
    }
}
