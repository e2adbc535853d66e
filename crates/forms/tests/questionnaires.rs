//! Questionnaires of other tools, from `data-samples/forms`, as instruments of ours.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use std::path::Path;

use forms::{Draft, Form, WriteRefused};
use survey::{Instrument, Language};

fn draft(name: &str) -> Draft {
    let bytes =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/forms").join(name)).unwrap();
    Draft::read(Form::of(name).unwrap(), name, &bytes).unwrap()
}

fn instrument(text: &str) -> Instrument {
    Instrument::from_toml("draft.toml", text).unwrap()
}

fn items(instrument: &Instrument) -> Vec<(&str, &str, u8, u8)> {
    let points = |item: &survey::Item| (item.answer_scale().points().min(), item.answer_scale().points().max());
    instrument
        .items()
        .iter()
        .map(|item| (item.id().as_str(), item.wording().get(Language::Nn), points(item).0, points(item).1))
        .collect()
}

#[test]
fn a_complete_xlsform_becomes_an_instrument() {
    let draft = draft("complete.xlsx");
    assert!(draft.misfits().is_empty() && draft.missing_texts() == ["title of the form: no text in nn, en"], "{draft}");
    // The title of an XLSForm has one language.
    let instrument = instrument(&draft.to_toml(Some(Language::Nb), false).unwrap());
    assert_eq!(
        items(&instrument),
        [
            ("trivsel_1", "Eg gler meg til å gå på jobb.", 1, 5),
            ("trivsel_2", "Dagane går fort.", 1, 5),
            ("utstyr_1", "Utstyret verkar.", 1, 2),
        ]
    );
    assert_eq!((instrument.id().as_str(), instrument.version()), ("arbeidsdag-2018", "2018.1"));
    assert!(!instrument.is_validated());
    let agreement = instrument.items().first().unwrap().answer_scale();
    let labels: Vec<&str> = agreement.labels().iter().map(|label| label.get(Language::En)).collect();
    assert_eq!(labels, ["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"]);
    assert_eq!(agreement.not_relevant().unwrap().get(Language::Nb), "Vet ikke");
    let modules: Vec<&str> = instrument.modules().iter().map(|module| module.title().get(Language::Nb)).collect();
    assert_eq!(modules, ["Trivsel", "Utstyr"]);
    assert_eq!(instrument.scales().iter().map(survey::Scale::favourable_from).collect::<Vec<_>>(), [4, 2]);

    let preview = draft.to_string();
    assert!(preview.contains("item `trivsel_1` from complete.xlsx, sheet survey, line 3, `Trivsel_1`"), "{preview}");
    assert!(preview.contains("answers = { \"nei\" = 1, \"ja\" = 2 }"), "{preview}");
}

#[test]
fn what_an_xlsform_has_and_we_do_not_is_listed_with_sheet_and_row() {
    let draft = draft("misfits.xlsx");
    let said: Vec<String> = draft.misfits().iter().map(ToString::to_string).collect();
    for (place, problem) in [
        ("misfits.xlsx, sheet survey, line 1, field label::Polski (pl)", "a language that we do not ask in"),
        ("misfits.xlsx, sheet choices, line 1, field label::Polski (pl)", "a language that we do not ask in"),
        ("misfits.xlsx, sheet survey, line 3, field type", "`text` is not a question"),
        ("misfits.xlsx, sheet survey, line 5, field relevant", "only under a condition: ${leder_1} > 3"),
        ("misfits.xlsx, sheet survey, line 6, field type", "`select_multiple enighet` is not a question"),
        ("misfits.xlsx, sheet survey, line 8, field type", "inside a repeat"),
    ] {
        assert!(said.iter().any(|line| line.starts_with(place) && line.contains(problem)), "{place}\n{said:#?}");
    }
    assert_eq!(said.len(), 6, "{said:#?}");
    assert!(draft.to_string().contains("not kept, for they tell who answered, when or on what: start"), "{draft}");
}

#[test]
fn nothing_is_left_out_or_copied_unless_somebody_says_so() {
    let draft = draft("misfits.xlsx");
    assert!(
        matches!(draft.to_toml(Some(Language::Nb), false), Err(WriteRefused::Misfits { misfits, .. }) if misfits.len() == 6)
    );
    let Err(WriteRefused::Texts { missing, .. }) = draft.to_toml(None, true) else { panic!("texts are missing") };
    assert!(
        missing.contains(&"misfits.xlsx, sheet survey, line 4, `leder_1`: no text in nn, en".to_owned()),
        "{missing:?}"
    );
    let Err(WriteRefused::Texts { missing, .. }) = draft.to_toml(Some(Language::En), true) else {
        panic!("no English")
    };
    assert!(missing.iter().any(|line| line.contains("no text in en to copy from")), "{missing:?}");

    let text = draft.to_toml(Some(Language::Nb), true).unwrap();
    assert!(text.contains("text.nn = \"Lederen min lytter.\" # copied from nb"), "{text}");
    assert!(text.contains("text.nb = \"Lederen min lytter.\"\n"), "{text}");
    assert_eq!(items(&instrument(&text)), [("leder_1", "Lederen min lytter.", 1, 5)]);
}

#[test]
fn limesurvey_before_version_4_has_texts_in_its_rows() {
    let draft = draft("limesurvey-old.lss");
    let said: Vec<String> = draft.misfits().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "limesurvey-old.lss, question FRI, field type: a text is not a question with one answer on a scale; leave it out"
        ]
    );
    let instrument = instrument(&draft.to_toml(None, true).unwrap());
    let expected = [("jobb_sq001", "Eg rekk det eg skal.", 1, 2), ("jobb_sq002", "Eg får hjelp.", 1, 2)];
    assert_eq!(items(&instrument), expected);
    assert_eq!(instrument.id().as_str(), "limesurvey-4711");
    let module = instrument.modules().first().unwrap();
    assert_eq!(module.intro().get(Language::Nb), "Tenk på de siste ukene.");
    let scale = instrument.scales().first().unwrap();
    assert_eq!((scale.title().get(Language::En), scale.id().as_str()), ("How much do you agree?", "jobb"));
    let second = instrument.items().get(1).unwrap();
    assert_eq!(second.wording().get(Language::En), "I get help & advice.");
    assert_eq!(second.answer_scale().not_relevant().unwrap().get(Language::En), "Does not apply");
}

#[test]
fn limesurvey_since_version_4_has_texts_in_tables_of_their_own() {
    let draft = draft("limesurvey-new.lss");
    let said: Vec<String> = draft.misfits().iter().map(ToString::to_string).collect();
    for (place, problem) in [
        ("limesurvey-new.lss, languages, field language", "`pl`"),
        ("limesurvey-new.lss, question LED3, field other", "write another answer"),
        ("limesurvey-new.lss, question LED4, field relevance", "((LED1.NAOK == \"enig\"))"),
    ] {
        assert!(said.iter().any(|line| line.starts_with(place) && line.contains(problem)), "{place}\n{said:#?}");
    }
    assert_eq!(said.len(), 3, "{said:#?}");
    let instrument = instrument(&draft.to_toml(Some(Language::Nb), true).unwrap());
    assert_eq!(items(&instrument), [("led1", "Lederen min lytter.", 1, 2), ("led2", "Hvor trygg er du?", 1, 5)]);
}

#[test]
fn files_that_are_not_what_they_are_called_are_refused() {
    let refused = |form, bytes: &[u8]| Draft::read(form, "x", bytes).unwrap_err().to_string();
    assert!(Form::of("skjema.docx").is_err());
    assert!(refused(Form::XlsForm, b"not a zip").contains("cannot be read as a workbook"));
    assert!(refused(Form::LimeSurvey, b"\xff").contains("not UTF-8"));
    assert!(refused(Form::LimeSurvey, b"<document><a></document>").contains("not XML"));
    assert!(refused(Form::LimeSurvey, b"<document>").contains("cut short"));
    assert!(refused(Form::LimeSurvey, b"<!DOCTYPE x [<!ENTITY a \"b\">]><document/>").contains("document type"));
    let other = b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>";
    assert!(refused(Form::LimeSurvey, other).contains("holds a LimeSurvey Group"));
    let deep = "<a>".repeat(10_000);
    assert!(refused(Form::LimeSurvey, deep.as_bytes()).contains("nested too deep"));
    let kobo = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/forms/kobo.xlsx")).unwrap();
    assert!(refused(Form::XlsForm, &kobo).contains("there is no sheet `survey`"));
}
