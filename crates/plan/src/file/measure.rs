//! What an indicator measures: one word, and the keys that belong to it.

use std::ops::Range as Bytes;

use survey::Text;

use super::fields::{Fields, Found, Reading};
use super::scale_id;
use crate::figure::Figure;
use crate::measure::{Level, Measure};

const LEVELS: [&str; 6] =
    ["scale_mean", "favourable_share", "sickness_absence_rate", "presence_rate", "units_reaching_target", "register"];

/// Each measure has its own keys, and no others.
pub(super) fn measure(reading: &mut Reading<'_>, fields: &Fields<'_, '_>) -> Option<Measure> {
    let word = fields.text(reading, "measure")?;
    let is_change = matches!(word.value.as_str(), "change_in_points" | "relative_change");
    let level_word = if is_change { of(reading, fields, &word)? } else { word };
    refuse_foreign_keys(reading, fields, &level_word, is_change);
    let measure = if level_word.value == "external" && !is_change {
        let register = required_three(reading, fields, &level_word)?;
        return Some(Measure::External { register });
    } else {
        level(reading, fields, &level_word, is_change)?
    };
    match fields.optional_text(reading, "measure")?.value.as_str() {
        "change_in_points" => Some(Measure::ChangeInPoints(measure)),
        "relative_change" => Some(Measure::RelativeChange(measure)),
        _ => Some(measure.into()),
    }
}

/// What a change is a change of.
fn of(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, change: &Found<String>) -> Option<Found<String>> {
    let of = fields.optional_text(reading, "of");
    if of.is_none() && !fields.has("of") {
        reading.wrong(
            &change.at,
            "of",
            "a change is a change of something",
            format!("add of, one of {}", LEVELS.join(", ")),
        );
    }
    of
}

fn level(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, word: &Found<String>, is_change: bool) -> Option<Level> {
    let field = if is_change { "of" } else { "measure" };
    match word.value.as_str() {
        "scale_mean" => required(reading, fields, "scale", "a scale mean needs a scale", &word.at)
            .and_then(|scale| scale_id(reading, &scale, "scale"))
            .map(Level::ScaleMean),
        "favourable_share" => required(reading, fields, "scale", "a favourable share needs a scale", &word.at)
            .and_then(|scale| scale_id(reading, &scale, "scale"))
            .map(Level::FavourableShare),
        "sickness_absence_rate" => Some(Level::SicknessAbsenceRate),
        "presence_rate" => Some(Level::PresenceRate),
        "units_reaching_target" => Some(Level::UnitsReachingTarget),
        "register" => required(reading, fields, "figure", "a register measure needs a figure", &word.at)
            .and_then(|figure| register_figure(reading, &figure))
            .map(Level::Register),
        other => {
            let others = if is_change { "" } else { ", change_in_points, relative_change, external" };
            let problem = format!("unknown variant `{other}`, expected one of {}{others}", LEVELS.join(", "));
            reading.wrong(&word.at, field, problem, "use one of the words it expects");
            None
        }
    }
}

fn register_figure(reading: &mut Reading<'_>, figure: &Found<String>) -> Option<Figure> {
    match figure.value.parse() {
        Ok(figure) => Some(figure),
        Err(error) => {
            reading.wrong(&figure.at, "figure", error, "use one of the words it expects");
            None
        }
    }
}

fn required(
    reading: &mut Reading<'_>,
    fields: &Fields<'_, '_>,
    key: &str,
    problem: &str,
    at: &Bytes<usize>,
) -> Option<Found<String>> {
    if !fields.has(key) {
        reading.wrong(at, key, problem, format!("add {key} = \"…\""));
    }
    fields.optional_text(reading, key)
}

fn required_three(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, word: &Found<String>) -> Option<Text> {
    if !fields.has("register") {
        let problem = "an external measure needs a register";
        reading.wrong(&word.at, "register", problem, "add register in nb, nn and en");
    }
    fields.optional_three(reading, "register")
}

/// A key that belongs to another measure would be silently ignored, so it is refused.
fn refuse_foreign_keys(reading: &mut Reading<'_>, fields: &Fields<'_, '_>, word: &Found<String>, is_change: bool) {
    let word = word.value.as_str();
    if !(LEVELS.contains(&word) || (word == "external" && !is_change)) {
        // Which keys belong to a word that means nothing, nobody can say.
        return;
    }
    let foreign = [
        ("scale", !matches!(word, "scale_mean" | "favourable_share"), "remove scale, or use measure = \"scale_mean\""),
        ("figure", word != "register", "remove figure, or use measure = \"register\""),
        ("register", word != "external", "remove register, or use measure = \"external\""),
        ("of", !is_change, "remove of, or use measure = \"change_in_points\" or \"relative_change\""),
    ];
    for (key, is_foreign, remedy) in foreign {
        if is_foreign && fields.has(key) {
            reading.wrong(&fields.place(key), key, format!("this measure has no {key}"), remedy);
        }
    }
}
