//! What is measured: scales of items, and composites of scales.

use serde::{Deserialize, Serialize};

use crate::{Points, ScaleId, Text};

/// Who gets a score on a scale, and how it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MissingRule {
    /// Only who answered every item; the score is the mean of the items.
    Complete,
    /// Who answered at least this many items; the score is the mean of the items answered.
    AtLeast(u8),
}

/// Which end of a scale one would rather be at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A high score is good news, as for mastery climate.
    HigherIsBetter,
    /// A high score is bad news, as for performance climate.
    LowerIsBetter,
}

/// Whether a scale has items of its own or is put together from other scales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScaleKind {
    /// It has items of its own.
    Simple,
    /// Its items are those of these scales, in this order. All of them are simple.
    Composite(Vec<ScaleId>),
}

/// A group of items that together measure one thing.
///
/// All its items have the same answer points, and no item occurs twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    pub(crate) id: ScaleId,
    pub(crate) title: Text,
    pub(crate) description: Text,
    pub(crate) kind: ScaleKind,
    pub(crate) points: Points,
    pub(crate) items: Vec<usize>,
    pub(crate) missing_rule: MissingRule,
    pub(crate) favourable_from: u8,
    pub(crate) direction: Direction,
}

impl Scale {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &ScaleId {
        &self.id
    }

    /// A short name for people.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What it measures, in a sentence or two.
    #[must_use]
    pub fn description(&self) -> &Text {
        &self.description
    }

    /// Simple or composite.
    #[must_use]
    pub fn kind(&self) -> &ScaleKind {
        &self.kind
    }

    /// The answer points of all its items.
    #[must_use]
    pub fn points(&self) -> Points {
        self.points
    }

    /// Positions of its items in [`Instrument::items`](crate::Instrument::items); at least one, at most 255.
    #[must_use]
    pub fn items(&self) -> &[usize] {
        &self.items
    }

    /// Who gets a score.
    #[must_use]
    pub fn missing_rule(&self) -> MissingRule {
        self.missing_rule
    }

    /// The score from which a person counts as agreeing. Never the lowest point, for then everybody would.
    ///
    /// The share of persons at or above it is good news where higher is better, and bad news where lower is.
    #[must_use]
    pub fn favourable_from(&self) -> u8 {
        self.favourable_from
    }

    /// Which end is better.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }
}
