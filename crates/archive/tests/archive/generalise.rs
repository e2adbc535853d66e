//! Generalising: small trees by hand, and drawn ones against rows that are carried up one by one.

use std::collections::{BTreeMap, BTreeSet};

use archive::{GeneraliseError, generalise};
use proptest::prelude::*;
use survey::{Answer, Date, Organisation, Record, Register, RoleClass, Source, UnitId};

use crate::fixture::{Draw, record};

const FORMER: &str = "id,name,merged\nasker,Asker,true\nhurum,Hurum,true\n";

/// The tree of `(unit, unit above)`, in this order in its file.
fn tree(units: &[(&str, &str)]) -> Organisation {
    let mut csv = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n".to_owned();
    for (unit, above) in units {
        csv.push_str(&format!("{unit},{unit},{above},,unit,,2020-01-01,\n"));
    }
    Register::from_csv(
        Source { file: "units.csv", text: &csv },
        Source { file: "former_municipalities.csv", text: FORMER },
        Source { file: "lineage.csv", text: "old_unit,new_unit\n" },
    )
    .unwrap_or_else(|errors| panic!("{errors}"))
    .at(Date::parse("2021-01-01").unwrap())
    .unwrap()
}

/// A record that no other number makes: the number is spelt in its answers, to the base of seven.
fn numbered(unit: &str, number: usize) -> Record {
    let mut rest = number;
    let mut answers = vec![Answer::Missing; crate::fixture::instrument().items().len()];
    for (answer, item) in answers.iter_mut().zip(crate::fixture::instrument().items()) {
        let points = item.answer_scale().points();
        let count = usize::from(points.count());
        *answer = Answer::Point(points.min() + u8::try_from(rest % count).unwrap());
        rest /= count;
    }
    assert_eq!(rest, 0, "too many records to tell apart");
    // Every third has no kind of work, and leaders are few: one in fifteen.
    let role = match number % 15 {
        7 => Some(RoleClass::Leader),
        number if number % 3 == 0 => None,
        number if number % 3 == 1 => Some(RoleClass::Professional),
        _ => Some(RoleClass::Skilled),
    };
    Record { role, ..record(unit, ["asker", "hurum"][number % 2], answers) }
}

fn rows(of: &[(&str, usize)]) -> Vec<Record> {
    let mut number = 0;
    let mut records = Vec::new();
    for (unit, count) in of {
        for _ in 0..*count {
            records.push(numbered(unit, number));
            number += 1;
        }
    }
    records
}

fn by_unit(records: &[Record]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for record in records {
        *counts.entry(record.unit.as_str()).or_default() += 1;
    }
    counts
}

/// ```text
/// top ── care ── north
///     │       └─ south ── night
///     └─ school ── first
///               └─ second
/// ```
const MUNICIPALITY: [(&str, &str); 8] = [
    ("top", ""),
    ("care", "top"),
    ("north", "care"),
    ("south", "care"),
    ("night", "south"),
    ("school", "top"),
    ("first", "school"),
    ("second", "school"),
];

#[test]
fn small_units_move_up_until_enough_stand_together() {
    type Rows<'a> = &'a [(&'a str, usize)];
    let cases: &[(&str, Rows<'_>, Rows<'_>)] = &[
        ("nobody answered", &[], &[]),
        ("enough everywhere", &[("north", 5), ("night", 6), ("top", 5)], &[("night", 6), ("north", 5), ("top", 5)]),
        ("four rows move one step", &[("north", 4), ("south", 5), ("care", 1)], &[("care", 5), ("south", 5)]),
        ("two small siblings meet", &[("first", 2), ("second", 3), ("night", 5)], &[("night", 5), ("school", 5)]),
        (
            "a unit with enough stays when its sibling moves",
            &[("first", 9), ("second", 1), ("school", 4)],
            &[("first", 9), ("school", 5)],
        ),
        ("two steps, through a unit without rows of its own", &[("night", 3), ("care", 2)], &[("care", 5)]),
        (
            "rows from below lift a unit that has too few",
            &[("night", 3), ("south", 2), ("care", 5)],
            &[("care", 5), ("south", 5)],
        ),
        ("up to the root", &[("night", 2), ("first", 2), ("top", 1)], &[("top", 5)]),
        ("fewer than five in all", &[("night", 2), ("first", 2)], &[("top", 4)]),
        ("one", &[("second", 1)], &[("top", 1)]),
        // Two at the root are too few; the smallest group joins them.
        (
            "the root takes in the smallest group",
            &[("north", 7), ("first", 6), ("second", 2)],
            &[("north", 7), ("top", 8)],
        ),
        (
            "of equal ones the first in the tree",
            &[("second", 5), ("night", 5), ("north", 6), ("care", 1)],
            &[("north", 6), ("second", 5), ("top", 6)],
        ),
        // What is taken in comes whole, also what had moved into it; a group above it is not its way.
        (
            "taken in from under a group that stays",
            &[("night", 2), ("south", 3), ("care", 7), ("school", 1)],
            &[("care", 7), ("top", 6)],
        ),
        ("the root alone", &[("top", 3)], &[("top", 3)]),
        ("the only group is taken in", &[("north", 5), ("school", 1)], &[("top", 6)]),
    ];
    let organisation = tree(&MUNICIPALITY);
    for (name, before, after) in cases {
        let generalised = generalise(rows(before), &organisation, 5).unwrap();
        assert_eq!(by_unit(&generalised), after.iter().copied().collect(), "{name}");
    }
}

#[test]
fn without_a_threshold_nothing_moves() {
    let organisation = tree(&MUNICIPALITY);
    for answers_min in [0, 1] {
        let before = rows(&[("night", 1), ("top", 1), ("first", 2)]);
        let mut expected = before.clone();
        expected.sort();
        assert_eq!(generalise(before, &organisation, answers_min), Ok(expected));
    }
}

/// Five professionals in three units keep their kind of work, four leaders in one lose it, and so does the one who is alone.
#[test]
fn a_kind_of_work_that_fewer_than_five_share_in_the_whole_wave_is_left_out() {
    let organisation = tree(&MUNICIPALITY);
    let doing = |unit: &str, role: Option<RoleClass>, first: usize, count: usize| -> Vec<Record> {
        (first..first + count).map(|number| Record { role, ..numbered(unit, number) }).collect()
    };
    let before = [
        doing("north", Some(RoleClass::Professional), 0, 2),
        doing("first", Some(RoleClass::Professional), 2, 2),
        doing("second", Some(RoleClass::Professional), 4, 1),
        doing("north", Some(RoleClass::Leader), 5, 4),
        doing("first", Some(RoleClass::Office), 9, 1),
        doing("second", None, 10, 7),
        doing("first", None, 17, 2),
    ]
    .concat();
    let after = generalise(before, &organisation, 5).unwrap();
    let mut found: BTreeMap<(&str, Option<RoleClass>), usize> = BTreeMap::new();
    for record in &after {
        *found.entry((record.unit.as_str(), record.role)).or_default() += 1;
    }
    let expected = [
        (("first", None), 3),
        (("first", Some(RoleClass::Professional)), 2),
        (("north", None), 4),
        (("north", Some(RoleClass::Professional)), 2),
        (("second", None), 7),
        (("second", Some(RoleClass::Professional)), 1),
    ];
    assert_eq!(found, expected.into());
}

#[test]
fn a_unit_that_is_not_in_the_tree_is_named() {
    let organisation = tree(&MUNICIPALITY);
    let refusal = generalise(rows(&[("north", 9), ("zoo", 6), ("garage", 6)]), &organisation, 5).unwrap_err();
    assert_eq!(refusal, GeneraliseError::UnknownUnit { unit: UnitId::new("garage").unwrap() });
    assert!(refusal.to_string().contains("`garage`"), "{refusal}");
}

/// The rule carried out on the rows themselves, from the leaves upwards, as it is written for people.
fn by_hand(records: &[Record], above: &[Option<usize>], answers_min: usize) -> BTreeMap<String, Vec<Record>> {
    let mut pools: Vec<Vec<Record>> = vec![Vec::new(); above.len()];
    for record in records {
        pools[number_of(record.unit.as_str())].push(record.clone());
    }
    // Each unit has a larger number than the one above it.
    for unit in (1..above.len()).rev() {
        if pools[unit].len() < answers_min {
            let moved = std::mem::take(&mut pools[unit]);
            pools[above[unit].unwrap()].extend(moved);
        }
    }
    if !pools[0].is_empty() && pools[0].len() < answers_min {
        let mut order = Vec::new();
        pre_order(0, above, &mut order);
        let groups = order.into_iter().filter(|unit| *unit != 0 && !pools[*unit].is_empty());
        if let Some(smallest) = groups.min_by_key(|unit| pools[*unit].len()) {
            let taken_in = std::mem::take(&mut pools[smallest]);
            pools[0].extend(taken_in);
        }
    }
    let named = pools.into_iter().enumerate().filter(|(_, pool)| !pool.is_empty());
    named.map(|(unit, pool)| (format!("u{unit}"), pool)).collect()
}

fn pre_order(unit: usize, above: &[Option<usize>], order: &mut Vec<usize>) {
    order.push(unit);
    for below in (0..above.len()).filter(|below| above[*below] == Some(unit)) {
        pre_order(below, above, order);
    }
}

fn number_of(unit: &str) -> usize {
    unit[1..].parse().unwrap()
}

/// A tree of up to 25 units, rows of some of them, and a threshold.
fn drawn() -> impl Strategy<Value = (Vec<Option<usize>>, Vec<usize>, usize)> {
    let above = prop::collection::vec(any::<prop::sample::Index>(), 0..25).prop_map(|indices| {
        let below_root = indices.iter().enumerate().map(|(number, index)| Some(index.index(number + 1)));
        std::iter::once(None).chain(below_root).collect::<Vec<_>>()
    });
    above.prop_flat_map(|above| {
        let unit = 0..above.len();
        (Just(above), prop::collection::vec(unit, 0..60), 0..8_usize)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn drawn_trees_agree_with_the_rule_carried_out_by_hand((above, units, answers_min) in drawn(), seed in any::<u64>()) {
        let names: Vec<(String, String)> = above
            .iter()
            .enumerate()
            .map(|(unit, above)| (format!("u{unit}"), above.map(|above| format!("u{above}")).unwrap_or_default()))
            .collect();
        let organisation = tree(&names.iter().map(|(unit, above)| (unit.as_str(), above.as_str())).collect::<Vec<_>>());
        let mut records: Vec<Record> =
            units.iter().enumerate().map(|(number, unit)| numbered(&format!("u{unit}"), number)).collect();
        let generalised = generalise(records.clone(), &organisation, answers_min).unwrap();

        let mut found: BTreeMap<String, BTreeSet<Record>> = BTreeMap::new();
        for record in &generalised {
            found.entry(record.unit.to_string()).or_default().insert(record.clone());
        }
        let mut shared: BTreeMap<RoleClass, usize> = BTreeMap::new();
        records.iter().filter_map(|record| record.role).for_each(|role| *shared.entry(role).or_default() += 1);
        let expected: BTreeMap<String, BTreeSet<Record>> = by_hand(&records, &above, answers_min)
            .into_iter()
            .map(|(name, pool)| {
                let unit = UnitId::new(name.as_str()).unwrap();
                let moved = |record: Record| {
                    let role = record.role.filter(|role| shared[role] >= answers_min);
                    Record { unit: unit.clone(), role, ..record }
                };
                (name, pool.into_iter().map(moved).collect())
            })
            .collect();
        prop_assert_eq!(&found, &expected);

        // No row is lost or made, and only its unit may have changed, to the unit itself or one above it, and a rare kind of work.
        prop_assert_eq!(generalised.len(), records.len());
        let before: BTreeMap<_, _> = records.iter().map(|record| (record.response.clone(), record)).collect();
        for record in &generalised {
            let original = before[&record.response];
            prop_assert_eq!(&record.former_municipality, &original.former_municipality);
            prop_assert!(record.role.is_none() || record.role == original.role);
            let from = organisation.index_of(&original.unit).unwrap();
            let to = organisation.index_of(&record.unit).unwrap();
            prop_assert!(from == to || organisation.ancestors(from).any(|unit| unit == to));
        }
        // Every name covers enough, or there are too few in all and the root covers them.
        for (name, rows) in &found {
            let all_at_root = records.len() < answers_min && name == "u0" && rows.len() == records.len();
            prop_assert!(rows.len() >= answers_min || all_at_root, "{name} covers {}", rows.len());
        }
        // The order of the rows makes no difference, and what is general enough stays.
        Draw(seed).shuffle(&mut records);
        prop_assert_eq!(&generalise(records, &organisation, answers_min).unwrap(), &generalised);
        prop_assert_eq!(&generalise(generalised.clone(), &organisation, answers_min).unwrap(), &generalised);
    }
}
