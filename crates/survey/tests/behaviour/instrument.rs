//! Instruments: what is read, what is refused and with which words, and what a wave can leave out.

use crate::sample::{INSTRUMENT, instrument};
use survey::{
    Direction, Instrument, ItemId, Language, MissingRule, ModuleId, ScaleId, ScaleKind, SelectError, Wave, WaveId,
};

#[test]
fn everything_written_can_be_read_back() {
    let instrument = instrument();
    assert_eq!(instrument.id().as_str(), "sample");
    assert_eq!(instrument.version(), "1.2.0");
    assert!(!instrument.is_validated());
    assert_eq!(instrument.notice().get(Language::Nn), "Ikkje validert.");
    let items: Vec<_> = instrument.items().iter().map(|item| (item.id().as_str(), item.is_reversed())).collect();
    assert_eq!(
        items,
        [("mastery_1", false), ("mastery_2", true), ("support_1", false), ("trouble_1", false), ("trouble_2", true)]
    );
    let scales: Vec<_> =
        instrument.scales().iter().map(|scale| (scale.id().as_str(), scale.items().to_vec())).collect();
    assert_eq!(
        scales,
        [
            ("mastery", vec![0, 1]),
            ("support", vec![2]),
            ("trouble", vec![3, 4]),
            ("both", vec![2, 0, 1]), // in the order of its parts
        ]
    );
    let mastery = instrument.mastery_climate().unwrap();
    assert_eq!((mastery.missing_rule(), mastery.favourable_from()), (MissingRule::AtLeast(1), 4));
    assert_eq!(instrument.scale(&ScaleId::new("trouble").unwrap()).unwrap().direction(), Direction::LowerIsBetter);
    let both = instrument.engagement().unwrap();
    assert!(matches!(both.kind(), ScaleKind::Composite(parts) if parts.len() == 2));
    assert_eq!(instrument.parts_of(both).map(|part| part.id().as_str()).collect::<Vec<_>>(), ["support", "mastery"]);
    let last = &instrument.items()[4];
    assert_eq!(instrument.answer_scale(last).id().as_str(), "yes_no");
    let labels: Vec<_> =
        last.answer_scale().labelled_points().map(|(point, label)| (point, label.get(Language::En))).collect();
    assert_eq!(labels, [(0, "No"), (1, "Yes")]);
    assert_eq!(instrument.item_position(&ItemId::new("support_1").unwrap()), Some(2));
    assert_eq!(instrument.item_position(&ItemId::new("nothing").unwrap()), None);
}

/// Replaces `from`, which must be there exactly once after `after`, and returns what the reader says.
#[track_caller]
fn refusal(after: &str, from: &str, to: &str) -> String {
    let start = INSTRUMENT.find(after).unwrap_or_else(|| panic!("{after:?} is not in the sample"));
    let (head, tail) = INSTRUMENT.split_at(start);
    assert!(tail.contains(from), "{from:?} is not in the sample after {after:?}");
    let broken = format!("{head}{}", tail.replacen(from, to, 1));
    match Instrument::from_toml("my.toml", &broken) {
        Ok(_) => panic!("{from:?} -> {to:?} was accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_wrong_instrument_is_refused_in_one_sentence_with_line_field_and_remedy() {
    let agreement = "id = \"agreement5\"";
    let mastery = "id = \"mastery\"";
    let both = "id = \"both\"";
    let cases: &[(&str, &str, &str, &str)] = &[
        // the form of the file
        (
            "id",
            "id = \"sample\"",
            "id = sample",
            "my.toml, line 1, field id: string values must be quoted, expected literal string; correct this line",
        ),
        (
            "id",
            "id = \"sample\"",
            "id = \"My Survey\"",
            "my.toml, line 1, field id: the instrument id begins with 'M', not with a small letter a-z or a digit; correct this line",
        ),
        ("id", "id = \"sample\"\n", "", "my.toml, field id: missing field `id`; add the key"),
        (
            "version",
            "\"1.2.0\"",
            "1.2",
            "my.toml, line 2, field version: invalid type: floating point `1.2`, expected a string; write a value of the kind it expects",
        ),
        (
            "version",
            "\"1.2.0\"",
            "\"one two\"",
            "my.toml, line 2, field version: this is not a version; write something like \"1.0.0\": at most 32 letters, digits, dots, dashes or plus signs",
        ),
        (
            "validated",
            "validated = false",
            "validated = \"no\"",
            "my.toml, line 3, field validated: invalid type: string \"no\", expected a boolean; write a value of the kind it expects",
        ),
        (
            "validated",
            "validated = false",
            "validated = false\nvalidated = true",
            "my.toml, line 4, field validated: duplicate key; keep one of the two",
        ),
        (
            "validated",
            "validated = false",
            "validated = false\nauthor = \"me\"",
            "my.toml, line 4, field author: unknown field `author`, expected one of `id`, `version`, `validated`, `title`, `notice`, `indices`, `answer_scale`, `module`, `composite`; remove the key or correct its spelling",
        ),
        // texts
        ("title", ", en = \"Sample\"", "", "my.toml, line 4, field title: missing field `en`; add the key"),
        (
            "title",
            "en = \"Sample\"",
            "en = \" \"",
            "my.toml, line 4, field title: the text in language `en` is empty; correct this line",
        ),
        (
            "title",
            "en = \"Sample\"",
            "en = \"Sample\", sv = \"Prov\"",
            "my.toml, line 4, field title: unknown field `sv`, expected one of `nb`, `nn`, `en`; remove the key or correct its spelling",
        ),
        (
            "title",
            "{ nb = \"Prøve\", nn = \"Prøve\", en = \"Sample\" }",
            "\"Sample\"",
            "my.toml, line 4, field title: invalid type: string \"Sample\", expected a text in three languages, { nb = \"…\", nn = \"…\", en = \"…\" }; write a value of the kind it expects",
        ),
        // indices
        (
            "[indices]",
            "\"mastery\"",
            "\"mastry\"",
            "my.toml, line 8, field indices.mastery_climate: there is no scale or composite `mastry`; name one of the file, or leave the key out",
        ),
        (
            "[indices]",
            "engagement =",
            "engagment =",
            "my.toml, line 9, field engagment: unknown field `engagment`, expected `mastery_climate` or `engagement`; remove the key or correct its spelling",
        ),
        // answer scales
        (
            agreement,
            "min = 1",
            "min = 2",
            "my.toml, line 13, field answer_scale.min: answer scale `agreement5`: the lowest answer point is 2; it must be 0 or 1; start at 0 or 1 and use 2 to 11 points",
        ),
        (
            agreement,
            "max = 5",
            "max = 1",
            "my.toml, line 13, field answer_scale.min: answer scale `agreement5`: answer points from 1 to 1 are not 2 to 11 points; start at 0 or 1 and use 2 to 11 points",
        ),
        (
            agreement,
            "max = 5",
            "max = 300",
            "my.toml, line 14, field max: invalid value: integer `300`, expected u8; write a value of the kind it expects",
        ),
        (
            agreement,
            "max = 5",
            "max = 7",
            "my.toml, line 15, field answer_scale.labels: answer scale `agreement5` has 7 points and 5 labels; write one label per point",
        ),
        (
            agreement,
            "\"yes_no\"",
            "\"agreement5\"",
            "my.toml, line 25, field answer_scale.id: answer scale `agreement5` is there twice; give each answer scale its own id",
        ),
        // modules
        (
            "[[module]]",
            "\"tools\"",
            "\"climate\"",
            "my.toml, line 67, field module.id: module `climate` is there twice; give each module its own id",
        ),
        // scales
        (
            mastery,
            "answer_scale = \"agreement5\"",
            "answer_scale = \"agreement7\"",
            "my.toml, line 39, field answer_scale: there is no answer scale `agreement7`; use one of `agreement5`, `yes_no` or add it",
        ),
        (
            mastery,
            "id = \"support\"",
            "id = \"mastery\"",
            "my.toml, line 54, field scale.id: scale `mastery` is there twice; give each scale and composite its own id",
        ),
        (
            mastery,
            "at_least = 1",
            "at_least = 3",
            "my.toml, line 40, field missing_rule: 3 answers are needed, but there are only 2 items; write { at_least = 2 } or less, or \"complete\"",
        ),
        (
            mastery,
            "at_least = 1",
            "at_least = 0",
            "my.toml, line 40, field missing_rule: a score needs at least one answer; write { at_least = 1 } or more",
        ),
        (
            mastery,
            "at_least = 1",
            "at_most = 1",
            "my.toml, line 40, field missing_rule: unknown variant `at_most`, expected `complete` or `at_least`; use one of the words it expects",
        ),
        (
            mastery,
            "{ at_least = 1 }",
            "\"some\"",
            "my.toml, line 40, field missing_rule: unknown variant `some`, expected `complete` or `at_least`; use one of the words it expects",
        ),
        (
            mastery,
            "missing_rule = { at_least = 1 }\n",
            "",
            "my.toml, line 35, field [[module.scale]]: missing field `missing_rule`; add the key",
        ),
        (
            mastery,
            "favourable_from = 4",
            "favourable_from = 6",
            "my.toml, line 41, field favourable_from: 6 is not an answer point above the lowest; write a number from 2 to 5",
        ),
        (
            mastery,
            "favourable_from = 4",
            "favourable_from = 1",
            "my.toml, line 41, field favourable_from: 1 is not an answer point above the lowest; write a number from 2 to 5",
        ),
        (
            mastery,
            "\"higher_is_better\"",
            "\"up\"",
            "my.toml, line 42, field direction: unknown variant `up`, expected `higher_is_better` or `lower_is_better`; use one of the words it expects",
        ),
        // items
        (
            mastery,
            "id = \"mastery_2\"",
            "id = \"mastery_1\"",
            "my.toml, line 49, field item.id: item `mastery_1` is there twice; give each item its own id",
        ),
        (
            mastery,
            "id = \"support_1\"",
            "id = \"mastery_1\"",
            "my.toml, line 63, field item.id: item `mastery_1` is there twice; give each item its own id",
        ),
        (
            mastery,
            "id = \"mastery_1\"",
            "id = \"unit\"",
            "my.toml, line 45, field item.id: `unit` is the name of another column of the answers; give the item another id",
        ),
        (
            mastery,
            "id = \"mastery_1\"",
            "id = \"Mastery 1\"",
            "my.toml, line 45, field id: the item id begins with 'M', not with a small letter a-z; correct this line",
        ),
        (
            mastery,
            "reverse = true",
            "reversed = true",
            "my.toml, line 51, field reversed: unknown field `reversed`, expected one of `id`, `text`, `reverse`; remove the key or correct its spelling",
        ),
        // composites
        (
            both,
            "\"support\", \"mastery\"",
            "\"support\", \"mystery\"",
            "my.toml, line 93, field composite.scales: there is no scale `mystery`; name scales of the modules above",
        ),
        (
            both,
            "\"support\", \"mastery\"",
            "\"support\", \"support\"",
            "my.toml, line 93, field composite.scales: scale `support` is named twice; name it once",
        ),
        (
            both,
            "\"support\", \"mastery\"",
            "\"support\"",
            "my.toml, line 93, field composite.scales: composite `both` has fewer than two scales; name at least two, or use the scale itself",
        ),
        (
            both,
            "\"support\", \"mastery\"",
            "\"support\", \"trouble\"",
            "my.toml, line 93, field composite.scales: scale `trouble` does not have the direction of the composite; put only scales with the same better end together",
        ),
        (
            both,
            "id = \"both\"",
            "id = \"mastery\"",
            "my.toml, line 90, field scale.id: scale `mastery` is there twice; give each scale and composite its own id",
        ),
        (
            both,
            "at_least = 3",
            "at_least = 4",
            "my.toml, line 94, field missing_rule: 4 answers are needed, but there are only 3 items; write { at_least = 3 } or less, or \"complete\"",
        ),
    ];
    let mut wrong = Vec::new();
    for (after, from, to, expect) in cases {
        let said = refusal(after, from, to);
        if said != *expect {
            wrong.push(format!("{from:?} -> {to:?}\n  expected {expect}\n  said     {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn parts_of_a_composite_need_the_same_answer_points() {
    let same_end = INSTRUMENT.replace("lower_is_better", "higher_is_better");
    let mixed = same_end.replace("[\"support\", \"mastery\"]", "[\"support\", \"trouble\"]");
    let error = Instrument::from_toml("my.toml", &mixed).unwrap_err();
    assert!(error.problem.contains("`trouble` has other answer points"), "{error}");
}

#[test]
fn modules_and_scales_cannot_be_empty() {
    let head = INSTRUMENT
        .split("[[module]]")
        .next()
        .unwrap()
        .replace("mastery_climate = \"mastery\"\nengagement = \"both\"", "");
    let texts = "title = { nb = \"a\", nn = \"b\", en = \"c\" }\nintro = { nb = \"a\", nn = \"b\", en = \"c\" }\n";
    let no_scale = format!("{head}[[module]]\nid = \"m\"\n{texts}");
    let error = Instrument::from_toml("my.toml", &no_scale).unwrap_err();
    assert_eq!(error.problem, "module `m` has no scales");
    let scale = "[[module.scale]]\nid = \"s\"\ntitle = { nb = \"a\", nn = \"b\", en = \"c\" }\ndescription = { nb = \"a\", nn = \"b\", en = \"c\" }\nanswer_scale = \"yes_no\"\nmissing_rule = \"complete\"\nfavourable_from = 1\ndirection = \"higher_is_better\"\n";
    let error = Instrument::from_toml("my.toml", &format!("{no_scale}{scale}")).unwrap_err();
    assert_eq!(error.problem, "scale `s` has no items");
    let error = Instrument::from_toml("my.toml", &format!("module = []\n{head}")).unwrap_err();
    assert_eq!(error.problem, "there are no modules");
    let error = Instrument::from_toml("my.toml", "").unwrap_err();
    assert!(error.to_string().starts_with("my.toml, field id: missing field"), "{error}");
}

fn module(id: &str) -> ModuleId {
    ModuleId::new(id).unwrap()
}

#[test]
fn a_selection_keeps_whole_modules_and_what_can_still_be_measured() {
    let whole = instrument();
    assert_eq!(whole.select(&[]).unwrap(), whole);
    assert_eq!(whole.select(&[module("tools"), module("climate")]).unwrap(), whole, "the order is the instrument's");

    let climate = whole.select(&[module("climate")]).unwrap();
    assert_eq!(climate.items().len(), 3);
    assert_eq!(climate.scales().len(), 3, "both parts of the composite are there");
    assert!(climate.engagement().is_some());

    let tools = whole.select(&[module("tools")]).unwrap();
    assert_eq!(tools.items().iter().map(|item| item.id().as_str()).collect::<Vec<_>>(), ["trouble_1", "trouble_2"]);
    assert_eq!(tools.scales().len(), 1);
    assert_eq!(tools.scales()[0].items(), [0, 1], "positions are counted anew");
    assert_eq!(tools.modules()[0].scales(), [0]);
    assert!(tools.mastery_climate().is_none() && tools.engagement().is_none());
}

#[test]
fn a_selection_of_what_is_not_there_is_refused() {
    let whole = instrument();
    let error = whole.select(&[module("tool")]).unwrap_err();
    assert_eq!(error.to_string(), "instrument `sample` has no module `tool`; its modules are `climate`, `tools`");
    let twice = whole.select(&[module("tools"), module("tools")]);
    assert_eq!(twice, Err(SelectError::NamedTwice { module: module("tools") }));
}

#[test]
fn a_wave_takes_its_questions_from_its_own_instrument_only() {
    let whole = instrument();
    let mut wave = Wave {
        id: WaveId::new("2021-host").unwrap(),
        title: whole.title().clone(),
        reference_date: crate::sample::day("2021-10-01"),
        instrument: whole.id().clone(),
        instrument_version: "1.2.0".to_owned(),
        modules: vec![module("tools")],
    };
    assert_eq!(wave.questions(&whole).unwrap(), whole.select(&[module("tools")]).unwrap());
    let text = serde_json::to_string(&wave).unwrap();
    assert_eq!(serde_json::from_str::<Wave>(&text).unwrap(), wave);
    assert!(
        serde_json::from_str::<Wave>(&text.replace("\"modules\"", "\"module\"")).is_err(),
        "unknown keys are refused"
    );
    wave.instrument_version = "1.1.0".to_owned();
    assert_eq!(
        wave.questions(&whole).unwrap_err().to_string(),
        "the wave uses instrument `sample` version 1.1.0, but this is `sample` version 1.2.0"
    );
}

#[test]
fn the_shipped_instrument_can_be_read_and_says_that_it_is_not_validated() {
    let shipped = survey::mestring().unwrap();
    assert_eq!(shipped.id().as_str(), "mestring");
    assert!(!shipped.is_validated());
    assert!(shipped.mastery_climate().is_some() && shipped.engagement().is_some());
    for module in shipped.modules() {
        let part = shipped.select(&[module.id().clone()]).unwrap();
        assert_eq!(part.modules().len(), 1);
        assert!(part.items().iter().all(|item| item.module() == module.id()));
    }
}
