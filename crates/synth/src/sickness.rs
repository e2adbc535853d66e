//! Sickness absence per unit, former municipality and month.

use crate::apportion::rounded;
use crate::blueprint::{AREAS, FORMERS};
use crate::climate::Character;
use crate::draws::Draws;
use crate::ids;
use crate::organisation::{MERGER_YEAR, Workplace};
use crate::truth::AbsenceTruth;
use absence::{AbsenceRow, AbsenceTable, PersonDays, WorkCalendar};
use std::collections::BTreeMap;
use survey::{Day, Month, UnitId};

/// The years that are told about.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2019..=2023;
/// Days lost on one's own word, in percent of agreed days, in an average month.
const SELF_CERTIFIED_PERCENT: f64 = 1.05;
/// Absence through the year, from January: highest in the first quarter, lowest in the third.
const SEASON: [f64; 12] = [1.12, 1.16, 1.12, 1.00, 0.96, 0.93, 0.82, 0.85, 0.93, 1.02, 1.06, 1.05];
/// The same for days on one's own word, which follow colds and holidays more closely.
const SEASON_SELF_CERTIFIED: [f64; 12] = [1.25, 1.30, 1.18, 0.95, 0.88, 0.80, 0.45, 0.80, 1.10, 1.15, 1.12, 1.02];

/// Years, and months of the pandemic, that differ from the usual.
fn period(month: Month) -> f64 {
    let year = match month.year() {
        2019 => 0.97,
        2020 => 0.98,
        _ => 1.02,
    };
    let pandemic = match (month.year(), month.month()) {
        (2020, 3) => 1.30,
        (2020, 4) => 1.15,
        (2020, 11 | 12) | (2021, 1..=4) => 1.05,
        (2021, 11) => 1.08,
        (2021, 12) => 1.10,
        (2022, 1) => 1.18,
        (2022, 2 | 3) => 1.32,
        _ => 1.0,
    };
    year * pandemic
}

/// One side of the merger: the places of work and what each is like, year by year.
pub(crate) struct Side<'a> {
    pub(crate) workplaces: &'a [Workplace],
    pub(crate) characters: &'a [Character],
    pub(crate) years: std::ops::RangeInclusive<i32>,
    /// Where each unit is among the workplaces.
    pub(crate) positions: BTreeMap<&'a UnitId, usize>,
}

impl<'a> Side<'a> {
    pub(crate) fn new(
        (workplaces, characters): (&'a [Workplace], &'a [Character]),
        years: std::ops::RangeInclusive<i32>,
    ) -> Self {
        let positions = workplaces.iter().enumerate().map(|(at, workplace)| (&workplace.unit, at)).collect();
        Self { workplaces, characters, years, positions }
    }
}

/// The units' own shares of agreed days that are lost, before season and period: on one's own word, and certified.
fn usual_rates(workplace: &Workplace, character: &Character) -> (f64, f64) {
    // Exponentials of normal numbers, divided by their means so that the unit types keep theirs.
    let (spread, climate) = (0.16_f64, 0.10_f64);
    let mean = (0.5 * (spread * spread + climate * climate)).exp();
    let own = (spread * character.absence - climate * character.general).exp() / mean;
    let office = AREAS.get(workplace.area).is_some_and(|area| area.code == "adm");
    let self_certified = SELF_CERTIFIED_PERCENT * if office { 0.8 } else { 1.0 };
    (self_certified / 100.0, own * workplace.certified_percent / 100.0)
}

/// The shares of agreed days that are lost in a unit and month: on one's own word, and certified.
pub(crate) fn rates(sides: &[Side<'_>], unit: &UnitId, month: Month) -> [f64; 2] {
    let side = sides.iter().find(|side| side.years.contains(&month.year())).or(sides.first());
    let found = side.and_then(|side| {
        let at = *side.positions.get(unit)?;
        Some(usual_rates(side.workplaces.get(at)?, side.characters.get(at)?))
    });
    let (own, certified) = found.unwrap_or_default();
    [own * season(&SEASON_SELF_CERTIFIED, month), certified * season(&SEASON, month)]
}

fn season(table: &[f64; 12], month: Month) -> f64 {
    let at = usize::from(month.month()).saturating_sub(1);
    table.get(at).copied().unwrap_or(1.0) * period(month)
}

/// Draws every row, and says what rates they were drawn from.
pub(crate) fn absence(sides: &[Side<'_>], draws: &mut Draws) -> (AbsenceTable, AbsenceTruth) {
    let formers = FORMERS.each_ref().map(|former| ids::former_municipality(former.code));
    let mut rows = Vec::new();
    let mut lost_expected: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    let mut by_area: BTreeMap<_, (f64, f64)> = BTreeMap::new();
    let months =
        |side: &Side<'_>| side.years.clone().flat_map(|year| (1..=12).map(move |month| ids::month(year, month)));
    for side in sides {
        for month in months(side) {
            let days = WorkCalendar::Weekdays.working_days(Day::first_of(month), Day::last_of(month));
            let (season_own, season_certified) = (season(&SEASON_SELF_CERTIFIED, month), season(&SEASON, month));
            for (workplace, character) in side.workplaces.iter().zip(side.characters) {
                let (own, certified) = usual_rates(workplace, character);
                let rates = [own * season_own, certified * season_certified];
                for (former, employees) in formers.iter().zip(workplace.staff(month)).filter(|(_, count)| *count > 0) {
                    // Exact: days × people × percent of a full position, in hundredths of a day.
                    let agreed = u64::from(days) * u64::from(employees) * u64::from(workplace.position_percent);
                    let [own, certified] = rates.map(|rate| lost(agreed, rate, employees, draws));
                    let hundredths = [own, certified, agreed].map(|days| PersonDays::from_ten_thousandths(days * 100));
                    let (unit, former) = (workplace.unit.clone(), former.clone());
                    if let Ok(row) = AbsenceRow::new(unit, former, month, employees, hundredths) {
                        rows.push(row);
                    }
                    let add = |(lost, total): &mut (f64, f64)| {
                        *lost += (agreed as f64) * rates.iter().sum::<f64>();
                        *total += agreed as f64;
                    };
                    add(lost_expected.entry(workplace.unit.clone()).or_default());
                    add(by_area.entry(AREAS.get(workplace.area).map_or("", |area| area.name)).or_default());
                }
            }
        }
    }
    let rate = |(lost, agreed): (f64, f64)| if agreed > 0.0 { lost / agreed } else { 0.0 };
    let (lost, agreed) = lost_expected.values().fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
    let truth = AbsenceTruth {
        overall: rate((lost, agreed)),
        service_areas: by_area.into_iter().map(|(area, sums)| (area.to_owned(), rate(sums))).collect(),
        units: lost_expected.into_iter().map(|(unit, sums)| (unit, rate(sums))).collect(),
        season_certified: SEASON,
        season_self_certified: SEASON_SELF_CERTIFIED,
        period: YEARS
            .flat_map(|year| (1..=12).map(move |month| ids::month(year, month)))
            .map(|month| (month, period(month)))
            .collect(),
    };
    (AbsenceTable::from_rows(rows).unwrap_or_default(), truth)
}

/// The years before the merger.
pub(crate) fn years_before() -> std::ops::RangeInclusive<i32> {
    *YEARS.start()..=MERGER_YEAR - 1
}

/// Days lost, in hundredths: the expected ones times a factor with mean one that varies more among few people.
fn lost(agreed: u64, rate: f64, employees: u32, draws: &mut Draws) -> u64 {
    let spread = (1.4 / f64::from(employees.max(1)).sqrt()).min(1.0);
    let factor = (spread * draws.normal() - 0.5 * spread * spread).exp();
    // Never more than 45 % by either way, so that lost days stay below agreed ones.
    u64::from(rounded(agreed as f64 * (rate * factor).min(0.45)))
}
