//! The page that says an answer is stored. It says nothing about what was answered.

use maud::{Markup, html};

use super::skeleton::{Document, document, language_links};
use crate::http::questionnaire::scripts::Scripts;
use crate::http::questionnaire::visit::{Device, Visit};
use crate::http::state::Asked;
use crate::submission::Receipt;
use crate::words::pages as text;

/// The page with the receipt.
pub(in crate::http::questionnaire) fn receipt(visit: &Visit, asked: &Asked, receipt: Receipt) -> Markup {
    let tongue = visit.tongue;
    let shared = visit.device == Device::Shared;
    let title = tongue.say(text::THANKS);
    let address = |tongue| visit.addresses(&asked.wave.id, tongue).thanks(receipt);
    let main = html! {
        (language_links(tongue, visit.with_mirror, address))
        p.muted { (tongue.text(&asked.wave.title)) }
        h1 { (title) }
        p { (tongue.say(if shared { text::SHARED_DONE } else { text::DONE })) }
        p.receipt { span.muted { (tongue.say(text::RECEIPT)) } " " strong dir="ltr" { (receipt) } }
        p { (tongue.say(text::RECEIPT_HINT)) }
        @if shared {
            p { a href=(visit.addresses(&asked.wave.id, tongue).fresh_start()) { (tongue.say(text::TO_START)) } }
        }
    };
    document(Document { tongue, title: &title, script: Scripts::None, main: &main, after: None })
}
