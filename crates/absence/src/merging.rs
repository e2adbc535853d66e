//! From notes to absences: what overlaps, touches or lies close is one.
//!
//! What it is: [`merged`] puts an employee's notes together into absences, and [`in_force`] says which grade and kind
//! hold on each day of one absence from one unit.
//!
//! What it is not: a count of days; nothing here knows which days are worked.
//!
//! Invariant: every day of every note is in exactly one absence. On a day with several notes the highest grade holds, and
//! of two notes of one grade the certified one.

use crate::sick_leave::{Note, Stretch};
use crate::{Kind, SeveralNotes};
use survey::Day;

/// One absence: its days from first to last, and the notes it was put together from.
pub(crate) struct Absence<'a> {
    pub(crate) days: Stretch,
    pub(crate) notes: &'a [Note],
}

impl Absence<'_> {
    /// An absence is certified when any part of it is.
    pub(crate) fn kind(&self) -> Kind {
        self.notes.iter().map(|note| note.kind).max().unwrap_or(Kind::SelfCertified)
    }
}

/// Puts notes together, which are in order of their first days. `gap` days without a note do not part two absences.
pub(crate) fn merged(notes: &[Note], gap: u16) -> impl Iterator<Item = Absence<'_>> {
    let mut rest = notes;
    std::iter::from_fn(move || {
        let first = rest.first()?;
        let mut days = first.days;
        let mut count = 0;
        for note in rest {
            if note.days.from.since(days.to) > i32::from(gap) + 1 {
                break;
            }
            days.to = days.to.max(note.days.to);
            count += 1;
        }
        let (notes, after) = rest.split_at_checked(count)?;
        rest = after;
        Some(Absence { days, notes })
    })
}

/// Days of one grade and kind. The grade is a fraction of a percent: `grade / of`.
#[derive(Clone, Copy)]
pub(crate) struct InForce {
    pub(crate) days: Stretch,
    pub(crate) kind: Kind,
    pub(crate) grade: u32,
    pub(crate) of: u32,
}

/// What holds on the days of an absence in the positions of one unit, in order; days without a note are left out.
pub(crate) fn in_force(absence: &Absence<'_>, unit: u32, rule: SeveralNotes, into: &mut Vec<InForce>) {
    into.clear();
    let concerned = || absence.notes.iter().filter(|note| note.concerns(unit));
    if let [only] = absence.notes {
        into.extend(concerned().map(|_| whole(only)));
        return;
    }
    let mut cuts: Vec<Day> = concerned().flat_map(|note| [note.days.from, note.days.to.plus(1)]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    for (from, next) in cuts.iter().zip(cuts.iter().skip(1)) {
        let days = Stretch { from: *from, to: next.plus(-1) };
        let strongest =
            concerned().filter(|note| note.days.holds(days.from)).max_by_key(|note| (note.grade, note.kind));
        into.extend(strongest.map(|note| InForce { days, ..whole(note) }));
    }
    if rule == SeveralNotes::MeanOfTheCase {
        let grades: u32 = into.iter().map(|part| part.grade * part.days.length()).sum();
        let length: u32 = into.iter().map(|part| part.days.length()).sum();
        for part in into {
            (part.grade, part.of) = lowest_terms(grades, length);
        }
    }
}

fn whole(note: &Note) -> InForce {
    InForce { days: note.days, kind: note.kind, grade: u32::from(note.grade), of: 1 }
}

fn lowest_terms(numerator: u32, denominator: u32) -> (u32, u32) {
    let (mut a, mut b) = (numerator, denominator);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (numerator.checked_div(a).unwrap_or(numerator), denominator.checked_div(a).unwrap_or(1))
}
