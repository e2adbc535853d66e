//! Wrong answers of other tools, mappings and rosters.

use std::fs;

use super::{Trials, spoilt_field};
use crate::project::Project;

const MAPPING: &str = "wave = \"2018-host\"
title = { nb = \"Høst 2018\", nn = \"Haust 2018\", en = \"Autumn 2018\" }
date = \"2018-10-01\"
unit = \"unit\"
former_municipality = \"former\"
not_relevant = [\"9\"]
[items]
intrinsic_motivation_1 = \"q1\"
intrinsic_motivation_2 = \"q2\"
";

#[test]
fn wrong_responses() {
    let mut trials = Trials::on(Project::synthetic());
    let header = "unit,former,q1,q2\n";
    let good = "asker-adm-felles,asker,4,5\n";
    let map = trials.project.write_beside("map.toml", MAPPING);
    let cases = [
        (
            "outside the scale",
            header.to_owned() + good + "asker-adm-felles,asker,7,3\n",
            vec!["line 3, field q1: ", "1 to 5"],
        ),
        (
            "decimal comma in quotes",
            header.to_owned() + good + "asker-adm-felles,asker,4,\"3,5\"\n",
            vec!["line 3, field q2: ", "whole number"],
        ),
        ("bare decimal comma", header.to_owned() + good + "asker-adm-felles,asker,3,5,4\n", vec!["line 3"]),
        ("a row too short", header.to_owned() + good + "asker-adm-felles,asker,3\n", vec!["line 3"]),
        ("wrong column", header.replace("q2", "q3") + good, vec!["no column q2", "unit, former, q1, q3"]),
        ("semicolons", (header.to_owned() + good).replace(',', ";"), vec!["no column", "semicolons"]),
        ("no unit", header.to_owned() + good + ",asker,4,4\n", vec!["line 3, field unit: "]),
        ("unknown unit", header.to_owned() + good + "nowhere,asker,4,4\n", vec!["line 3, field unit: ", "nowhere"]),
        (
            "unknown former municipality",
            header.to_owned() + good + "asker-adm-felles,oslo,4,4\n",
            vec!["line 3, field former: ", "oslo"],
        ),
        ("no rows", header.to_owned(), vec!["no responses"]),
    ];
    let number = cases.len();
    for (case, text, parts) in cases {
        let file = trials.project.write_beside("wrong.csv", text);
        let arguments = ["import", "responses", &file, "--mapping", &map];
        trials.refused(case, &arguments, &[&["wrong.csv"], parts.as_slice()].concat());
    }
    let whole = fs::read(trials.project.path("responses/wave=2019-host/part-00000.parquet")).unwrap();
    let file = trials.project.write_beside("cut.parquet", &whole[..whole.len() / 2]);
    trials.refused("cut Parquet", &["import", "responses", &file, "--mapping", &map], &["cut.parquet", "cut short"]);
    let file = trials.project.beside("missing.csv");
    trials.refused("no such file", &["import", "responses", &file, "--mapping", &map], &["missing.csv"]);
    // A settled wave is never rewritten.
    let map = trials.project.write_beside("map.toml", MAPPING.replace("2018", "2019"));
    let file = trials.project.write_beside("other.csv", header.to_owned() + good);
    let arguments = ["import", "responses", &file, "--mapping", &map];
    trials.refused("a wave that is settled otherwise", &arguments, &["2019-host", "already settled"]);
    trials.done(number + 3);
}

#[test]
fn a_wrong_mapping() {
    let mut trials = Trials::on(Project::synthetic());
    let file = trials.project.write_beside("a.csv", "unit,former,q1,q2\nasker-adm-felles,asker,4,5\n");
    let cases = [
        (
            "unknown item",
            "intrinsic_motivation_2",
            "intrinsic_motivatoin_2",
            vec!["field intrinsic_motivatoin_2: ", "instrument mestring"],
        ),
        ("item that is no id", "intrinsic_motivation_2", "\"Q 2\"", vec!["Q 2"]),
        ("unknown key", "not_relevant", "not_relevent", vec!["field not_relevent: "]),
        ("no such date", "\"2018-10-01\"", "\"01.10.2018\"", vec!["field date: ", "2020-01-31"]),
        ("missing language", ", nn = \"Haust 2018\"", "", vec!["field title: ", "`nn`"]),
        ("unknown module", "not_relevant", "modules = [\"nope\"]\nnot_relevant", vec!["field modules: ", "`nope`"]),
        (
            "item of another module",
            "not_relevant",
            "modules = [\"inclusion\"]\nnot_relevant",
            vec!["field intrinsic_motivation_1: "],
        ),
        ("wave that is no id", "\"2018-host\"", "\"Høst 2018\"", vec!["field wave: "]),
        ("two items of one column", "\"q2\"", "\"q1\"", vec!["field intrinsic_motivation_2: ", "column q1"]),
        ("no such roster", "not_relevant", "invited = \"none.csv\"\nnot_relevant", vec!["none.csv"]),
    ];
    let number = cases.len();
    for (case, from, to, parts) in cases {
        let (text, line) = spoilt_field(MAPPING, from, to);
        let map = trials.project.write_beside("wrong.toml", &text);
        let place = format!("wrong.toml, {line}");
        // Where a roster is missing, that file is named; where an item is not asked, the item's own line is.
        let place = match case {
            "no such roster" => "none.csv",
            "item of another module" => "wrong.toml, line 9,",
            _ => &place,
        };
        trials.refused(
            case,
            &["import", "responses", &file, "--mapping", &map],
            &[&[place], parts.as_slice()].concat(),
        );
    }
    trials.done(number);
}

#[test]
fn a_wrong_roster_or_wave() {
    let mut trials = Trials::on(Project::synthetic());
    trials
        .project
        .run(&["wave", "prepare", "asked", "--title", "T", "--language", "nb", "--date", "2024-10-01"])
        .well();
    let out = trials.project.beside("mailing");
    let header = "id,unit,former_municipality,role_class,channel\n";
    let good = "7,adm-01,asker,skilled,letter\n";
    let row = |row: &str| format!("{header}{good}{row}\n");
    let leads = |unit: &str, leads: &str| {
        format!(
            "id,unit,former_municipality,role_class,channel,leads\n7,adm-01,asker,leader,sms,\n8,{unit},asker,leader,sms,{leads}\n"
        )
    };
    let cases = [
        ("unknown unit", row("8,nowhere,asker,,sms"), "line 3, field unit: nowhere"),
        ("unit of another time", row("8,asker-adm-felles,asker,,sms"), "line 3, field unit: asker-adm-felles"),
        ("unknown former municipality", row("8,adm-01,oslo,,sms"), "line 3, field former_municipality: oslo"),
        ("unknown channel", row("8,adm-01,asker,,fax"), "line 3, field channel: \"fax\" is none of letter, sms"),
        ("no channel", row("8,adm-01,asker,,"), "line 3, field channel: "),
        ("unknown role", row("8,adm-01,asker,boss,sms"), "line 3, field role_class: \"boss\" is none of leader"),
        ("the same id twice", row("7,adm-01,asker,,sms"), "line 3, field id: the same id is on line 2"),
        ("leads a unit that is not there", leads("adm-01", "nowhere"), "line 3, field leads: nowhere is not in"),
        ("leads a unit of another time", leads("adm-01", "asker-adm-felles"), "line 3, field leads: asker-adm-felles"),
        ("leads what is no id", leads("adm-01", "a b"), "line 3, field leads: "),
        ("leads a unit of another line", leads("adm-01", "helse"), "line 3, field leads: whoever leads helse works in"),
        ("no id", row(",adm-01,asker,,sms"), "line 3, field id: "),
        ("an id of two lines", row("\"8\n9\",adm-01,asker,,sms"), "line 3, field id: "),
        ("a row too short", row("8,adm-01,asker,sms"), "line 3"),
        ("wrong column", header.replace("channel", "way") + good, "line 1, field "),
        ("the roster of an import", "unit,former_municipality,invited\nadm-01,asker,3\n".to_owned(), "line 1, field "),
        ("semicolons", (header.to_owned() + good).replace(',', ";"), "line 1"),
        ("nobody", header.to_owned(), "field id: nobody"),
    ];
    let number = cases.len();
    for (case, text, part) in cases {
        let file = trials.project.write_beside("wrong.csv", text);
        trials.refused(case, &["invite", "asked", "--roster", &file, "--out", &out], &["wrong.csv, ", part]);
    }
    let roster = trials.project.write_beside("roster.csv", header.to_owned() + good);
    let invite = |wave, out| ["invite", wave, "--roster", &roster, "--out", out];
    trials.refused("inviting to an unknown wave", &invite("1999-host", &out), &["1999-host", "wave status"]);
    trials.refused("inviting to a settled wave", &invite("2023-host", &out), &["2023-host"]);
    let folder = trials.project.beside("taken");
    fs::create_dir(&folder).unwrap();
    fs::write(format!("{folder}/letters.html"), "something else").unwrap();
    trials.refused("codes over a file", &invite("asked", &folder), &["letters.html", "exists"]);

    let open = |wave, extra: &[&'static str]| [&["wave", "open", wave, "--date", "2024-10-01"], extra].concat();
    let titled = ["--title", "T", "--language", "nb"];
    trials.refused("no title", &open("2024-host", &["--title", " "]), &["title"]);
    let module = [titled.as_slice(), &["--module", "nope"]].concat();
    trials.refused("unknown module", &open("2024-host", &module), &["`nope`"]);
    trials.refused("a settled wave's id", &open("2023-host", &titled), &["2023-host", "exists already"]);
    trials.refused("a prepared wave again", &open("asked", &titled), &["asked", "exists already"]);
    trials.refused("a wave called like the key of codes", &open("codes", &titled), &["cannot be called codes"]);
    trials.refused("opening nothing", &["wave", "open", "1999-host"], &["1999-host", "--title"]);
    trials.refused("closing a draft", &["wave", "close", "asked"], &["asked", "draft"]);
    trials.refused("shares for a key file", &["wave", "rehearse", "asked", "--share", &roster], &["leave out --share"]);
    trials.refused("closing an unknown wave", &["wave", "close", "1999-host"], &["1999-host", "wave status"]);
    trials.refused("analysing an unknown wave", &["analyse", "1999-host"], &["1999-host", "not settled"]);
    trials.refused("reporting an unknown wave", &["report", "1999-host"], &["1999-host", "mestring analyse"]);
    trials.refused("reporting before analysing", &["report"], &["mestring analyse"]);
    trials.done(number + 15);
    assert!(!std::path::Path::new(&out).exists(), "nothing refused has codes");
}
