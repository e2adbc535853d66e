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
            for place in 0..2 {
                let others = row.iter().filter(|(column, _)| column != pivot);
                let sum = others.fold(0, |sum, (column, value)| (sum + value * solutions[*column][place]) % PRIME);
                solutions[*pivot][place] = (PRIME - sum) % PRIME;
            }
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
        let mut sums: Vec<([u64; 2], Vec<(usize, u64)>)> = Vec::new();
        let coefficients = [1, 2, PRIME - 1, PRIME - 2];
        for (at, b) in few.iter().enumerate() {
            sums.extend(coefficients.map(|x| (self.sum(&[(*b, x)]), vec![(*b, x)])));
            // Three groups of one person, or four, or two with one of two: a pair of them has at most three people.
            for a in few.iter().take(at).filter(|a| people(self.request, &[**a, *b]) < self.request.minimum - 1) {
                for (x, y) in coefficients.iter().flat_map(|x| coefficients.map(|y| (*x, y))) {
                    let terms = vec![(*a, x), (*b, y)];
                    sums.push((self.sum(&terms), terms));
                }
            }
        }
        sums.sort_unstable();
        for (sum, terms) in sums.iter().filter(|(_, terms)| terms.len() == 2) {
            let wanted = sum.map(|value| (PRIME - value) % PRIME);
            let from = sums.partition_point(|(other, _)| *other < wanted);
            for (_, other) in sums[from..].iter().take_while(|(other, _)| *other == wanted) {
                let set: Vec<usize> = terms.iter().chain(other).map(|(column, _)| *column).collect();
                let is_apart = other.iter().all(|(column, _)| terms.iter().all(|(own, _)| own != column));
                if is_apart && self.fits(&set) {
                    return Some(set);
                }
            }
        }
        None
    }

    fn sum(&self, terms: &[(usize, u64)]) -> [u64; 2] {
        [0, 1].map(|place| {
            terms.iter().fold(0, |sum, (column, factor)| (sum + factor * self.solutions[*column][place]) % PRIME)
        })
    }
}
