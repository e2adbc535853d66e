//! Colleagues who know their own answers: what one or two of a unit can work out that outsiders cannot.
//!
//! An inner group whose people are all in the coalition is no unknown to it. So its column may be taken out with any coefficient, and the search of the
//! other levels is repeated on what is left: a combination must concern at least `least` minus the known people. Where nothing was found before,
//! nothing can be found here with the same coefficients; the known column's coefficient is not bounded, and that is what this adds.
#![expect(clippy::indexing_slicing, reason = "atoms are indexed within the system they come from")]

use crate::echelon::Echelon;
use crate::fraction::Fraction;
use crate::people::People;
use crate::prime::{Draws, Field};
use crate::sieve::Sieve;
use crate::small_support::Suspect;
use crate::system::System;

/// A suspected combination and the people of the coalition in it.
pub(crate) struct Suspected {
    pub(crate) support: Suspect,
    pub(crate) known: u64,
}

/// Three random null vectors: enough to take out two columns.
struct Nulls {
    field: Field,
    vectors: [Vec<u64>; 3],
}

impl Nulls {
    fn minor(&self, (r, s): (usize, usize), a: usize, b: usize) -> u64 {
        let at = |vector: usize, atom: usize| self.vectors[vector][atom];
        self.field.subtract(self.field.multiply(at(r, a), at(s, b)), self.field.multiply(at(r, b), at(s, a)))
    }

    /// Weights of the vectors that make one which is 0 at the known columns; the last is 0 for one known column.
    fn weights(&self, known: &[u32]) -> Option<[u64; 3]> {
        let weights = match *known {
            [a] => {
                let a = a as usize;
                [self.vectors[1][a], self.field.negate(self.vectors[0][a]), 0]
            }
            [a, b] => {
                let (a, b) = (a as usize, b as usize);
                [self.minor((1, 2), a, b), self.field.negate(self.minor((0, 2), a, b)), self.minor((0, 1), a, b)]
            }
            _ => return None,
        };
        weights.iter().any(|&weight| weight != 0).then_some(weights)
    }

    /// The whole coefficients of the known columns that complete a suspected sum to a combination.
    fn completed(&self, rest: &Suspect, known: &[u32]) -> Option<Suspect> {
        let sum = |vector: usize| {
            rest.iter().fold(0, |sum, &(atom, weight)| {
                self.field
                    .add(sum, self.field.multiply(self.field.element(weight), self.vectors[vector][atom as usize]))
            })
        };
        let over = |above: u64, below: u64| {
            Fraction::from_element(self.field.multiply(above, self.field.invert(below)), self.field)
        };
        let weights: Vec<Fraction> = match *known {
            [a] => vec![over(self.field.negate(sum(0)), self.vectors[0][a as usize])?],
            [a, b] => {
                let (a, b) = (a as usize, b as usize);
                let below = self.minor((0, 1), a, b);
                let cross = |atom: usize| {
                    self.field.subtract(
                        self.field.multiply(sum(1), self.vectors[0][atom]),
                        self.field.multiply(sum(0), self.vectors[1][atom]),
                    )
                };
                vec![over(cross(b), below)?, over(self.field.negate(cross(a)), below)?]
            }
            _ => return None,
        };
        let common = weights.iter().try_fold(1_i64, |common, weight| common.checked_mul(weight.denominator()))?;
        let rest = rest.iter().map(|&(atom, weight)| Some((atom, weight.checked_mul(common)?)));
        let taken = known
            .iter()
            .zip(&weights)
            .map(|(&atom, weight)| Some((atom, weight.numerator().checked_mul(common / weight.denominator())?)));
        let mut support: Suspect = rest.chain(taken).collect::<Option<_>>()?;
        support.retain(|&(_, weight)| weight != 0);
        support.sort_unstable();
        Some(support)
    }
}

/// Suspected combinations of every coalition of one or two people of one unit, and how many coalitions were tried.
pub(crate) fn search(system: &System, people: &People, echelon: &Echelon, draws: &mut Draws) -> (Vec<Suspected>, u64) {
    let vectors = [echelon.null_vector(draws), echelon.null_vector(draws), echelon.null_vector(draws)];
    let nulls = Nulls { field: echelon.field(), vectors };
    let (mut found, mut tried) = (Vec::new(), 0);
    if !system.sizes_known {
        return (found, tried);
    }
    let mut others = Others::of(system, &nulls);
    for known in coalitions(system, people) {
        tried += 1;
        let known_people: u64 = known.iter().map(|&atom| system.least_size(atom)).sum();
        let Some(weights) = nulls.weights(&known) else { continue };
        for rest in others.search(weights, &known, system.least - known_people.min(system.least)) {
            if let Some(support) = nulls.completed(&rest, &known) {
                found.push(Suspected { support, known: known_people });
            }
        }
    }
    (found, tried)
}

/// The sets of atoms one or two people of one unit know completely.
fn coalitions(system: &System, people: &People) -> Vec<Vec<u32>> {
    let unit = |atom: u32| {
        let groups = &system.atoms.get(usize::try_from(atom).ok()?)?.groups;
        let mut units = groups.iter().filter_map(|&group| people.group(group)).map(|group| group.unit.as_str());
        let first = units.next()?;
        units.all(|unit| unit == first).then_some(first)
    };
    let atoms: Vec<(Option<&str>, u32)> = (0_u32..)
        .take(system.atoms.len())
        .filter(|&atom| system.least_size(atom) <= 2)
        .map(|atom| (unit(atom), atom))
        .collect();
    let mut sets: Vec<Vec<u32>> = atoms.iter().map(|&(_, atom)| vec![atom]).collect();
    for (place, &(unit, a)) in atoms.iter().enumerate().filter(|(_, (unit, _))| unit.is_some()) {
        let same = atoms.iter().skip(place + 1).filter(|(other, _)| *other == unit);
        sets.extend(same.filter(|&&(_, b)| system.least_size(a) + system.least_size(b) <= 2).map(|&(_, b)| vec![a, b]));
    }
    sets
}

/// An atom that few people are in, and its entries of the three null vectors.
struct Other {
    atom: u32,
    size: u64,
    entries: [u64; 3],
}

/// Everybody a coalition can find out about, and room to look for them.
struct Others {
    field: Field,
    few: Vec<Other>,
    sieve: Sieve,
    /// The entry of each that a coalition is left with, up to its sign, and the entry itself.
    left: Vec<(u64, u64)>,
}

impl Others {
    fn of(system: &System, nulls: &Nulls) -> Others {
        let entries = |atom: u32| std::array::from_fn(|vector| nulls.vectors[vector][atom as usize]);
        let few: Vec<Other> = (0_u32..)
            .take(system.atoms.len())
            .map(|atom| Other { atom, size: system.least_size(atom), entries: entries(atom) })
            .filter(|other| other.size < system.least)
            .collect();
        Others { field: nulls.field, sieve: Sieve::for_numbers(few.len()), left: Vec::with_capacity(few.len()), few }
    }

    /// Single atoms, and sums and differences of two, that are 0 over the weighted null vectors and concern fewer than `least` people.
    fn search(&mut self, weights: [u64; 3], known: &[u32], least: u64) -> Vec<Suspect> {
        let Others { field, few, sieve, left } = self;
        let field = *field;
        let allowed = |other: &&Other| other.size < least && !known.contains(&other.atom);
        sieve.clear();
        left.clear();
        let mut found = Vec::new();
        for other in few.iter().filter(allowed) {
            let entry = field.products(weights, other.entries);
            let key = entry.min(field.negate(entry));
            left.push((key, entry));
            if entry == 0 {
                found.push(vec![(other.atom, 1)]);
            } else {
                sieve.see(key);
            }
        }
        // Nearly all stand alone, and only the others are laid side by side.
        let mut twice: Vec<(u64, u64, &Other)> = few
            .iter()
            .filter(allowed)
            .zip(left.iter())
            .filter(|(_, (key, entry))| *entry != 0 && sieve.may_be_twice(*key))
            .map(|(other, &(key, entry))| (key, entry, other))
            .collect();
        twice.sort_unstable_by_key(|(key, _, other)| (*key, other.atom));
        for same in twice.chunk_by(|a, b| a.0 == b.0) {
            for (place, (_, one, a)) in same.iter().enumerate() {
                for (_, entry, b) in &same[place + 1..] {
                    if a.size + b.size < least {
                        found.push(vec![(a.atom, 1), (b.atom, if one == entry { -1 } else { 1 })]);
                    }
                }
            }
        }
        found
    }
}
