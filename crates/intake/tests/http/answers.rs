//! One answer at a time: what is taken, what is refused, and in which words.

use intake::Journal;
use serde_json::json;
use survey::Answer;

use crate::support::*;

#[test]
fn a_receipt_means_that_the_answer_is_in_the_file() {
    let project = Project::new(3);
    let server = project.serve();
    let mut sent = body(&project.codes[1], 7, [4, 2, 5]);
    sent["answers"]["calm_2"] = json!("not_relevant");
    sent["answers"]["calm_3"] = json!(null);
    let reply = server.post(&sent);
    assert_eq!(reply.status, 201, "{reply:?}");
    assert_eq!(reply.json()["receipt"].as_str().unwrap().len(), 19);

    // Read through a second connection while the server still runs: the answer is there before anything is tidied up.
    let records = project.stored();
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].response.answers(), [Answer::Point(4), Answer::NotRelevant, Answer::Missing]);
    assert_eq!(records[0].unit.as_str(), "a");
    assert_eq!(records[0].former_municipality.as_str(), "royken");
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 1);
}

#[test]
fn a_retry_gets_the_same_receipt_and_is_stored_once() {
    let project = Project::new(2);
    let server = project.serve();
    let sent = body(&project.codes[0], 1, [1, 2, 3]);
    let first = server.post(&sent);
    let again = server.post(&sent);
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.json(), again.json());
    server.stop().unwrap();

    let server = project.serve();
    let after_restart = server.post(&sent);
    assert_eq!((after_restart.status, after_restart.json()), (200, first.json()));
    server.stop().unwrap();
    assert_eq!(project.stored().len(), 1);
}

#[test]
fn a_code_gives_one_answer() {
    let project = Project::new(2);
    let server = project.serve();
    assert_eq!(server.post(&body(&project.codes[0], 1, [1, 1, 1])).status, 201);
    let second = server.post(&body(&project.codes[0], 2, [5, 5, 5]));
    assert_eq!((second.status, second.kind().as_str()), (403, "code"));
    // The same number with another code is another answer.
    assert_eq!(server.post(&body(&project.codes[1], 1, [2, 2, 2])).status, 201);
    server.stop().unwrap();
    let mut stored: Vec<_> = project.stored().iter().map(|record| record.response.answers().to_vec()).collect();
    stored.sort();
    assert_eq!(stored, [vec![Answer::Point(1); 3], vec![Answer::Point(2); 3]]);
}

/// One answer for every code that gives none, and another for what cannot be a code: that is a slip, and no guess.
#[test]
fn unknown_codes_and_slips_are_told_apart_and_unknown_waves_are_not_found() {
    let project = Project::new(1);
    let server = project.serve();
    for (code, status, kind) in [
        ("0000-0000-0000-0000-0000-0000-00", 403, "code"),
        ("too short", 422, "mistyped-code"),
        ("", 422, "mistyped-code"),
        ("UUUU-UUUU-UUUU-UUUU-UUUU-UUUU-UU", 422, "mistyped-code"),
    ] {
        let mut sent = body(&project.codes[0], 1, [1, 1, 1]);
        sent["code"] = json!(code);
        let reply = server.post(&sent);
        assert_eq!((reply.status, reply.kind().as_str()), (status, kind), "{code:?}");
        assert!(code.is_empty() || !reply.body.contains(code), "a refusal must not repeat the code");
    }
    for wave in ["2022-host", "NO SUCH", "%F8"] {
        let path = format!("/api/v1/waves/{}/responses", wave.replace(' ', "%20"));
        let reply = server.send(&path, "application/json", "nb", body(&project.codes[0], 1, [1, 1, 1]).to_string());
        assert_eq!(reply.status, 404, "{wave:?} {reply:?}");
    }
    assert_eq!(server.post(&body(&project.codes[0], 1, [1, 1, 1])).status, 201, "the code was never used");
    server.stop().unwrap();
}

#[test]
fn codes_are_taken_as_people_write_them() {
    let project = Project::new(1);
    let server = project.serve();
    let mut sent = body(&project.codes[0], 1, [1, 1, 1]);
    let written = project.codes[0].to_string().to_lowercase().replace('-', " ").replace('1', "l").replace('0', "o");
    sent["code"] = json!(written);
    assert_eq!(server.post(&sent).status, 201, "{written}");
    server.stop().unwrap();
}

#[test]
fn every_wrong_answer_is_named_in_the_readers_language() {
    let project = Project::new(1);
    let server = project.serve();
    let mut sent = body(&project.codes[0], 1, [6, 1, 1]);
    sent["answers"]["calm_2"] = json!("4");
    sent["answers"]["calm_3"] = json!(2.5);
    sent["answers"]["calm_9"] = json!(1);
    let mut titles = Vec::new();
    for (wish, language) in [("nb", "nb"), ("nn,nb;q=0.5", "nn"), ("en-GB,en;q=0.8", "en"), ("de", "nb")] {
        let reply = server.post_in(wish, &sent);
        assert_eq!((reply.status, reply.kind().as_str()), (422, "wrong-answers"), "{reply:?}");
        assert_eq!(reply.headers["content-language"], language);
        let problem = reply.json();
        let items: Vec<&str> =
            problem["errors"].as_array().unwrap().iter().map(|error| error["item"].as_str().unwrap()).collect();
        assert_eq!(items, ["calm_1", "calm_2", "calm_3", "calm_9"]);
        assert!(problem["errors"][0]["detail"].as_str().unwrap().contains('6'));
        titles.push(problem["title"].as_str().unwrap().to_owned());
    }
    assert_eq!(titles[0], titles[3]);
    assert!(titles[0] != titles[1] && titles[1] != titles[2] && titles[0] != titles[2], "{titles:?}");
    assert_eq!(server.post(&body(&project.codes[0], 1, [1, 1, 1])).status, 201, "the code was never used");
    server.stop().unwrap();
}

#[test]
fn a_blank_answer_does_not_use_up_the_code() {
    let project = Project::new(1);
    let server = project.serve();
    let mut sent = body(&project.codes[0], 1, [1, 1, 1]);
    sent["answers"] = json!({ "calm_1": null });
    let reply = server.post(&sent);
    assert_eq!((reply.status, reply.kind().as_str()), (422, "nothing-answered"));
    sent["answers"] = json!({ "calm_1": "not_relevant" });
    assert_eq!(server.post(&sent).status, 201, "not relevant is an answer");
    server.stop().unwrap();
}

#[test]
fn what_cannot_be_read_is_refused_in_words() {
    let project = Project::new(1);
    let server = project.serve();
    let path = format!("/api/v1/waves/{WAVE}/responses");
    let good = body(&project.codes[0], 1, [1, 1, 1]);
    let with = |name: &str, value: serde_json::Value| {
        let mut changed = good.clone();
        changed[name] = value;
        changed.to_string()
    };
    for (sent, status, kind) in [
        (String::new(), 400, "unreadable"),
        ("{".to_owned(), 400, "unreadable"),
        ("[]".to_owned(), 400, "unreadable"),
        (with("answers", json!([1, 2, 3])), 400, "unreadable"),
        (with("more", json!(1)), 400, "unreadable"),
        (with("submission", json!("1")), 422, "submission-number"),
        (with("submission", json!("zz".repeat(16))), 422, "submission-number"),
        (with("answers", json!({ "calm_1": "x".repeat(65_536) })), 413, "too-large"),
    ] {
        let reply = server.send(&path, "application/json; charset=utf-8", "nb", sent.clone());
        assert_eq!((reply.status, reply.kind().as_str()), (status, kind), "{sent:.100}");
    }
    let twice = good.to_string().replace("\"calm_1\":1", "\"calm_1\":1,\"calm_1\":2");
    let reply = server.send(&path, "application/json", "nb", twice);
    assert_eq!(reply.json()["errors"][0]["item"], "calm_1", "an item that comes twice is not silently overwritten");
    assert_eq!(server.send(&path, "text/plain", "nb", good.to_string()).kind(), "content-type");
    assert_eq!(server.get(&path, "nb").kind(), "method");
    assert_eq!(server.get("/api/v1/nowhere", "nb").kind(), "no-such-page");
    assert_eq!(server.post(&good).status, 201, "after all that the code still works");
    server.stop().unwrap();
}

#[test]
fn a_wave_closed_by_another_process_takes_no_more_answers_from_that_moment() {
    let project = Project::new(3);
    let server = project.serve();
    let early = body(&project.codes[0], 1, [1, 1, 1]);
    let receipt = server.post(&early).json();
    Journal::open(&project.database()).unwrap().begin_closing(&wave_id()).unwrap();

    let late = server.post_in("en", &body(&project.codes[1], 2, [1, 1, 1]));
    assert_eq!((late.status, late.kind().as_str()), (410, "wave-closed"));
    assert_eq!(late.json()["title"], "The survey has ended");
    assert_eq!(server.post(&body(&project.codes[1], 2, [9, 9, 9])).status, 410, "too late comes before wrong");
    let retry = server.post(&early);
    assert_eq!((retry.status, retry.json()), (200, receipt), "a retry is still told that its answer counts");
    assert_eq!(server.get(&format!("/svar/{WAVE}"), "nb").status, 410);

    let mut journal = Journal::open(&project.database()).unwrap();
    assert_eq!(journal.sealed(&wave_id()).unwrap().bodies.len(), 1);
    journal.mark_settled(&wave_id()).unwrap();
    assert_eq!(server.post(&body(&project.codes[1], 2, [1, 1, 1])).status, 410);
    assert_eq!(server.get(&format!("/api/v1/waves/{WAVE}/participation"), "nb").kind(), "participation-gone");
    server.stop().unwrap();
}
