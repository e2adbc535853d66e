//! The verdict in words for somebody who stands up for the employees: bokmål, nynorsk and English, at most eighty columns.

mod examined;

use survey::Language;

pub(crate) use examined::not_examined_code;

use crate::release::{Range, WHOLE};
use crate::verdict::{Finding, Label, Level, Term, Verdict};

/// The widest line.
const WIDTH: usize = 80;
/// Findings of one level that are told one by one.
const TOLD_MAX: usize = 20;
/// Printed cells of one combination that are told one by one.
const TERMS_MAX: usize = 8;

impl Verdict {
    /// The verdict as text. What the attacker learns is in it only when `show` says so.
    #[must_use]
    pub fn to_text(&self, language: Language, show: bool) -> String {
        let mut lines = Lines::default();
        lines.paragraph("", headline(self, language));
        for level in Level::ALL {
            let found: Vec<&Finding> = self.findings.iter().filter(|finding| finding.level == level).collect();
            if found.is_empty() {
                continue;
            }
            lines.blank();
            lines.paragraph("", &format!("{} ({})", level_title(level, language), found.len()));
            for finding in found.iter().take(TOLD_MAX) {
                lines.paragraph("- ", &told(finding, language, show));
            }
            if let Some(more) = found.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
                lines.paragraph(
                    "- ",
                    &pick(language, ["og {n} til.", "og {n} til.", "and {n} more."]).replace("{n}", &more.to_string()),
                );
            }
        }
        lines.section(pick(language, ["Lest:", "Lese:", "Read:"]), examined::files(&self.examined, language));
        lines.section(pick(language, ["Nivåer:", "Nivå:", "Levels:"]), examined::levels(&self.examined, language));
        lines.blank();
        examined::effort(&self.examined, language).iter().for_each(|sentence| lines.paragraph("", sentence));
        let not = ["Dette er ikke undersøkt:", "Dette er ikkje undersøkt:", "This was not examined:"];
        lines.section(pick(language, not), examined::not_examined(&self.examined.not, language));
        lines.text
    }
}

fn pick(language: Language, [nb, nn, en]: [&'static str; 3]) -> &'static str {
    match language {
        Language::Nb => nb,
        Language::Nn => nn,
        Language::En => en,
    }
}

/// Text broken at words, so that it fits a terminal.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A title with a list below it; nothing where the list is empty.
    fn section(&mut self, title: &str, list: Vec<String>) {
        if list.is_empty() {
            return;
        }
        self.blank();
        self.paragraph("", title);
        list.iter().for_each(|line| self.paragraph("- ", line));
    }

    fn paragraph(&mut self, bullet: &str, words: &str) {
        let mut column = bullet.chars().count();
        let indent = " ".repeat(column);
        self.text.push_str(bullet);
        let mut first = true;
        for word in words.split_whitespace() {
            let wide = word.chars().count();
            if !first && column + 1 + wide > WIDTH {
                self.text.push('\n');
                self.text.push_str(&indent);
                column = indent.len();
            } else if !first {
                self.text.push(' ');
                column += 1;
            }
            self.text.push_str(word);
            column += wide;
            first = false;
        }
        self.text.push('\n');
    }
}

fn headline(verdict: &Verdict, language: Language) -> &'static str {
    let clean = [
        "Vi fant ingenting. Med det som er undersøkt under, går det ikke an å regne seg fram til hva noen få har svart.",
        "Vi fann ingenting. Med det som er undersøkt under, går det ikkje an å rekne seg fram til kva nokre få har svart.",
        "We found nothing. With what was examined below, nobody can work out what a few people answered.",
    ];
    let found = [
        "Det som er gitt ut, røper for mye. Under står hvilke celler det gjelder og hvordan de kan regnes ut. Svarene selv står ikke her.",
        "Det som er gitt ut, røper for mykje. Under står kva celler det gjeld og korleis dei kan reknast ut. Svara sjølve står ikkje her.",
        "What was released gives too much away. Below are the cells concerned and how they can be worked out. The answers themselves are not here.",
    ];
    pick(language, if verdict.is_clean() { clean } else { found })
}

fn level_title(level: Level, language: Language) -> &'static str {
    let words = match level {
        Level::Consistency => {
            ["Filene sier ikke det samme", "Filene seier ikkje det same", "The files do not say the same"]
        }
        Level::Exact => [
            "L1: skjulte tall og små grupper som kan regnes ut nøyaktig",
            "L1: skjulte tal og små grupper som kan reknast ut nøyaktig",
            "L1: hidden numbers and small groups that can be worked out exactly",
        ],
        Level::Groups => [
            "L2: regnestykker som bare gjelder noen få mennesker",
            "L2: reknestykke som berre gjeld nokre få menneske",
            "L2: sums that concern only a few people",
        ],
        Level::Interval => [
            "L3: skjulte tall som må ligge innenfor et smalt område",
            "L3: skjulte tal som må liggje innanfor eit smalt område",
            "L3: hidden numbers that must lie in a narrow range",
        ],
        Level::Coalition => [
            "L4: det én eller to kolleger kan finne ut når de vet sine egne svar",
            "L4: det éin eller to kollegaer kan finne ut når dei veit sine eigne svar",
            "L4: what one or two colleagues can work out from their own answers",
        ],
        Level::History => [
            "L5: det ingen fil røper alene, men flere filer sammen",
            "L5: det inga fil røper åleine, men fleire filer saman",
            "L5: what no file gives away alone, but several do together",
        ],
    };
    pick(language, words)
}

/// Some people by name: `Skolen`, `Skolen, Hurum`, `Skolen (only the unit itself)`.
fn named(label: &Label, language: Language) -> String {
    let own = if label.own {
        pick(language, [" (bare enheten selv)", " (berre eininga sjølv)", " (only the unit itself)"])
    } else {
        ""
    };
    let classes =
        [&label.former, &label.role].into_iter().filter(|class| *class != WHOLE).map(|class| format!(", {class}"));
    format!("{}{}{}", label.place, classes.collect::<String>(), own)
}

fn told(finding: &Finding, language: Language, show: bool) -> String {
    let whole = finding.coefficients.iter().all(|&weight| weight == 1);
    let target: Vec<String> = finding
        .target
        .iter()
        .zip(finding.coefficients.iter().chain(std::iter::repeat(&1)))
        .map(
            |(label, weight)| {
                if whole { named(label, language) } else { format!("{weight} × {}", named(label, language)) }
            },
        )
        .collect();
    let measure = format!("{} ({})", finding.measure.name, finding.measure.wave);
    let mut told = format!("{measure}: {}", target.join(" + "));
    told.push_str(&people(finding, language));
    if finding.level == Level::Consistency {
        let files: Vec<&str> = finding.how.iter().map(|term| term.file.as_str()).collect();
        told.push_str(&format!(". {}", files.join(" / ")));
    } else if !finding.how.is_empty() {
        told.push_str(&format!(". {}: {}", pick(language, ["Slik", "Slik", "How"]), how(&finding.how, language)));
    }
    if finding.needs_extreme_answers() {
        told.push_str(pick(
            language,
            [
                ". Bare hvis deres egne svar er ytterliggående.",
                ". Berre om deira eigne svar er ytterleggåande.",
                ". Only if their own answers are extreme.",
            ],
        ));
    }
    if !finding.confirmed {
        told.push_str(pick(
            language,
            [
                ". Funnet er sikkert, men regnestykket har for store tall til å skrives.",
                ". Funnet er sikkert, men reknestykket har for store tal til å skrivast.",
                ". It is certain, but its sum has numbers too large to write down.",
            ],
        ));
    }
    if let (true, Some(Range { low, high })) = (show, finding.value) {
        told.push_str(&format!(". {}: {low:.2} – {high:.2}", pick(language, ["Verdi", "Verdi", "Value"])));
    }
    told
}

fn people(finding: &Finding, language: Language) -> String {
    let number = match finding.people {
        (low, Some(high)) if low == high => low.to_string(),
        (low, Some(high)) => format!("{low}–{high}"),
        (low, None) => format!("≥ {low}"),
    };
    let unit = match (finding.people, language) {
        ((1, Some(1)), Language::En) => "person",
        ((1, Some(1)), _) => "person",
        (_, Language::Nb) => "personer",
        (_, Language::Nn) => "personar",
        (_, Language::En) => "people",
    };
    let known = if finding.known == 0 {
        String::new()
    } else {
        format!(
            ", {} {}",
            finding.known,
            pick(language, ["av dem kollegene selv", "av dei kollegaene sjølve", "of them the colleagues themselves"])
        )
    };
    format!(" [{number} {unit}{known}]")
}

fn how(terms: &[Term], language: Language) -> String {
    let (minus, plus) =
        pick(language, ["minus|pluss", "minus|pluss", "minus|plus"]).split_once('|').unwrap_or(("-", "+"));
    let mut text = String::new();
    for (place, term) in terms.iter().take(TERMS_MAX).enumerate() {
        let negative = term.weight.numerator() < 0;
        let sign = match (place, negative) {
            (0, false) => "",
            (0, true) | (_, true) => minus,
            (_, false) => plus,
        };
        let weight = term.weight.to_string();
        let size = weight.trim_start_matches('-');
        let size = if size == "1" { String::new() } else { format!("{size} × ") };
        text.push_str(&format!(" {sign} {size}«{}»", named(&term.cell, language)));
    }
    if let Some(more) = terms.len().checked_sub(TERMS_MAX).filter(|more| *more > 0) {
        text.push_str(&format!(" … (+ {more})"));
    }
    text.trim().to_owned()
}
