//! Random municipalities, sealed, and attacked by `audit`: a stranger with the cube's bytes and a list of who works where.

use std::collections::BTreeMap;

use audit::read::{Cube, Reader};
use audit::{Known, Level, NotExamined, Options, Release, Verdict, attack, attack_again, ranges_again};
use disclosure::{
    Attack, Cornered, Draft, GroupIndex, ReleasedRows, Rule, SealError, Sealed, Withhold, Withstood, withstand,
};
use serde_json::Value;

use crate::municipality::{Municipality, Shape, cornered};

fn sealed(draft: Draft) -> Value {
    serde_json::to_value(draft.seal(Rule::house()).unwrap()).unwrap()
}

pub(crate) fn read(cube: &Value) -> Release {
    Cube.read("cube.json", cube.to_string().as_bytes()).unwrap()
}

fn options(municipality: &Municipality) -> Options {
    Options { head_counts: Some(municipality.head_counts()), random: 2_000, ranges_max: 400, ..Options::default() }
}

pub(crate) fn attacked(municipality: &Municipality, cubes: &[Value]) -> Verdict {
    let releases: Vec<Release> = cubes.iter().map(read).collect();
    attack(&releases, &options(municipality))
}

/// The same cube with the thresholds kept and nothing else: each group is sealed as if there were no other.
fn thresholds_only(municipality: &Municipality) -> Value {
    let mut whole = sealed(municipality.draft());
    let alone = |group: usize| {
        let mut draft = municipality.draft();
        draft.scores.retain(|(_, of), _| *of == GroupIndex::new(group));
        sealed(draft)["scores"][group].clone()
    };
    whole["scores"] = (0..municipality.groups.len()).map(alone).collect();
    whole
}

/// Whoever attacks a municipality's cubes.
struct Stranger {
    options: Options,
    known: Known,
}

impl Attack for Stranger {
    type Outcome = Verdict;
    type Error = SealError;

    fn whole(&mut self, sealed: &Sealed) -> Result<(Verdict, Vec<Cornered>), SealError> {
        let verdict = attack_again(&[read(&serde_json::to_value(sealed).unwrap())], &self.options, &mut self.known);
        let cornered = verdict.curable().iter().map(cornered).collect();
        Ok((verdict, cornered))
    }

    fn ranges(&mut self, sealed: &Sealed) -> Result<Vec<Cornered>, SealError> {
        let release = read(&serde_json::to_value(sealed).unwrap());
        Ok(ranges_again(&[release], &self.options, &mut self.known).iter().map(cornered).collect())
    }
}

/// Sealed and attacked as a release is.
pub(crate) fn withstood(municipality: &Municipality) -> Withstood<Verdict> {
    let draft = municipality.draft();
    let sealing = draft.sealing(Rule::house(), &[]);
    let mut stranger = Stranger { options: options(municipality), known: Known::default() };
    let withstood = withstand(&[], |withhold| sealing.seal(withhold), &mut stranger).unwrap();
    // Nothing that was worked out on the way changes the verdict.
    let alone = attacked(municipality, &[serde_json::to_value(&withstood.sealed).unwrap()]);
    assert_eq!(withstood.attack, alone);
    withstood
}

/// So many random municipalities: few in a short test run, all where the proofs are run in full.
fn municipalities() -> u64 {
    if std::env::var_os("MESTRING_PROOF").is_some_and(|form| form == "full") { 200 } else { 30 }
}

#[test]
fn nothing_is_found_in_what_is_released_and_thresholds_alone_are_broken() {
    let (mut shown, mut hidden, mut cost, mut withheld, mut sealed_again, mut rounds) = (0, 0, 0, 0, 0, 0);
    let (mut broken, mut broken_at) = (0, BTreeMap::new());
    let all = municipalities();
    for seed in 0..all {
        let municipality = Municipality::of_shape(seed, &Shape::varied(seed));
        let withstood = withstood(&municipality);
        let verdict = &withstood.attack;
        assert!(verdict.is_clean(), "municipality {seed}: {:#?}", verdict.findings);
        let unsolved = |not: &&NotExamined| matches!(not, NotExamined::Ranges { .. });
        assert_eq!(verdict.examined.not.iter().find(unsolved), None, "municipality {seed}");
        let total = withstood.sealed.utility().total();
        shown += total.shown();
        hidden += total.withheld().values().sum::<usize>();
        cost += withstood.cost();
        withheld += withstood.withheld.len();
        sealed_again += usize::from(withstood.rounds > 1);
        rounds = rounds.max(withstood.rounds);
        let thresholds = attacked(&municipality, &[thresholds_only(&municipality)]);
        broken += u64::from(!thresholds.is_clean());
        for level in [Level::Exact, Level::Groups, Level::Interval, Level::Coalition] {
            *broken_at.entry(level.code()).or_insert(0) += u64::from(thresholds.count(level) > 0);
        }
    }
    println!("{all} municipalities: {shown} cells shown, {hidden} hidden");
    println!(
        "sealed again: {sealed_again}, at most {rounds} times; {withheld} cells withheld for it, {cost} fewer shown"
    );
    println!("thresholds alone are broken in {broken}: {broken_at:?}");
    assert_eq!(broken, all, "thresholds alone are broken everywhere");
    assert!(
        broken_at.values().all(|broken| broken * 10 >= all),
        "an attack that finds nothing is blind: {broken_at:?}"
    );
}

#[test]
fn what_was_withheld_for_an_attack_is_withheld_again() {
    let mut withheld = 0;
    for seed in 0..30 {
        let municipality = Municipality::of_shape(seed, &Shape::varied(seed));
        let first = withstood(&municipality);
        withheld += first.withheld.len();
        let rows: ReleasedRows = serde_json::from_str(&serde_json::to_string(&first.rows).unwrap()).unwrap();
        let (again, remembered) =
            municipality.draft().seal_after(Rule::house(), std::slice::from_ref(&rows), &Withhold::default()).unwrap();
        assert_eq!((&first.sealed, &first.rows), (&again, &remembered), "municipality {seed}");
    }
    assert!(withheld > 0, "nothing was withheld, so nothing was tried");
}

/// What earlier releases give away together with a later one.
const BETWEEN: [Level; 4] = [Level::Consistency, Level::Exact, Level::Groups, Level::History];

#[test]
fn a_second_release_on_a_new_tree_gives_nothing_away_beside_the_first() {
    let (mut broken, mut shown, mut could, mut refused) = (0, 0, 0, 0);
    let all = municipalities();
    for seed in 100..100 + all {
        let first = Municipality::random(seed, 10 + usize::try_from(seed % 20).unwrap(), seed % 2 == 0);
        let second = first.regrouped(seed);
        let (cube, rows) = first.draft().seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
        let cube = serde_json::to_value(cube).unwrap();
        // The ledger remembers through a file.
        let rows: ReleasedRows = serde_json::from_str(&serde_json::to_string(&rows).unwrap()).unwrap();
        let after = match second.draft().seal_after(Rule::house(), &[rows], &Withhold::default()) {
            Ok((after, _)) => serde_json::to_value(after).unwrap(),
            // Or it is refused with the reason.
            Err(SealError::AlreadyRevealed { .. }) => {
                refused += 1;
                continue;
            }
            Err(error) => panic!("municipality {seed}: {error}"),
        };
        let verdict = attacked(&first, &[cube.clone(), after.clone()]);
        // A cell that one release shows and the other hides is a disagreement to the attacker, and no secret.
        let found = verdict.findings.iter().filter(|found| BETWEEN[1..].contains(&found.level));
        let found: Vec<_> = found.filter(|found| found.people.0 < 5).collect();
        assert!(found.is_empty(), "municipality {seed}: {found:#?}");
        let alone = sealed(second.draft());
        let verdict = attacked(&first, &[cube, alone.clone()]);
        let found = verdict.findings.iter().filter(|found| BETWEEN[1..].contains(&found.level));
        broken += u64::from(found.filter(|found| found.people.0 < 5).count() > 0);
        let count = |cube: &Value| {
            cube["scores"].as_array().unwrap().iter().filter(|entry| entry["cell"].get("shown").is_some()).count()
        };
        (shown, could) = (shown + count(&after), could + count(&alone));
    }
    println!("{all} second releases, {refused} refused; remembering the first shows {shown} of {could} cells");
    println!("forgetting it is broken in {broken}");
    assert!(refused * 20 <= all, "{refused} of {all} are refused");
    assert!(broken * 3 >= all, "forgetting the first release was broken in {broken} of {all}");
}
