//! Many clients at once, each a thread with a connection of its own that stays open.

use std::net::SocketAddr;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use intake::Code;

use crate::connection::Connection;
use crate::letter::Letter;

/// How many are sent, one after another, before anything is timed: the server reads the wave at the first.
const FIRST: usize = 16;

/// When clients send.
pub(crate) enum Pace<'a> {
    /// The next as soon as the last is answered, for this long.
    Unbroken(Duration),
    /// Each at its own moment after the start, whatever happened to the others; latency counts from that moment.
    Scheduled(&'a [Duration]),
}

/// An answer with its receipt.
#[derive(Clone, Copy)]
pub(crate) struct Acknowledged {
    /// Which code it was sent with, and what its points spell.
    pub(crate) number: usize,
    pub(crate) receipt: [u8; 19],
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) acknowledged: Vec<Acknowledged>,
    /// In microseconds, of everything that was timed.
    pub(crate) latencies: Vec<u64>,
    /// How many were told to try again later.
    pub(crate) busy: usize,
    /// From the start to the last reply.
    pub(crate) seconds: f64,
}

impl Outcome {
    /// Timed answers per second.
    pub(crate) fn rate(&self) -> f64 {
        let timed = u32::try_from(self.latencies.len() - self.busy).unwrap_or(u32::MAX);
        f64::from(timed) / self.seconds
    }

    fn add(&mut self, other: Outcome) {
        self.acknowledged.extend(other.acknowledged);
        self.latencies.extend(other.latencies);
        self.busy += other.busy;
        self.seconds = self.seconds.max(other.seconds);
    }
}

/// Sends one answer per code at the given pace.
pub(crate) fn send(
    address: SocketAddr,
    codes: &[Code],
    letter: &Letter,
    clients: usize,
    pace: &Pace<'_>,
) -> Result<Outcome> {
    let mut whole = Outcome::default();
    let mut connection = Connection::open(address)?;
    let mut first = letter.clone();
    for (number, code) in codes.iter().enumerate().take(FIRST) {
        answer(&mut connection, &mut first, number, code, &mut whole)?;
    }
    let next = AtomicUsize::new(FIRST);
    let ready = Barrier::new(clients);
    let work = || -> Result<Outcome> {
        let (connection, mut letter) = (Connection::open(address), letter.clone());
        ready.wait();
        let (mut connection, begun) = (connection.context("connecting")?, Instant::now());
        let mut outcome = Outcome::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(code) = codes.get(number) else { break };
            let Some(due) = pace.due(number - FIRST, begun) else { break };
            answer(&mut connection, &mut letter, number, code, &mut outcome)?;
            outcome.latencies.push(u64::try_from(due.elapsed().as_micros()).unwrap_or(u64::MAX));
            outcome.seconds = begun.elapsed().as_secs_f64();
        }
        Ok(outcome)
    };
    let outcomes: Vec<Result<Outcome>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("a client ended early"))).collect()
    });
    for outcome in outcomes {
        whole.add(outcome?);
    }
    Ok(whole)
}

impl Pace<'_> {
    /// Waits for the moment of one answer and says when it should have been; none when no more are to be sent.
    fn due(&self, number: usize, begun: Instant) -> Option<Instant> {
        match self {
            Pace::Unbroken(duration) => (begun.elapsed() < *duration).then(Instant::now),
            Pace::Scheduled(moments) => {
                let due = begun + *moments.get(number)?;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                Some(due)
            }
        }
    }
}

/// Moments at a rate, with the random gaps that people who know nothing of each other leave; the same in every run.
pub(crate) fn schedule(rate: u32, duration: Duration) -> Vec<Duration> {
    let mut state = 2_020_u64;
    let mut moment = 0.0;
    let mut moments = Vec::new();
    loop {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = u32::try_from(state >> 32).unwrap_or_default();
        let even = (f64::from(high) + 1.0) / (f64::from(u32::MAX) + 1.0);
        moment -= even.ln() / f64::from(rate);
        if moment >= duration.as_secs_f64() {
            return moments;
        }
        moments.push(Duration::from_secs_f64(moment));
    }
}

fn answer(
    connection: &mut Connection,
    letter: &mut Letter,
    number: usize,
    code: &Code,
    outcome: &mut Outcome,
) -> Result<()> {
    let reply = connection.exchange(letter.write(number, code)?).context("sending an answer")?;
    match reply.status {
        201 => outcome.acknowledged.push(Acknowledged { number, receipt: receipt_in(reply.body)? }),
        // A full queue: nothing was stored. Any other refusal is a mistake of ours or the server's.
        503 if contains(reply.body, b"urn:mestring:busy") => outcome.busy += 1,
        status => bail!("answer {number} got {status}: {}", String::from_utf8_lossy(reply.body)),
    }
    Ok(())
}

fn receipt_in(body: &[u8]) -> Result<[u8; 19]> {
    let value = body.rsplit(|byte| *byte == b'"').nth(1).context("no receipt in the reply")?;
    <[u8; 19]>::try_from(value).context("a receipt of another length")
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
