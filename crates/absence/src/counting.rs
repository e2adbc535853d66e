//! One employee's days, added to the cells of the places where the employee works.
//!
//! What it is: the inner loop. Working days between two days are a difference of two running totals, so a spell costs the
//! same whether it lasts a day or a year.
//!
//! What it is not: a rule. Merging, bands and employer periods are decided in files of their own.
//!
//! Invariant: every day of every position in the counted months is agreed once, and lost at most once.

use crate::cells::{Cell, Cells};
use crate::employer_period::{self, Part, Place};
use crate::largest::YEAR;
use crate::merging::{InForce, in_force, merged};
use crate::sick_leave::{Employee, Position, Stretch};
use crate::{Band, Kind, Months, PersonDays, Rules, SickLeave, WorkCalendar};
use survey::{Day, Month};

/// A grade of 100 percent and a whole position make a million.
const WHOLE_GRADE: u64 = 100;

/// The working days of every calendar in the counted months, as running totals.
pub(crate) struct WorkedDays {
    months: Vec<Month>,
    /// The first day of each month, and the day after the last one.
    starts: Vec<Day>,
    /// For each calendar, the days worked before each day since the first.
    totals: Vec<Vec<u32>>,
}

impl WorkedDays {
    pub(crate) fn of(calendars: &[WorkCalendar], months: Months) -> Self {
        let (first, end) = (months.first_day(), months.last_day().plus(1));
        let months: Vec<Month> = months.iter().collect();
        let starts = months.iter().map(|month| Day::first_of(*month)).chain([end]).collect();
        let totals = calendars.iter().map(|calendar| {
            let mut total = 0;
            let days = (0..end.since(first)).map(|day| {
                total += u32::from(calendar.works(first.plus(day)));
                total
            });
            std::iter::once(0).chain(days).collect()
        });
        Self { months, starts, totals: totals.collect() }
    }

    pub(crate) fn months(&self) -> &[Month] {
        &self.months
    }

    fn all(&self) -> Option<Stretch> {
        Some(Stretch { from: *self.starts.first()?, to: self.starts.last()?.plus(-1) })
    }

    fn before(&self, calendar: usize, day: Day) -> u32 {
        let at = self.starts.first().and_then(|first| usize::try_from(day.since(*first)).ok());
        at.and_then(|at| self.totals.get(calendar)?.get(at).copied()).unwrap_or(0)
    }

    /// The part of some days in each month they meet: the month's number and the part.
    fn by_month(&self, days: Stretch) -> impl Iterator<Item = (usize, Stretch)> + '_ {
        let counted = self.all().and_then(|all| all.and(days));
        let first =
            counted.map_or(0, |days| self.starts.partition_point(|start| *start <= days.from).saturating_sub(1));
        let spans = self.starts.iter().zip(self.starts.iter().skip(1)).enumerate().skip(first);
        spans.map_while(move |(month, (start, next))| {
            let part = counted?.and(Stretch { from: *start, to: next.plus(-1) })?;
            Some((month, part))
        })
    }

    /// Working days of some days that lie in the counted months.
    fn worked(&self, calendar: usize, days: Stretch) -> u64 {
        let (before, after) = (self.before(calendar, days.from), self.before(calendar, days.to.plus(1)));
        u64::from(after.saturating_sub(before))
    }
}

/// Adds employees to cells.
pub(crate) struct Counter<'a> {
    sick_leave: &'a SickLeave,
    worked: &'a WorkedDays,
    rules: &'a Rules,
    cells: Cells,
    /// Numbers the employees, so that each is counted once in a cell.
    employee: u32,
    in_force: Vec<InForce>,
    /// For each position, the days somebody was away from it.
    away: Vec<(usize, Stretch)>,
    /// What the employee lost, and where, in millionths rounded up.
    parts: Vec<LostPart>,
}

/// Days that one employee lost in one place and month, more than none.
struct LostPart {
    place: usize,
    month: usize,
    kind: Kind,
    days: u64,
}

impl<'a> Counter<'a> {
    pub(crate) fn new(sick_leave: &'a SickLeave, worked: &'a WorkedDays, rules: &'a Rules) -> Self {
        let cells = Cells::new(sick_leave.places.len(), worked.months.len());
        Self {
            sick_leave,
            worked,
            rules,
            cells,
            employee: 0,
            in_force: Vec::new(),
            away: Vec::new(),
            parts: Vec::new(),
        }
    }

    pub(crate) fn count(&mut self, employees: &[Employee]) {
        for employee in employees {
            self.employee += 1;
            self.away.clear();
            self.parts.clear();
            self.agreed(employee);
            self.lost(employee);
            self.largest();
            self.holidays(employee);
            if !employee.notes.is_empty() {
                self.employer_periods(employee);
            }
        }
    }

    pub(crate) fn into_cells(self) -> Cells {
        self.cells
    }

    fn agreed(&mut self, employee: &Employee) {
        for position in &employee.positions {
            for (month, days) in self.worked.by_month(position.days) {
                let worked = self.worked.worked(position.calendar, days);
                if worked > 0 {
                    let number = self.employee;
                    self.cells.change(position.place, month, |cell| {
                        cell.agreed += worked * u64::from(position.share) * WHOLE_GRADE;
                        cell.see_employee(number);
                    });
                }
            }
        }
    }

    fn lost(&mut self, employee: &Employee) {
        for absence in merged(&employee.notes, self.rules.merge_gap_days) {
            let band = Band::of(absence.days.length());
            let counted = i32::try_from(self.rules.longest_days.unwrap_or(u32::MAX)).unwrap_or(i32::MAX);
            let counted = Stretch { from: absence.days.from, to: absence.days.from.plus(counted.saturating_sub(1)) };
            let mut first: Option<Day> = None;
            let mut in_force = std::mem::take(&mut self.in_force);
            for (at, position) in employee.positions.iter().enumerate() {
                if position.days.and(absence.days).is_none() {
                    continue;
                }
                in_force_of(&absence, position, self.rules, &mut in_force);
                for part in &in_force {
                    let Some(days) = part.days.and(position.days) else { continue };
                    first = Some(first.map_or(days.from, |first| first.min(days.from)));
                    self.away.push((at, days));
                    if let Some(days) = days.and(counted) {
                        self.lose(position, InForce { days, ..*part }, band);
                    }
                }
            }
            self.in_force = in_force;
            if let Some(first) = first {
                self.begin(employee, first, |cell| *cell.spells.get_mut(absence.kind(), band) += 1);
            }
        }
    }

    /// Days of one grade and kind from one position.
    fn lose(&mut self, position: &Position, part: InForce, band: Band) {
        let number = self.employee;
        for (month, days) in self.worked.by_month(part.days) {
            let worked = self.worked.worked(position.calendar, days);
            if worked == 0 {
                continue;
            }
            let lost = worked * u64::from(position.share) * u64::from(part.grade);
            self.cells.change(position.place, month, |cell| cell.see_absent(number));
            self.cells.lose((position.place, month), (part.kind, band), (lost, part.of));
            let days = lost.div_ceil(u64::from(part.of.max(1)));
            self.parts.push(LostPart { place: position.place, month, kind: part.kind, days });
        }
    }

    /// Holds what the employee lost in all places together against the most that anybody lost, in each place where days were
    /// lost: in the month, and in the year up to each month.
    fn largest(&mut self) {
        if self.parts.is_empty() {
            return;
        }
        self.parts.sort_unstable_by_key(|part| part.place);
        let months = self.worked.months.len();
        let everywhere =
            Kind::ALL.map(|kind| (kind, by_month(self.parts.iter().filter(|part| part.kind == kind), months)));
        for here in self.parts.chunk_by(|one, next| one.place == next.place) {
            let Some(place) = here.first().map(|part| part.place) else { continue };
            for (month, here) in by_month(here.iter(), months).into_iter().enumerate().filter(|(_, here)| here.year > 0)
            {
                for (kind, lost) in &everywhere {
                    let Some(lost) = lost.get(month) else { continue };
                    self.cells.change(place, month, |cell| {
                        if here.month > 0 {
                            cell.largest.get_mut(*kind).see(PersonDays::from_millionths(lost.month));
                        }
                        cell.largest_of_year.get_mut(*kind).see(PersonDays::from_millionths(lost.year));
                    });
                }
            }
        }
    }

    /// Counts an absence where it begins: once in each place the employee is away from on that day.
    fn begin(&mut self, employee: &Employee, first: Day, mut count: impl FnMut(&mut Cell)) {
        let Some((month, _)) = self.worked.by_month(Stretch { from: first, to: first }).next() else { return };
        let away = self.away.iter().filter(|(_, days)| days.holds(first));
        let mut places: Vec<usize> = away.filter_map(|(at, _)| Some(employee.positions.get(*at)?.place)).collect();
        places.sort_unstable();
        places.dedup();
        for place in places {
            self.cells.change(place, month, &mut count);
        }
    }

    /// A day that is both holiday and absence is absence: whoever falls ill on a holiday has it later.
    fn holidays(&mut self, employee: &Employee) {
        if employee.holidays.is_empty() {
            return;
        }
        for (at, position) in employee.positions.iter().enumerate() {
            let mut taken: Vec<Stretch> = self.away.iter().filter(|(of, _)| *of == at).map(|(_, days)| *days).collect();
            taken.sort_unstable();
            // Days already counted as absence or as an earlier holiday come first; what a holiday leaves over is added.
            for holiday in employee.holidays.iter().filter_map(|holiday| holiday.and(position.days)) {
                for days in without(holiday, &taken) {
                    for (month, days) in self.worked.by_month(days) {
                        let worked = self.worked.worked(position.calendar, days);
                        let parts = worked * u64::from(position.share) * WHOLE_GRADE;
                        self.cells.change(position.place, month, |cell| cell.holiday += parts);
                    }
                }
                taken.push(holiday);
                taken.sort_unstable();
            }
        }
    }

    fn employer_periods(&mut self, employee: &Employee) {
        let main = main_positions(employee);
        let qualified = qualified(&main, i32::from(self.rules.qualifying_days));
        let absent: Vec<Stretch> = merged(&employee.notes, 0)
            .flat_map(|absence| qualified.iter().filter_map(move |employed| employed.and(absence.days)))
            .collect();
        let calendar = |day: Day| {
            let position = main.iter().find(|(days, _)| days.holds(day)).map(|(_, position)| *position)?;
            self.sick_leave.calendars.get(position.calendar)
        };
        let works = |day: Day| calendar(day).is_some_and(|calendar| calendar.works(day));
        let mut parts: Vec<Part> = Vec::new();
        let rule = self.rules.exactly_16;
        employer_period::place(absent.into_iter(), &employee.holidays, works, rule, |part| parts.push(part));
        for part in parts {
            let mut begins = part.place == Place::Begun;
            for (days, position) in &main {
                let Some(days) = days.and(part.days) else { continue };
                for (month, days) in self.worked.by_month(days) {
                    let begins = std::mem::take(&mut begins) && days.from == part.days.from;
                    self.cells.change(position.place, month, |cell| {
                        cell.periods += u32::from(begins);
                        let side = if part.place == Place::After { &mut cell.after } else { &mut cell.inside };
                        *side += days.length();
                    });
                }
            }
        }
    }
}

/// What one employee lost in a month, and in the year up to it.
#[derive(Clone, Copy, Default)]
struct LostUntil {
    month: u64,
    year: u64,
}

/// Parts of one employee, added up for each month.
fn by_month<'a>(parts: impl Iterator<Item = &'a LostPart>, months: usize) -> Vec<LostUntil> {
    let mut lost = vec![LostUntil::default(); months];
    for part in parts {
        for (after, lost) in lost.iter_mut().skip(part.month).take(YEAR).enumerate() {
            lost.month += if after == 0 { part.days } else { 0 };
            lost.year += part.days;
        }
    }
    lost
}

fn in_force_of(absence: &crate::merging::Absence<'_>, position: &Position, rules: &Rules, into: &mut Vec<InForce>) {
    in_force(absence, position.unit, rules.several_notes, into);
}

/// What is left of some days without others, which are in order.
fn without(days: Stretch, others: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    let mut from = days.from;
    for other in others.iter().filter_map(|other| other.and(days)) {
        if from < other.from {
            left.push(Stretch { from, to: other.from.plus(-1) });
        }
        from = from.max(other.to.plus(1));
    }
    if from <= days.to {
        left.push(Stretch { from, to: days.to });
    }
    left
}

/// Which position is the main one when: the largest share, then the place that was read first. Employer periods are of an
/// employee and not of a position, so each day is counted in one place.
fn main_positions(employee: &Employee) -> Vec<(Stretch, &Position)> {
    if let [only] = employee.positions.as_slice() {
        return vec![(only.days, only)];
    }
    let mut cuts: Vec<Day> =
        employee.positions.iter().flat_map(|position| [position.days.from, position.days.to.plus(1)]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut main = Vec::new();
    for (from, next) in cuts.iter().zip(cuts.iter().skip(1)) {
        let days = Stretch { from: *from, to: next.plus(-1) };
        let held = employee.positions.iter().filter(|position| position.days.holds(days.from));
        let largest = held.max_by(|a, b| a.share.cmp(&b.share).then(b.place.cmp(&a.place)));
        main.extend(largest.map(|position| (days, position)));
    }
    main
}

/// Unbroken employment, from the day on which sick pay is earned.
fn qualified(main: &[(Stretch, &Position)], days: i32) -> Vec<Stretch> {
    let mut employed: Vec<Stretch> = Vec::new();
    for (next, _) in main {
        match employed.last_mut() {
            Some(last) if next.from <= last.to.plus(1) => last.to = last.to.max(next.to),
            _ => employed.push(*next),
        }
    }
    let earned = |all: Stretch| all.and(Stretch { from: all.from.plus(days), to: all.to });
    employed.into_iter().filter_map(earned).collect()
}
