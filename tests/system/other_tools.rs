//! `mestring import` of other tools' files: LimeSurvey's answers become the same rows as our own, and its questionnaires instruments.

use std::fmt::Write;
use std::path::Path;

use survey::{Answer, Instrument, Record, RoleClass};

use crate::binary;
use crate::project::{Project, differences, snapshot};

const EARLIER: &str = "2021-host";

fn sample(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("data-samples/forms");
    folder.join(name).to_str().unwrap().to_owned()
}

/// Answers as LimeSurvey exports them: question codes as headings, answer codes in the fields, its own columns around.
fn limesurvey(instrument: &Instrument, records: &[Record]) -> String {
    let mut text = "\u{feff}\"id\";\"submitdate\";\"startlanguage\"".to_owned();
    for item in instrument.items() {
        write!(text, ";\"{}\"", item.id().as_str().to_uppercase()).unwrap();
    }
    text.push_str(";\"ENHET\";\"KOMMUNE\";\"ARBEID\"\r\n");
    for (number, record) in records.iter().enumerate() {
        write!(text, "\"{number}\";\"2021-10-01 12:00:00\";\"nb\"").unwrap();
        for answer in record.response.answers() {
            match answer {
                Answer::Missing => text.push_str(";\"\""),
                Answer::NotRelevant => text.push_str(";\"A9\""),
                Answer::Point(point) => write!(text, ";\"A{point}\"").unwrap(),
            }
        }
        let role = record.role.map_or("", RoleClass::as_str);
        write!(text, ";\"{}\";\"{}\";\"{role}\"\r\n", record.unit, record.former_municipality).unwrap();
    }
    text
}

const MAPPING: &str = "wave = \"2021-host\"\ndate = \"2021-10-01\"\nunit = \"ENHET\"\nformer_municipality = \"KOMMUNE\"\nrole_class = \"ARBEID\"\n\
    title = { nb = \"Høst 2021\", nn = \"Haust 2021\", en = \"Autumn 2021\" }\nnot_relevant = [\"A9\"]\n\
    answers = { A1 = 1, A2 = 2, A3 = 3, A4 = 4, A5 = 5 }\n";

#[test]
fn answers_of_limesurvey_become_the_same_rows() {
    let (source, target) = (Project::synthetic(), Project::unasked());
    let (instrument, records) = (source.instrument(), source.records(EARLIER));
    let file = target.write_beside("limesurvey.csv", limesurvey(&instrument, &records));
    let map = target.write_beside("map.toml", MAPPING);
    let arguments = ["import", "responses", &file, "--mapping", &map, "--from", "limesurvey"];

    let before = snapshot(target.root());
    let preview = target.run(&[&arguments[..], &["--preview"]].concat()).well().stdout;
    assert!(preview.contains("column 2 `submitdate`: not read: the tool's own"), "{preview}");
    assert!(preview.contains(&format!("Wave {EARLIER} would get {} responses", records.len())), "{preview}");
    assert_eq!(differences(&before, &snapshot(target.root())), Vec::<String>::new(), "a preview writes nothing");

    target.run(&arguments).well();
    assert!(target.records(EARLIER) == records, "row for row");
    assert_eq!(target.manifest(EARLIER).rows_sha256(), source.manifest(EARLIER).rows_sha256());
}

#[test]
fn what_was_not_explained_changes_nothing() {
    let (source, target) = (Project::synthetic(), Project::unasked());
    let (instrument, records) = (source.instrument(), source.records(EARLIER));
    let few = &records[..3];
    let before = snapshot(target.root());
    let refused = |text: String, mapping: &str| {
        let file = target.write_beside("limesurvey.csv", text);
        let map = target.write_beside("map.toml", mapping);
        target.run(&["import", "responses", &file, "--mapping", &map, "--from", "limesurvey"]).refusal()
    };
    let whole = limesurvey(&instrument, few);
    let said = refused(whole.replace("\"startlanguage\"", "\"ALDER\""), MAPPING);
    assert!(said.contains("line 1, field ALDER: column 3 is no item of the wave"), "{said}");
    let said = refused(whole.clone(), &MAPPING.replace("A2 = 2, ", ""));
    assert!(said.contains("`A2` is neither a point from 1 to 5 nor the words of one"), "{said}");
    let said = refused(whole.replacen(few[0].unit.as_str(), "ingen-slik-enhet", 1), MAPPING);
    assert!(said.contains("line 2, field ENHET: unit ingen-slik-enhet is not in the organisation"), "{said}");
    let said = refused(whole.replacen("2021-10-01 12:00:00", "", 1), MAPPING);
    assert!(said.contains("line 2, field submitdate: 1 answers were begun and not sent"), "{said}");
    assert_eq!(differences(&before, &snapshot(target.root())), Vec::<String>::new());

    let file = target.write_beside("plain.csv", whole);
    let map = target.write_beside("map.toml", MAPPING);
    let said = target.run(&["import", "responses", &file, "--mapping", &map]).refusal();
    let line = 1 + MAPPING.lines().position(|line| line.starts_with("answers")).unwrap();
    let expected = format!("line {line}, field answers: it is read only for a file of another tool");
    assert!(said.contains(&expected), "{said}");
}

#[test]
fn a_questionnaire_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| binary::run_in(folder.path(), arguments);
    let (form, out) = (sample("limesurvey-new.lss"), "instruments/leder.toml");
    let import = ["import", "instrument", &form, "--out", out];

    let preview = run(&["import", "instrument", &form, "--preview"]).well().stdout;
    assert!(preview.contains("item `led1`") && preview.contains("does not fit: 3"), "{preview}");
    let said = run(&import).refusal();
    assert!(said.contains("question LED3, field other") && said.contains("--leave-out"), "{said}");
    let said = run(&[&import[..], &["--leave-out"]].concat()).refusal();
    assert!(said.contains("question LED1, `LED1`: no text in nn, en") && said.contains("--texts-from"), "{said}");
    assert!(!folder.path().join("instruments").exists(), "a refusal writes nothing");

    let told = run(&[&import[..], &["--leave-out", "--texts-from", "nb"]].concat()).well().stdout;
    assert!(told.contains("3 parts left out"), "{told}");
    let text = std::fs::read_to_string(folder.path().join(out)).unwrap();
    assert_eq!(Instrument::from_toml(out, &text).unwrap().items().len(), 2);
    let said = run(&[&import[..], &["--leave-out", "--texts-from", "nb"]].concat()).refusal();
    assert!(said.contains("it is there already"), "{said}");
}
