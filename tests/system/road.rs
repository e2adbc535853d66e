//! One wave along the whole road: roster, codes, server, answers over HTTP, closing, analysis, report.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::mpsc;

use serde_json::{Map, Value, json};
use survey::{Answer, Instrument, Record, Response};

use crate::binary::run_in;
use crate::invitations::{ABOUT, Invitation, WAVE, open_wave};
use crate::project::{Project, differences, snapshot};
use crate::server::{Reply, Server, letter};

/// Answers that differ from person to person: the first items spell the person's number in base five.
pub(crate) fn points(instrument: &Instrument, person: usize) -> Vec<u8> {
    let spelt = (0..4_u32).map(|digit| u8::try_from(person / 5_usize.pow(digit) % 5 + 1).unwrap());
    let rest = instrument.items().iter().skip(4).map(|item| if item.is_reversed() { 2 } else { 4 });
    spelt.chain(rest).collect()
}

pub(crate) fn answers(instrument: &Instrument, points: &[u8]) -> Value {
    let pairs = instrument.items().iter().zip(points).map(|(item, point)| (item.id().to_string(), json!(point)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn record(instrument: &Instrument, invitation: &Invitation, points: &[u8]) -> Record {
    let answers = points.iter().copied().map(Answer::Point).collect();
    Record {
        unit: invitation.unit.clone(),
        former_municipality: invitation.former.clone(),
        role: invitation.role,
        response: Response::from_answers(instrument, answers).unwrap(),
    }
}

#[test]
fn a_wave_goes_from_the_roster_to_the_pages() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let invitations = open_wave(&project, [54, 33, 23]);
    let status = project.run(&["wave", "status"]).well().stdout;
    assert!(status.lines().any(|line| line.contains(WAVE) && line.contains("open")), "{status}");
    // Results never appear while a wave is open.
    let told = project.run(&["analyse", WAVE]).refusal();
    assert!(told.contains(WAVE) && told.contains("not settled"), "{told}");

    let server = Server::start(&project);
    let form = server.get(&format!("/svar/{WAVE}/1?lang=nb"));
    let wording = instrument.items()[0].wording().get(survey::Language::Nb);
    assert_eq!(form.status, 200);
    assert!(form.kind.starts_with("text/html") && form.body.contains(wording), "{}", form.body);
    assert_eq!(server.get("/svar/1999-host").status, 404);

    // Exact counts are told only where at least a hundred are invited.
    let answering = invitations.len() - 6;
    let mut sent = Vec::new();
    for (person, invitation) in invitations.iter().enumerate().take(answering) {
        let points = points(&instrument, person);
        let letter = letter(&invitation.code, person, &answers(&instrument, &points));
        let receipt = server.send(WAVE, &letter).with_status(201)["receipt"].clone();
        assert!(receipt.as_str().is_some_and(|receipt| receipt.len() >= 16), "{receipt}");
        assert_eq!(server.send(WAVE, &letter).with_status(200)["receipt"], receipt, "a retry gets the same receipt");
        sent.push(record(&instrument, invitation, &points));
    }
    what_the_server_refuses(&server, &instrument, &invitations, answering);
    assert!(!server.log().contains(&invitations[0].code), "a code in the log:\n{}", server.log());

    let told = project.run(&["wave", "close", WAVE]).well().stdout;
    assert!(told.contains(&format!("{answering} answers")), "{told}");
    let late = letter(&invitations[answering].code, 900, &answers(&instrument, &points(&instrument, 0)));
    server.send(WAVE, &late).with_status(410);
    let again = project.run(&["wave", "close", WAVE]).refusal();
    assert!(again.contains("settled already"), "{again}");
    server.send(WAVE, &late).with_status(410);
    assert_eq!(server.end(), Some(0), "asked to end, the server ends well");
    let status = project.run(&["wave", "status"]).well().stdout;
    assert!(status.lines().any(|line| line.contains(WAVE) && line.contains("settled")), "{status}");

    sent.sort();
    assert_eq!(project.manifest(WAVE).rows(), answering as u64);
    assert!(project.records(WAVE) == sent, "what is settled is what was sent, person for person");
    the_report_says_what_was_answered(&project, &instrument, &sent);
}

fn what_the_server_refuses(server: &Server, instrument: &Instrument, invitations: &[Invitation], answering: usize) {
    let good = points(instrument, 0);
    let used = letter(&invitations[0].code, 800, &answers(instrument, &good));
    let refused = server.send(WAVE, &used).with_status(403);
    let unknown = letter("0000-0000-0000-0000-0000-0000-00", 801, &answers(instrument, &good));
    assert_eq!(server.send(WAVE, &unknown).with_status(403), refused, "a used code is told like one of nobody");
    let unused = &invitations[answering].code;
    for (item, value) in
        [("no_such_item", json!(3)), ("intrinsic_motivation_1", json!(6)), ("intrinsic_motivation_1", json!("3,5"))]
    {
        let mut answers = answers(instrument, &good);
        answers[item] = value;
        let problem = server.send(WAVE, &letter(unused, 802, &answers)).with_status(422);
        let named: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().filter_map(|error| error["item"].as_str()).collect();
        assert_eq!(named, [item], "{problem}");
    }
    server.send("1999-host", &letter(unused, 803, &answers(instrument, &good))).with_status(404);
}

/// The cube against a count by hand, and the tables and pages made from it.
fn the_report_says_what_was_answered(project: &Project, instrument: &Instrument, sent: &[Record]) {
    project.run(&["analyse", WAVE]).well();
    let cube = project.cube(WAVE);
    assert_eq!(cube["response"]["shown"]["answered"], sent.len());
    let scale = instrument.scale(&survey::ScaleId::new("intrinsic_motivation").unwrap()).unwrap();
    let oriented = |record: &Record, item: usize| {
        let point = u32::from(record.response.answers()[item].point().unwrap());
        if instrument.items()[item].is_reversed() { 6 - point } else { point }
    };
    let sum: u32 = sent.iter().flat_map(|record| scale.items().iter().map(move |item| oriented(record, *item))).sum();
    let by_hand = f64::from(sum) / (sent.len() * scale.items().len()) as f64;
    let total = cube["scores"]
        .as_array()
        .unwrap()
        .iter()
        .find(|score| score["scale"] == "intrinsic_motivation" && score["group"] == 0)
        .unwrap();
    assert_eq!(total["cell"]["shown"]["n"], sent.len(), "{total}");
    let mean = total["cell"]["shown"]["mean"].as_f64().unwrap();
    assert!((mean - by_hand).abs() < 1e-12, "{mean} is not {by_hand}");

    let shown = format!("{by_hand:.2}").replace('.', ",");
    let table = project.run(&["report", WAVE]).well().stdout;
    assert!(table.contains("Høst 2024") && table.contains(&shown), "no {shown} in {table}");
    let table = project.run(&["report", WAVE, "--language", "en"]).well().stdout;
    assert!(table.contains(&format!("{by_hand:.2}")), "no {by_hand:.2} in {table}");
    let unit = sent[0].unit.to_string();
    let one = project.run(&["report", WAVE, "--unit", &unit]).well().stdout;
    assert!(one.contains(&unit_name(project, &unit)), "{one}");
    let told = project.run(&["report", WAVE, "--unit", "no-such-unit"]).refusal();
    assert!(told.contains("no-such-unit"), "{told}");

    let pages = project.path("pages");
    let before = snapshot(&project.path("analysed"));
    project.run(&["report", WAVE, "--html", pages.to_str().unwrap()]).well();
    assert!(std::fs::read_to_string(pages.join("index.html")).unwrap().contains("Høst 2024"));
    assert_eq!(differences(&before, &snapshot(&project.path("analysed"))), Vec::<String>::new());
}

fn unit_name(project: &Project, unit: &str) -> String {
    let units = project.read("organisation/units.csv");
    let row = units.lines().rfind(|line| line.starts_with(&format!("{unit},"))).unwrap();
    let rest = row.split_once(',').unwrap().1;
    rest.strip_prefix('"').map_or_else(|| rest.split(',').next(), |quoted| quoted.split('"').next()).unwrap().to_owned()
}

#[test]
fn a_killed_server_loses_no_acknowledged_answer_and_stores_none_twice() {
    let project = Project::synthetic();
    let instrument = project.instrument();
    let invitations = open_wave(&project, [150, 150, 100]);
    let letters: Vec<Value> = invitations
        .iter()
        .enumerate()
        .map(|(person, invitation)| {
            letter(&invitation.code, person, &answers(&instrument, &points(&instrument, person)))
        })
        .collect();

    let server = Server::start(&project);
    let (receipts, begun) = send_until_killed(server, &letters, 60);
    assert!(receipts.len() >= 60 && begun < letters.len(), "killed in the middle: {} of {begun}", receipts.len());

    let server = Server::start(&project);
    for (person, receipt) in &receipts {
        let reply = server.send(WAVE, &letters[*person]).with_status(200);
        assert_eq!(reply["receipt"], *receipt, "person {person} was acknowledged before the kill");
    }
    // Half of those whose sending broke try again; the other half never know.
    let in_doubt: Vec<usize> = (0..begun).filter(|person| !receipts.contains_key(person)).collect();
    let retried: Vec<usize> = in_doubt.iter().copied().step_by(2).collect();
    for person in &retried {
        let status = server.send(WAVE, &letters[*person]).status;
        assert!(status == 200 || status == 201, "{status}");
    }
    server.send(WAVE, &letters[begun]).with_status(201);
    server.kill();

    project.run(&["wave", "close", WAVE]).well();
    let settled = project.records(WAVE);
    let mut times = BTreeMap::<Record, usize>::new();
    for record in &settled {
        *times.entry(record.clone()).or_default() += 1;
    }
    let of = |person: usize| record(&instrument, &invitations[person], &points(&instrument, person));
    for person in receipts.keys().chain(&retried).chain([&begun]) {
        assert_eq!(times.remove(&of(*person)), Some(1), "acknowledged answer {person} is settled once");
    }
    for person in in_doubt.iter().filter(|person| !retried.contains(person)) {
        assert!(times.remove(&of(*person)).is_none_or(|times| times == 1), "answer {person} is settled at most once");
    }
    assert!(times.is_empty(), "{} settled answers that nobody sent", times.len());
}

/// Four clients send; after so many receipts the server is killed. Gives the receipts, and how many were begun.
fn send_until_killed(server: Server, letters: &[Value], enough: usize) -> (BTreeMap<usize, Value>, usize) {
    let queue = Mutex::new(0..letters.len());
    let next = || queue.lock().unwrap().next();
    let url = server.responses(WAVE);
    let (tell, told) = mpsc::channel::<(usize, Reply)>();
    let mut receipts = BTreeMap::new();
    let mut keep = |(person, reply): (usize, Reply)| {
        receipts.insert(person, reply.with_status(201)["receipt"].clone());
        receipts.len()
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (tell, next, url) = (tell.clone(), &next, &url);
            scope.spawn(move || {
                while let Some(person) = next() {
                    // The connection breaks when the server is gone: this client gives up.
                    let Some(reply) = Server::try_send(url, &letters[person]) else { return };
                    tell.send((person, reply)).unwrap();
                }
            });
        }
        drop(tell);
        while let Ok(acknowledged) = told.recv() {
            if keep(acknowledged) == enough {
                break;
            }
        }
        server.kill();
        while let Ok(acknowledged) = told.recv() {
            keep(acknowledged);
        }
    });
    let begun = queue.into_inner().unwrap().start;
    (receipts, begun)
}

#[test]
fn one_project_has_one_server() {
    let project = Project::synthetic();
    open_wave(&project, [2, 2, 2]);
    let server = Server::start(&project);
    let second = project.run(&["serve", "--address", "127.0.0.1:0"]);
    assert_eq!(second.code, Some(1), "{}", second.stderr);
    assert!(second.stderr.contains("intake.db is served by another process already"), "{}", second.stderr);
    assert_eq!(server.get("/api/v1/health").status, 200, "the first goes on");
}

#[test]
fn files_may_be_named_as_they_are_called_from_inside_the_project() {
    let project = Project::synthetic();
    let roster = "id,unit,former_municipality,role_class,channel\n7,adm-01,asker,,letter\n8,adm-01,asker,,email\n";
    std::fs::write(project.path("roster.csv"), roster).unwrap();
    let here = |arguments: &[&str]| run_in(project.root(), arguments).well();
    here(&[&["wave", "open", WAVE], ABOUT.as_slice()].concat());
    here(&["invite", WAVE, "--roster", "roster.csv", "--out", "mailing"]);
    assert_eq!(project.read("mailing/mail-merge.csv").lines().count(), 3);
    here(&["analyse", "2023-host"]);
    here(&["report", "--html", "pages"]);
    assert!(project.path("pages/index.html").is_file());
}
