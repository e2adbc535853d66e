//! Cross products of all items, apart for each former municipality.

use counts::{CrossCounter, Moments};

use crate::error::TabulationError;
use crate::pass::{Pass, Task};

/// Groups that are told apart at most: former municipalities are few.
const GROUPS_MAX: usize = 64;

/// The cross products of the persons who answered every item, by former municipality in the order of their names. A pass that tells units apart only has them
/// all under an empty name. What else the pass asks for is not counted.
///
/// # Errors
/// More than 64 former municipalities; a file that cannot be read or holds what no settled file holds.
pub fn cross_products(pass: &Pass<'_>) -> Result<Vec<(String, Moments)>, TabulationError> {
    let work = |worker: &mut Worker, _: usize, task: Task<'_>| worker.row_group(pass, task);
    let workers = pass.run(|| Worker { items: pass.shape.items(), groups: Vec::new() }, work, |_| Ok(()))?;
    let mut all: Vec<(String, Moments)> = Vec::new();
    for (name, counter) in workers.into_iter().flat_map(|worker| worker.groups) {
        let found = counter.finish();
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.merge(&found)?,
            None => all.push((name, found)),
        }
    }
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(all)
}

/// One thread.
struct Worker {
    items: usize,
    groups: Vec<(String, CrossCounter)>,
}

impl Worker {
    fn row_group(&mut self, pass: &Pass<'_>, task: Task<'_>) -> Result<(), TabulationError> {
        task.batches(pass.places, |batch| {
            let width = pass.shape.width();
            let mut rest = batch.packed();
            for run in batch.runs() {
                let (now, later) = rest.split_at_checked(run.rows.saturating_mul(width)).unwrap_or_default();
                let counter = self.group(run.former_municipality, task)?;
                counter.add(now).map_err(|problem| task.wrong(problem))?;
                rest = later;
            }
            Ok(())
        })
    }

    fn group(&mut self, name: &str, task: Task<'_>) -> Result<&mut CrossCounter, TabulationError> {
        let place = self.groups.iter().position(|(known, _)| known == name);
        let place = match place {
            Some(place) => place,
            None if self.groups.len() >= GROUPS_MAX => {
                let path = task.part.path().to_owned();
                return Err(TabulationError::TooManyCells { path, cells_max: GROUPS_MAX });
            }
            None => {
                self.groups.push((name.to_owned(), CrossCounter::new(self.items)?));
                self.groups.len() - 1
            }
        };
        self.groups.get_mut(place).map(|(_, counter)| counter).ok_or(TabulationError::Thread)
    }
}
