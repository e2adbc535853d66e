//! A wave of a test: opened in one go, or prepared with shares; people invited to it, and their codes read back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use survey::{FormerMunicipalityId, RoleClass, Source, Table, UnitId};

use crate::binary::Run;
use crate::project::Project;

pub(crate) const WAVE: &str = "2024-host";

/// What a wave is called, as typed.
pub(crate) const ABOUT: [&str; 8] =
    ["--title", "Høst 2024", "--title-nn", "Haust 2024", "--title-en", "Autumn 2024", "--date", "2024-10-01"];

/// One invitation, as the roster and the mail-merge table tell it together.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) unit: UnitId,
    pub(crate) former: FormerMunicipalityId,
    pub(crate) role: Option<RoleClass>,
    pub(crate) channel: &'static str,
    pub(crate) code: String,
    pub(crate) link: String,
}

/// A row of a roster.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) former: String,
    /// The kind of work, as the roster says it.
    pub(crate) role: &'static str,
    pub(crate) channel: &'static str,
}

/// People of three units that were asked in the last wave, in every channel by turns.
pub(crate) fn people(project: &Project, invited: [usize; 3]) -> Vec<Person> {
    let settled = project.manifest("2023-host");
    let mut seen = BTreeSet::new();
    let places: Vec<_> = settled.invited().iter().filter(|place| seen.insert(&place.unit)).take(3).collect();
    let mut people = Vec::new();
    for (place, invited) in places.iter().zip(invited) {
        for _ in 0..invited {
            let number = people.len();
            people.push(Person {
                id: format!("person-{}", 1000 + number),
                unit: place.unit.to_string(),
                former: place.former_municipality.to_string(),
                role: ["leader", "professional", "skilled", "assistant", "office", ""][number % 6],
                channel: ["email", "letter", "sms", "kiosk"][number % 4],
            });
        }
    }
    people
}

pub(crate) fn roster_text(people: &[Person]) -> String {
    let row = |person: &Person| {
        format!("{},{},{},{},{}\n", person.id, person.unit, person.former, person.role, person.channel)
    };
    let rows: String = people.iter().map(row).collect();
    format!("id,unit,former_municipality,role_class,channel\n{rows}")
}

/// Opens the wave in one go, as a small installation does.
pub(crate) fn open(project: &Project) -> Run {
    project.run(&[&["wave", "open", WAVE], ABOUT.as_slice()].concat())
}

/// Invites, and reads what the mailing is given.
pub(crate) fn invite(project: &Project, people: &[Person], out: &str) -> Vec<Invitation> {
    let roster = project.write_beside(&format!("roster-{out}.csv"), roster_text(people));
    let out = project.beside(out);
    let told = project.run(&["invite", WAVE, "--roster", &roster, "--out", &out]).well().stdout;
    assert!(told.contains(&format!("{} people", people.len())), "{told}");
    let mailed = mailed(&Path::new(&out).join("mail-merge.csv"));
    assert_eq!(
        mailed.iter().map(|row| &row.id).collect::<Vec<_>>(),
        people.iter().map(|row| &row.id).collect::<Vec<_>>()
    );
    let distinct: BTreeSet<&str> = mailed.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(distinct.len(), people.len(), "every code is another");
    let both = people.iter().zip(mailed);
    both.map(|(person, mailed)| Invitation {
        unit: UnitId::new(&person.unit).unwrap(),
        former: FormerMunicipalityId::new(&person.former).unwrap(),
        role: person.role.parse().ok(),
        channel: person.channel,
        code: mailed.code,
        link: mailed.link,
    })
    .collect()
}

/// A row of a mail-merge table.
pub(crate) struct Mailed {
    pub(crate) id: String,
    pub(crate) unit: String,
    pub(crate) channel: String,
    pub(crate) code: String,
    pub(crate) link: String,
}

pub(crate) fn mailed(file: &Path) -> Vec<Mailed> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let columns = ["id", "unit", "role_class", "channel", "languages", "link", "code"];
    let table = Table::read(Source { file: "mail-merge.csv", text: &text }, &columns).unwrap();
    let row = |row: survey::Row<'_>| {
        let value = |column: &str| row.value(column).to_owned();
        Mailed {
            id: value("id"),
            unit: value("unit"),
            channel: value("channel"),
            code: value("code"),
            link: value("link"),
        }
    };
    table.rows().map(row).collect()
}

/// Opens a wave with a key file and invites people of three units to it.
pub(crate) fn open_wave(project: &Project, invited: [usize; 3]) -> Vec<Invitation> {
    open(project).well();
    invite(project, &people(project, invited), "mailing")
}

/// Prepares the wave with shares; gives the three files.
pub(crate) fn prepare_with_shares(project: &Project) -> Vec<PathBuf> {
    let folder = project.beside("shares");
    let arguments = [&["wave", "prepare", WAVE, "--custody", "shares", "--shares", &folder], ABOUT.as_slice()].concat();
    let told = project.run(&arguments).well().stdout;
    let files: Vec<PathBuf> = ["1-data-protection-officer", "2-employees-representative", "3-safety-representative"]
        .iter()
        .map(|name| Path::new(&folder).join(format!("share-{name}.txt")))
        .collect();
    for file in &files {
        assert!(file.is_file() && told.contains(file.to_str().unwrap()), "{told}");
    }
    files
}
