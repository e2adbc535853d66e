//! How closely a hidden value is penned in: linear programmes over the published cells around it, with their rounding.
//!
//! The programme of one target holds the smallest published cells that share people with it and the published cells inside those. Leaving cells out
//! only widens the range, so what is found is true; what is not found may still be found with more cells.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::bits::Bits;
use crate::people::People;
use crate::programme::{Asked, Block, SLACK, Within, as_float};
use crate::reduced::Reduced;
use crate::release::{Mark, Range};
use crate::rows::Rows;
use crate::system::{System, Target};

/// The published cells a programme holds at most.
const CELLS_MAX: usize = 60;
/// The same where the numbers of people are unknowns too.
const CELLS_UNKNOWN_MAX: usize = 24;
/// The published cells around the target it begins from.
const AROUND_MAX: usize = 8;
/// The same where the numbers of people are unknowns too.
const AROUND_UNKNOWN_MAX: usize = 2;

/// What one person can add to the sum of a measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) low: f64,
    pub(crate) high: f64,
    /// Sums are whole multiples of this, where that is known.
    pub(crate) step: Option<f64>,
    /// A range of means narrower than this gives the value away.
    pub(crate) width_min: f64,
}

impl Bounds {
    /// The bounds of a measure: a mean of answer points, a share of people, or a share of answers at one point.
    pub(crate) fn of(system: &System) -> Option<Bounds> {
        let scale = system.scale?;
        match system.measure.statistic() {
            "mean" => {
                let whole = |row: &crate::system::Row| {
                    row.sum.is_none_or(|sum| {
                        let middle = f64::midpoint(sum.low, sum.high) * f64::from(scale.items);
                        sum.width() < SLACK && (middle - middle.round()).abs() < 1e-3
                    })
                };
                let step = system.rows.iter().all(whole).then(|| 1.0 / f64::from(scale.items.max(1)));
                Some(Bounds { low: f64::from(scale.min), high: f64::from(scale.max), step, width_min: 1.0 })
            }
            // A share tells something only when it tells everything: no one value is narrower than another.
            "favourable" => Some(Bounds { low: 0.0, high: 1.0, step: Some(1.0), width_min: 0.0 }),
            _ => None,
        }
    }
}

/// The range found for one target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Penned {
    pub(crate) people: (u64, u64),
    /// The possible means.
    pub(crate) mean: Range,
    /// The possible sums, where the number of people is known.
    pub(crate) sum: Option<Range>,
    pub(crate) programmes: u64,
}

impl Penned {
    /// Whether the range gives the value away: too narrow, or one value only.
    pub(crate) fn gives_away(&self, bounds: Bounds) -> bool {
        let one_value = self.sum.is_some_and(|sum| bounds.step.is_some_and(|step| sum.width() < step / 2.0));
        self.mean.width() < bounds.width_min - SLACK || one_value
    }

    /// The narrowest range of the others' mean that `known` people of the target, with whatever answers, can be left with; nothing, if
    /// nobody else is there or the people are not counted.
    pub(crate) fn with_known(&self, known: u64, bounds: Bounds) -> Option<Range> {
        let (sum, people) = (self.sum?, self.people.0);
        let others = people.checked_sub(known).filter(|others| *others > 0 && known > 0)?;
        let (own, others) = (as_float(known), as_float(others));
        let step = bounds.step.unwrap_or(0.25);
        let mut answer = own * bounds.low;
        let mut narrowest: Option<Range> = None;
        while answer <= own * bounds.high + SLACK {
            let low = (sum.low - answer).max(others * bounds.low) / others;
            let high = (sum.high - answer).min(others * bounds.high) / others;
            if low <= high + SLACK && narrowest.is_none_or(|range| high - low < range.width()) {
                narrowest = Some(Range { low, high });
            }
            answer += step;
        }
        narrowest
    }
}

/// The published and hidden cells of one measure, ready for programmes.
pub(crate) struct Programmes<'s> {
    system: &'s System,
    people: &'s People,
    rows: Rows,
    hidden: Vec<Bits>,
    bounds: Bounds,
}

/// Ranges that were worked out, by everything they follow from.
pub(crate) type Solved = BTreeMap<Programme, Option<Penned>>;

/// A set's people and the ends of its sum, as bits.
type SetAsBits = (Option<(u64, u64)>, Option<[u64; 2]>);

/// Everything a range follows from, numbers as their bits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Programme {
    size: Option<u64>,
    least: u64,
    bounds: [Option<u64>; 4],
    asked: AskedAsBits,
}

/// What is asked, as bits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum AskedAsBits {
    Small(Vec<u64>),
    Whole(Vec<SetAsBits>, Vec<(u128, Option<u64>)>),
}

/// A target with its programme.
struct Posed {
    size: Option<u64>,
    asked: Asks,
}

/// A programme in which everybody is counted and that was made small, or one with all its sets and blocks.
enum Asks {
    Small(Reduced),
    Whole(Vec<Within>, Vec<Block>),
}

impl<'s> Programmes<'s> {
    pub(crate) fn of(system: &'s System, people: &'s People, bounds: Bounds) -> Programmes<'s> {
        let width = people.groups().len();
        let rows = Rows::of(system.rows.iter().map(|row| system.groups(&row.atoms)), width);
        let hidden = system.targets.iter().map(|target| Bits::of(target.groups.iter().copied(), width)).collect();
        Programmes { system, people, rows, hidden, bounds }
    }

    /// The ranges of these targets, in their order: those that are known, and the others shared among the cores, for each is a matter of its own. What was
    /// not known comes back beside them.
    pub(crate) fn ranges(&self, targets: &[usize], known: &Solved) -> (Vec<Option<Penned>>, Solved) {
        let posed: Vec<Option<(Posed, Programme)>> = targets.par_iter().map(|target| self.posed(*target)).collect();
        let is_new = |posed: &&(Posed, Programme)| !known.contains_key(&posed.1);
        let new: Vec<&(Posed, Programme)> = posed.iter().flatten().filter(is_new).collect();
        let ranges: Vec<Option<Penned>> = new.par_iter().with_max_len(1).map(|(posed, _)| self.range(posed)).collect();
        let solved: Solved = new.iter().zip(ranges).map(|((_, programme), range)| (programme.clone(), range)).collect();
        let range = |programme: &Programme| known.get(programme).or_else(|| solved.get(programme)).copied().flatten();
        (posed.iter().map(|posed| range(&posed.as_ref()?.1)).collect(), solved)
    }

    fn posed(&self, index: usize) -> Option<(Posed, Programme)> {
        let target = self.system.targets.get(index)?;
        let (within, blocks) = self.around(index, target)?;
        let Bounds { low, high, step, width_min } = self.bounds;
        let whole = Asked { within: &within, blocks: &blocks, bounds: (low, high) };
        let (asked, bits) = match target.size.and_then(|_| Reduced::of(&whole)) {
            Some(reduced) => {
                let bits = AskedAsBits::Small(reduced.bits());
                (Asks::Small(reduced), bits)
            }
            None => {
                let sum = |within: &Within| within.sum.map(|sum| [sum.low.to_bits(), sum.high.to_bits()]);
                let sets = within.iter().map(|within| (within.n, sum(within))).collect();
                let bits = AskedAsBits::Whole(sets, blocks.iter().map(|block| (block.sets, block.size)).collect());
                (Asks::Whole(within, blocks), bits)
            }
        };
        let bounds = [Some(low), Some(high), step, Some(width_min)].map(|bound| bound.map(f64::to_bits));
        let programme = Programme { size: target.size, least: self.system.least, bounds, asked: bits };
        Some((Posed { size: target.size, asked }, programme))
    }

    /// The range of the target's mean, if it can concern few people and a programme can be solved.
    fn range(&self, Posed { size, asked }: &Posed) -> Option<Penned> {
        let mut programmes = 0;
        let bounds = (self.bounds.low, self.bounds.high);
        let (fewest, most) = match *size {
            Some(size) => (size, size),
            None => {
                programmes += 2;
                let ends = match asked {
                    Asks::Small(_) => return None,
                    Asks::Whole(within, blocks) => Asked { within, blocks, bounds }.people()?,
                };
                (rounded(ends.low - SLACK, true), rounded(ends.high + SLACK, false))
            }
        };
        let few = fewest.max(1)..=most.min(self.system.least - 1);
        let (mut mean, mut sum): (Option<Range>, Option<Range>) = (None, None);
        for people in few.clone() {
            programmes += 2;
            let ends = match asked {
                Asks::Small(reduced) => reduced.ends(),
                Asks::Whole(within, blocks) => Asked { within, blocks, bounds }.sum_of(people),
            };
            let Some(ends) = ends else { continue };
            let range = self.on_steps(ends);
            let means = range.times(1.0 / as_float(people));
            mean = Some(
                mean.map_or(means, |mean| Range { low: mean.low.min(means.low), high: mean.high.max(means.high) }),
            );
            sum = (fewest == most).then_some(range);
        }
        Some(Penned { people: (*few.start(), *few.end()), mean: mean?, sum, programmes })
    }

    /// The sums that are possible at all: whole multiples of the step.
    fn on_steps(&self, range: Range) -> Range {
        let Some(step) = self.bounds.step else { return range };
        let (low, high) = (((range.low - SLACK) / step).ceil() * step, ((range.high + SLACK) / step).floor() * step);
        if low <= high { Range { low, high } } else { range }
    }

    /// The sets of the target's programme, and the blocks they divide people into.
    fn around(&self, index: usize, target: &Target) -> Option<(Vec<Within>, Vec<Block>)> {
        let here = self.hidden.get(index)?;
        let cells_max = if self.system.sizes_known { CELLS_MAX } else { CELLS_UNKNOWN_MAX };
        let around_max = if self.system.sizes_known { AROUND_MAX } else { AROUND_UNKNOWN_MAX };
        let around = self.rows.around(&target.groups, around_max);
        let mut chosen: Vec<usize> = around.clone();
        for &outer in &around {
            let room = cells_max.saturating_sub(chosen.len());
            let new = self.rows.inside(outer).iter().copied().filter(|row| !chosen.contains(row));
            let new: Vec<usize> = new.take(room).collect();
            chosen.extend(new);
            if chosen.len() >= cells_max {
                break;
            }
        }
        let mut sets: Vec<&Bits> = vec![here];
        let mut within = vec![Within { n: self.of_mark(target.mark), sum: None }];
        for (row, bits) in chosen.iter().filter_map(|&row| Some((self.system.rows.get(row)?, self.rows.bits(row)?))) {
            sets.push(bits);
            within.push(Within { n: row.n.map(|n| (n, n)), sum: row.sum });
        }
        if target.size.is_none() {
            let near = |bits: &&Bits| {
                around.first().and_then(|&row| self.rows.bits(row)).is_some_and(|outer| outer.holds(bits))
            };
            let marked = self
                .hidden
                .iter()
                .zip(&self.system.targets)
                .filter(|(bits, other)| near(bits) && other.cell != target.cell);
            for (bits, other) in marked.take(cells_max) {
                sets.push(bits);
                within.push(Within { n: self.of_mark(other.mark), sum: None });
            }
        }
        Some((within, self.blocks(&sets)))
    }

    /// What a mark says of the number of people: the attacker knows the rule.
    fn of_mark(&self, mark: Mark) -> Option<(u64, u64)> {
        match mark {
            Mark::TooFew => Some((0, self.system.least - 1)),
            Mark::ProtectsAnother if !self.system.measure.counts_employees() => Some((self.system.least, u64::MAX)),
            _ => None,
        }
    }

    fn blocks(&self, sets: &[&Bits]) -> Vec<Block> {
        let mut blocks: BTreeMap<u128, Option<u64>> = BTreeMap::new();
        let mut of_group = vec![0_u128; self.people.groups().len()];
        for (set, bits) in sets.iter().enumerate() {
            bits.each(|group| {
                if let Some(of) = of_group.get_mut(group) {
                    *of |= 1 << set;
                }
            });
        }
        for (group, of) in (0_u32..).zip(of_group).filter(|(_, of)| *of != 0) {
            let size = self.system.sizes_known.then(|| self.people.size(group)).flatten();
            let block = blocks.entry(of).or_insert(Some(0));
            *block = block.zip(size).map(|(a, b)| a + b);
        }
        blocks.into_iter().map(|(sets, size)| Block { sets, size }).collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "people are few and not negative after max"
)]
fn rounded(people: f64, up: bool) -> u64 {
    let people = if up { people.ceil() } else { people.floor() };
    people.clamp(0.0, 1e9) as u64
}
