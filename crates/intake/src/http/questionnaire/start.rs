//! `/svar/{wave}`: the start. Reading it never uses a code; going on from it only looks whether the code could be used.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::answers::Answers;
use super::cookie::Kept;
use super::flow::Stop;
use super::pages::{self, Complaint, Start};
use super::posted::{Posted, code_in};
use super::respond::{Leave, Page, tell};
use super::scripts::Scripts;
use super::visit::{Device, Visit};
use crate::http::Shared;
use crate::http::extract::form_body;
use crate::http::problem::status;
use crate::http::state::Asked;
use crate::refusal::{Declined, Refusal};
use crate::words;

/// The start of the questionnaire.
///
/// A code in the address (`?code=`) is filled in for the reader. It is not looked up, and not used. The same pages below
/// `/kiosk/` are for a tablet that many share: there the start forgets whatever was filled in before.
#[utoipa::path(
    get,
    path = "/svar/{wave}",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers"),
           ("code" = Option<String>, Query, description = "A code to fill in")),
    responses(
        (status = 200, description = "Purpose, privacy and a field for the code", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn show(State(intake): State<Shared>, visit: Visit) -> Response {
    let asked = match intake.asked(&visit.wave).await {
        Ok(asked) => asked,
        Err(declined) => return visit.refuse(&declined, None),
    };
    if let Err(declined) = intake.open(&asked).await {
        return visit.refuse(&declined, None);
    }
    let code = code_in(visit.uri.query().unwrap_or_default());
    let shown = match visit.device {
        // Whoever goes back to read the start again need not type the code again.
        Device::Own if code.is_empty() => visit.kept(&asked).and_then(|kept| kept.code).map(|code| code.to_string()),
        _ => None,
    };
    let shown = Start {
        code: shown.as_deref().unwrap_or(&code),
        code_in_address: &code,
        complaint: None,
        script: script(&visit),
    };
    let html = pages::start(&visit, &asked, &shown);
    let page = Page { status: StatusCode::OK, tongue: visit.tongue, script: shown.script, html };
    let cookie = if visit.device == Device::Shared { visit.forget(&asked) } else { None };
    visit.respond(&asked.wave.id, page, cookie, Leave::Never)
}

/// Goes on to the first question.
///
/// The code is looked up, not used. A browser that keeps cookies keeps it until it is closed or the receipt is shown.
#[utoipa::path(
    post,
    path = "/svar/{wave}",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded", description = "`code`"),
    responses(
        (status = 303, description = "To the first question, or where the reader was"),
        (status = 403, description = "A code that gives no answer here: the start again", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers", body = String, content_type = "text/html"),
        (status = 413, description = "More than 64 KiB", body = String, content_type = "text/html"),
        (status = 422, description = "A mistyped code: the start again", body = String, content_type = "text/html"),
        (status = 503, description = "Too busy to look the code up: the start again", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn begin(State(intake): State<Shared>, visit: Visit, request: Request) -> Response {
    let asked = match intake.asked(&visit.wave).await {
        Ok(asked) => asked,
        Err(declined) => return visit.refuse(&declined, None),
    };
    let body = match form_body(request, &intake).await {
        Ok(body) => body,
        Err(refusal) => return visit.refuse(&refusal.into(), Some(visit.to_start(&asked.wave.id))),
    };
    let typed = Posted::read(&asked.instrument, None, &body).code;
    let code = match intake.usable(&asked, &typed).await {
        Ok(code) => code,
        Err(declined @ Declined::Refused(Refusal::WaveClosed | Refusal::UnknownWave)) => {
            return visit.refuse(&declined, None);
        }
        Err(declined) => return again(&visit, &asked, &declined, &typed),
    };
    // Somebody who has begun already and types the same code goes on where they were.
    let begun = visit.kept(&asked).filter(|kept| kept.code.as_ref() == Some(&code));
    let (submission, answers) = match begun {
        Some(kept) => (kept.submission, kept.answers),
        None => (intake.new_submission(), Answers::none(&asked.instrument)),
    };
    let stop =
        if answers.answered() == 0 { Stop::Item(0) } else { answers.first_gap().map_or(Stop::Overview, Stop::Item) };
    let cookie = visit.keep(&asked, &Kept { code: Some(code), submission, answers });
    visit.lead(&visit.addresses(&asked.wave.id, visit.tongue).stop(stop), cookie)
}

/// The start once more, with what was typed and what is wrong with it.
fn again(visit: &Visit, asked: &Asked, declined: &Declined, typed: &str) -> Response {
    let complaint = Complaint {
        notice: words::declined(declined),
        code: matches!(declined, Declined::Refused(Refusal::MistypedCode | Refusal::Code)),
    };
    let shown = Start { code: typed, code_in_address: "", complaint: Some(complaint), script: script(visit) };
    let html = pages::start(visit, asked, &shown);
    let page = Page { status: status(declined), tongue: visit.tongue, script: shown.script, html };
    tell(declined, visit.respond(&asked.wave.id, page, None, Leave::Abandoned).into_response())
}

/// On a shared tablet the start waits for whoever comes, and has nothing to do meanwhile.
fn script(visit: &Visit) -> Scripts {
    match visit.device {
        Device::Own => Scripts::Questionnaire,
        Device::Shared => Scripts::None,
    }
}
