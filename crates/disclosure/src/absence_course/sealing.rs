//! From what was found of the course of absence to what may be shown of it.

use std::collections::{BTreeMap, BTreeSet};

use absence::{AbsenceSum, Band, Denominator, Kind, Period, PersonDays};
use indices::absence_percent;
use survey::Month;

use super::counts::{self, Counts};
use super::{
    AbsenceCourse, BandShare, Cells, CourseFinding, Extracted, PublishedComparison, PublishedCourse,
    PublishedEmployerPeriods, PublishedSpells,
};
use crate::{Family, GroupIndex, PublishedAbsence, Reason, Released, Rule};

/// The months as they are published.
pub(crate) type Months = BTreeMap<(GroupIndex, Month), Released<PublishedAbsence>>;
type Findings = BTreeMap<(GroupIndex, Period), CourseFinding>;

/// Decides over everything at once.
pub(crate) fn seal(
    findings: &Findings,
    months: &Months,
    (families, total): (&[Family], Option<GroupIndex>),
    rule: Rule,
) -> AbsenceCourse {
    let rates = rates(findings, months);
    let years: BTreeSet<Period> =
        findings.keys().map(|(_, period)| *period).filter(|period| matches!(period, Period::Year(_))).collect();
    let mut course = AbsenceCourse { extracted: extracted(findings), ..AbsenceCourse::default() };
    for year in years {
        let of_year: BTreeMap<GroupIndex, &CourseFinding> =
            findings.iter().filter(|((_, period), _)| *period == year).map(|((group, _), of)| (*group, of)).collect();
        let why = |group: GroupIndex| rates.get(&(group, year)).map_or(Some(Reason::NotMeasured), Released::withheld);
        let tell = Telling { of_year: &of_year, families, why: &why };
        course.spells.extend(tell.cells(year, spells));
        course.employer_periods.extend(tell.cells(year, employer_periods));
        for (group, finding) in &of_year {
            if let Some(comparison) = &finding.comparison {
                let why = why(*group).or_else(|| why_no_comparison(comparison.smallest_area, rule));
                // A distance tells where it leads to, so both ends are shown or neither.
                let is_shown = |group, period| rates.get(&(group, period)).is_some_and(|rate| rate.shown().is_some());
                let with_whole = total.is_some_and(|total| is_shown(total, year));
                let with_before = is_shown(*group, year.year_before());
                let published = PublishedComparison {
                    standardised: comparison.standardised.filter(|_| with_whole),
                    to_whole: comparison.to_whole.filter(|_| with_whole),
                    to_year_before: comparison.to_year_before.filter(|_| with_before),
                };
                course
                    .comparisons
                    .insert((*group, year), why.map_or_else(|| Released::show(published), Released::withhold));
            }
        }
    }
    course.rates = rates;
    course
}

fn why_no_comparison(smallest_area: u64, rule: Rule) -> Option<Reason> {
    (smallest_area < rule.employees_min()).then_some(Reason::TooFewEmployees)
}

fn extracted(findings: &Findings) -> Extracted {
    let days: BTreeSet<_> = findings.values().flat_map(|finding| finding.sum.vintages().iter().copied()).collect();
    Extracted {
        first: days.iter().flatten().next().copied(),
        last: days.iter().flatten().next_back().copied(),
        some_unstated: days.contains(&None),
    }
}

/// A period is shown where each of its months is.
pub(crate) fn why_not(group: GroupIndex, period: Period, months: &Months) -> Option<Reason> {
    let of = |month: Month| months.get(&(group, month)).map_or(Some(Reason::NotMeasured), Released::withheld);
    let all = period.months();
    if all.is_empty() { Some(Reason::NotMeasured) } else { all.into_iter().find_map(of) }
}

fn rates(findings: &Findings, months: &Months) -> Cells<PublishedCourse> {
    let mut cells: Cells<PublishedCourse> = findings
        .iter()
        .map(|((group, period), finding)| {
            let cell = match why_not(*group, *period, months) {
                Some(reason) => Released::withhold(reason),
                None => rate(&finding.sum).map_or(Released::withhold(Reason::NotMeasured), Released::show),
            };
            ((*group, *period), cell)
        })
        .collect();
    let percents: BTreeMap<_, f64> =
        cells.iter().filter_map(|(key, cell)| Some((*key, cell.shown()?.percent))).collect();
    for ((group, period), cell) in &mut cells {
        let before = percents.get(&(*group, period.year_before()));
        if let (Some(shown), Some(before)) = (cell.shown().cloned(), before) {
            *cell = Released::show(PublishedCourse { change: Some(shown.percent - before), ..shown });
        }
    }
    cells
}

fn percent(days: PersonDays, agreed: PersonDays) -> Option<f64> {
    absence_percent(days.millionths().into(), agreed.millionths().into()).map(|percent| percent.to_f64())
}

fn rate(sum: &AbsenceSum) -> Option<PublishedCourse> {
    let lost = sum.lost_self_certified().checked_add(sum.lost_certified())?;
    let agreed = sum.agreed();
    let without = sum.agreed_under(Denominator::HolidaysTakenOut);
    Some(PublishedCourse {
        employees: sum.employees_mean(),
        percent: percent(lost, agreed)?,
        percent_self_certified: percent(sum.lost_self_certified(), agreed)?,
        percent_certified: percent(sum.lost_certified(), agreed)?,
        percent_holidays_out: without.and_then(|without| percent(lost, without)),
        change: None,
        lost,
        agreed,
    })
}

/// What may be told of the groups in one year.
struct Telling<'a> {
    of_year: &'a BTreeMap<GroupIndex, &'a CourseFinding>,
    families: &'a [Family],
    why: &'a dyn Fn(GroupIndex) -> Option<Reason>,
}

impl Telling<'_> {
    /// Publishes a measure of counts where it is known, its groups are shown, and no count gives somebody away.
    fn cells<T>(&self, year: Period, measure: impl Fn(&AbsenceSum) -> Option<(T, Counts)>) -> Cells<T> {
        let mut known = BTreeMap::new();
        let mut counts = BTreeMap::new();
        for (group, finding) in self.of_year {
            if let Some((published, of_group)) = measure(&finding.sum) {
                known.insert(*group, published);
                counts.insert(*group, of_group);
            }
        }
        let shown = counts.keys().copied().filter(|group| (self.why)(*group).is_none()).collect();
        let safe = counts::safe(self.families, &counts, shown);
        let cell = |(group, published)| {
            let cell = match (self.why)(group) {
                Some(reason) => Released::withhold(reason),
                None if safe.contains(&group) => Released::show(published),
                // A small count has no mark of its own, which would say how small.
                None => Released::withhold(Reason::ProtectsAnother),
            };
            ((group, year), cell)
        };
        known.into_iter().map(cell).collect()
    }
}

fn spells(sum: &AbsenceSum) -> Option<(PublishedSpells, Counts)> {
    let (lost, begun) = (sum.lost_in_bands()?, sum.spells()?);
    let mut bands = [BandShare { percent: 0.0, spells: 0 }; 4];
    let mut counts = Counts::new();
    for (place, band) in bands.iter_mut().zip(Band::ALL) {
        let [own, certified] = Kind::ALL.map(|kind| begun.get(kind, band));
        let [days_own, days_certified] = Kind::ALL.map(|kind| lost.get(kind, band));
        let days = days_own.checked_add(days_certified)?;
        *place = BandShare { percent: percent(days, sum.agreed())?, spells: own.checked_add(certified)? };
        // Days of absences that began earlier are of at least one person, of how many is not known.
        counts.push(if place.spells == 0 && days > PersonDays::ZERO { 1 } else { place.spells });
    }
    let of_kind = |kind| Band::ALL.into_iter().map(|band| begun.get(kind, band)).sum::<u64>();
    let [self_certified, certified] = Kind::ALL.map(of_kind);
    counts.extend([self_certified, certified]);
    Some((PublishedSpells { bands, self_certified, certified, employees: sum.employees_mean() }, counts))
}

fn employer_periods(sum: &AbsenceSum) -> Option<(PublishedEmployerPeriods, Counts)> {
    let periods = sum.employer_periods()?;
    let published = PublishedEmployerPeriods {
        begun: periods.begun,
        days_inside: periods.days_inside,
        days_after: periods.days_after,
        exactly_16: periods.exactly_16?,
    };
    let any_days = periods.begun == 0 && periods.days_inside + periods.days_after > 0;
    Some((published, vec![if any_days { 1 } else { periods.begun }]))
}
