//! From rows and atoms back to the names people know: what a finding is called, and which printed cells give it.

use crate::combination::Combination;
use crate::consistency::Disagreement;
use crate::fraction::Fraction;
use crate::people::People;
use crate::release::{Cell, Range, Release, State};
use crate::system::{CellRef, System};
use crate::verdict::{Finding, Label, Level, Term};

/// The names behind one attack.
#[derive(Clone, Copy)]
pub(crate) struct Naming<'a> {
    pub(crate) releases: &'a [Release],
    pub(crate) people: &'a People,
}

impl Naming<'_> {
    /// A hidden cell that published ones give exactly.
    pub(crate) fn hidden_cell(
        &self,
        system: &System,
        index: usize,
        combination: &Combination,
        people: (u64, u64),
    ) -> Option<Finding> {
        let target = system.targets.get(index)?;
        let (how, level) = self.how(system, combination, Level::Exact);
        Some(Finding {
            level,
            measure: system.measure.clone(),
            target: vec![self.cell(target.cell)?],
            is_hidden_cell: true,
            people: (people.0, Some(people.1).filter(|most| *most < u64::MAX)),
            known: 0,
            how,
            confirmed: combination.confirmed,
            value: combination.value(system),
            coefficients: vec![1],
        })
    }

    /// A combination that concerns few people.
    pub(crate) fn group(&self, system: &System, combination: &Combination, people: (u64, u64), known: u64) -> Finding {
        let own = match combination.support.as_slice() {
            _ if known > 0 => Level::Coalition,
            [(atom, _)] if system.groups(&[*atom]).len() == 1 => Level::Exact,
            _ => Level::Groups,
        };
        let (how, level) = self.how(system, combination, own);
        let (mut target, mut coefficients) = (Vec::new(), Vec::new());
        for &(atom, weight) in &combination.support {
            let groups =
                usize::try_from(atom).ok().and_then(|atom| system.atoms.get(atom)).map(|atom| atom.groups.as_slice());
            for &group in groups.unwrap_or_default() {
                target.extend(self.inner_group(group));
                coefficients.push(weight);
            }
        }
        Finding {
            level,
            measure: system.measure.clone(),
            target,
            is_hidden_cell: false,
            people: (people.0, Some(people.1).filter(|most| *most < u64::MAX)),
            known,
            how,
            confirmed: combination.confirmed,
            value: combination.value(system),
            coefficients,
        }
    }

    /// A hidden cell whose mean lies in a narrow range.
    pub(crate) fn range(
        &self,
        system: &System,
        index: usize,
        level: Level,
        known: u64,
        (people, mean): ((u64, u64), Range),
    ) -> Option<Finding> {
        let target = system.targets.get(index)?;
        Some(Finding {
            level,
            measure: system.measure.clone(),
            target: vec![self.cell(target.cell)?],
            is_hidden_cell: true,
            people: (people.0, Some(people.1)),
            known,
            how: Vec::new(),
            confirmed: true,
            value: Some(mean),
            coefficients: vec![1],
        })
    }

    /// The printed cells of a combination. If no one file holds them all, it takes several: history.
    fn how(&self, system: &System, combination: &Combination, level: Level) -> (Vec<Term>, Level) {
        let rows = || combination.weights.iter().filter_map(|&(row, weight)| Some((system.rows.get(row)?, weight)));
        let whole = (0..self.releases.len())
            .find(|&release| rows().all(|(row, _)| row.shown_in.iter().any(|at| at.release == release)));
        let terms = rows().filter_map(|(row, weight)| {
            let in_file = |at: &&CellRef| whole.is_none_or(|release| at.release == release);
            let at = *row.shown_in.iter().find(in_file)?;
            Some(Term { weight, cell: self.cell(at)?, file: self.file(at) })
        });
        let mut terms: Vec<Term> = terms.collect();
        // What is added first, then what is taken away; the largest sets came last.
        terms.reverse();
        terms.sort_by_key(|term| term.weight.numerator() < 0);
        (terms, if whole.is_some() || combination.weights.is_empty() { level } else { Level::History })
    }

    fn file(&self, at: CellRef) -> String {
        file(self.releases, at)
    }

    fn cell(&self, at: CellRef) -> Option<Label> {
        label(self.releases, at)
    }

    fn inner_group(&self, group: u32) -> Option<Label> {
        let group = self.people.group(group)?;
        let id = group.unit.clone();
        let place = self.people.name(&group.unit).to_owned();
        Some(Label { id, place, former: group.former.clone(), role: group.role.clone(), own: true })
    }
}

/// A cell that is not the same everywhere.
pub(crate) fn disagreement(releases: &[Release], found: Disagreement) -> Option<Finding> {
    let term = |at| Some(Term { weight: Fraction::whole(1), cell: label(releases, at)?, file: file(releases, at) });
    let (one, other) = (cell(releases, found.one)?, cell(releases, found.other)?);
    let n = match (one.state, other.state) {
        (State::Shown { n, .. }, _) | (_, State::Shown { n, .. }) => n,
        _ => None,
    };
    Some(Finding {
        level: Level::Consistency,
        measure: one.measure.clone(),
        target: vec![label(releases, found.one)?],
        is_hidden_cell: false,
        people: (n.unwrap_or(1), n),
        known: 0,
        how: [found.one, found.other].into_iter().filter_map(term).collect(),
        confirmed: true,
        value: None,
        coefficients: vec![1],
    })
}

fn cell(releases: &[Release], at: CellRef) -> Option<&Cell> {
    releases.get(at.release).and_then(|release| release.cells.get(at.cell))
}

fn file(releases: &[Release], at: CellRef) -> String {
    releases.get(at.release).map(|release| release.file.clone()).unwrap_or_default()
}

fn label(releases: &[Release], at: CellRef) -> Option<Label> {
    let cell = cell(releases, at)?;
    let place = releases.get(at.release)?.tree.places().get(cell.place)?;
    Some(Label {
        id: place.id.clone(),
        place: place.name.clone(),
        former: cell.former.clone(),
        role: cell.role.clone(),
        own: false,
    })
}
