//! The differences anybody would try first: a whole minus its published parts, and one published cell minus another.

use std::collections::BTreeMap;

use crate::combination::Combination;
use crate::release::{Cell, PlaceKind, Release, Tree, WHOLE};
use crate::system::{CellRef, System};

/// Where a published cell is: release, place, former municipality, role.
type Spot<'r> = (usize, usize, &'r str, &'r str);

/// A whole minus its published parts, for every published whole and every way of dividing it that the files know.
pub(crate) fn remainders(system: &System, releases: &[Release]) -> Vec<Combination> {
    let mut published: BTreeMap<Spot<'_>, usize> = BTreeMap::new();
    for (index, row) in system.rows.iter().enumerate() {
        for &at in &row.shown_in {
            if let Some(cell) = cell(releases, at) {
                published.insert((at.release, cell.place, &cell.former, &cell.role), index);
            }
        }
    }
    let mut found = Vec::new();
    for (&(release, place, former, role), &whole) in &published {
        let Some(tree) = releases.get(release).map(|release| &release.tree) else { continue };
        let below = covered(tree, place, &|place| published.get(&(release, place, former, role)).copied());
        let areas = areas(tree, place)
            .into_iter()
            .filter_map(|area| published.get(&(release, area, former, role)).copied())
            .collect();
        let sliced = |by_former: bool| -> Vec<usize> {
            let slices = published.range((release, place, "", "")..(release, place + 1, "", ""));
            let fits = |&(&(_, _, a, b), _): &(&Spot<'_>, &usize)| {
                if by_former {
                    former == WHOLE && a != WHOLE && b == role
                } else {
                    role == WHOLE && b != WHOLE && a == former
                }
            };
            slices.filter(fits).map(|(_, &row)| row).collect()
        };
        for parts in [below, areas, sliced(true), sliced(false)] {
            if !parts.is_empty() {
                let weights: Vec<(usize, i64)> =
                    [(whole, 1)].into_iter().chain(parts.into_iter().map(|part| (part, -1))).collect();
                found.push(Combination::of_rows(system, &weights));
            }
        }
    }
    found
}

/// The published cells that together cover as much as can be of what is below a place: a hidden unit's own published units stand for it.
fn covered(tree: &Tree, place: usize, published: &dyn Fn(usize) -> Option<usize>) -> Vec<usize> {
    let children =
        tree.places().iter().enumerate().filter(|(_, child)| child.parent == Some(place)).map(|(child, _)| child);
    children
        .flat_map(|child| published(child).map_or_else(|| covered(tree, child, published), |row| vec![row]))
        .collect()
}

/// The service areas, if the place is the whole organisation: they divide it.
fn areas(tree: &Tree, place: usize) -> Vec<usize> {
    let is_root = tree.places().get(place).is_some_and(|place| place.kind == PlaceKind::Unit && place.parent.is_none());
    let areas = tree.places().iter().enumerate().filter(|(_, place)| is_root && place.kind == PlaceKind::Area);
    areas.map(|(area, _)| area).collect()
}

fn cell(releases: &[Release], at: CellRef) -> Option<&Cell> {
    releases.get(at.release).and_then(|release| release.cells.get(at.cell))
}

/// Differences of two published cells that overlap, where few atoms are in one and not in the other.
pub(crate) fn differences(system: &System, atoms_max: usize) -> (Vec<Combination>, u64) {
    let words = system.atoms.len().div_ceil(64);
    let bits: Vec<Vec<u64>> = system
        .rows
        .iter()
        .map(|row| {
            let mut bits = vec![0_u64; words];
            for atom in row.atoms.iter().filter_map(|&atom| usize::try_from(atom).ok()) {
                if let Some(word) = bits.get_mut(atom / 64) {
                    *word |= 1 << (atom % 64);
                }
            }
            bits
        })
        .collect();
    let (mut found, mut tried) = (Vec::new(), 0);
    for (i, a) in bits.iter().enumerate() {
        for (j, b) in bits.iter().enumerate().skip(i + 1) {
            tried += 1;
            if differ_in(a, b, atoms_max) {
                found.push(Combination::of_rows(system, &[(i, 1), (j, -1)]));
            } else if let Some(weights) = nested_few(system, (i, a), (j, b)) {
                found.push(Combination::of_rows(system, &weights));
            }
        }
    }
    (found, tried)
}

/// Whether the sets overlap and differ in at most so many atoms.
fn differ_in(a: &[u64], b: &[u64], atoms_max: usize) -> bool {
    let limit = u32::try_from(atoms_max).unwrap_or(u32::MAX);
    let mut differing = 0;
    let mut overlap = false;
    for (a, b) in a.iter().zip(b) {
        differing += (a ^ b).count_ones();
        overlap |= a & b != 0;
        if differing > limit {
            return false;
        }
    }
    overlap
}

/// The larger minus the smaller, if one holds the other and the printed numbers of people are few apart.
fn nested_few(system: &System, (i, a): (usize, &[u64]), (j, b): (usize, &[u64])) -> Option<[(usize, i64); 2]> {
    let n = |row: usize| system.rows.get(row).and_then(|row| row.n);
    let (large, small) = (n(i)?, n(j)?);
    let few = |apart: u64| (1..system.least).contains(&apart);
    let holds = |a: &[u64], b: &[u64]| a.iter().zip(b).all(|(a, b)| a & b == *b);
    if few(large.saturating_sub(small)) && holds(a, b) {
        Some([(i, 1), (j, -1)])
    } else if few(small.saturating_sub(large)) && holds(b, a) {
        Some([(j, 1), (i, -1)])
    } else {
        None
    }
}
