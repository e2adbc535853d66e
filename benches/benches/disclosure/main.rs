//! What does it cost to decide which cells of a closed cube may be published, and how does that grow?
//!
//! Organisations of the same kind and growing size (the generator of the tests) are planned in turn.
//! Processor time of one thread; medians of five rounds. The target is 4,000 cells in 2.5 s.

#![expect(clippy::print_stdout, reason = "a bench tells its figures")]

#[expect(
    dead_code,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "the generator belongs to the tests, which use more of it and may panic"
)]
#[path = "../../../crates/disclosure/tests/protection/municipality.rs"]
mod municipality;

use std::time::Duration;

use disclosure::protection::{Class, Plan, Request};
use municipality::{Settings, request};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 5;

fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

fn timed(request: &Request) -> anyhow::Result<(Duration, Plan)> {
    let start = processor_time();
    let plan = request.plan()?;
    Ok((processor_time() - start, plan))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn shares(plan: &Plan) -> [f64; 2] {
    let share = |is_in: &dyn Fn(Class) -> bool| {
        let classes = || plan.classes().iter().filter(|(class, _)| is_in(**class)).map(|(_, summary)| *summary);
        let published: usize = classes().map(|summary| summary.published).sum();
        let publishable: usize = classes().map(|summary| summary.publishable()).sum();
        100.0 * published as f64 / publishable.max(1) as f64
    };
    [share(&|class| class == Class::Tree), share(&|_| true)]
}

fn growth(title: &str, kind: Settings, units: [usize; 5]) -> anyhow::Result<()> {
    println!("{title}");
    println!("  units  groups  cells   time ms   µs a cell   times the first   units kept %   cells kept %");
    let requests: Vec<Request> = units.iter().map(|units| request(Settings { units: *units, ..kind }, 1)).collect();
    let mut times = vec![Vec::new(); requests.len()];
    let mut plans = Vec::new();
    for round in 0..ROUNDS {
        for (request, times) in requests.iter().zip(&mut times) {
            let (time, plan) = timed(request)?;
            times.push(time);
            if round == 0 {
                plans.push(plan);
            }
        }
    }
    let times: Vec<Duration> = times.into_iter().map(median).collect();
    let first = times.first().copied().unwrap_or_default();
    for (((units, request), time), plan) in units.iter().zip(&requests).zip(&times).zip(&plans) {
        let [tree, all] = shares(plan);
        println!(
            "{units:>7} {:>7} {:>6} {:>9.1} {:>11.1} {:>17.1} {tree:>14.1} {all:>14.1}",
            request.people.len(),
            request.cells.len(),
            time.as_secs_f64() * 1e3,
            time.as_secs_f64() * 1e6 / request.cells.len() as f64,
            time.as_secs_f64() / first.as_secs_f64(),
        );
    }
    let is_missed = |(request, time): (&Request, &Duration)| request.cells.len() <= 4_200 && time.as_millis() > 2_500;
    if requests.iter().zip(&times).any(is_missed) {
        println!("  MISSED: the target is 2.5 s for 4,000 cells");
    }
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let usual = Settings::municipality();
    growth("units by former municipality, units by role class", usual, [66, 131, 262, 524, 1_048])?;
    growth("the same and the triple cross", Settings { cross: true, ..usual }, [34, 67, 134, 268, 536])
}
