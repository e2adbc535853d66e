//! The attack: every measure of every file, one level after the other.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::consistency;
use crate::head_counts::HeadCounts;
use crate::known::{Known, Remembered, Tried};
use crate::measure::{Attacked, Attacker, Outcome, Printed};
use crate::naming;
use crate::people::Crowds;
use crate::release::{Measure, Release};
use crate::system::CellRef;
use crate::verdict::{Examined, FileRead, Finding, NotExamined, Verdict};

/// How hard to try, and what the attacker knows beside the files.
#[derive(Clone, Debug, PartialEq)]
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
    attack_again(releases, options, &mut Known::default())
}

/// As [`attack`], with what earlier attacks on nearly the same files worked out. The verdict does not depend on it.
///
/// Measures are attacked on every core: first the means, for these print how many people further statistics of the same scale concern.
#[must_use]
pub fn attack_again(releases: &[Release], options: &Options, known: &mut Known) -> Verdict {
    let people = Crowds::of_releases(releases, options.head_counts.as_ref());
    let (mut examined, mut findings) = (files(releases, options), Vec::new());
    for disagreement in consistency::disagreements(releases, &people) {
        findings.extend(naming::disagreement(releases, disagreement));
    }
    for outcome in each_measure(releases, options, people, Tried::Everything, known) {
        examined.add(&outcome.examined);
        findings.extend(outcome.findings);
    }
    examined.not.sort();
    examined.not.dedup();
    sort(&mut findings);
    Verdict { findings, examined }
}

/// The hidden cells whose values lie in a narrow range, and nothing else that [`attack`] would find: what whoever withholds a cell more and asks again needs to know.
/// It is no verdict.
#[must_use]
pub fn ranges_again(releases: &[Release], options: &Options, known: &mut Known) -> Vec<Finding> {
    let people = Crowds::of_releases(releases, options.head_counts.as_ref());
    let outcomes = each_measure(releases, options, people, Tried::RangesAlone, known);
    let mut findings: Vec<Finding> = outcomes.into_iter().flat_map(|outcome| outcome.findings).collect();
    findings.retain(Finding::is_range);
    sort(&mut findings);
    findings
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.level, &a.measure, &a.target).cmp(&(b.level, &b.measure, &b.target)));
}

/// What came of every measure, in their order.
fn each_measure(
    releases: &[Release],
    options: &Options,
    people: Crowds,
    tried: Tried,
    known: &mut Known,
) -> Vec<Outcome> {
    let mut measures: BTreeMap<&Measure, Vec<CellRef>> = BTreeMap::new();
    for (release, file) in releases.iter().enumerate() {
        for (cell, found) in file.cells.iter().enumerate() {
            measures.entry(&found.measure).or_default().push(CellRef { release, cell });
        }
    }
    let random_each = options.random.checked_div(count(measures.len())).unwrap_or(0);
    known.keep_if_about(releases, options, random_each);
    let attacker = Attacker { releases, options, people: &people, random_each, known, tried };
    let (means, others): (Vec<_>, Vec<_>) =
        measures.into_iter().partition(|(measure, _)| measure.statistic() == "mean");
    let mut printed = Printed::new();
    let mut attacked: Vec<(Measure, Attacked)> = Vec::new();
    for measures in [means, others] {
        let on = |(measure, cells): &(&Measure, Vec<CellRef>)| {
            ((*measure).clone(), attacker.measure(measure, cells, &printed))
        };
        let done: Vec<_> = measures.par_iter().with_max_len(1).map(on).collect();
        done.iter().for_each(|(_, attacked)| printed.extend(attacked.printed.clone()));
        attacked.extend(done);
    }
    attacked.sort_by(|(a, _), (b, _)| a.cmp(b));
    let outcomes = attacked.iter().map(|(_, attacked)| attacked.outcome.clone()).collect();
    let remembered = Remembered { releases: releases.to_vec(), people, options: options.clone(), random_each };
    known.remember(tried, remembered, attacked);
    outcomes
}

/// What was read, before anything is attacked.
fn files(releases: &[Release], options: &Options) -> Examined {
    let unread = releases.iter().flat_map(|release| {
        release.unread.iter().map(|unread| NotExamined::Unread {
            file: release.file.clone(),
            part: unread.part.clone(),
            why: unread.why,
        })
    });
    Examined {
        seed: options.seed,
        files: releases.iter().map(FileRead::of).collect(),
        coefficients_max: options.coefficients_max,
        not: unread.collect(),
        ..Examined::default()
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
