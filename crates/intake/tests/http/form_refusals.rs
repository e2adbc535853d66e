//! What can go wrong: each a page in the reader's language, with everything kept.

use intake::{Code, CodeKind, CrashPoints, Entropy, WaveError};

use crate::form_reader::{Reader, encoded};
use crate::support::*;

const FORM: &str = "application/x-www-form-urlencoded";

/// A code that nobody has.
const UNKNOWN: &str = "0000-0000-0000-0000-0000-0000-00";

fn used(server: &Server, code: &Code) -> String {
    assert_eq!(server.post(&body(code, 99, [1, 1, 1])).status, 201);
    code.to_string()
}

#[test]
fn unknown_used_and_replaced_codes_get_the_same_bytes_at_the_start_and_at_the_end() {
    let project = Project::new(3);
    let mut entropy = Entropy::from_system().unwrap();
    let mut draw = |bytes: &mut [u8]| entropy.fill(bytes);
    // A link like the other two, so that the pages are of one length.
    let replaced = &project.codes[2];
    journal(&project.database())
        .reissue::<WaveError>(
            &wave_id(),
            std::slice::from_ref(replaced),
            &[CodeKind::Letter],
            &key(),
            &mut draw,
            |_| Ok(()),
        )
        .unwrap();
    let replaced = replaced.to_string();
    let server = project.serve();
    let used = used(&server, &project.codes[0]);
    let bytes_without = |code: &str, reader: &Reader<'_>| {
        let number = reader.hidden("submission").unwrap_or_default();
        let headers = reader.page.headers.iter().filter(|(name, _)| *name != "date" && *name != "set-cookie");
        let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value}")).collect();
        let number = if number.is_empty() { "no number" } else { &number };
        (reader.page.status, headers, reader.page.body.replace(code, "CODE").replace(number, "NUMBER"))
    };
    let [at_start, at_send] = ["start", "send"].map(|when| {
        [UNKNOWN, &used, &replaced].map(|code| {
            let mut reader = Reader::open(&server, false, &format!("/svar/{WAVE}?lang=nn"));
            if when == "send" {
                reader = Reader::open(&server, false, &format!("/svar/{WAVE}/1?lang=nn"));
                reader.choose("5");
                reader.press("review");
            }
            reader.kind_in(code);
            reader.press(if when == "send" { "send" } else { "" });
            assert_eq!(reader.page.status, 403);
            assert!(reader.page.body.contains("Denne koden kan ikkje brukast her"));
            assert!(reader.page.body.contains("role=\"alert\"") && reader.page.body.contains("aria-invalid=\"true\""));
            assert_eq!(reader.code_shown().as_deref(), Some(code), "what was typed is kept");
            if when == "send" {
                assert_eq!(reader.answers(), "5--", "and so is every answer");
            }
            bytes_without(code, &reader)
        })
    });
    for same in [at_start, at_send] {
        assert_eq!(same[0], same[1]);
        assert_eq!(same[0], same[2]);
    }
    server.stop().unwrap();
}

#[test]
fn a_mistyped_code_is_told_as_a_slip_and_the_right_one_then_works() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::open(&server, true, &format!("/svar/{WAVE}?lang=en"));
    for slip in ["", "abc 123", "UUUU-UUUU-UUUU-U"] {
        reader.kind_in(slip);
        reader.press("");
        assert_eq!((reader.page.status, reader.code_shown().as_deref()), (422, Some(slip)));
        assert!(reader.title().starts_with("The code is not written as it should be – "));
        assert!(reader.cookie.is_none());
    }
    reader.kind_in(&project.codes[0].to_string().to_lowercase().replace('-', " "));
    reader.press("");
    assert_eq!(reader.heading(), "It is calm around me.");
    server.stop().unwrap();
}

#[test]
fn a_code_used_elsewhere_meanwhile_brings_the_overview_back_with_a_field_for_another() {
    let project = Project::new(2);
    let server = project.serve();
    let mut reader = Reader::begin(&server, true, "nb", &project.codes[0].to_string());
    reader.choose("5");
    reader.press("next");
    reader.choose("n");
    reader.press("review");
    used(&server, &project.codes[0]);
    reader.press("send");
    assert_eq!((reader.page.status, reader.answers().as_str()), (403, "5n-"));
    assert_eq!(reader.code_shown(), Some(project.codes[0].to_string()));
    reader.kind_in(&project.codes[1].to_string());
    reader.press("send");
    assert_eq!(reader.heading(), "Takk! Svaret ditt er lagret");
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 2);
}

/// Somebody else writes to the journal for longer than an answer waits for it.
#[test]
fn a_journal_that_is_busy_brings_the_overview_back_with_everything_kept() {
    let project = Project::new(1);
    let server = project.serve();
    for keeps in [true, false] {
        let mut reader = Reader::begin(&server, keeps, "en", &project.codes[0].to_string());
        reader.choose("3");
        reader.press("review");
        if !keeps {
            reader.kind_in(&project.codes[0].to_string());
        }
        let other = rusqlite::Connection::open(project.database()).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        reader.press("send");
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!((reader.page.status, reader.page.headers["retry-after"].as_str()), (503, "1"));
        assert!(reader.title().starts_with("Many people are answering just now"), "{}", reader.title());
        assert!(reader.page.body.contains("This attempt was not stored.") && reader.page.body.contains("still here"));
        assert_eq!(reader.answers(), "3--");
        assert_eq!(reader.code_shown(), (!keeps).then(|| project.codes[0].to_string()));
        if !keeps {
            reader.press("send");
            assert_eq!(reader.page.status, 201);
        }
    }
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 1);
}

/// The writer dies after the answer is on disk and before anybody is told.
fn dies_untold(point: &'static str) {
    assert_ne!(point, "committed", "a crash that this test asks for");
}

#[test]
fn an_answer_of_unknown_fate_comes_back_whole_and_sending_it_again_tells() {
    let project = Project::new(1);
    let server = Server::start_with(&project.database(), |config| {
        config.crash_points = CrashPoints::watch(dies_untold);
    })
    .unwrap();
    let code = project.codes[0].to_string();
    let mut reader = Reader::begin(&server, false, "nn", &code);
    reader.choose("3");
    reader.press("review");
    reader.kind_in(&code);
    reader.press("send");
    assert_eq!((reader.page.status, reader.page.headers["retry-after"].as_str()), (503, "30"));
    assert!(reader.title().starts_with("Vi veit ikkje om svaret vart lagra"), "{}", reader.title());
    assert_eq!((reader.answers().as_str(), reader.code_shown()), ("3--", Some(code)));
    let (action, body) = reader.filled("send");
    drop(server.stop());

    let server = project.serve();
    let reply = server.send(&action, FORM, "nn", body);
    assert_eq!(reply.status, 200, "it was on disk already");
    assert!(reply.body.contains("Takk! Svaret ditt er lagra"));
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 1);
}

#[test]
fn nothing_answered_is_not_sent() {
    let project = Project::new(1);
    let server = project.serve();
    let mut reader = Reader::begin(&server, true, "nb", &project.codes[0].to_string());
    reader.press("review");
    reader.press("send");
    assert_eq!(reader.page.status, 422);
    assert!(reader.title().starts_with("Du har ikke svart på noe ennå"));
    reader.press("1");
    reader.choose("4");
    reader.press("review");
    reader.press("send");
    assert_eq!(reader.page.status, 200);
    server.stop().unwrap();
}

#[test]
fn a_wave_that_closes_meanwhile_shows_the_answers_once_more_and_no_button_to_send() {
    let project = Project::new(3);
    let server = project.serve();
    let mut sent = Reader::begin(&server, false, "nb", &project.codes[2].to_string());
    sent.choose("2");
    sent.press("review");
    sent.kind_in(&project.codes[2].to_string());
    let repeat = sent.filled("send");
    sent.press("send");
    let receipt = sent.receipt();
    let mut readers = [true, false].map(|keeps| {
        let mut reader = Reader::begin(&server, keeps, "nb", &project.codes[0].to_string());
        reader.choose("4");
        reader.press("next");
        reader.choose("5");
        reader
    });
    let mut late = Reader::begin(&server, true, "nb", &project.codes[1].to_string());
    late.choose("1");
    late.press("review");
    journal(&project.database()).begin_closing(&wave_id()).unwrap();
    late.press("send");
    assert_eq!((late.page.status, late.answers().as_str()), (410, "1--"));
    for reader in &mut readers {
        reader.press("next");
        assert_eq!((reader.page.status, reader.answers().as_str()), (410, "45-"));
        assert!(
            reader.page.body.contains("Undersøkelsen er avsluttet") && reader.page.body.contains("<b>Helt enig</b>")
        );
        assert!(!reader.page.body.contains("value=\"send\"") && !reader.page.body.contains("value=\"back\""));
        reader.press("lang-en");
        assert!(
            reader.page.body.contains("The survey has ended") && reader.page.body.contains("<b>Strongly agree</b>")
        );
    }
    let start = Reader::open(&server, true, &format!("/svar/{WAVE}?lang=nn"));
    assert_eq!((start.page.status, start.heading()), (410, "Undersøkinga er avslutta"));
    sent.ask("POST", &repeat.0, repeat.1);
    assert_eq!((sent.page.status, sent.receipt()), (200, receipt), "a retry gets its receipt even now");
    server.stop().unwrap();
}

#[test]
fn answers_that_cannot_be_read_are_never_an_error_and_never_sent_unseen() {
    let project = Project::new(2);
    let server = project.serve();
    for (keeps, code) in [true, false].into_iter().zip(&project.codes) {
        let mut reader = Reader::begin(&server, keeps, "nb", &code.to_string());
        for (hostile, kept) in [
            ("", "--2"),
            ("4", "4-2"),
            ("49<script>", "4-2"),
            ("4\u{0}5\u{202e}", "4-2"),
            ("%%%", "--2"),
            ("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "nn2"),
            ("ÆØÅ", "--2"),
        ] {
            // A browser of its own each time, so that nothing kept fills the gaps.
            let mut reader = Reader::begin(&server, keeps, "nb", &code.to_string());
            reader.press("next");
            reader.press("next");
            reader.choose("2");
            let (action, body) = reader.filled("next");
            let body = body.replace("answers=%2D%2D%2D", &format!("answers={}", encoded(hostile)));
            reader.ask("POST", &action, body);
            assert_eq!((reader.page.status, reader.answers().as_str()), (200, kept), "{hostile:?}");
            assert!(reader.page.body.contains("Noen av svarene kunne ikke leses"), "{hostile:?}");
            assert!(
                !reader.page.body.contains("<script>\"") && !reader.page.body.contains(hostile) || hostile.len() < 2
            );
        }
        reader.choose("3");
        reader.press("review");
        if !keeps {
            reader.kind_in(&code.to_string());
        }
        let (action, body) = reader.filled("send");
        reader.ask("POST", &action, body.replace("answers=3%2D%2D", "answers=3x%2D"));
        assert_eq!((reader.page.status, reader.answers().as_str()), (422, "3--"), "it is shown before it is sent");
        reader.press("send");
        assert!(reader.heading().starts_with("Takk!"));
    }
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 2);
}

#[test]
fn what_is_typed_is_shown_and_never_run() {
    let project = Project::new(1);
    let server = project.serve();
    let raw = "\"><script>alert(1)</script>";
    let nasty = encoded(raw);
    for path in ["", "/1", "/se-over", "/send"] {
        let sent = format!("submission={nasty}&code={nasty}&answers={nasty}&answer={nasty}&holder={nasty}&go={nasty}");
        let reply = server.send(&format!("/svar/{WAVE}{path}?lang=nb&x={nasty}"), FORM, "nb", sent);
        assert!(!reply.body.contains("<script>alert") && !reply.body.contains(raw), "{path}");
        let reply = server.get(&format!("/svar/{WAVE}{path}?code={nasty}&kvittering={nasty}&lang={nasty}"), "nb");
        assert!(!reply.body.contains("<script>alert") && !reply.body.contains(raw), "{path}");
    }
    server.stop().unwrap();
}

/// Somebody else's cookie in the same browser, as when two people answer on one machine in two windows.
#[test]
fn a_form_never_takes_the_code_or_the_answers_of_another() {
    let project = Project::new(2);
    let server = project.serve();
    let [one, other] = [0, 1].map(|person| project.codes[person].to_string());
    let mut first = Reader::begin(&server, true, "nb", &one);
    first.choose("1");
    first.press("next");
    let mut second = Reader::begin(&server, true, "nb", &other);
    second.choose("5");
    second.press("next");
    let cookie = second.cookie.clone();
    // The second began in the same browser: its cookie is there when the first sends the window that was open.
    first.cookie.clone_from(&cookie);
    first.choose("2");
    first.press("next");
    assert_eq!(first.answers(), "12-", "nothing of the other is mixed in");
    assert_eq!(first.cookie, cookie, "and what the other has is left alone");
    first.press("next");
    assert_eq!(first.code_shown().as_deref(), Some(""), "the code is asked for again");
    first.kind_in(&one);
    first.press("send");
    assert_eq!(first.page.status, 201);
    second.press("review");
    second.press("send");
    assert_eq!(second.page.status, 200);
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 2);
}

#[test]
fn requests_that_are_no_forms_of_ours_are_told_on_pages() {
    let project = Project::new(1);
    let server = project.serve();
    for path in ["", "/1", "/se-over", "/send"] {
        let path = format!("/svar/{WAVE}{path}?lang=nn");
        let large = server.send(&path, FORM, "nb", format!("code={}", "x".repeat(70_000)));
        let other = server.send(&path, "application/json", "nb", "{}");
        for (reply, status, words) in [(large, 413, "Innhaldet er for stort"), (other, 415, "Vi les ikkje denne typen")]
        {
            assert_eq!(reply.status, status, "{path}");
            assert!(reply.headers["content-type"].starts_with("text/html") && reply.body.contains(words), "{path}");
            assert!(reply.body.contains("href=\"/svar/2021-host?lang=nn\""), "there is a way on");
        }
    }
    let mut reader = Reader::begin(&server, true, "nb", &project.codes[0].to_string());
    let reply = reader.request("POST", &format!("/svar/{WAVE}/2?lang=nb"), format!("answers={}", "4".repeat(70_000)));
    assert!(reply.body.contains("href=\"/svar/2021-host/2?lang=nb\""), "back to the form that the browser kept");
    let unknown = Reader::open(&server, true, "/svar/1999-var?lang=en&code=1");
    assert_eq!((unknown.page.status, unknown.heading()), (404, "We cannot find the survey"));
    assert!(
        unknown.page.body.contains("href=\"/svar/1999-var?lang=nb&amp;code=1\""),
        "the language can be changed there too"
    );
    server.stop().unwrap();
}
