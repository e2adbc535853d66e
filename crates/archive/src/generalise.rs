//! Answers of small units move up the tree until enough of them stand together.
//!
//! A settled row names a unit. If a unit had only one or two rows, whoever knows who works there would know whose answers
//! they are. So before anything is written, rows move to the nearest unit above where enough of them meet:
//!
//! - A unit's *pool* is its own rows and what came up from below. From the leaves upwards, a pool of 1 to *k* − 1 rows
//!   moves to the unit above; a pool of *k* or more stays and bears the unit's name.
//! - What is left at the root may still be too small. It then takes in the smallest group that has a name, the first in
//!   the order of the tree when several are equally small, and both bear the root's name.
//!
//! - A kind of work that fewer than *k* rows share in the whole wave is left out of them: no result could ever be about it.
//!
//! Afterwards every name covers at least *k* rows, unless there are fewer than *k* rows in all: then all bear the root's name.
//! No row is lost, and nothing in a row changes but the unit and a rare kind of work. Rows move by unit and never one by one, so
//! which row came first makes no difference.

use std::collections::BTreeMap;

use survey::{Organisation, Record, RoleClass, UnitId, UnitIndex};

/// Why records cannot be generalised.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GeneraliseError {
    /// A record's unit is not in the wave's tree.
    #[error(
        "unit `{unit}` has answers but is not in the organisation of the wave; use the organisation it was invited by"
    )]
    UnknownUnit {
        /// The unit.
        unit: UnitId,
    },
}

/// Moves the rows of small units up the tree until every unit that is named covers at least `answers_min` of them, and leaves out
/// kinds of work that fewer rows share.
///
/// The records come back in their canonical order, the order of their content.
///
/// # Errors
/// [`GeneraliseError::UnknownUnit`] names the first unit, in the order of ids, that the organisation does not have.
pub fn generalise(
    records: Vec<Record>,
    organisation: &Organisation,
    answers_min: usize,
) -> Result<Vec<Record>, GeneraliseError> {
    let mut rows: BTreeMap<&UnitId, usize> = BTreeMap::new();
    for record in &records {
        *rows.entry(&record.unit).or_default() += 1;
    }
    let mut own: BTreeMap<UnitIndex, usize> = BTreeMap::new();
    for (unit, rows) in rows {
        let index = organisation.index_of(unit).ok_or_else(|| GeneraliseError::UnknownUnit { unit: unit.clone() })?;
        own.insert(index, rows);
    }
    let mut doing: BTreeMap<RoleClass, usize> = BTreeMap::new();
    for role in records.iter().filter_map(|record| record.role) {
        *doing.entry(role).or_default() += 1;
    }
    let is_common = |role: &RoleClass| doing.get(role).is_some_and(|rows| *rows >= answers_min);
    let names = names(organisation, own, answers_min);
    let mut records: Vec<Record> = records
        .into_iter()
        .map(|record| {
            let name = organisation.index_of(&record.unit).and_then(|unit| names.get(&unit));
            let unit = name.map_or(&record.unit, |name| organisation.unit(*name).id()).clone();
            Record { unit, role: record.role.filter(is_common), ..record }
        })
        .collect();
    records.sort();
    Ok(records)
}

/// Which unit's name the rows of each unit bear, given how many rows each has.
fn names(
    organisation: &Organisation,
    own: BTreeMap<UnitIndex, usize>,
    answers_min: usize,
) -> BTreeMap<UnitIndex, UnitIndex> {
    let root = organisation.root();
    let with_rows: Vec<UnitIndex> = own.keys().copied().collect();
    let mut pools = own;
    // Parents stand before their children, so from the back every pool is complete when it is looked at.
    for unit in organisation.indices().rev() {
        let pool = pools.get(&unit).copied().unwrap_or(0);
        if let Some(above) = organisation.parent(unit).filter(|_| pool < answers_min) {
            pools.remove(&unit);
            if pool > 0 {
                *pools.entry(above).or_default() += pool;
            }
        }
    }
    // What is left are the groups, in the order of the tree.
    let left_at_root = pools.get(&root).copied().unwrap_or(0);
    let mut taken_in = None;
    if left_at_root > 0 && left_at_root < answers_min {
        taken_in =
            pools.iter().filter(|(unit, _)| **unit != root).min_by_key(|(_, pool)| **pool).map(|(unit, _)| *unit);
    }
    with_rows
        .into_iter()
        .map(|unit| {
            let mut upwards = std::iter::once(unit).chain(organisation.ancestors(unit));
            let name = upwards.find(|unit| pools.contains_key(unit)).filter(|name| Some(*name) != taken_in);
            (unit, name.unwrap_or(root))
        })
        .collect()
}
