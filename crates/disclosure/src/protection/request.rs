//! What a plan is asked for: who stands behind which cell, and what must stay hidden.

use std::collections::BTreeSet;

use super::error::{PlanError, RequestError};
use super::plan::Plan;
use super::system::System;

/// How much a cell is worth: what is lost last when something must be withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A node of the tree of units with everybody in it.
    Tree,
    /// A node by one other division: a former municipality, a role class, a service area.
    Slice,
    /// A node by two other divisions at once.
    Cross,
}

/// A number that could be published: a set of inner groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Unique among the cells; the last tie between two cells is decided by it.
    pub key: String,
    /// How much the cell is worth.
    pub class: Class,
    /// The people the cell itself needs, at least the minimum of the request. A cell of fewer is withheld, and must not be worked out either.
    pub minimum: u64,
    /// The inner groups in it, by position in [`Request::people`].
    pub groups: Vec<usize>,
}

/// Disjoint parts of one cell, by position in [`Request::cells`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The whole.
    pub parent: usize,
    /// Its parts; people of the parent in no part are a part that is never published.
    pub members: Vec<usize>,
}

/// A set of inner groups whose sum must not follow from what is published, however many people it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensitive {
    /// What an error calls it.
    pub name: String,
    /// The inner groups in it, by position in [`Request::people`].
    pub groups: Vec<usize>,
}

/// A sum that is public already, or will be whatever this plan says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedRow {
    /// What an error calls it.
    pub key: String,
    /// The inner groups in it, by position in [`Request::people`].
    pub groups: Vec<usize>,
}

/// One table of numbers to be protected.
///
/// Shapes:   w inner groups; every set names positions below w, each once.
/// Units:    people.
/// Unknown:  nothing; a group of nobody counts for nothing and gives nothing away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Fewer people than this must not be singled out: at least three.
    pub minimum: u64,
    /// The people in each inner group.
    pub people: Vec<u64>,
    /// What could be published.
    pub cells: Vec<Cell>,
    /// How cells add up, for the remainder of each.
    pub partitions: Vec<Partition>,
    /// What must not follow beside the small: dominated or nearly unanimous cells, people with a role of their own, what others' rules withhold.
    pub sensitive: Vec<Sensitive>,
    /// The ledger.
    pub released: Vec<ReleasedRow>,
}

impl Request {
    /// The fewest people a request may protect: with two, each would know the other.
    pub const LEAST_MINIMUM: u64 = 3;
    /// So many passes may find a small remainder before everything is withheld.
    pub const ROUNDS_MAX: u32 = 20;

    /// Which cells may be published.
    ///
    /// Formula:  cells in order of class, people (most first) and key; a cell is published unless its row, together with the rows published
    ///           before it, spans a vector that P1 or P2 forbids. Small remainders of partitions then become sensitive, and the pass is made again.
    /// Shapes:   one decision per cell, in the order of [`Request::cells`].
    /// Units:    people; k is [`Request::minimum`].
    /// Errors:   a request that contradicts itself, with every contradiction; a ledger that gives something away by itself; remainders that
    ///           stay small after [`Request::ROUNDS_MAX`] passes. In each case nothing may be published.
    /// Rounding: none; whole numbers modulo 2⁶¹ − 1 and 2³¹ − 1.
    /// Source:   Langsrud (2024), Secondary cell suppression by Gaussian elimination (GaussSuppression), for the elimination with forbidden vectors;
    ///           the search for words of few people is ours.
    ///
    /// # Errors
    /// As above.
    pub fn plan(&self) -> Result<Plan, PlanError> {
        let system = System::of(self).map_err(PlanError::Request)?;
        super::plan::settle(&system, &[], &BTreeSet::new()).map(|settled| settled.plan)
    }

    /// Plans for several tables over the same cells, where each cell must be shown in all of them or in none: scales that add up to a composite, months
    /// that add up to a year. Otherwise what one table hides would follow from the sum and the other tables.
    ///
    /// Formula:  as [`Request::plan`], table by table; a later table is offered what the earlier ones show. What is withheld in one table and follows in
    ///           another is sensitive there, and the plans are made again, [`Request::ROUNDS_MAX`] times at most.
    /// Shapes:   one plan per request; all name the same cell keys in the same order, over inner groups and counts of their own.
    /// Units:    people.
    /// Errors:   as [`Request::plan`], and requests with different cells.
    /// Rounding: none.
    ///
    /// # Errors
    /// As above.
    pub fn plan_together(requests: &[Request]) -> Result<Vec<Plan>, PlanError> {
        let (mut systems, mut errors) = (Vec::new(), Vec::new());
        let keys = |request: &Request| request.cells.iter().map(|cell| cell.key.clone()).collect::<Vec<_>>();
        let first = requests.first().map(keys);
        for (position, request) in requests.iter().enumerate() {
            if Some(keys(request)) != first {
                errors.push(RequestError::DifferentCells { request: position });
            }
            match System::of(request) {
                Ok(system) => systems.push(system),
                Err(found) => errors.extend(found),
            }
        }
        if !errors.is_empty() {
            return Err(PlanError::Request(errors));
        }
        super::plan::settle_together(&systems)
    }

    /// Everything in which the request contradicts itself.
    #[must_use]
    pub fn errors(&self) -> Vec<RequestError> {
        System::of(self).err().unwrap_or_default()
    }
}
