//! Why a number is not shown, in words for the person who looks for it.

use serde::Serialize;
use survey::Language;

/// Why a cell shows no number.
///
/// The reason says no more than the reader may know: a cell hidden because its answers are nearly alike carries the same reason as a cell hidden to
/// protect a neighbour, since a mark of its own would give away what it hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Fewer answers than the rule asks.
    TooFew,
    /// Fewer employees or invited than the rule asks: for what is counted, not asked.
    TooFewEmployees,
    /// Shown, it would let somebody work out something about few people.
    ProtectsAnother,
    /// The question was not part of this wave for this group.
    NotAsked,
    /// Nobody has measured it here, or it cannot be computed from what was measured.
    NotMeasured,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Reason; 5] =
        [Reason::TooFew, Reason::TooFewEmployees, Reason::ProtectsAnother, Reason::NotAsked, Reason::NotMeasured];

    /// The word it goes by in files: never translated.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Reason::TooFew => "too_few",
            Reason::TooFewEmployees => "too_few_employees",
            Reason::ProtectsAnother => "protects_another",
            Reason::NotAsked => "not_asked",
            Reason::NotMeasured => "not_measured",
        }
    }

    /// The short mark that stands in the cell: the same words on screen, on paper and in a file.
    #[must_use]
    pub const fn mark(self, language: Language) -> &'static str {
        match (self, language) {
            (Reason::TooFew, Language::Nb) => "for få svar",
            (Reason::TooFew, Language::Nn) => "for få svar",
            (Reason::TooFew, Language::En) => "too few answers",
            (Reason::TooFewEmployees, Language::Nb) => "for få ansatte",
            (Reason::TooFewEmployees, Language::Nn) => "for få tilsette",
            (Reason::TooFewEmployees, Language::En) => "too few employees",
            (Reason::ProtectsAnother, Language::Nb) => "skjult for å beskytte en annen enhet",
            (Reason::ProtectsAnother, Language::Nn) => "skjult for å verne ei anna eining",
            (Reason::ProtectsAnother, Language::En) => "hidden to protect another unit",
            (Reason::NotAsked, Language::Nb) => "ikke spurt",
            (Reason::NotAsked, Language::Nn) => "ikkje spurt",
            (Reason::NotAsked, Language::En) => "not asked",
            (Reason::NotMeasured, Language::Nb) => "ikke målt",
            (Reason::NotMeasured, Language::Nn) => "ikkje målt",
            (Reason::NotMeasured, Language::En) => "not measured",
        }
    }

    /// One friendly sentence or two: why there is no number here, and where to look instead.
    #[must_use]
    pub const fn sentence(self, language: Language) -> &'static str {
        match (self, language) {
            (Reason::TooFew, Language::Nb) => {
                "Vi viser ikke dette tallet, fordi for få har svart til at hver enkelt er godt skjult. Se på nivået over, der dere er med."
            }
            (Reason::TooFew, Language::Nn) => {
                "Vi viser ikkje dette talet, fordi for få har svart til at kvar einskild er godt skjult. Sjå på nivået over, der de er med."
            }
            (Reason::TooFew, Language::En) => {
                "We do not show this number, because too few have answered for each person to stay hidden. Look at the level above, where you are included."
            }
            (Reason::TooFewEmployees, Language::Nb) => {
                "Vi viser ikke dette tallet, fordi for få er ansatt her til at hver enkelt er godt skjult. Se på nivået over, der dere er med."
            }
            (Reason::TooFewEmployees, Language::Nn) => {
                "Vi viser ikkje dette talet, fordi for få er tilsette her til at kvar einskild er godt skjult. Sjå på nivået over, der de er med."
            }
            (Reason::TooFewEmployees, Language::En) => {
                "We do not show this number, because too few are employed here for each person to stay hidden. Look at the level above, where you are included."
            }
            (Reason::ProtectsAnother, Language::Nb) => {
                "Vi viser ikke dette tallet, fordi det sammen med andre tall kunne røpe noe om noen få av dere. Se på nivået over, der dere er med."
            }
            (Reason::ProtectsAnother, Language::Nn) => {
                "Vi viser ikkje dette talet, fordi det saman med andre tal kunne røpe noko om nokre få av dykk. Sjå på nivået over, der de er med."
            }
            (Reason::ProtectsAnother, Language::En) => {
                "We do not show this number, because together with other numbers it could reveal something about a few of you. Look at the level above, where you are included."
            }
            (Reason::NotAsked, Language::Nb) => {
                "Dette ble ikke spurt om her i denne runden. Se etter i en annen runde eller på nivået over."
            }
            (Reason::NotAsked, Language::Nn) => {
                "Dette vart det ikkje spurt om her i denne runden. Sjå etter i ein annan runde eller på nivået over."
            }
            (Reason::NotAsked, Language::En) => {
                "This was not asked here in this round. Look in another round or at the level above."
            }
            (Reason::NotMeasured, Language::Nb) => {
                "Vi har ikke noe mål på dette her. Kilden som står ved indikatoren, sier hvor tallet kan finnes."
            }
            (Reason::NotMeasured, Language::Nn) => {
                "Vi har ikkje noko mål på dette her. Kjelda som står ved indikatoren, seier kvar talet kan finnast."
            }
            (Reason::NotMeasured, Language::En) => {
                "We have no measure of this here. The source beside the indicator says where the number may be found."
            }
        }
    }
}
