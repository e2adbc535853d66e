//! The pages people see, as HTML that needs no script.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};
use survey::{Item, Language, NOT_RELEVANT, WaveId};

use super::state::Asked;
use super::style;
use crate::submission::{Receipt, SubmissionId};
use crate::words::{Notice, Tongue, pages as text};

/// The field of one item is called `answer.` and the item's id.
pub(super) const ANSWER_PREFIX: &str = "answer.";

/// A form as it was filled in.
pub(super) struct Filled {
    pub(super) code: String,
    pub(super) submission: SubmissionId,
    /// What was given, by item.
    pub(super) answers: BTreeMap<String, String>,
}

/// What was wrong with it.
pub(super) struct Complaint {
    pub(super) notice: Notice,
    /// Whether it is about the code.
    pub(super) code: bool,
    /// What is wrong with single answers, by item.
    pub(super) items: BTreeMap<String, String>,
}

/// The questionnaire, empty or as it was filled in.
pub(super) fn questionnaire(
    asked: &Asked,
    language: Language,
    filled: &Filled,
    complaint: Option<&Complaint>,
) -> Markup {
    let title = asked.wave.title.get(language);
    let content = html! {
        (languages(&asked.wave.id, language))
        @if let Some(complaint) = complaint { (summary(asked, complaint, language)) }
        h1 { (title) }
        div.privacy { @for sentence in text::PRIVACY { p { (sentence.get(language)) } } }
        form method="post" action=(address(&asked.wave.id, language)) {
            input type="hidden" name="submission" value=(filled.submission);
            (code_field(filled, complaint, language))
            p { (text::SKIP.get(language)) }
            (questions(asked, filled, complaint, language))
            p.hint { (text::SEND_HINT.get(language)) }
            button type="submit" { (text::SEND.get(language)) }
        }
        @if !asked.instrument.is_validated() {
            footer {
                h2 { (text::ABOUT.get(language)) }
                p { (asked.instrument.notice().get(language)) }
            }
        }
    };
    match complaint {
        Some(complaint) => document(language, &format!("{} – {title}", complaint.notice.title.get(language)), &content),
        None => document(language, title, &content),
    }
}

/// The page that says an answer is stored.
pub(super) fn thanks(asked: &Asked, language: Language, receipt: Receipt) -> Markup {
    let title = text::THANKS.get(language);
    let content = html! {
        p.muted { (asked.wave.title.get(language)) }
        h1 { (title) }
        p { (text::DONE.get(language)) }
        p.receipt { span.muted { (text::RECEIPT.get(language)) } " " strong { (receipt) } }
        p { (text::RECEIPT_HINT.get(language)) }
    };
    document(language, title, &content)
}

/// A page that says why there is no questionnaire here.
pub(super) fn notice(notice: Notice, language: Language, back: Option<&WaveId>) -> Markup {
    let title = notice.title.get(language);
    let content = html! {
        h1 { (title) }
        p { (notice.detail.get(language)) }
        @if let Some(wave) = back {
            p { a href=(address(wave, language)) { (text::BACK.get(language)) } }
        }
    };
    document(language, title, &content)
}

fn document(language: Language, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href=(style::address());
            }
            body { main { (content) } }
        }
    }
}

fn address(wave: &WaveId, language: Language) -> String {
    format!("/svar/{wave}?lang={language}")
}

fn languages(wave: &WaveId, current: Language) -> Markup {
    html! {
        nav aria-label=(text::LANGUAGES.get(current)) {
            ul {
                @for language in Language::ALL {
                    li {
                        @let name = Tongue::from(language).own_name();
                        @if language == current {
                            span lang=(language.code()) aria-current="true" { (name) }
                        } @else {
                            a href=(address(wave, language)) lang=(language.code()) hreflang=(language.code()) { (name) }
                        }
                    }
                }
            }
        }
    }
}

fn summary(asked: &Asked, complaint: &Complaint, language: Language) -> Markup {
    let wrong = asked.instrument.items().iter().zip(1_usize..).filter_map(|(item, number)| {
        let id = item.id().as_str();
        complaint.items.get(id).map(|message| (id, number, message))
    });
    html! {
        section.summary role="alert" tabindex="-1" autofocus {
            h2 { (complaint.notice.title.get(language)) }
            p { (complaint.notice.detail.get(language)) " " (text::KEPT.get(language)) }
            @if complaint.code {
                p { a href="#code" { (text::TO_CODE.get(language)) } }
            }
            @for (id, number, message) in wrong {
                p { a href={ "#" (id) } { (text::QUESTION.get(language)) " " (number) } ": " (message) }
            }
        }
    }
}

fn code_field(filled: &Filled, complaint: Option<&Complaint>, language: Language) -> Markup {
    let wrong = complaint.filter(|complaint| complaint.code);
    html! {
        div.code {
            label for="code" { (text::CODE.get(language)) }
            p.hint #code-hint { (text::CODE_HINT.get(language)) }
            @if let Some(complaint) = wrong {
                p.error #code-error { (complaint.notice.title.get(language)) }
            }
            input #code type="text" name="code" value=(filled.code) maxlength="80" autocomplete="off"
                autocapitalize="characters" spellcheck="false"
                aria-describedby=(if wrong.is_some() { "code-hint code-error" } else { "code-hint" })
                aria-invalid=[wrong.map(|_| "true")];
        }
    }
}

fn questions(asked: &Asked, filled: &Filled, complaint: Option<&Complaint>, language: Language) -> Markup {
    let numbered = || asked.instrument.items().iter().zip(1_usize..);
    let total = asked.instrument.items().len();
    html! {
        @for module in asked.instrument.modules() {
            section {
                h2 { (module.title().get(language)) }
                p { (module.intro().get(language)) }
                @for (item, number) in numbered().filter(|(item, _)| item.module() == module.id()) {
                    (question(item, number, total, filled, complaint, language))
                }
            }
        }
    }
}

fn question(
    item: &Item,
    number: usize,
    total: usize,
    filled: &Filled,
    complaint: Option<&Complaint>,
    language: Language,
) -> Markup {
    let id = item.id().as_str();
    let given = filled.answers.get(id).map_or("", |given| given.trim());
    let error = complaint.and_then(|complaint| complaint.items.get(id));
    html! {
        fieldset id=(id) aria-describedby=[error.map(|_| format!("{id}-error"))] {
            legend {
                span.muted { (text::QUESTION.get(language)) " " (number) " " (text::OF.get(language)) " " (total) }
                (item.wording().get(language))
            }
            @if let Some(error) = error { p.error id={ (id) "-error" } { (error) } }
            @for (point, label) in item.answer_scale().labelled_points() {
                (choice(id, &point.to_string(), label.get(language), given, false))
            }
            @if let Some(label) = item.answer_scale().not_relevant() {
                (choice(id, NOT_RELEVANT, label.get(language), given, true))
            }
        }
    }
}

fn choice(item: &str, value: &str, label: &str, given: &str, apart: bool) -> Markup {
    html! {
        label.choice.apart[apart] {
            input type="radio" name={ (ANSWER_PREFIX) (item) } value=(value) checked[given == value];
            span { (label) }
        }
    }
}
