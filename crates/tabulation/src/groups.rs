//! Counters that are few, because former municipalities are: one for each of them and each thread.

use counts::{CountError, CrossCounter, MergeError, Moments, PairCounter, PairTables, ShapeError};

use crate::error::TabulationError;
use crate::pass::{Pass, Task};

/// Groups that are told apart at most: former municipalities are few.
const GROUPS_MAX: usize = 64;

/// What counts the rows of one group, wherever they stand.
pub(crate) trait Counter: Send + Sized {
    /// What is counted.
    type Found: Send;

    /// Takes in packed rows.
    fn add(&mut self, rows: &[u8]) -> Result<(), CountError>;

    /// What was found in all rows.
    fn finish(self) -> Result<Self::Found, CountError>;

    /// Adds what another counter found.
    fn merge(known: &mut Self::Found, found: &Self::Found) -> Result<(), MergeError>;
}

/// What is found in all rows, by former municipality in the order of their names.
pub(crate) fn by_former_municipality<C: Counter>(
    pass: &Pass<'_>,
    make: impl Fn() -> Result<C, ShapeError> + Sync,
) -> Result<Vec<(String, C::Found)>, TabulationError> {
    count(pass, &make).map_err(|error| match error {
        TabulationError::Rows { .. } => place(pass, &make).unwrap_or(error),
        _ => error,
    })
}

fn count<'a, C: Counter>(
    pass: &Pass<'a>,
    make: &(impl Fn() -> Result<C, ShapeError> + Sync),
) -> Result<Vec<(String, C::Found)>, TabulationError> {
    let worker = || Worker { last: None, counters: Vec::new(), rows: 0 };
    let work = |worker: &mut Worker<'a, C>, _: usize, task: Task<'a>| worker.row_group(pass, task, make);
    let workers = pass.run(worker, work, |_| Ok(()))?;
    pass.whole(workers.iter().map(|worker| worker.rows).sum())?;
    let mut all: Vec<(String, C::Found)> = Vec::new();
    for Worker { last, counters, .. } in workers {
        for (name, counter) in counters {
            let found =
                counter.finish().map_err(|problem| last.map_or(TabulationError::Thread, |at| at.wrong(problem)))?;
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => C::merge(known, &found)?,
                None => all.push((name, found)),
            }
        }
    }
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(all)
}

/// Says of the right row group what is wrong with its rows: a counter holds rows back, and may notice when it is at another file already.
fn place<C: Counter>(pass: &Pass<'_>, make: impl Fn() -> Result<C, ShapeError>) -> Option<TabulationError> {
    pass.tasks().into_iter().find_map(|task| {
        let mut counter = make().ok()?;
        let added =
            task.batches(pass.places, |batch| counter.add(batch.packed()).map_err(|problem| task.wrong(problem)));
        added.and_then(|()| counter.finish().map(drop).map_err(|problem| task.wrong(problem))).err()
    })
}

/// One thread.
struct Worker<'a, C> {
    last: Option<Task<'a>>,
    counters: Vec<(String, C)>,
    rows: u64,
}

impl<'a, C: Counter> Worker<'a, C> {
    fn row_group(
        &mut self,
        pass: &Pass<'_>,
        task: Task<'a>,
        make: &impl Fn() -> Result<C, ShapeError>,
    ) -> Result<(), TabulationError> {
        self.last = Some(task);
        task.batches(pass.places, |batch| {
            let width = pass.shape.width();
            let mut rest = batch.packed();
            for run in batch.runs() {
                let (now, later) = rest.split_at_checked(run.rows.saturating_mul(width)).unwrap_or_default();
                let counter = self.counter(run.former_municipality, task, make)?;
                counter.add(now).map_err(|problem| task.wrong(problem))?;
                rest = later;
            }
            self.rows += batch.rows() as u64;
            Ok(())
        })
    }

    fn counter(
        &mut self,
        name: &str,
        task: Task<'_>,
        make: &impl Fn() -> Result<C, ShapeError>,
    ) -> Result<&mut C, TabulationError> {
        let place = self.counters.iter().position(|(known, _)| known == name);
        let place = match place {
            Some(place) => place,
            None if self.counters.len() >= GROUPS_MAX => {
                let path = task.part.path().to_owned();
                return Err(TabulationError::TooManyCells { path, cells_max: GROUPS_MAX });
            }
            None => {
                self.counters.push((name.to_owned(), make()?));
                self.counters.len() - 1
            }
        };
        self.counters.get_mut(place).map(|(_, counter)| counter).ok_or(TabulationError::Thread)
    }
}

impl Counter for CrossCounter {
    type Found = Moments;

    fn add(&mut self, rows: &[u8]) -> Result<(), CountError> {
        Self::add(self, rows)
    }

    fn finish(self) -> Result<Moments, CountError> {
        Ok(Self::finish(self))
    }

    fn merge(known: &mut Moments, found: &Moments) -> Result<(), MergeError> {
        known.merge(found)
    }
}

impl Counter for PairCounter {
    type Found = PairTables;

    fn add(&mut self, rows: &[u8]) -> Result<(), CountError> {
        Self::add(self, rows)
    }

    fn finish(self) -> Result<PairTables, CountError> {
        Self::finish(self)
    }

    fn merge(known: &mut PairTables, found: &PairTables) -> Result<(), MergeError> {
        known.merge(found)
    }
}
