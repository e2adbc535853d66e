//! One question and the points it is answered with.

use std::sync::Arc;

use crate::{AnswerScaleId, ItemId, ModuleId, Points, Text};

/// A row of answer points, each with its label, and perhaps a way to say that the question does not apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerScale {
    pub(crate) id: AnswerScaleId,
    pub(crate) points: Points,
    pub(crate) labels: Vec<Text>,
    pub(crate) not_relevant: Option<Text>,
}

impl AnswerScale {
    /// The name it has in the instrument file.
    #[must_use]
    pub fn id(&self) -> &AnswerScaleId {
        &self.id
    }

    /// The points.
    #[must_use]
    pub fn points(&self) -> Points {
        self.points
    }

    /// One label per point, lowest point first.
    #[must_use]
    pub fn labels(&self) -> &[Text] {
        &self.labels
    }

    /// Every point with its label, lowest first.
    pub fn labelled_points(&self) -> impl DoubleEndedIterator<Item = (u8, &Text)> + ExactSizeIterator {
        self.labels.iter().enumerate().map(|(above, label)| {
            let above = u8::try_from(above).unwrap_or(u8::MAX);
            (self.points.min().saturating_add(above), label)
        })
    }

    /// The label of "not relevant to me", where that may be answered.
    #[must_use]
    pub fn not_relevant(&self) -> Option<&Text> {
        self.not_relevant.as_ref()
    }
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub(crate) id: ItemId,
    pub(crate) wording: Text,
    pub(crate) answer_scale: Arc<AnswerScale>,
    pub(crate) reversed: bool,
    pub(crate) module: ModuleId,
}

impl Item {
    /// Its id, which is also the name of the column with its answers.
    #[must_use]
    pub fn id(&self) -> &ItemId {
        &self.id
    }

    /// What the employee reads.
    #[must_use]
    pub fn wording(&self) -> &Text {
        &self.wording
    }

    /// The points it is answered with.
    #[must_use]
    pub fn answer_scale(&self) -> &AnswerScale {
        &self.answer_scale
    }

    /// Whether a high answer means little of what the scale measures. Answers are stored as given; counting mirrors them.
    #[must_use]
    pub fn is_reversed(&self) -> bool {
        self.reversed
    }

    /// The module it is asked in.
    #[must_use]
    pub fn module(&self) -> &ModuleId {
        &self.module
    }
}
