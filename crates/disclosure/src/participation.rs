//! Participation that may be shown: bands for groups, exact counts for everybody only.

use serde::Serialize;
use survey::Language;

/// How many of the invited answered, in a band: an exact rate in a small unit points at the one who did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseBand {
    /// Fewer than half.
    Below50,
    /// Half or more, less than seventy percent.
    From50,
    /// Seventy percent or more, less than eighty-five.
    From70,
    /// Eighty-five percent or more.
    From85,
}

impl ResponseBand {
    /// The band of a rate, decided on integers. Nobody invited counts as nobody answered.
    #[must_use]
    pub const fn of(invited: u64, answered: u64) -> ResponseBand {
        let (invited, answered) = (invited as u128 * 100, answered as u128 * 10_000);
        if invited == 0 || answered < invited * 50 {
            ResponseBand::Below50
        } else if answered < invited * 70 {
            ResponseBand::From50
        } else if answered < invited * 85 {
            ResponseBand::From70
        } else {
            ResponseBand::From85
        }
    }

    /// The band in words.
    #[must_use]
    pub const fn words(self, language: Language) -> &'static str {
        match (self, language) {
            (ResponseBand::Below50, Language::Nb | Language::Nn) => "under 50 %",
            (ResponseBand::Below50, Language::En) => "below 50 %",
            (ResponseBand::From50, _) => "50–69 %",
            (ResponseBand::From70, _) => "70–84 %",
            (ResponseBand::From85, Language::Nb) => "85 % eller mer",
            (ResponseBand::From85, Language::Nn) => "85 % eller meir",
            (ResponseBand::From85, Language::En) => "85 % or more",
        }
    }
}

/// How many were invited and how many answered, over everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseCount {
    pub(crate) invited: u64,
    pub(crate) answered: u64,
}

impl ResponseCount {
    /// The invited.
    #[must_use]
    pub const fn invited(self) -> u64 {
        self.invited
    }

    /// Those who answered.
    #[must_use]
    pub const fn answered(self) -> u64 {
        self.answered
    }
}
