//! What a benchmark is called, in words. Whoever shows one uses these, so that it is called the same everywhere.

use survey::Language;

use crate::benchmark::Certainty;
use crate::flip::{Flip, Step, Towards};
use crate::likeness::Verdict;
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

/// What stands where everybody was counted, so that nothing is left to chance.
#[must_use]
pub fn full_count(language: Language) -> &'static str {
    match language {
        Language::Nb => "alle er talt med",
        Language::Nn => "alle er talde med",
        Language::En => "everybody counted",
    }
}

impl Verdict {
    /// How a group compares with another, in a phrase.
    #[must_use]
    pub fn phrase(self, language: Language) -> &'static str {
        match (self, language) {
            (Verdict::ClearlyApart, Language::Nb) => "tydelig forskjell",
            (Verdict::ClearlyApart, Language::Nn) => "tydeleg skilnad",
            (Verdict::ClearlyApart, Language::En) => "clear difference",
            (Verdict::AboutTheSame, Language::Nb) => "omtrent likt",
            (Verdict::AboutTheSame, Language::Nn) => "om lag likt",
            (Verdict::AboutTheSame, Language::En) => "about the same",
            (Verdict::MayBeChance, Language::Nb) => "kan være tilfeldig",
            (Verdict::MayBeChance, Language::Nn) => "kan vere tilfeldig",
            (Verdict::MayBeChance, Language::En) => "may be chance",
        }
    }
}

/// What would move a value into another zone, as one sentence: how little it takes says how much a zone is worth.
///
/// ```
/// use plan::{Flip, Step, Towards, Zone, words};
/// use survey::Language;
///
/// let flip = Flip { towards: Towards::Lower, steps: 3, zone: Zone::Accepted };
/// let sentence = words::flip(Step::Answer { items: 4 }, flip, Language::Nb);
/// assert_eq!(sentence, "Én person som svarer ett trinn lavere på 3 av 4 påstander, flytter verdien til akseptert.");
/// ```
#[must_use]
pub fn flip(step: Step, flip: Flip, language: Language) -> String {
    let zone = flip.zone.name(language);
    match language {
        Language::Nb => format!("{} flytter verdien til {zone}.", what(step, flip, language)),
        Language::Nn => format!("{} flytter verdien til {zone}.", what(step, flip, language)),
        Language::En => format!("{} would move the value to {zone}.", what(step, flip, language)),
    }
}

fn what(step: Step, flip: Flip, language: Language) -> String {
    match step {
        Step::Answer { items } => answers(items, flip, language),
        Step::LostDay => days(flip, language),
        Step::Person => counted(flip, language, [["person", "personer"], ["person", "personar"], ["person", "people"]]),
        Step::Unit => {
            counted(flip, language, [["virksomhet", "virksomheter"], ["verksemd", "verksemder"], ["unit", "units"]])
        }
    }
}

/// Answer steps as people: one person can answer each statement one step lower, so many steps are several people.
fn answers(items: u64, flip: Flip, language: Language) -> String {
    let items = items.max(1);
    let people = flip.steps.div_ceil(items);
    let lower = flip.towards == Towards::Lower;
    let only = flip.steps;
    match language {
        Language::Nb => {
            let way = if lower { "lavere" } else { "høyere" };
            match (people, only < items) {
                (1, true) => format!("Én person som svarer ett trinn {way} på {only} av {items} påstander,"),
                (1, false) => format!("Én person som svarer ett trinn {way},"),
                _ => format!("{people} personer som svarer ett trinn {way},"),
            }
        }
        Language::Nn => {
            let way = if lower { "lågare" } else { "høgare" };
            match (people, only < items) {
                (1, true) => format!("Éin person som svarer eitt trinn {way} på {only} av {items} påstandar,"),
                (1, false) => format!("Éin person som svarer eitt trinn {way},"),
                _ => format!("{people} personar som svarer eitt trinn {way},"),
            }
        }
        Language::En => {
            let way = if lower { "lower" } else { "higher" };
            match (people, only < items) {
                (1, true) => format!("One person answering one step {way} on {only} of {items} statements"),
                (1, false) => format!("One person answering one step {way}"),
                _ => format!("{people} people answering one step {way}"),
            }
        }
    }
}

fn days(flip: Flip, language: Language) -> String {
    let one = flip.steps == 1;
    let (steps, more) = (flip.steps, flip.towards == Towards::Higher);
    match language {
        Language::Nb => format!(
            "{steps} {} dagsverk {} i året",
            if one { "tapt" } else { "tapte" },
            if more { "mer" } else { "mindre" }
        ),
        Language::Nn => format!(
            "{steps} {} dagsverk {} i året",
            if one { "tapt" } else { "tapte" },
            if more { "meir" } else { "mindre" }
        ),
        Language::En => {
            let day = if one { "working day" } else { "working days" };
            format!("{steps} {} lost {day} a year", if more { "more" } else { "fewer" })
        }
    }
}

/// One and many of a thing, in bokmål, nynorsk and English.
fn counted(flip: Flip, language: Language, [nb, nn, en]: [[&str; 2]; 3]) -> String {
    let (steps, more) = (flip.steps, flip.towards == Towards::Higher);
    let [one, many] = match language {
        Language::Nb => nb,
        Language::Nn => nn,
        Language::En => en,
    };
    let thing = if steps == 1 { one } else { many };
    match (language, steps, more) {
        (Language::Nb, 1, _) => format!("1 {thing} {}", if more { "mer" } else { "mindre" }),
        (Language::Nn, 1, _) => format!("1 {thing} {}", if more { "meir" } else { "mindre" }),
        (Language::Nb, _, true) => format!("{steps} flere {thing}"),
        (Language::Nn, _, true) => format!("{steps} fleire {thing}"),
        (Language::Nb | Language::Nn, _, false) => format!("{steps} færre {thing}"),
        (Language::En, _, _) => format!("{steps} {} {thing}", if more { "more" } else { "fewer" }),
    }
}
