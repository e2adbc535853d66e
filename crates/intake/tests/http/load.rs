//! Many at once. Each answer spells its own number, so a number that is missing was lost and one that is there twice was
//! doubled.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::*;

const CLIENTS: usize = 32;

fn numbered(code: &intake::Code, submission: u128, number: usize, items: &[String]) -> Value {
    let answers: serde_json::Map<String, Value> =
        items.iter().cloned().zip(spelled(number, items.len()).into_iter().map(Value::from)).collect();
    json!({ "code": code.to_string(), "submission": format!("{submission:032x}"), "answers": answers })
}

/// I1, with impatient clients who send everything twice.
#[test]
fn every_acknowledged_answer_is_stored_exactly_once() {
    const ANSWERS: usize = 1_600;
    let project = Project::shipped(ANSWERS);
    let items: Vec<String> = survey::mestring().unwrap().items().iter().map(|item| item.id().to_string()).collect();
    let server = project.serve();
    let url = server.url(&format!("/api/v1/waves/{WAVE}/responses"));
    let next = AtomicUsize::new(0);
    let receipts: BTreeMap<usize, String> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    let agent = agent();
                    let mut receipts = Vec::new();
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(code) = project.codes.get(number) else { return receipts };
                        let sent = numbered(code, u128::try_from(number).unwrap(), number, &items).to_string();
                        let replies = [201, 200].map(|expected| {
                            let sent = agent.post(&url).header("content-type", "application/json").send(&sent);
                            let reply = Reply::of(sent.unwrap());
                            assert_eq!(reply.status, expected, "{reply:?}");
                            reply.json()["receipt"].as_str().unwrap().to_owned()
                        });
                        assert_eq!(replies[0], replies[1]);
                        receipts.push((number, replies[0].clone()));
                    }
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    server.stop().unwrap();

    assert_eq!(receipts.len(), ANSWERS);
    let mut different: Vec<&String> = receipts.values().collect();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), ANSWERS, "two answers share a receipt");

    let mut stored: Vec<usize> = Vec::new();
    for record in project.stored() {
        let number = number_of(&record);
        assert_eq!(record.unit, place(number).unit, "an answer came to another unit");
        assert_eq!(record.former_municipality, place(number).former_municipality);
        stored.push(number);
    }
    stored.sort_unstable();
    assert_eq!(stored, (0..ANSWERS).collect::<Vec<_>>());
}

/// I2: both posts leave at the same moment, with different answers.
#[test]
fn two_racing_posts_with_one_code_give_one_answer() {
    const RACES: usize = 200;
    let project = Project::new(RACES);
    let server = project.serve();
    let start = Barrier::new(2);
    let outcomes: Vec<Vec<u16>> = std::thread::scope(|scope| {
        let racers: Vec<_> = [1_u8, 5]
            .map(|point| {
                let (server, project, start) = (&server, &project, &start);
                scope.spawn(move || {
                    project
                        .codes
                        .iter()
                        .map(|code| {
                            start.wait();
                            server.post(&body(code, u128::from(point), [point; 3])).status
                        })
                        .collect()
                })
            })
            .into_iter()
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    server.stop().unwrap();
    for race in outcomes[0].iter().zip(&outcomes[1]) {
        assert!(matches!(race, (201, 403) | (403, 201)), "{race:?}");
    }
    assert_eq!(project.stored().len(), RACES);
}
