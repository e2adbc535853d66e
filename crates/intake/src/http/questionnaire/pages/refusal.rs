//! A page that says why something cannot be done here, what is safe, and where to go on.

use axum::http::{StatusCode, Uri};
use maud::html;

use super::skeleton::{Document, document, language_links};
use crate::http::problem::status;
use crate::http::questionnaire::respond::Page;
use crate::http::questionnaire::scripts::Scripts;
use crate::refusal::Declined;
use crate::words::{self, Notice, Tongue, Words, pages as text};

/// Where the reader is.
#[derive(Clone, Copy)]
pub(in crate::http) struct Here<'a> {
    pub(in crate::http) tongue: Tongue,
    /// Whether the right-to-left test language is offered.
    pub(in crate::http) with_mirror: bool,
    pub(in crate::http) uri: &'a Uri,
}

/// Where to go on.
pub(in crate::http) struct Way {
    pub(in crate::http) to: String,
    pub(in crate::http) label: Words,
}

impl Here<'_> {
    /// The same page in another language, with what else its address says. Where forms are sent to there is no page to
    /// read, so from there it is the start.
    fn address(self, tongue: Tongue) -> String {
        let path = self.uri.path();
        let mut address = format!("{}?lang={}", path.strip_suffix("/send").unwrap_or(path), tongue.tag());
        for pair in self.uri.query().unwrap_or_default().split('&') {
            if !pair.is_empty() && !pair.starts_with("lang=") {
                address.push('&');
                address.push_str(pair);
            }
        }
        address
    }
}

/// The page of one refusal or failure.
pub(in crate::http) fn refusal(here: Here<'_>, declined: &Declined, way: Option<Way>) -> Page {
    page(here, words::declined(declined), status(declined), way)
}

/// The page where there is nothing to show because the browser holds no answers.
pub(in crate::http::questionnaire) fn gone(here: Here<'_>, way: Way) -> Page {
    page(here, text::PAGE_GONE, StatusCode::NOT_FOUND, Some(way))
}

fn page(here: Here<'_>, notice: Notice, status: StatusCode, way: Option<Way>) -> Page {
    let Here { tongue, with_mirror, .. } = here;
    let title = tongue.say(notice.title);
    let main = html! {
        (language_links(tongue, with_mirror, |tongue| here.address(tongue)))
        h1 { (title) }
        p { (tongue.say(notice.detail)) }
        @if let Some(way) = &way { p { a href=(way.to) { (tongue.say(way.label)) } } }
    };
    let script = Scripts::None;
    Page {
        status,
        tongue,
        script,
        html: document(Document { tongue, title: &title, script, main: &main, after: None }),
    }
}
