//! The largest and the second largest part that one employee has in a sum of lost days: what the p % rule asks for.
//!
//! What it is: bounds from above, rounded up in steps as wide as the rule itself. Bounds of places together are the two
//! largest of all; bounds of months together are added, for nobody loses more in a year than the most of each month.
//!
//! What it is not: anybody's days. Who it was, and whether it was the same employee in two months, is not known.
//!
//! Invariant: nobody lost more than the first bound, and no two lost more than both together; what is put together from
//! such bounds has it too.

use crate::{AbsenceRow, Kind, PersonDays};
use std::collections::{BTreeMap, BTreeSet};
use survey::{Date, FormerMunicipalityId, Month, UnitId};

/// How many months the bounds of a year reach back, the row's own month included.
pub(crate) const YEAR: usize = 12;

/// Bounds of the two largest parts of a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Largest {
    first: PersonDays,
    second: PersonDays,
}

impl Largest {
    /// The bounds, if the second is not above the first.
    #[must_use]
    pub fn new(first: PersonDays, second: PersonDays) -> Option<Self> {
        (second <= first).then_some(Self { first, second })
    }

    /// No employee lost more.
    #[must_use]
    pub const fn first(self) -> PersonDays {
        self.first
    }

    /// No two employees lost more than this and the first together.
    #[must_use]
    pub const fn second(self) -> PersonDays {
        self.second
    }

    /// Counts one more employee's part.
    pub(crate) fn see(&mut self, days: PersonDays) {
        *self = self.beside(Self { first: days, second: PersonDays::ZERO });
    }

    /// The bounds of two places together. Whoever has a part in both is counted whole in each.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        let (more, less) = if self.first >= other.first { (self, other) } else { (other, self) };
        Self { first: more.first, second: more.second.max(less.first) }
    }

    /// The bounds of two stretches of time together.
    #[must_use]
    pub fn after(self, other: Self) -> Self {
        Self { first: sum(self.first, other.first), second: sum(self.second, other.second) }
    }

    /// The closer of two bounds of the same.
    fn closer(self, other: Self) -> Self {
        let reach = |of: Self| (sum(of.first, of.second), of.first);
        if reach(self) <= reach(other) { self } else { other }
    }

    /// The same bounds, rounded up to the next step: 0, 1 day, and then 15 % more each time.
    pub(crate) fn rounded_up(self) -> Self {
        Self { first: rounded_up(self.first), second: rounded_up(self.second) }
    }
}

fn sum(one: PersonDays, other: PersonDays) -> PersonDays {
    // What cannot be held is not exceeded either.
    one.checked_add(other).unwrap_or(PersonDays::from_millionths(u64::MAX))
}

fn rounded_up(days: PersonDays) -> PersonDays {
    let steps = std::iter::successors(Some(PersonDays::PARTS_PER_DAY), |step| step.checked_mul(115)?.checked_div(100));
    let of = |parts: u64| steps.into_iter().find(|step| *step >= parts).unwrap_or(parts);
    match days.millionths() {
        0 => PersonDays::ZERO,
        parts => PersonDays::from_millionths(of(parts)),
    }
}

/// The bounds for each kind of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LargestByKind {
    /// Of days on the employee's own word.
    pub self_certified: Largest,
    /// Of days on a doctor's word.
    pub certified: Largest,
}

impl LargestByKind {
    /// Both, in the order of [`Kind::ALL`].
    #[must_use]
    pub const fn both(self) -> [Largest; 2] {
        [self.self_certified, self.certified]
    }

    /// As files hold them: the first and the second of self-certified days, then of certified ones.
    #[must_use]
    pub fn to_days(self) -> [PersonDays; 4] {
        let Self { self_certified: own, certified } = self;
        [own.first, own.second, certified.first, certified.second]
    }

    /// Those of one kind.
    #[must_use]
    pub const fn get(self, kind: Kind) -> Largest {
        match kind {
            Kind::SelfCertified => self.self_certified,
            Kind::Certified => self.certified,
        }
    }

    /// Those of one kind, to change.
    pub(crate) const fn get_mut(&mut self, kind: Kind) -> &mut Largest {
        match kind {
            Kind::SelfCertified => &mut self.self_certified,
            Kind::Certified => &mut self.certified,
        }
    }

    fn each(self, other: Self, put: impl Fn(Largest, Largest) -> Largest) -> Self {
        Self {
            self_certified: put(self.self_certified, other.self_certified),
            certified: put(self.certified, other.certified),
        }
    }

    /// The bounds of two places together.
    #[must_use]
    pub fn beside(self, other: Self) -> Self {
        self.each(other, Largest::beside)
    }

    /// The bounds of two stretches of time together.
    #[must_use]
    pub fn after(self, other: Self) -> Self {
        self.each(other, Largest::after)
    }

    pub(crate) fn rounded_up(self) -> Self {
        Self { self_certified: self.self_certified.rounded_up(), certified: self.certified.rounded_up() }
    }
}

/// The bounds of any places over twelve months or fewer, from their rows.
///
/// Formula:  the closer of two bounds: of the places together, the most of the twelve months up to the last row of each; of the
///           months together, the most of all places in each, added up. Whoever moved from place to place is whole in both: in
///           the last row of the place where days were lost last, and in each month.
/// Shapes:   rows of any places and months, each once.
/// Units:    days.
/// Unknown:  the first bound, where a last row does not say it or the rows of a place were extracted on several days, for then
///           a month may hold more than an earlier extraction knew of; the second, where a row does not say it.
/// Rounding: as the rows have it.
#[derive(Clone, Debug, Default)]
pub struct LargestOfGroup<'a> {
    places: BTreeMap<(&'a UnitId, &'a FormerMunicipalityId), Place>,
    months: BTreeMap<Month, Option<LargestByKind>>,
}

/// The last row of a place, and when its rows were extracted.
#[derive(Clone, Debug, Default)]
struct Place {
    last: Option<(Month, Option<LargestByKind>)>,
    vintages: BTreeSet<Option<Date>>,
}

impl<'a> LargestOfGroup<'a> {
    /// Adds a row.
    pub fn add(&mut self, row: &'a AbsenceRow) {
        let details = row.details();
        let known = self.months.entry(row.month()).or_insert_with(|| Some(LargestByKind::default()));
        *known = known.zip(details.largest).map(|(known, more)| known.beside(more));
        let place = self.places.entry((row.unit(), row.former_municipality())).or_default();
        if place.last.is_none_or(|(month, _)| month < row.month()) {
            place.last = Some((row.month(), details.largest_12_months));
        }
        place.vintages.insert(details.vintage);
    }

    /// The bounds; none where nobody knows.
    #[must_use]
    pub fn bounds(&self) -> Option<LargestByKind> {
        closer(self.of_places(), self.of_months())
    }

    /// Bounds that hold [beside](LargestByKind::beside) those of others over the same months too: whoever has days in both is
    /// whole in each. Months added up are no such bounds, for somebody may have moved between them.
    #[must_use]
    pub fn bounds_beside_others(&self) -> Option<LargestByKind> {
        closer(self.of_places(), self.of_months().filter(|_| self.months.len() <= 1))
    }

    fn of_places(&self) -> Option<LargestByKind> {
        let mut years = self.places.values().map(Place::of_year);
        years.try_fold(LargestByKind::default(), |all, more| more.map(|more| all.beside(more)))
    }

    fn of_months(&self) -> Option<LargestByKind> {
        self.months.values().try_fold(LargestByKind::default(), |all, more| more.map(|more| all.after(more)))
    }
}

fn closer(one: Option<LargestByKind>, other: Option<LargestByKind>) -> Option<LargestByKind> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.each(other, Largest::closer)),
        (one, other) => one.or(other),
    }
}

impl Place {
    fn of_year(&self) -> Option<LargestByKind> {
        self.last.and_then(|(_, of_year)| of_year).filter(|_| self.vintages.len() == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Details;
    use proptest::prelude::*;

    fn days(parts: u64) -> PersonDays {
        PersonDays::from_millionths(parts)
    }

    fn largest(first: u64, second: u64) -> Largest {
        Largest::new(days(first), days(second)).unwrap_or_default()
    }

    #[test]
    fn the_second_is_never_above_the_first() {
        assert_eq!(Largest::new(days(1), days(2)), None);
        assert_eq!(Largest::new(days(2), days(2)), Some(largest(2, 2)));
    }

    #[test]
    fn steps_are_those_of_the_rule() {
        for (parts, up) in [
            (0, 0),
            (1, 1_000_000),
            (1_000_000, 1_000_000),
            (1_000_001, 1_150_000),
            (1_150_000, 1_150_000),
            (1_150_001, 1_322_500),
            (10_000_000, 10_761_241),
        ] {
            assert_eq!(rounded_up(days(parts)), days(up), "{parts}");
        }
        assert_eq!(rounded_up(days(u64::MAX)), days(u64::MAX));
    }

    fn row(month: &str, largest: Option<[u64; 2]>, vintage: &str) -> AbsenceRow {
        let of = |parts: u64| LargestByKind { self_certified: Largest::default(), certified: largest_of(parts) };
        let details = Details {
            largest: largest.map(|[month, _]| of(month)),
            largest_12_months: largest
                .map(|[_, year]| of(year))
                .filter(|year| year.certified.first() > PersonDays::ZERO),
            vintage: Date::parse(vintage).ok(),
            ..Details::default()
        };
        let (unit, former) = (UnitId::new("u"), FormerMunicipalityId::new("f"));
        let lost = [0, 4, 90].map(|whole| days(whole * PersonDays::PARTS_PER_DAY));
        let made = AbsenceRow::new(unit.unwrap(), former.unwrap(), Month::parse(month).unwrap(), 5, lost);
        made.unwrap().with(details).unwrap()
    }

    fn largest_of(whole_days: u64) -> Largest {
        largest(whole_days * PersonDays::PARTS_PER_DAY, 0)
    }

    fn bounds(rows: &[AbsenceRow]) -> Option<u64> {
        let mut group = LargestOfGroup::default();
        rows.iter().for_each(|row| group.add(row));
        group.bounds().map(|bounds| bounds.certified.first().millionths() / PersonDays::PARTS_PER_DAY)
    }

    #[test]
    fn the_year_of_the_last_row_is_closer_than_the_months_together() {
        let day = "2023-06-01";
        let rows =
            [row("2022-05", Some([3, 9]), day), row("2022-07", Some([4, 6]), day), row("2022-06", Some([2, 8]), day)];
        assert_eq!(bounds(&rows), Some(6));
        // Of a single month its own bound is closer than that of its year.
        assert_eq!(bounds(&[row("2022-07", Some([4, 6]), day)]), Some(4));
        // Where the last row knows of its month only, as in an import of fewer than twelve.
        assert_eq!(bounds(&[row("2022-05", Some([3, 9]), day), row("2022-07", Some([4, 0]), day)]), Some(7));
        // A month that was extracted again may hold more than the year of an earlier extraction knew of.
        assert_eq!(bounds(&[row("2022-05", Some([3, 9]), "2023-08-01"), row("2022-07", Some([4, 6]), day)]), Some(7));
    }

    #[test]
    fn one_month_that_is_not_known_makes_it_unknown() {
        let day = "2023-06-01";
        assert_eq!(bounds(&[row("2022-05", None, day), row("2022-06", Some([2, 0]), day)]), None);
        assert_eq!(bounds(&[row("2022-05", Some([2, 0]), day), row("2022-06", None, day)]), None);
        assert_eq!(bounds(&[]), Some(0));
    }

    proptest! {
        #[test]
        fn of_places_together_they_are_the_two_largest(
            parts in prop::collection::vec(0_u64..50, 0..12), cut in 0_usize..12
        ) {
            let of = |parts: &[u64]| {
                let mut seen = Largest::default();
                parts.iter().for_each(|part| seen.see(days(*part)));
                seen
            };
            let (one, other) = parts.split_at(cut.min(parts.len()));
            let mut sorted = parts.clone();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            let at = |place: usize| sorted.get(place).copied().unwrap_or(0);
            prop_assert_eq!(of(one).beside(of(other)), largest(at(0), at(1)));
            prop_assert_eq!(of(other).beside(of(one)), largest(at(0), at(1)));
        }

        #[test]
        fn of_months_together_nobody_has_more(months in prop::collection::vec(prop::array::uniform4(0_u64..50), 1..6)) {
            let mut bound = Largest::default();
            let mut year = [0_u64; 4];
            for month in &months {
                let mut seen = Largest::default();
                month.iter().for_each(|part| seen.see(days(*part)));
                bound = bound.after(seen);
                year.iter_mut().zip(month).for_each(|(sum, part)| *sum = sum.saturating_add(*part));
            }
            let mut exact = Largest::default();
            year.iter().for_each(|part| exact.see(days(*part)));
            let [first, second] = [bound.first(), exact.first()].map(PersonDays::millionths);
            prop_assert!(first >= second);
            // What the rule asks for: no less together, and no less with the largest weighed more.
            let both = |of: Largest| of.first().millionths().saturating_add(of.second().millionths());
            prop_assert!(both(bound) >= both(exact));
        }

        #[test]
        fn a_step_is_at_most_a_seventh_more(parts in 1_000_000_u64..400_000_000) {
            let up = rounded_up(days(parts)).millionths();
            prop_assert!(up >= parts && u128::from(up) * 100 <= u128::from(parts) * 115 + 100);
        }
    }
}
