//! What is read is logged first, and a log that was edited is found.

use desk::trail::{Unverified, verify};

use crate::support::{Desk, PASSWORD};

#[test]
fn everything_that_is_shown_stands_in_the_log() {
    let desk = Desk::start();
    let cookie = desk.sign_in("hr", PASSWORD).unwrap();
    drop(desk.sign_in("politician", "feil passord her"));
    drop(desk.sign_in("hemmelig passord", "feil passord her"));
    desk.get_with("/views/units", &[("cookie", &cookie)]);
    desk.get(Some("lead-a"), "/api/v1/views/units?where=depth%20eq%201&limit=2");
    desk.get(Some("hr"), "/odata/units(1)");
    desk.get(Some("hr"), "/api/v1/views/units?format=csv");
    desk.get(Some("hr"), "/api/v1/views/nothing");
    desk.get(None, "/api/v1/views/units");
    let folder = desk.stop();
    let path = folder.path().join("audit.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    let entries: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["entry"].clone()).collect();
    let told: Vec<String> = entries
        .iter()
        .map(|entry| {
            let word = |name: &str| entry[name].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", word("who"), word("role"), word("deed"), word("what"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "hr hr signed_in -",
            "politician - refused -",
            "- - refused -",
            "hr hr viewed units",
            "lead-a leader viewed units where depth eq 1",
            "hr hr viewed units(1)",
            "hr hr exported units",
        ]
    );
    assert_eq!(entries[0]["at"], "2023-11-14T22:13:20Z");
    assert!(entries[4]["unit"].is_string() && entries[4]["rows"].is_u64());
    assert!(!text.contains("hemmelig"), "what was typed instead of a name is not kept");
    assert_eq!(verify(&path).unwrap().lines, 7);

    std::fs::write(&path, text.replace("\"who\":\"lead-a\"", "\"who\":\"lead-b\"")).unwrap();
    assert!(matches!(verify(&path), Err(Unverified::Broken(broken)) if broken.line == 5));
}
