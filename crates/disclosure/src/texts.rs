//! What stands beside the numbers: labels and texts, none of them secret.

use serde::{Deserialize, Serialize};
use survey::{Date, InstrumentId, Points, ScaleId, Text, WaveId};

/// What was asked, when and with which instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The wave.
    pub wave: WaveId,
    /// Its title.
    pub title: Text,
    /// The day the organisation is drawn as of.
    #[serde(with = "date")]
    pub reference_date: Date,
    /// The instrument.
    pub instrument: InstrumentId,
    /// The version of the instrument.
    pub instrument_version: String,
    /// What the instrument is called.
    pub instrument_title: Text,
    /// What the instrument says about itself, for instance that it is not validated.
    pub notice: Text,
}

/// Which of the two house indices a scale carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexRole {
    /// The mastery-climate index.
    MasteryClimate,
    /// The engagement index.
    Engagement,
}

/// What a reader needs to know about a scale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScaleText {
    /// The scale.
    pub id: ScaleId,
    /// Its title.
    pub title: Text,
    /// What it is about.
    pub description: Text,
    /// The answer points.
    #[serde(with = "points")]
    pub points: Points,
    /// The lowest score that counts as favourable.
    pub favourable_from: u8,
    /// How many statements it holds.
    pub items: u64,
    /// Whether a higher score is the better one.
    pub higher_is_better: bool,
    /// The scales a composite is put together from; empty for a simple scale. They are hidden together, since a composite minus its other parts is a part.
    pub parts: Vec<ScaleId>,
    /// Which house index it is, if any.
    pub index: Option<IndexRole>,
}

/// One wave in a trend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaveLabel {
    /// The wave.
    pub id: WaveId,
    /// Its title.
    pub title: Text,
    /// Its reference date.
    #[serde(with = "date")]
    pub date: Date,
}

/// A date is written the way people exchange it: 2021-10-01.
pub(crate) mod date {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use survey::Date;

    pub(crate) fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        Date::parse(&text).map_err(D::Error::custom)
    }
}

/// Answer points are written as their two ends.
mod points {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use survey::Points;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Ends {
        min: u8,
        max: u8,
    }

    pub(crate) fn serialize<S: Serializer>(points: &Points, serializer: S) -> Result<S::Ok, S::Error> {
        Ends { min: points.min(), max: points.max() }.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Points, D::Error> {
        let ends = Ends::deserialize(deserializer)?;
        Points::new(ends.min, ends.max).map_err(D::Error::custom)
    }
}
