//! How long spells take to become unit months, and what running totals of working days save beside a walk over days.
//!
//! 100,000 employees, five years of spells. The measured time begins with the texts of the files in memory and ends with
//! every unit sum; reading and counting are told apart, on one thread and on as many as there are cores, in turn. Beside the
//! time that passes stands the processor time of all threads, which says what a busy machine hides. Both numbers of threads
//! must give the same sums, and both ways of counting working days the same days, before anything is timed.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench may stop where its own figures are wrong")]

use absence::{AbsenceSum, AbsenceTable, Exactly16, Months, Rules, SickLeave, SickLeaveFiles, WorkCalendar, unit_sums};
use rustix::time::{ClockId, clock_gettime};
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};
use survey::{Date, Day, Month, Register, Source};
use synth::Settings;

const ROUNDS: usize = 7;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
}

/// What passed and what was worked by all threads since it began.
#[derive(Clone, Copy)]
struct Clock(Instant, Duration);

impl Clock {
    fn begin() -> Self {
        Self(Instant::now(), clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap())
    }

    fn end(self) -> [Duration; 2] {
        let worked: Duration = clock_gettime(ClockId::ProcessCPUTime).try_into().unwrap();
        [self.0.elapsed(), worked - self.1]
    }
}

/// Reads and counts; what each of the two took.
fn round(files: &SickLeaveFiles<'_>, register: &Register, threads: NonZeroUsize) -> ([[Duration; 2]; 2], AbsenceTable) {
    let (months, rules) = (months(), Rules::employer(Exactly16::NewPeriod));
    let clock = Clock::begin();
    let sick_leave = SickLeave::from_csv(files, register, months, threads).unwrap();
    let read = clock.end();
    let clock = Clock::begin();
    let table = unit_sums(&sick_leave, months, &rules, Date::new(2024, 1, 15).unwrap(), threads).unwrap();
    ([read, clock.end()], table)
}

fn months() -> Months {
    Months::new(Month::new(2019, 1).unwrap(), Month::new(2023, 12).unwrap()).unwrap()
}

fn main() {
    let settings = Settings { employees: 100_000, ..Settings::asker(2020) };
    let instrument = survey::mestring().unwrap();
    let municipality = synth::municipality(&Settings { employees: 100_000, ..settings }, &instrument);
    let csv = synth::sick_leave(&settings, &instrument);
    let source = |file, text| Source { file, text };
    let register = Register::from_csv(
        source("units.csv", &municipality.units_csv),
        source("former_municipalities.csv", &municipality.former_municipalities_csv),
        source("lineage.csv", &municipality.lineage_csv),
    )
    .unwrap();
    let files = SickLeaveFiles {
        positions: source("positions.csv", &csv.positions),
        spells: source("spells.csv", &csv.spells),
        holidays: None,
        rosters: None,
    };
    let cores = std::thread::available_parallelism().unwrap();
    let sick_leave = SickLeave::from_csv(&files, &register, months(), cores).unwrap();
    println!(
        "{} employees, {} positions, {} spells ({:.0} MB of text), 60 months; medians of {ROUNDS} in turn",
        sick_leave.employees(),
        sick_leave.positions(),
        sick_leave.spells(),
        (csv.spells.len() + csv.positions.len()) as f64 / 1e6
    );
    drop(sick_leave);
    let numbers = [NonZeroUsize::MIN, cores];
    let [one, many] = numbers.map(|threads| round(&files, &register, threads).1);
    assert_eq!(one, many);
    assert!(AbsenceSum::of(one.rows()).unwrap().rate().is_some());

    let mut rounds = numbers.map(|_| Vec::new());
    for _ in 0..ROUNDS {
        for (threads, rounds) in numbers.into_iter().zip(&mut rounds) {
            rounds.push(round(&files, &register, threads).0);
        }
    }
    for (threads, rounds) in numbers.into_iter().zip(rounds) {
        println!("{threads} threads:              passed   worked");
        let tell = |name: &str, of: &dyn Fn(&[[Duration; 2]; 2]) -> [Duration; 2]| {
            let [passed, worked] = [0, 1].map(|at| {
                let times = rounds.iter().map(|round| of(round).get(at).copied().unwrap_or_default());
                median(times.collect()).as_secs_f64()
            });
            println!("  {name:<20} {passed:>6.2} s {worked:>6.2} s");
        };
        tell("reading and checking", &|[read, _]| *read);
        tell("counting", &|[_, counted]| *counted);
        tell("both", &|[[read, read_worked], [counted, counted_worked]]| {
            [*read + *counted, *read_worked + *counted_worked]
        });
    }
    days(months());
}

/// Working days of many stretches: by running totals, and day by day.
fn days(months: Months) {
    let (first, last) = (months.first_day(), months.last_day());
    let calendar = WorkCalendar::Weekdays;
    let totals: Vec<u32> = std::iter::once(0)
        .chain((0..=last.since(first)).scan(0, |total, day| {
            *total += u32::from(calendar.works(first.plus(day)));
            Some(*total)
        }))
        .collect();
    let at = |day: Day| totals.get(usize::try_from(day.since(first)).unwrap()).copied().unwrap();
    let stretches: Vec<(Day, Day)> =
        (0..20_000).map(|number| (first.plus(number % 1_500), first.plus(number % 1_500 + number % 300))).collect();
    let by_totals = || stretches.iter().map(|(from, to)| u64::from(at(to.plus(1)) - at(*from))).sum::<u64>();
    let by_days = || stretches.iter().map(|(from, to)| u64::from(calendar.working_days(*from, *to))).sum::<u64>();
    assert_eq!(by_totals(), by_days());
    let time = |work: &dyn Fn() -> u64| {
        let times = (0..ROUNDS).map(|_| {
            let begun = Instant::now();
            std::hint::black_box(work());
            begun.elapsed()
        });
        median(times.collect())
    };
    let (totals, walk) = (time(&by_totals), time(&by_days));
    println!(
        "working days of 20,000 stretches: a walk takes {:.0} times the running totals",
        walk.as_secs_f64() / totals.as_secs_f64()
    );
}
