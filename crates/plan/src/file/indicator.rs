//! One indicator of a plan file.

use std::collections::BTreeSet;
use std::ops::Range as Bytes;

use survey::Direction;
use toml::de::DeTable;

use super::bounds::{range, zones};
use super::fields::{Fields, Found, Reading};
use super::measure::measure;
use crate::indicator::{Indicator, Printed};
use crate::measure::{Level, Measure};
use crate::programme::FocusArea;

const KEYS: [&str; 21] = [
    "code",
    "focus_area",
    "title",
    "measure",
    "of",
    "scale",
    "figure",
    "register",
    "unit",
    "direction",
    "decimals",
    "from_year",
    "to_year",
    "lowest",
    "highest",
    "desired",
    "not_approved",
    "printed",
    "zones_version",
    "source",
    "note",
];
/// No value of a plan needs more decimals on a page.
const DECIMALS_MAX: i32 = 4;

/// What an indicator takes from its plan where it says nothing itself.
pub(super) struct Defaults<'a> {
    pub(super) areas: &'a [FocusArea],
    /// Every number that an area was given.
    pub(super) declared: &'a BTreeSet<u8>,
    pub(super) valid: Option<(i32, i32)>,
    pub(super) version: &'a str,
}

/// Reads one indicator; with it where its code stands.
pub(super) fn read(
    reading: &mut Reading<'_>,
    table: &DeTable<'_>,
    at: Bytes<usize>,
    defaults: &Defaults<'_>,
) -> (Option<Indicator>, Bytes<usize>) {
    let fields = Fields::of(reading, table, at, &KEYS);
    let code = fields.text(reading, "code");
    let title = fields.three(reading, "title");
    let measure = measure(reading, &fields);
    let unit = fields.three(reading, "unit");
    let direction = direction(reading, &fields);
    let range = range(reading, &fields, measure.as_ref(), code.as_ref());
    let zones = zones(reading, &fields, direction.as_ref());
    let valid = validity(reading, &fields, defaults.valid);
    let focus_area = focus_area(reading, &fields, defaults);
    let decimals = decimals(reading, &fields, measure.as_ref());
    let printed = printed(reading, &fields);
    let zones_version = fields.optional_text(reading, "zones_version");
    let source = fields.text(reading, "source");
    let note = fields.optional_three(reading, "note");
    let place = fields.place("code");
    let made = || {
        Some(Indicator {
            code: code?.value,
            title: title?,
            measure: measure?,
            unit: unit?,
            direction: direction?.value,
            range: range?,
            zones: zones?,
            zones_version: zones_version.map_or_else(|| defaults.version.to_owned(), |version| version.value),
            decimals: decimals?,
            valid: valid?,
            printed: printed?,
            focus_area: focus_area?,
            source: source?.value,
            note,
        })
    };
    (made(), place)
}

fn direction(reading: &mut Reading<'_>, fields: &Fields<'_, '_>) -> Option<Found<Direction>> {
    let word = fields.text(reading, "direction")?;
    let direction = match word.value.as_str() {
        "higher_is_better" => Direction::HigherIsBetter,
        "lower_is_better" => Direction::LowerIsBetter,
        other => {
            let problem = format!("unknown variant `{other}`, expected higher_is_better or lower_is_better");
            reading.wrong(&word.at, "direction", problem, "use one of the words it expects");
            return None;
        }
    };
    Some(Found { value: direction, at: word.at })
}

/// The indicator's own years, within the plan's; the plan's where it names none.
fn validity(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, plan: Option<(i32, i32)>) -> Option<(i32, i32)> {
    let from = fields.optional_whole(reading, "from_year");
    let to = fields.optional_whole(reading, "to_year");
    let (first, last) = plan?;
    let years = (from.as_ref().map_or(first, |from| from.value), to.as_ref().map_or(last, |to| to.value));
    let outside = |year: i32| year < first || year > last;
    let place = |found: Option<&Found<i32>>| found.map_or_else(|| fields.place("code"), |found| found.at.clone());
    if outside(years.0) || outside(years.1) {
        let (found, key) = if outside(years.0) { (from.as_ref(), "from_year") } else { (to.as_ref(), "to_year") };
        let problem = format!("the indicator is for {} to {}, its plan for {first} to {last}", years.0, years.1);
        reading.wrong(&place(found), key, problem, "keep it within the years of the plan");
        return None;
    }
    if years.1 < years.0 {
        let problem = "the indicator ends before it begins";
        reading.wrong(&place(to.as_ref().or(from.as_ref())), "to_year", problem, "correct from_year or to_year");
        return None;
    }
    Some(years)
}

fn focus_area(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, defaults: &Defaults<'_>) -> Option<Option<usize>> {
    if !fields.has("focus_area") {
        return Some(None);
    }
    let number = fields.optional_whole(reading, "focus_area")?;
    if !defaults.declared.iter().any(|declared| i32::from(*declared) == number.value) {
        let problem = format!("there is no focus area {}", number.value);
        reading.wrong(&number.at, "focus_area", problem, "use the number of a [[focus_area]] of this file");
        return None;
    }
    defaults.areas.iter().position(|area| i32::from(area.number) == number.value).map(Some)
}

/// Two decimals for a score and one for everything else, unless the plan says otherwise.
fn decimals(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, measure: Option<&Measure>) -> Option<u8> {
    let of_score = matches!(measure, Some(Measure::ScaleMean(_) | Measure::ChangeInPoints(Level::ScaleMean(_))));
    let Some(given) = fields.optional_whole(reading, "decimals") else {
        return (!fields.has("decimals")).then_some(if of_score { 2 } else { 1 });
    };
    let decimals = Some(given.value).filter(|value| (0..=DECIMALS_MAX).contains(value));
    if decimals.is_none() {
        let problem = format!("{} decimals cannot be shown", given.value);
        reading.wrong(&given.at, "decimals", problem, format!("write a number from 0 to {DECIMALS_MAX}"));
    }
    decimals.and_then(|decimals| u8::try_from(decimals).ok())
}

fn printed(reading: &mut Reading<'_>, fields: &Fields<'_, '_>) -> Option<Printed> {
    if !fields.has("printed") {
        return Some(Printed::default());
    }
    let (table, at) = fields.table(reading, "printed")?;
    let keys = ["desired", "lowest_accepted", "not_approved"];
    let fields = Fields::of(reading, table, at.clone(), &keys);
    for key in keys.iter().filter(|key| !fields.has(key)) {
        reading.wrong(&at, "printed", format!("missing field `{key}`"), "add the key");
    }
    let mut text = |key: &str| fields.optional_text(reading, key).map(|text| text.value);
    let texts = (text("desired"), text("lowest_accepted"), text("not_approved"));
    Some(Printed { desired: texts.0?, lowest_accepted: texts.1?, not_approved: texts.2? })
}
