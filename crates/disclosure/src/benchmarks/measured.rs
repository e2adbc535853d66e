//! The value of an indicator in a group, now or in another year, from published cells alone.

use std::collections::BTreeSet;

use indices::{Interval, Ratio, absence_percent};
use plan::{Certainty, Change, Figure, Level, Placement, Zone, Zones, interval_between_months};
use survey::{Date, Month, ScaleId, WaveId};

use super::exact;
use crate::{Basis, GroupIndex, PublishedInterval, Reason, Released, Sealed, View};

/// When a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This wave; for absence the year up to it, for a register the latest year.
    Now,
    /// A calendar year, and the last wave in it.
    Year(i32),
}

/// What a value was measured over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Period {
    /// A wave.
    Wave(WaveId),
    /// Twelve months, of which this is the last.
    YearTo(Month),
    /// A calendar year.
    Year(i32),
    /// From one period to another.
    Between(Box<Period>, Box<Period>),
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Period::Wave(wave) => write!(f, "{wave}"),
            Period::YearTo(month) => write!(f, "12 months to {month}"),
            Period::Year(year) => write!(f, "{year}"),
            Period::Between(from, to) => write!(f, "{from} – {to}"),
        }
    }
}

/// What one step changes, and what a step is.
#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Stepped {
    pub(crate) step: plan::Step,
    pub(crate) size: Ratio,
    pub(crate) lowest: Ratio,
    pub(crate) highest: Ratio,
}

/// A value with everything that is known of it. It is made of published cells, and may be shown.
#[derive(Clone, PartialEq)]
pub struct Measured {
    pub(crate) exact: Ratio,
    pub(crate) interval: Option<Interval>,
    pub(crate) n: u64,
    pub(crate) is_full_count: bool,
    pub(crate) period: Period,
    pub(crate) sources: Vec<String>,
    pub(crate) vintage: Option<Date>,
    pub(crate) stepped: Option<Stepped>,
}

impl Measured {
    /// The value, in the indicator's unit.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.exact.to_f64()
    }

    /// Its interval, where one can be given.
    #[must_use]
    pub fn interval(&self) -> Option<PublishedInterval> {
        self.interval.map(|Interval { low, high, level }| PublishedInterval { low, high, level })
    }

    /// The people, employees or units behind it.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Whether it counts everybody, so that there is nothing to be unsure of but the register.
    #[must_use]
    pub fn is_full_count(&self) -> bool {
        self.is_full_count
    }

    /// What it was measured over.
    #[must_use]
    pub fn period(&self) -> &Period {
        &self.period
    }

    /// The registers it was read from.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The latest day one of them was read.
    #[must_use]
    pub fn vintage(&self) -> Option<Date> {
        self.vintage
    }

    /// Where it falls.
    ///
    /// A full count lies in its zone and no other: there are no people who could have answered otherwise.
    pub(crate) fn placed(&self, zones: &Zones) -> Placement {
        let placement = zones.placement(&self.exact, self.interval, self.n);
        if !self.is_full_count {
            return placement;
        }
        let probability = Zone::ALL.map(|zone| if zone == placement.zone { 1.0 } else { 0.0 });
        Placement { certainty: Certainty::Clear, probability, ..placement }
    }
}

impl std::fmt::Debug for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Measured").field("period", &self.period).finish_non_exhaustive()
    }
}

/// The value of a basis in a group.
///
/// # Errors
/// The reason why there is none: that of the cell it would rest on.
pub(crate) fn measured(cube: &Sealed, basis: &Basis, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    match basis {
        Basis::Scale(scale) => mean(cube, scale, group, when),
        Basis::Favourable(scale) => favourable(cube, scale, group, when),
        Basis::Absence => absence(cube, group, when),
        Basis::Presence => absence(cube, group, when).and_then(turned),
        Basis::Targets => targets(cube, group, when),
        Basis::Register(figure) => figure_of(cube, *figure, group, when),
        Basis::Change { of, kind } => change(cube, of, *kind, group, when),
        Basis::External => Err(Reason::NotMeasured),
    }
}

/// The years in which a basis may have a value, earliest first.
pub(crate) fn years(cube: &Sealed, basis: &Basis) -> BTreeSet<i32> {
    match basis {
        Basis::Scale(_) | Basis::Favourable(_) => {
            cube.waves.iter().map(|wave| wave.date.year()).chain([cube.header.reference_date.year()]).collect()
        }
        Basis::Absence | Basis::Presence => {
            let months: BTreeSet<Month> = cube.absence_months.keys().map(|(_, month)| *month).collect();
            let is_whole = |year: &i32| months_of(*year).all(|month| months.contains(&month));
            months.iter().map(|month| month.year()).collect::<BTreeSet<i32>>().into_iter().filter(is_whole).collect()
        }
        Basis::Targets => cube.targets.iter().map(|targets| targets.year).collect(),
        Basis::Register(figure) => cube.figure_years(*figure).collect(),
        Basis::Change { of, .. } => {
            let levels = years(cube, &Basis::of_level(of.clone()));
            levels.iter().filter(|year| levels.contains(&(**year - 1))).copied().collect()
        }
        Basis::External => BTreeSet::new(),
    }
}

fn plain(interval: Option<PublishedInterval>) -> Option<Interval> {
    interval.map(|PublishedInterval { low, high, level }| Interval { low, high, level })
}

fn whole(value: impl Into<i128>) -> Option<Ratio> {
    Ratio::new(value.into(), 1)
}

fn mean(cube: &Sealed, scale: &ScaleId, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    let text = cube.scale(scale).ok_or(Reason::NotAsked)?;
    let here = cube.header.reference_date.year();
    let (mean, n, interval, wave) = match when {
        When::Now => of_this_wave(cube, scale, group)?,
        When::Year(year) if year == here => of_this_wave(cube, scale, group)?,
        When::Year(year) => {
            let wave = cube.waves.iter().rposition(|wave| wave.date.year() == year).ok_or(Reason::NotAsked)?;
            let found = shown(cube.trend_point(scale, group, wave))?;
            let label = cube.waves.get(wave).ok_or(Reason::NotAsked)?;
            (found.mean, found.n, found.interval, label.id.clone())
        }
    };
    let exact = exact::mean(mean, n, text.items).ok_or(Reason::NotMeasured)?;
    let stepped = || {
        Some(Stepped {
            step: plan::Step::Answer { items: text.items },
            size: Ratio::new(1, i128::from(n.checked_mul(text.items)?))?,
            lowest: whole(text.points.min())?,
            highest: whole(text.points.max())?,
        })
    };
    let stepped = stepped();
    Ok(Measured { stepped, ..survey_value(exact, plain(interval), n, Period::Wave(wave)) })
}

fn of_this_wave(
    cube: &Sealed,
    scale: &ScaleId,
    group: GroupIndex,
) -> Result<(f64, u64, Option<PublishedInterval>, WaveId), Reason> {
    let score = shown(cube.score(scale, group))?;
    Ok((score.mean, score.n, score.interval, cube.header.wave.clone()))
}

fn survey_value(exact: Ratio, interval: Option<Interval>, n: u64, period: Period) -> Measured {
    let (sources, vintage, stepped) = (Vec::new(), None, None);
    Measured { exact, interval, n, is_full_count: false, period, sources, vintage, stepped }
}

fn favourable(cube: &Sealed, scale: &ScaleId, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    // Earlier waves publish means only.
    if when != When::Now && when != When::Year(cube.header.reference_date.year()) {
        return Err(Reason::NotMeasured);
    }
    let score = shown(cube.score(scale, group))?;
    let share = shown(&score.favourable)?;
    let exact = exact::percent(share.value, score.n).ok_or(Reason::NotMeasured)?;
    let percent = |Interval { low, high, level }| Interval { low: 100.0 * low, high: 100.0 * high, level };
    let interval = plain(share.interval).map(percent);
    let stepped = of_heads(plan::Step::Person, 100, score.n);
    Ok(Measured { stepped, ..survey_value(exact, interval, score.n, Period::Wave(cube.header.wave.clone())) })
}

/// One of n is one step, on a scale from nought to `per`.
fn of_heads(step: plan::Step, per: u64, n: u64) -> Option<Stepped> {
    let size = Ratio::new(per.into(), n.into())?;
    Some(Stepped { step, size, lowest: whole(0_u64)?, highest: whole(per)? })
}

fn absence(cube: &Sealed, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    let (lost, agreed, employees, months, period) = match when {
        When::Now => {
            let year = shown(cube.absence_year(group))?;
            let last = month_before(cube.header.reference_date.month_of(), 1);
            let months: Vec<Month> = (1..=12).map(|back| month_before(last, back - 1)).collect();
            let sums = (u128::from(year.lost.millionths()), u128::from(year.agreed.millionths()));
            (sums.0, sums.1, year.employees, days_of(cube, group, months), Period::YearTo(last))
        }
        When::Year(year) => {
            let months = days_of(cube, group, months_of(year)).ok_or_else(|| why_not(cube, group, year))?;
            let sum = |of: fn(&Days) -> u128| months.iter().map(of).sum::<u128>();
            let employees = sum(|month| u128::from(month.employees)) / 12;
            let employees = u64::try_from(employees).unwrap_or(u64::MAX);
            (sum(|month| month.lost), sum(|month| month.agreed), employees, Some(months), Period::Year(year))
        }
    };
    let exact = absence_percent(lost, agreed).ok_or(Reason::NotMeasured)?;
    let pairs: Vec<(u128, u128)> = months.iter().flatten().map(|month| (month.lost, month.agreed)).collect();
    let stepped = || {
        let size = absence_percent(u128::from(::absence::PersonDays::PARTS_PER_DAY), agreed)?;
        Some(Stepped { step: plan::Step::LostDay, size, lowest: whole(0_u64)?, highest: whole(100_u64)? })
    };
    let stepped = stepped();
    Ok(Measured { stepped, ..survey_value(exact, interval_between_months(&pairs), employees, period) })
}

struct Days {
    lost: u128,
    agreed: u128,
    employees: u64,
}

/// The published days of these months; none unless every one is shown.
fn days_of(cube: &Sealed, group: GroupIndex, months: impl IntoIterator<Item = Month>) -> Option<Vec<Days>> {
    let day = |month: Month| {
        let absence = cube.absence_months.get(&(group, month))?.shown()?;
        Some(Days {
            lost: absence.lost.millionths().into(),
            agreed: absence.agreed.millionths().into(),
            employees: absence.employees,
        })
    };
    months.into_iter().map(day).collect()
}

/// Why a group's year is not whole: the reason of its first month that is withheld.
fn why_not(cube: &Sealed, group: GroupIndex, year: i32) -> Reason {
    let reasons = months_of(year).filter_map(|month| cube.absence_months.get(&(group, month))?.withheld());
    reasons.into_iter().next().unwrap_or(Reason::NotMeasured)
}

fn months_of(year: i32) -> impl Iterator<Item = Month> {
    (1..=12).filter_map(move |month| Month::new(year, month).ok())
}

fn month_before(month: Month, back: u8) -> Month {
    (0..back).fold(month, |month, _| month.previous())
}

/// What an absence rate leaves.
fn turned(absence: Measured) -> Result<Measured, Reason> {
    let bottom = absence.exact.denominator();
    let top = bottom.checked_mul(100).and_then(|whole| whole.checked_sub(absence.exact.numerator()));
    let exact = top.and_then(|top| Ratio::new(top, bottom)).ok_or(Reason::NotMeasured)?;
    let interval =
        absence.interval.map(|Interval { low, high, level }| Interval { low: 100.0 - high, high: 100.0 - low, level });
    Ok(Measured { exact, interval, ..absence })
}

/// The share of units that kept their own target, of those whose own rate is published. So it tells nothing of the others;
/// how many it counts is said beside it.
fn targets(cube: &Sealed, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    let targets = cube.targets.as_ref().ok_or(Reason::NotMeasured)?;
    if when != When::Now && when != When::Year(targets.year) {
        return Err(Reason::NotMeasured);
    }
    let (mut reached, mut units) = (0_u64, 0_u64);
    for target in targets.of_units.iter().filter(|target| super::tree::holds(cube, group, target.group)) {
        let Some(year) = cube.absence_year(target.group).shown() else { continue };
        let rate = absence_percent(year.lost.millionths().into(), year.agreed.millionths().into());
        let Some(is_reached) = rate.and_then(|rate| target.is_reached_by(&rate)) else { continue };
        units += 1;
        reached += u64::from(is_reached);
    }
    let exact = exact_percent(reached, units).ok_or(Reason::NotMeasured)?;
    let period = Period::YearTo(month_before(cube.header.reference_date.month_of(), 1));
    let stepped = of_heads(plan::Step::Unit, 100, units);
    Ok(Measured { is_full_count: true, stepped, ..survey_value(exact, None, units, period) })
}

fn exact_percent(part: u64, whole: u64) -> Option<Ratio> {
    Ratio::new(i128::from(part).checked_mul(100)?, whole.into())
}

fn figure_of(cube: &Sealed, figure: Figure, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    let year = match when {
        When::Year(year) => year,
        When::Now => {
            let here = cube.header.reference_date.year();
            cube.figure_years(figure).rev().find(|year| *year <= here).ok_or(Reason::NotMeasured)?
        }
    };
    let found = shown(cube.figure(figure, year, group))?;
    let exact = found.exact().ok_or(Reason::NotMeasured)?;
    let heads = figure.counts_heads();
    let stepped = heads.then(|| of_heads(plan::Step::Person, figure.per(), found.denominator)).flatten();
    Ok(Measured {
        exact,
        interval: None,
        n: found.denominator,
        is_full_count: true,
        period: Period::Year(year),
        sources: found.sources.clone(),
        vintage: Some(found.vintage),
        stepped,
    })
}

/// The change since the year before, where both years are published.
fn change(cube: &Sealed, of: &Level, kind: Change, group: GroupIndex, when: When) -> Result<Measured, Reason> {
    let basis = Basis::of_level(of.clone());
    let now = measured(cube, &basis, group, when)?;
    let before = match (&now.period, when) {
        (Period::YearTo(last), _) => year_to(cube, &basis, group, month_before(*last, 12))?,
        (Period::Year(year), _) => measured(cube, &basis, group, When::Year(year - 1))?,
        (_, When::Year(year)) => measured(cube, &basis, group, When::Year(year - 1))?,
        (_, When::Now) => measured(cube, &basis, group, When::Year(cube.header.reference_date.year() - 1))?,
    };
    let exact = kind.between(&now.exact, &before.exact).ok_or(Reason::NotMeasured)?;
    let interval = match (now.interval, before.interval) {
        (Some(of_now), Some(of_before)) => kind.interval((now.value(), of_now), (before.value(), of_before)),
        _ => None,
    };
    Ok(Measured {
        exact,
        interval,
        n: now.n.min(before.n),
        is_full_count: now.is_full_count && before.is_full_count,
        period: Period::Between(Box::new(before.period), Box::new(now.period)),
        sources: now.sources,
        vintage: now.vintage,
        stepped: None,
    })
}

/// Absence or presence over the twelve months that end with this one.
fn year_to(cube: &Sealed, basis: &Basis, group: GroupIndex, last: Month) -> Result<Measured, Reason> {
    let months = days_of(cube, group, (0..12).map(|back| month_before(last, back))).ok_or(Reason::NotMeasured)?;
    let sum = |of: fn(&Days) -> u128| months.iter().map(of).sum::<u128>();
    let exact = absence_percent(sum(|month| month.lost), sum(|month| month.agreed)).ok_or(Reason::NotMeasured)?;
    let pairs: Vec<(u128, u128)> = months.iter().map(|month| (month.lost, month.agreed)).collect();
    let employees = u64::try_from(sum(|month| u128::from(month.employees)) / 12).unwrap_or(u64::MAX);
    let rate = survey_value(exact, interval_between_months(&pairs), employees, Period::YearTo(last));
    if *basis == Basis::Presence { turned(rate) } else { Ok(rate) }
}

fn shown<T>(cell: &Released<T>) -> Result<&T, Reason> {
    match cell.view() {
        View::Shown(value) => Ok(value),
        View::Withheld(reason) => Err(reason),
    }
}
