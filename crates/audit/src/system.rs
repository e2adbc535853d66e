//! One measure as a system of equations: atoms of people as unknowns, published cells as rows, hidden cells as targets.

use std::collections::BTreeMap;

use crate::people::People;
use crate::prime::Draws;
use crate::release::{Mark, Measure, Range, Release, Scale, State};

/// A cell in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CellRef {
    pub(crate) release: usize,
    pub(crate) cell: usize,
}

/// Inner groups that stand in the same published cells: no combination of these can tell them apart.
#[derive(Clone, Debug)]
pub(crate) struct Atom {
    pub(crate) groups: Vec<u32>,
    /// Its people, where the attacker knows them for this very measure.
    pub(crate) size: Option<u64>,
}

/// One published cell, in whatever files it stands.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) shown_in: Vec<CellRef>,
    pub(crate) atoms: Vec<u32>,
    pub(crate) n: Option<u64>,
    pub(crate) sum: Option<Range>,
}

/// One hidden cell.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) cell: CellRef,
    pub(crate) groups: Vec<u32>,
    /// The atoms it is made of; nothing, where it cuts through one and so is out of reach of exact combinations.
    pub(crate) atoms: Option<Vec<u32>>,
    pub(crate) mark: Mark,
    pub(crate) size: Option<u64>,
}

/// Everything the files say of one measure.
pub(crate) struct System {
    pub(crate) measure: Measure,
    /// Fewer people than this are few.
    pub(crate) least: u64,
    pub(crate) scale: Option<Scale>,
    pub(crate) atoms: Vec<Atom>,
    pub(crate) rows: Vec<Row>,
    pub(crate) targets: Vec<Target>,
    /// Whether the head counts add up to every published number of people, so that they are this measure's own.
    pub(crate) sizes_known: bool,
    /// Shown cells of people no head count knows: a unit is missing or misspelt there.
    pub(crate) uncounted: u64,
}

/// What the files together say of one set of people.
#[derive(Default)]
struct Said {
    shown_in: Vec<CellRef>,
    n: Option<u64>,
    sum: Option<Range>,
    hidden: Option<(CellRef, Mark)>,
}

impl System {
    /// Everything the files say of one measure, over the people they say it of.
    pub(crate) fn of(
        measure: &Measure,
        cells: &[CellRef],
        releases: &[Release],
        people: &People,
        (minimum, draws): (Option<u64>, &mut Draws),
    ) -> System {
        let mut said: BTreeMap<Vec<u32>, Said> = BTreeMap::new();
        let mut uncounted = 0;
        for &at in cells {
            let Some(cell) = releases.get(at.release).and_then(|release| release.cells.get(at.cell)) else { continue };
            let groups = people.of_cell(at.release, cell);
            if !groups.is_empty() {
                said.entry(groups).or_default().hear(at, cell.state);
            } else if matches!(cell.state, State::Shown { .. }) {
                uncounted += 1;
            }
        }
        let shown: Vec<&Vec<u32>> =
            said.iter().filter(|(_, said)| !said.shown_in.is_empty()).map(|(groups, _)| groups).collect();
        let mut atoms = atoms(&shown, people, draws);
        let sizes_known = said.iter().all(|(groups, said)| {
            let counted: Option<u64> = groups.iter().map(|&group| people.size(group)).sum();
            let agrees = |counted| said.n.is_none_or(|n| agree(measure, n, counted, groups.len()));
            counted.is_some_and(|counted| said.shown_in.is_empty() || agrees(counted))
        });
        for atom in &mut atoms {
            atom.size = if sizes_known { atom.groups.iter().map(|&group| people.size(group)).sum() } else { None };
        }
        let cuts = Cuts::of(&atoms, people.groups().len());
        let (mut rows, mut targets) = (Vec::new(), Vec::new());
        for (groups, said) in said {
            let whole = cuts.atoms(&groups, &atoms);
            match (said.shown_in.is_empty(), said.hidden, whole) {
                (false, _, Some(atoms)) => rows.push(Row { shown_in: said.shown_in, atoms, n: said.n, sum: said.sum }),
                (true, Some((cell, mark)), atoms) if mark != Mark::Absent => {
                    let size = if sizes_known { groups.iter().map(|&group| people.size(group)).sum() } else { None };
                    targets.push(Target { cell, groups, atoms, mark, size });
                }
                _ => {}
            }
        }
        let thresholds = releases.iter().map(|release| release.thresholds);
        let least = if measure.counts_employees() || measure.counts_invited() {
            thresholds.map(|of| of.employees).max()
        } else {
            minimum.or_else(|| thresholds.map(|of| of.answers).max())
        };
        let scale = releases.iter().find_map(|release| release.scales.get(measure.scale())).copied();
        System {
            measure: measure.clone(),
            least: least.unwrap_or(5),
            scale,
            atoms,
            rows,
            targets,
            sizes_known,
            uncounted,
        }
    }

    /// The rows as lists of atoms.
    pub(crate) fn lists(&self) -> Vec<&[u32]> {
        self.rows.iter().map(|row| row.atoms.as_slice()).collect()
    }

    /// The inner groups of some atoms, in rising order.
    pub(crate) fn groups(&self, atoms: &[u32]) -> Vec<u32> {
        let of_atom = |&atom: &u32| usize::try_from(atom).ok().and_then(|atom| self.atoms.get(atom));
        let mut groups: Vec<u32> =
            atoms.iter().filter_map(of_atom).flat_map(|atom| atom.groups.iter().copied()).collect();
        groups.sort_unstable();
        groups
    }

    pub(crate) fn size(&self, atom: u32) -> Option<u64> {
        usize::try_from(atom).ok().and_then(|atom| self.atoms.get(atom)).and_then(|atom| atom.size)
    }

    /// The fewest people an atom can have: 1 where nobody knows.
    pub(crate) fn least_size(&self, atom: u32) -> u64 {
        self.size(atom).unwrap_or(1)
    }
}

/// Whether head counts give a printed number of people. Printed employees are means over months, rounded down, and more people than that worked
/// there in some month: up to twice as many, and one more in each inner group.
fn agree(measure: &Measure, printed: u64, counted: u64, groups: usize) -> bool {
    let coming_and_going =
        if measure.counts_employees() { printed.saturating_add(u64::try_from(groups).unwrap_or(u64::MAX)) } else { 0 };
    counted >= printed && counted - printed <= coming_and_going
}

impl Said {
    fn hear(&mut self, at: CellRef, state: State) {
        match state {
            State::Shown { n, sum, .. } => {
                self.shown_in.push(at);
                self.n = self.n.or(n);
                self.sum = match (self.sum, sum) {
                    (Some(a), Some(b)) if a.meets(b) => Some(Range { low: a.low.max(b.low), high: a.high.min(b.high) }),
                    (a, b) => a.or(b),
                };
            }
            State::Hidden(mark) => self.hidden = self.hidden.or(Some((at, mark))),
        }
    }
}

/// Inner groups gathered by the published cells they stand in; who stands in none is in no atom.
fn atoms(shown: &[&Vec<u32>], people: &People, draws: &mut Draws) -> Vec<Atom> {
    let mut signatures = vec![(0_u64, 0_u64); people.groups().len()];
    for groups in shown {
        let (a, b) = (draws.next(), draws.next());
        for &group in *groups {
            if let Some(signature) = usize::try_from(group).ok().and_then(|group| signatures.get_mut(group)) {
                *signature = (signature.0.wrapping_add(a), signature.1.wrapping_add(b));
            }
        }
    }
    let mut gathered: BTreeMap<(u64, u64), Vec<u32>> = BTreeMap::new();
    for (group, signature) in (0_u32..).zip(signatures) {
        if signature != (0, 0) {
            gathered.entry(signature).or_default().push(group);
        }
    }
    let mut atoms: Vec<Atom> = gathered.into_values().map(|groups| Atom { groups, size: None }).collect();
    atoms.sort_by(|a, b| a.groups.cmp(&b.groups));
    atoms
}

/// Which atom each inner group is in.
struct Cuts {
    atom_of: Vec<Option<u32>>,
}

impl Cuts {
    fn of(atoms: &[Atom], groups: usize) -> Cuts {
        let mut atom_of = vec![None; groups];
        for (index, atom) in (0_u32..).zip(atoms) {
            for &group in &atom.groups {
                if let Some(slot) = usize::try_from(group).ok().and_then(|group| atom_of.get_mut(group)) {
                    *slot = Some(index);
                }
            }
        }
        Cuts { atom_of }
    }

    /// The atoms that make up these groups, unless one is cut through.
    fn atoms(&self, groups: &[u32], atoms: &[Atom]) -> Option<Vec<u32>> {
        let mut found: Vec<u32> = Vec::new();
        for &group in groups {
            found.push(usize::try_from(group).ok().and_then(|group| self.atom_of.get(group).copied()).flatten()?);
        }
        found.sort_unstable();
        found.dedup();
        let whole: usize = found
            .iter()
            .filter_map(|&atom| usize::try_from(atom).ok().and_then(|atom| atoms.get(atom)))
            .map(|atom| atom.groups.len())
            .sum();
        (whole == groups.len()).then_some(found)
    }
}
