//! Guessing codes at full speed, while honest people answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use intake::Code;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::clients::*;
use crate::house::House;
use crate::support::*;

const HONEST: usize = 8;

/// A connection that is kept.
struct Kept(TcpStream);

impl Kept {
    async fn open(address: SocketAddr) -> Kept {
        Kept(TcpStream::connect(address).await.unwrap())
    }

    /// Status and body of one answer; none when the server has closed the connection.
    async fn send(&mut self, code: &Code, submission: u128) -> Option<(u16, String)> {
        let sent = body(code, submission, [1, 2, 3]).to_string();
        let request = format!(
            "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{sent}",
            responses(),
            sent.len()
        );
        self.0.write_all(request.as_bytes()).await.ok()?;
        let mut read = Vec::new();
        loop {
            let mut part = [0; 4_096];
            let count = self.0.read(&mut part).await.ok().filter(|count| *count > 0)?;
            read.extend_from_slice(&part[..count]);
            let Some(answer) = Answer::read(&read) else { continue };
            if answer.headers["content-length"].parse::<usize>().unwrap() <= answer.body.len() {
                return Some((answer.status, answer.body));
            }
        }
    }
}

/// Codes nobody has until the number is used up; how many of them were hits, and how many were told to try again.
async fn guess(address: SocketAddr, left: Arc<AtomicU64>) -> (u64, u64) {
    let mut connection = Kept::open(address).await;
    let (mut hits, mut busy) = (0, 0);
    loop {
        let number = left.fetch_sub(1, Ordering::Relaxed);
        if number == 0 || number > u64::MAX / 2 {
            return (hits, busy);
        }
        let told = loop {
            match connection.send(&nobodys(number), u128::from(number)).await {
                Some(told) => break told,
                // A guesser who pauses is sent away like anybody else, and comes back.
                None => connection = Kept::open(address).await,
            }
        };
        match told {
            (403, body) => assert!(body.contains("urn:mestring:code\""), "{body}"),
            (503, _) => busy += 1,
            (status, body) => {
                eprintln!("a guess was answered with {status}: {body}");
                hits += 1;
            }
        }
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    sorted[(sorted.len() - 1) * percent / 100]
}

#[test]
fn guessing_finds_nothing_raises_the_alarm_and_keeps_nobody_from_answering() {
    let (guesses, guessers, codes) = if full() { (1_000_000, 900, 20_000) } else { (5_000, 200, 600) };
    let project = Project::new(codes);
    let house = House::open(&project.database(), |_| {});
    let address = house.address;
    let left = Arc::new(AtomicU64::new(guesses));
    let next = Arc::new(AtomicUsize::new(0));
    let invited = Arc::new(project.codes.clone());
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (hits, busy, mut times) = runtime.block_on(async {
        let guessing: Vec<_> = (0..guessers).map(|_| tokio::spawn(guess(address, Arc::clone(&left)))).collect();
        let honest: Vec<_> = (0..HONEST)
            .map(|_| {
                let (left, next, invited) = (Arc::clone(&left), Arc::clone(&next), Arc::clone(&invited));
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    // As long as there is guessing, and a new connection for each answer, as people have.
                    while (1..=u64::MAX / 2).contains(&left.load(Ordering::Relaxed)) {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(code) = invited.get(number) else { break };
                        let sent = Instant::now();
                        let told = Kept::open(address).await.send(code, u128::try_from(number).unwrap()).await;
                        let (status, body) = told.expect("an honest answer was cut off");
                        assert_eq!(status, 201, "an honest answer was not taken: {body}");
                        times.push(sent.elapsed());
                    }
                    times
                })
            })
            .collect();
        let mut times = Vec::new();
        for client in honest {
            times.extend(client.await.unwrap());
        }
        let (mut hits, mut busy) = (0, 0);
        for guesser in guessing {
            let (more_hits, more_busy) = guesser.await.unwrap();
            hits += more_hits;
            busy += more_busy;
        }
        (hits, busy, times)
    });
    let took = began.elapsed();
    let status: serde_json::Value = serde_json::from_str(&get(address, "/api/v1/status", "").body).unwrap();
    house.stop().unwrap();

    times.sort();
    println!(
        "{guesses} guesses from {guessers} connections in {:.1} s ({:.0}/s), {busy} told to try again; {} honest answers \
         from {HONEST} clients beside them: p50 {:.0} ms, p99 {:.0} ms, longest {:.0} ms",
        took.as_secs_f64(),
        guesses as f64 / took.as_secs_f64(),
        times.len(),
        percentile(&times, 50).as_secs_f64() * 1e3,
        percentile(&times, 99).as_secs_f64() * 1e3,
        percentile(&times, 100).as_secs_f64() * 1e3,
    );
    assert_eq!(hits, 0, "a code that nobody has was taken");
    assert_eq!(status["guessing"], "alarm");
    assert!(status["since_start"]["checks_delayed"].as_u64().unwrap() >= guesses / 5, "{status}");
    assert!(times.len() >= HONEST, "too few honest answers to say anything");
    assert_eq!(stored(&project.database()), times.len(), "every honest answer and nothing else is stored");
}

/// A slip of the pen is found without looking anything up: a thousand of them are no alarm.
#[test]
fn slips_are_no_guesses() {
    let project = Project::new(1);
    let house = House::open(&project.database(), |_| {});
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = Kept::open(house.address).await;
        for _ in 0..1_000 {
            let sent = r#"{"code":"K7QM-2D9X","submission":"00000000000000000000000000000001","answers":{"calm_1":1}}"#;
            let request = format!(
                "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{sent}",
                responses(),
                sent.len()
            );
            connection.0.write_all(request.as_bytes()).await.unwrap();
            let mut part = [0; 4_096];
            let count = connection.0.read(&mut part).await.unwrap();
            assert_eq!(Answer::read(&part[..count]).unwrap().status, 422);
        }
    });
    let status: serde_json::Value = serde_json::from_str(&get(house.address, "/api/v1/status", "").body).unwrap();
    assert_eq!(status["guessing"], "calm", "{status}");
    house.stop().unwrap();
}
