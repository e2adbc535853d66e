//! One measure under attack, one level after the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::attack::Options;
use crate::coalition;
use crate::combination::{Combination, Concerned, Span};
use crate::families;
use crate::interval::{Bounds, Programmes, Solved};
use crate::known::{Kept, Known, Tried};
use crate::naming::Naming;
use crate::people::Crowds;
use crate::prime::{Draws, Field};
use crate::release::{Measure, Range, Release};
use crate::small_support::{self, Null, Suspect};
use crate::system::{CellRef, System};
use crate::verdict::{Examined, Finding, Level, NotExamined};

/// Numbers of people printed with a scale's mean, by wave, scale and inner groups: they tell how many its further statistics concern.
pub(crate) type Printed = BTreeMap<(String, String, Vec<u32>), u64>;

/// What came of one measure.
#[derive(Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) examined: Examined,
    pub(crate) findings: Vec<Finding>,
}

/// One measure that was attacked.
pub(crate) struct Attacked {
    pub(crate) outcome: Outcome,
    /// What it prints of people.
    pub(crate) printed: Printed,
    /// What the outcome follows from beside the cells.
    pub(crate) kept: Kept,
    /// Ranges worked out for it.
    pub(crate) solved: Solved,
}

/// Whoever attacks measures: the files, and what is known beside them.
#[derive(Clone, Copy)]
pub(crate) struct Attacker<'a> {
    pub(crate) releases: &'a [Release],
    pub(crate) options: &'a Options,
    pub(crate) people: &'a Crowds,
    /// Random combinations for one measure.
    pub(crate) random_each: u64,
    pub(crate) known: &'a Known,
    pub(crate) tried: Tried,
}

/// One measure under attack.
struct Work<'a> {
    attacker: Attacker<'a>,
    system: System,
    span: Span,
    naming: Naming<'a>,
    /// What has been found already, by atoms: one finding for one set of people.
    seen: BTreeSet<Vec<u32>>,
    outcome: Outcome,
    solved: Solved,
}

impl Attacker<'_> {
    /// Attacks one measure on all levels that are tried, unless an earlier attack did with exactly the same in hand.
    pub(crate) fn measure(self, measure: &Measure, cells: &[CellRef], printed: &Printed) -> Attacked {
        // Every measure draws from the seed alone, so that one more measure in a file changes nothing for the others.
        let mut draws = Draws::new(self.options.seed);
        let mut system =
            System::of(measure, cells, self.releases, self.people.of(measure), (self.options.minimum, &mut draws));
        let printed = people_of_targets(&mut system, printed);
        let kept = Kept::of(cells, &system);
        if let Some(outcome) = self.known.outcome(self.tried, (measure, &kept), self.releases, self.people) {
            return Attacked { outcome: outcome.clone(), printed, kept, solved: Solved::new() };
        }
        let mut outcome = Outcome::default();
        begin(&mut outcome.examined, &system, self.options);
        if system.rows.is_empty() {
            return Attacked { outcome, printed, kept, solved: Solved::new() };
        }
        let fields = (Field::draw(&mut draws), Field::draw(&mut draws));
        let span = Span::of(&system, fields);
        let naming = Naming { releases: self.releases, people: self.people.of(measure) };
        let mut work =
            Work { attacker: self, system, span, naming, seen: BTreeSet::new(), outcome, solved: Solved::new() };
        if self.tried == Tried::Everything {
            work.exact(&mut draws);
            work.groups(&mut draws);
            work.coalitions(&mut draws);
        }
        work.ranges(&mut draws);
        Attacked { outcome: work.outcome, printed, kept, solved: work.solved }
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// What a system holds, and what it lacks.
fn begin(examined: &mut Examined, system: &System, options: &Options) {
    let measure = || system.measure.to_string();
    examined.measures = 1;
    examined.published = count(system.rows.len());
    examined.hidden = count(system.targets.len());
    examined.atoms = count(system.atoms.len());
    examined.coefficients_max = options.coefficients_max;
    if system.uncounted > 0 {
        examined.not.push(NotExamined::Uncounted { measure: measure(), cells: system.uncounted });
    }
    if system.rows.is_empty() {
        return;
    }
    examined.attacked = 1;
    examined.counted = u64::from(system.sizes_known);
    examined.ranged = u64::from(Bounds::of(system).is_some());
    let without = system.rows.iter().filter(|row| row.n.is_none()).count();
    if without > 0 && !system.sizes_known {
        examined.not.push(NotExamined::WithoutPeople { measure: measure(), cells: count(without) });
    }
    if !system.sizes_known {
        examined.not.push(NotExamined::SizesUnknown { measure: measure() });
    }
}

/// A hidden spread of a printed mean concerns the people printed there. Returns what a mean prints.
fn people_of_targets(system: &mut System, printed: &Printed) -> Printed {
    let of = |groups: &[u32]| (system.measure.wave.clone(), system.measure.scale().to_owned(), groups.to_vec());
    if system.measure.statistic() == "mean" {
        return system.rows.iter().filter_map(|row| row.n.map(|n| (of(&system.groups(&row.atoms)), n))).collect();
    }
    let sizes: Vec<Option<u64>> =
        system.targets.iter().map(|target| target.size.or_else(|| printed.get(&of(&target.groups)).copied())).collect();
    system.targets.iter_mut().zip(sizes).for_each(|(target, size)| target.size = size);
    Printed::new()
}

impl Work<'_> {
    /// L1: hidden cells that the published ones give.
    fn exact(&mut self, draws: &mut Draws) {
        let null = Null::draw(&self.span.first, draws);
        for index in 0..self.system.targets.len() {
            let Some(atoms) = self.system.targets.get(index).and_then(|target| target.atoms.clone()) else {
                continue;
            };
            let support: Suspect = atoms.iter().map(|&atom| (atom, 1)).collect();
            if null.is_suspect(support.iter().copied())
                && let Some(combination) = self.span.combination(&self.system, &support)
                && let Concerned::People(fewest, most) = combination.concerned(&self.system)
            {
                self.seen.insert(atoms);
                let finding = self.naming.hidden_cell(&self.system, index, &combination, (fewest, most));
                self.outcome.findings.extend(finding);
            }
        }
    }

    /// L2: combinations that concern few people; single atoms among them count as exact.
    fn groups(&mut self, draws: &mut Draws) {
        let system = &self.system;
        let singles = (0..system.rows.len()).map(|row| Combination::of_rows(system, &[(row, 1)]));
        let remainders = families::remainders(system, self.attacker.releases);
        let atoms_max = usize::try_from(system.least).unwrap_or(usize::MAX).saturating_sub(1);
        let (differences, tried) = families::differences(system, atoms_max);
        self.outcome.examined.differences += tried + count(remainders.len());
        let mut combinations: Vec<Combination> = singles.chain(remainders).chain(differences).collect();
        combinations.retain(|combination| !combination.support.is_empty());
        for combination in combinations {
            self.group(&combination, 0);
        }
        let null = Null::draw(&self.span.first, draws);
        let parts = small_support::parts(&self.span.first, self.system.atoms.len());
        let (mut suspects, covered) =
            small_support::search(&self.system, &null, &parts, self.attacker.options.coefficients_max);
        suspects.extend(small_support::random(&self.system, &self.span.first, self.attacker.random_each, draws));
        self.outcome.examined.random += self.attacker.random_each;
        self.outcome.examined.sums += covered.sums;
        self.outcome.examined.coefficients_max = self.outcome.examined.coefficients_max.min(covered.coefficients_max);
        if covered.parts_skipped > 0 {
            let measure = self.system.measure.to_string();
            self.outcome.examined.not.push(NotExamined::LargeParts { measure, parts: covered.parts_skipped });
        }
        suspects.sort_by_key(Vec::len);
        for suspect in suspects {
            if !self.seen.contains(&atoms_of(&suspect))
                && let Some(combination) = self.span.combination(&self.system, &suspect)
            {
                self.group(&combination, 0);
            }
        }
    }

    /// Keeps a combination that concerns few people nobody has pointed at yet.
    fn group(&mut self, combination: &Combination, known: u64) {
        let Concerned::People(fewest, most) = combination.concerned(&self.system) else { return };
        if fewest < self.system.least && self.seen.insert(atoms_of(&combination.support)) {
            self.outcome.findings.push(self.naming.group(&self.system, combination, (fewest, most), known));
        }
    }

    /// L4, exact part: the same with people who know their own answers.
    fn coalitions(&mut self, draws: &mut Draws) {
        let (suspects, tried) =
            coalition::search(&self.system, self.attacker.people.of(&self.system.measure), &self.span.first, draws);
        self.outcome.examined.coalitions += tried;
        for suspected in suspects {
            if !self.seen.contains(&atoms_of(&suspected.support))
                && let Some(combination) = self.span.combination(&self.system, &suspected.support)
            {
                self.group(&combination, suspected.known);
            }
        }
    }

    /// L3, and with known answers L4: hidden small cells penned in by published ones.
    fn ranges(&mut self, draws: &mut Draws) {
        let system = &self.system;
        let measure = system.measure.to_string();
        let few = |size: Option<u64>| size.is_none_or(|size| size < system.least);
        let mut targets: Vec<usize> = system
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| {
                few(target.size) && !target.atoms.as_ref().is_some_and(|atoms| self.seen.contains(atoms))
            })
            .map(|(index, _)| index)
            .collect();
        if targets.is_empty() {
            return;
        }
        let Some(bounds) = Bounds::of(system) else {
            if system.measure.statistic() == "mean" {
                self.outcome.examined.not.push(NotExamined::NoRanges { measure });
            }
            return;
        };
        let mut left = 0;
        while targets.len() > self.attacker.options.ranges_max {
            targets.swap_remove(draws.below(targets.len()));
            left += 1;
        }
        let programmes = Programmes::of(system, self.attacker.people.of(&system.measure), bounds);
        let (ranges, solved) = programmes.ranges(&targets, &self.attacker.known.ranges);
        self.solved = solved;
        for (index, penned) in targets.iter().copied().zip(ranges) {
            let Some(penned) = penned else {
                left += 1;
                continue;
            };
            self.outcome.examined.ranges += 1;
            self.outcome.examined.programmes += penned.programmes;
            let mut keep = |level, known, mean: Range| {
                self.outcome.findings.extend(self.naming.range(system, index, level, known, (penned.people, mean)));
            };
            if penned.gives_away(bounds) {
                keep(Level::Interval, 0, penned.mean);
                continue;
            }
            for known in 1..=2 {
                if let Some(mean) =
                    penned.with_known(known, bounds).filter(|mean| mean.width() < bounds.width_min - 1e-6)
                {
                    keep(Level::Coalition, known, mean);
                    break;
                }
            }
        }
        if left > 0 {
            self.outcome.examined.not.push(NotExamined::Ranges { measure, cells: left });
        }
    }
}

fn atoms_of(support: &[(u32, i64)]) -> Vec<u32> {
    support.iter().map(|&(atom, _)| atom).collect()
}
