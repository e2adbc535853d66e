//! What a plan decides, and how it is settled: passes, until no remainder is left too small.

use std::collections::{BTreeMap, BTreeSet};

use super::error::PlanError;
use super::merged;
use super::pass::{known_from, pass};
use super::request::{Class, Request};
use super::system::{System, SystemCell, SystemPartition};

/// What may be done with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// Nobody is in it: there is nothing to say.
    Empty,
    /// It may be shown.
    Published,
    /// Withheld for its own sake: too few people, or a sensitive set itself.
    Primary,
    /// Withheld because others would follow.
    Secondary,
}

/// How the cells of one class fare. Numbers of cells, none of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassSummary {
    /// Shown.
    pub published: usize,
    /// Withheld for their own sake.
    pub primary: usize,
    /// Withheld to protect others.
    pub secondary: usize,
}

impl ClassSummary {
    /// Cells that have enough people and are not sensitive themselves.
    #[must_use]
    pub const fn publishable(self) -> usize {
        self.published + self.secondary
    }
}

/// Which cells may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    decisions: Vec<Decision>,
    classes: BTreeMap<Class, ClassSummary>,
    rounds: u32,
}

impl Plan {
    /// One decision per cell, in the order of the request.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// How each class of cells fares; classes without cells are left out.
    #[must_use]
    pub const fn classes(&self) -> &BTreeMap<Class, ClassSummary> {
        &self.classes
    }

    /// How many passes it took.
    #[must_use]
    pub const fn rounds(&self) -> u32 {
        self.rounds
    }
}

/// Plans for tables over the same cells, in which every cell is shown in all tables or in none.
///
/// Whatever is withheld in an earlier table is not offered to a later one. What is left is shown in all, and less shown is never less safe: every
/// combination of fewer rows is one of more rows, and a remainder only grows by the people of the cells withheld. But what one table withholds for its own
/// sake may follow in another, where a sibling is empty. Then it must not follow there either, and the plans are made again.
pub(super) fn settle_together(systems: &[System]) -> Result<Vec<Plan>, PlanError> {
    let mut secret = vec![BTreeSet::new(); systems.len()];
    for _ in 0..Request::ROUNDS_MAX {
        let Together { plans, known } = together(systems, &secret)?;
        let mut follows_more = false;
        for (((system, plan), known), secret) in systems.iter().zip(&plans).zip(&known).zip(&mut secret) {
            for columns in following(system, &plan.decisions, known) {
                follows_more |= secret.insert(columns);
            }
        }
        if !follows_more {
            return Ok(plans);
        }
    }
    Err(PlanError::Unsettled { rounds: Request::ROUNDS_MAX })
}

/// Plans made beside each other.
struct Together {
    plans: Vec<Plan>,
    /// Of each plan, the cells whose sums are known when everything it shows by itself is shown.
    known: Vec<Vec<bool>>,
}

/// One plan for each table; the sets of `secret` must not follow in it.
fn together(systems: &[System], secret: &[BTreeSet<Vec<usize>>]) -> Result<Together, PlanError> {
    let cells = systems.iter().map(|system| system.cells.len()).max().unwrap_or(0);
    let mut withheld = vec![false; cells];
    for (system, secret) in systems.iter().zip(secret) {
        withhold(&mut withheld, &pass(system, &vec![true; cells], secret).decisions, Decision::Primary);
    }
    let (mut plans, mut known) = (Vec::with_capacity(systems.len()), Vec::with_capacity(systems.len()));
    for (system, secret) in systems.iter().zip(secret) {
        let settled = settle(system, &withheld, secret)?;
        withhold(&mut withheld, settled.plan.decisions(), Decision::Secondary);
        plans.push(settled.plan);
        known.push(settled.known);
    }
    for (plan, system) in plans.iter_mut().zip(systems) {
        for (decision, withheld) in plan.decisions.iter_mut().zip(&withheld) {
            if *decision == Decision::Published && *withheld {
                *decision = Decision::Secondary;
            }
        }
        plan.classes = classes(&system.cells, &plan.decisions);
    }
    Ok(Together { plans, known })
}

fn withhold(withheld: &mut [bool], decisions: &[Decision], why: Decision) {
    for (mark, decision) in withheld.iter_mut().zip(decisions) {
        *mark |= *decision == why;
    }
}

/// The withheld cells that follow from what is shown, and not from the ledger alone, which cannot be taken back. Only a cell that is known when the plan's own
/// cells are shown can follow when fewer are.
fn following(system: &System, decisions: &[Decision], known: &[bool]) -> Vec<Vec<usize>> {
    let may_follow =
        |position: usize| known.get(position) == Some(&true) && decisions.get(position) == Some(&Decision::Secondary);
    let suspects: Vec<usize> = (0..system.cells.len()).filter(|position| may_follow(*position)).collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let shown = |position: usize| decisions.get(position) == Some(&Decision::Published);
    let (with_cells, before) = (known_from(system, shown, &suspects), known_from(system, |_| false, &suspects));
    let new = suspects.iter().zip(with_cells.iter().zip(before)).filter(|(_, (now, before))| **now && !before);
    new.filter_map(|(position, _)| Some(system.cells.get(*position)?.columns.clone())).collect()
}

/// What is settled for one table.
pub(super) struct Settled {
    pub(super) plan: Plan,
    /// The cells whose sums are known.
    known: Vec<bool>,
}

/// Passes over the cells until no partition leaves too small a remainder, and nothing small is left to see where groups are merged. Cells marked `withheld` are
/// not offered, and the sets of `secret` must not follow.
pub(super) fn settle(system: &System, withheld: &[bool], secret: &BTreeSet<Vec<usize>>) -> Result<Settled, PlanError> {
    let mut remainders = secret.clone();
    let mut withheld = withheld.to_vec();
    withheld.resize(system.cells.len(), false);
    let (mut rounds, mut with_remainders) = (0, 0);
    loop {
        rounds += 1;
        let outcome = pass(system, &withheld, &remainders);
        if !outcome.revealing.is_empty() {
            return Err(PlanError::AlreadyRevealed { rows: outcome.revealing });
        }
        let found = small_remainders(system, &outcome.known);
        if !found.is_empty() {
            with_remainders += 1;
            if with_remainders >= Request::ROUNDS_MAX {
                return Err(PlanError::Unsettled { rounds: Request::ROUNDS_MAX });
            }
            remainders.extend(found);
            continue;
        }
        // One cell less each time, so this ends.
        let Some(cell) = merged::revealing(system, &outcome.decisions) else {
            let classes = classes(&system.cells, &outcome.decisions);
            let plan = Plan { decisions: outcome.decisions, classes, rounds };
            return Ok(Settled { plan, known: outcome.known });
        };
        if let Some(mark) = withheld.get_mut(cell) {
            *mark = true;
        }
    }
}

/// Known parents less their known members, where that leaves fewer people than the parent needs. A cell that is withheld for another table's sake
/// can be known all the same: where its siblings are empty it is its parent.
fn small_remainders(system: &System, known: &[bool]) -> BTreeSet<Vec<usize>> {
    let is_known = |cell: &usize| known.get(*cell) == Some(&true);
    let partitions = system.partitions.iter().filter(|partition| is_known(&partition.parent));
    partitions.filter_map(|partition| small_remainder(system, partition, is_known)).collect()
}

fn small_remainder(
    system: &System,
    partition: &SystemPartition,
    is_known: impl Fn(&usize) -> bool,
) -> Option<Vec<usize>> {
    let parent = system.cells.get(partition.parent)?;
    let members =
        partition.members.iter().filter(|member| is_known(member)).filter_map(|member| system.cells.get(*member));
    let members: Vec<&SystemCell> = members.collect();
    let left = parent.people.saturating_sub(members.iter().map(|member| member.people).sum());
    if !(1..parent.minimum).contains(&left) {
        return None;
    }
    let mut columns: BTreeSet<usize> = parent.columns.iter().copied().collect();
    for column in members.iter().flat_map(|member| &member.columns) {
        columns.remove(column);
    }
    Some(columns.into_iter().collect())
}

fn classes(cells: &[SystemCell], decisions: &[Decision]) -> BTreeMap<Class, ClassSummary> {
    let mut classes: BTreeMap<Class, ClassSummary> = BTreeMap::new();
    for (cell, decision) in cells.iter().zip(decisions) {
        let class = classes.entry(cell.class).or_default();
        match decision {
            Decision::Empty => {}
            Decision::Published => class.published += 1,
            Decision::Primary => class.primary += 1,
            Decision::Secondary => class.secondary += 1,
        }
    }
    classes
}
