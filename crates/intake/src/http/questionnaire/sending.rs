//! `/svar/{wave}/send`: the one final send; and the receipt.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::filling::Filling;
use super::flow::Stop;
use super::pages::{self, Here};
use super::respond::{Leave, Page};
use super::scripts::Scripts;
use super::visit::Visit;
use crate::http::Shared;
use crate::http::extract::form_body;
use crate::refusal::{Declined, Failure, Refusal};
use crate::submission::{Acceptance, Receipt};

/// How long a person waits for the receipt before the page comes back with everything kept. A request as such may take
/// longer, and what then ends it knows nothing of the form.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends the answers.
///
/// Every form carries a number of its own, so sending the same form twice counts once and gives the same receipt.
#[utoipa::path(
    post,
    path = "/svar/{wave}/send",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`answers`, `submission`, and `code` where the browser keeps no cookies"),
    responses(
        (status = 201, description = "The answer is on disk: the receipt", body = String, content_type = "text/html"),
        (status = 200, description = "It was on disk already: the same receipt", body = String, content_type = "text/html"),
        (status = 303, description = "The answer is on disk: to the receipt, where the browser keeps cookies"),
        (status = 403, description = "A code that gives no answer here: the overview again, with the answers", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers: the overview, which cannot be sent", body = String, content_type = "text/html"),
        (status = 413, description = "More than 64 KiB", body = String, content_type = "text/html"),
        (status = 422, description = "A mistyped code, no answer, or answers that cannot be read: the overview again", body = String, content_type = "text/html"),
        (status = 503, description = "Not stored now, or not known: the overview again, with the answers", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn send(State(intake): State<Shared>, visit: Visit, request: Request) -> Response {
    let asked = match intake.asked(&visit.wave).await {
        Ok(asked) => asked,
        Err(declined) => return visit.refuse(&declined, None),
    };
    let body = match form_body(request, &intake).await {
        Ok(body) => body,
        Err(refusal) => return visit.refuse(&refusal.into(), Some(visit.to_form(&asked, Stop::Overview))),
    };
    let filling = Filling::of_form(&intake, &visit, &asked, None, &body);
    let code = match &filling.code {
        Some(kept) if filling.typed.trim().is_empty() => kept.to_string(),
        _ => filling.typed.clone(),
    };
    // Answers that could not be read are never sent as no answer behind somebody's back.
    let outcome = if filling.whole {
        let sending = intake.send(&asked, &code, filling.submission, filling.answers.clone().into_list());
        // The answer may be stored all the same: then sending the page again gives its receipt.
        tokio::time::timeout(PATIENCE, sending).await.unwrap_or(Err(Failure::Unknown.into()))
    } else {
        Err(Refusal::Answers(Vec::new()).into())
    };
    match outcome {
        Ok(Acceptance { receipt, .. }) if filling.kept => {
            visit.lead(&visit.addresses(&asked.wave.id, visit.tongue).thanks(receipt), None)
        }
        Ok(Acceptance { receipt, repeated }) => {
            let status = if repeated { StatusCode::OK } else { StatusCode::CREATED };
            thanks(&visit, &asked, status, receipt)
        }
        Err(declined @ Declined::Refused(Refusal::UnknownWave)) => visit.refuse(&declined, None),
        Err(declined) => filling.overview(&intake, &visit, visit.tongue, Some(&declined)),
    }
}

/// The receipt.
///
/// From here on the browser keeps nothing.
#[utoipa::path(
    get,
    path = "/svar/{wave}/takk",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("kvittering" = String, Query, description = "The receipt to show"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    responses(
        (status = 200, description = "The receipt", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave, or nothing that is a receipt", body = String, content_type = "text/html"),
    )
)]
pub(in crate::http) async fn show_receipt(State(intake): State<Shared>, visit: Visit) -> Response {
    let asked = match intake.asked(&visit.wave).await {
        Ok(asked) => asked,
        Err(declined) => return visit.refuse(&declined, None),
    };
    let query = visit.uri.query().unwrap_or_default();
    let shown = query.split('&').find_map(|pair| pair.strip_prefix("kvittering="));
    match shown.and_then(Receipt::parse) {
        Some(receipt) => thanks(&visit, &asked, StatusCode::OK, receipt),
        None => {
            let here = Here { tongue: visit.tongue, with_mirror: visit.with_mirror, uri: &visit.uri };
            pages::gone(here, visit.to_start(&asked.wave.id)).into_response()
        }
    }
}

fn thanks(visit: &Visit, asked: &crate::http::state::Asked, status: StatusCode, receipt: Receipt) -> Response {
    let html = pages::receipt(visit, asked, receipt);
    let page = Page { status, tongue: visit.tongue, script: Scripts::None, html };
    visit.respond(&asked.wave.id, page, visit.forget(asked), Leave::Done)
}
