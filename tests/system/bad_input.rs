//! Wrong files, each given to the real binary: one sentence that says where and what, exit code 3, and nothing touched.

use std::fs;
use std::net::TcpListener;

use serde_json::Value;

use crate::project::{Project, differences, snapshot};

/// Wrong inputs given one after the other to one project; what went otherwise than promised is told at the end.
struct Trials {
    project: Project,
    complaints: Vec<String>,
    tried: usize,
}

impl Trials {
    fn on(project: Project) -> Self {
        Self { project, complaints: Vec::new(), tried: 0 }
    }

    /// Runs the binary: it has to refuse in one sentence with these parts, and leave the project as it is.
    fn refused(&mut self, name: &str, arguments: &[&str], parts: &[&str]) {
        self.declined(3, name, arguments, parts);
    }

    fn declined(&mut self, code: i32, name: &str, arguments: &[&str], parts: &[&str]) {
        self.tried += 1;
        let before = snapshot(self.project.root());
        let run = self.project.run(arguments);
        let mut wrong = differences(&before, &snapshot(self.project.root()));
        if run.code != Some(code) {
            wrong.push(format!("exit code {:?} instead of {code}", run.code));
        }
        let lines = run.stderr.lines().count();
        if lines != 1 {
            wrong.push(format!("{lines} lines instead of one sentence"));
        }
        wrong.extend(parts.iter().filter(|part| !run.stderr.contains(**part)).map(|part| format!("no `{part}`")));
        if !run.stdout.is_empty() {
            wrong.push(format!("told on standard output: {}", run.stdout));
        }
        if !wrong.is_empty() {
            self.complaints.push(format!(
                "{name}: {}\n    {}",
                wrong.join("; "),
                run.stderr.trim_end().replace('\n', "\n    ")
            ));
        }
    }

    /// The same with a file of the project changed, which is put right afterwards.
    fn refused_with(&mut self, name: &str, file: &str, content: impl AsRef<[u8]>, arguments: &[&str], parts: &[&str]) {
        let path = self.project.path(file);
        let right = fs::read(&path).unwrap();
        assert_ne!(right, content.as_ref(), "{name}: nothing is wrong");
        fs::write(&path, content).unwrap();
        let file = path.to_str().unwrap();
        self.refused(name, arguments, &[&[file], parts].concat());
        fs::write(&path, right).unwrap();
    }

    fn done(self, expected: usize) {
        assert_eq!(self.tried, expected);
        assert!(
            self.complaints.is_empty(),
            "\n{} of {} wrong inputs:\n{}\n",
            self.complaints.len(),
            self.tried,
            self.complaints.join("\n")
        );
    }
}

/// The text with its first `from` replaced, and the number of the line where it stood.
fn spoilt(text: &str, from: &str, to: &str) -> (String, String) {
    let at = text.find(from).unwrap_or_else(|| panic!("no {from:?}"));
    let line = text[..at].matches('\n').count() + 1;
    (text.replacen(from, to, 1), format!("line {line}:"))
}

/// The same, for an error that names a field after its line.
fn spoilt_field(text: &str, from: &str, to: &str) -> (String, String) {
    let (text, line) = spoilt(text, from, to);
    (text, line.replace(':', ","))
}

#[test]
fn a_wrong_instrument() {
    let mut trials = Trials::on(Project::synthetic());
    let name = "instruments/mestring.toml";
    let right = trials.project.read(name);
    let cases = [
        (
            "unknown answer scale",
            "answer_scale = \"agreement\"",
            "answer_scale = \"agreemnet\"",
            "field answer_scale: there is no answer scale `agreemnet`",
        ),
        ("missing language of a label", ", nn = \"Heilt ueinig\"", "", "missing field `nn`"),
        ("empty language", "title.nn = \"Meistring på jobb\"", "title.nn = \" \"", "language `nn` is empty"),
        (
            "duplicate item",
            "id = \"intrinsic_motivation_2\"",
            "id = \"intrinsic_motivation_1\"",
            "field item.id: item `intrinsic_motivation_1` is there twice",
        ),
        ("unknown key", "validated = false", "validated = false\nvalidatd = true", "`validatd`"),
        ("points of another kind", "max = 5", "max = \"5\"", "field max"),
    ];
    for (case, from, to, part) in cases {
        let (text, line) = spoilt_field(&right, from, to);
        // An added key is wrong on its own line; an empty text is told at the first of the three.
        let line = if ["unknown key", "empty language"].contains(&case) { "line" } else { &line };
        trials.refused_with(case, name, text, &["analyse"], &[line, "field ", part]);
    }
    let cut = right.lines().take(80).collect::<Vec<_>>().join("\n") + "\ntext.nb = \"cut sho";
    trials.refused_with("cut short", name, cut, &["analyse"], &["line 81"]);
    trials.done(7);
}

#[test]
fn a_wrong_organisation() {
    let mut trials = Trials::on(Project::synthetic());
    let files = ["units", "former_municipalities", "lineage"];
    let right = files.map(|file| trials.project.read(&format!("organisation/{file}.csv")));
    // `adm` is below the root, and `adm-01` below `adm`.
    let row = "\nadm,Administrasjon,kommunen,";
    let cycle = spoilt(&right[0], row, "\nadm,Administrasjon,adm-01,").0;
    let roots = spoilt(&right[0], row, "\nadm,Administrasjon,,").0;
    let stray = spoilt(&right[0], row, "\nadm,Administrasjon,nowhere,").0;
    let line =
        format!("line {}, field parent: ", right[0].lines().position(|line| line.starts_with("adm,")).unwrap() + 1);
    let cases = [
        ("cycle", 0, cycle, vec!["field parent: ", "adm-01"]),
        ("two roots", 0, roots, vec![line.as_str(), "`adm`"]),
        ("unknown parent", 0, stray, vec![line.as_str(), "`nowhere`"]),
        ("semicolons", 0, right[0].replace(',', ";"), vec!["line 1", "semicolons"]),
        ("wrong column", 0, right[0].replacen("valid_from", "from", 1), vec!["line 1, field ", "valid_from"]),
        (
            "date of another form",
            0,
            right[0].replacen("2017-01-01", "01.01.2017", 1),
            vec!["line 2, field valid_from: "],
        ),
        ("same id twice", 1, right[1].replacen("royken,", "asker,", 1), vec!["line 3, field id: `asker`"]),
        ("neither true nor false", 1, right[1].replacen(",true", ",ja", 1), vec!["line 2, field merged: "]),
        (
            "lineage to an unknown unit",
            2,
            right[2].replacen(",kommunen", ",nowhere", 1),
            vec!["line 2, field new_unit: ", "`nowhere`"],
        ),
        ("lineage in a circle", 2, right[2].clone() + "kommunen,gamle-asker,\n", vec!["field new_unit: "]),
    ];
    for (case, wrong, text, parts) in cases {
        let mut texts = right.clone();
        texts[wrong] = text.clone();
        let [units, former, lineage] =
            [0, 1, 2].map(|file| trials.project.write_beside(&format!("{}.csv", files[file]), &texts[file]));
        let named = format!("{}.csv, line ", files[wrong]);
        let arguments = ["import", "organisation", "--units", &units, "--former", &former, "--lineage", &lineage];
        trials.refused(case, &arguments, &[&[named.as_str()], parts.as_slice()].concat());
        // The same file standing in the project stops an analysis as well.
        let file = format!("organisation/{}.csv", files[wrong]);
        trials.refused_with(&format!("{case}, in the project"), &file, text, &["analyse"], &parts);
    }
    let missing = trials.project.beside("missing.csv");
    let present = trials.project.write_beside("lineage.csv", &right[2]);
    let arguments = ["import", "organisation", "--units", &missing, "--former", &present, "--lineage", &present];
    trials.refused("no such file", &arguments, &["missing.csv"]);
    trials.done(21);
}

#[test]
fn wrong_absence() {
    let mut trials = Trials::on(Project::synthetic());
    let header = "unit,former_municipality,month,employees,lost_days_self_certified,lost_days_certified,agreed_days\n";
    let good = "adm-01,asker,2024-01,10,1.5,2,200\n";
    let cases = [
        (
            "decimal comma in quotes",
            header.to_owned() + good + "adm-02,asker,2024-01,10,\"1,5\",2,200\n",
            vec!["line 3, field lost_days_self_certified: ", "decimal comma"],
        ),
        (
            "bare decimal comma",
            header.to_owned() + good + "adm-02,asker,2024-01,10,1,5,2,200\n",
            vec!["line 3", "8 values", "7 columns"],
        ),
        ("wrong column", header.replace("employees", "staff") + good, vec!["line 1, field ", "employees"]),
        ("semicolons", (header.to_owned() + good).replace(',', ";"), vec!["line 1", "semicolons"]),
        (
            "more lost than agreed",
            header.to_owned() + "adm-01,asker,2024-01,10,150,51,200\n",
            vec!["line 2, field agreed_days: ", "201", "200"],
        ),
        ("the same month twice", header.to_owned() + good + good, vec!["line 3, field month: ", "line 2"]),
        ("month thirteen", header.to_owned() + "adm-01,asker,2024-13,10,1,1,200\n", vec!["line 2, field month: "]),
        (
            "negative days",
            header.to_owned() + "adm-01,asker,2024-01,10,-1,1,200\n",
            vec!["line 2, field lost_days_self_certified: "],
        ),
        (
            "unknown unit",
            header.to_owned() + good + "nowhere,asker,2024-01,10,1,1,200\n",
            vec!["line 3, field unit: ", "nowhere"],
        ),
        (
            "unknown former municipality",
            header.to_owned() + "adm-01,oslo,2024-01,10,1,1,200\n",
            vec!["line 2, field former_municipality: ", "oslo"],
        ),
        ("nothing", String::new(), vec!["empty"]),
    ];
    let number = cases.len();
    for (case, text, parts) in cases {
        let file = trials.project.write_beside("wrong.csv", text);
        let arguments = ["import", "absence", file.as_str()];
        trials.refused(case, &arguments, &[&["wrong.csv"], parts.as_slice()].concat());
    }
    let latin = [header.as_bytes(), b"adm-01,r\xf8yken,2024-01,10,1,1,200\n"].concat();
    let file = trials.project.write_beside("latin.csv", latin);
    trials.refused("not UTF-8", &["import", "absence", &file], &["latin.csv", "UTF-8"]);
    trials.done(number + 1);
}

#[test]
fn wrong_register_figures_and_targets_are_all_told_and_nothing_is_imported() {
    let mut trials = Trials::on(Project::synthetic());
    let header = "figure,year,unit,former_municipality,numerator,denominator,source,vintage\n";
    let wrong = header.to_owned()
        + "women,2022,nowhere,asker,1,20,HR,2023-02-15\n"
        + "women,2022,kommunen,oslo,1,20,HR,2023-02-15\n"
        + "women,2022,kommunen,asker,30,20,HR,2023-02-15\n"
        + "turnover,2022,kommunen,asker,-3,20,HR,2023-02-15\n"
        + "full_time,2022,kommunen,asker,3,20,HR,2023-02-15\n"
        + "full_time,2022,kommunen,asker,4,20,HR,2023-02-15\n"
        + "height,2022,kommunen,asker,4,20,HR,2023-02-15\n";
    let file = trials.project.write_beside("figures.csv", &wrong);
    let parts = [
        "line 2, field unit: ",
        "line 3, field former_municipality: ",
        "line 4, field numerator: the numerator 30 is above the denominator 20",
        "line 5, field numerator: \"-3\" is negative",
        "line 7, field year: full_time of unit kommunen, asker, already has 2022 on line 6",
        "line 8, field figure: ",
    ];
    trials.refused("wrong figures", &["import", "register", &file], &parts);
    let wrong = "unit,year,target\nnowhere,2023,7\nkommunen,2023,7\nkommunen,2023,8\nkommunen,2022,170\n";
    let file = trials.project.write_beside("targets.csv", wrong);
    let parts = ["line 2, field unit: ", "line 4, field year: ", "line 5, field target: 170 is not a percentage"];
    trials.refused("wrong targets", &["import", "targets", &file], &parts);
    let plan = "plans/asker-2017-2020.toml";
    let text = trials.project.read(plan);
    let text = text.replacen("to_year = 2020", "to_year = 2016", 1);
    let text = text.replacen("not_approved = \"> 7.6\"", "not_approved = \"> 7.1\"", 1);
    let text = text.replacen("figure = \"education\"", "figure = \"schooling\"", 1);
    let parts = ["ends before it begins", "some values are both desired", "\"schooling\" is not a register figure"];
    trials.refused_with("a plan with three mistakes", plan, text, &["analyse"], &parts);
    trials.done(3);
}

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
    let cases = [
        ("unknown unit", row("8,nowhere,asker,,sms"), "line 3, field unit: nowhere"),
        ("unit of another time", row("8,asker-adm-felles,asker,,sms"), "line 3, field unit: asker-adm-felles"),
        ("unknown former municipality", row("8,adm-01,oslo,,sms"), "line 3, field former_municipality: oslo"),
        ("unknown channel", row("8,adm-01,asker,,fax"), "line 3, field channel: \"fax\" is none of letter, sms"),
        ("no channel", row("8,adm-01,asker,,"), "line 3, field channel: "),
        ("unknown role", row("8,adm-01,asker,boss,sms"), "line 3, field role_class: \"boss\" is none of leader"),
        ("the same id twice", row("7,adm-01,asker,,sms"), "line 3, field id: the same id is on line 2"),
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

#[test]
fn wrong_settings() {
    let mut trials = Trials::on(Project::synthetic());
    let right = trials.project.read("mestring.toml");
    let cases = [
        ("unknown key", "name =", "nmae =", "`nmae`"),
        ("unknown key in a table", "address =", "adress =", "`adress`"),
        ("wrong value", "\"127.0.0.1:8380\"", "\"localhost\"", "address"),
        ("not TOML", "plans = [", "plans = ", "line"),
    ];
    for (case, from, to, part) in cases {
        let (text, line) = spoilt(&right, from, to);
        trials.refused_with(case, "mestring.toml", text, &["analyse"], &[&line, part]);
    }
    let elsewhere = right.replacen("instruments/mestring.toml", "instruments/own.toml", 1);
    trials.refused_with_other("instrument that is not there", elsewhere, "instruments/own.toml");
    let elsewhere = right.replacen("plans/asker-2017-2020.toml", "plans/own.toml", 1);
    trials.refused_with_other("plan that is not there", elsewhere, "plans/own.toml");
    let plan = "plans/asker-2017-2020.toml";
    let text = trials.project.read(plan);
    let (text, line) = spoilt(&text, "desired = \"", "desired = \"about ");
    trials.refused_with("wrong plan", plan, text, &["analyse"], &[&line.replace(':', ",")]);
    trials.done(7);
}

impl Trials {
    /// Settings that name a file that is not there: that file is what the sentence is about.
    fn refused_with_other(&mut self, name: &str, settings: String, missing: &str) {
        let path = self.project.path("mestring.toml");
        let right = fs::read(&path).unwrap();
        fs::write(&path, settings).unwrap();
        self.refused(name, &["analyse"], &[missing]);
        fs::write(&path, right).unwrap();
    }
}

#[test]
fn damaged_files_of_our_own() {
    let mut trials = Trials::on(Project::synthetic());
    trials.project.run(&["analyse"]).well();
    let part = "responses/wave=2023-host/part-00000.parquet";
    let bytes = fs::read(trials.project.path(part)).unwrap();
    trials.refused_with("cut part", part, &bytes[..bytes.len() / 2], &["analyse"], &["cut short"]);
    trials.refused_with("empty part", part, b"", &["analyse"], &["cut short"]);
    let mut changed = bytes.clone();
    changed[bytes.len() / 3] ^= 1;
    trials.refused_with("one bit of a part", part, changed, &["analyse"], &["changed"]);
    let earlier = "responses/wave=2019-host/part-00000.parquet";
    let bytes = fs::read(trials.project.path(earlier)).unwrap();
    trials.refused_with(
        "cut part of an earlier wave",
        earlier,
        &bytes[..bytes.len() - 1],
        &["analyse"],
        &["cut short"],
    );
    let manifest = "responses/wave=2023-host/manifest.json";
    let text = trials.project.read(manifest).replacen("\"rows\": ", "\"rows\": 1", 1);
    trials.refused_with("manifest that contradicts itself", manifest, text, &["analyse"], &["rows"]);
    let month = "absence/month=2023-03.parquet";
    let bytes = fs::read(trials.project.path(month)).unwrap();
    trials.refused_with("cut absence", month, &bytes[..bytes.len() / 2], &["analyse"], &[]);

    let cube = "analysed/2023-host/cube.json";
    let text = trials.project.read(cube);
    let right: Value = serde_json::from_str(&text).unwrap();
    let again = ["line", "mestring analyse 2023-host"];
    trials.refused_with("cut cube", cube, &text[..text.len() / 2], &["report"], &again);
    let scores = right["scores"].as_array().unwrap();
    let shown = scores.iter().position(|score| score["cell"]["shown"].is_object()).unwrap();
    let hidden = scores.iter().position(|score| score["cell"]["withheld"].is_string()).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut wrong = right.clone();
        change(&mut wrong);
        serde_json::to_vec_pretty(&wrong).unwrap()
    };
    let few = with(&|cube| cube["scores"][shown]["cell"]["shown"]["n"] = 3.into());
    trials.refused_with("a cube that shows three people", cube, few, &["report"], &again);
    let opened = with(&|cube| cube["scores"][hidden]["cell"] = serde_json::json!({ "shown": { "n": 3, "mean": 2.0 } }));
    trials.refused_with("a cube opened by hand", cube, opened, &["report"], &again);
    let lax = with(&|cube| cube["rule"]["answers_min"] = 1.into());
    trials.refused_with("a cube with a laxer rule", cube, lax, &["report"], &again);
    let later = with(&|cube| cube["version"] = 3.into());
    trials.refused_with("a cube of another version", cube, later, &["report"], &again);
    let more = with(&|cube| cube["respondents"] = serde_json::json!(["me"]));
    trials.refused_with("a cube with an unknown key", cube, more, &["report"], &again);
    trials.done(12);
}

#[test]
fn a_port_in_use_is_named() {
    let mut trials = Trials::on(Project::synthetic());
    trials
        .project
        .run(&["wave", "open", "2024-host", "--title", "T", "--language", "nb", "--date", "2024-10-01"])
        .well();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    trials.declined(1, "port in use", &["serve", "--address", &address], &[&address, "in use", "another port"]);
    trials.done(1);
}

#[test]
fn a_server_without_a_wave_says_what_is_missing() {
    let mut trials = Trials::on(Project::synthetic());
    trials.refused("serving nothing", &["serve", "--address", "127.0.0.1:0"], &["mestring wave open"]);
    trials.done(1);
}
