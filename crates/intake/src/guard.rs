//! The guess budget: how many failing codes are borne before guessing is made slow for everybody.
//!
//! A failing code is one that could be a code and gives no answer. Nobody knows whose guess it is, and an address says
//! nothing: a school shares one. So the budget is the whole server's: a bucket that each failing code adds a drop to and
//! that empties at a fixed rate. While it is full, every check of a code waits first, right or wrong, so that the wait
//! says nothing and hanging up early means that the guess was never made. Honest people notice less than half a second;
//! a guesser is held to what the seats allow.
//!
//! A slip of the pen is found by the code's check character without looking anything up, and is no guess.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use crate::counters::Counters;
use crate::refusal::{Declined, Failure, Refusal};

/// How much guessing is borne, and what is done about more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuessBudget {
    /// Failing codes a minute, over the whole server, before checks are delayed.
    pub failing_per_minute: u32,
    /// How long each check then waits.
    pub delay: Duration,
    /// The most checks that may wait at the same time; one more is told to try again.
    pub waiting_max: usize,
    /// How long after the last guess too many the alarm is shown.
    pub alarm: Duration,
}

impl Default for GuessBudget {
    /// Thirty a minute is more than honest people fail with: a slip of the pen is found without being a guess. At 400 ms
    /// and 1,024 seats at most 2,560 codes a second are tried, so that the first of 6,000 letter codes (60 bits each) is
    /// expected after 2,300 years; and as many honest answers a second pass, 250 times what the busiest minute needs.
    fn default() -> GuessBudget {
        GuessBudget {
            failing_per_minute: 30,
            delay: Duration::from_millis(400),
            waiting_max: 1_024,
            alarm: Duration::from_secs(60 * 60),
        }
    }
}

/// Watches the checks of codes.
#[derive(Debug)]
pub(crate) struct Guard {
    budget: GuessBudget,
    bucket: Mutex<Bucket>,
    seats: Semaphore,
    counters: Arc<Counters>,
    /// Whether the present alarm has been told.
    told: AtomicBool,
}

impl Guard {
    pub(crate) fn new(budget: GuessBudget, counters: Arc<Counters>) -> Guard {
        let bucket = Mutex::new(Bucket::new(budget));
        Guard { budget, bucket, seats: Semaphore::new(budget.waiting_max), counters, told: AtomicBool::new(false) }
    }

    /// Carries out one check of a code, after a wait if somebody is guessing, and counts it if the code fails.
    pub(crate) async fn check<T>(&self, check: impl Future<Output = Result<T, Declined>>) -> Result<T, Declined> {
        if self.bucket().is_full(Instant::now()) {
            let _seat = self.seats.try_acquire().map_err(|_| Failure::Busy)?;
            self.counters.delayed();
            tokio::time::sleep(self.budget.delay).await;
        }
        let outcome = check.await;
        if matches!(outcome, Err(Declined::Refused(Refusal::Code))) {
            self.count_guess();
        }
        outcome
    }

    /// Whether somebody has guessed more than the budget bears within the last hour.
    pub(crate) fn alarm(&self) -> bool {
        self.bucket().alarm(Instant::now())
    }

    fn count_guess(&self) {
        let now = Instant::now();
        let (before, after) = {
            let mut bucket = self.bucket();
            let before = bucket.alarm(now);
            bucket.add(now);
            (before, bucket.alarm(now))
        };
        if !before {
            self.told.store(false, Ordering::Relaxed);
        }
        if after && !self.told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                failing_per_minute = self.budget.failing_per_minute,
                "somebody may be guessing codes: more failing codes than the budget bears; every check now waits"
            );
        }
    }

    fn bucket(&self) -> std::sync::MutexGuard<'_, Bucket> {
        self.bucket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A leaking bucket. It never reads a clock.
#[derive(Debug)]
struct Bucket {
    per_minute: u64,
    alarm_lasts: Duration,
    /// Sixty thousand to the drop, so that the leak in a millisecond is a whole number.
    level: u64,
    since: Option<Instant>,
    overflowed: Option<Instant>,
}

/// One failing code.
const DROP: u64 = 60_000;

impl Bucket {
    fn new(budget: GuessBudget) -> Bucket {
        let per_minute = u64::from(budget.failing_per_minute);
        Bucket { per_minute, alarm_lasts: budget.alarm, level: 0, since: None, overflowed: None }
    }

    /// One failing code more. Twice the budget is the brim: a minute after the last guess nobody waits any more.
    fn add(&mut self, now: Instant) {
        self.leak(now);
        let brim = self.capacity().saturating_add(self.capacity().max(DROP));
        self.level = self.level.saturating_add(DROP).min(brim);
        if self.level > self.capacity() {
            self.overflowed = Some(now);
        }
    }

    fn is_full(&mut self, now: Instant) -> bool {
        self.leak(now);
        self.level > self.capacity()
    }

    fn alarm(&self, now: Instant) -> bool {
        self.overflowed.is_some_and(|then| now.saturating_duration_since(then) < self.alarm_lasts)
    }

    fn capacity(&self) -> u64 {
        self.per_minute.saturating_mul(DROP)
    }

    /// What has run out since the last look: `per_minute` drops a minute, which is `per_minute` units a millisecond.
    fn leak(&mut self, now: Instant) {
        let since = *self.since.get_or_insert(now);
        let milliseconds = u64::try_from(now.saturating_duration_since(since).as_millis()).unwrap_or(u64::MAX);
        if milliseconds > 0 {
            self.level = self.level.saturating_sub(milliseconds.saturating_mul(self.per_minute));
            self.since = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket() -> (Bucket, Instant) {
        (Bucket::new(GuessBudget::default()), Instant::now())
    }

    #[test]
    fn thirty_at_once_are_borne_and_the_next_is_too_many() {
        let (mut bucket, start) = bucket();
        for _ in 0..30 {
            bucket.add(start);
            assert!(!bucket.is_full(start));
        }
        assert!(!bucket.alarm(start));
        bucket.add(start);
        assert!(bucket.is_full(start) && bucket.alarm(start));
    }

    #[test]
    fn thirty_a_minute_are_borne_for_ever_and_a_few_more_are_not() {
        for (every, borne) in [(Duration::from_millis(2_000), true), (Duration::from_millis(1_800), false)] {
            let (mut bucket, start) = bucket();
            let mut now = start;
            for _ in 0..10_000 {
                bucket.add(now);
                now += every;
            }
            assert_eq!(!bucket.alarm(now), borne, "one every {every:?}");
        }
    }

    #[test]
    fn a_minute_after_the_last_guess_nobody_waits_and_an_hour_after_it_the_alarm_ends() {
        let (mut bucket, start) = bucket();
        for _ in 0..1_000_000 {
            bucket.add(start);
        }
        assert!(bucket.is_full(start + Duration::from_secs(59)));
        assert!(!bucket.is_full(start + Duration::from_secs(60)));
        assert!(bucket.alarm(start + Duration::from_secs(3_599)));
        assert!(!bucket.alarm(start + Duration::from_secs(3_600)));
    }

    fn guarded(budget: GuessBudget, work: impl AsyncFnOnce(Guard, Arc<Counters>)) {
        let counters = Arc::new(Counters::default());
        let guard = Guard::new(budget, Arc::clone(&counters));
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work(guard, counters));
    }

    const NONE: GuessBudget = GuessBudget {
        failing_per_minute: 0,
        delay: Duration::from_millis(5),
        waiting_max: 2,
        alarm: Duration::from_secs(3_600),
    };

    #[test]
    fn only_failing_codes_are_guesses() {
        guarded(NONE, async |guard, _| {
            for declined in [Refusal::MistypedCode.into(), Refusal::WaveClosed.into(), Declined::from(Failure::Busy)] {
                let outcome: Result<(), Declined> = guard.check(async { Err(declined) }).await;
                assert!(outcome.is_err() && !guard.alarm());
            }
            assert!(guard.check(async { Err::<(), _>(Refusal::Code.into()) }).await.is_err());
            assert!(guard.alarm());
        });
    }

    /// Right and wrong wait alike, and what waits is bounded.
    #[test]
    fn while_somebody_guesses_every_check_waits_its_turn_before_it_is_made() {
        guarded(NONE, async |guard, counters| {
            assert!(guard.check(async { Err::<(), _>(Refusal::Code.into()) }).await.is_err());
            let made = AtomicBool::new(false);
            let check = || {
                guard.check(async {
                    made.store(true, Ordering::Relaxed);
                    Ok(())
                })
            };
            let (first, second, third, gone) =
                tokio::join!(check(), check(), check(), tokio::time::timeout(Duration::ZERO, check()));
            assert!(first.is_ok() && second.is_ok() && made.swap(false, Ordering::Relaxed));
            assert_eq!(third, Err(Failure::Busy.into()));
            assert_eq!(gone.unwrap(), Err(Failure::Busy.into()));
            for _ in 0..10 {
                assert!(check().await.is_ok());
            }
            assert_eq!(counters.at_least().delayed, 10);
        });
    }

    #[test]
    fn a_check_that_was_given_up_has_not_been_made() {
        let slow = GuessBudget { delay: Duration::from_secs(3_600), ..NONE };
        guarded(slow, async |guard, _| {
            assert!(guard.check(async { Err::<(), _>(Refusal::Code.into()) }).await.is_err());
            let made = AtomicBool::new(false);
            let check = guard.check(async {
                made.store(true, Ordering::Relaxed);
                Ok(())
            });
            assert!(tokio::time::timeout(Duration::ZERO, check).await.is_err());
            assert!(!made.load(Ordering::Relaxed));
        });
    }
}
