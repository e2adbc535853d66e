//! A small organisation by hand: which parts of which places are groups, and how they add up.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{GroupIndex, GroupKind, InnerName};
use survey::{
    Date, FormerMunicipalityId, FormerMunicipalityIndex, InstrumentId, Organisation, Register, RoleClass, Source, Text,
    UnitId, UnitIndex, Wave, WaveId,
};

use crate::groups::Groups;
use crate::occurring::Occurring;
use crate::settled::WaveCounts;
use crate::tally::{Places, roll_up};

const UNITS: &str = "unit,name,parent,service_area,unit_type,former_municipality,valid_from,valid_to\n\
                     kom,Kommune,,,kommune,,2015-01-01,\n\
                     omr,Skoler,kom,Oppvekst,omrade,,2015-01-01,\n\
                     s1,Skole,omr,,skole,,2015-01-01,\n\
                     tek,Teknisk,kom,Teknisk,omrade,,2015-01-01,\n\
                     v1,Vei,tek,,vei,,2015-01-01,\n";
const FORMER: &str = "id,name,merged\nasker,Asker,true\nroyken,Røyken,true\nhurum,Hurum,true\n";

const LEADER: Option<RoleClass> = Some(RoleClass::Leader);
const PROFESSIONAL: Option<RoleClass> = Some(RoleClass::Professional);
const SKILLED: Option<RoleClass> = Some(RoleClass::Skilled);

/// Where people are, and how many; the roads have people of one former municipality only.
const PEOPLE: [(&str, &str, Option<RoleClass>, u64); 7] = [
    ("s1", "asker", LEADER, 3),
    ("s1", "asker", PROFESSIONAL, 20),
    ("s1", "royken", PROFESSIONAL, 9),
    ("s1", "royken", None, 4),
    ("v1", "asker", SKILLED, 12),
    ("v1", "asker", LEADER, 2),
    ("kom", "hurum", LEADER, 6),
];

fn register() -> Register {
    let source = |file, text| Source { file, text };
    Register::from_csv(
        source("units.csv", UNITS),
        source("former_municipalities.csv", FORMER),
        source("lineage.csv", "old_unit,new_unit\n"),
    )
    .unwrap()
}

fn unit(organisation: &Organisation, id: &str) -> UnitIndex {
    organisation.index_of(&UnitId::new(id).unwrap()).unwrap()
}

fn former(organisation: &Organisation, id: &str) -> FormerMunicipalityIndex {
    organisation.former_municipality_index(&FormerMunicipalityId::new(id).unwrap()).unwrap()
}

fn occurring(organisation: &Organisation) -> Occurring {
    PEOPLE.iter().map(|(at, from, role, _)| (unit(organisation, at), former(organisation, from), *role)).collect()
}

fn organisation() -> Organisation {
    register().at(Date::new(2021, 10, 1).unwrap()).unwrap()
}

fn ids(groups: &Groups<'_>, of: &[GroupIndex]) -> String {
    of.iter().map(|group| groups.list()[group.get()].id.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn parts_are_groups_where_they_are_not_the_whole_place() {
    let organisation = organisation();
    let groups = Groups::of(&organisation, &occurring(&organisation));
    let beside = |kind: GroupKind| matches!(kind, GroupKind::RoleClass | GroupKind::Crossed);
    let found: Vec<&str> =
        groups.list().iter().filter(|group| beside(group.kind)).map(|group| group.id.as_str()).collect();
    let expected = [
        "role_class:leader",
        "role_class:professional",
        "role_class:skilled",
        "omr|former_municipality:asker",
        "omr|former_municipality:royken",
        "omr|role_class:leader",
        "omr|role_class:professional",
        // All of Teknisk came from Asker.
        "tek|role_class:leader",
        "tek|role_class:skilled",
        "service_area:Oppvekst|former_municipality:asker",
        "service_area:Oppvekst|former_municipality:royken",
        "service_area:Oppvekst|role_class:leader",
        "service_area:Oppvekst|role_class:professional",
        "service_area:Teknisk|role_class:leader",
        "service_area:Teknisk|role_class:skilled",
    ];
    assert_eq!(found, expected);
    let of = |id: &str| groups.list().iter().find(|group| group.id == id).unwrap();
    let cross = of("omr|role_class:leader");
    assert_eq!((cross.name.as_str(), cross.role, cross.former_municipality), ("Skoler: Ledere", LEADER, None));
    assert_eq!(groups.list()[cross.parent.unwrap().get()].id, "omr");
    let cross = of("service_area:Oppvekst|former_municipality:royken");
    assert_eq!((cross.name.as_str(), cross.role, cross.former_municipality), ("Oppvekst: Røyken", None, Some(1)));
    // Nothing is divided further down than the units right below the top, nor twice.
    assert!(groups.list().iter().all(|group| !group.id.starts_with("s1|") && group.id.matches('|').count() < 2));
    let wide: BTreeSet<usize> = groups.wide().map(GroupIndex::get).collect();
    let is_wide = |group: &&disclosure::Group| !matches!(group.kind, GroupKind::Unit { .. } | GroupKind::Crossed);
    assert_eq!(wide.len(), groups.list().iter().filter(is_wide).count());
}

#[test]
fn families_say_every_way_in_which_parts_add_up() {
    let organisation = organisation();
    let groups = Groups::of(&organisation, &occurring(&organisation));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for family in groups.families() {
        found.entry(ids(&groups, &[family.parent])).or_default().insert(ids(&groups, &family.members));
    }
    let area = |name: &str, part: &str| format!("service_area:{name}|{part}");
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::from([
        ("kom".to_owned(), vec!["role_class:leader role_class:professional role_class:skilled".to_owned()]),
        (
            "omr".to_owned(),
            vec![
                "omr|former_municipality:asker omr|former_municipality:royken".to_owned(),
                "omr|role_class:leader omr|role_class:professional".to_owned(),
            ],
        ),
        ("tek".to_owned(), vec!["tek|role_class:leader tek|role_class:skilled".to_owned()]),
        // Teknisk itself stands for those from Asker in it.
        (
            "former_municipality:asker".to_owned(),
            vec![
                "omr|former_municipality:asker tek".to_owned(),
                format!("{} service_area:Teknisk", area("Oppvekst", "former_municipality:asker")),
            ],
        ),
        (
            "role_class:leader".to_owned(),
            vec![
                "omr|role_class:leader tek|role_class:leader".to_owned(),
                format!("{} {}", area("Oppvekst", "role_class:leader"), area("Teknisk", "role_class:leader")),
            ],
        ),
    ]);
    // The area holds the unit, part by part.
    for (name, unit, part) in [
        ("Oppvekst", "omr", "former_municipality:asker"),
        ("Oppvekst", "omr", "former_municipality:royken"),
        ("Oppvekst", "omr", "role_class:leader"),
        ("Teknisk", "tek", "role_class:skilled"),
    ] {
        expected.insert(area(name, part), vec![format!("{unit}|{part}")]);
    }
    for (parent, members) in expected {
        for members in members {
            assert!(found[&parent].contains(&members), "{parent} is not {members}: {:?}", found[&parent]);
        }
    }
    assert!(!found.contains_key(&area("Teknisk", "former_municipality:asker")));
    assert!(!found.contains_key("former_municipality:hurum"), "everybody from there is in no unit below the top");
}

#[test]
fn people_roll_up_into_the_parts_of_their_places() {
    let (register, organisation) = (register(), organisation());
    let groups = Groups::of(&organisation, &occurring(&organisation));
    let cell = |(at, from, role, _): &(&str, &str, Option<RoleClass>, u64)| InnerName {
        unit: (*at).to_owned(),
        former_municipality: (*from).to_owned(),
        role: *role,
    };
    let counted = WaveCounts {
        cells: PEOPLE.iter().map(cell).collect(),
        rows: PEOPLE.iter().map(|(_, _, _, people)| *people).collect(),
        scales: Vec::new(),
    };
    let wave = Wave {
        id: WaveId::new("w").unwrap(),
        title: Text::new("w", "w", "w").unwrap(),
        reference_date: Date::new(2021, 10, 1).unwrap(),
        instrument: InstrumentId::new("made").unwrap(),
        instrument_version: "1".to_owned(),
        modules: Vec::new(),
    };
    let places = Places { organisation: &organisation, lineage: register.lineage(), wave: &wave };
    let rolled = roll_up(counted, &places, &groups).unwrap();
    let answered: BTreeMap<String, u64> =
        rolled.answered.iter().map(|(group, people)| (ids(&groups, &[*group]), *people)).collect();
    for (id, people) in [
        ("kom", 56),
        ("omr", 36),
        ("tek", 14),
        ("role_class:leader", 11),
        ("role_class:professional", 29),
        ("role_class:skilled", 12),
        ("omr|former_municipality:asker", 23),
        ("omr|former_municipality:royken", 13),
        ("omr|role_class:leader", 3),
        ("omr|role_class:professional", 29),
        ("tek|role_class:leader", 2),
        ("service_area:Teknisk|role_class:skilled", 12),
    ] {
        assert_eq!(answered.get(id), Some(&people), "{id}");
    }
    assert_eq!(rolled.inner[0].0.role, LEADER);
    let within = groups.containing(unit(&organisation, "s1"), former(&organisation, "royken"), None);
    assert!(!ids(&groups, &within).contains("role_class"), "who names no work is in no group of one");
    let placed: Vec<GroupIndex> = groups.placed().collect();
    assert!(!ids(&groups, &placed).contains("role_class") && !ids(&groups, &placed).contains('|'));
}
