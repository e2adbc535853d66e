//! A small organisation before and after a reorganisation: who is counted where, worked out by hand.

use std::collections::BTreeMap;

use disclosure::{GroupKind, Sealed};
use survey::{Instrument, Record};

use crate::fixture::{Folder, cube, group, made, people, register, scale, shown, wave};

/// `s1` is split within `omr`, `b1` across the whole municipality; `s3` and `s4` are merged; `s2` is renamed and moved;
/// `x0` becomes `x2` in two steps. `mix` inherits the service area of `omr`, and `drift` below it has another.
const UNITS: &str = "\
kom,Kommune,,,kommune,,2015-01-01,
omr,Skoler,kom,Oppvekst,område,,2015-01-01,
tek,Teknisk,kom,Teknisk,område,,2015-01-01,
s1,Skole 1,omr,,skole,asker,2015-01-01,2020-01-01
s1a,Skole 1 A,omr,,skole,asker,2020-01-01,
s1b,Skole 1 B,omr,,skole,asker,2020-01-01,
s2,Skole 2,tek,,skole,royken,2015-01-01,2020-01-01
s2,Skole to,omr,,skole,royken,2020-01-01,
s3,Skole 3,omr,,skole,royken,2015-01-01,2020-01-01
s4,Skole 4,omr,,skole,hurum,2015-01-01,2020-01-01
s34,Skole 3 og 4,omr,,skole,,2020-01-01,
b1,Bygg,tek,,bygg,asker,2015-01-01,2020-01-01
c1,Vaktmestere,omr,,bygg,,2020-01-01,
c2,Bygg,tek,,bygg,,2020-01-01,
x0,Klubb,omr,,klubb,hurum,2015-01-01,2017-01-01
x1,Klubb,omr,,klubb,hurum,2017-01-01,2020-01-01
x2,Klubb,omr,,klubb,,2020-01-01,
mix,Skole 5,omr,,skole,asker,2015-01-01,
drift,Drift,mix,Teknisk,drift,asker,2015-01-01,
";
const LINEAGE: &str = "s1,s1a\ns1,s1b\ns3,s34\ns4,s34\nb1,c1\nb1,c2\nx0,x1\nx1,x2\n";

fn instrument() -> Instrument {
    made("1", 5, &[("climate", 1, "\"complete\"")])
}

/// Ten people whose mean is the given number of tenths: nine spread over the points, and one who makes up the sum.
fn ten(unit: &str, former: &str, tenths: u32) -> Vec<Record> {
    let last = (tenths - 27).to_string();
    let points = ["1", "2", "3", "4", "5", "2", "3", "4", "3", last.as_str()];
    people(&instrument(), unit, former, &points)
}

fn answers(cells: &[(&str, &str, u32)]) -> Vec<Record> {
    cells.iter().flat_map(|(unit, former, tenths)| ten(unit, former, *tenths)).collect()
}

/// One wave after the reorganisation in which some answers still name the units of before.
fn current() -> Vec<Record> {
    answers(&[
        ("s1a", "asker", 28),
        ("s1b", "asker", 29),
        ("s2", "royken", 30),
        ("s34", "royken", 31),
        ("s3", "royken", 32),
        ("mix", "asker", 28),
        ("drift", "asker", 29),
        ("c1", "after-merger", 30),
        ("c2", "after-merger", 31),
        ("x0", "hurum", 32),
        ("s1", "hurum", 28),
        ("b1", "asker", 29),
    ])
}

fn after() -> Sealed {
    let (folder, instrument) = (Folder::new(), instrument());
    let settled = folder.settle(&wave("after", "2021-10-01", &instrument, &[]), &instrument, current(), 1_000);
    cube(&register(UNITS, LINEAGE), &[settled]).unwrap()
}

#[test]
fn answers_reach_every_group_above_them() {
    let cube = after();
    // Ten people and the sum of their tenths each, by hand.
    let expected = [
        ("kom", 120_u32, 28_u32 + 29 + 30 + 31 + 32 + 28 + 29 + 30 + 31 + 32 + 28 + 29),
        ("omr", 100, 28 + 29 + 30 + 31 + 32 + 28 + 29 + 30 + 32 + 28),
        ("tek", 10, 31),
        ("s1a", 10, 28),
        ("s1b", 10, 29),
        ("s2", 10, 30),
        ("s34", 20, 31 + 32),
        ("mix", 20, 28 + 29),
        ("drift", 10, 29),
        ("c1", 10, 30),
        ("c2", 10, 31),
        ("x2", 10, 32),
        // Without what was answered directly to omr and mix, which have a unit of another area below them.
        ("service_area:Oppvekst", 70, 28 + 29 + 30 + 31 + 32 + 30 + 32),
        ("service_area:Teknisk", 20, 29 + 31),
        // mix is a school with something else below it, and so no part of the schools.
        ("unit_type:bygg", 20, 30 + 31),
        ("unit_type:drift", 10, 29),
        ("unit_type:klubb", 10, 32),
        ("unit_type:skole", 50, 28 + 29 + 30 + 31 + 32),
        ("former_municipality:asker", 50, 28 + 29 + 28 + 29 + 29),
        ("former_municipality:royken", 30, 30 + 31 + 32),
        ("former_municipality:hurum", 20, 32 + 28),
        ("former_municipality:after-merger", 20, 30 + 31),
        ("omr|former_municipality:asker", 40, 28 + 29 + 28 + 29),
        ("omr|former_municipality:royken", 30, 30 + 31 + 32),
        ("omr|former_municipality:hurum", 20, 32 + 28),
        ("omr|former_municipality:after-merger", 10, 30),
        // Everybody of tek was employed after the merger, and tek is its own part.
        ("service_area:Oppvekst|former_municipality:asker", 20, 28 + 29),
        ("service_area:Oppvekst|former_municipality:royken", 30, 30 + 31 + 32),
        ("service_area:Oppvekst|former_municipality:hurum", 10, 32),
        ("service_area:Oppvekst|former_municipality:after-merger", 10, 30),
        ("service_area:Teknisk|former_municipality:asker", 10, 29),
        ("service_area:Teknisk|former_municipality:after-merger", 10, 31),
    ];
    assert_eq!(cube.groups().len(), expected.len());
    for (id, n, tenths) in expected {
        let mean = f64::from(tenths) / f64::from(n);
        assert_eq!(shown(&cube, id, "climate"), Some((n.into(), mean)), "{id}");
    }
}

#[test]
fn groups_say_where_they_stand() {
    let cube = after();
    let of = |id: &str| cube.group(group(&cube, id)).unwrap();
    assert_eq!(of("kom").kind, GroupKind::Total);
    assert_eq!(of("drift").kind, GroupKind::Unit { depth: 3 });
    assert_eq!((of("s2").name.as_str(), of("s2").parent), ("Skole to", Some(group(&cube, "omr"))));
    assert_eq!(of("drift").service_area.as_deref(), Some("Teknisk"));
    assert_eq!(of("mix").unit_type.as_deref(), Some("skole"));
    let former: Vec<Option<u8>> = cube.groups().iter().map(|group| group.former_municipality).skip(18).collect();
    let wide_and_parts = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 3];
    assert_eq!(former, wide_and_parts.map(Some));
    assert!(!cube.groups().iter().any(|group| ["s1", "s3", "b1", "x0", "x1"].contains(&group.id.as_str())));
}

const OPPVEKST: &str = "service_area:Oppvekst";
const TEKNISK: &str = "service_area:Teknisk";
const FORMERS: [&str; 4] = ["asker", "royken", "hurum", "after-merger"];

#[test]
fn families_are_disjoint_parts_and_leave_what_was_answered_above_them() {
    let cube = after();
    let n = |id: &str| shown(&cube, id, "climate").unwrap().0;
    let id = |index| cube.group(index).unwrap().id.clone();
    let mut found = BTreeMap::<String, Vec<(Vec<String>, u64)>>::new();
    for family in cube.families() {
        let members: Vec<String> = family.members.iter().map(|member| id(*member)).collect();
        let rest = n(&id(family.parent)) - members.iter().map(|member| n(member)).sum::<u64>();
        found.entry(id(family.parent)).or_default().push((members, rest));
    }
    let family = |members: &str, rest| (members.split(' ').map(str::to_owned).collect::<Vec<_>>(), rest);
    let part = |place: &str, former: &str| format!("{place}|former_municipality:{former}");
    let parts = |place: &str, formers: &[&str]| {
        family(&formers.iter().map(|former| part(place, former)).collect::<Vec<_>>().join(" "), 0)
    };
    let both = |former: &str, rest| family(&format!("{} {}", part(OPPVEKST, former), part(TEKNISK, former)), rest);
    let of_former = |former: &str, families| (format!("former_municipality:{former}"), families);
    let formers = "former_municipality:asker former_municipality:royken former_municipality:hurum \
                   former_municipality:after-merger";
    let expected = BTreeMap::from([
        // Answers of b1, and those given directly to the mixed units omr and mix, belong to no area.
        (
            "kom".to_owned(),
            vec![
                family("service_area:Oppvekst service_area:Teknisk", 30),
                family("unit_type:bygg unit_type:drift unit_type:klubb unit_type:skole", 30),
                family(formers, 0),
                family("omr tek", 10),
            ],
        ),
        ("unit_type:bygg".to_owned(), vec![family("c1 c2", 0)]),
        ("unit_type:drift".to_owned(), vec![family("drift", 0)]),
        ("unit_type:klubb".to_owned(), vec![family("x2", 0)]),
        ("unit_type:skole".to_owned(), vec![family("s1a s1b s2 s34", 0)]),
        ("service_area:Oppvekst".to_owned(), vec![family("s1a s1b s2 s34 c1 x2", 0), parts(OPPVEKST, &FORMERS)]),
        ("service_area:Teknisk".to_owned(), vec![family("drift tek", 0), parts(TEKNISK, &["asker", "after-merger"])]),
        ("omr".to_owned(), vec![family("s1a s1b s2 s34 c1 x2 mix", 10), parts("omr", &FORMERS)]),
        // By sectors and by areas; what was answered directly to kom, omr and mix is in no part of either.
        of_former("asker", vec![family(&part("omr", "asker"), 10), both("asker", 20)]),
        of_former("royken", vec![family(&part("omr", "royken"), 0), family(&part(OPPVEKST, "royken"), 0)]),
        of_former("hurum", vec![family(&part("omr", "hurum"), 0), family(&part(OPPVEKST, "hurum"), 10)]),
        of_former(
            "after-merger",
            vec![family(&format!("{} tek", part("omr", "after-merger")), 0), both("after-merger", 0)],
        ),
        // omr holds all of Oppvekst, and Teknisk all of tek.
        (part("omr", "asker"), vec![family(&part(OPPVEKST, "asker"), 20)]),
        (part("omr", "royken"), vec![family(&part(OPPVEKST, "royken"), 0)]),
        (part("omr", "hurum"), vec![family(&part(OPPVEKST, "hurum"), 10)]),
        (part("omr", "after-merger"), vec![family(&part(OPPVEKST, "after-merger"), 0)]),
        (part(TEKNISK, "after-merger"), vec![family("tek", 0)]),
        ("tek".to_owned(), vec![family("c2", 0)]),
        ("mix".to_owned(), vec![family("drift", 10)]),
    ]);
    assert_eq!(found, expected);
}

#[test]
fn an_earlier_wave_is_rolled_up_to_the_new_tree() {
    let (folder, instrument) = (Folder::new(), instrument());
    let before = answers(&[
        ("s1", "asker", 28),
        ("s2", "royken", 29),
        ("s3", "royken", 30),
        ("s4", "hurum", 31),
        ("b1", "asker", 32),
        ("x1", "hurum", 28),
        ("drift", "asker", 29),
        ("tek", "asker", 30),
    ]);
    let before = folder.settle(&wave("before", "2019-10-01", &instrument, &[]), &instrument, before, 1_000);
    let now = folder.settle(&wave("after", "2021-10-01", &instrument, &[]), &instrument, current(), 1_000);
    let cube = cube(&register(UNITS, LINEAGE), &[before, now]).unwrap();
    let point = |id: &str| {
        let cell = cube.trend_point(&scale("climate"), group(&cube, id), 0);
        cell.shown().map(|point| (point.n(), point.mean()))
    };
    let mean = |tenths: &[u32]| {
        let n = 10 * tenths.len() as u64;
        Some((n, f64::from(tenths.iter().sum::<u32>()) / n as f64))
    };
    assert_eq!(point("kom"), mean(&[28, 29, 30, 31, 32, 28, 29, 30]));
    // s2 has moved to the schools since, b1 was split over both areas, and s1 within a mixed unit.
    assert_eq!(point("service_area:Oppvekst"), mean(&[29, 30, 31, 28]));
    assert_eq!(point("service_area:Teknisk"), mean(&[29, 30]));
    assert_eq!(point("former_municipality:hurum"), mean(&[31, 28]));
    assert_eq!(point("former_municipality:after-merger"), None);
    assert_eq!(point("s2"), None, "units are not compared over time");
    assert_eq!(cube.waves().iter().map(|wave| wave.id.as_str()).collect::<Vec<_>>(), ["before"]);
}

#[test]
fn the_tree_of_the_wave_itself_decides() {
    // The wave of before, analysed as the last one, is shown in the tree of before.
    let (folder, instrument) = (Folder::new(), instrument());
    let records = answers(&[("s1", "asker", 28), ("s2", "royken", 29), ("s3", "royken", 30), ("b1", "asker", 31)]);
    let settled = folder.settle(&wave("before", "2019-10-01", &instrument, &[]), &instrument, records, 1_000);
    let cube = cube(&register(UNITS, LINEAGE), &[settled]).unwrap();
    assert_eq!(shown(&cube, "tek", "climate"), Some((20, 3.0)));
    assert_eq!(shown(&cube, "omr", "climate"), Some((20, 2.9)));
    assert_eq!(shown(&cube, "s1", "climate"), Some((10, 2.8)));
    assert_eq!(cube.group(group(&cube, "s2")).unwrap().name, "Skole 2");
}

#[test]
fn a_small_unit_is_hidden_and_a_neighbour_protects_it() {
    let (folder, instrument) = (Folder::new(), instrument());
    let mut records = answers(&[("s1a", "asker", 28), ("s1b", "asker", 29), ("tek", "asker", 30)]);
    records.extend(people(&instrument, "s2", "asker", &["1", "3", "5", "2"]));
    let settled = folder.settle(&wave("after", "2021-10-01", &instrument, &[]), &instrument, records, 1_000);
    let cube = cube(&register(UNITS, LINEAGE), &[settled]).unwrap();
    assert_eq!(shown(&cube, "omr", "climate").map(|(n, _)| n), Some(24));
    assert_eq!(shown(&cube, "s2", "climate"), None, "four people");
    let schools = ["s1a", "s1b"].map(|id| shown(&cube, id, "climate").is_some());
    assert!(schools.contains(&false), "24 - 10 - 10 would be the four");
}

#[test]
fn what_a_mixed_unit_answered_itself_gives_no_small_unit_away() {
    // If Oppvekst held what was answered directly to mix, then both Oppvekst without its other units and mix without drift
    // would be those answers, and whoever knows three of the four would know the fourth.
    let units = "\
kom,Kommune,,,kommune,,2015-01-01,
mix,Skole 5,kom,Oppvekst,skole,,2015-01-01,
drift,Drift,mix,Teknisk,drift,,2015-01-01,
p1,Skole 1,kom,Oppvekst,skole,,2015-01-01,
p2,Skole 2,kom,Oppvekst,skole,,2015-01-01,
";
    let (folder, instrument) = (Folder::new(), instrument());
    let mut records =
        answers(&[("mix", "asker", 28), ("drift", "asker", 29), ("p1", "asker", 30), ("kom", "asker", 31)]);
    records.extend(people(&instrument, "p2", "asker", &["1", "3", "5", "2"]));
    let settled = folder.settle(&wave("after", "2021-10-01", &instrument, &[]), &instrument, records, 1_000);
    let cube = cube(&register(units, ""), &[settled]).unwrap();
    let n = |id: &str| shown(&cube, id, "climate").map(|(n, _)| n);
    assert_eq!(n("p2"), None);
    assert!(n("p1").is_none() || n("service_area:Oppvekst").is_none(), "p2 = Oppvekst - p1");
    assert_eq!((n("mix"), n("drift"), n("kom")), (Some(20), Some(10), Some(44)), "nothing more has to be hidden");
}
