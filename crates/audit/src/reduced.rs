//! A programme in which everybody is counted, made small before it is solved.
//!
//! Most printed sums around a hidden cell are sums of other printed ones and of a few hidden people, and most of those hidden people are in no other
//! sum. So first each sum is written as the larger sums inside it and what is left. Then whatever stands in one line only becomes part of what that line leaves
//! open, a line with one unknown becomes its bounds, and a line that holds whatever the unknowns are is dropped. Each step leaves the possible sums of
//! the target as they were. Often nothing is left to solve, and where something is, most ends have a [witness](crate::witness).

use std::collections::{BTreeMap, VecDeque};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, Variable};

use crate::bits::Bits;
use crate::programme::{Asked, SLACK, as_float};
use crate::release::Range;
use crate::witness::{self, End};

/// How far ends may cross through floating numbers alone.
const CROSSING: f64 = 1e-7;

/// A sum of unknowns, each with its coefficient, that lies between minus `high` and minus `low`.
#[derive(Clone, Debug)]
struct Line {
    terms: Vec<(usize, f64)>,
    low: f64,
    high: f64,
}

/// Unknowns with their ends, and what is said of their sums.
#[derive(Debug)]
pub(crate) struct Reduced {
    unknowns: Vec<Range>,
    /// In how many lines each stands.
    lines_of: Vec<usize>,
    lines: Vec<Line>,
    target: usize,
    is_possible: bool,
}

impl Reduced {
    /// The programme with a line for each printed sum and one for the target; nothing, if somebody's number of people is not known.
    pub(crate) fn of(asked: &Asked<'_>) -> Option<Reduced> {
        let (low, high) = asked.bounds;
        let sum_of = |people: f64| Range { low: people * low, high: people * high };
        let mut unknowns = Vec::with_capacity(asked.blocks.len() + asked.within.len());
        for block in asked.blocks {
            unknowns.push(sum_of(as_float(block.size?)));
        }
        let mut sets: Vec<(usize, Bits)> = Vec::with_capacity(asked.within.len());
        for (set, within) in asked.within.iter().enumerate() {
            let members = (0_u32..).zip(asked.blocks).filter(|(_, block)| block.sets >> set & 1 == 1);
            let members = Bits::of(members.map(|(block, _)| block), asked.blocks.len());
            let printed = within.sum.map(|sum| Range { low: sum.low - SLACK, high: sum.high + SLACK });
            if let Some(sum) = printed {
                unknowns.push(sum);
                sets.push((unknowns.len() - 1, members));
            } else if set == 0 {
                let people =
                    asked.blocks.iter().filter(|block| block.sets & 1 == 1).filter_map(|block| block.size).sum();
                unknowns.push(sum_of(as_float(people)));
                sets.push((unknowns.len() - 1, members));
            }
        }
        let target = sets.first()?.0;
        // The largest first, so that a sum is written as few others.
        sets.sort_by_key(|(total, members)| (std::cmp::Reverse(members.len()), *total));
        let lines = (0..sets.len()).filter_map(|place| line(&sets, place)).collect();
        let mut reduced = Reduced { lines_of: vec![0; unknowns.len()], unknowns, lines, target, is_possible: true };
        reduced.count();
        while reduced.is_possible && reduced.step() {}
        Some(reduced.what_hangs_together())
    }

    /// The unknowns and lines that hang together with the target, numbered as they are met: what is far away neither bounds it nor tells two programmes apart.
    fn what_hangs_together(&self) -> Reduced {
        let mut unknowns = vec![self.range(self.target)];
        let mut number: BTreeMap<usize, usize> = BTreeMap::from([(self.target, 0)]);
        let (mut waiting, mut lines) = (VecDeque::from([self.target]), Vec::new());
        let mut left: Vec<&Line> = self.lines.iter().collect();
        while let Some(unknown) = waiting.pop_front() {
            let (here, elsewhere): (Vec<&Line>, Vec<&Line>) =
                left.into_iter().partition(|line| line.terms.iter().any(|(held, _)| *held == unknown));
            left = elsewhere;
            for Line { terms, low, high } in here {
                let numbered = terms.iter().map(|&(held, weight)| {
                    let number = *number.entry(held).or_insert_with(|| {
                        waiting.push_back(held);
                        unknowns.push(self.range(held));
                        unknowns.len() - 1
                    });
                    (number, weight)
                });
                lines.push(Line { terms: numbered.collect(), low: *low, high: *high });
            }
        }
        Reduced { lines_of: Vec::new(), unknowns, lines, target: 0, is_possible: self.is_possible }
    }

    /// Everything its ends follow from, numbers as their bits.
    pub(crate) fn bits(&self) -> Vec<u64> {
        let number = |place: usize| u64::try_from(place).unwrap_or(u64::MAX);
        let mut bits = vec![u64::from(self.is_possible), number(self.unknowns.len())];
        bits.extend(self.unknowns.iter().flat_map(|range| [range.low.to_bits(), range.high.to_bits()]));
        for Line { terms, low, high } in &self.lines {
            bits.extend([number(terms.len()), low.to_bits(), high.to_bits()]);
            bits.extend(terms.iter().flat_map(|&(unknown, weight)| [number(unknown), weight.to_bits()]));
        }
        bits
    }

    /// The least and the greatest sum of the target, if any is possible.
    pub(crate) fn ends(&self) -> Option<Range> {
        if !self.is_possible {
            return None;
        }
        if self.lines.is_empty() {
            return self.unknowns.get(self.target).copied();
        }
        let (lines, own) = (self.lines_in_rooms(), self.range(self.target));
        let end = |end| {
            let (at_end, direction) = match end {
                End::Low => (own.low, OptimizationDirection::Minimize),
                End::High => (own.high, OptimizationDirection::Maximize),
            };
            let is_free = witness::is_found(&lines, self.unknowns.len(), self.target, end);
            if is_free { Some(at_end) } else { self.solve(direction) }
        };
        Some(Range { low: end(End::Low)?, high: end(End::High)? })
    }

    /// The lines with every unknown measured in its room, from nought to one.
    fn lines_in_rooms(&self) -> Vec<witness::Line> {
        let in_rooms = |Line { terms, low, high }: &Line| {
            let begin: f64 = terms.iter().map(|&(unknown, weight)| weight * self.range(unknown).low).sum();
            let terms = terms.iter().map(|&(unknown, weight)| (unknown, weight * self.range(unknown).width()));
            witness::Line { terms: terms.collect(), low: -high - begin, high: -low - begin }
        };
        self.lines.iter().map(in_rooms).collect()
    }

    fn count(&mut self) {
        self.lines_of.fill(0);
        for (unknown, _) in self.lines.iter().flat_map(|line| &line.terms) {
            if let Some(lines) = self.lines_of.get_mut(*unknown) {
                *lines += 1;
            }
        }
    }

    /// Makes every line smaller that can be. Whether one could.
    fn step(&mut self) -> bool {
        let mut is_smaller = false;
        let mut lines = std::mem::take(&mut self.lines);
        lines.retain_mut(|line| {
            is_smaller |= self.take_in_what_is_nowhere_else(line);
            let keeps = self.says_something(line) && !self.is_one_unknown(line);
            if !keeps {
                is_smaller = true;
                self.leave(line);
            }
            keeps
        });
        self.lines = lines;
        is_smaller
    }

    fn range(&self, unknown: usize) -> Range {
        self.unknowns.get(unknown).copied().unwrap_or(Range { low: 0.0, high: 0.0 })
    }

    fn leave(&mut self, line: &Line) {
        for (unknown, _) in &line.terms {
            if let Some(lines) = self.lines_of.get_mut(*unknown) {
                *lines -= 1;
            }
        }
    }

    /// An unknown of this line alone is as good as more room for the line.
    fn take_in_what_is_nowhere_else(&mut self, line: &mut Line) -> bool {
        let before = line.terms.len();
        let Line { terms, low, high } = line;
        terms.retain(|&(unknown, weight)| {
            let stays = unknown == self.target || self.lines_of.get(unknown) != Some(&1);
            if !stays {
                let room = self.range(unknown).times(weight);
                *low += room.low.min(room.high);
                *high += room.low.max(room.high);
                if let Some(lines) = self.lines_of.get_mut(unknown) {
                    *lines = 0;
                }
            }
            stays
        });
        terms.len() < before
    }

    /// Whether the unknowns could break the line at all. One that nothing can fulfil makes the whole impossible.
    fn says_something(&mut self, line: &Line) -> bool {
        let (mut least, mut most) = (0.0, 0.0);
        for &(unknown, weight) in &line.terms {
            let room = self.range(unknown).times(weight);
            least += room.low.min(room.high);
            most += room.low.max(room.high);
        }
        if -least < line.low - CROSSING || -most > line.high + CROSSING {
            self.is_possible = false;
        }
        !line.terms.is_empty() && (-most < line.low || -least > line.high)
    }

    /// A line with one unknown says between which ends it lies, and no more.
    fn is_one_unknown(&mut self, line: &Line) -> bool {
        let [(unknown, weight)] = line.terms.as_slice() else { return false };
        let (one, other) = (-line.low / weight, -line.high / weight);
        if let Some(range) = self.unknowns.get_mut(*unknown) {
            let (low, high) = (range.low.max(one.min(other)), range.high.min(one.max(other)));
            if low > high + CROSSING {
                self.is_possible = false;
            }
            *range = if low > high {
                let middle = f64::midpoint(low, high);
                Range { low: middle, high: middle }
            } else {
                Range { low, high }
            };
        }
        true
    }

    /// The least or the greatest sum of the target.
    fn solve(&self, direction: OptimizationDirection) -> Option<f64> {
        let mut problem = Problem::new(direction);
        let mut variable = |(place, range): (usize, &Range)| {
            problem.add_var(if place == self.target { 1.0 } else { 0.0 }, (range.low, range.high))
        };
        let variables: Vec<Variable> = self.unknowns.iter().enumerate().map(&mut variable).collect();
        for line in &self.lines {
            let mut sum = LinearExpr::empty();
            for &(unknown, weight) in &line.terms {
                sum.add(*variables.get(unknown)?, weight);
            }
            sum.add(problem.add_var(0.0, (line.low, line.high)), 1.0);
            problem.add_constraint(sum, ComparisonOp::Eq, 0.0);
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        Some(solution.objective()).filter(|objective| objective.is_finite())
    }
}

/// One set's line: the largest sets inside it that do not overlap, and the blocks that are left, less its own total.
fn line(sets: &[(usize, Bits)], place: usize) -> Option<Line> {
    let (total, members) = sets.get(place)?;
    let mut left = members.clone();
    let mut terms = vec![(*total, -1.0)];
    let smaller = sets.iter().skip(place + 1).filter(|(_, inner)| inner.len() < members.len());
    for (inner_total, inner) in smaller {
        if inner.len() > 0 && left.holds(inner) {
            left.remove(inner);
            terms.push((*inner_total, 1.0));
        }
    }
    left.each(|block| terms.push((block, 1.0)));
    Some(Line { terms, low: 0.0, high: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prime::Draws;
    use crate::programme::{Block, Within};

    /// Blocks of one to three people in a table of three rows and three columns, some of the margins and inner sets printed.
    fn drawn(seed: u64) -> (Vec<Within>, Vec<Block>) {
        let mut draws = Draws::new(seed);
        let answers: Vec<Vec<u64>> =
            (0..9).map(|_| (0..=draws.below(3)).map(|_| 1 + draws.next() % 5).collect()).collect();
        let target = draws.below(9);
        let lines =
            (0..3).flat_map(|line| [vec![3 * line, 3 * line + 1, 3 * line + 2], vec![line, line + 3, line + 6]]);
        let inner = (0..9).filter(|block| *block != target).map(|block| vec![block]);
        let pairs = [vec![0, 1], vec![4, 5], vec![3, 6], (0..9).collect()];
        let all: Vec<Vec<usize>> = lines.chain(inner).chain(pairs).collect();
        let printed: Vec<Vec<usize>> = all.into_iter().filter(|_| draws.below(2) == 0).collect();
        let sets = || [vec![target]].into_iter().chain(printed.iter().cloned());
        let blocks = answers.iter().enumerate().map(|(block, answers)| Block {
            sets: sets().enumerate().filter(|(_, set)| set.contains(&block)).map(|(set, _)| 1 << set).sum(),
            size: u64::try_from(answers.len()).ok(),
        });
        let blocks: Vec<Block> = blocks.filter(|block| block.sets > 0).collect();
        let within = sets().enumerate().map(|(set, members)| {
            let sum: u64 = members.iter().flat_map(|&block| &answers[block]).sum();
            Within { n: None, sum: (set > 0).then(|| Range::around(as_float(sum), 1e-9)) }
        });
        (within.collect(), blocks)
    }

    /// Another's solver, given every set and every block, finds the same ends.
    #[test]
    fn what_is_left_has_the_ends_of_the_whole() {
        let (mut solved, mut told) = (0, 0);
        for seed in 0..600 {
            let (within, blocks) = drawn(seed);
            let asked = Asked { within: &within, blocks: &blocks, bounds: (1.0, 5.0) };
            let reduced = Reduced::of(&asked).unwrap();
            let (ends, whole) = (reduced.ends().unwrap(), asked.sum_of(1).unwrap());
            assert!((ends.low - whole.low).abs() < 1e-4, "seed {seed}: {ends:?} {whole:?}");
            assert!((ends.high - whole.high).abs() < 1e-4, "seed {seed}: {ends:?} {whole:?}");
            let is_narrow = whole.high - whole.low < 2.0;
            *(if reduced.lines.is_empty() { &mut told } else { &mut solved }) += usize::from(is_narrow);
        }
        assert!(solved > 20 && told > 20, "both ways must be tried: {solved} solved, {told} told without");
    }

    #[test]
    fn a_sum_that_nobody_can_have_is_impossible() {
        let block = |sets, size| Block { sets, size: Some(size) };
        let within = |sum: f64| Within { n: None, sum: Some(Range::around(sum, 1e-9)) };
        let ends = |sum: f64| {
            let (within, blocks) = ([Within { n: None, sum: None }, within(sum)], [block(0b11, 2), block(0b10, 3)]);
            Reduced::of(&Asked { within: &within, blocks: &blocks, bounds: (1.0, 5.0) }).unwrap().ends()
        };
        // Five people with 24 of 25 points: the two have 9 at least.
        assert!(ends(24.0).is_some_and(|ends| (ends.low - 9.0).abs() < 1e-5 && (ends.high - 10.0).abs() < 1e-5));
        assert_eq!(ends(26.0), None);
        assert_eq!(ends(4.0), None);
    }
}
