//! The attack: every measure of every file, one level after the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::coalition;
use crate::combination::{Combination, Concerned, Span};
use crate::consistency;
use crate::echelon::Echelon;
use crate::families;
use crate::head_counts::HeadCounts;
use crate::interval::{Bounds, Programmes, Ranges};
use crate::naming::{self, Naming};
use crate::people::Crowds;
use crate::prime::{Draws, Field};
use crate::release::{Measure, Range, Release};
use crate::small_support::{self, Null, Suspect};
use crate::system::{CellRef, System};
use crate::verdict::{Examined, FileRead, Finding, Level, NotExamined, Verdict};

/// How hard to try, and what the attacker knows beside the files.
#[derive(Clone, Debug)]
pub struct Options {
    /// Everything random is drawn from this: the same seed gives the same verdict.
    pub seed: u64,
    /// How many people of each kind there are in each unit, if somebody tells.
    pub head_counts: Option<HeadCounts>,
    /// The bound on coefficients in threes and fours.
    pub coefficients_max: i64,
    /// Random combinations, shared among the measures.
    pub random: u64,
    /// Hidden cells per measure whose range is worked out; a seeded sample, if there are more.
    pub ranges_max: usize,
    /// Fewer people than this who answered are few, whatever the files say of their own rule.
    pub minimum: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options { seed: 1, head_counts: None, coefficients_max: 4, random: 100_000, ranges_max: 4_000, minimum: None }
    }
}

/// Attacks released files with nothing but what stands in them, and head counts if somebody gives them.
///
/// Formula:  each measure is a system of equations over inner groups (unit, former municipality, role): one row per published cell. Exact: a hidden cell
///           or a small group in the span of the rows. Groups: combinations that touch fewer than the threshold's people, by wholes minus parts, by
///           differences of two cells, by every combination of at most four atoms within a bound on coefficients, and at random. Interval: the least
///           and greatest possible mean of a hidden small cell. Coalition: the same with one or two known answers in a unit. History: findings
///           that need several files.
/// Shapes:   any number of files of one or several waves; cells of one measure and one wave form one system.
/// Unknown:  what was not examined is listed in the verdict.
/// Rounding: the span is decided modulo two random primes near 2^61 and confirmed in whole numbers; printed values are ranges.
/// Source:   the rules of the house in `docs/methods/audit.md`.
#[must_use]
pub fn attack(releases: &[Release], options: &Options) -> Verdict {
    attack_again(releases, options, &mut Ranges::default())
}

/// As [`attack`], with what earlier attacks on nearly the same files worked out. The verdict does not depend on it.
#[must_use]
pub fn attack_again(releases: &[Release], options: &Options, known: &mut Ranges) -> Verdict {
    let people = Crowds::of_releases(releases, options.head_counts.as_ref());
    let mut attacker = Attacker {
        releases,
        options,
        people: &people,
        random_each: 0,
        printed: BTreeMap::new(),
        examined: Examined::default(),
        findings: Vec::new(),
        known,
    };
    attacker.examined.seed = options.seed;
    attacker.examined.files = releases.iter().map(FileRead::of).collect();
    attacker.examined.coefficients_max = options.coefficients_max;
    for release in releases {
        let unread = release.unread.iter().map(|unread| NotExamined::Unread {
            file: release.file.clone(),
            part: unread.part.clone(),
            why: unread.why,
        });
        attacker.examined.not.extend(unread);
    }
    attacker.consistency();
    let mut measures: BTreeMap<&Measure, Vec<CellRef>> = BTreeMap::new();
    for (release, file) in releases.iter().enumerate() {
        for (cell, found) in file.cells.iter().enumerate() {
            measures.entry(&found.measure).or_default().push(CellRef { release, cell });
        }
    }
    attacker.random_each = options.random.checked_div(count(measures.len())).unwrap_or(0);
    for (measure, cells) in measures {
        attacker.measure(measure, &cells);
    }
    attacker.examined.not.sort();
    attacker.examined.not.dedup();
    let Attacker { mut findings, examined, .. } = attacker;
    findings.sort_by(|a, b| (a.level, &a.measure, &a.target).cmp(&(b.level, &b.measure, &b.target)));
    Verdict { findings, examined }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

struct Attacker<'a> {
    releases: &'a [Release],
    options: &'a Options,
    people: &'a Crowds,
    /// Random combinations for one measure.
    random_each: u64,
    /// Numbers of people printed with a scale's mean: they tell how many its further statistics concern.
    printed: BTreeMap<(String, String, Vec<u32>), u64>,
    examined: Examined,
    findings: Vec<Finding>,
    known: &'a mut Ranges,
}

/// One measure under attack.
struct Attacked<'a> {
    system: System,
    span: Span,
    naming: Naming<'a>,
    /// What has been found already, by atoms: one finding for one set of people.
    seen: BTreeSet<Vec<u32>>,
}

impl Attacker<'_> {
    fn consistency(&mut self) {
        for disagreement in consistency::disagreements(self.releases, self.people) {
            self.findings.extend(naming::disagreement(self.releases, disagreement));
        }
    }

    fn measure(&mut self, measure: &Measure, cells: &[CellRef]) {
        // Every measure draws from the seed alone, so that one more measure in a file changes nothing for the others.
        let mut draws = Draws::new(self.options.seed);
        let mut system =
            System::of(measure, cells, self.releases, self.people.of(measure), (self.options.minimum, &mut draws));
        self.people_of_targets(&mut system);
        self.examined.measures += 1;
        self.examined.published += count(system.rows.len());
        self.examined.hidden += count(system.targets.len());
        self.examined.atoms += count(system.atoms.len());
        if system.uncounted > 0 {
            self.examined.not.push(NotExamined::Uncounted { measure: measure.to_string(), cells: system.uncounted });
        }
        if system.rows.is_empty() {
            return;
        }
        self.examined.attacked += 1;
        self.examined.counted += u64::from(system.sizes_known);
        self.examined.ranged += u64::from(Bounds::of(&system).is_some());
        let without = system.rows.iter().filter(|row| row.n.is_none()).count();
        if without > 0 && !system.sizes_known {
            let measure = measure.to_string();
            self.examined.not.push(NotExamined::WithoutPeople { measure, cells: count(without) });
        }
        if !system.sizes_known {
            self.examined.not.push(NotExamined::SizesUnknown { measure: measure.to_string() });
        }
        let fields = (Field::draw(&mut draws), Field::draw(&mut draws));
        let lists = system.lists();
        let echelon = |field| Echelon::of(field, system.atoms.len(), &lists);
        let span = Span { first: echelon(fields.0), second: echelon(fields.1) };
        drop(lists);
        let naming = Naming { releases: self.releases, people: self.people.of(measure) };
        let mut attacked = Attacked { system, span, naming, seen: BTreeSet::new() };
        self.exact(&mut attacked, &mut draws);
        self.groups(&mut attacked, &mut draws);
        self.coalitions(&mut attacked, &mut draws);
        self.ranges(&attacked, &mut draws);
    }

    /// A hidden spread of a printed mean concerns the people printed there.
    fn people_of_targets(&mut self, system: &mut System) {
        let of = |groups: &[u32]| (system.measure.wave.clone(), system.measure.scale().to_owned(), groups.to_vec());
        if system.measure.statistic() == "mean" {
            for row in &system.rows {
                let groups = system.groups(&row.atoms);
                self.printed.extend(row.n.map(|n| (of(&groups), n)));
            }
        } else {
            let sizes: Vec<Option<u64>> = system
                .targets
                .iter()
                .map(|target| target.size.or_else(|| self.printed.get(&of(&target.groups)).copied()))
                .collect();
            system.targets.iter_mut().zip(sizes).for_each(|(target, size)| target.size = size);
        }
    }

    /// L1: hidden cells that the published ones give.
    fn exact(&mut self, attacked: &mut Attacked<'_>, draws: &mut Draws) {
        let null = Null::draw(&attacked.span.first, draws);
        for index in 0..attacked.system.targets.len() {
            let Some(atoms) = attacked.system.targets.get(index).and_then(|target| target.atoms.clone()) else {
                continue;
            };
            let support: Suspect = atoms.iter().map(|&atom| (atom, 1)).collect();
            if null.is_suspect(support.iter().copied())
                && let Some(combination) = attacked.span.combination(&attacked.system, &support)
                && let Concerned::People(fewest, most) = combination.concerned(&attacked.system)
            {
                attacked.seen.insert(atoms);
                let finding = attacked.naming.hidden_cell(&attacked.system, index, &combination, (fewest, most));
                self.findings.extend(finding);
            }
        }
    }

    /// L2: combinations that concern few people; single atoms among them count as exact.
    fn groups(&mut self, attacked: &mut Attacked<'_>, draws: &mut Draws) {
        let system = &attacked.system;
        let singles = (0..system.rows.len()).map(|row| Combination::of_rows(system, &[(row, 1)]));
        let remainders = families::remainders(system, self.releases);
        let atoms_max = usize::try_from(system.least).unwrap_or(usize::MAX).saturating_sub(1);
        let (differences, tried) = families::differences(system, atoms_max);
        self.examined.differences += tried + count(remainders.len());
        let mut combinations: Vec<Combination> = singles.chain(remainders).chain(differences).collect();
        combinations.retain(|combination| !combination.support.is_empty());
        for combination in combinations {
            self.group(attacked, &combination, 0);
        }
        let null = Null::draw(&attacked.span.first, draws);
        let parts = small_support::parts(&attacked.span.first, attacked.system.atoms.len());
        let (mut suspects, covered) =
            small_support::search(&attacked.system, &null, &parts, self.options.coefficients_max);
        suspects.extend(small_support::random(&attacked.system, &attacked.span.first, self.random_each, draws));
        self.examined.random += self.random_each;
        self.examined.sums += covered.sums;
        self.examined.coefficients_max = self.examined.coefficients_max.min(covered.coefficients_max);
        if covered.parts_skipped > 0 {
            let measure = attacked.system.measure.to_string();
            self.examined.not.push(NotExamined::LargeParts { measure, parts: covered.parts_skipped });
        }
        suspects.sort_by_key(Vec::len);
        for suspect in suspects {
            if !attacked.seen.contains(&atoms_of(&suspect))
                && let Some(combination) = attacked.span.combination(&attacked.system, &suspect)
            {
                self.group(attacked, &combination, 0);
            }
        }
    }

    /// Keeps a combination that concerns few people nobody has pointed at yet.
    fn group(&mut self, attacked: &mut Attacked<'_>, combination: &Combination, known: u64) {
        let Concerned::People(fewest, most) = combination.concerned(&attacked.system) else { return };
        if fewest < attacked.system.least && attacked.seen.insert(atoms_of(&combination.support)) {
            self.findings.push(attacked.naming.group(&attacked.system, combination, (fewest, most), known));
        }
    }

    /// L4, exact part: the same with people who know their own answers.
    fn coalitions(&mut self, attacked: &mut Attacked<'_>, draws: &mut Draws) {
        let (suspects, tried) =
            coalition::search(&attacked.system, self.people.of(&attacked.system.measure), &attacked.span.first, draws);
        self.examined.coalitions += tried;
        for suspected in suspects {
            if !attacked.seen.contains(&atoms_of(&suspected.support))
                && let Some(combination) = attacked.span.combination(&attacked.system, &suspected.support)
            {
                self.group(attacked, &combination, suspected.known);
            }
        }
    }

    /// L3, and with known answers L4: hidden small cells penned in by published ones.
    fn ranges(&mut self, attacked: &Attacked<'_>, draws: &mut Draws) {
        let system = &attacked.system;
        let measure = system.measure.to_string();
        let few = |size: Option<u64>| size.is_none_or(|size| size < system.least);
        let mut targets: Vec<usize> = system
            .targets
            .iter()
            .enumerate()
            .filter(|(_, target)| {
                few(target.size) && !target.atoms.as_ref().is_some_and(|atoms| attacked.seen.contains(atoms))
            })
            .map(|(index, _)| index)
            .collect();
        if targets.is_empty() {
            return;
        }
        let Some(bounds) = Bounds::of(system) else {
            if system.measure.statistic() == "mean" {
                self.examined.not.push(NotExamined::NoRanges { measure });
            }
            return;
        };
        let mut left = 0;
        while targets.len() > self.options.ranges_max {
            targets.swap_remove(draws.below(targets.len()));
            left += 1;
        }
        let programmes = Programmes::of(system, self.people.of(&system.measure), bounds);
        for (index, penned) in targets.iter().copied().zip(programmes.ranges(&targets, self.known)) {
            let Some(penned) = penned else {
                left += 1;
                continue;
            };
            self.examined.ranges += 1;
            self.examined.programmes += penned.programmes;
            let mut keep = |level, known, mean: Range| {
                self.findings.extend(attacked.naming.range(system, index, level, known, (penned.people, mean)));
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
            self.examined.not.push(NotExamined::Ranges { measure, cells: left });
        }
    }
}

fn atoms_of(support: &[(u32, i64)]) -> Vec<u32> {
    support.iter().map(|&(atom, _)| atom).collect()
}
