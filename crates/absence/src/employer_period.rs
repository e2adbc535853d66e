//! The employer period: the sixteen calendar days of sick pay that the employer pays, and when a new one begins.
//!
//! What it is: a walk over one employee's days of absence, of any kind and grade, in order.
//!
//! What it is not: a decision about anybody's sick pay. It reads spells, not payments, and knows no chronic illness or
//! pregnancy for which others pay from the first day.
//!
//! Invariant: no employer period has more than sixteen days; every day of absence after the qualifying time is either in
//! one or after one.
//!
//! The rules (folketrygdloven § 8-18 and § 8-19, as KS and employers' guides explain them):
//!
//! 1. A period is sixteen calendar days of absence. Graded absence counts as any other.
//! 2. While the sixteen are not used up, a gap of fewer than sixteen calendar days lets the same period go on; after more
//!    than sixteen a new one begins.
//! 3. When they are used up, a new one begins only after as long a time of being fully fit. Partial work does not start
//!    the clock, since a graded day is a day of absence; nor does a holiday that follows the absence before work is
//!    resumed. Other leave, and holiday after work is resumed, stop nothing.
//! 4. Exactly sixteen days is a rule of its own, for the sources disagree: [`Exactly16`].
//! 5. Absence before four weeks of employment earns nothing and starts nothing.

use crate::Exactly16;
use crate::sick_leave::Stretch;
use survey::Day;

/// Calendar days of an employer period.
pub const EMPLOYER_PERIOD_DAYS: u32 = 16;

/// A part of an absence, as the employer period sees it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) days: Stretch,
    pub(crate) place: Place,
}

/// Where days of absence fall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a period that begins with the first of these days.
    Begun,
    /// In a period that began earlier.
    Inside,
    /// After the sixteen days.
    After,
}

/// Places every day of absence. `absent` is in order, and no two stretches touch; `works` says on which days the employee
/// would have been at work.
pub(crate) fn place(
    absent: impl Iterator<Item = Stretch>,
    holidays: &[Stretch],
    works: impl Fn(Day) -> bool,
    rule: Exactly16,
    mut tell: impl FnMut(Part),
) {
    let mut used = 0;
    let mut last: Option<Day> = None;
    for days in absent {
        let begins = last.is_none_or(|last| {
            let fully_paid = used >= EMPLOYER_PERIOD_DAYS;
            let fit_from = if fully_paid { resumed(last, days.from, holidays, &works) } else { last.plus(1) };
            is_new(days.from.since(fit_from), rule)
        });
        if begins {
            used = 0;
        }
        let inside = days.length().min(EMPLOYER_PERIOD_DAYS.saturating_sub(used));
        let cut = days.from.plus(i32::try_from(inside).unwrap_or(i32::MAX));
        if inside > 0 {
            let place = if begins { Place::Begun } else { Place::Inside };
            tell(Part { days: Stretch { from: days.from, to: cut.plus(-1) }, place });
        }
        if cut <= days.to {
            tell(Part { days: Stretch { from: cut, to: days.to }, place: Place::After });
        }
        used += inside;
        last = Some(days.to);
    }
}

/// Whether so many days between two absences make a new period.
const fn is_new(gap: i32, rule: Exactly16) -> bool {
    match rule {
        Exactly16::SamePeriod => gap > 16,
        Exactly16::NewPeriod => gap >= 16,
    }
}

/// The day from which somebody counts as fit: the day after the absence, or the day after a holiday that begins before
/// there was a day of work.
fn resumed(last: Day, next: Day, holidays: &[Stretch], works: &impl Fn(Day) -> bool) -> Day {
    let mut fit_from = last.plus(1);
    let mut day = fit_from;
    while day < next {
        if let Some(holiday) = holidays.iter().find(|holiday| holiday.holds(day)) {
            day = holiday.to.plus(1);
            fit_from = day;
        } else if works(day) {
            break;
        } else {
            day = day.plus(1);
        }
    }
    fit_from.min(next)
}
