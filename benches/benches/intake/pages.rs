//! Pages that are only read: how many a second.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use crate::connection::Connection;
use crate::figures::Latencies;
use crate::server::Server;
use crate::wave::{Round, WAVE};
use crate::{CLIENTS, say};

const LASTING: Duration = Duration::from_secs(4);

/// Reads each kind of page for a while and tells how it went.
pub(crate) fn read(round: &Round) -> Result<()> {
    let server = Server::start(&round.database(), None)?;
    say(&format!("\npages read by {CLIENTS} clients for {} s", LASTING.as_secs()));
    say("page               pages/s   p50 ms   p99 ms   bytes");
    for (name, path) in [("start", format!("/svar/{WAVE}")), ("question 5", format!("/svar/{WAVE}/5"))] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\naccept-language: nb\r\n\r\n");
        let status = Connection::open(server.address)?.exchange(request.as_bytes())?.status;
        if status != 200 {
            say(&format!("{name}: not there ({status})"));
            continue;
        }
        let (latencies, bytes, seconds) = again_and_again(&server, request.as_bytes())?;
        let rate = f64::from(u32::try_from(latencies.len())?) / seconds;
        let latencies = Latencies::new(latencies);
        let [p50, p99] = [500, 990].map(|place| latencies.per_mille(place));
        say(&format!("{name:15} {rate:10.0} {p50:8.1} {p99:8.1} {bytes:7}"));
    }
    server.stop()
}

/// Every client reads one page again and again: latencies, bytes of a page, seconds.
fn again_and_again(server: &Server, request: &[u8]) -> Result<(Vec<u64>, usize, f64)> {
    let begun = Instant::now();
    let work = || -> Result<(Vec<u64>, usize)> {
        let mut connection = Connection::open(server.address)?;
        let (mut latencies, mut bytes) = (Vec::new(), 0);
        while begun.elapsed() < LASTING {
            let asked = Instant::now();
            let reply = connection.exchange(request)?;
            ensure!(reply.status == 200, "a page came with {}", reply.status);
            bytes = reply.body.len();
            latencies.push(u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX));
        }
        Ok((latencies, bytes))
    };
    let results: Vec<Result<(Vec<u64>, usize)>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| bail!("a client ended early"))).collect()
    });
    let seconds = begun.elapsed().as_secs_f64();
    let (mut all, mut page) = (Vec::new(), 0);
    for result in results {
        let (latencies, bytes) = result?;
        all.extend(latencies);
        page = bytes;
    }
    Ok((all, page, seconds))
}
