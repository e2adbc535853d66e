//! Wrong files of a project: instrument, organisation, absence, register figures.

use super::{Trials, spoilt, spoilt_field};
use crate::project::Project;

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
