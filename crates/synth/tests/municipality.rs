//! The municipality's organisation: its tree before and after the merger, its lineage and its people.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use survey::{Date, FormerMunicipalityId, Organisation, Register, RoleClass, Source, UnitId};
use synth::{Municipality, Settings};

static MUNICIPALITY: LazyLock<Municipality> =
    LazyLock::new(|| synth::municipality(&Settings::asker(1), &survey::mestring().unwrap()));

static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    let source = |file, text| Source { file, text };
    Register::from_csv(
        source("units.csv", &MUNICIPALITY.units_csv),
        source("former_municipalities.csv", &MUNICIPALITY.former_municipalities_csv),
        source("lineage.csv", &MUNICIPALITY.lineage_csv),
    )
    .unwrap()
});

fn at(date: &str) -> Organisation {
    REGISTER.at(Date::parse(date).unwrap()).unwrap()
}

fn units(organisation: &Organisation) -> Vec<survey::UnitIndex> {
    organisation.units().iter().map(|unit| organisation.index_of(unit.id()).unwrap()).collect()
}

#[test]
fn after_the_merger_there_are_300_units_on_four_levels_under_one_root() {
    for date in ["2020-01-01", "2021-10-01", "2023-10-01"] {
        let organisation = at(date);
        assert_eq!(organisation.units().len(), 300);
        assert_eq!(organisation.children(organisation.root()).len(), 6);
        let depths: BTreeSet<usize> = units(&organisation).into_iter().map(|unit| organisation.depth(unit)).collect();
        assert_eq!(depths, BTreeSet::from([0, 1, 2, 3]));
        let names: BTreeSet<_> = organisation.units().iter().map(|unit| unit.name()).collect();
        assert_eq!(names.len(), 300, "no two units share a name");
    }
}

#[test]
fn before_the_merger_three_municipalities_stand_under_the_same_root() {
    let before = at("2019-10-01");
    let children = before.children(before.root());
    let formers: Vec<_> =
        children.iter().map(|unit| before.unit(*unit).former_municipality().unwrap().as_str()).collect();
    assert_eq!(formers, ["asker", "royken", "hurum"]);
    let after = at("2021-10-01");
    assert_eq!(before.unit(before.root()).id(), after.unit(after.root()).id());
    assert_eq!(before, at("2019-12-31"));
    assert_ne!(before, at("2020-01-01"));
    let order: Vec<_> =
        after.former_municipalities().iter().map(|former| (former.id().as_str(), former.is_merged())).collect();
    assert_eq!(order, [("asker", true), ("royken", true), ("hurum", true), ("after-merger", false)]);
}

#[test]
fn every_old_unit_became_a_new_one_some_by_merging_and_some_by_splitting() {
    let (before, after) = (at("2019-10-01"), at("2020-01-01"));
    let mut successors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut predecessors: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in MUNICIPALITY.lineage_csv.lines().skip(1) {
        let [old, new, _share] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        successors.entry(old).or_default().push(new);
        predecessors.entry(new).or_default().push(old);
    }
    for unit in before.units() {
        assert!(REGISTER.lineage().target(unit.id(), &after).is_some(), "{} leads nowhere", unit.id());
    }
    let leaves = |organisation: &Organisation| -> Vec<UnitId> {
        let leaf = |unit: &survey::UnitIndex| organisation.children(*unit).is_empty();
        units(organisation).into_iter().filter(leaf).map(|unit| organisation.unit(unit).id().clone()).collect()
    };
    for leaf in leaves(&after) {
        assert!(predecessors.contains_key(leaf.as_str()), "{leaf} comes from nowhere");
    }
    let old_leaves = leaves(&before);
    let splits = old_leaves.iter().filter(|old| successors[old.as_str()].len() > 1).count();
    let merges = leaves(&after).iter().filter(|new| predecessors[new.as_str()].len() > 1).count();
    let one_to_one = old_leaves
        .iter()
        .filter(|old| matches!(successors[old.as_str()].as_slice(), [new] if predecessors[new].len() == 1))
        .count();
    assert!(splits >= 10 && merges >= 40 && one_to_one >= 80, "{splits} {merges} {one_to_one}");
}

#[test]
fn people_work_at_the_ends_of_the_tree_in_units_of_skewed_size() {
    for wave in &MUNICIPALITY.waves {
        let organisation = REGISTER.at(wave.wave.reference_date).unwrap();
        let mut sizes: BTreeMap<&UnitId, usize> = BTreeMap::new();
        for (unit, _) in &wave.invited {
            *sizes.entry(unit).or_default() += 1;
        }
        let total: usize = sizes.values().sum();
        assert_eq!(total, 6_000);
        for unit in sizes.keys() {
            let index = organisation.index_of(unit).unwrap();
            assert!(organisation.children(index).is_empty(), "{unit} has units below it and people of its own");
        }
        let mut sizes: Vec<usize> = sizes.into_values().collect();
        sizes.sort_unstable();
        let (mean, median) = (total as f64 / sizes.len() as f64, sizes[sizes.len() / 2] as f64);
        assert!(mean > median + 1.0, "{}: mean {mean}, median {median}", wave.wave.id);
        if wave.wave.id.as_str() != "2019-host" {
            assert_eq!(sizes.len(), 228);
            assert!(sizes[0] >= 4 && sizes[0] <= 8 && *sizes.last().unwrap() <= 60, "{sizes:?}");
            assert!(*sizes.last().unwrap() >= 50, "{sizes:?}");
        }
    }
}

#[test]
fn education_and_health_have_three_of_four_employees() {
    let wave = &MUNICIPALITY.waves[1];
    let organisation = REGISTER.at(wave.wave.reference_date).unwrap();
    let in_care = |unit: &UnitId| {
        let area = organisation.unit(organisation.index_of(unit).unwrap()).service_area();
        ["Oppvekst", "Helse og omsorg"].contains(&area.unwrap().as_str())
    };
    let share = wave.invited.iter().filter(|(unit, _)| in_care(unit)).count() as f64 / 6_000.0;
    assert!((share - 0.76).abs() < 0.005, "{share}");
}

#[test]
fn those_employed_after_the_merger_grow_in_number() {
    let share = |wave: usize, code: &str| {
        let former = FormerMunicipalityId::new(code).unwrap();
        let invited = &MUNICIPALITY.waves[wave].invited;
        invited.iter().filter(|(_, of)| *of == former).count() as f64 / invited.len() as f64
    };
    let after = [0, 1, 2].map(|wave| share(wave, "after-merger"));
    assert!(after[0] < 1e-9 && (0.12..0.20).contains(&after[1]) && (0.28..0.40).contains(&after[2]), "{after:?}");
    for (code, expected) in [("asker", 0.64), ("royken", 0.25), ("hurum", 0.11)] {
        assert!((share(0, code) - expected).abs() < 0.03, "{code}: {}", share(0, code));
    }
}

#[test]
fn respondents_are_some_of_the_invited() {
    for wave in &MUNICIPALITY.waves {
        assert_eq!(wave.respondents.len(), wave.answers.len());
        let distinct: BTreeSet<_> = wave.respondents.iter().collect();
        assert_eq!(distinct.len(), wave.respondents.len());
        for (position, record) in wave.respondents.iter().zip(&wave.answers) {
            let (unit, former) = &wave.invited[*position];
            assert_eq!((unit, former), (&record.unit, &record.former_municipality));
        }
    }
}

#[test]
fn the_seed_decides_everything() {
    let instrument = survey::mestring().unwrap();
    let draw = |seed| synth::municipality(&Settings { seed, employees: 1_500 }, &instrument);
    let files = |of: &Municipality| {
        let answers: Vec<_> = of.waves.iter().map(|wave| (wave.invited.clone(), wave.answers.clone())).collect();
        (of.units_csv.clone(), of.lineage_csv.clone(), of.absence_csv.clone(), answers)
    };
    let truth = |of: &Municipality| format!("{:?}", of.truth);
    let (first, again, other) = (draw(7), draw(7), draw(8));
    assert!(files(&first) == files(&again) && truth(&first) == truth(&again));
    assert_ne!(first.absence_csv, other.absence_csv);
    assert_ne!(truth(&first), truth(&other));
    for (wave, other) in first.waves.iter().zip(&other.waves) {
        assert!(wave.answers != other.answers, "{}", wave.wave.id);
    }
}

#[test]
fn a_municipality_of_any_size_can_be_drawn() {
    let instrument = survey::mestring().unwrap();
    for employees in [0, 1, 40, 20_000] {
        let drawn = synth::municipality(&Settings { seed: 3, employees }, &instrument);
        for wave in &drawn.waves {
            assert_eq!(wave.invited.len(), usize::try_from(employees).unwrap());
        }
        let source = |file, text| Source { file, text };
        Register::from_csv(
            source("units.csv", &drawn.units_csv),
            source("former_municipalities.csv", &drawn.former_municipalities_csv),
            source("lineage.csv", &drawn.lineage_csv),
        )
        .unwrap();
    }
}

/// Shares of each kind of work in each service area, counted over all that were ever invited, are those the truth states.
#[test]
fn everybody_has_a_kind_of_work_by_the_shares_that_the_truth_states() {
    let organisation = at("2023-10-01");
    for wave in &MUNICIPALITY.waves {
        assert_eq!(wave.roles.len(), wave.invited.len());
        for (record, number) in wave.answers.iter().zip(&wave.respondents) {
            assert_eq!(record.role, Some(wave.roles[*number]));
        }
    }
    let last = MUNICIPALITY.waves.last().unwrap();
    let mut people: BTreeMap<String, BTreeMap<RoleClass, u32>> = BTreeMap::new();
    for ((unit, _), role) in last.invited.iter().zip(&last.roles) {
        let area = organisation.service_area(organisation.index_of(unit).unwrap()).unwrap();
        *people.entry(area.to_string()).or_default().entry(*role).or_default() += 1;
    }
    assert_eq!(people.keys().collect::<Vec<_>>(), MUNICIPALITY.truth.roles.keys().collect::<Vec<_>>());
    for (area, shares) in &MUNICIPALITY.truth.roles {
        let all: u32 = people[area].values().sum();
        assert_eq!(shares.iter().map(|of| of.role).collect::<Vec<_>>(), RoleClass::ALL);
        for of in shares {
            let found = f64::from(people[area].get(&of.role).copied().unwrap_or(0)) / f64::from(all);
            // Four standard errors, and a little for the smallest shares.
            let room = 4.0 * (of.share * (1.0 - of.share) / f64::from(all)).sqrt() + 0.005;
            assert!((found - of.share).abs() < room, "{area}, {}: {found} for {}", of.role, of.share);
        }
    }
}
