//! Pages of the questionnaire: how many a second.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use intake::Code;

use crate::connection::Connection;
use crate::figures::Latencies;
use crate::server::Server;
use crate::wave::{Round, WAVE};
use crate::{CLIENTS, say};

const LASTING: Duration = Duration::from_secs(4);

/// What somebody on the way through the questionnaire asks for.
struct Step {
    name: &'static str,
    request: String,
    status: u16,
}

/// Asks for each kind of page for a while and tells how it went.
pub(crate) fn read(round: &Round, code: &Code) -> Result<()> {
    let server = Server::start(&round.database(), None, None)?;
    say(&format!("\npages asked for by {CLIENTS} clients for {} s", LASTING.as_secs()));
    say("page              a second   p50 ms   p99 ms   bytes");
    for Step { name, request, status } in steps(&mut Connection::open(server.address)?, code)? {
        let (latencies, bytes, seconds) = again_and_again(&server, request.as_bytes(), status)?;
        let rate = f64::from(u32::try_from(latencies.len())?) / seconds;
        let latencies = Latencies::new(latencies);
        let [p50, p99] = [500, 990].map(|place| latencies.per_mille(place));
        say(&format!("{name:15} {rate:10.0} {p50:8.1} {p99:8.1} {bytes:7}"));
    }
    server.stop()
}

/// Begins with a code as a browser that keeps cookies does; then its start, a question, and the keeping of an answer.
fn steps(connection: &mut Connection, code: &Code) -> Result<Vec<Step>> {
    let begin = post("", "", &format!("code={code}"));
    let reply = connection.exchange(begin.as_bytes())?;
    ensure!(reply.status == 303, "going on from the start came with {}", reply.status);
    let cookie = reply.field("set-cookie").and_then(|cookie| cookie.split(';').next()).context("no cookie")?.to_owned();
    let question = get("/5", &cookie);
    let reply = connection.exchange(question.as_bytes())?;
    ensure!(reply.status == 200, "the question came with {}", reply.status);
    let page = String::from_utf8_lossy(reply.body);
    let mut form: Vec<String> = page.split("<input ").filter_map(hidden).collect();
    form.push("answer=4&go=next".to_owned());
    Ok(vec![
        Step { name: "start", request: get("", ""), status: 200 },
        Step { name: "question", request: question, status: 200 },
        Step { name: "answer kept", request: post("/5", &cookie, &form.join("&")), status: 303 },
    ])
}

/// Name and value of a hidden field, from what follows its opening.
fn hidden(input: &str) -> Option<String> {
    let tag = input.split('>').next().filter(|tag| tag.contains("type=\"hidden\""))?;
    let part = |name: &str| tag.split(name).nth(1)?.split('"').next();
    Some(format!("{}={}", part("name=\"")?, part("value=\"")?))
}

fn get(path: &str, cookie: &str) -> String {
    format!("GET /svar/{WAVE}{path} HTTP/1.1\r\nhost: localhost\r\naccept-language: nb\r\ncookie: {cookie}\r\n\r\n")
}

fn post(path: &str, cookie: &str, body: &str) -> String {
    format!(
        "POST /svar/{WAVE}{path} HTTP/1.1\r\nhost: localhost\r\naccept-language: nb\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Every client reads one page again and again: latencies, bytes of a page, seconds.
fn again_and_again(server: &Server, request: &[u8], status: u16) -> Result<(Vec<u64>, usize, f64)> {
    let begun = Instant::now();
    let work = || -> Result<(Vec<u64>, usize)> {
        let mut connection = Connection::open(server.address)?;
        let (mut latencies, mut bytes) = (Vec::new(), 0);
        while begun.elapsed() < LASTING {
            let asked = Instant::now();
            let reply = connection.exchange(request)?;
            ensure!(reply.status == status, "a page came with {}", reply.status);
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
