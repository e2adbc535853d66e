//! An attacker for large organisations: all published rows modulo a prime of its own, random solutions of them, and a search for combinations of few
//! people. Plain, and nothing shared with the planner.

use disclosure::protection::Request;

use crate::exact::people;
use crate::municipality::Dice;

/// The largest prime below 2³²: not one of the planner's.
const PRIME: u64 = 4_294_967_291;

/// Two random solutions of everything published.
pub(crate) struct Attacker<'a> {
    request: &'a Request,
    solutions: Vec<[u64; 2]>,
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

impl<'a> Attacker<'a> {
    pub(crate) fn of(request: &'a Request, rows: &[&Vec<usize>], seed: u64) -> Attacker<'a> {
        let columns = request.people.len();
        let mut solved: Vec<(usize, Vec<(usize, u64)>)> = Vec::new();
        // Short rows first: they stay short.
        let mut rows = rows.to_vec();
        rows.sort_by_key(|row| row.len());
        for set in rows {
            let mut row = vec![0; columns];
            set.iter().for_each(|column| row[*column] = 1);
            for (pivot, other) in &solved {
                let factor = PRIME - row[*pivot];
                if factor != PRIME {
                    other.iter().for_each(|(column, value)| row[*column] = (row[*column] + factor * value) % PRIME);
                }
            }
            if let Some(pivot) = (0..columns).rev().find(|column| row[*column] != 0) {
                let scale = power(row[pivot], PRIME - 2);
                let filled = row.iter().enumerate().filter(|(_, value)| **value != 0);
                solved.push((pivot, filled.map(|(column, value)| (column, value * scale % PRIME)).collect()));
            }
        }
        let mut dice = Dice::new(seed);
        let mut draw = || 1 + dice.below(4_000_000_000) as u64;
        let mut solutions: Vec<[u64; 2]> = (0..columns).map(|_| [draw(), draw()]).collect();
        for (pivot, row) in solved.iter().rev() {
            let mut sums = [0, 0];
            for (column, value) in row.iter().filter(|(column, _)| column != pivot) {
                for (sum, solution) in sums.iter_mut().zip(solutions[*column]) {
                    *sum = (*sum + value * solution) % PRIME;
                }
            }
            solutions[*pivot] = sums.map(|sum| (PRIME - sum) % PRIME);
        }
        Attacker { request, solutions }
    }

    /// Whether the sum over these inner groups follows.
    pub(crate) fn knows_sum(&self, set: &[usize]) -> bool {
        let sum = |place: usize| set.iter().fold(0, |sum, column| (sum + self.solutions[*column][place]) % PRIME);
        !set.is_empty() && sum(0) == 0 && sum(1) == 0
    }

    /// Inner groups with fewer people than the minimum together of which some combination follows: one or two groups with any coefficients, three
    /// and four with coefficients up to two.
    pub(crate) fn few_people(&self) -> Option<Vec<usize>> {
        let few: Vec<usize> = (0..self.solutions.len()).filter(|column| self.fits(&[*column])).collect();
        if let Some(single) = few.iter().find(|column| self.knows_sum(&[**column])) {
            return Some(vec![*single]);
        }
        let mut ratios: Vec<(u64, usize)> = few
            .iter()
            .map(|column| {
                let [first, second] = self.solutions[*column];
                (first * power(second, PRIME - 2) % PRIME, *column)
            })
            .collect();
        ratios.sort_unstable();
        let pairs = ratios
            .chunk_by(|a, b| a.0 == b.0)
            .flat_map(|alike| (0..alike.len()).flat_map(move |b| (0..b).map(move |a| vec![alike[a].1, alike[b].1])));
        pairs.into_iter().find(|pair| self.fits(pair)).or_else(|| self.three_or_four(&few))
    }

    fn fits(&self, set: &[usize]) -> bool {
        people(self.request, set) < self.request.minimum
    }

    fn three_or_four(&self, few: &[usize]) -> Option<Vec<usize>> {
        let mut sums = Vec::new();
        let coefficients = [1, 2, PRIME - 1, PRIME - 2];
        for (at, b) in few.iter().enumerate() {
            sums.extend(coefficients.map(|x| Sum { value: self.times(*b, x), groups: (*b, None) }));
            // Of three or four groups some pair leaves a person for the others.
            for a in few.iter().take(at).filter(|a| people(self.request, &[**a, *b]) < self.request.minimum - 1) {
                for (x, y) in coefficients.iter().flat_map(|x| coefficients.map(|y| (*x, y))) {
                    let (own, other) = (self.times(*a, x), self.times(*b, y));
                    let value = [(own[0] + other[0]) % PRIME, (own[1] + other[1]) % PRIME];
                    sums.push(Sum { value, groups: (*a, Some(*b)) });
                }
            }
        }
        sums.sort_unstable();
        for sum in sums.iter().filter(|sum| sum.groups.1.is_some()) {
            let wanted = sum.value.map(|value| (PRIME - value) % PRIME);
            let from = sums.partition_point(|other| other.value < wanted);
            for other in sums[from..].iter().take_while(|other| other.value == wanted) {
                let mut set: Vec<usize> = sum.groups().chain(other.groups()).collect();
                let named = set.len();
                set.sort_unstable();
                set.dedup();
                if set.len() == named && self.fits(&set) {
                    return Some(set);
                }
            }
        }
        None
    }

    fn times(&self, column: usize, factor: u64) -> [u64; 2] {
        self.solutions[column].map(|value| factor * value % PRIME)
    }
}

/// What one or two inner groups, with their coefficients, add up to in both solutions.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Sum {
    value: [u64; 2],
    groups: (usize, Option<usize>),
}

impl Sum {
    fn groups(&self) -> impl Iterator<Item = usize> {
        [self.groups.0].into_iter().chain(self.groups.1)
    }
}
