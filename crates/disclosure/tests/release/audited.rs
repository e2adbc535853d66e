//! Random municipalities, sealed, and attacked by `audit`: a stranger with the cube's bytes and a list of who works where.

use audit::read::{Cube, Reader};
use audit::{Level, Options, Release, Verdict, attack};
use disclosure::{Cornered, Draft, GroupIndex, ReleasedRows, Rule, SealError, Withhold, Withstood, withstand};
use serde_json::Value;

use crate::municipality::Municipality;

fn sealed(draft: Draft) -> Value {
    serde_json::to_value(draft.seal(Rule::house()).unwrap()).unwrap()
}

fn read(cube: &Value) -> Release {
    Cube.read("cube.json", cube.to_string().as_bytes()).unwrap()
}

fn attacked(municipality: &Municipality, cubes: &[Value]) -> Verdict {
    let releases: Vec<Release> = cubes.iter().map(read).collect();
    let options =
        Options { head_counts: Some(municipality.head_counts()), random: 2_000, ranges_max: 400, ..Options::default() };
    attack(&releases, &options)
}

/// The same cube with the thresholds kept and nothing else: each group is sealed as if there were no other.
fn thresholds_only(municipality: &Municipality) -> Value {
    let mut whole = sealed(municipality.draft());
    let alone = |group: usize| {
        let mut draft = municipality.draft();
        draft.scores.retain(|(_, of), _| *of == GroupIndex::new(group));
        sealed(draft)["scores"][0].clone()
    };
    whole["scores"] = (0..municipality.groups.len()).map(alone).collect();
    whole
}

/// Sealed and attacked as a release is.
fn withstood(municipality: &Municipality) -> Withstood<Verdict> {
    let seal = |withhold: &Withhold| municipality.draft().seal_after(Rule::house(), &[], withhold);
    let attack = |sealed: &disclosure::Sealed, _: &ReleasedRows| {
        let verdict = attacked(municipality, &[serde_json::to_value(sealed).unwrap()]);
        let cornered = verdict.curable().iter().map(|finding| Cornered {
            wave: finding.measure.wave.clone(),
            measure: finding.measure.name.clone(),
            unit: finding.target[0].id.clone(),
            former_municipality: finding.target[0].former.clone(),
        });
        let cornered = cornered.collect();
        Ok::<_, SealError>((verdict, cornered))
    };
    withstand(&[], seal, attack).unwrap()
}

fn count(verdict: &Verdict, levels: &[Level]) -> usize {
    levels.iter().map(|level| verdict.count(*level)).sum()
}

#[test]
fn nothing_is_found_in_sealed_cubes_and_thresholds_alone_are_broken() {
    let (mut broken, mut shown, mut hidden) = (0, 0, 0);
    let mut narrow = [0; 2];
    for seed in 0..40 {
        let municipality = Municipality::random(seed, 8 + usize::try_from(seed).unwrap(), seed % 2 == 0);
        let withstood = withstood(&municipality);
        let verdict = &withstood.attack;
        println!(
            "{seed}: {} rounds, {} withheld, cost {}",
            withstood.rounds,
            withstood.withheld.len(),
            withstood.cost()
        );
        let cube = serde_json::to_value(&withstood.sealed).unwrap();
        let exact = [Level::Consistency, Level::Exact, Level::Groups, Level::History];
        assert_eq!(count(verdict, &exact), 0, "municipality {seed}: {:#?}", verdict.findings);
        narrow[0] += verdict.count(Level::Interval);
        narrow[1] += verdict.count(Level::Coalition);
        for entry in cube["scores"].as_array().unwrap() {
            let is_shown = entry["cell"].get("shown").is_some();
            (shown, hidden) = (shown + usize::from(is_shown), hidden + usize::from(!is_shown));
        }
        let thresholds = attacked(&municipality, &[thresholds_only(&municipality)]);
        broken += usize::from(count(&thresholds, &exact) > 0);
    }
    println!("{shown} shown and {hidden} hidden cells; thresholds alone are broken in {broken} of 40 municipalities");
    println!("narrow ranges: {}, with colleagues: {}", narrow[0], narrow[1]);
    assert!(broken >= 38, "thresholds alone were broken in {broken} of 40");
}

/// What earlier releases give away together with a later one.
const BETWEEN: [Level; 4] = [Level::Consistency, Level::Exact, Level::Groups, Level::History];

#[test]
fn a_second_release_on_a_new_tree_gives_nothing_away_beside_the_first() {
    let (mut broken, mut shown, mut could) = (0, 0, 0);
    for seed in 100..130 {
        let first = Municipality::random(seed, 10 + usize::try_from(seed % 20).unwrap(), seed % 2 == 0);
        let second = first.regrouped(seed);
        let (cube, rows) = first.draft().seal_after(Rule::house(), &[], &Withhold::default()).unwrap();
        let cube = serde_json::to_value(cube).unwrap();
        // The ledger remembers through a file.
        let rows: ReleasedRows = serde_json::from_str(&serde_json::to_string(&rows).unwrap()).unwrap();
        let (after, _) = second.draft().seal_after(Rule::house(), &[rows], &Withhold::default()).unwrap();
        let after = serde_json::to_value(after).unwrap();
        let verdict = attacked(&first, &[cube.clone(), after.clone()]);
        // A cell that one release shows and the other hides is a disagreement to the attacker, and no secret.
        let found = verdict.findings.iter().filter(|found| BETWEEN[1..].contains(&found.level));
        let found: Vec<_> = found.filter(|found| found.people.0 < 5).collect();
        assert!(found.is_empty(), "municipality {seed}: {found:#?}");
        let alone = sealed(second.draft());
        let verdict = attacked(&first, &[cube, alone.clone()]);
        let found = verdict.findings.iter().filter(|found| BETWEEN[1..].contains(&found.level));
        broken += usize::from(found.filter(|found| found.people.0 < 5).count() > 0);
        let count = |cube: &Value| {
            cube["scores"].as_array().unwrap().iter().filter(|entry| entry["cell"].get("shown").is_some()).count()
        };
        (shown, could) = (shown + count(&after), could + count(&alone));
    }
    println!("forgetting the first release is broken in {broken} of 30; remembering it shows {shown} of {could} cells");
    assert!(broken >= 10, "forgetting the first release was broken in {broken} of 30");
}
