//! Requests, SQL and descriptions through the real binary, over released cubes.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;

use crate::binary::{Run, path, run};
use crate::project::{Project, differences, snapshot, text_of};

const WAVE: &str = "2023-host";

/// A small municipality whose last wave is released. Every test only reads it.
static RELEASED: LazyLock<Project> = LazyLock::new(|| {
    let project = Project::synthetic();
    project.run(&["release", WAVE]).well();
    project
});

fn ask(arguments: &[&str]) -> Run {
    RELEASED.run(arguments)
}

/// The released cube as its file says.
fn cube() -> Value {
    serde_json::from_str(&RELEASED.read(&format!("released/{WAVE}/cube.json"))).unwrap()
}

/// The cells of a scale in the file: the mean or the reason, by the group's id.
fn cells(scale: &str) -> BTreeMap<String, Result<f64, String>> {
    let cube = cube();
    let groups = cube["groups"].as_array().unwrap();
    let of_scale = cube["scores"].as_array().unwrap().iter().filter(|entry| entry["scale"] == scale);
    let cell = |entry: &Value| match entry["cell"].get("withheld") {
        Some(reason) => Err(reason.as_str().unwrap().to_owned()),
        None => Ok(entry["cell"]["shown"]["mean"].as_f64().unwrap()),
    };
    let id = |entry: &Value| {
        let group = &groups[usize::try_from(entry["group"].as_u64().unwrap()).unwrap()];
        if group["kind"] == "total" { "*".to_owned() } else { group["id"].as_str().unwrap().to_owned() }
    };
    of_scale.map(|entry| (id(entry), cell(entry))).collect()
}

/// Nothing on standard output is wider than eighty columns.
fn narrow(run: Run) -> String {
    let told = run.well().stdout;
    for line in told.lines() {
        assert!(line.chars().count() <= 80, "{} columns: {line}", line.chars().count());
        assert_eq!(line, line.trim_end(), "a line ends in spaces");
    }
    told
}

#[test]
fn a_request_shows_cells_and_marks_in_the_terminal() {
    let told = narrow(ask(&["query", "--measure", "mastery_climate", "--by", "unit", "--all"]));
    let expected = cells("mastery_climate");
    let hidden = expected.iter().filter(|(id, cell)| !id.contains(':') && cell.is_err()).count();
    assert!(hidden > 0, "nothing is withheld in this municipality");
    let marks = ["for få svar", "skjult for å beskytte en annen enhet"];
    let explained = told.split("Tall som ikke er vist").nth(1).expect("marks are explained");
    assert!(marks.iter().any(|mark| explained.contains(mark)), "{told}");
    // A mean as the file has it, with a decimal comma.
    let shown = expected.iter().find(|(id, cell)| !id.contains(':') && *id != "*" && cell.is_ok()).unwrap();
    let mean = format!("{:.2}", shown.1.as_ref().unwrap()).replace('.', ",");
    assert!(told.contains(&mean), "{mean} is not in {told}");
    let english = narrow(ask(&["query", "--measure", "mastery_climate", "--by", "unit", "--all", "--language", "en"]));
    assert!(english.contains(&mean.replace(',', ".")) && english.contains("Numbers that are not shown"), "{english}");
}

#[test]
fn a_long_table_says_how_much_of_it_is_left_out() {
    let all = narrow(ask(&["query", "--all"]));
    let first = narrow(ask(&["query"]));
    assert!(first.lines().count() < all.lines().count());
    let more = first.lines().find(|line| line.contains("rader til er ikke vist")).expect("how many more there are");
    assert!(more.contains("--all") || first.contains("--all"), "{first}");
    let left: usize = more.split(' ').next().unwrap().parse().unwrap();
    assert!(left > 0);
    let limited = ask(&["query", "--limit", "3"]).well();
    assert!(limited.stderr.contains("rows more than --limit are left out"), "{}", limited.stderr);
    let compared = ask(&["query", "--where", "value<3", "--all"]).well();
    assert!(compared.stderr.contains("rows have no number to compare"), "{}", compared.stderr);
}

#[test]
fn every_view_and_a_wide_selection_keep_to_eighty_columns() {
    for view in [
        "indices",
        "distributions",
        "benchmarks",
        "absence",
        "participation",
        "trend",
        "units",
        "indicators",
        "codebook",
    ] {
        narrow(ask(&["query", "--view", view]));
        narrow(ask(&["sql", &format!("select * from {view}")]));
        for language in ["nb", "nn", "en"] {
            let told = narrow(run(&["describe", view, "--language", language]));
            assert!(told.starts_with(view), "{told}");
        }
    }
    let told = narrow(run(&["codebook"]));
    assert!(told.contains("indices") && told.contains("codebook"), "{told}");
    assert!(run(&["describe", "indexes"]).refusal().contains("there is no view indexes; near: indices"));
}

#[test]
fn sql_reads_views_from_the_line_a_file_and_standard_input() {
    let text = "select status, count(*) as cells from indices where measure = 'engagement' and statistic = 'mean' \
                group by status order by status";
    let told = narrow(ask(&["sql", text]));
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    let expected = cells("engagement");
    for cell in expected.values() {
        *counted.entry(cell.as_ref().map_or_else(String::as_str, |_| "shown")).or_default() += 1;
    }
    for count in counted.values() {
        assert!(told.lines().any(|line| line.ends_with(&format!(" {count}"))), "{count} is not in {told}");
    }
    let file = RELEASED.write_beside("of status.sql", text);
    assert_eq!(narrow(ask(&["sql", "--file", &file])), told);
    let mut command = Command::new(path());
    command.args(["--project", text_of(RELEASED.root()), "sql", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), told);
}

#[test]
fn what_would_write_or_read_a_file_is_refused_and_touches_nothing() {
    let before = snapshot(RELEASED.root());
    for text in [
        "create table t as select * from indices",
        "drop table indices",
        "delete from indices",
        "insert into indices values (1)",
        "update indices set value = 1",
        "select 1; drop table indices",
        "select * from read_csv('/etc/passwd')",
        "select * from read_parquet('absence/month=2023-01.parquet')",
        "copy indices to 'out.csv'",
        "explain select * from indices",
    ] {
        let told = ask(&["sql", text]).refusal();
        assert_eq!(told.lines().count(), 1, "{text}: {told}");
        assert!(!told.contains("root:"), "{text}: {told}");
    }
    assert_eq!(differences(&before, &snapshot(RELEASED.root())), Vec::<String>::new());
}

#[test]
fn names_that_are_not_there_are_refused_with_the_near_ones() {
    for (arguments, told) in [
        (vec!["query", "--measure", "mastery_climat"], "there is no measure mastery_climat; near: mastery_climate"),
        (vec!["query", "--wave", "2023-haust"], "there is no wave 2023-haust; near: 2023-host"),
        (vec!["query", "--wave", "2030..2031"], "no wave lies in 2030..2031; the waves are 2023-host"),
        (vec!["query", "--where", "unti=a"], "view indices has no column unti; near: unit"),
        (vec!["query", "--by", "unit_type,role"], "no group here is by unit_type,role"),
        (vec!["query", "--view", "absense"], "there is no view absense; near: absence"),
        (vec!["query", "--as", "leader:no-such-unit"], "there is no unit no-such-unit"),
        (vec!["sql", "select valeu from indices"], "there is no column valeu; near: value"),
        (vec!["sql", "select * from index"], "index"),
        (vec!["sql", "--file", "nowhere.sql"], "nowhere.sql: there is no such file"),
    ] {
        let refused = ask(&arguments).refusal();
        assert!(refused.contains(told), "{arguments:?}: {refused}");
        assert_eq!(refused.lines().count(), 1, "{refused}");
    }
    assert_eq!(ask(&["query", "--as", "somebody"]).code, Some(2));
    assert_eq!(ask(&["sql"]).code, Some(2));
}

#[test]
fn only_released_waves_are_asked_unless_somebody_says_otherwise() {
    let project = Project::synthetic();
    let told = project.run(&["query"]).refusal();
    assert!(told.contains("no wave is released yet; run `mestring analyse`"), "{told}");
    project.run(&["analyse"]).well();
    let told = project.run(&["sql", "select 1 as one"]).refusal();
    assert!(told.contains("release 2023-host with `mestring release WAVE`, or add --analysed"), "{told}");
    let shown = project.run(&["query", "--by", "total", "--analysed"]).well();
    assert!(shown.stderr.contains("analysed and not released: 2023-host; no audit stands behind"), "{}", shown.stderr);
    assert!(!ask(&["query", "--by", "total", "--analysed"]).well().stderr.contains("not released"));
}

#[test]
fn others_see_the_same_cells_and_fewer_rows() {
    let kinds =
        |who: &str| narrow(ask(&["sql", "select distinct group_kind from units order by group_kind", "--as", who]));
    assert!(kinds("hr").contains("enhet med alt under seg"));
    assert_eq!(kinds("hr"), kinds("representative"));
    assert!(!kinds("politician").contains("enhet med alt under seg"));
    let cube = cube();
    let leaf = cube["groups"].as_array().unwrap().iter().rfind(|group| group["kind"].get("unit").is_some()).unwrap();
    let leaf = leaf["id"].as_str().unwrap();
    let theirs = narrow(ask(&["sql", "select id from units", "--as", &format!("leader:{leaf}"), "--all"]));
    assert!(theirs.contains(leaf), "{theirs}");
    assert!(theirs.lines().count() < narrow(ask(&["sql", "select id from units", "--all"])).lines().count());
}

#[test]
fn shells_are_told_verbs_views_and_columns() {
    for shell in ["bash", "zsh", "fish"] {
        let script = run(&["completions", shell]).well().stdout;
        for word in ["describe", "--measure", "participation", "former_municipality", "certainty"] {
            assert!(script.contains(word.trim_start_matches('-')), "{shell}: {word}");
        }
    }
    assert_eq!(run(&["completions", "tcsh"]).code, Some(2));
}

/// A row of the view of indices as a file has it: key, value and status.
type Cell = (([String; 3], String, String), Option<f64>, String);

fn row(fields: &BTreeMap<&str, &str>) -> Cell {
    let of = |name: &str| (*fields.get(name).unwrap_or_else(|| panic!("no column {name}"))).to_owned();
    let key = (["unit", "former_municipality", "role"].map(of), of("measure"), of("statistic"));
    (key, Some(of("value")).filter(|value| !value.is_empty()).map(|value| value.parse().unwrap()), of("status"))
}

/// The rows of a CSV file whose texts hold no commas, or are asked for without them.
fn rows_of_csv(text: &str) -> Vec<Cell> {
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    lines.map(|line| row(&names.iter().copied().zip(line.split(',')).collect())).collect()
}

const PLAIN: &str = "select unit, former_municipality, role, measure, statistic, value, status from indices";

#[test]
fn an_answer_is_the_same_in_text_formats_and_withheld_cells_are_rows_in_them() {
    let csv = rows_of_csv(&ask(&["sql", PLAIN, "--format", "csv"]).well().stdout);
    let (shown, hidden): (Vec<&Cell>, Vec<&Cell>) = csv.iter().partition(|(_, _, status)| status == "shown");
    assert!(!shown.is_empty() && !hidden.is_empty());
    assert!(shown.iter().all(|(_, value, _)| value.is_some()) && hidden.iter().all(|(_, value, _)| value.is_none()));
    let means = |scale: &str| -> BTreeMap<String, Result<f64, String>> {
        let of_scale = csv.iter().filter(|((_, measure, statistic), ..)| measure == scale && statistic == "mean");
        let id = |[unit, former, role]: &[String; 3]| {
            let of = |kind: &str, name: &str| Some(format!("{kind}:{name}")).filter(|_| name != "*");
            let part = of("former_municipality", former).or_else(|| of("role_class", role));
            let place = Some(unit.clone()).filter(|unit| unit != "*" || part.is_none());
            place.into_iter().chain(part).collect::<Vec<_>>().join("|")
        };
        of_scale.map(|((who, ..), value, status)| (id(who), value.ok_or(status.clone()))).collect()
    };
    assert_eq!(means("mastery_climate"), cells("mastery_climate"), "the file has the cube's cells");

    let json: Value = serde_json::from_str(&ask(&["sql", PLAIN, "--format", "json"]).well().stdout).unwrap();
    let json: Vec<Cell> = json.as_array().unwrap().iter().map(of_object).collect();
    assert_eq!(json, csv);
    let ndjson = ask(&["sql", PLAIN, "--format", "ndjson"]).well().stdout;
    let ndjson: Vec<Cell> = ndjson.lines().map(|line| of_object(&serde_json::from_str(line).unwrap())).collect();
    assert_eq!(ndjson, csv);

    let asked = ask(&["query", "--statistic", "all", "--format", "csv"]).well().stdout;
    assert_eq!(asked, ask(&["export", "--view", "indices", "--format", "csv"]).well().stdout);
    assert_eq!(asked.lines().count(), csv.len() + 1);
}

fn of_object(object: &Value) -> Cell {
    let text = |name: &str| object[name].as_str().unwrap().to_owned();
    let key = (["unit", "former_municipality", "role"].map(text), text("measure"), text("statistic"));
    (key, object[name_of_value(object)].as_f64(), text("status"))
}

fn name_of_value(object: &Value) -> &'static str {
    assert!(object.as_object().unwrap().contains_key("value"), "a cell without a number has its key: {object}");
    "value"
}

#[test]
fn binary_formats_go_into_files_and_through_pipes() {
    let beginning = |format: &str| -> &[u8] {
        match format {
            "parquet" => b"PAR1",
            "xlsx" | "package" => b"PK",
            "arrow" => b"\xff\xff\xff\xff",
            "ddi" => b"<?xml",
            other => panic!("{other}"),
        }
    };
    for format in ["parquet", "arrow", "xlsx", "package", "ddi"] {
        let file = RELEASED.beside(&format!("answer.{format}"));
        let told = ask(&["sql", PLAIN, "--format", format, "--out", &file]).well().stdout;
        assert!(told.contains(" rows\n"), "{told}");
        let written = std::fs::read(&file).unwrap();
        assert!(written.starts_with(beginning(format)), "{format}");
        let mut command = Command::new(path());
        command.args(["--project", text_of(RELEASED.root()), "sql", PLAIN, "--format", format]);
        assert_eq!(command.output().unwrap().stdout, written, "{format}: a pipe gets what a file gets");
    }
}

#[test]
fn whole_cubes_are_exported_as_one_file_or_one_for_each_view() {
    for format in ["xlsx", "package", "ddi"] {
        let file = RELEASED.beside(&format!("all.{format}"));
        ask(&["export", "--wave", WAVE, "--format", format, "--out", &file]).well();
        assert!(std::fs::metadata(&file).unwrap().len() > 1000, "{format}");
    }
    let folder = RELEASED.beside("parquet files");
    let told = ask(&["export", "--format", "parquet", "--out", &folder]).well().stdout;
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let expected = [
        "absence",
        "benchmarks",
        "codebook",
        "distributions",
        "indicators",
        "indices",
        "participation",
        "trend",
        "units",
    ];
    assert_eq!(names, expected.map(|view| format!("{view}.parquet")));
    assert_eq!(told.lines().count(), expected.len());

    let told = ask(&["export", "--format", "csv"]).refusal();
    assert!(told.contains("csv holds one view; name one with --view, or a folder with --out"), "{told}");
    let told = ask(&["export", "--wave", "2022-host", "--format", "csv", "--view", "indices"]).refusal();
    assert!(told.contains("there is no wave 2022-host; near: 2023-host"), "{told}");
    let told = ask(&["export", "--format", "csv", "--view", "index", "--out", &folder]).refusal();
    assert!(told.contains("there is no view index"), "{told}");
    // What cannot be written leaves nothing half done.
    let file = RELEASED.write_beside("in the way", "text");
    let run = ask(&["export", "--format", "csv", "--out", &file]);
    assert_ne!(run.code, Some(0));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "text");
}
