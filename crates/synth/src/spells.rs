//! Positions, spells of absence and holidays of every employee, drawn from the same rates as the unit sums.
//!
//! Spells begin at random, as often as the rate of the unit, the season and the period ask; whoever is away begins no new
//! one. Long spells last beyond the month in which they begin, so the season of certified days is a little flatter and later
//! here than in the unit sums. Everybody's illness begins a year before the first position, so that nobody starts out well.

use crate::draws::Draws;
use crate::organisation::{MERGER_YEAR, Organisation, Workplace};
use crate::sickness::{Side, rates};
use std::fmt::Write as _;
use survey::{Date, Day, Month};

/// Everybody's employment, absence and holidays as files.
#[derive(Clone, Debug)]
pub struct SickLeaveCsv {
    /// `employee,unit,former_municipality,share,from,to`
    pub positions: String,
    /// `employee,from,to,grade,kind`
    pub spells: String,
    /// `employee,from,to`
    pub holidays: String,
}

/// Grades of notes that are not for all of the work.
const PARTIAL_GRADES: [u8; 5] = [20, 40, 50, 60, 80];
/// Share of notes that are for all of it.
const WHOLE_GRADE: f64 = 0.6;
/// Mean grade: 0.6 · 1 + 0.4 · 0.5.
const MEAN_GRADE: f64 = 0.8;
/// Mean length of self-certified and of certified spells in calendar days; follows from [`certified_length`].
const MEAN_DAYS: [f64; 2] = [2.0, 51.8];
/// A doctor's note is for so many days at most; then comes the next.
const NOTE_DAYS: i32 = 28;

/// One stretch of employment in a place.
struct Stretch<'a> {
    workplace: &'a Workplace,
    former: &'static str,
    from: Month,
    to: Month,
}

/// Draws every employee.
pub(crate) fn sick_leave(organisation: &Organisation, sides: &[Side<'_>], draws: &mut Draws) -> SickLeaveCsv {
    let mut csv = SickLeaveCsv {
        positions: "employee,unit,former_municipality,share,from,to\n".to_owned(),
        spells: "employee,from,to,grade,kind\n".to_owned(),
        holidays: "employee,from,to\n".to_owned(),
    };
    for (number, employee) in employees(organisation).into_iter().enumerate() {
        let key = format!("e{number:06}");
        write_positions(&mut csv.positions, &key, &employee);
        write_spells(&mut csv.spells, (&key, &employee), sides, draws);
        write_holidays(&mut csv.holidays, &key, &employee, draws);
    }
    csv
}

/// Who works where in which months, from the year before the merger to the last.
fn employees(organisation: &Organisation) -> Vec<Vec<Stretch<'_>>> {
    let formers = crate::blueprint::FORMERS.each_ref().map(|former| former.code);
    let (first, merger, last) =
        (crate::ids::month(MERGER_YEAR - 1, 1), crate::ids::month(MERGER_YEAR, 1), crate::ids::month(2023, 12));
    let mut employees = Vec::new();
    for (workplace, origins) in organisation.after.iter().zip(&organisation.origins) {
        for (at, former) in formers.into_iter().enumerate() {
            let staff = |month: Month| workplace.staff(month).get(at).copied().unwrap_or(0);
            let old = |place: usize| organisation.before.get(place).filter(|old| old.staff(first).get(at) > Some(&0));
            let mut before = origins.iter().flat_map(|(place, people)| (0..*people).filter_map(move |_| old(*place)));
            let months: Vec<Month> =
                std::iter::successors(Some(merger), |month| (*month < last).then(|| month.next())).collect();
            let most = months.iter().map(|month| staff(*month)).max().unwrap_or(0);
            for slot in 0..most {
                let held: Vec<bool> = months.iter().map(|month| staff(*month) > slot).collect();
                let mut from = None;
                for (month, (held, next)) in months.iter().zip(held.iter().zip(held.iter().skip(1).chain([&false]))) {
                    from = if *held { from.or(Some(*month)) } else { None };
                    let Some(begun) = from.filter(|_| !next) else { continue };
                    let mut stretches = vec![Stretch { workplace, former, from: begun, to: *month }];
                    if begun == merger {
                        let to = crate::ids::month(MERGER_YEAR - 1, 12);
                        let earlier = before.next().map(|workplace| Stretch { workplace, former, from: first, to });
                        stretches.extend(earlier);
                        stretches.rotate_right(1);
                    }
                    employees.push(stretches);
                    from = None;
                }
            }
        }
    }
    employees
}

fn write_positions(csv: &mut String, key: &str, employee: &[Stretch<'_>]) {
    let long_ago = Date::new(2017, 1, 1).map(Day::of);
    for stretch in employee {
        // Whoever is there in the first month was there long before.
        let from = match long_ago {
            Ok(day) if stretch.from.year() < MERGER_YEAR => day,
            _ => Day::first_of(stretch.from),
        };
        let to = if stretch.to == crate::ids::month(2023, 12) {
            String::new()
        } else {
            Day::last_of(stretch.to).date().to_string()
        };
        let (unit, percent) = (&stretch.workplace.unit, stretch.workplace.position_percent);
        let _ = writeln!(csv, "{key},{unit},{},{percent},{},{to}", stretch.former, from.date());
    }
}

fn write_spells(csv: &mut String, (key, employee): (&str, &[Stretch<'_>]), sides: &[Side<'_>], draws: &mut Draws) {
    let (Some(first), Some(last)) = (employee.first(), employee.last()) else { return };
    let (employed, end) = (Day::first_of(first.from), Day::last_of(last.to));
    let mut well_from = employed.plus(-366);
    let mut month = well_from.month();
    while Day::first_of(month) <= end {
        let at = employee.iter().find(|stretch| stretch.from <= month && month <= stretch.to).unwrap_or(first);
        let [own, certified] = rates(sides, &at.workplace.unit, month);
        let well = (1.0 - own - certified / MEAN_GRADE).max(0.2);
        let days = f64::from(month.days());
        let begun = [own / MEAN_DAYS[0], certified / (MEAN_GRADE * MEAN_DAYS[1])].map(|rate| rate * days / well);
        let mut starts = Vec::new();
        for (kind, expected) in begun.into_iter().enumerate() {
            for _ in 0..poisson(expected, draws) {
                starts.push((Day::first_of(month).plus(whole(draws.uniform() * days)), kind));
            }
        }
        starts.sort_unstable();
        for (day, kind) in starts {
            let length = if kind == 0 { 1 + whole(draws.uniform() * 3.0) } else { certified_length(draws) };
            if day >= well_from {
                well_from = day.plus(length);
                write_notes(csv, key, (day, well_from, kind), (employed, end), draws);
            }
        }
        month = month.next();
    }
}

/// The notes of one spell: a doctor writes for a few weeks at a time, each with its own grade.
fn write_notes(
    csv: &mut String,
    key: &str,
    (first, well_from, kind): (Day, Day, usize),
    (employed, end): (Day, Day),
    draws: &mut Draws,
) {
    let mut from = first;
    while from < well_from {
        let to = from.plus(NOTE_DAYS - 1).min(well_from.plus(-1));
        let (grade, kind) = if kind == 0 { (100, "self_certified") } else { (grade(draws), "certified") };
        if to >= employed && from <= end {
            let _ = writeln!(csv, "{key},{},{},{grade},{kind}", from.max(employed).date(), to.date());
        }
        from = to.plus(1);
    }
}

/// Four weeks in July and one in October, each begun on a Monday.
fn write_holidays(csv: &mut String, key: &str, employee: &[Stretch<'_>], draws: &mut Draws) {
    for year in *crate::sickness::YEARS.start()..=*crate::sickness::YEARS.end() {
        for (month, weeks) in [(6, 4), (10, 1)] {
            let start = Day::first_of(crate::ids::month(year, month)).plus(20 + 7 * whole(draws.uniform() * 3.0));
            let monday = start.plus(-start.weekday());
            let to = monday.plus(7 * weeks - 3);
            let employed =
                |stretch: &Stretch<'_>| Day::first_of(stretch.from) <= monday && to <= Day::last_of(stretch.to);
            if employee.iter().any(employed) {
                let _ = writeln!(csv, "{key},{},{}", monday.date(), to.date());
            }
        }
    }
}

/// 45 % last 4 to 16 days, 33 % 17 to 56, the rest longer, at most 52 weeks; 51.8 days on average.
fn certified_length(draws: &mut Draws) -> i32 {
    let kind = draws.uniform();
    let within = draws.uniform();
    if kind < 0.45 {
        4 + whole(within * 13.0)
    } else if kind < 0.78 {
        17 + whole(within * 40.0)
    } else {
        (57 + whole(-110.0 * within.ln())).min(364)
    }
}

fn grade(draws: &mut Draws) -> u8 {
    if draws.chance(WHOLE_GRADE) {
        return 100;
    }
    let at = usize::try_from(whole(draws.uniform() * 5.0)).unwrap_or(0);
    PARTIAL_GRADES.get(at).copied().unwrap_or(50)
}

/// A number of events of which so many are expected.
fn poisson(expected: f64, draws: &mut Draws) -> u32 {
    let (mut events, mut left) = (0, draws.uniform());
    let floor = (-expected).exp();
    while left > floor && events < 31 {
        left *= draws.uniform();
        events += 1;
    }
    events
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of days, a few thousand at most")]
fn whole(number: f64) -> i32 {
    number.floor() as i32
}
