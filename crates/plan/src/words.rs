//! What a benchmark is called, in words. Whoever shows one uses these, so that it is called the same everywhere.

use survey::Language;

use crate::benchmark::Certainty;
use crate::zones::{Comparison, Condition, Zone, Zones};

impl Zone {
    /// The zone's name.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        match (self, language) {
            (Zone::Desired, Language::Nb) => "ønsket",
            (Zone::Desired, Language::Nn) => "ønskt",
            (Zone::Desired, Language::En) => "desired",
            (Zone::Accepted, Language::Nb | Language::Nn) => "akseptert",
            (Zone::Accepted, Language::En) => "accepted",
            (Zone::NotApproved, Language::Nb) => "ikke godkjent",
            (Zone::NotApproved, Language::Nn) => "ikkje godkjend",
            (Zone::NotApproved, Language::En) => "not approved",
        }
    }
}

impl Certainty {
    /// How sure, in a phrase.
    #[must_use]
    pub fn phrase(self, language: Language) -> &'static str {
        match (self, language) {
            (Certainty::Clear, Language::Nb) => "tydelig",
            (Certainty::Clear, Language::Nn) => "tydeleg",
            (Certainty::Clear, Language::En) => "clear",
            (Certainty::MayBeChance, Language::Nb) => "kan være tilfeldig",
            (Certainty::MayBeChance, Language::Nn) => "kan vere tilfeldig",
            (Certainty::MayBeChance, Language::En) => "may be chance",
            (Certainty::TooFew, Language::Nb) => "for få til å si",
            (Certainty::TooFew, Language::Nn) => "for få til å seie",
            (Certainty::TooFew, Language::En) => "too few to say",
        }
    }
}

impl Zones {
    /// The rule that decides the zone, to be printed beside every zone: the printed tables have gaps, this has none.
    #[must_use]
    pub fn rule(&self, language: Language) -> String {
        let desired = condition(self.desired(), language);
        let not_approved = condition(self.not_approved(), language);
        match language {
            Language::Nb => format!("Ønsket: {desired}. Ikke godkjent: {not_approved}. Alt annet er akseptert."),
            Language::Nn => format!("Ønskt: {desired}. Ikkje godkjend: {not_approved}. Alt anna er akseptert."),
            Language::En => format!("Desired: {desired}. Not approved: {not_approved}. Everything else is accepted."),
        }
    }
}

/// A condition in words, such as "minst 4,2".
#[must_use]
pub fn condition(condition: Condition, language: Language) -> String {
    let words = match (condition.comparison(), language) {
        (Comparison::LessThan, Language::Nb | Language::Nn) => "under",
        (Comparison::LessThan, Language::En) => "below",
        (Comparison::AtMost, Language::Nb | Language::Nn) => "høyst",
        (Comparison::AtMost, Language::En) => "at most",
        (Comparison::AtLeast, Language::Nb | Language::Nn) => "minst",
        (Comparison::AtLeast, Language::En) => "at least",
        (Comparison::GreaterThan, Language::Nb | Language::Nn) => "over",
        (Comparison::GreaterThan, Language::En) => "above",
    };
    let mark = if language == Language::En { '.' } else { ',' };
    format!("{words} {}", condition.bound().with_mark(mark))
}

/// What stands where nothing was measured.
#[must_use]
pub fn not_measured(language: Language) -> &'static str {
    match language {
        Language::Nb => "ikke målt",
        Language::Nn => "ikkje målt",
        Language::En => "not measured",
    }
}

/// What stands where the value is in a register that Mestring is not connected to.
#[must_use]
pub fn not_connected(language: Language) -> &'static str {
    match language {
        Language::Nb => "ikke koblet til",
        Language::Nn => "ikkje kopla til",
        Language::En => "not connected",
    }
}

/// What stands where a plan has an indicator but no public zones for it.
#[must_use]
pub fn no_public_zones(language: Language) -> &'static str {
    match language {
        Language::Nb => "ingen offentlige soner",
        Language::Nn => "ingen offentlege soner",
        Language::En => "no public zones",
    }
}
