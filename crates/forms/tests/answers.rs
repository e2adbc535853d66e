//! Answers of other tools, from `data-samples/forms`, as records of ours; and files that a spreadsheet has been at.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::collections::BTreeSet;
use std::path::Path;

use forms::{Answers, Draft, Form, Mapping, Table, Tool, Unfinished};
use survey::Answer::{self, Missing, NotRelevant, Point};
use survey::{Instrument, Language, Record, RoleClass, UnitId};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/forms").join(name)).unwrap()
}

fn instrument(name: &str) -> Instrument {
    let draft = Draft::read(Form::of(name).unwrap(), name, &bytes(name)).unwrap();
    Instrument::from_toml(name, &draft.to_toml(Some(Language::Nb), true).unwrap()).unwrap()
}

fn units() -> BTreeSet<UnitId> {
    ["skole-07", "0123"].into_iter().map(|id| UnitId::new(id).unwrap()).collect()
}

fn limesurvey() -> Mapping {
    Mapping {
        unit: "UNIT".to_owned(),
        former_municipality: "KOM".to_owned(),
        answers: [("A1".to_owned(), 1), ("A2".to_owned(), 2)].into(),
        not_relevant: vec!["A3".to_owned()],
        ..Mapping::default()
    }
}

fn kobo() -> Mapping {
    Mapping {
        unit: "enhet".to_owned(),
        former_municipality: "kommune".to_owned(),
        not_relevant: vec!["99".to_owned()],
        ..Mapping::default()
    }
}

fn read(
    tool: Tool,
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    instrument: &Instrument,
) -> Result<Vec<(u64, Record)>, String> {
    let table = Table::read(tool, name, bytes).map_err(|error| error.to_string())?;
    let answers = Answers::of(tool, &table, mapping, instrument).map_err(|error| error.to_string())?;
    answers.records(&units()).map_err(|errors| errors.to_string())
}

fn told(records: &[(u64, Record)]) -> Vec<(u64, String, String, Vec<Answer>)> {
    let one = |(row, record): &(u64, Record)| {
        (*row, record.unit.to_string(), record.former_municipality.to_string(), record.response.answers().to_vec())
    };
    records.iter().map(one).collect()
}

fn row(number: u64, former: &str, answers: &[Answer]) -> (u64, String, String, Vec<Answer>) {
    (number, "skole-07".to_owned(), former.to_owned(), answers.to_vec())
}

#[test]
fn limesurvey_codes_and_words_in_any_language_become_points() {
    let instrument = instrument("limesurvey-old.lss");
    let records = read(Tool::LimeSurvey, "a.csv", &bytes("limesurvey.csv"), &limesurvey(), &instrument).unwrap();
    let expected = [
        row(2, "asker", &[Point(2), Point(2)]),
        row(3, "royken", &[Point(2), NotRelevant]),
        row(4, "asker", &[Missing, Point(1)]),
    ];
    assert_eq!(told(&records), expected);
}

#[test]
fn the_preview_says_what_every_column_is_for() {
    let instrument = instrument("limesurvey-old.lss");
    let table = Table::read(Tool::LimeSurvey, "a.csv", &bytes("limesurvey.csv")).unwrap();
    let mapping = limesurvey();
    let preview = Answers::of(Tool::LimeSurvey, &table, &mapping, &instrument).unwrap().to_string();
    for line in [
        "column 1 `id`: not read: the tool's own",
        "column 6 `UNIT`: the unit",
        "column 7 `KOM`: the former municipality",
        "column 8 `JOBB[SQ001]`: item `jobb_sq001`",
    ] {
        assert!(preview.contains(line), "{line}\n{preview}");
    }
}

#[test]
fn kobo_as_csv_and_as_workbook() {
    let instrument = instrument("complete.xlsx");
    let mapping = Mapping { answers: [("nei".to_owned(), 1), ("ja".to_owned(), 2)].into(), ..kobo() };
    for name in ["kobo.csv", "kobo.xlsx"] {
        let records = read(Tool::Kobo, name, &bytes(name), &mapping, &instrument).unwrap();
        let expected =
            [row(2, "asker", &[Point(4), Point(5), Point(2)]), row(3, "royken", &[NotRelevant, Missing, Point(1)])];
        assert_eq!(told(&records), expected, "{name}");
    }
}

#[test]
fn columns_and_answers_that_nobody_explained_are_refused() {
    let instrument = instrument("limesurvey-old.lss");
    let file =
        "submitdate,UNIT,KOM,JOBB[SQ001],JOBB[SQ002],EKSTRA\nx,skole-07,asker,1,2,\n,skole-07,asker,7,kanskje,\n";
    let said = |mapping: &Mapping| read(Tool::LimeSurvey, "a.csv", file.as_bytes(), mapping, &instrument).unwrap_err();
    let all = said(&limesurvey());
    for line in [
        "a.csv, line 1, field EKSTRA: column 6 is no item of the wave, and the mapping does not say what it is",
        "a.csv, line 3, field submitdate: 1 answers were begun and not sent",
        "a.csv, line 3, field JOBB[SQ001]: `7` is neither a point from 1 to 2",
        "a.csv, line 3, field JOBB[SQ002]: `kanskje` is neither a point",
    ] {
        assert!(all.contains(line), "{line}\n{all}");
    }
    let left_out =
        Mapping { left_out: vec!["EKSTRA".to_owned()], unfinished: Some(Unfinished::LeaveOut), ..limesurvey() };
    let records = read(Tool::LimeSurvey, "a.csv", file.as_bytes(), &left_out, &instrument).unwrap();
    assert_eq!(told(&records), [row(2, "asker", &[Point(1), Point(2)])]);
    let misspelt = Mapping { left_out: vec!["Ekstra".to_owned()], ..limesurvey() };
    assert!(said(&misspelt).contains("there is no column `Ekstra`; the columns are submitdate, UNIT"));
}

#[test]
fn a_column_can_be_the_kind_of_work() {
    let instrument = instrument("limesurvey-old.lss");
    let mapping = Mapping { role_class: Some("ARBEID".to_owned()), ..limesurvey() };
    let with = |first: &str| {
        let file = format!(
            "UNIT,KOM,ARBEID,JOBB[SQ001],JOBB[SQ002]\nskole-07,asker,{first},1,2\nskole-07,asker,,1,2\nskole-07,asker,NA,1,2\n"
        );
        read(Tool::LimeSurvey, "a.csv", file.as_bytes(), &mapping, &instrument)
    };
    let roles: Vec<_> = with("assistant").unwrap().into_iter().map(|(_, record)| record.role).collect();
    assert_eq!(roles, [Some(RoleClass::Assistant), None, None]);
    let said = with("Assistent").unwrap_err();
    let expected =
        "a.csv, line 2, field ARBEID: \"Assistent\" is none of leader, professional, skilled, assistant, office";
    assert!(said.contains(expected), "{said}");
    let without = "UNIT,KOM,JOBB[SQ001],JOBB[SQ002]\nskole-07,asker,1,2\n";
    let said = read(Tool::LimeSurvey, "a.csv", without.as_bytes(), &mapping, &instrument).unwrap_err();
    assert!(said.contains("there is no column `ARBEID`"), "{said}");
}

#[test]
fn a_file_that_a_spreadsheet_has_changed_is_named() {
    let instrument = instrument("limesurvey-old.lss");
    let with = |unit: &str, answer: &str| {
        let file = format!("UNIT;KOM;JOBB[SQ001];JOBB[SQ002]\n{unit};asker;{answer};2\n");
        read(Tool::LimeSurvey, "a.csv", file.as_bytes(), &limesurvey(), &instrument)
    };
    assert!(with("0123", "1").is_ok());
    for (unit, answer, field, damage) in [
        ("0123", "1,0", "JOBB[SQ001]", "decimal comma"),
        ("0123", "01.feb", "JOBB[SQ001]", "made a date"),
        ("0123", "#NAVN?", "JOBB[SQ001]", "for a formula"),
        ("123", "1", "UNIT", "there is no unit 123, but a unit 0123: a spreadsheet has removed the zeros"),
        ("1,23E+11", "1", "UNIT", "with an exponent"),
        ("BlÃ¥klokka", "1", "UNIT", "another encoding"),
    ] {
        let said = with(unit, answer).unwrap_err();
        assert!(said.starts_with(&format!("a.csv, line 2, field {field}")) && said.contains(damage), "{said}");
        assert!(said.contains("without opening and saving it in a spreadsheet"), "{said}");
    }
    let said = read(Tool::Kobo, "k.xlsx", &bytes("kobo-damaged.xlsx"), &kobo(), &self::instrument("complete.xlsx"))
        .unwrap_err();
    assert!(
        said.contains("k.xlsx, sheet Arbeidsdagen, line 2, field trivsel/Trivsel_1") && said.contains("made a date"),
        "{said}"
    );
}

#[test]
fn an_spss_file_says_itself_what_does_not_count() {
    let form = r#"
        id = "sav"
        version = "1"
        validated = false
        title = { nb = "a", nn = "a", en = "a" }
        notice = { nb = "a", nn = "a", en = "a" }
        [[answer_scale]]
        id = "a"
        min = 1
        max = 5
        labels = [{ nb = "Helt uenig", nn = "b", en = "b" }, { nb = "2", nn = "2", en = "2" }, { nb = "3", nn = "3", en = "3" },
                  { nb = "4", nn = "4", en = "4" }, { nb = "Helt enig", nn = "c", en = "c" }]
        not_relevant = { nb = "Ikke relevant", nn = "Ikkje relevant", en = "Not relevant" }
        [[module]]
        id = "m"
        title = { nb = "a", nn = "a", en = "a" }
        intro = { nb = "a", nn = "a", en = "a" }
        [[module.scale]]
        id = "s"
        title = { nb = "a", nn = "a", en = "a" }
        description = { nb = "a", nn = "a", en = "a" }
        answer_scale = "a"
        missing_rule = "complete"
        favourable_from = 4
        direction = "higher_is_better"
        [[module.scale.item]]
        id = "trivsel"
        text = { nb = "a", nn = "a", en = "a" }
    "#;
    let instrument = Instrument::from_toml("sav.toml", form).unwrap();
    let mapping = Mapping {
        unit: "Enhet".to_owned(),
        former_municipality: "kommune".to_owned(),
        items: [(survey::ItemId::new("trivsel").unwrap(), "TRIVSEL_på_jobb".to_owned())].into(),
        not_relevant: vec!["97".to_owned()],
        left_out: vec!["alder".to_owned()],
        ..Mapping::default()
    };
    let records = read(Tool::Sav, "a.sav", &bytes("answers.sav"), &mapping, &instrument).unwrap();
    let expected = [row(1, "asker", &[Point(1)]), row(2, "royken", &[NotRelevant]), row(3, "asker", &[Missing])];
    assert_eq!(told(&records), expected);
    let unsaid = Mapping { not_relevant: Vec::new(), ..mapping };
    let said = read(Tool::Sav, "a.sav", &bytes("answers.sav"), &unsaid, &instrument).unwrap_err();
    assert!(said.starts_with("a.sav, case 2, field trivsel_på_jobb: 97 (Ikke relevant) is user-missing"), "{said}");
}
