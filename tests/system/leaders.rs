//! Leaders are counted in the unit above the one they lead, from the roster to what is settled, and nothing says who they are.

use std::collections::BTreeMap;
use std::path::Path;

use survey::{Organisation, Register, Source, UnitId, UnitIndex};

use crate::invitations::{Mailed, WAVE, mailed, open};
use crate::project::{Project, snapshot};
use crate::road::{answers, points};
use crate::server::{Server, letter};

fn organisation(project: &Project) -> Organisation {
    let texts =
        ["units", "former_municipalities", "lineage"].map(|file| project.read(&format!("organisation/{file}.csv")));
    let [units, former, lineage] = texts.each_ref().map(|text| Source { file: "organisation", text });
    Register::from_csv(units, former, lineage).unwrap().at(survey::Date::new(2024, 10, 1).unwrap()).unwrap()
}

/// A unit below the root with nothing below it, and the unit it is below.
fn led(organisation: &Organisation) -> (UnitIndex, UnitIndex) {
    let is_led = |unit: UnitIndex| {
        let above = organisation.parent(unit).filter(|above| *above != organisation.root())?;
        organisation.children(unit).is_empty().then_some((unit, above))
    };
    organisation.indices().find_map(is_led).unwrap()
}

fn counts(units: impl Iterator<Item = (UnitId, u32)>) -> BTreeMap<UnitId, u32> {
    let mut counted = BTreeMap::new();
    units.for_each(|(unit, people)| *counted.entry(unit).or_default() += people);
    counted
}

#[test]
fn a_leader_is_invited_answers_and_is_settled_in_the_unit_above() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let organisation = organisation(&project);
    let (unit, above) = led(&organisation);
    let name = |unit: UnitIndex| organisation.unit(unit).id().clone();
    let (unit, above, root) = (name(unit), name(above), name(organisation.root()));
    // Six of twenty lead the unit, as they are written in three ways: in the unit, and in the one above it; two lead the root, and stay there.
    let row = |number: usize| match number {
        0..4 => format!("{number},{unit},asker,leader,email,{unit}\n"),
        4..6 => format!("{number},{above},asker,leader,email,{unit}\n"),
        6..8 => format!("{number},{root},asker,leader,email,{root}\n"),
        8 => format!("{number},{root},asker,leader,email,\n"),
        9..12 => format!("{number},{root},asker,office,email,\n"),
        _ => format!("{number},{unit},asker,,email,\n"),
    };
    let rows: String = (0..20).map(row).collect();
    let roster = format!("id,unit,former_municipality,role_class,channel,leads\n{rows}");
    let roster = project.write_beside("roster.csv", roster);
    open(&project).well();
    let before = snapshot(project.root());
    let out = project.beside("mailing");
    let told = project.run(&["invite", WAVE, "--roster", &roster, "--out", &out]).well().stdout;
    assert!(told.contains("20 people") && told.contains("1 leader is counted in the unit they work in"), "{told}");
    let invited: Vec<Mailed> = mailed(&Path::new(&out).join("mail-merge.csv"));
    assert_eq!(invited[0].unit, unit.as_str(), "whoever sends the mail finds people where they work");
    let said =
        |bytes: &Option<Vec<u8>>| bytes.as_deref().is_some_and(|bytes| bytes.windows(5).any(|word| word == b"leads"));
    let changed = snapshot(project.root()).into_iter().filter(|(file, bytes)| before.get(file) != Some(bytes));
    assert_eq!(changed.filter(|(_, bytes)| said(bytes)).count(), 0, "nothing stored says who leads");

    let server = Server::start(&project);
    for (person, mailed) in invited.iter().enumerate() {
        let letter = letter(&mailed.code, person, &answers(&instrument, &points(&instrument, person)));
        server.send(WAVE, &letter).with_status(201);
    }
    server.end();
    project.run(&["wave", "close", WAVE]).well();
    let expected = BTreeMap::from([(unit.clone(), 8), (above.clone(), 6), (root.clone(), 6)]);
    let settled = project.records(WAVE);
    assert_eq!(counts(settled.iter().map(|record| (record.unit.clone(), 1))), expected, "answers");
    let manifest = project.manifest(WAVE);
    let asked = manifest.invited().iter().map(|invited| (invited.unit.clone(), invited.invited));
    assert_eq!(counts(asked), expected, "those who were asked, so that rates agree");
    // The answers of the first six are the leaders', person for person.
    let mut of_leaders: Vec<_> = settled.iter().filter(|record| record.unit == above).map(first_points).collect();
    let mut sent: Vec<_> = (0..6).map(|person| points(&instrument, person)[..4].to_vec()).collect();
    of_leaders.sort();
    sent.sort();
    assert_eq!(of_leaders, sent);
}

fn first_points(record: &survey::Record) -> Vec<u8> {
    record.response.answers().iter().take(4).map(|answer| answer.point().unwrap()).collect()
}
