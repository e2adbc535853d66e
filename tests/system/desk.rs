//! The desk as a process: accounts made by command, people who sign in at a real socket, what each of them reads, and the log afterwards.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::process::{Command, Stdio};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int16Type, Int64Type};
use arrow_array::{Array, StringArray};
use arrow_ipc::reader::StreamReader;
use serde_json::Value;

use crate::binary::{Run, path};
use crate::project::{Project, text_of};
use crate::reader::{PASSWORD, Reply, agent, all_pages, form, get, sign_in};
use crate::server::Server;

const WAVE: &str = "2023-host";
const INDICES: &str = "/api/v1/views/indices";

#[test]
fn people_read_their_part_over_a_socket_and_the_log_tells_it() {
    let project = Project::synthetic();
    project.run(&["release", WAVE]).well();
    let units = Units::of(&project);
    let accounts = [("kari", "hr", None), ("leif", "leader", Some(units.own.as_str())), ("pia", "politician", None)];
    for (name, role, unit) in accounts {
        let mut arguments = vec!["desk", "account", "add", name, "--role", role];
        arguments.extend(unit.into_iter().flat_map(|unit| ["--unit", unit]));
        let told = typed(&project, &arguments, PASSWORD).well();
        assert!(told.stdout.contains(name) && !told.stdout.contains(PASSWORD), "{}", told.stdout);
    }
    let again = typed(&project, &["desk", "account", "add", "kari", "--role", "hr"], PASSWORD).refusal();
    assert!(again.contains("kari"), "{again}");

    let desk = Server::desk(&project);
    nobody_gets_in_without_signing_in(&desk);
    let everything = asked(&project, &["query", "--statistic", "all", "--format", "ndjson"]);
    let kari = sign_in(&desk, "kari");
    pages_are_the_whole_answer(&desk, &kari, &everything);
    files_hold_the_same_cells(&desk, &kari, &everything);
    a_leader_sees_the_own_line(&project, &desk, &units, &everything);
    a_politician_sees_no_single_unit(&project, &desk);
    a_token_reads_odata(&project, &desk);
    assert_eq!(desk.end(), Some(0));
    the_log_is_as_it_was_written_and_an_edit_is_found(&project);
}

/// Two branches of the organisation: the one that a leader leads, and another.
struct Units {
    own: String,
    /// The own unit with everything below it, and what it lies in.
    line: BTreeSet<String>,
    other: String,
}

impl Units {
    /// From the released file, without the program.
    fn of(project: &Project) -> Units {
        let cube: Value = serde_json::from_str(&project.read(&format!("released/{WAVE}/cube.json"))).unwrap();
        let groups = cube["groups"].as_array().unwrap();
        let id = |at: usize| groups[at]["id"].as_str().unwrap().to_owned();
        let parent = |at: usize| groups[at]["parent"].as_u64().map(|parent| usize::try_from(parent).unwrap());
        let below = |top: usize| -> BTreeSet<String> {
            let lies_in = |at: &usize| std::iter::successors(Some(*at), |at| parent(*at)).any(|at| at == top);
            (0..groups.len()).filter(lies_in).map(id).collect()
        };
        let branches: Vec<usize> =
            (0..groups.len()).filter(|at| groups[*at]["kind"]["unit"]["depth"] == 1 && below(*at).len() > 2).collect();
        let [own, other, ..] = branches[..] else { panic!("two branches with units below them: {branches:?}") };
        let above = std::iter::successors(parent(own), |at| parent(*at)).map(id);
        let everybody = "*".to_owned();
        let line = below(own).into_iter().chain(above).chain([everybody]).collect();
        Units { own: id(own), line, other: id(other) }
    }
}

/// A command that asks for a password gets it as the first line of its input.
fn typed(project: &Project, arguments: &[&str], line: &str) -> Run {
    let mut command = Command::new(path());
    command.args(["--project", text_of(project.root())]).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The rows that the command line gives.
fn asked(project: &Project, arguments: &[&str]) -> Vec<Value> {
    let told = project.run(arguments).well().stdout;
    let rows: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!rows.is_empty(), "{arguments:?}");
    rows
}

fn nobody_gets_in_without_signing_in(desk: &Server) {
    for path in [INDICES, "/api/v1/waves", "/odata/$metadata", "/odata/indices", "/openapi.json"] {
        for header in [("accept", "*/*"), ("authorization", "Bearer made-up"), ("cookie", "desk=made-up")] {
            let reply = get(desk, path, header);
            assert_eq!(reply.status, 401, "{path} {header:?}: {}", reply.text());
            assert!(!reply.text().contains(WAVE), "{path}");
        }
    }
    let page = get(desk, "/login", ("accept", "text/html"));
    assert!(page.status == 200 && page.text().contains("method=\"post\""), "{}", page.text());
    let home = desk.url("");
    assert_eq!(form(desk, "kari", PASSWORD, "http://evil.example").status, 403, "a form of another site");
    assert_eq!(form(desk, "kari", "et annet passord", &home).status, 403);
    assert_eq!(form(desk, "hemmelig navn", PASSWORD, &home).status, 403);
}

fn pages_are_the_whole_answer(desk: &Server, cookie: &str, everything: &[Value]) {
    let size = everything.len() / 7;
    let (rows, pages) = all_pages(desk, cookie, &format!("{INDICES}?limit={size}"));
    assert_eq!(rows.len(), everything.len());
    assert!(rows == everything, "the desk's pages and `mestring query` differ in a cell");
    assert_eq!(pages, everything.len().div_ceil(size));
    assert!(rows.iter().any(|row| row["status"] != "shown" && row["value"].is_null()), "a withheld cell is a row");
}

/// What a row says that every format can say: its number of people, its number, and its status.
type Said = (Option<i64>, Option<f64>, String);

fn files_hold_the_same_cells(desk: &Server, cookie: &str, everything: &[Value]) {
    let said = |row: &Value| (row["n"].as_i64(), row["value"].as_f64(), row["status"].as_str().unwrap().to_owned());
    let expected: Vec<Said> = everything.iter().map(said).collect();
    let file = |format: &str| {
        let reply = get(desk, &format!("{INDICES}?format={format}"), ("cookie", cookie));
        assert_eq!((reply.status, reply.headers["total-rows"].as_str()), (200, expected.len().to_string().as_str()));
        reply.bytes
    };
    assert!(of_csv(&file("csv")) == expected, "CSV");
    assert!(of_arrow(&file("arrow")) == expected, "Arrow");
}

fn of_csv(bytes: &[u8]) -> Vec<Said> {
    let mut reader = csv::Reader::from_reader(bytes);
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let [n, value, status] = ["n", "value", "status"].map(place);
    let said = |row: csv::StringRecord| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let people = some(&row[n]).map(|text| text.parse().unwrap());
        (people, some(&row[value]).map(|text| text.parse().unwrap()), row[status].to_owned())
    };
    reader.records().map(|row| said(row.unwrap())).collect()
}

fn of_arrow(bytes: &[u8]) -> Vec<Said> {
    let mut said = Vec::new();
    for batch in StreamReader::try_new(Cursor::new(bytes), None).unwrap() {
        let batch = batch.unwrap();
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let people = column("n").as_primitive::<Int64Type>();
        let values = column("value").as_primitive::<Float64Type>();
        let status = column("status").as_dictionary::<Int16Type>().downcast_dict::<StringArray>().unwrap();
        assert_eq!(status.null_count(), 0);
        let words = status.into_iter().map(|word: Option<&str>| word.unwrap().to_owned());
        said.extend(people.iter().zip(values).zip(words).map(|((n, value), word)| (n, value, word)));
    }
    said
}

fn a_leader_sees_the_own_line(project: &Project, desk: &Server, units: &Units, everything: &[Value]) {
    let cookie = sign_in(desk, "leif");
    let own = format!("leader:{}", units.own);
    let expected = asked(project, &["query", "--statistic", "all", "--format", "ndjson", "--as", &own]);
    let (rows, _) = all_pages(desk, &cookie, &format!("{INDICES}?limit=10000"));
    assert!(rows == expected && rows.len() < everything.len(), "{} of {}", rows.len(), everything.len());
    for row in &rows {
        assert!(units.line.contains(row["unit"].as_str().unwrap()), "{row}");
    }
    let as_leader = |path: &str| get(desk, path, ("cookie", &cookie));
    // The other unit is neither found by its name nor by the number its row has for those who see all.
    let asked_for = as_leader(&format!("{INDICES}?where=unit%20eq%20'{}'", units.other)).json();
    assert_eq!(asked_for["total"], 0);
    assert!(everything.iter().any(|row| row["unit"] == units.other.as_str()), "the other unit has rows");
    assert_eq!(as_leader(&format!("/odata/indices({})", rows.len())).status, 200);
    assert_eq!(as_leader(&format!("/odata/indices({})", rows.len() + 1)).status, 404);
    assert_eq!(as_leader("/api/v1/views/answers").status, 404);
    // Questions in SQL are for those who see every unit; the own unit's page is for leaders.
    let sql = |cookie: &str| {
        let request = agent().post(desk.url("/api/v1/sql")).header("cookie", cookie);
        let request = request.header("content-type", "application/json").header("sec-fetch-site", "same-origin");
        Reply::of(request.send("{\"sql\":\"select count(*) as rows from indices\"}").unwrap())
    };
    assert_eq!(sql(&cookie).status, 403);
    let kari = sign_in(desk, "kari");
    assert_eq!(sql(&kari).json()["rows"][0]["rows"], everything.len());
    assert_eq!(as_leader("/unit").status, 200);
    assert_eq!(get(desk, "/unit", ("cookie", &kari)).status, 403);
}

fn a_politician_sees_no_single_unit(project: &Project, desk: &Server) {
    let cookie = sign_in(desk, "pia");
    let (rows, _) = all_pages(desk, &cookie, "/api/v1/views/units?limit=10000");
    assert_eq!(rows, asked(project, &["query", "--view", "units", "--format", "ndjson", "--as", "politician"]));
    assert!(rows.iter().all(|row| row["group_kind"] != "unit"));
    let signed_out =
        agent().post(desk.url("/logout")).header("cookie", &cookie).header("sec-fetch-site", "same-origin");
    assert_eq!(signed_out.send("").unwrap().status(), 303);
    assert_eq!(get(desk, INDICES, ("cookie", &cookie)).status, 401, "the session has ended");
}

fn a_token_reads_odata(project: &Project, desk: &Server) {
    let token = project.run(&["desk", "token", "kari", "--label", "Excel"]).well().stdout;
    let bearer = format!("Bearer {}", token.trim());
    let read = |path: &str| get(desk, path, ("authorization", &bearer));
    let metadata = read("/odata/$metadata");
    assert_eq!((metadata.status, metadata.headers["content-type"].as_str()), (200, "application/xml"));
    assert!(metadata.text().contains("<EntitySet Name=\"units\""), "{}", metadata.text());
    let expected = asked(project, &["query", "--view", "units", "--format", "ndjson"]);
    assert_eq!(read("/odata/units/$count").text(), expected.len().to_string());
    let (mut found, mut next) = (Vec::new(), Some("/odata/units?$count=true".to_owned()));
    while let Some(address) = next {
        let request = agent().get(if address.starts_with("http") { address } else { desk.url(&address) });
        let request = request.header("authorization", &bearer).header("prefer", "odata.maxpagesize=20");
        let page = Reply::of(request.call().unwrap()).json();
        assert_eq!(page["@odata.count"], expected.len());
        found.extend(page["value"].as_array().unwrap().iter().cloned());
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
    }
    for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
        let mut cells = found.as_object().unwrap().clone();
        assert_eq!(cells.remove("row"), Some(Value::from(place + 1)));
        assert_eq!(&Value::from(cells), expected);
    }
    assert_eq!(found.len(), expected.len());
    project.run(&["desk", "token", "kari", "--label", "Excel"]).well();
    assert_eq!(read("/odata/units").status, 401, "a token with the same label takes the place of the first");
}

fn the_log_is_as_it_was_written_and_an_edit_is_found(project: &Project) {
    let log = project.read("desk/audit.jsonl");
    let entry = |line: &str| serde_json::from_str::<Value>(line).unwrap()["entry"].clone();
    let told: Vec<String> = log
        .lines()
        .map(entry)
        .map(|entry| {
            ["who", "deed", "what", "format"].map(|name| entry[name].as_str().unwrap_or("-").to_owned()).join(" ")
        })
        .collect();
    for line in [
        "kari refused - -",
        "- refused - -",
        "kari signed_in - -",
        "kari exported indices csv",
        "kari exported indices arrow",
        "leif signed_in - -",
        "pia signed_out - -",
    ] {
        assert!(told.iter().any(|told| told == line), "{line:?} is not in {told:#?}");
    }
    assert!(told.iter().any(|told| told.starts_with("leif viewed indices where")), "{told:#?}");
    for secret in ["hemmelig", PASSWORD, "made-up"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    let verified = project.run(&["desk", "verify"]).well().stdout;
    assert!(verified.contains(&format!(": {} lines, each as it was written", told.len())), "{verified}");

    // Somebody else read it; it was never read; it was read once more.
    let lines: Vec<&str> = log.lines().collect();
    let at = told.iter().position(|told| told == "leif signed_in - -").unwrap();
    let edited = lines[at].replace("leif", "kari");
    let changed: Vec<&str> =
        lines[..at].iter().copied().chain([edited.as_str()]).chain(lines[at + 1..].iter().copied()).collect();
    let without: Vec<&str> = lines[..at].iter().chain(&lines[at + 1..]).copied().collect();
    let twice: Vec<&str> = lines[..=at].iter().chain(&lines[at..]).copied().collect();
    for (name, lines, line) in [("changed", changed, at + 1), ("without", without, at + 1), ("twice", twice, at + 2)] {
        let file = project.write_beside(&format!("{name}.jsonl"), lines.join("\n") + "\n");
        let run = project.run(&["desk", "verify", &file]);
        assert_eq!(run.code, Some(4), "{name}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("line {line}: ")), "{name}: {}", run.stderr);
    }
}
