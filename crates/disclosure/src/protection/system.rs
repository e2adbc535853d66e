//! A request whose parts fit together: sets as ascending columns, groups of nobody gone, cells in order of worth.

use std::collections::BTreeSet;

use super::error::RequestError;
use super::request::{Class, Request};

/// A cell by columns.
pub(super) struct SystemCell {
    pub(super) class: Class,
    pub(super) people: u64,
    pub(super) minimum: u64,
    pub(super) columns: Vec<usize>,
}

/// A partition by cells.
pub(super) struct SystemPartition {
    pub(super) parent: usize,
    pub(super) members: Vec<usize>,
}

/// A request whose parts fit together.
pub(super) struct System {
    pub(super) minimum: u64,
    /// The people of each column: at least one.
    pub(super) people: Vec<u64>,
    /// In the order of the request.
    pub(super) cells: Vec<SystemCell>,
    /// Positions of cells in order of worth.
    pub(super) order: Vec<usize>,
    pub(super) partitions: Vec<SystemPartition>,
    /// By columns; none is empty.
    pub(super) sensitive: Vec<Vec<usize>>,
    /// In order of keys.
    pub(super) released: Vec<(String, Vec<usize>)>,
}

impl System {
    /// The request by columns, or every contradiction in it.
    pub(super) fn of(request: &Request) -> Result<System, Vec<RequestError>> {
        let mut errors = Vec::new();
        if request.minimum < Request::LEAST_MINIMUM {
            errors.push(RequestError::MinimumTooLow { given: request.minimum });
        }
        let columns = Columns::of(&request.people);
        let mut keys = BTreeSet::new();
        let mut cells = Vec::with_capacity(request.cells.len());
        for cell in &request.cells {
            if !keys.insert(cell.key.as_str()) {
                errors.push(RequestError::RepeatedCell { cell: cell.key.clone() });
            }
            if cell.minimum < request.minimum {
                errors.push(RequestError::CellMinimumTooLow { cell: cell.key.clone(), given: cell.minimum });
            }
            let held = columns.held(&format!("cell {}", cell.key), &cell.groups, &mut errors);
            let people = columns.people(&held);
            cells.push(SystemCell { class: cell.class, people, minimum: cell.minimum, columns: held });
        }
        let mut sensitive = Vec::new();
        for set in &request.sensitive {
            sensitive.push(columns.held(&format!("sensitive set {}", set.name), &set.groups, &mut errors));
        }
        sensitive.retain(|set| !set.is_empty());
        sensitive.sort_unstable();
        sensitive.dedup();
        let mut released = Vec::new();
        for row in &request.released {
            let held = columns.held(&format!("released row {}", row.key), &row.groups, &mut errors);
            released.push((row.key.clone(), held));
        }
        released.sort_unstable();
        let partitions = partitions(request, &cells, &mut errors);
        let mut order: Vec<usize> = (0..cells.len()).collect();
        order.sort_unstable_by_key(|position| {
            let cell = cells.get(*position);
            let key = request.cells.get(*position).map(|cell| cell.key.as_str());
            (cell.map(|cell| cell.class), cell.map(|cell| std::cmp::Reverse(cell.people)), key)
        });
        if !errors.is_empty() {
            errors.sort_unstable();
            return Err(errors);
        }
        Ok(System { minimum: request.minimum, people: columns.counts, cells, order, partitions, sensitive, released })
    }
}

/// Where each inner group with people in it stands.
struct Columns {
    column_of: Vec<Option<usize>>,
    counts: Vec<u64>,
}

impl Columns {
    fn of(people: &[u64]) -> Columns {
        let mut columns = Columns { column_of: Vec::with_capacity(people.len()), counts: Vec::new() };
        for people in people {
            columns.column_of.push((*people > 0).then_some(columns.counts.len()));
            columns.counts.extend((*people > 0).then_some(*people));
        }
        columns
    }

    /// The columns of a set, ascending.
    fn held(&self, set: &str, groups: &[usize], errors: &mut Vec<RequestError>) -> Vec<usize> {
        let mut named = BTreeSet::new();
        for group in groups {
            if *group >= self.column_of.len() {
                errors.push(RequestError::UnknownGroup { set: set.to_owned(), group: *group });
            } else if !named.insert(*group) {
                errors.push(RequestError::RepeatedGroup { set: set.to_owned(), group: *group });
            }
        }
        named.into_iter().filter_map(|group| self.column_of.get(group).copied().flatten()).collect()
    }

    fn people(&self, columns: &[usize]) -> u64 {
        columns.iter().filter_map(|column| self.counts.get(*column)).fold(0, |sum, people| sum.saturating_add(*people))
    }
}

/// Partitions whose members are disjoint parts of their parents.
fn partitions(request: &Request, cells: &[SystemCell], errors: &mut Vec<RequestError>) -> Vec<SystemPartition> {
    let key = |cell: usize| request.cells.get(cell).map(|cell| cell.key.clone()).unwrap_or_default();
    let mut partitions = Vec::new();
    for (position, partition) in request.partitions.iter().enumerate() {
        let Some(parent) = cells.get(partition.parent) else {
            errors.push(RequestError::UnknownCell { partition: position, cell: partition.parent });
            continue;
        };
        let mut left: BTreeSet<usize> = parent.columns.iter().copied().collect();
        for member in &partition.members {
            match cells.get(*member) {
                None => errors.push(RequestError::UnknownCell { partition: position, cell: *member }),
                Some(cell) if cell.columns.iter().filter(|column| !left.remove(column)).count() > 0 => {
                    let (parent, member) = (key(partition.parent), key(*member));
                    errors.push(RequestError::NoPart { partition: position, parent, member });
                }
                Some(_) => {}
            }
        }
        partitions.push(SystemPartition { parent: partition.parent, members: partition.members.clone() });
    }
    partitions
}
