//! Plan files: the shipped ones hold together, and a wrong one is refused with file, line and field.

use std::collections::BTreeSet;

use plan::{Measure, Plan, shipped, words};
use survey::{Direction, Language, ScaleId};

/// A small right plan; every case below breaks one thing in it.
const RIGHT: &str = r#"id = "small"
version = "1"
source = "somewhere"
from_year = 2017
to_year = 2020
title = { nb = "a", nn = "b", en = "c" }
notice = { nb = "a", nn = "b", en = "c" }

[[focus_area]]
number = 1
title = { nb = "a", nn = "b", en = "c" }
goal = { nb = "a", nn = "b", en = "c" }
scales = ["mastery_climate"]
registers = []
public_figures = { nb = "a", nn = "b", en = "c" }

[[indicator]]
code = "A.1"
focus_area = 1
title = { nb = "a", nn = "b", en = "c" }
measure = "scale_mean"
scale = "mastery_climate"
unit = { nb = "a", nn = "b", en = "c" }
direction = "higher_is_better"
lowest = "1"
highest = "5"
desired = ">= 4.2"
not_approved = "<= 3.75"
source = "page 1"

[[indicator]]
code = "A.2"
title = { nb = "a", nn = "b", en = "c" }
measure = "external"
register = { nb = "a", nn = "b", en = "c" }
unit = { nb = "a", nn = "b", en = "c" }
direction = "higher_is_better"
source = "page 2"
"#;

#[test]
fn the_small_plan_is_right() {
    let plan = Plan::from_toml("small.toml", RIGHT).unwrap();
    assert_eq!((plan.id(), plan.version(), plan.valid()), ("small", "1", (2017, 2020)));
    assert_eq!(plan.areas().len(), 1);
    let [first, second] = plan.indicators() else { panic!("two indicators") };
    assert_eq!(plan.area_of(first).unwrap().number(), 1);
    assert_eq!(plan.area_of(second), None);
    assert!(first.measure().is_connected() && !second.measure().is_connected());
}

#[test]
fn what_is_wrong_is_named_with_file_line_and_field() {
    for (from, to, line, field, part) in [
        ("id = \"small\"", "id = \"Small plan\"", 1, "id", "not a plan id"),
        ("id = \"small\"", "id = \" \"", 1, "id", "empty"),
        ("from_year = 2017\n", "", 1, "from_year", "missing field"),
        ("to_year = 2020", "to_year = 2016", 5, "to_year", "ends before it begins"),
        ("to_year = 2020", "to_year = \"soon\"", 5, "to_year", "invalid type"),
        ("from_year = 2017", "from_year = 2017\nform_year = 2017", 5, "form_year", "unknown field"),
        ("notice = { nb = \"a\", nn", "notice = { nb = \"\", nn", 7, "notice", "empty"),
        ("notice = { nb = \"a\", nn", "notice = { nn", 7, "notice", "nb"),
        ("scales = [\"mastery_climate\"]", "scales = [\"Mastery climate\"]", 13, "scales", "scale id"),
        ("code = \"A.1\"", "code = \"\"", 18, "code", "empty"),
        ("focus_area = 1", "focus_area = 2", 19, "focus_area", "no focus area 2"),
        ("measure = \"scale_mean\"", "measure = \"mean\"", 21, "measure", "unknown variant"),
        ("measure = \"scale_mean\"", "measure = \"sickness_absence_rate\"", 22, "scale", "no scale"),
        (
            "measure = \"external\"",
            "measure = \"presence_rate\"\nlowest = \"0\"\nhighest = \"1\"",
            37,
            "register",
            "no register",
        ),
        ("scale = \"mastery_climate\"\n", "", 21, "scale", "needs a scale"),
        ("register = { nb = \"a\", nn = \"b\", en = \"c\" }\n", "", 34, "register", "needs a register"),
        (
            "direction = \"higher_is_better\"\nlowest",
            "direction = \"lower_is_better\"\nlowest",
            24,
            "direction",
            "disagree",
        ),
        ("lowest = \"1\"\n", "", 25, "lowest", "no lowest"),
        ("highest = \"5\"\n", "", 25, "highest", "no highest"),
        ("lowest = \"1\"\nhighest = \"5\"\n", "", 18, "lowest", "no range"),
        ("highest = \"5\"", "highest = \"1\"", 26, "highest", "not above the lowest"),
        ("highest = \"5\"", "highest = \"five\"", 26, "highest", "not a decimal number"),
        ("\">= 4.2\"", "\">= 4,2\"", 27, "desired", "decimal comma"),
        ("\">= 4.2\"", "\"4.2 - 5\"", 27, "desired", "comparison"),
        ("\">= 4.2\"", "\">= 3.7\"", 28, "not_approved", "both desired"),
        ("\"<= 3.75\"", "\">= 3.75\"", 28, "not_approved", "same way"),
        ("desired = \">= 4.2\"\n", "", 27, "desired", "no desired"),
        ("not_approved = \"<= 3.75\"\n", "", 27, "not_approved", "none that is not approved"),
        ("\"higher_is_better\"\nlowest", "\"up\"\nlowest", 24, "direction", "expected higher_is_better"),
        ("measure = \"scale_mean\"", "measure = \"relative_change\"", 21, "of", "change of something"),
        (
            "measure = \"scale_mean\"\n",
            "measure = \"change_in_points\"\nof = \"external\"\n",
            22,
            "of",
            "unknown variant",
        ),
        ("measure = \"scale_mean\"\n", "measure = \"scale_mean\"\nof = \"scale_mean\"\n", 22, "of", "has no of"),
        (
            "scale = \"mastery_climate\"\n",
            "scale = \"mastery_climate\"\nfigure = \"women\"\n",
            23,
            "figure",
            "no figure",
        ),
        ("code = \"A.1\"", "code = \"A.1\"\ndecimals = 9", 19, "decimals", "cannot be shown"),
        ("code = \"A.1\"", "code = \"A.1\"\nfrom_year = 2016", 19, "from_year", "its plan for 2017 to 2020"),
        ("code = \"A.1\"", "code = \"A.1\"\nto_year = 2030", 19, "to_year", "its plan for 2017 to 2020"),
        ("code = \"A.1\"", "code = \"A.1\"\nfrom_year = 2020\nto_year = 2018", 20, "to_year", "ends before"),
        ("code = \"A.1\"", "code = 7", 18, "code", "invalid type: integer"),
        ("registers = []", "registers = \"none\"", 14, "registers", "expected a list"),
        ("code = \"A.2\"", "code = \"A.1\"", 0, "", ""),
    ] {
        assert!(RIGHT.contains(from), "{from}");
        let broken = RIGHT.replacen(from, to, 1);
        let read = Plan::from_toml("plans/small.toml", &broken);
        if line == 0 {
            assert!(read.is_ok(), "the same code with another source is another indicator");
            continue;
        }
        let errors = read.expect_err(to);
        let [error] = errors.as_slice() else { panic!("one thing is wrong, not these: {errors}") };
        assert_eq!(error.file, "plans/small.toml");
        assert_eq!(error.line, Some(line), "{to}: {error}");
        assert_eq!(error.field, field, "{to}: {error}");
        assert!(error.to_string().contains(part), "{to}: {error}");
        assert!(!error.remedy.is_empty(), "{to}: {error}");
    }
}

#[test]
fn the_same_code_and_source_twice_is_refused() {
    let twice = RIGHT.replacen("code = \"A.2\"", "code = \"A.1\"", 1).replacen("\"page 2\"", "\"page 1\"", 1);
    let errors = Plan::from_toml("small.toml", &twice).unwrap_err();
    let [error] = errors.as_slice() else { panic!("{errors}") };
    assert_eq!((error.line, error.field.as_str()), (Some(32), "code"));
}

#[test]
fn the_same_focus_area_twice_is_refused() {
    let area: String = RIGHT.lines().skip(8).take(7).map(|line| format!("{line}\n")).collect();
    let twice = RIGHT.replacen(&area, &format!("{area}{area}"), 1);
    let errors = Plan::from_toml("small.toml", &twice).unwrap_err();
    let [error] = errors.as_slice() else { panic!("{errors}") };
    assert_eq!((error.line, error.field.as_str()), (Some(17), "number"), "{error}");
}

#[test]
fn the_shipped_plans_speak_of_scales_the_shipped_instrument_has() {
    let instrument = survey::mestring().unwrap();
    for plan in [shipped::asker_2017_2020().unwrap(), shipped::temaplan_2020_2023().unwrap()] {
        for indicator in plan.indicators() {
            if let Measure::ScaleMean(id) = indicator.measure() {
                let scale = instrument.scale(id).unwrap_or_else(|| panic!("{id}"));
                assert!(indicator.fits(scale), "{} and {id}", indicator.code());
                assert_eq!(indicator.direction(), scale.direction(), "{} and {id}", indicator.code());
            }
        }
        for scale in plan.areas().iter().flat_map(plan::FocusArea::scales) {
            assert!(instrument.scale(scale).is_some(), "{scale}");
        }
    }
}

#[test]
fn every_scale_of_the_shipped_instrument_is_in_the_plan_or_part_of_one_that_is() {
    let instrument = survey::mestring().unwrap();
    let plan = shipped::temaplan_2020_2023().unwrap();
    let named: BTreeSet<&ScaleId> = plan.areas().iter().flat_map(plan::FocusArea::scales).collect();
    let parts = ["vigour", "dedication", "absorption"];
    for scale in instrument.scales() {
        assert!(named.contains(scale.id()) || parts.contains(&scale.id().as_str()), "{}", scale.id());
    }
}

#[test]
fn an_indicator_of_an_area_is_named_by_that_area() {
    let plan = shipped::temaplan_2020_2023().unwrap();
    assert_eq!(plan.areas().iter().map(plan::FocusArea::number).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7]);
    for indicator in plan.indicators() {
        let area = plan.area_of(indicator).unwrap();
        assert!(indicator.code().starts_with(&format!("{}.", area.number())), "{}", indicator.code());
        if let Measure::ScaleMean(id) = indicator.measure() {
            assert!(area.scales().contains(id), "{id}");
        }
    }
}

#[test]
fn a_borrowed_zone_is_the_lender_s_and_says_so() {
    let old = shipped::asker_2017_2020().unwrap();
    let new = shipped::temaplan_2020_2023().unwrap();
    let mut borrowed = 0;
    for indicator in new.indicators() {
        let note = indicator.note().unwrap();
        let Some(zones) = indicator.zones() else {
            assert!(note.get(Language::En).contains("No public zones"), "{}", indicator.code());
            continue;
        };
        let code = note.get(Language::En).split("indicator ").nth(1).unwrap().split(' ').next().unwrap();
        let lender = old.indicators().iter().find(|lender| lender.code() == code).unwrap();
        assert_eq!(Some(zones), lender.zones(), "{}", indicator.code());
        assert_eq!(indicator.printed(), lender.printed());
        for language in Language::ALL {
            assert!(note.get(language).contains(code), "{}", indicator.code());
        }
        if lender.measure().is_connected() {
            assert_eq!(indicator.measure(), lender.measure());
        }
        borrowed += 1;
    }
    assert_eq!(borrowed, old.indicators().iter().filter(|indicator| indicator.zones().is_some()).count());
}

#[test]
fn the_stand_in_is_labelled_in_every_language() {
    let old = shipped::asker_2017_2020().unwrap();
    assert_eq!(old.title().get(Language::Nb), "Asker 2016–2020 (gamle Asker)");
    for (language, words) in [
        (Language::Nb, "ikke målene i temaplanen"),
        (Language::Nn, "ikkje måla i temaplanen"),
        (Language::En, "not the targets of the plan"),
    ] {
        assert!(old.notice().get(language).contains(words));
    }
    let new = shipped::temaplan_2020_2023().unwrap();
    for area in new.areas() {
        for (language, words) in
            [(Language::Nb, "ikke offentlige"), (Language::Nn, "ikkje offentlege"), (Language::En, "not public")]
        {
            assert!(area.public_figures().get(language).contains(words), "{}", area.number());
        }
    }
}

#[test]
fn performance_climate_is_better_when_lower_and_never_has_borrowed_zones() {
    let plan = shipped::temaplan_2020_2023().unwrap();
    let climate = ScaleId::new("performance_climate").unwrap();
    let indicator = plan.indicators().iter().find(|one| *one.measure() == Measure::ScaleMean(climate.clone())).unwrap();
    assert_eq!(indicator.direction(), Direction::LowerIsBetter);
    assert!(indicator.zones().is_none());
}

#[test]
fn the_rule_reads_as_people_speak() {
    let plan = shipped::asker_2017_2020().unwrap();
    let zones = |code: &str| *plan.indicators().iter().find(|one| one.code() == code).unwrap().zones().unwrap();
    assert_eq!(
        zones("MA.2.1").rule(Language::Nb),
        "Ønsket: minst 4,2. Ikke godkjent: høyst 3,75. Alt annet er akseptert."
    );
    assert_eq!(
        zones("MA.1.1").rule(Language::Nn),
        "Ønskt: under 7,3. Ikkje godkjend: over 7,6. Alt anna er akseptert."
    );
    assert_eq!(
        zones("MA.3.1").rule(Language::En),
        "Desired: above 85. Not approved: below 80. Everything else is accepted."
    );
    for language in Language::ALL {
        let all = [words::not_measured(language), words::not_connected(language), words::no_public_zones(language)];
        assert_eq!(BTreeSet::from(all).len(), 3);
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() {
    let mut broken = RIGHT.to_owned();
    for (from, to) in [
        ("id = \"small\"", "id = \"Small\""),
        ("from_year = 2017", "form_year = 2017"),
        ("number = 1", "number = \"one\""),
        ("focus_area = 1", "focus_area = 4"),
        ("direction = \"higher_is_better\"\nlowest", "direction = \"lower_is_better\"\nlowest"),
        ("highest = \"5\"", "highest = \"five\""),
        ("\"<= 3.75\"", "\"<= 4.3\""),
        ("register = { nb = \"a\", nn = \"b\", en = \"c\" }", "register = { nb = \"\", nn = \"b\", en = \"c\" }"),
        ("source = \"page 2\"", "source = \"\""),
    ] {
        assert!(broken.contains(from), "{from}");
        broken = broken.replacen(from, to, 1);
    }
    let errors = Plan::from_toml("plans/small.toml", &broken).unwrap_err();
    let found: Vec<(Option<u64>, &str)> =
        errors.as_slice().iter().map(|error| (error.line, error.field.as_str())).collect();
    let expect = [
        (Some(1), "id"),
        (Some(1), "from_year"),
        (Some(4), "form_year"),
        (Some(10), "number"),
        (Some(19), "focus_area"),
        (Some(26), "highest"),
        (Some(28), "not_approved"),
        (Some(35), "register"),
        (Some(38), "source"),
    ];
    assert_eq!(found, expect, "{errors}");
    assert!(errors.as_slice().iter().all(|error| !error.problem.is_empty() && !error.remedy.is_empty()));
}

#[test]
fn text_that_is_no_toml_is_refused_with_its_line() {
    let errors = Plan::from_toml("small.toml", &RIGHT.replacen("to_year = 2020", "to_year = = 2020", 1)).unwrap_err();
    assert_eq!(errors.as_slice()[0].line, Some(5), "{errors}");
    let twice = RIGHT.replacen("to_year = 2020", "to_year = 2020\nto_year = 2021", 1);
    let errors = Plan::from_toml("small.toml", &twice).unwrap_err();
    assert!(errors.to_string().contains("duplicate key"), "{errors}");
}

#[test]
fn every_kind_of_measure_is_read_with_its_own_keys() {
    use plan::{Figure, Level};
    let scale = || ScaleId::new("mastery_climate").unwrap();
    let of_scale = "scale = \"mastery_climate\"\n";
    for (keys, measure) in [
        ("measure = \"favourable_share\"\nscale = \"mastery_climate\"\n", Measure::FavourableShare(scale())),
        ("measure = \"presence_rate\"\n", Measure::PresenceRate),
        ("measure = \"units_reaching_target\"\n", Measure::UnitsReachingTarget),
        ("measure = \"register\"\nfigure = \"position_size\"\n", Measure::Register(Figure::PositionSize)),
        ("measure = \"change_in_points\"\nof = \"presence_rate\"\n", Measure::ChangeInPoints(Level::PresenceRate)),
        (
            "measure = \"relative_change\"\nof = \"register\"\nfigure = \"turnover\"\n",
            Measure::RelativeChange(Level::Register(Figure::Turnover)),
        ),
        (
            "measure = \"change_in_points\"\nof = \"scale_mean\"\nscale = \"mastery_climate\"\n",
            Measure::ChangeInPoints(Level::ScaleMean(scale())),
        ),
    ] {
        let text = RIGHT.replacen(&format!("measure = \"scale_mean\"\n{of_scale}"), keys, 1);
        let plan = Plan::from_toml("small.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(*plan.indicators()[0].measure(), measure);
    }
}

#[test]
fn an_indicator_takes_years_edition_and_decimals_from_its_plan_unless_it_says_otherwise() {
    let plan = Plan::from_toml("small.toml", RIGHT).unwrap();
    let [first, second] = plan.indicators() else { panic!("two indicators") };
    assert_eq!((first.valid(), first.zones_version(), first.decimals()), ((2017, 2020), "1", 2));
    assert_eq!(second.decimals(), 1);
    let own = "code = \"A.1\"\nfrom_year = 2018\ndecimals = 3\nzones_version = \"edition 7\"";
    let plan = Plan::from_toml("small.toml", &RIGHT.replacen("code = \"A.1\"", own, 1)).unwrap();
    let first = &plan.indicators()[0];
    assert_eq!((first.valid(), first.zones_version(), first.decimals()), ((2018, 2020), "edition 7", 3));
}
