//! The pages of the items, and the overview: read, or posted from.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::filling::Filling;
use super::flow::Stop;
use super::pages::{self, Here};
use super::visit::{FROM_OVERVIEW, Visit};
use crate::http::Shared;
use crate::http::extract::form_body;
use crate::http::state::Asked;
use crate::refusal::{Declined, Refusal};

/// One question.
///
/// It shows what the browser has kept. A browser that keeps nothing sees the first question empty, and is told at every
/// other that there is nothing to show.
#[utoipa::path(
    get,
    path = "/svar/{wave}/{item}",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("item" = String, Path, description = "The number of the question, from 1"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    responses(
        (status = 200, description = "The question", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave, no such question, or a browser that holds no answers", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn show_item(State(intake): State<Shared>, visit: Visit) -> Response {
    match item_in_address(&intake, &visit).await {
        Ok((asked, stop)) => show(&intake, &visit, &asked, stop).await,
        Err(response) => *response,
    }
}

/// Keeps the answer of one question and goes on.
///
/// Everything travels with the form: `answers` has one character per question. A browser that keeps cookies is led to the
/// next page, every other gets it as the response. Nothing is stored on the server, and no answer is needed to go on.
#[utoipa::path(
    post,
    path = "/svar/{wave}/{item}",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("item" = String, Path, description = "The number of the question, from 1"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`answers`, `submission`, `answer` for this question, and `go`: `next`, `back`, `clear`, `review`, \
                       `lang-nb`, `lang-nn`, `lang-en`, or the number of a question"),
    responses(
        (status = 200, description = "The next page", body = String, content_type = "text/html"),
        (status = 303, description = "To the next page"),
        (status = 404, description = "Unknown wave or no such question", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers: the overview, which cannot be sent", body = String, content_type = "text/html"),
        (status = 413, description = "More than 64 KiB", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn keep_item(State(intake): State<Shared>, visit: Visit, request: Request) -> Response {
    match item_in_address(&intake, &visit).await {
        Ok((asked, stop)) => keep(&intake, &visit, &asked, stop, request).await,
        Err(response) => *response,
    }
}

/// The overview: every question with its answer.
#[utoipa::path(
    get,
    path = "/svar/{wave}/se-over",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    responses(
        (status = 200, description = "The overview", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave, or a browser that holds no answers", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn show_overview(State(intake): State<Shared>, visit: Visit) -> Response {
    match intake.asked(&visit.wave).await {
        Ok(asked) => show(&intake, &visit, &asked, Stop::Overview).await,
        Err(declined) => visit.refuse(&declined, None),
    }
}

/// Goes on from the overview: to a question, back, or to another language.
#[utoipa::path(
    post,
    path = "/svar/{wave}/se-over",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`answers`, `submission`, and `go` as on the pages of the questions"),
    responses(
        (status = 200, description = "The next page", body = String, content_type = "text/html"),
        (status = 303, description = "To the next page"),
        (status = 404, description = "Unknown wave", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers: the overview, which cannot be sent", body = String, content_type = "text/html"),
        (status = 413, description = "More than 64 KiB", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn keep_overview(State(intake): State<Shared>, visit: Visit, request: Request) -> Response {
    match intake.asked(&visit.wave).await {
        Ok(asked) => keep(&intake, &visit, &asked, Stop::Overview, request).await,
        Err(declined) => visit.refuse(&declined, None),
    }
}

async fn show(intake: &Shared, visit: &Visit, asked: &Arc<Asked>, stop: Stop) -> Response {
    let kept = Filling::of_browser(visit, asked);
    if let Err(declined) = intake.open(asked).await {
        return too_late(intake, visit, kept.as_ref(), &declined);
    }
    let filling = match (kept, stop) {
        (Some(kept), _) => kept,
        (None, Stop::Item(0)) => Filling::blank(intake, asked),
        (None, _) => {
            let here = Here { tongue: visit.tongue, with_mirror: visit.with_mirror, uri: &visit.uri };
            return pages::gone(here, visit.to_start(&asked.wave.id)).into_response();
        }
    };
    filling.show(intake, visit, visit.tongue, stop, visit.asks(FROM_OVERVIEW))
}

async fn keep(intake: &Shared, visit: &Visit, asked: &Arc<Asked>, here: Stop, request: Request) -> Response {
    let body = match form_body(request, intake).await {
        Ok(body) => body,
        Err(refusal) => return visit.refuse(&refusal.into(), Some(visit.to_form(asked, here))),
    };
    let position = if let Stop::Item(position) = here { Some(position) } else { None };
    let filling = Filling::of_form(intake, visit, asked, position, &body);
    match intake.open(asked).await {
        Ok(()) => filling.go_on(intake, visit, here),
        Err(declined) => too_late(intake, visit, Some(&filling), &declined),
    }
}

/// A wave that takes no more answers: what was filled in is shown once more, and cannot be sent. Any other trouble is
/// told on the same page, which can be sent again.
fn too_late(intake: &Shared, visit: &Visit, filling: Option<&Filling>, declined: &Declined) -> Response {
    match filling {
        Some(filling) => filling.overview(intake, visit, filling.tongue(visit), Some(declined)),
        None => visit.refuse(declined, None),
    }
}

/// The wave and the item of the address.
async fn item_in_address(intake: &Shared, visit: &Visit) -> Result<(Arc<Asked>, Stop), Box<Response>> {
    let asked = intake.asked(&visit.wave).await.map_err(|declined| visit.refuse(&declined, None))?;
    let number = visit.step.as_deref().and_then(|step| step.parse::<usize>().ok());
    let position = number.and_then(|number| number.checked_sub(1));
    match position.filter(|position| *position < asked.instrument.items().len()) {
        Some(position) => Ok((asked, Stop::Item(position))),
        None => Err(Box::new(visit.refuse(&Refusal::NoSuchPage.into(), Some(visit.to_start(&asked.wave.id))))),
    }
}
