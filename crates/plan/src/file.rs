//! From a plan file to a checked plan. The wire types promise nothing; every rule is in the functions below.

use std::collections::BTreeSet;

use serde::Deserialize;
use survey::{Direction, FileError, ScaleId, Text};
use toml::Spanned;

use crate::decimal::Decimal;
use crate::indicator::{Indicator, Measure, Printed, Range};
use crate::programme::{FocusArea, Plan};
use crate::zones::{Condition, Zones};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanWire {
    id: Spanned<String>,
    version: Spanned<String>,
    title: Text,
    notice: Text,
    source: Spanned<String>,
    from_year: i32,
    to_year: Spanned<i32>,
    #[serde(default)]
    focus_area: Vec<FocusAreaWire>,
    indicator: Vec<IndicatorWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FocusAreaWire {
    number: Spanned<u8>,
    title: Text,
    goal: Text,
    scales: Vec<Spanned<String>>,
    registers: Vec<Text>,
    public_figures: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IndicatorWire {
    code: Spanned<String>,
    focus_area: Option<Spanned<u8>>,
    title: Text,
    measure: Spanned<MeasureWire>,
    scale: Option<Spanned<String>>,
    register: Option<Spanned<Text>>,
    unit: Text,
    direction: Spanned<DirectionWire>,
    lowest: Option<Spanned<String>>,
    highest: Option<Spanned<String>>,
    desired: Option<Spanned<String>>,
    not_approved: Option<Spanned<String>>,
    printed: Option<PrintedWire>,
    source: Spanned<String>,
    note: Option<Text>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum MeasureWire {
    ScaleMean,
    SicknessAbsenceRate,
    External,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DirectionWire {
    HigherIsBetter,
    LowerIsBetter,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrintedWire {
    desired: String,
    lowest_accepted: String,
    not_approved: String,
}

/// The file being read, for errors that point into it.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn wrong<T>(
        &self,
        at: &Spanned<T>,
        field: &str,
        problem: impl std::fmt::Display,
        remedy: impl Into<String>,
    ) -> FileError {
        FileError::at(self.file, self.text, &at.span(), field, problem.to_string(), remedy)
    }

    fn not_empty(&self, text: &Spanned<String>, field: &str) -> Result<String, FileError> {
        let trimmed = text.get_ref().trim();
        if trimmed.is_empty() {
            Err(self.wrong(text, field, "the text is empty", "write it"))
        } else {
            Ok(trimmed.to_owned())
        }
    }

    fn scale(&self, text: &Spanned<String>, field: &str) -> Result<ScaleId, FileError> {
        ScaleId::new(text.get_ref().as_str())
            .map_err(|error| self.wrong(text, field, error, "write the id of a scale of the instrument"))
    }

    fn decimal(&self, text: &Spanned<String>, field: &str) -> Result<Decimal, FileError> {
        Decimal::parse(text.get_ref()).map_err(|error| self.wrong(text, field, error, "correct the number"))
    }

    fn condition(&self, text: &Spanned<String>, field: &str) -> Result<Condition, FileError> {
        Condition::parse(text.get_ref()).map_err(|error| self.wrong(text, field, error, "correct the condition"))
    }
}

/// Reads and checks a plan; the first thing that is wrong is reported.
pub(crate) fn read(file: &str, text: &str) -> Result<Plan, FileError> {
    let wire: PlanWire = toml::from_str(text).map_err(|error| FileError::from_toml(file, text, &error))?;
    let place = Place { file, text };
    let id = place.not_empty(&wire.id, "id")?;
    if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err(place.wrong(
            &wire.id,
            "id",
            format!("\"{id}\" is not a plan id"),
            "use small letters a to z, digits and dashes",
        ));
    }
    if *wire.to_year.get_ref() < wire.from_year {
        return Err(place.wrong(
            &wire.to_year,
            "to_year",
            "the plan ends before it begins",
            "correct from_year or to_year",
        ));
    }
    let areas = focus_areas(&place, wire.focus_area)?;
    let mut keys = BTreeSet::new();
    let mut indicators = Vec::with_capacity(wire.indicator.len());
    for wire in wire.indicator {
        let code = wire.code.clone();
        let indicator = indicator(&place, &areas, wire)?;
        if !keys.insert((indicator.code.clone(), indicator.source.clone())) {
            let problem = format!("indicator \"{}\" stands twice with the same source", indicator.code);
            return Err(place.wrong(&code, "code", problem, "remove one, or give the source that tells them apart"));
        }
        indicators.push(indicator);
    }
    Ok(Plan {
        id,
        version: place.not_empty(&wire.version, "version")?,
        title: wire.title,
        notice: wire.notice,
        source: place.not_empty(&wire.source, "source")?,
        valid: (wire.from_year, *wire.to_year.get_ref()),
        areas,
        indicators,
    })
}

fn focus_areas(place: &Place<'_>, wires: Vec<FocusAreaWire>) -> Result<Vec<FocusArea>, FileError> {
    let mut areas: Vec<FocusArea> = Vec::with_capacity(wires.len());
    for wire in wires {
        let number = *wire.number.get_ref();
        if areas.iter().any(|area| area.number == number) {
            let problem = format!("focus area {number} stands twice");
            return Err(place.wrong(&wire.number, "number", problem, "give every focus area its own number"));
        }
        let mut scales = Vec::with_capacity(wire.scales.len());
        for scale in &wire.scales {
            scales.push(place.scale(scale, "scales")?);
        }
        areas.push(FocusArea {
            number,
            title: wire.title,
            goal: wire.goal,
            scales,
            registers: wire.registers,
            public_figures: wire.public_figures,
        });
    }
    Ok(areas)
}

fn indicator(place: &Place<'_>, areas: &[FocusArea], wire: IndicatorWire) -> Result<Indicator, FileError> {
    let code = place.not_empty(&wire.code, "code")?;
    let measure = measure(place, &wire)?;
    let direction = match wire.direction.get_ref() {
        DirectionWire::HigherIsBetter => Direction::HigherIsBetter,
        DirectionWire::LowerIsBetter => Direction::LowerIsBetter,
    };
    let range = range(place, &wire)?;
    if measure.is_connected() && range.is_none() {
        let remedy = "add lowest and highest, the ends of the scale the zones were made for";
        return Err(place.wrong(&wire.code, "lowest", format!("indicator \"{code}\" has no range"), remedy));
    }
    let zones = zones(place, &wire, direction)?;
    let focus_area = match &wire.focus_area {
        None => None,
        Some(number) => match areas.iter().position(|area| area.number == *number.get_ref()) {
            Some(position) => Some(position),
            None => {
                let problem = format!("there is no focus area {}", number.get_ref());
                return Err(place.wrong(
                    number,
                    "focus_area",
                    problem,
                    "use the number of a [[focus_area]] of this file",
                ));
            }
        },
    };
    Ok(Indicator {
        code,
        title: wire.title,
        measure,
        unit: wire.unit,
        direction,
        range,
        zones,
        printed: wire.printed.map_or_else(Printed::default, |printed| Printed {
            desired: printed.desired,
            lowest_accepted: printed.lowest_accepted,
            not_approved: printed.not_approved,
        }),
        focus_area,
        source: place.not_empty(&wire.source, "source")?,
        note: wire.note,
    })
}

/// A scale belongs to `scale_mean` and a register to `external`, and to nothing else.
fn measure(place: &Place<'_>, wire: &IndicatorWire) -> Result<Measure, FileError> {
    let measure = *wire.measure.get_ref();
    if let (Some(scale), MeasureWire::SicknessAbsenceRate | MeasureWire::External) = (&wire.scale, measure) {
        return Err(place.wrong(
            scale,
            "scale",
            "this measure has no scale",
            "remove scale, or use measure = \"scale_mean\"",
        ));
    }
    if let (Some(register), MeasureWire::SicknessAbsenceRate | MeasureWire::ScaleMean) = (&wire.register, measure) {
        let remedy = "remove register, or use measure = \"external\"";
        return Err(place.wrong(register, "register", "this measure has no register", remedy));
    }
    match (measure, &wire.scale, &wire.register) {
        (MeasureWire::ScaleMean, Some(scale), _) => Ok(Measure::ScaleMean(place.scale(scale, "scale")?)),
        (MeasureWire::ScaleMean, None, _) => {
            Err(place.wrong(&wire.measure, "scale", "a scale mean needs a scale", "add scale = \"…\""))
        }
        (MeasureWire::SicknessAbsenceRate, ..) => Ok(Measure::SicknessAbsenceRate),
        (MeasureWire::External, _, Some(register)) => Ok(Measure::External { register: register.get_ref().clone() }),
        (MeasureWire::External, _, None) => Err(place.wrong(
            &wire.measure,
            "register",
            "an external measure needs a register",
            "add register in nb, nn and en",
        )),
    }
}

/// Both ends or none, and the lowest below the highest.
fn range(place: &Place<'_>, wire: &IndicatorWire) -> Result<Option<Range>, FileError> {
    match (&wire.lowest, &wire.highest) {
        (None, None) => Ok(None),
        (Some(lowest), Some(highest)) => {
            let range = Range { lowest: place.decimal(lowest, "lowest")?, highest: place.decimal(highest, "highest")? };
            if range.lowest < range.highest {
                Ok(Some(range))
            } else {
                Err(place.wrong(highest, "highest", "the highest value is not above the lowest", "correct one of them"))
            }
        }
        (Some(lowest), None) => {
            Err(place.wrong(lowest, "highest", "there is a lowest value but no highest", "add highest"))
        }
        (None, Some(highest)) => {
            Err(place.wrong(highest, "lowest", "there is a highest value but no lowest", "add lowest"))
        }
    }
}

/// Both conditions or none, together total, and facing the way the indicator says is better.
fn zones(place: &Place<'_>, wire: &IndicatorWire, direction: Direction) -> Result<Option<Zones>, FileError> {
    match (&wire.desired, &wire.not_approved) {
        (None, None) => Ok(None),
        (Some(desired), Some(not_approved)) => {
            let zones =
                Zones::new(place.condition(desired, "desired")?, place.condition(not_approved, "not_approved")?)
                    .map_err(|error| place.wrong(not_approved, "not_approved", error, "correct the conditions"))?;
            if zones.direction() == direction {
                Ok(Some(zones))
            } else {
                let problem = "the direction and the conditions disagree about which way is better";
                Err(place.wrong(&wire.direction, "direction", problem, "correct the direction or turn the conditions"))
            }
        }
        (Some(desired), None) => Err(place.wrong(
            desired,
            "not_approved",
            "there is a desired zone but none that is not approved",
            "add not_approved",
        )),
        (None, Some(not_approved)) => Err(place.wrong(
            not_approved,
            "desired",
            "there is a zone that is not approved but no desired one",
            "add desired",
        )),
    }
}
