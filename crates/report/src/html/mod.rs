//! The report as a small folder of pages: no scripts, nothing from other hosts, one style sheet.

mod absence;
mod absence_course;
mod areas;
mod figure;
mod findings;
mod former;
mod merger;
mod method;
mod plans;
mod programme;
mod spread;
mod table;
mod trend;
mod units;
mod work;
mod yearly;

use disclosure::Sealed;
use maud::{DOCTYPE, Markup, html};
use survey::Language;

use crate::reading::Reading;
use crate::words::words;

pub(crate) use findings::sentences;

/// The style sheet every page uses.
const STYLE: &str = include_str!("report.css");

/// One file of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The file's name, without a folder.
    pub file_name: String,
    /// What it holds, as UTF-8.
    pub content: String,
}

/// The pages of one language: the overview, all units, the plan year by year, and the style sheet they share.
///
/// The pages of all languages link to each other and belong in one folder.
#[must_use]
pub fn html(cube: &Sealed, language: Language) -> Vec<Page> {
    let reading = Reading::new(cube, language);
    vec![
        Page { file_name: file_name("index", language), content: overview(&reading) },
        Page { file_name: file_name("units", language), content: units(&reading) },
        Page { file_name: file_name("plan", language), content: plan(&reading) },
        Page { file_name: "report.css".to_owned(), content: STYLE.to_owned() },
    ]
}

/// The whole folder: every language, the style sheet once, and an `index.html` that is the overview in bokmål.
#[must_use]
pub fn site(cube: &Sealed) -> Vec<Page> {
    let mut pages = Vec::new();
    for language in Language::ALL {
        for page in html(cube, language) {
            if language == Language::Nb && page.file_name == file_name("index", language) {
                pages.push(Page { file_name: "index.html".to_owned(), content: page.content.clone() });
            }
            if pages.iter().all(|present: &Page| present.file_name != page.file_name) {
                pages.push(page);
            }
        }
    }
    pages
}

fn file_name(page: &str, language: Language) -> String {
    format!("{page}.{}.html", language.code())
}

fn overview(reading: &Reading<'_>) -> String {
    let sections = &reading.words.sections;
    let parts = [
        Some(findings::participation(reading)),
        areas::section(reading),
        former::section(reading),
        work::section(reading),
        spread::section(reading),
        trend::section(reading),
        merger::section(reading),
        programme::section(reading),
        absence::section(reading),
        plans::section(reading),
        method::quality(reading),
        Some(method::section(reading)),
    ];
    let contents = [
        ("participation", reading.words.findings.participation),
        ("areas", sections.areas),
        ("former", sections.former),
        ("work", sections.work),
        ("spread", sections.spread),
        ("trend", sections.trend),
        ("culture", reading.words.merger.culture),
        ("programme", reading.words.programme.title),
        ("absence", sections.absence),
        ("plans", reading.words.plans.heading),
        ("quality", reading.words.method.quality),
        ("method", reading.words.method.heading),
    ];
    let present: Vec<_> =
        contents.iter().zip(&parts).filter(|(_, part)| part.is_some()).map(|(entry, _)| entry).collect();
    let main = html! {
        (findings::section(reading))
        nav.contents aria-labelledby="contents" {
            h2 id="contents" { (reading.words.common.contents) }
            ul {
                @for (id, title) in present { li { a href={ "#" (id) } { (title) } } }
                li { a href=(file_name("units", reading.language)) { (reading.words.common.all_units) } }
                li { a href=(file_name("plan", reading.language)) { (reading.words.standing.to_report) } }
            }
        }
        @for part in parts.iter().flatten() { (part) }
    };
    document(reading, "index", &reading.title(), &main)
}

fn units(reading: &Reading<'_>) -> String {
    document(reading, "units", reading.words.units.heading, &units::page(reading))
}

fn plan(reading: &Reading<'_>) -> String {
    document(reading, "plan", reading.words.standing.heading, &yearly::page(reading))
}

/// The frame of every page.
fn document(reading: &Reading<'_>, page: &str, title: &str, main: &Markup) -> String {
    let wave = reading.title();
    let common = &reading.words.common;
    let full_title = if title == wave { wave } else { format!("{title} – {wave}") };
    let pages = [("index", common.overview), ("units", common.all_units), ("plan", reading.words.standing.short)];
    html! {
        (DOCTYPE)
        html lang=(reading.language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (full_title) }
                link rel="stylesheet" href="report.css";
            }
            body {
                a.skip href="#main" { (common.skip) }
                header {
                    nav aria-label=(common.pages) {
                        ul {
                            @for (name, words) in pages {
                                li { a href=(file_name(name, reading.language)) aria-current=[(name == page).then_some("page")] { (words) } }
                            }
                        }
                    }
                    nav aria-label=(common.languages) {
                        ul {
                            @for language in Language::ALL {
                                li {
                                    a href=(file_name(page, language)) lang=(language.code()) hreflang=(language.code())
                                        aria-current=[(language == reading.language).then_some("true")] {
                                        (words(language).common.language_name)
                                    }
                                }
                            }
                        }
                    }
                }
                main id="main" { (main) }
                footer { p { (reading.words.method.cause_text) } }
            }
        }
    }
    .into_string()
}
