//! What stands beside the numbers: labels and texts, none of them secret.

use serde::{Deserialize, Serialize};
use survey::{Date, Direction, Instrument, InstrumentId, Points, Scale, ScaleId, Text, Wave, WaveId};

/// What was asked, when and with which instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The wave.
    pub wave: WaveId,
    /// Its title.
    pub title: Text,
    /// The day the organisation is drawn as of.
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
    pub date: Date,
}

impl Header {
    /// What was asked in a wave; the instrument is the part of it that the wave used.
    #[must_use]
    pub fn of(wave: &Wave, instrument: &Instrument) -> Header {
        Header {
            wave: wave.id.clone(),
            title: wave.title.clone(),
            reference_date: wave.reference_date,
            instrument: instrument.id().clone(),
            instrument_version: instrument.version().to_owned(),
            instrument_title: instrument.title().clone(),
            notice: instrument.notice().clone(),
        }
    }
}

impl ScaleText {
    /// What a reader needs to know about a scale of an instrument.
    #[must_use]
    pub fn of(instrument: &Instrument, scale: &Scale) -> ScaleText {
        let is = |index: Option<&Scale>| index.is_some_and(|index| index.id() == scale.id());
        let index = if is(instrument.mastery_climate()) {
            Some(IndexRole::MasteryClimate)
        } else if is(instrument.engagement()) {
            Some(IndexRole::Engagement)
        } else {
            None
        };
        ScaleText {
            id: scale.id().clone(),
            title: scale.title().clone(),
            description: scale.description().clone(),
            points: scale.points(),
            favourable_from: scale.favourable_from(),
            items: scale.items().len().try_into().unwrap_or(u64::MAX),
            higher_is_better: scale.direction() == Direction::HigherIsBetter,
            parts: instrument.parts_of(scale).map(|part| part.id().clone()).collect(),
            index,
        }
    }
}

impl WaveLabel {
    /// One wave in a trend.
    #[must_use]
    pub fn of(wave: &Wave) -> WaveLabel {
        WaveLabel { id: wave.id.clone(), title: wave.title.clone(), date: wave.reference_date }
    }
}
