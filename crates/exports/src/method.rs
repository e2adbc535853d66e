//! How the numbers are made and what is hidden, in sentences for whoever opens a file and has nothing else at hand.

use disclosure::Rule;
use survey::Language;
use views::Words;

/// One thing to know: what it is about, and what there is to say.
pub(crate) struct Note {
    /// What it is about.
    pub(crate) about: &'static str,
    /// What there is to say.
    pub(crate) text: String,
}

const SEALED: (Words, Words) = (
    Words::new("Hva som er med", "Kva som er med", "What is included"),
    Words::new(
        "Tallene er samlet for enheter og grupper. Ingen svar fra enkeltpersoner er med, og ingen tall her kan brukes til å finne ut hva noen få har svart.",
        "Tala er samla for einingar og grupper. Ingen svar frå einskildpersonar er med, og ingen tal her kan brukast til å finne ut kva nokre få har svart.",
        "The numbers are for units and groups. No answer of a single person is included, and no number here can be used to find out what a few people answered.",
    ),
);
const HIDDEN: (Words, Words) = (
    Words::new("Skjulte tall", "Skjulte tal", "Hidden numbers"),
    Words::new(
        "Et skjult tall er en tom celle, og kolonnen status sier hvorfor. Det er aldri null. Regn aldri ut et skjult tall som summen av de andre.",
        "Eit skjult tal er ei tom celle, og kolonnen status seier kvifor. Det er aldri null. Rekn aldri ut eit skjult tal som summen av dei andre.",
        "A hidden number is an empty cell, and the column status says why. It is never zero. Never fill it in from the other numbers.",
    ),
);
const N: (Words, Words) = (
    Words::new("Kolonnen n", "Kolonnen n", "The column n"),
    Words::new(
        "n er antallet personer bak tallet. Det er skjult når tallet er skjult.",
        "n er talet på personar bak talet. Det er skjult når talet er skjult.",
        "n is how many people the number rests on. It is hidden when the number is hidden.",
    ),
);
const INTERVAL: (Words, Words) = (
    Words::new(
        "Kolonnene lower, upper og level",
        "Kolonnane lower, upper og level",
        "The columns lower, upper and level",
    ),
    Words::new(
        "lower og upper er et intervall som viser hvor mye tallet kunne ha vært annerledes ved tilfeldigheter; level er hvor sikkert intervallet er, for eksempel 0,95. Overlapper to intervaller, kan forskjellen være tilfeldig.",
        "lower og upper er eit intervall som viser kor mykje talet kunne ha vore annleis ved tilfelle; level er kor sikkert intervallet er, til dømes 0,95. Overlappar to intervall, kan skilnaden vere tilfeldig.",
        "lower and upper are an interval that shows how much the number could have differed by chance; level is how sure the interval is, for instance 0.95. Where two intervals overlap, the difference may be chance.",
    ),
);
const EVERYBODY: (Words, Words) = (
    Words::new("Stjerne", "Stjerne", "Asterisk"),
    Words::new(
        "* i en kolonne betyr alle: ikke delt opp etter det som kolonnen gjelder.",
        "* i ein kolonne tyder alle: ikkje delt opp etter det som kolonnen gjeld.",
        "* in a column means everybody: not divided by what the column is about.",
    ),
);
const THRESHOLDS: Words = Words::new("Terskler", "Tersklar", "Thresholds");

/// Everything there is to know, in one language.
pub(crate) fn notes(rule: Option<Rule>, language: Language) -> Vec<Note> {
    let note = |(about, text): (Words, Words)| Note { about: about.get(language), text: text.get(language).to_owned() };
    let mut notes = vec![note(SEALED)];
    if let Some(rule) = rule {
        notes.push(Note { about: THRESHOLDS.get(language), text: thresholds(rule, language) });
    }
    notes.extend([HIDDEN, N, INTERVAL, EVERYBODY].map(note));
    notes
}

/// The thresholds of a rule in a sentence.
fn thresholds(rule: Rule, language: Language) -> String {
    let (answers, distribution) = (rule.answers_min(), rule.distribution_min());
    let (quality, employees) = (rule.quality_min(), rule.employees_min());
    match language {
        Language::Nb => format!(
            "Et tall trenger minst {answers} svar, en fordeling minst {distribution}, målene på skalaens kvalitet minst {quality}. Sykefravær trenger minst {employees} ansatte."
        ),
        Language::Nn => format!(
            "Eit tal treng minst {answers} svar, ei fordeling minst {distribution}, måla på kvaliteten til skalaen minst {quality}. Sjukefråvær treng minst {employees} tilsette."
        ),
        Language::En => format!(
            "A number needs {answers} answers at least, a distribution {distribution}, the measures of a scale's quality {quality}. Sickness absence needs {employees} employees at least."
        ),
    }
}
