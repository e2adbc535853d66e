//! Many people answering at once: real HTTP against the real server, each answer with its own code.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use intake::Code;
use serde_json::{Map, Value, json};
use survey::{Answer, Instrument, Response, WaveId};

/// One person's answers on their way to the server.
pub(crate) struct Letter {
    /// The person's invitation code.
    pub(crate) code: Code,
    /// A number of the client's own choosing that makes a repeated send harmless.
    pub(crate) submission: String,
    /// The answers.
    pub(crate) response: Response,
}

/// What the server said, over all letters.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Answers acknowledged as new (201).
    pub(crate) accepted: u64,
    /// Repeated sends answered with the first receipt (200).
    pub(crate) repeated: u64,
}

/// Where the letters go.
pub(crate) struct Target<'a> {
    pub(crate) address: SocketAddr,
    pub(crate) wave: &'a WaveId,
    pub(crate) instrument: &'a Instrument,
}

/// Sends every letter once, and every fiftieth a second time as a phone with a weak network would.
pub(crate) fn send_all(
    target: &Target<'_>,
    letters: Vec<Letter>,
    clients: u16,
    progress: &ProgressBar,
) -> Result<Tally> {
    let queue = Mutex::new(letters.into_iter());
    let next = || queue.lock().ok().and_then(|mut letters| letters.next());
    let (accepted, repeated) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || -> Result<()> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        while let Some(letter) = next() {
            let count = accepted.fetch_add(1, Ordering::Relaxed);
            expect(201, target, &agent, &letter)?;
            progress.inc(1);
            if count % 50 == 0 {
                expect(200, target, &agent, &letter)?;
                repeated.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(())
    };
    let results: Vec<Result<()>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a client thread ended early")))
            .collect()
    });
    results.into_iter().collect::<Result<()>>()?;
    Ok(Tally { accepted: accepted.into_inner(), repeated: repeated.into_inner() })
}

fn expect(status: u16, target: &Target<'_>, agent: &ureq::Agent, letter: &Letter) -> Result<()> {
    let url = format!("http://{}/api/v1/waves/{}/responses", target.address, target.wave);
    let mut reply = agent.post(&url).send_json(body(target.instrument, letter)).context("sending an answer")?;
    if reply.status().as_u16() == status {
        // Reading the reply to its end lets the connection be used again.
        let _ = reply.body_mut().read_to_string().context("reading a receipt")?;
        return Ok(());
    }
    let told = reply.body_mut().read_to_string().unwrap_or_default();
    bail!("expected {status} from {url}, got {}: {told}", reply.status())
}

fn body(instrument: &Instrument, letter: &Letter) -> Value {
    let answers: Map<String, Value> = instrument
        .items()
        .iter()
        .zip(letter.response.answers())
        .map(|(item, answer)| {
            let value = match answer {
                Answer::Missing => Value::Null,
                Answer::NotRelevant => json!("not_relevant"),
                Answer::Point(point) => json!(point),
            };
            (item.id().to_string(), value)
        })
        .collect();
    json!({ "code": letter.code.to_string(), "submission": letter.submission, "answers": answers })
}
