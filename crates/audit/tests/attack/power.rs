//! The attack must succeed where nothing is protected, must not cry wolf where nothing is given away, and must be right every time.

use std::collections::BTreeSet;

use crate::organisations::{Organisation, random};
use audit::{Finding, Level, Options, WHOLE, attack};

/// What a finding says it gives, worked out from the true answers by exact arithmetic: both sides over the common denominator.
fn is_true(organisation: &Organisation, finding: &Finding) -> bool {
    let target: Vec<(i64, (u64, i64))> = if finding.is_hidden_cell {
        vec![(1, organisation.labelled(&finding.target[0]))]
    } else {
        finding
            .coefficients()
            .iter()
            .copied()
            .zip(finding.target.iter().map(|label| organisation.labelled(label)))
            .collect()
    };
    let people: u64 = target.iter().map(|(_, (n, _))| n).sum();
    let common: i128 = finding.how.iter().map(|term| i128::from(term.weight.denominator())).product();
    let printed: i128 = finding
        .how
        .iter()
        .map(|term| {
            let (n, sum) = organisation.labelled(&term.cell);
            assert!(n >= 5, "only cells of five and more are printed, {:?} has {n}", term.cell);
            i128::from(sum) * i128::from(term.weight.numerator()) * (common / i128::from(term.weight.denominator()))
        })
        .sum();
    let truth: i128 = target.iter().map(|(weight, (_, sum))| i128::from(*weight) * i128::from(*sum)).sum();
    finding.confirmed
        && !finding.how.is_empty()
        && printed == truth * common
        && (people..=people).contains(&finding.people.0)
        && finding.people.1 == Some(people)
}

#[test]
fn output_with_a_threshold_only_is_broken_on_every_organisation() {
    let (mut hidden, mut recovered, mut exact, mut groups, mut fewest, mut most) = (0, 0, 0, 0, 1.0_f64, 0.0_f64);
    for seed in 0..60 {
        let organisation = random(seed, 20 + (seed as usize * 37) % 200, seed % 3 == 0);
        let release = organisation.threshold_only();
        let options = Options {
            seed,
            head_counts: Some(organisation.head_counts()),
            ranges_max: 0,
            random: 2_000,
            ..Options::default()
        };
        let few = release.cells.iter().filter(|cell| matches!(cell.state, audit::State::Hidden(_))).count();
        let verdict = attack(&[release], &options);
        let cells =
            verdict.findings.iter().filter(|finding| finding.is_hidden_cell && finding.level == Level::Exact).count();
        assert!(cells > 0, "seed {seed}: {few} hidden cells and none recovered");
        for finding in &verdict.findings {
            assert!(is_true(&organisation, finding), "seed {seed}: {finding:?}");
            assert!(finding.people.0 < 5, "seed {seed}: {finding:?}");
        }
        let targets: BTreeSet<_> =
            verdict.findings.iter().map(|finding| (&finding.target, finding.coefficients())).collect();
        assert_eq!(targets.len(), verdict.findings.len(), "seed {seed}: the same people twice");
        assert_eq!(
            verdict.count(Level::Coalition),
            0,
            "seed {seed}: without ranges a coalition adds nothing to what is found"
        );
        hidden += few;
        recovered += cells;
        exact += verdict.count(Level::Exact);
        groups += verdict.count(Level::Groups);
        let share = cells as f64 / few as f64;
        (fewest, most) = (fewest.min(share), most.max(share));
    }
    let share = recovered as f64 / hidden as f64;
    println!(
        "{recovered} of {hidden} hidden cells recovered ({:.1} %; {:.1}-{:.1} % by organisation); {exact} exact, {groups} groups",
        share * 100.0,
        fewest * 100.0,
        most * 100.0
    );
    assert!(share > 0.1, "{share}");
}

#[test]
fn a_coarse_release_gives_nothing_away() {
    for seed in 100..140 {
        let organisation = random(seed, 60, false);
        let spots: Vec<_> =
            organisation.spots().into_iter().filter(|(_, former, role)| former == WHOLE && role == WHOLE).collect();
        // Only the whole, and one unit right below it if it and the rest are both large.
        let (all, _) = organisation.cell(0, WHOLE, WHOLE);
        let large = (1..organisation.tree.places().len()).find(|&unit| {
            let (n, _) = organisation.cell(unit, WHOLE, WHOLE);
            organisation.tree.places()[unit].parent == Some(0) && n >= 20 && all - n >= 20
        });
        let release =
            organisation.release("coarse.csv", &spots, |(place, _, _), _| *place == 0 || Some(*place) == large);
        for head_counts in [None, Some(organisation.head_counts())] {
            let verdict = attack(
                std::slice::from_ref(&release),
                &Options { seed, head_counts, random: 5_000, ..Options::default() },
            );
            assert!(verdict.is_clean(), "seed {seed}: {:?}", verdict.findings);
            assert!(verdict.examined.hidden > 0 && verdict.examined.published > 0);
        }
    }
}

#[test]
fn a_verdict_depends_on_nothing_but_files_and_seed() {
    let organisation = random(5, 60, true);
    let options =
        Options { head_counts: Some(organisation.head_counts()), random: 5_000, ranges_max: 20, ..Options::default() };
    let verdict = attack(&[organisation.threshold_only()], &options);
    assert_eq!(verdict, attack(&[organisation.threshold_only()], &options));
    // Other primes and vectors find the same cells and inner groups, whatever larger groups they meet on the way.
    let people = |verdict: &audit::Verdict| -> BTreeSet<String> {
        let told = |finding: &Finding| format!("{:?} {:?}", finding.level, finding.target);
        verdict
            .findings
            .iter()
            .filter(|finding| finding.level <= Level::Groups && finding.target.len() == 1)
            .map(told)
            .collect()
    };
    let other = attack(&[organisation.threshold_only()], &Options { seed: 99, ..options });
    assert_eq!(people(&verdict), people(&other));
}
