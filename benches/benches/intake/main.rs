//! The intake under load: the real server in a process of its own, real connections, and every receipt checked.
//!
//! `cargo bench -p mestring-benches --bench intake`, with `-- --long` for ten minutes of memory, `-- --only rates` for one
//! part of `groups`, `rates`, `memory`, `pages`, `-- --rounds N` for more or fewer rounds of `groups`, `-- --folder PATH`
//! for another disk, and `-- --slower-syncs MICROSECONDS` for a disk that takes so much longer to sync (strace holds the
//! server up in each; it must be installed). After every round the journal is closed and read: each acknowledged answer
//! must be there once and nothing else may be, or the bench fails.

mod connection;
mod disk;
mod figures;
mod letter;
mod load;
mod pages;
mod server;
mod wave;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use figures::{Latencies, median, outer_thirds};
use letter::Letter;
use load::{Outcome, Pace};
use server::Server;
use wave::Stage;

const CLIENTS: usize = 64;

/// Enough that an arrival finds a free client although earlier answers are still waited for.
const OPEN_CLIENTS: usize = 256;

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(4);

/// Codes of the wave: more than any round can use.
const INVITED: usize = 60_000;

const RATES: [u32; 4] = [200, 500, 1_000, 2_000];
const RATE_LASTING: Duration = Duration::from_secs(20);

const MEMORY_RATE: u32 = 500;
const MEMORY_LASTING: Duration = Duration::from_secs(60);
const MEMORY_LASTING_LONG: Duration = Duration::from_secs(600);
const MEMORY_SAMPLE: Duration = Duration::from_secs(1);

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).peekable();
    if arguments.next_if(|first| first == server::ROLE).is_some() {
        return server::serve(arguments);
    }
    let plan = Plan::read(arguments.map(|argument| argument.to_string_lossy().into_owned()))?;
    let bench = Bench::new(&plan)?;
    if plan.wants("groups") {
        bench.groups(plan.rounds)?;
    }
    if plan.wants("rates") {
        bench.rates()?;
    }
    if plan.wants("memory") {
        bench.memory(if plan.long { MEMORY_LASTING_LONG } else { MEMORY_LASTING })?;
    }
    if plan.wants("pages") {
        let code = bench.stage.codes.first().context("a wave with codes")?;
        pages::read(&bench.stage.round(&bench.folder)?, code)?;
    }
    Ok(())
}

/// What was asked for on the command line.
struct Plan {
    long: bool,
    rounds: usize,
    only: Option<String>,
    folder: PathBuf,
    slower_syncs: Option<Duration>,
}

impl Plan {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Plan> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let mut plan = Plan { long: false, rounds: ROUNDS, only: None, folder, slower_syncs: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--long" => plan.long = true,
                "--rounds" => {
                    plan.rounds = arguments.next().context("--rounds needs a number")?.parse().context("--rounds")?;
                }
                "--only" => plan.only = Some(arguments.next().context("--only needs the name of a part")?),
                "--folder" => plan.folder = arguments.next().context("--folder needs a path")?.into(),
                "--slower-syncs" => {
                    let micros = arguments.next().context("--slower-syncs needs microseconds")?;
                    plan.slower_syncs = Some(Duration::from_micros(micros.parse().context("--slower-syncs")?));
                }
                // cargo says which kind of target it runs.
                "--bench" => {}
                other => {
                    bail!(
                        "{other} is not understood; there are --long, --rounds N, --only PART, --folder PATH and \
                         --slower-syncs MICROSECONDS"
                    )
                }
            }
        }
        Ok(plan)
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only == part)
    }
}

struct Bench {
    folder: PathBuf,
    slower_syncs: Option<Duration>,
    stage: Stage,
    letter: Letter,
}

/// One round: what the clients saw, and what it cost the server.
struct Measured {
    outcome: Outcome,
    processor_seconds: f64,
    peak_mb: f64,
    resident_mb: Vec<f64>,
    /// The part of the machine that neither clients nor server used.
    others: f64,
}

impl Bench {
    fn new(plan: &Plan) -> Result<Bench> {
        // The ten minutes need a code for every answer.
        let invited = if plan.long && plan.wants("memory") { 320_000 } else { INVITED };
        let stage = Stage::new(&plan.folder, invited)?;
        let letter = Letter::new(&stage.instrument, stage.codes.first().context("a wave with codes")?);
        let (items, cores) = (stage.instrument.items().len(), cores()?);
        say(&format!("intake: {items} items, {invited} invited; {cores} cores shared by clients and server"));
        say("'others' is the part of the machine that other programs used meanwhile");
        Ok(Bench { folder: plan.folder.clone(), slower_syncs: plan.slower_syncs, stage, letter })
    }

    /// Group commit beside one commit per answer, in turn on the same disk.
    fn groups(&self, rounds: usize) -> Result<()> {
        let (mut disk, mut grouped, mut single) = (Vec::new(), Sides::default(), Sides::default());
        for _ in 0..rounds {
            disk.push(disk::appends_per_second(&self.folder)?);
            grouped.add(self.round(None, CLIENTS, &Pace::Unbroken(ROUND))?);
            single.add(self.round(Some(1), CLIENTS, &Pace::Unbroken(ROUND))?);
        }
        let ratios: Vec<f64> = grouped.rates.iter().zip(&single.rates).map(|(group, one)| group / one).collect();
        say(&format!("\nas fast as it can: {CLIENTS} clients, medians of {rounds} rounds in turn"));
        let slower = self.slower_syncs.map_or(String::new(), |delay| format!("; the server's take {delay:?} longer"));
        say(&format!("the disk: {:.0} small appends a second, each synced{slower}", median(&disk)));
        say("                  answers/s   p50 ms   p99 ms  server us each  peak MB   others");
        grouped.say("group commit");
        single.say("one commit each");
        let each: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.1}")).collect();
        say(&format!("ratio             {:9.1}   of each round: {}", median(&ratios), each.join(" ")));
        Ok(())
    }

    /// Arrivals that wait for nobody.
    fn rates(&self) -> Result<()> {
        say(&format!("\narrivals at a rate for {} s, latency in ms from the moment planned", RATE_LASTING.as_secs()));
        say("rate/s    sent    p50    p90    p99  p99.9    max  busy  server cpu   others");
        for rate in RATES {
            let moments = load::schedule(rate, RATE_LASTING);
            let measured = self.round(None, OPEN_CLIENTS, &Pace::Scheduled(&moments))?;
            let Outcome { latencies, busy, seconds, .. } = measured.outcome;
            let (sent, latencies) = (latencies.len(), Latencies::new(latencies));
            let [p50, p90, p99, p999, max] = [500, 900, 990, 999, 1_000].map(|place| latencies.per_mille(place));
            let (cpu, others) = (100.0 * measured.processor_seconds / seconds, 100.0 * measured.others);
            let cells = [p50, p90, p99, p999, max].map(|ms| format!("{ms:6.1}")).join(" ");
            say(&format!("{rate:6} {sent:7} {cells} {busy:5} {cpu:9.0} % {others:6.0} %"));
        }
        Ok(())
    }

    /// Resident memory while answers keep coming.
    fn memory(&self, lasting: Duration) -> Result<()> {
        let moments = load::schedule(MEMORY_RATE, lasting);
        let measured = self.round(None, OPEN_CLIENTS, &Pace::Scheduled(&moments))?;
        let (first, last) = outer_thirds(&measured.resident_mb);
        let p99 = Latencies::new(measured.outcome.latencies).per_mille(990);
        say(&format!("\nresident memory of the server, {} s at {MEMORY_RATE} answers/s", lasting.as_secs()));
        let (peak, times, others) = (measured.peak_mb, last / first, 100.0 * measured.others);
        say(&format!("peak {peak:.1} MB; mean of the first third {first:.1}, of the last {last:.1}: {times:.3} times"));
        say(&format!("latency p99 {p99:.1} ms; others {others:.0} %"));
        Ok(())
    }

    fn round(&self, group_max: Option<usize>, clients: usize, pace: &Pace<'_>) -> Result<Measured> {
        let round = self.stage.round(&self.folder)?;
        let server = Server::start(&round.database(), group_max, self.slower_syncs)?;
        let (before, others_before) = (server.processor_seconds()?, others_seconds(&server)?);
        let send = || load::send(server.address, &self.stage.codes, &self.letter, clients, pace);
        let (outcome, resident_mb) = server::sampled(MEMORY_SAMPLE, || server.resident_mb(), send)?;
        let processor_seconds = server.processor_seconds()? - before;
        let others = (others_seconds(&server)? - others_before) / outcome.seconds / f64::from(cores()?);
        let peak_mb = server.peak_mb()?;
        server.stop()?;
        self.stage.check(&round, &outcome.acknowledged)?;
        Ok(Measured { outcome, processor_seconds, peak_mb, resident_mb, others })
    }
}

/// The rounds of one side.
#[derive(Default)]
struct Sides {
    rates: Vec<f64>,
    latencies: Vec<u64>,
    micros_per_answer: Vec<f64>,
    peak_mb: f64,
    others: Vec<f64>,
}

impl Sides {
    fn add(&mut self, measured: Measured) {
        let answers = f64::from(u32::try_from(measured.outcome.acknowledged.len()).unwrap_or(u32::MAX));
        self.rates.push(measured.outcome.rate());
        self.micros_per_answer.push(1e6 * measured.processor_seconds / answers);
        self.latencies.extend(measured.outcome.latencies);
        self.others.push(measured.others);
        self.peak_mb = self.peak_mb.max(measured.peak_mb);
    }

    fn say(&self, name: &str) {
        let latencies = Latencies::new(self.latencies.clone());
        let [p50, p99] = [500, 990].map(|place| latencies.per_mille(place));
        let (rate, micros) = (median(&self.rates), median(&self.micros_per_answer));
        let (peak, others) = (self.peak_mb, 100.0 * median(&self.others));
        say(&format!("{name:18}{rate:9.0} {p50:8.1} {p99:8.1} {micros:15.0} {peak:8.1} {others:6.0} %"));
    }
}

/// Processor time that neither this process nor the server used.
fn others_seconds(server: &Server) -> Result<f64> {
    Ok(server::machine_seconds()? - server::own_seconds()? - server.processor_seconds()?)
}

fn cores() -> Result<u32> {
    Ok(u32::try_from(std::thread::available_parallelism()?.get())?)
}

#[expect(clippy::print_stdout, reason = "a bench tells its figures")]
fn say(line: &str) {
    println!("{line}");
}
