//! Combinations that touch at most four atoms, found without trying every combination of published cells.
//!
//! A vector is a combination of published cells exactly when every null vector sums to 0 with it; a random null vector decides that but for
//! one chance in 2^60. So the search looks for small coefficients whose sum over a random null vector is 0: alone, in pairs with any coefficients
//! (two null vectors have the same ratio), and in threes and fours by meeting in the middle. What it finds is only suspected here.
#![expect(clippy::indexing_slicing, reason = "atoms are indexed within the system they come from")]

use crate::echelon::Echelon;
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
/// More fours with one sum than this are not told apart.
const BUCKET_MAX: usize = 24;

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
        let classes = classes(null, &others);
        found.extend(pairs(system, null, &others, &classes));
        threes_and_fours(system, null, &others, &classes, bound, &mut found, &mut covered);
    }
    (found, covered)
}

/// Atoms whose two null entries have one ratio are in one class: some weighted difference of any two of them is a combination.
fn classes(null: &Null, atoms: &[u32]) -> Vec<u64> {
    let ratio = |&atom: &u32| {
        let atom = atom as usize;
        null.field.multiply(null.second[atom], null.field.invert(null.first[atom]))
    };
    atoms.iter().map(ratio).collect()
}

fn pairs(system: &System, null: &Null, atoms: &[u32], classes: &[u64]) -> Vec<Suspect> {
    let mut by_class: Vec<(u64, u32)> = classes.iter().copied().zip(atoms.iter().copied()).collect();
    by_class.sort_unstable();
    let mut found = Vec::new();
    for class in by_class.chunk_by(|a, b| a.0 == b.0) {
        for (place, &(_, a)) in class.iter().enumerate() {
            for &(_, b) in &class[place + 1..] {
                if system.least_size(a) + system.least_size(b) < system.least {
                    // a's coefficient is 1, so b's is minus the ratio of the null entries.
                    let ratio = null.field.multiply(null.first[a as usize], null.field.invert(null.first[b as usize]));
                    if let Some(weight) = Fraction::from_element(null.field.negate(ratio), null.field) {
                        found.push(vec![(a, weight.denominator()), (b, weight.numerator())]);
                    }
                }
            }
        }
    }
    found
}

/// The sum of two atoms with small coefficients, up to its sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PairSum {
    key: u64,
    /// Positions of the atoms: twelve bits each.
    places: u32,
    /// The coefficients of the two.
    weights: (i8, i8),
}

fn threes_and_fours(
    system: &System,
    null: &Null,
    atoms: &[u32],
    classes: &[u64],
    bound: i64,
    found: &mut Vec<Suspect>,
    covered: &mut Covered,
) {
    let sums_with = |bound: i64| {
        usize::try_from(bound * bound).unwrap_or(1).saturating_mul(atoms.len().saturating_mul(atoms.len()))
    };
    let sums_max = if system.sizes_known { PAIR_SUMS_MAX } else { PAIR_SUMS_UNKNOWN_MAX };
    let bound = (1..=bound).rev().find(|&bound| sums_with(bound) <= sums_max);
    let (Some(bound), true) = (bound, atoms.len() < 1 << 12) else {
        covered.parts_skipped += 1;
        return;
    };
    if atoms.len() < 3 {
        return;
    }
    covered.coefficients_max = covered.coefficients_max.min(bound);
    let field = null.field;
    let multiples: Vec<Vec<u64>> = atoms
        .iter()
        .map(|&atom| {
            (-bound..=bound).map(|weight| field.multiply(field.element(weight), null.first[atom as usize])).collect()
        })
        .collect();
    let at = |weight: i64| usize::try_from(weight + bound).unwrap_or(0);
    let size = |place: usize| system.least_size(atoms[place]);
    let key = |sum: u64| sum.min(field.negate(sum));
    let mut sums: Vec<PairSum> = Vec::new();
    for i in 0..atoms.len() {
        for j in i + 1..atoms.len() {
            if classes[i] == classes[j] || size(i) + size(j) + 1 >= system.least {
                continue;
            }
            for first in 1..=bound {
                for second in (-bound..=bound).filter(|&second| second != 0) {
                    let sum = field.add(multiples[i][at(first)], multiples[j][at(second)]);
                    let places = u32::try_from(i << 12 | j).unwrap_or(0);
                    let weights = (i8::try_from(first).unwrap_or(0), i8::try_from(second).unwrap_or(0));
                    sums.push(PairSum { key: key(sum), places, weights });
                }
            }
        }
    }
    sums.sort_unstable();
    covered.sums += u64::try_from(sums.len()).unwrap_or(u64::MAX);
    let unpack = |sum: &PairSum| ((sum.places >> 12) as usize, (sum.places & 0xFFF) as usize);
    let value = |sum: &PairSum| {
        let (i, j) = unpack(sum);
        field.add(multiples[i][at(i64::from(sum.weights.0))], multiples[j][at(i64::from(sum.weights.1))])
    };
    let pair = |sum: &PairSum, sign: i64| {
        let (i, j) = unpack(sum);
        [(atoms[i], sign * i64::from(sum.weights.0)), (atoms[j], sign * i64::from(sum.weights.1))]
    };
    for l in 0..atoms.len() {
        for weight in 1..=bound {
            let third = multiples[l][at(weight)];
            let begin = sums.partition_point(|sum| sum.key < key(third));
            for sum in sums[begin..].iter().take_while(|sum| sum.key == key(third)) {
                let (i, j) = unpack(sum);
                if l > j
                    && classes[l] != classes[i]
                    && classes[l] != classes[j]
                    && size(i) + size(j) + size(l) < system.least
                {
                    let sign = if field.add(value(sum), third) == 0 { 1 } else { -1 };
                    found.push(rising(pair(sum, sign).into_iter().chain([(atoms[l], weight)])));
                }
            }
        }
    }
    for same in sums.chunk_by(|a, b| a.key == b.key).filter(|same| same.len() > 1) {
        for (place, one) in same.iter().enumerate().take(BUCKET_MAX) {
            for other in same.iter().skip(place + 1).take(BUCKET_MAX) {
                let ((a, b), (c, d)) = (unpack(one), unpack(other));
                let apart = a != c && a != d && b != c && b != d;
                let of_class = |x: usize, y: usize| classes[x] == classes[y];
                let smallest = !(of_class(a, c) || of_class(a, d) || of_class(b, c) || of_class(b, d));
                if apart && smallest && size(a) + size(b) + size(c) + size(d) < system.least {
                    let sign = if field.add(value(one), value(other)) == 0 { 1 } else { -1 };
                    found.push(rising(pair(one, sign).into_iter().chain(pair(other, 1))));
                }
            }
        }
    }
}

fn rising(support: impl Iterator<Item = (u32, i64)>) -> Suspect {
    let mut support: Suspect = support.collect();
    support.sort_unstable();
    support
}

/// Random small combinations of the sparsest basis that touch few people.
pub(crate) fn random(system: &System, echelon: &Echelon, tries: u64, draws: &mut Draws) -> Vec<Suspect> {
    let (field, rows) = (echelon.field(), echelon.reduced());
    let mut by_atom: Vec<Vec<usize>> = vec![Vec::new(); system.atoms.len()];
    for (index, row) in rows.iter().enumerate() {
        row.iter().for_each(|&(atom, _)| by_atom[atom].push(index));
    }
    let mut found = Vec::new();
    let mut sums: Vec<(usize, u64)> = Vec::new();
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
            sums.extend(row.iter().map(|&(atom, entry)| (atom, field.multiply(entry, weight))));
            sums.sort_unstable_by_key(|&(atom, _)| atom);
            sums.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 = field.add(kept.1, next.1);
                }
                same
            });
            sums.retain(|&(_, entry)| entry != 0);
            let people: u64 =
                sums.iter().map(|&(atom, _)| u32::try_from(atom).map_or(1, |atom| system.least_size(atom))).sum();
            if people > 0 && people < system.least {
                found.extend(whole(&sums, field));
            }
        }
    }
    found.sort();
    found.dedup();
    found
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
