//! Medians of processor time, and tables of at most 100 columns.
//!
//! Everything here is one thread that waits for nothing, so on a quiet machine its processor time is the time that passes.
//! On a busy one only the processor time says what the work costs, above all beside R, whose questions take long enough to be
//! interrupted while ours do not.

use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// The middle value.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What a piece of work gives, and the seconds of the processor that it takes.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let begun = of_thread();
    let made = std::hint::black_box(work());
    (made, of_thread().saturating_sub(begun).as_secs_f64())
}

/// What the processor has done for this thread.
fn of_thread() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// How much of one core the machine gave to this thread.
pub(crate) struct Share {
    begun: Instant,
    processor: Duration,
}

impl Share {
    /// From here on.
    pub(crate) fn begin() -> Self {
        Self { begun: Instant::now(), processor: of_thread() }
    }

    /// In hundredths, until here.
    pub(crate) fn percent(&self) -> f64 {
        let processor = of_thread().saturating_sub(self.processor).as_secs_f64();
        100.0 * processor / self.begun.elapsed().as_secs_f64()
    }
}

/// Seconds of named pieces of work over several rounds, in the order in which they were first done.
#[derive(Default)]
pub(crate) struct Laps {
    rounds: Vec<Vec<f64>>,
    names: Vec<&'static str>,
}

impl Laps {
    /// Everything from here on belongs to the next round.
    pub(crate) fn begin_round(&mut self) {
        self.rounds.push(vec![0.0; self.names.len()]);
    }

    /// Does a piece of work and adds its seconds to those of its name in this round.
    pub(crate) fn lap<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let (made, seconds) = timed(work);
        let position = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        if let Some(round) = self.rounds.last_mut() {
            round.resize(self.names.len(), 0.0);
            if let Some(sum) = round.get_mut(position) {
                *sum += seconds;
            }
        }
        made
    }

    /// The median of each piece of work over the rounds.
    pub(crate) fn medians(&self) -> Vec<(&'static str, f64)> {
        let of = |position: usize| -> Vec<f64> {
            self.rounds.iter().filter_map(|round| round.get(position).copied()).collect()
        };
        self.names.iter().enumerate().map(|(position, name)| (*name, median(&of(position)))).collect()
    }

    /// The median of the sum of all pieces.
    pub(crate) fn median_of_sums(&self) -> f64 {
        let sums: Vec<f64> = self.rounds.iter().map(|round| round.iter().sum()).collect();
        median(&sums)
    }
}

/// A heading over a table.
pub(crate) fn heading(text: &str) {
    println!("\n{text}\n{}", "-".repeat(text.chars().count().min(100)));
}

/// One line of a table: what was done, and its milliseconds.
pub(crate) fn line(what: &str, seconds: f64) {
    println!("{what:<68}{:>12.2} ms", seconds * 1e3);
}

/// The same with a target beside it. A target that is missed is said and not punished: the machine may be busy.
pub(crate) fn line_with_target(what: &str, seconds: f64, target_seconds: f64) {
    let verdict = if seconds <= target_seconds { "met" } else { "MISSED" };
    println!("{what:<56}{:>12.2} ms   target {:>5.0} ms  {verdict}", seconds * 1e3, target_seconds * 1e3);
}
