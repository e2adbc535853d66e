//! From a plan file to a checked plan. Everything that is wrong with the file is found in one reading.

mod bounds;
mod fields;
mod indicator;
mod measure;

use std::collections::BTreeSet;

use survey::{FileError, FileErrors, ScaleId};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use self::fields::{Fields, Found, Reading, string, three};
use crate::programme::{FocusArea, Plan};

const PLAN_KEYS: [&str; 9] =
    ["id", "version", "title", "notice", "source", "from_year", "to_year", "focus_area", "indicator"];
const AREA_KEYS: [&str; 6] = ["number", "title", "goal", "scales", "registers", "public_figures"];

/// Reads and checks a plan.
///
/// # Errors
/// Every problem in the file, in its order. Text that is no TOML is all that is told of a file that is none.
pub(crate) fn read(file: &str, text: &str) -> Result<Plan, FileErrors> {
    let (table, wrong) = DeTable::parse_recoverable(text);
    FileErrors::unless_empty(wrong.iter().map(|error| FileError::from_toml(file, text, error)).collect())?;
    let mut reading = Reading::new(file, text);
    let plan = plan(&mut reading, table.get_ref());
    FileErrors::unless_empty(reading.into_errors())?;
    // A plan that could not be put together has said why.
    plan.ok_or_else(|| FileError::new(file, None, "", "the plan cannot be read", "correct the file").into())
}

fn plan(reading: &mut Reading<'_>, table: &DeTable<'_>) -> Option<Plan> {
    let fields = Fields::of(reading, table, 0..0, &PLAN_KEYS);
    let id = fields.text(reading, "id").and_then(|id| plan_id(reading, id));
    let version = fields.text(reading, "version");
    let title = fields.three(reading, "title");
    let notice = fields.three(reading, "notice");
    let source = fields.text(reading, "source");
    let from = fields.whole(reading, "from_year");
    let to = fields.whole(reading, "to_year");
    let valid = years(reading, from, to);
    let (areas, declared) = areas(reading, &fields);
    let defaults = indicator::Defaults {
        areas: &areas,
        declared: &declared,
        valid,
        version: version.as_ref().map_or("", |version| version.value.as_str()),
    };
    let mut keys = BTreeSet::new();
    let mut indicators = Vec::new();
    let tables = fields.tables(reading, "indicator");
    if tables.is_empty() {
        reading.wrong(
            &fields.place("indicator"),
            "indicator",
            "the plan has no indicator",
            "add at least one [[indicator]]",
        );
    }
    for (table, at) in tables {
        let (indicator, code_at) = indicator::read(reading, table, at, &defaults);
        let Some(indicator) = indicator else { continue };
        if keys.insert((indicator.code.clone(), indicator.source.clone())) {
            indicators.push(indicator);
        } else {
            let problem = format!("indicator \"{}\" stands twice with the same source", indicator.code);
            reading.wrong(&code_at, "code", problem, "remove one, or give the source that tells them apart");
        }
    }
    Some(Plan {
        id: id?,
        version: version?.value,
        title: title?,
        notice: notice?,
        source: source?.value,
        valid: valid?,
        areas,
        indicators,
    })
}

fn plan_id(reading: &mut Reading<'_>, id: Found<String>) -> Option<String> {
    let sound = id.value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !sound {
        let problem = format!("\"{}\" is not a plan id", id.value);
        reading.wrong(&id.at, "id", problem, "use small letters a to z, digits and dashes");
    }
    sound.then_some(id.value)
}

/// The first and the last year, in that order.
fn years(reading: &mut Reading<'_>, from: Option<Found<i32>>, to: Option<Found<i32>>) -> Option<(i32, i32)> {
    let (from, to) = (from?, to?);
    if to.value < from.value {
        reading.wrong(&to.at, "to_year", "the plan ends before it begins", "correct from_year or to_year");
        return None;
    }
    Some((from.value, to.value))
}

/// The areas, and every number one is given: an area with a mistake in it is still one that indicators may name.
fn areas(reading: &mut Reading<'_>, fields: &Fields<'_, '_>) -> (Vec<FocusArea>, BTreeSet<u8>) {
    let mut areas: Vec<FocusArea> = Vec::new();
    let mut declared = BTreeSet::new();
    for (table, at) in fields.tables(reading, "focus_area") {
        let fields = Fields::of(reading, table, at, &AREA_KEYS);
        let number = fields.whole(reading, "number").and_then(|number| area_number(reading, number));
        let title = fields.three(reading, "title");
        let goal = fields.three(reading, "goal");
        let scales = fields.list(reading, "scales", scale);
        let registers = fields.list(reading, "registers", three);
        let public_figures = fields.three(reading, "public_figures");
        if let Some(number) = number.filter(|number| !declared.insert(*number)) {
            let problem = format!("focus area {number} stands twice");
            reading.wrong(&fields.place("number"), "number", problem, "give every focus area its own number");
            continue;
        }
        let area = || {
            let (title, goal, public_figures) = (title?, goal?, public_figures?);
            Some(FocusArea { number: number?, title, goal, scales: scales?, registers: registers?, public_figures })
        };
        areas.extend(area());
    }
    (areas, declared)
}

fn area_number(reading: &mut Reading<'_>, number: Found<i32>) -> Option<u8> {
    let small = u8::try_from(number.value).ok();
    if small.is_none() {
        let problem = format!("{} is not a number of a focus area", number.value);
        reading.wrong(&number.at, "number", problem, "number the focus areas from 1");
    }
    small
}

fn scale(reading: &mut Reading<'_>, value: &Spanned<DeValue<'_>>, key: &str) -> Option<ScaleId> {
    let text = string(reading, value, key)?;
    scale_id(reading, &text, key)
}

/// The id of a scale.
fn scale_id(reading: &mut Reading<'_>, text: &Found<String>, key: &str) -> Option<ScaleId> {
    match ScaleId::new(text.value.as_str()) {
        Ok(scale) => Some(scale),
        Err(error) => {
            reading.wrong(&text.at, key, error, "write the id of a scale of the instrument");
            None
        }
    }
}
