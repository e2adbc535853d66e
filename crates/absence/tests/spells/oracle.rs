//! A count that looks at every employee on every day, on drawn registers; it shares no code with the crate.

use super::{Texts, span};
use absence::{AbsenceTable, Band, Exactly16, Kind, LargestByKind, LargestOfGroup, Rules, SeveralNotes};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The days the oracle looks at: all of 2022 and 2023, by number.
const YEARS: [i32; 2] = [2022, 2023];
const MONTH_LENGTHS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/// The public holidays of the two years, from a printed calendar.
const HOLIDAYS: [&str; 20] = [
    "2022-01-01",
    "2022-04-14",
    "2022-04-15",
    "2022-04-18",
    "2022-05-01",
    "2022-05-17",
    "2022-05-26",
    "2022-06-06",
    "2022-12-25",
    "2022-12-26",
    "2023-01-01",
    "2023-04-06",
    "2023-04-07",
    "2023-04-10",
    "2023-05-01",
    "2023-05-17",
    "2023-05-18",
    "2023-05-29",
    "2023-12-25",
    "2023-12-26",
];
const UNITS: [&str; 3] = ["a", "b", "c"];
const FORMERS: [&str; 2] = ["asker", "hurum"];
/// Months that are counted; spells also lie before and after them.
const COUNTED: &str = "2022-03..2023-04";

/// The name of each day.
fn names() -> Vec<String> {
    let mut names = Vec::new();
    for year in YEARS {
        for (month, length) in (1..).zip(MONTH_LENGTHS) {
            names.extend((1..=length).map(|day| format!("{year}-{month:02}-{day:02}")));
        }
    }
    names
}

#[derive(Clone, Debug)]
struct Position {
    unit: usize,
    former: usize,
    /// In hundredths of a percent.
    share: u64,
    days: (usize, usize),
    shift: bool,
}

#[derive(Clone, Debug)]
struct Note {
    unit: Option<usize>,
    days: (usize, usize),
    grade: u64,
    certified: bool,
}

#[derive(Clone, Debug, Default)]
struct Person {
    positions: Vec<Position>,
    notes: Vec<Note>,
    holidays: Vec<(usize, usize)>,
}

fn within((from, to): (usize, usize), day: usize) -> bool {
    from <= day && day <= to
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Expected {
    agreed: u64,
    holiday: u64,
    employees: u64,
    absent: u64,
    lost: BTreeMap<(Kind, Band), f64>,
    spells: BTreeMap<(Kind, Band), u32>,
    periods: [u32; 3],
}

struct Oracle {
    names: Vec<String>,
    rules: Rules,
    cells: BTreeMap<(usize, usize, String), Expected>,
    /// What each person lost of each kind in each month, wherever.
    parts: BTreeMap<(usize, Kind, String), f64>,
    /// The same unit by unit.
    days: BTreeMap<(usize, Kind, usize, String), f64>,
    /// Where and when each person lost days.
    places: BTreeSet<(usize, (usize, usize), String)>,
    people: usize,
}

impl Oracle {
    fn weekday(day: usize) -> usize {
        // The first of January 2022 was a Saturday.
        (day + 5) % 7
    }

    fn works(&self, day: usize, shift: bool) -> bool {
        if shift {
            // Three on, two off, from 1 January 2022, public holidays too.
            return day % 5 < 3;
        }
        Self::weekday(day) < 5 && !HOLIDAYS.contains(&self.names[day].as_str())
    }

    fn cell(&mut self, position: &Position, day: usize) -> Option<&mut Expected> {
        let month = self.names[day][..7].to_owned();
        let counted = ("2022-03".to_owned()..="2023-04".to_owned()).contains(&month);
        counted.then(|| self.cells.entry((position.unit, position.former, month)).or_default())
    }

    fn new(rules: Rules) -> Self {
        let (cells, parts, days, places) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        Self { names: names(), rules, cells, parts, days, places, people: 0 }
    }

    /// The two largest parts of a kind over some months, of those who lost days in a place in them.
    fn largest(&self, place: (usize, usize), kind: Kind, months: &[String]) -> [f64; 2] {
        let of = |person: usize| -> f64 {
            months.iter().filter_map(|month| self.parts.get(&(person, kind, month.clone()))).sum()
        };
        let here = |person: &usize| months.iter().any(|month| self.places.contains(&(*person, place, month.clone())));
        let mut parts: Vec<f64> = (1..=self.people).filter(here).map(of).chain([0.0, 0.0]).collect();
        parts.sort_by(|a, b| b.total_cmp(a));
        [parts[0], parts[1]]
    }

    /// Nobody lost more of any units' days than their bounds say, and no two more than both together: of the twelve months to the last one, and of four
    /// of them, in which the bounds of a year reach back too far.
    fn check_groups(&self, table: &AbsenceTable) -> Result<(), TestCaseError> {
        let counted: Vec<String> = span(COUNTED).iter().map(|month| month.to_string()).collect();
        for months in [&counted[2..], &counted[6..10]] {
            let of = |units: &[usize]| {
                let mut group = LargestOfGroup::default();
                let rows =
                    table.rows().iter().filter(|row| units.iter().any(|unit| UNITS[*unit] == row.unit().as_str()));
                rows.filter(|row| months.contains(&row.month().to_string())).for_each(|row| group.add(row));
                group
            };
            for units in [&[0, 1, 2][..], &[0, 1], &[2]] {
                self.check_bounds(of(units).bounds().unwrap(), units, months)?;
            }
            let beside = [&[0][..], &[1, 2]].map(|units| of(units).bounds_beside_others());
            if let [Some(one), Some(other)] = beside {
                self.check_bounds(one.beside(other), &[0, 1, 2], months)?;
            }
        }
        Ok(())
    }

    fn check_bounds(&self, bounds: LargestByKind, units: &[usize], months: &[String]) -> Result<(), TestCaseError> {
        for kind in Kind::ALL {
            let lost = |person: usize| -> f64 {
                let is_of = |key: &(usize, Kind, usize, String)| {
                    key.0 == person && key.1 == kind && units.contains(&key.2) && months.contains(&key.3)
                };
                self.days.iter().filter(|(key, _)| is_of(key)).map(|(_, days)| days).sum()
            };
            let mut parts: Vec<f64> = (1..=self.people).map(lost).chain([0.0, 0.0]).collect();
            parts.sort_by(|a, b| b.total_cmp(a));
            let bounds = [bounds.get(kind).first(), bounds.get(kind).second()];
            let [first, second] = bounds.map(|bound| bound.millionths() as f64);
            prop_assert!(first >= parts[0] - 1e-3, "{} is no bound of {}", first, parts[0]);
            prop_assert!(first + second >= parts[0] + parts[1] - 1e-3, "{} and {} of {:?}", first, second, parts);
        }
        Ok(())
    }

    fn count(&mut self, person: &Person) {
        self.people += 1;
        let days = self.names.len();
        let has_note = |day: usize| person.notes.iter().any(|note| within(note.days, day));
        let applying = |day: usize, unit: usize| {
            let notes =
                person.notes.iter().filter(|note| within(note.days, day) && note.unit.is_none_or(|of| of == unit));
            notes.map(|note| (note.grade, note.certified)).max()
        };
        // Which absence each day belongs to.
        let mut absences: Vec<(usize, usize)> = Vec::new();
        for day in (0..days).filter(|day| has_note(*day)) {
            match absences.last_mut() {
                Some(last) if day - last.1 - 1 <= usize::from(self.rules.merge_gap_days) => last.1 = day,
                _ => absences.push((day, day)),
            }
        }
        let mut seen: BTreeSet<(usize, usize, String, &str)> = BTreeSet::new();
        for day in 0..days {
            for position in person.positions.iter().filter(|position| within(position.days, day)) {
                if !self.works(day, position.shift) {
                    continue;
                }
                let on_holiday = person.holidays.iter().any(|holiday| within(*holiday, day));
                let key = (position.unit, position.former, self.names[day][..7].to_owned(), "employed");
                let Some(cell) = self.cell(position, day) else { continue };
                cell.agreed += position.share * 100;
                cell.employees += u64::from(seen.insert(key));
                if on_holiday && applying(day, position.unit).is_none() {
                    cell.holiday += position.share * 100;
                }
            }
        }
        for absence in absences {
            self.lose(person, absence, &applying, &mut seen);
        }
        self.employer_periods(person, &has_note);
    }

    fn lose(
        &mut self,
        person: &Person,
        (first, last): (usize, usize),
        applying: &dyn Fn(usize, usize) -> Option<(u64, bool)>,
        seen: &mut BTreeSet<(usize, usize, String, &'static str)>,
    ) {
        let band = Band::of(u32::try_from(last - first + 1).unwrap());
        let mut begun = false;
        for day in first..=last {
            let mut places = BTreeSet::new();
            for position in person.positions.iter().filter(|position| within(position.days, day)) {
                let Some((grade, certified)) = applying(day, position.unit) else { continue };
                places.insert((position.unit, position.former));
                let kind = if certified { Kind::Certified } else { Kind::SelfCertified };
                let grade = match self.rules.several_notes {
                    SeveralNotes::GradeOfTheDay => grade as f64,
                    SeveralNotes::MeanOfTheCase => {
                        let grades: Vec<u64> = (first..=last)
                            .filter_map(|day| applying(day, position.unit))
                            .map(|(grade, _)| grade)
                            .collect();
                        grades.iter().sum::<u64>() as f64 / grades.len() as f64
                    }
                };
                let in_time =
                    self.rules.longest_days.is_none_or(|longest| day - first < usize::try_from(longest).unwrap());
                if in_time && self.works(day, position.shift) {
                    let key = (position.unit, position.former, self.names[day][..7].to_owned(), "absent");
                    if let Some(cell) = self.cell(position, day) {
                        *cell.lost.entry((kind, band)).or_default() += position.share as f64 * grade;
                        cell.absent += u64::from(seen.insert(key));
                        let (month, place) = (self.names[day][..7].to_owned(), (position.unit, position.former));
                        *self.parts.entry((self.people, kind, month.clone())).or_default() +=
                            position.share as f64 * grade;
                        *self.days.entry((self.people, kind, position.unit, month.clone())).or_default() +=
                            position.share as f64 * grade;
                        self.places.insert((self.people, place, month));
                    }
                }
            }
            if !begun && !places.is_empty() {
                begun = true;
                let certified = person.notes.iter().any(|note| note.certified && within((first, last), note.days.0));
                let kind = if certified { Kind::Certified } else { Kind::SelfCertified };
                for (unit, former) in places {
                    let place = Position { unit, former, share: 0, days: (0, 0), shift: false };
                    if let Some(cell) = self.cell(&place, day) {
                        *cell.spells.entry((kind, band)).or_default() += 1;
                    }
                }
            }
        }
    }

    fn employer_periods(&mut self, person: &Person, has_note: &dyn Fn(usize) -> bool) {
        let main = |day: usize| {
            let held = person.positions.iter().filter(|position| within(position.days, day));
            held.min_by_key(|position| (u64::MAX - position.share, position.unit, position.former)).cloned()
        };
        let on_holiday = |day: usize| person.holidays.iter().any(|holiday| within(*holiday, day));
        let (mut employed, mut used, mut last) = (0, 0, None::<usize>);
        for day in 0..self.names.len() {
            let Some(position) = main(day) else {
                employed = 0;
                continue;
            };
            employed += 1;
            if !has_note(day) || employed <= usize::from(self.rules.qualifying_days) {
                continue;
            }
            let is_new = match last {
                None => true,
                Some(last) => {
                    let mut fit_from = last + 1;
                    if used == 16 {
                        // Until the first day at work; a holiday on the way moves the beginning.
                        for between in last + 1..day {
                            if on_holiday(between) {
                                fit_from = between + 1;
                            } else if main(between).is_some_and(|position| self.works(between, position.shift)) {
                                break;
                            }
                        }
                    }
                    let gap = day - fit_from;
                    gap > 16 || gap == 16 && self.rules.exactly_16 == Exactly16::NewPeriod
                }
            };
            if is_new {
                used = 0;
            }
            last = Some(day);
            let inside = used < 16;
            used += usize::from(inside);
            if let Some(cell) = self.cell(&position, day) {
                cell.periods[0] += u32::from(is_new);
                cell.periods[if inside { 1 } else { 2 }] += 1;
            }
        }
    }
}

/// The same people as the texts of the files.
fn texts(people: &[Person], names: &[String]) -> Texts {
    let mut texts = Texts { holidays: Some(String::new()), ..Texts::default() };
    texts.rosters = Some("shift,2022-01-01,,11100,work\n".to_owned());
    let name = |(from, to): (usize, usize)| format!("{},{}", names[from], names[to]);
    for (at, person) in people.iter().enumerate() {
        for position in &person.positions {
            let (share, shift) = (position.share, if position.shift { "shift" } else { "" });
            texts.positions.push_str(&format!(
                "e{at},{},{},{}.{:02},{},{shift}\n",
                UNITS[position.unit],
                FORMERS[position.former],
                share / 100,
                share % 100,
                name(position.days)
            ));
        }
        for note in &person.notes {
            let (unit, kind) = (note.unit.map_or("", |unit| UNITS[unit]), if note.certified { "" } else { "self_" });
            texts.spells.push_str(&format!("e{at},{unit},{},{},{kind}certified\n", name(note.days), note.grade));
        }
        for holiday in &person.holidays {
            texts.holidays.as_mut().unwrap().push_str(&format!("e{at},{}\n", name(*holiday)));
        }
    }
    texts
}

fn stretch(longest: usize) -> impl Strategy<Value = (usize, usize)> {
    (0..729_usize, 0..longest).prop_map(|(from, length)| (from, (from + length).min(729)))
}

fn person() -> impl Strategy<Value = Person> {
    let position = (0..3_usize, 0..2_usize, 1..=3_333_u64, stretch(700), any::<bool>())
        .prop_map(|(unit, former, share, days, shift)| Position { unit, former, share, days, shift });
    let whole = (0..3_usize, 0..2_usize, 1..=10_000_u64, any::<bool>())
        .prop_map(|(unit, former, share, shift)| vec![Position { unit, former, share, days: (0, 729), shift }]);
    let positions = prop_oneof![whole, prop::collection::vec(position, 1..4)];
    let length = prop_oneof![3 => Just(5_usize), 3 => Just(25), 1 => Just(90), 1 => Just(500)];
    let note =
        (prop::option::weighted(0.3, 0..3_usize), length.prop_flat_map(stretch), 20..=100_u64, any::<bool>()).prop_map(
            |(unit, days, grade, certified)| Note { unit, days, grade: if certified { grade } else { 100 }, certified },
        );
    (positions, prop::collection::vec(note, 0..12), prop::collection::vec(stretch(30), 0..4)).prop_map(
        |(positions, mut notes, holidays)| {
            // What the reader refuses is tested elsewhere.
            notes.retain(|note| {
                positions.iter().any(|position| {
                    note.unit.is_none_or(|unit| unit == position.unit)
                        && position.days.0 <= note.days.1
                        && note.days.0 <= position.days.1
                })
            });
            notes.sort_by_key(|note| (note.days, note.unit, note.grade, note.certified));
            notes.dedup_by_key(|note| (note.days, note.unit, note.grade, note.certified));
            Person { positions, notes, holidays }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_sum_is_what_a_count_day_by_day_gives(
        people in prop::collection::vec(person(), 1..5),
        gap in 0..4_u16,
        mean in any::<bool>(),
        limited in any::<bool>(),
        new in any::<bool>(),
    ) {
        let rules = Rules {
            merge_gap_days: gap,
            several_notes: if mean { SeveralNotes::MeanOfTheCase } else { SeveralNotes::GradeOfTheDay },
            longest_days: limited.then_some(364),
            exactly_16: if new { Exactly16::NewPeriod } else { Exactly16::SamePeriod },
            qualifying_days: 28,
        };
        let mut oracle = Oracle::new(rules);
        for person in &people {
            oracle.count(person);
        }
        let table = texts(&people, &oracle.names).counted(COUNTED, &rules);
        oracle.check_groups(&table)?;
        let expected: BTreeMap<_, _> = oracle.cells.iter().filter(|(_, cell)| cell.agreed > 0).collect();
        let counted: Vec<String> = span(COUNTED).iter().map(|month| month.to_string()).collect();
        prop_assert_eq!(table.rows().len(), expected.len());
        for ((unit, former, month), cell) in expected {
            let row = super::row(&table, UNITS[*unit], FORMERS[*former], month);
            let details = row.details();
            prop_assert_eq!(row.agreed().millionths(), cell.agreed);
            prop_assert_eq!(details.holiday.unwrap().millionths(), cell.holiday);
            prop_assert_eq!(u64::from(row.employees()), cell.employees);
            prop_assert_eq!(u64::from(details.employees_absent.unwrap()), cell.absent);
            for (kind, band, lost) in details.lost.unwrap().iter() {
                let expected = cell.lost.get(&(kind, band)).copied().unwrap_or(0.0);
                // Whole numbers are exact; only a mean grade can be a fraction, which is rounded once.
                let error = (lost.millionths() as f64 - expected).abs();
                prop_assert!(error <= if mean { 0.5001 } else { 0.0 }, "{} {}", lost, expected);
            }
            for (kind, band, spells) in details.spells.unwrap().iter() {
                prop_assert_eq!(spells, cell.spells.get(&(kind, band)).copied().unwrap_or(0));
            }
            let periods = details.employer_periods.unwrap();
            prop_assert_eq!([periods.begun, periods.days_inside, periods.days_after], cell.periods);
            let at = counted.iter().position(|known| known == month).unwrap();
            let year = counted.get((at + 1).saturating_sub(12)..=at).filter(|year| year.len() == 12);
            prop_assert_eq!(details.largest_12_months.is_some(), year.is_some());
            let told = [(details.largest, Some(&counted[at..=at])), (details.largest_12_months, year)];
            for (bounds, months) in told.into_iter().filter_map(|(bounds, months)| Some((bounds?, months?))) {
                for kind in Kind::ALL {
                    let bounds = [bounds.get(kind).first(), bounds.get(kind).second()];
                    for (bound, exact) in bounds.into_iter().zip(oracle.largest((*unit, *former), kind, months)) {
                        let bound = bound.millionths() as f64;
                        prop_assert!(bound >= exact - 1e-3, "{} is no bound of {}", bound, exact);
                        // Up to the next step, and a fraction of a millionth for each note of a mean grade.
                        let step = if exact > 0.0 { (exact * 1.15).max(1e6) } else { 0.0 };
                        prop_assert!(bound <= step + 1_000.0, "{} is far from {}", bound, exact);
                    }
                }
            }
        }
    }
}

#[test]
fn the_oracle_itself_knows_the_calendar() {
    let names = names();
    let day = |name: &str| names.iter().position(|known| known == name).unwrap();
    assert_eq!((names.len(), Oracle::weekday(day("2023-01-02")), Oracle::weekday(day("2022-01-01"))), (730, 0, 5));
    assert_eq!(span(COUNTED).iter().count(), 14);
}
