//! The questionnaire for people: a start, one page per statement, an overview, one send, a receipt.
//!
//! Every page works without a script and without cookies. Answers travel with the form until they are sent; nothing of
//! them is on the server before that. The same pages below `/kiosk/` are for a tablet that many share.
//!
//! | what | where |
//! |---|---|
//! | the string that answers travel as | `answers` |
//! | reading a form, which cannot fail | `posted` |
//! | what a browser keeps | `cookie` |
//! | which page follows which | `flow` |
//! | form and cookie made one | `filling` |
//! | the addresses | `start`, `steps`, `sending` |
//! | the pages | `pages` |

mod answers;
mod cookie;
mod filling;
mod flow;
mod pages;
mod posted;
mod respond;
mod scripts;
pub(super) mod sending;
pub(super) mod start;
pub(super) mod steps;
mod visit;

use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

pub(super) use pages::{Document, document, language_links};
pub(super) use respond::Page;
pub(super) use scripts::Scripts;
pub(super) use visit::Device;

use super::Shared;
use crate::refusal::Declined;
use crate::words::Tongue;

/// Every address, on either device.
pub(super) fn routes() -> impl Iterator<Item = (String, MethodRouter<Shared>)> {
    [Device::Own, Device::Shared].into_iter().flat_map(|device| {
        let pages: [(&str, MethodRouter<Shared>); 5] = [
            ("", get(start::show).post(start::begin)),
            ("/{item}", get(steps::show_item).post(steps::keep_item)),
            ("/se-over", get(steps::show_overview).post(steps::keep_overview)),
            ("/send", post(sending::send)),
            ("/takk", get(sending::show_receipt)),
        ];
        pages.map(|(rest, methods)| (format!("{}/{{wave}}{rest}", device.prefix()), methods))
    })
}

/// What a form says, in the words of [`crate::fuzzing::form`].
pub(crate) fn read_form(instrument: &survey::Instrument, position: Option<usize>, body: &[u8]) -> crate::fuzzing::Form {
    let posted = posted::Posted::read(instrument, position, body);
    let text = posted.answers.to_string();
    crate::fuzzing::Form { text, answers: posted.answers.into_list(), whole: posted.whole }
}

/// A refusal of a request as such, as a page.
pub(super) fn refuse(uri: &Uri, tongue: Tongue, with_mirror: bool, declined: &Declined) -> Response {
    let here = pages::Here { tongue, with_mirror, uri };
    let way = start_of(uri, tongue).map(|to| pages::Way { to, label: crate::words::pages::TO_START });
    respond::tell(declined, pages::refusal(here, declined, way).into_response())
}

/// The start of the wave in an address, where there is one.
fn start_of(uri: &Uri, tongue: Tongue) -> Option<String> {
    let device = Device::of(uri.path());
    let wave = uri.path().strip_prefix(device.prefix())?.strip_prefix('/')?.split('/').next()?;
    let wave = survey::WaveId::new(wave).ok()?;
    Some(format!("{}/{wave}?lang={}", device.prefix(), tongue.tag()))
}
