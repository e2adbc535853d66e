//! How long spells take to become unit months, and what running totals of working days save beside a walk over days.
//!
//! 100,000 employees, five years of spells. The measured time begins with the texts of the files in memory and ends with
//! every unit sum; reading and counting are told apart. Both ways of counting working days must give the same before
//! anything is timed.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench may stop where its own figures are wrong")]

use absence::{AbsenceSum, Exactly16, Months, Rules, SickLeave, SickLeaveFiles, WorkCalendar, unit_sums};
use std::time::{Duration, Instant};
use survey::{Date, Day, Month, Register, Source};
use synth::Settings;

const ROUNDS: usize = 5;

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap()
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
    let months = Months::new(Month::new(2019, 1).unwrap(), Month::new(2023, 12).unwrap()).unwrap();
    let rules = Rules::employer(Exactly16::NewPeriod);
    let vintage = Date::new(2024, 1, 15).unwrap();
    let threads = std::thread::available_parallelism().unwrap();

    let (mut reading, mut counting, mut all) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let sick_leave = SickLeave::from_csv(&files, &register, months, threads).unwrap();
        let read = begun.elapsed();
        let table = unit_sums(&sick_leave, months, &rules, vintage, threads).unwrap();
        let whole = begun.elapsed();
        assert!(AbsenceSum::of(table.rows()).unwrap().rate().is_some());
        reading.push(read);
        counting.push(whole - read);
        all.push(whole);
    }
    let sick_leave = SickLeave::from_csv(&files, &register, months, threads).unwrap();
    println!(
        "{} employees, {} positions, {} spells ({:.0} MB of text), 60 months; medians of {ROUNDS}",
        sick_leave.employees(),
        sick_leave.positions(),
        sick_leave.spells(),
        (csv.spells.len() + csv.positions.len()) as f64 / 1e6
    );
    println!("reading and checking  {:>7.3} s", median(reading).as_secs_f64());
    println!("counting              {:>7.3} s", median(counting).as_secs_f64());
    println!("both                  {:>7.3} s", median(all).as_secs_f64());
    days(months);
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
