//! What the server writes about itself names nobody and nothing anybody asked for.

use std::io::Write;

use crate::clients::*;
use crate::house::Process;
use crate::support::*;

/// A word that no program says by itself, for each thing a request may carry.
const AGENT: &str = "Qwertzuiop-Browser/17.3";
const SECRET_PATH: &str = "hemmelig-sti-91";
const SECRET_HEADER: &str = "hemmelig-felt-92";
const SECRET_BODY: &str = "hemmelig-tekst-93";

#[test]
fn nothing_that_is_written_names_an_address_a_path_a_code_or_an_answer() {
    let project = Project::new(12);
    let says = project.folder.path().join("says");
    let server = Process::start(&project.database(), None, &says);
    let address = server.address;
    let more = format!("user-agent: {AGENT}\r\nx-forwarded-for: 203.0.113.77\r\nx-secret: {SECRET_HEADER}\r\n");
    let mut receipts = Vec::new();

    // Good.
    for (number, code) in project.codes.iter().enumerate().take(8) {
        for status in [201, 200] {
            let answer = send(address, code, u128::try_from(number).unwrap(), &more);
            assert_eq!(answer.status, status);
            let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            receipts.push(said["receipt"].as_str().unwrap().to_owned());
        }
        assert_eq!(get(address, &format!("/svar/{WAVE}?code={code}&lang=nb"), &more).status, 200);
    }
    // Bad: used, unknown, mistyped, unreadable, foreign, nowhere.
    let strangers: Vec<intake::Code> = (0..40).map(nobodys).collect();
    for code in strangers.iter().chain(&project.codes[..2]) {
        assert_eq!(send(address, code, 99, &more).status, 403);
    }
    let form = "application/x-www-form-urlencoded";
    let page = format!("/svar/{WAVE}");
    for (kind, sent) in [
        ("application/json", format!("{{\"code\":\"{SECRET_BODY}\"")),
        ("application/json", format!("{{\"code\":\"{SECRET_BODY}\",\"submission\":\"x\",\"answers\":{{}}}}")),
        ("text/plain", SECRET_BODY.to_owned()),
        (form, format!("code={SECRET_BODY}&answer.calm_1={SECRET_BODY}")),
    ] {
        assert!(post(address, &responses(), kind, &more, &sent).status >= 400);
        let _ = post(address, &page, form, &more, &sent);
    }
    let _ = send(address, &project.codes[9], 1, &format!("{more}sec-fetch-site: cross-site\r\n"));
    for path in
        [format!("/{SECRET_PATH}"), format!("/svar/{SECRET_PATH}"), format!("/api/v1/waves/{SECRET_PATH}/responses")]
    {
        assert!(get(address, &path, &more).status >= 400);
    }
    // Hostile: too large, not HTTP, cut off in the middle, control characters.
    let _ = post(address, &page, form, &more, &SECRET_BODY.repeat(10_000));
    let _ = ask(address, &format!("GET /{SECRET_PATH} HTTP/1.1\r\n{}\r\n\r\n", "x: y\r\n".repeat(9_000)));
    let _ = ask(address, &format!("{SECRET_PATH} {SECRET_BODY}\r\n\r\n"));
    let _ = ask(
        address,
        &format!("GET /{SECRET_PATH}%0d%0a%1b[31m?code={SECRET_BODY} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"),
    );
    let _ = ask(address, "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}");
    let mut cut = connect(address);
    cut.write_all(format!("POST {page} HTTP/1.1\r\ncontent-length: 500\r\n{more}\r\n{SECRET_BODY}").as_bytes())
        .unwrap();
    drop(cut);
    server.stop();

    let said = std::fs::read_to_string(&says).unwrap();
    assert!(said.contains("taking answers"), "nothing was collected, so nothing was tested: {said}");
    assert!(said.contains("somebody may be guessing codes"), "the alarm is told: {said}");
    assert_eq!(said.matches("somebody may be guessing codes").count(), 1, "once, however much is guessed: {said}");
    let mut never: Vec<String> = vec![
        "127.0.0.1".to_owned(),
        address.port().to_string(),
        "203.0.113.77".to_owned(),
        AGENT.to_owned(),
        SECRET_PATH.to_owned(),
        SECRET_HEADER.to_owned(),
        SECRET_BODY.to_owned(),
        WAVE.to_owned(),
        "/svar".to_owned(),
        "/api".to_owned(),
        "calm_1".to_owned(),
        format!("{:032x}", 99),
    ];
    never.extend(receipts);
    for code in project.codes.iter().chain(&strangers) {
        never.push(code.to_string());
        never.push(code.to_string().replace('-', ""));
    }
    for secret in never {
        assert!(!said.to_lowercase().contains(&secret.to_lowercase()), "{secret:?} was written:\n{said}");
    }
}
