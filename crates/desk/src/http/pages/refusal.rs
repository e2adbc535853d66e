//! A page that says no: what happened, what is safe, what to do.

use axum::response::Response;
use maud::html;

use super::super::asker::Preferred;
use super::super::problem;
use super::{Frame, page};
use crate::refusal::{Declined, Refusal};
use crate::words;

/// Says no to a person.
pub(in crate::http) fn refuse(preferred: Preferred, organisation: &str, declined: &Declined) -> Response {
    let notice = words::notice(declined);
    let language = preferred.language;
    let title = notice.title.get(language);
    let frame = Frame { preferred, organisation, session: None, here: "/", title, onward: None };
    let to_sign_in = is_about_signing_in(declined);
    let content = html! {
        p { (notice.detail.get(language)) }
        @if let Some(exactly) = problem::exactly(declined) { p.exactly lang="en" { (exactly) } }
        p {
            @if to_sign_in { a href="/login" { (words::SIGN_IN.get(language)) } }
            @else { a href="/" { (words::OVERVIEW.get(language)) } }
        }
    };
    page(problem::status(declined), &frame, &content)
}

const fn is_about_signing_in(declined: &Declined) -> bool {
    matches!(declined, Declined::Refused(Refusal::WrongSignIn | Refusal::Patience(_) | Refusal::Stranger))
}
