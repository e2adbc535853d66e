//! Purpose, privacy in three sentences, and the code.

use std::borrow::Cow;

use maud::{Markup, html};

use super::sheet::{Complaint, code_field, summary};
use super::skeleton::{Document, document, language_links};
use crate::http::questionnaire::flow::Stop;
use crate::http::questionnaire::scripts::Scripts;
use crate::http::questionnaire::visit::{Device, Visit};
use crate::http::state::Asked;
use crate::words::pages as text;

/// What the start page shows beside the wave.
pub(in crate::http::questionnaire) struct Start<'a> {
    pub(in crate::http::questionnaire) code: &'a str,
    /// The code as it stands in the address, to be kept when the language changes.
    pub(in crate::http::questionnaire) code_in_address: &'a str,
    pub(in crate::http::questionnaire) complaint: Option<Complaint>,
    pub(in crate::http::questionnaire) script: Scripts,
}

/// The first page.
pub(in crate::http::questionnaire) fn start(visit: &Visit, asked: &Asked, shown: &Start<'_>) -> Markup {
    let tongue = visit.tongue;
    let Start { code, code_in_address, complaint, script } = shown;
    let say = |words| tongue.say(words);
    let own = *script == Scripts::Questionnaire;
    let said = |words| own.then(|| say(words));
    let address = |tongue| {
        let start = visit.addresses(&asked.wave.id, tongue).stop(Stop::Start);
        if code_in_address.is_empty() { start } else { format!("{start}&code={code_in_address}") }
    };
    let title = tongue.text(&asked.wave.title);
    let form = html! {
        form #form method="post" action=(address(tongue)) autocomplete="off"
            data-offline=[said(text::OFFLINE)] data-retrying=[said(text::RETRYING)] data-restored=[said(text::RESTORED)] {
            p #status role="status" {}
            (code_field(tongue, code, complaint.as_ref()))
            p { button { (say(text::BEGIN)) } }
        }
    };
    let main = html! {
        (language_links(tongue, visit.with_mirror, address))
        @if let Some(complaint) = complaint { (summary(tongue, complaint, false)) }
        h1 { (title) }
        // Whoever is to try again has read the rest: the field is what they look for, on the first screen of a telephone.
        @if complaint.is_some() { (form) }
        p { (tongue.count(text::PURPOSE, &[asked.instrument.items().len()])) }
        div.privacy { @for sentence in text::privacy(asked.custody) { p { (say(sentence)) } } }
        @if visit.device == Device::Shared { p { (say(text::SHARED_HINT)) } }
        @if complaint.is_none() { (form) }
        @if !asked.instrument.is_validated() {
            footer {
                h2 { (say(text::ABOUT)) }
                p { (tongue.text(asked.instrument.notice())) }
            }
        }
    };
    let title = match complaint {
        Some(complaint) => Cow::Owned(format!("{} – {title}", say(complaint.notice.title))),
        None => title,
    };
    document(Document { tongue, title: &title, script: *script, main: &main, after: None })
}
