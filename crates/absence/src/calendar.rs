//! Which days are worked: Monday to Friday less public holidays, or a roster.
//!
//! What it is: the movable and the fixed public holidays of Norway for any year, and [`WorkCalendar`]: the days on which
//! a full position works. A roster is a cycle of days that repeats from its first day.
//!
//! What it is not: hours. A long shift is one day, as a short one is.
//!
//! Invariant: a day is worked or not; agreed days are counted, never divided.

use survey::{Date, Day};

/// The easter sunday of a year of the Gregorian calendar.
///
/// Formula:  the Sunday after the full moon on or after 21 March, from the golden number and the epact.
/// Shapes:   one year.
/// Units:    a day.
/// Unknown:  never; years from 1 to 9999 are computed by the same rule.
/// Rounding: none.
/// Source:   the Gregorian reform of 1582 in Knuth's form (The Art of Computer Programming, vol. 1, 1.3.2, exercise 14).
#[must_use]
pub fn easter_sunday(year: i32) -> Day {
    let century = year / 100 + 1;
    let golden = year % 19 + 1;
    let dropped_leap_years = 3 * century / 4 - 12;
    let moon_correction = (8 * century + 5) / 25 - 5;
    let epact = (11 * golden + 20 + moon_correction - dropped_leap_years).rem_euclid(30);
    let epact = if epact == 24 || (epact == 25 && golden > 11) { epact + 1 } else { epact };
    let full_moon_in_march = if epact > 23 { 74 - epact } else { 44 - epact };
    let full_moon = fixed(year, 3, 1).plus(full_moon_in_march - 1);
    full_moon.plus(7 - (full_moon.weekday() + 1) % 7)
}

/// The public holidays of a year that can fall on a weekday; Easter Sunday and Whit Sunday are Sundays anyway.
///
/// Formula:  1 January, Maundy Thursday, Good Friday, Easter Monday, 1 May, 17 May, Ascension Day, Whit Monday, 25 and
/// 26 December; the movable ones are 3 and 2 days before and 1, 39 and 50 days after Easter Sunday.
/// Shapes:   one year; ten days.
/// Units:    days.
/// Unknown:  never.
/// Rounding: none.
/// Source:   lov om helligdager og helligdagsfred § 2 and lov om 1 og 17 mai.
#[must_use]
pub fn public_holidays(year: i32) -> [Day; 10] {
    let easter = easter_sunday(year);
    [
        fixed(year, 1, 1),
        easter.plus(-3),
        easter.plus(-2),
        easter.plus(1),
        fixed(year, 5, 1),
        fixed(year, 5, 17),
        easter.plus(39),
        easter.plus(50),
        fixed(year, 12, 25),
        fixed(year, 12, 26),
    ]
}

/// A day that exists in every year.
fn fixed(year: i32, month: u8, day: u8) -> Day {
    let epoch = Day::of(survey::Month::EPOCH.first_day());
    Date::new(year, month, day).map_or(epoch, Day::of)
}

/// Whether a day is a public holiday.
#[must_use]
pub fn is_public_holiday(day: Day) -> bool {
    public_holidays(day.date().year()).contains(&day)
}

/// The days on which a full position works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkCalendar {
    /// Monday to Friday less public holidays.
    Weekdays,
    /// The days of a roster.
    Roster(Roster),
}

impl WorkCalendar {
    /// Whether a full position works on this day.
    #[must_use]
    pub fn works(&self, day: Day) -> bool {
        match self {
            Self::Weekdays => day.weekday() < 5 && !is_public_holiday(day),
            Self::Roster(roster) => roster.works(day),
        }
    }

    /// The days from one day to another, both included, that are worked.
    #[must_use]
    pub fn working_days(&self, from: Day, to: Day) -> u32 {
        let days = (0..=to.since(from)).filter(|after| self.works(from.plus(*after))).count();
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}

/// A roster: stretches of time, each with a cycle of days that repeats from its first day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roster {
    stretches: Vec<Cycle>,
}

/// One stretch of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// The first day, on which the cycle begins.
    pub from: Day,
    /// The last day; none while it goes on.
    pub to: Option<Day>,
    /// Which days of the cycle are worked. An empty cycle works never.
    pub works: Vec<bool>,
    /// Whether public holidays are worked as any other day.
    pub works_on_public_holidays: bool,
}

impl Cycle {
    pub(crate) fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn works(&self, day: Day) -> bool {
        let at = usize::try_from(day.since(self.from)).ok().and_then(|days| days.checked_rem(self.works.len()));
        at.and_then(|at| self.works.get(at)).copied().unwrap_or(false)
            && (self.works_on_public_holidays || !is_public_holiday(day))
    }
}

impl Roster {
    /// A roster of stretches in order of their first days.
    ///
    /// # Errors
    /// The position of the first stretch that begins before the one before it has ended.
    pub fn new(mut stretches: Vec<Cycle>) -> Result<Self, usize> {
        stretches.sort_by_key(|stretch| stretch.from);
        let overlaps = |pair: (&Cycle, &Cycle)| pair.0.to.is_none_or(|to| pair.1.from <= to);
        match stretches.iter().zip(stretches.iter().skip(1)).position(overlaps) {
            Some(before) => Err(before + 1),
            None => Ok(Self { stretches }),
        }
    }

    /// The first day from one day to another that no stretch says anything about.
    pub(crate) fn first_gap(&self, from: Day, to: Day) -> Option<Day> {
        let mut day = from;
        for stretch in &self.stretches {
            if stretch.holds(day) {
                match stretch.to {
                    Some(end) if end < to => day = end.plus(1),
                    _ => return None,
                }
            }
        }
        Some(day)
    }

    fn works(&self, day: Day) -> bool {
        self.stretches.iter().any(|stretch| stretch.holds(day) && stretch.works(day))
    }
}
