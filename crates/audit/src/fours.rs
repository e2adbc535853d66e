//! Combinations of three and four atoms with small coefficients, by meeting in the middle: sums of two atoms over a null vector that are each
//! other's negative, or a third atom's.
#![expect(clippy::indexing_slicing, reason = "positions are those of the atoms the search begins with")]

use crate::prime::Field;
use crate::sieve::Sieve;
use crate::small_support::Suspect;

/// More fours with one sum than this are not told apart.
const BUCKET_MAX: usize = 24;

/// An atom that a small combination may touch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) atom: u32,
    /// Its people, at the least.
    pub(crate) size: u64,
    /// Its entry of the null vector.
    pub(crate) entry: u64,
    /// Two atoms of one class make a combination by themselves.
    pub(crate) class: u64,
}

/// The sum of two candidates with small coefficients, up to its sign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PairSum {
    key: u64,
    /// Positions of the candidates: twelve bits each.
    places: u32,
    /// The coefficients of the two.
    weights: (i8, i8),
}

/// Candidates can be told apart by twelve bits.
pub(crate) const CANDIDATES_MAX: usize = 1 << 12;

/// The candidates of one part of a system, with their multiples.
pub(crate) struct Middle<'c> {
    candidates: &'c [Candidate],
    field: Field,
    /// A combination of fewer people gives them away.
    least: u64,
    bound: i64,
    /// For each candidate its entry times every coefficient, from minus the bound upwards.
    multiples: Vec<Vec<u64>>,
}

impl<'c> Middle<'c> {
    pub(crate) fn of(candidates: &'c [Candidate], field: Field, least: u64, bound: i64) -> Middle<'c> {
        let multiples = |candidate: &Candidate| {
            (-bound..=bound).map(|weight| field.multiply(field.element(weight), candidate.entry)).collect()
        };
        Middle { candidates, field, least, bound, multiples: candidates.iter().map(multiples).collect() }
    }

    /// Every suspected combination, and how many sums were laid side by side.
    pub(crate) fn search(&self, found: &mut Vec<Suspect>) -> usize {
        let pairs = self.pairs();
        let (sums, laid) = self.sums_with_equals(&pairs);
        self.threes(&sums, found);
        self.fours(&sums, found);
        laid
    }

    /// Two candidates to which a third can be added without touching too many people.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for (i, one) in self.candidates.iter().enumerate() {
            let fits = |other: &Candidate| one.class != other.class && one.size + other.size + 1 < self.least;
            let others = self.candidates.iter().enumerate().skip(i + 1);
            pairs.extend(others.filter(|(_, other)| fits(other)).map(|(j, _)| (i, j)));
        }
        pairs
    }

    /// The sums of pairs that may equal another one or a multiple of a single candidate, in rising order, and how many there are in all: most equal
    /// nothing, and are not kept.
    fn sums_with_equals(&self, pairs: &[(usize, usize)]) -> (Vec<PairSum>, usize) {
        let signs = usize::try_from(self.bound * self.bound * 2).unwrap_or(usize::MAX);
        let laid = pairs.len().saturating_mul(signs);
        let singles = self.candidates.len().saturating_mul(usize::try_from(self.bound).unwrap_or(0));
        let mut sieve = Sieve::for_numbers(laid.saturating_add(singles));
        for place in 0..self.candidates.len() {
            (1..=self.bound).for_each(|weight| sieve.see(self.key(self.multiple(place, weight))));
        }
        self.each_sum(pairs, |sum, _, _| sieve.see(self.key(sum)));
        let mut kept = Vec::new();
        self.each_sum(pairs, |sum, (i, j), (first, second)| {
            let key = self.key(sum);
            if sieve.may_be_twice(key) {
                let places = u32::try_from(i << 12 | j).unwrap_or(0);
                let weights = (i8::try_from(first).unwrap_or(0), i8::try_from(second).unwrap_or(0));
                kept.push(PairSum { key, places, weights });
            }
        });
        kept.sort_unstable();
        (kept, laid)
    }

    fn each_sum(&self, pairs: &[(usize, usize)], mut take: impl FnMut(u64, (usize, usize), (i64, i64))) {
        for &(i, j) in pairs {
            for first in 1..=self.bound {
                let one = self.multiple(i, first);
                for second in (-self.bound..=self.bound).filter(|&second| second != 0) {
                    take(self.field.add(one, self.multiple(j, second)), (i, j), (first, second));
                }
            }
        }
    }

    fn multiple(&self, place: usize, weight: i64) -> u64 {
        self.multiples[place][usize::try_from(weight + self.bound).unwrap_or(0)]
    }

    /// One number for a sum and its negative.
    fn key(&self, sum: u64) -> u64 {
        sum.min(self.field.negate(sum))
    }

    fn threes(&self, sums: &[PairSum], found: &mut Vec<Suspect>) {
        for (l, third) in self.candidates.iter().enumerate() {
            for weight in 1..=self.bound {
                let multiple = self.multiple(l, weight);
                let key = self.key(multiple);
                let begin = sums.partition_point(|sum| sum.key < key);
                for sum in sums[begin..].iter().take_while(|sum| sum.key == key) {
                    let (i, j) = sum.places();
                    let (one, other) = (&self.candidates[i], &self.candidates[j]);
                    if l > j
                        && third.class != one.class
                        && third.class != other.class
                        && one.size + other.size + third.size < self.least
                    {
                        let sign = if self.field.add(self.value(sum), multiple) == 0 { 1 } else { -1 };
                        found.push(rising(self.pair(sum, sign).into_iter().chain([(third.atom, weight)])));
                    }
                }
            }
        }
    }

    fn fours(&self, sums: &[PairSum], found: &mut Vec<Suspect>) {
        for same in sums.chunk_by(|a, b| a.key == b.key).filter(|same| same.len() > 1) {
            for (place, one) in same.iter().enumerate().take(BUCKET_MAX) {
                for other in same.iter().skip(place + 1).take(BUCKET_MAX) {
                    if self.are_four(one, other) {
                        let sign = if self.field.add(self.value(one), self.value(other)) == 0 { 1 } else { -1 };
                        found.push(rising(self.pair(one, sign).into_iter().chain(self.pair(other, 1))));
                    }
                }
            }
        }
    }

    /// Whether two sums are of four candidates, no two of which make a combination by themselves, with few people.
    fn are_four(&self, one: &PairSum, other: &PairSum) -> bool {
        let ((a, b), (c, d)) = (one.places(), other.places());
        let apart = a != c && a != d && b != c && b != d;
        let of_class = |x: usize, y: usize| self.candidates[x].class == self.candidates[y].class;
        let smallest = !(of_class(a, c) || of_class(a, d) || of_class(b, c) || of_class(b, d));
        let people: u64 = [a, b, c, d].iter().map(|&place| self.candidates[place].size).sum();
        apart && smallest && people < self.least
    }

    fn value(&self, sum: &PairSum) -> u64 {
        let (i, j) = sum.places();
        self.field.add(self.multiple(i, i64::from(sum.weights.0)), self.multiple(j, i64::from(sum.weights.1)))
    }

    fn pair(&self, sum: &PairSum, sign: i64) -> [(u32, i64); 2] {
        let (i, j) = sum.places();
        let of = |place: usize, weight: i8| (self.candidates[place].atom, sign * i64::from(weight));
        [of(i, sum.weights.0), of(j, sum.weights.1)]
    }
}

impl PairSum {
    const fn places(&self) -> (usize, usize) {
        ((self.places >> 12) as usize, (self.places & 0xFFF) as usize)
    }
}

fn rising(support: impl Iterator<Item = (u32, i64)>) -> Suspect {
    let mut support: Suspect = support.collect();
    support.sort_unstable();
    support
}
