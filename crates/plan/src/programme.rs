//! A whole plan: what it says of itself, its focus areas and its indicators.

use survey::{FileErrors, ScaleId, Text};

use crate::file;
use crate::indicator::Indicator;

/// One focus area of a plan and what speaks about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FocusArea {
    pub(crate) number: u8,
    pub(crate) title: Text,
    pub(crate) goal: Text,
    pub(crate) scales: Vec<ScaleId>,
    pub(crate) registers: Vec<Text>,
    pub(crate) public_figures: Text,
}

impl FocusArea {
    /// Its number in the plan.
    #[must_use]
    pub fn number(&self) -> u8 {
        self.number
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// Its goal, in short and in our words.
    #[must_use]
    pub fn goal(&self) -> &Text {
        &self.goal
    }

    /// The scales that speak about it.
    #[must_use]
    pub fn scales(&self) -> &[ScaleId] {
        &self.scales
    }

    /// The registers that speak about it; Mestring is not connected to them.
    #[must_use]
    pub fn registers(&self) -> &[Text] {
        &self.registers
    }

    /// Which figures are public, and which are not.
    #[must_use]
    pub fn public_figures(&self) -> &Text {
        &self.public_figures
    }
}

/// An employer-policy plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) title: Text,
    pub(crate) notice: Text,
    pub(crate) source: String,
    pub(crate) valid: (i32, i32),
    pub(crate) areas: Vec<FocusArea>,
    pub(crate) indicators: Vec<Indicator>,
}

impl Plan {
    /// Reads a plan from the text of a file. The file's name is only for messages.
    ///
    /// # Errors
    /// Every problem in the file, each with its line, its field and what to do.
    pub fn from_toml(file: &str, text: &str) -> Result<Plan, FileErrors> {
        file::read(file, text)
    }

    /// A short name: small letters, digits and dashes.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Which scorecard the zones come from, to be printed beside every zone.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// What the plan is and what it is not; belongs wherever one of its zones is shown.
    #[must_use]
    pub fn notice(&self) -> &Text {
        &self.notice
    }

    /// Where it is published.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first and the last year it is for.
    #[must_use]
    pub fn valid(&self) -> (i32, i32) {
        self.valid
    }

    /// The focus areas, in the plan's order.
    #[must_use]
    pub fn areas(&self) -> &[FocusArea] {
        &self.areas
    }

    /// The indicators, in the plan's order.
    #[must_use]
    pub fn indicators(&self) -> &[Indicator] {
        &self.indicators
    }

    /// The focus area an indicator belongs to.
    #[must_use]
    pub fn area_of(&self, indicator: &Indicator) -> Option<&FocusArea> {
        indicator.focus_area.and_then(|position| self.areas.get(position))
    }
}
