//! The server as a whole: its description, its health, participation, and what keeps it from starting.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use intake::Fault;
use serde_json::Value;

use crate::form_reader::Reader;
use crate::support::*;

#[test]
fn the_openapi_document_describes_what_the_server_does() {
    let project = Project::new(1);
    let server = project.serve();
    let reply = server.get("/api/v1/openapi.json", "nb");
    assert_eq!(reply.headers["content-type"], "application/json");
    let document: Value = reply.json();
    assert_eq!(reply.body, intake::openapi());
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        let path = path.replace("{wave}", "no-such-wave").replace("{file}", "none.css");
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            let described = item.get(method.to_lowercase()).is_some();
            let request =
                ureq::http::Request::builder().method(method).uri(server.url(&path)).body(String::new()).unwrap();
            let status = agent().run(request).unwrap().status().as_u16();
            assert_eq!(status != 405, described, "{method} {path} gave {status}");
        }
    }
    let mut references = Vec::new();
    collect_references(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{reference} is described nowhere");
    }
    server.stop().unwrap();
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(reference) if name == "$ref" => found.push(reference.clone()),
                    _ => collect_references(value, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_references(value, found)),
        _ => {}
    }
}

#[test]
fn health_is_plain() {
    let project = Project::new(1);
    let server = project.serve();
    let reply = server.get("/api/v1/health", "nb");
    assert_eq!((reply.status, reply.json()["status"].as_str()), (200, Some("ok")));
    server.stop().unwrap();
}

/// Twelve are invited in unit a and eight in unit b.
#[test]
fn participation_is_told_in_bands_and_not_at_all_below_ten() {
    let project = Project::new(20);
    let server = project.serve();
    let path = format!("/api/v1/waves/{WAVE}/participation");
    let bands = |server: &Server| {
        let body = server.get(&path, "en").json();
        let band = |value: &Value| value["band"].as_str().unwrap().to_owned();
        assert_eq!(body["units"][0]["unit"], "a");
        assert_eq!(body["units"][1]["unit"], "b");
        (band(&body["total"]), band(&body["units"][0]), band(&body["units"][1]))
    };
    let expect = |total: &str, a: &str, b: &str| (total.to_owned(), a.to_owned(), b.to_owned());
    assert_eq!(bands(&server), expect("under-50", "under-50", "withheld"));
    for (number, code) in project.codes.iter().enumerate().take(9) {
        assert_eq!(server.post(&body(code, u128::try_from(number).unwrap(), [1, 2, 3])).status, 201);
    }
    assert_eq!(bands(&server), expect("under-50", "under-50", "withheld"), "fewer than fifty are counted once a day");
    server.stop().unwrap();
    let next_day = |config: &mut intake::Config| config.today = || survey::Date::parse("2021-10-06").unwrap();
    let server = Server::start_with(&project.database(), next_day).unwrap();
    assert_eq!(bands(&server), expect("under-50", "70-84", "withheld"));
    for (number, code) in project.codes.iter().enumerate().skip(9) {
        assert_eq!(server.post(&body(code, u128::try_from(number).unwrap(), [1, 2, 3])).status, 201);
    }
    server.stop().unwrap();
    let later = |config: &mut intake::Config| config.today = || survey::Date::parse("2021-11-01").unwrap();
    let server = Server::start_with(&project.database(), later).unwrap();
    assert_eq!(bands(&server), expect("85-100", "85-100", "withheld"));
    let words = server.get(&path, "nn").json();
    assert_eq!(words["units"][1]["text"], "blir ikkje vist: færre enn ti er inviterte");
    assert!(!words.to_string().contains("20") && !words.to_string().contains("12"), "no count leaves the server");
    assert_eq!(server.get("/api/v1/waves/nope/participation", "nb").kind(), "unknown-wave");
    server.stop().unwrap();
}

#[test]
fn a_second_server_on_the_same_file_is_refused_and_the_first_goes_on() {
    let project = Project::new(2);
    let server = project.serve();
    let Err(fault) = Server::start(&project.database()) else { panic!("two servers share a file") };
    assert!(matches!(fault, Fault::AlreadyServed { .. }), "{fault}");
    assert!(fault.to_string().contains("intake.db"), "{fault}");
    assert_eq!(server.post(&body(&project.codes[0], 1, [1, 1, 1])).status, 201);
    server.stop().unwrap();
    let server = project.serve();
    assert_eq!(server.post(&body(&project.codes[1], 1, [1, 1, 1])).status, 201);
    server.stop().unwrap();
}

#[test]
fn a_taken_port_is_told_in_one_sentence() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = intake::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let fault = intake::bind(address).await.unwrap_err();
        assert!(matches!(fault, Fault::PortInUse { .. }));
        assert_eq!(
            fault.to_string(),
            format!("address {address} is in use by another program; stop it or choose another port")
        );
    });
}

#[test]
fn a_damaged_file_is_not_served() {
    let project = Project::new(200);
    let mut bytes = std::fs::read(project.database()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x55);
    std::fs::write(project.database(), bytes).unwrap();
    let Err(fault) = Server::start(&project.database()) else { panic!("a damaged file is served") };
    assert!(matches!(fault, Fault::Damaged { .. }), "{fault}");
}

/// A file system of one megabyte, where this test may mount one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<SmallDisk> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| SmallDisk(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[test]
fn a_full_disk_is_told_stores_nothing_and_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_disk) = SmallDisk::mount(folder.path()) else {
        eprintln!("NOT TESTED: no small file system can be mounted here, so a really full disk was not tried");
        return;
    };
    let database = folder.path().join("intake.db");
    let codes = open_wave(&database, "three-items", THREE_ITEMS, 41);
    let server = Server::start(&database).unwrap();
    assert_eq!(server.post(&body(&codes[0], 1, [1, 1, 1])).status, 201);

    let filler = folder.path().join("filler");
    let mut chunk = 65_536;
    let mut filled = Vec::new();
    while chunk > 0 {
        filled.resize(filled.len() + chunk, 0_u8);
        if std::fs::write(&filler, &filled).is_err() {
            filled.truncate(filled.len() - chunk);
            chunk /= 2;
        }
    }
    let _ = std::fs::write(&filler, &filled);
    let mut outcomes = Vec::new();
    for (number, code) in codes.iter().enumerate().take(40).skip(1) {
        let reply = server.post(&body(code, u128::try_from(number).unwrap(), [2, 2, 2]));
        if reply.status != 201 {
            assert_eq!((reply.status, reply.kind().as_str()), (503, "no-room"));
            assert_eq!(reply.headers["retry-after"], "30");
        }
        outcomes.push(reply.status);
    }
    assert!(outcomes.contains(&503), "the disk never became full: {outcomes:?}");
    assert_eq!(server.get("/api/v1/health", "nb").status, 200);
    let mut reader = Reader::begin(&server, true, "nn", &codes[40].to_string());
    reader.choose("3");
    reader.press("review");
    reader.press("send");
    assert_eq!((reader.page.status, reader.page.headers["retry-after"].as_str()), (503, "30"));
    assert!(reader.title().starts_with("Vi kan ikkje lagre akkurat no"), "{}", reader.title());
    assert_eq!(reader.answers(), "3--", "nothing is lost on the page either");

    std::fs::remove_file(&filler).unwrap();
    reader.press("send");
    assert!(reader.heading().starts_with("Takk!"), "{:?}", reader.page);
    for (number, code) in codes.iter().enumerate().take(40).skip(1) {
        let status = server.post(&body(code, u128::try_from(number).unwrap(), [2, 2, 2])).status;
        assert_eq!(status, if outcomes[number - 1] == 503 { 201 } else { 200 }, "answer {number}");
    }
    server.stop().unwrap();
    assert_eq!(opened(&database).len(), 41);
}
