//! Combinations that touch at most four atoms, found without trying every combination of published cells.
//!
//! A vector is a combination of published cells exactly when every null vector sums to 0 with it; a random null vector decides that but for
//! one chance in 2^60. So the search looks for small coefficients whose sum over a random null vector is 0: alone, in pairs with any coefficients
//! (two null vectors have the same ratio), and in threes and fours by meeting in the middle. What it finds is only suspected here.
#![expect(clippy::indexing_slicing, reason = "atoms are indexed within the system they come from")]

use crate::echelon::{Echelon, Sparse};
use crate::fours::{CANDIDATES_MAX, Candidate, Middle};
use crate::fraction::Fraction;
use crate::prime::{Draws, Field};
use crate::system::System;

/// A suspected combination: atoms in rising order, with whole coefficients.
pub(crate) type Suspect = Vec<(u32, i64)>;

/// What the search covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Covered {
    /// The smallest bound on coefficients any part of threes and fours was searched with.
    pub(crate) coefficients_max: i64,
    /// Sums laid side by side.
    pub(crate) sums: u64,
    /// Parts of the system whose fours were too many to search at all.
    pub(crate) parts_skipped: u64,
}

/// More pair sums than this are not laid side by side; the bound on coefficients is lowered first.
const PAIR_SUMS_MAX: usize = 4_000_000;
/// The same where nobody knows how many people an atom has, so that every atom may be one person.
const PAIR_SUMS_UNKNOWN_MAX: usize = 600_000;
/// A random combination of more atoms than this concerns too many people to go on with.
const RANDOM_ATOMS_MAX: usize = 300;

/// Two random null vectors over the first prime.
pub(crate) struct Null {
    field: Field,
    first: Vec<u64>,
    second: Vec<u64>,
}

impl Null {
    pub(crate) fn draw(echelon: &Echelon, draws: &mut Draws) -> Null {
        Null { field: echelon.field(), first: echelon.null_vector(draws), second: echelon.null_vector(draws) }
    }

    /// An atom with its people, its entry and its class: atoms whose two null entries have one ratio are in one class, for some weighted difference of any
    /// two of them is a combination.
    fn candidate(&self, system: &System, atom: u32) -> Candidate {
        let (entry, other) = (self.first[atom as usize], self.second[atom as usize]);
        let class = self.field.multiply(other, self.field.invert(entry));
        Candidate { atom, size: system.least_size(atom), entry, class }
    }

    /// Whether a sum of atoms is suspected to be a combination.
    pub(crate) fn is_suspect(&self, support: impl Iterator<Item = (u32, i64)>) -> bool {
        let sum = support.filter_map(|(atom, weight)| Some((usize::try_from(atom).ok()?, weight))).fold(
            0,
            |sum, (atom, weight)| {
                self.field.add(sum, self.field.multiply(self.field.element(weight), self.first[atom]))
            },
        );
        sum == 0
    }
}

/// Atoms that hang together: no smallest combination reaches from one part into another.
pub(crate) fn parts(echelon: &Echelon, width: usize) -> Vec<Vec<u32>> {
    let mut leader: Vec<usize> = (0..width).collect();
    fn find(leader: &mut [usize], mut atom: usize) -> usize {
        while leader[atom] != atom {
            leader[atom] = leader[leader[atom]];
            atom = leader[atom];
        }
        atom
    }
    for row in echelon.reduced() {
        let Some(&(head, _)) = row.first() else { continue };
        for &(atom, _) in row {
            let (a, b) = (find(&mut leader, head), find(&mut leader, atom));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut parts: Vec<Vec<u32>> = vec![Vec::new(); width];
    for (index, atom) in (0_u32..).zip(0..width) {
        let head = find(&mut leader, atom);
        parts[head].push(index);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Every suspected combination of at most four atoms with fewer than `least` people.
pub(crate) fn search(system: &System, null: &Null, parts: &[Vec<u32>], bound: i64) -> (Vec<Suspect>, Covered) {
    let mut found = Vec::new();
    let mut covered = Covered { coefficients_max: bound, ..Covered::default() };
    for part in parts {
        let few = |atom: &u32| system.least_size(*atom) < system.least;
        let (alone, others): (Vec<u32>, Vec<u32>) =
            part.iter().copied().filter(few).partition(|&atom| null.first[atom as usize] == 0);
        found.extend(alone.into_iter().map(|atom| vec![(atom, 1)]));
        let candidates: Vec<Candidate> = others.into_iter().map(|atom| null.candidate(system, atom)).collect();
        found.extend(pairs(system.least, null.field, &candidates));
        threes_and_fours(system, null.field, &candidates, bound, &mut found, &mut covered);
    }
    (found, covered)
}

fn pairs(least: u64, field: Field, candidates: &[Candidate]) -> Vec<Suspect> {
    let mut by_class: Vec<&Candidate> = candidates.iter().collect();
    by_class.sort_unstable_by_key(|candidate| (candidate.class, candidate.atom));
    let mut found = Vec::new();
    for class in by_class.chunk_by(|a, b| a.class == b.class) {
        for (place, a) in class.iter().enumerate() {
            for b in &class[place + 1..] {
                if a.size + b.size < least {
                    // a's coefficient is 1, so b's is minus the ratio of the null entries.
                    let ratio = field.multiply(a.entry, field.invert(b.entry));
                    if let Some(weight) = Fraction::from_element(field.negate(ratio), field) {
                        found.push(vec![(a.atom, weight.denominator()), (b.atom, weight.numerator())]);
                    }
                }
            }
        }
    }
    found
}

fn threes_and_fours(
    system: &System,
    field: Field,
    candidates: &[Candidate],
    bound: i64,
    found: &mut Vec<Suspect>,
    covered: &mut Covered,
) {
    let sums_with = |bound: i64| {
        usize::try_from(bound * bound).unwrap_or(1).saturating_mul(candidates.len().saturating_mul(candidates.len()))
    };
    let sums_max = if system.sizes_known { PAIR_SUMS_MAX } else { PAIR_SUMS_UNKNOWN_MAX };
    let bound = (1..=bound).rev().find(|&bound| sums_with(bound) <= sums_max);
    let (Some(bound), true) = (bound, candidates.len() < CANDIDATES_MAX) else {
        covered.parts_skipped += 1;
        return;
    };
    if candidates.len() < 3 {
        return;
    }
    covered.coefficients_max = covered.coefficients_max.min(bound);
    let laid = Middle::of(candidates, field, system.least, bound).search(found);
    covered.sums += u64::try_from(laid).unwrap_or(u64::MAX);
}

/// Random small combinations of the sparsest basis that touch few people.
pub(crate) fn random(system: &System, echelon: &Echelon, tries: u64, draws: &mut Draws) -> Vec<Suspect> {
    let (field, rows) = (echelon.field(), echelon.reduced());
    let mut by_atom: Vec<Vec<usize>> = vec![Vec::new(); system.atoms.len()];
    for (index, row) in rows.iter().enumerate() {
        row.iter().for_each(|&(atom, _)| by_atom[atom].push(index));
    }
    let mut found = Vec::new();
    let sizes = Sizes::of(system);
    let (mut sums, mut both): (Sparse, Sparse) = (Vec::new(), Vec::new());
    for _ in 0..tries {
        let Some(head) = rows.get(draws.below(rows.len())) else { return found };
        if head.len() > RANDOM_ATOMS_MAX {
            continue;
        }
        sums.clear();
        sums.extend(head);
        for _ in 0..=draws.below(3) {
            // The next row shares an atom with what there is, or the two would only stand side by side.
            let Some(&(shared, _)) = sums.get(draws.below(sums.len())) else { break };
            let sharing = &by_atom[shared];
            let Some(row) = sharing.get(draws.below(sharing.len())).and_then(|&row| rows.get(row)) else { break };
            if row.len() > RANDOM_ATOMS_MAX {
                break;
            }
            let weight = [1, -1, 2, -2, 3, -3, 4, -4][draws.below(8)];
            let weight = field.element(weight);
            add(field, &sums, row, weight, &mut both);
            std::mem::swap(&mut sums, &mut both);
            if !sums.is_empty() && sizes.are_fewer(&sums, system.least) {
                found.extend(whole(&sums, field));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

/// A combination and so many times a row; both stand in the order of their atoms.
fn add(field: Field, sums: &Sparse, row: &Sparse, weight: u64, both: &mut Sparse) {
    both.clear();
    let mut old = sums.iter().copied().peekable();
    for &(atom, entry) in row {
        while let Some(earlier) = old.next_if(|(other, _)| *other < atom) {
            both.push(earlier);
        }
        let added = field.multiply(entry, weight);
        let entry = old.next_if(|(other, _)| *other == atom).map_or(added, |(_, own)| field.add(own, added));
        if entry != 0 {
            both.push((atom, entry));
        }
    }
    both.extend(old);
}

/// The fewest people of every atom.
struct Sizes(Vec<u64>);

impl Sizes {
    fn of(system: &System) -> Sizes {
        Sizes((0_u32..).take(system.atoms.len()).map(|atom| system.least_size(atom)).collect())
    }

    /// Whether a combination touches fewer people than these. There is at least one in every atom, so most are told after a few.
    fn are_fewer(&self, sums: &Sparse, least: u64) -> bool {
        let mut left = least;
        sums.iter().all(|&(atom, _)| {
            left = left.saturating_sub(self.0[atom]);
            left > 0
        })
    }
}

/// Coefficients as whole numbers: the first becomes 1, and the common denominator is multiplied away.
fn whole(entries: &[(usize, u64)], field: Field) -> Option<Suspect> {
    let scale = field.invert(entries.first()?.1);
    let fractions: Option<Vec<(u32, Fraction)>> = entries
        .iter()
        .map(|&(atom, entry)| {
            Some((u32::try_from(atom).ok()?, Fraction::from_element(field.multiply(entry, scale), field)?))
        })
        .collect();
    let fractions = fractions?;
    let common = fractions.iter().try_fold(1_i64, |common, (_, weight)| common.checked_mul(weight.denominator()))?;
    fractions
        .iter()
        .map(|&(atom, weight)| Some((atom, weight.numerator().checked_mul(common / weight.denominator())?)))
        .collect()
}
