//! Wrong files, each given to the real binary: one sentence that says where and what, exit code 3, and nothing touched.

mod answers;
mod project_files;

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
