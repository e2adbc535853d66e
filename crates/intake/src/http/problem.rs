//! Refusals and failures as `application/problem+json` (RFC 9457), in the reader's language.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use survey::{AnswerError, Language};
use utoipa::ToSchema;

use super::extract::Preferred;
use crate::counters::Counters;
use crate::refusal::{Declined, Failure, Refusal};
use crate::words;

/// An answer that was not taken, on its way out.
#[derive(Debug)]
pub(super) struct Problem {
    language: Language,
    declined: Declined,
}

impl Problem {
    pub(super) fn new(Preferred(language): Preferred, declined: impl Into<Declined>) -> Problem {
        Problem { language, declined: declined.into() }
    }
}

/// Why a request was not carried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// The kind of problem, the same in every language.
    #[serde(rename = "type")]
    #[schema(example = "urn:mestring:code")]
    kind: String,
    /// What happened, in one line.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is safe, and what to do.
    detail: String,
    /// One entry per answer that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ItemProblem>,
}

/// What is wrong with one answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ItemProblem {
    /// The item that was answered.
    item: Option<String>,
    /// What is wrong with the answer.
    detail: String,
}

impl ItemProblem {
    fn of(error: &AnswerError, language: Language) -> ItemProblem {
        ItemProblem { item: error.item().map(str::to_owned), detail: error.message(language) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem { language, declined } = self;
        let status = status(&declined);
        let notice = words::declined(&declined);
        let errors = match &declined {
            Declined::Refused(Refusal::Answers(errors)) => {
                errors.iter().map(|error| ItemProblem::of(error, language)).collect()
            }
            _ => Vec::new(),
        };
        let mut detail = notice.detail.get(language).to_owned();
        if let Declined::Refused(Refusal::Unreadable(complaint)) = &declined {
            detail = format!("{detail} ({complaint})");
        }
        let body = ProblemBody {
            kind: format!("urn:mestring:{}", notice.kind),
            title: notice.title.get(language).to_owned(),
            status: status.as_u16(),
            detail,
            errors,
        };
        let mut response = (status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
        retry_after(&declined, headers);
        told(&declined, response)
    }
}

/// Marks a response as the one that tells this, so that it is counted.
pub(super) fn told(declined: &Declined, mut response: Response) -> Response {
    response
        .extensions_mut()
        .insert(Told { kind: words::declined(declined).kind, ours: matches!(declined, Declined::Failed(_)) });
    response
}

/// What a response tells: its kind, and whether it is our failure.
#[derive(Clone, Copy)]
struct Told {
    kind: &'static str,
    ours: bool,
}

/// Counts what responses tell; nothing of the request is looked at.
pub(super) async fn count(State(counters): State<Arc<Counters>>, response: Response) -> Response {
    match response.extensions().get::<Told>() {
        Some(Told { kind, ours: true }) => counters.failed(kind),
        Some(Told { kind, ours: false }) => counters.refused(kind),
        None => {}
    }
    response
}

/// Says when it is worth trying again, where that helps.
pub(super) fn retry_after(declined: &Declined, headers: &mut axum::http::HeaderMap) {
    let seconds = match declined {
        Declined::Failed(Failure::Busy) => "1",
        Declined::Failed(Failure::NoRoom | Failure::Unknown) => "30",
        Declined::Failed(Failure::Stopped) => "60",
        Declined::Failed(Failure::Defect) | Declined::Refused(_) => return,
    };
    headers.insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
}

/// The status of everything that can be declined.
pub(super) fn status(declined: &Declined) -> StatusCode {
    match declined {
        Declined::Refused(refusal) => match refusal {
            Refusal::UnknownWave | Refusal::NoSuchPage => StatusCode::NOT_FOUND,
            Refusal::WaveClosed | Refusal::ParticipationGone => StatusCode::GONE,
            Refusal::Code | Refusal::ForeignOrigin => StatusCode::FORBIDDEN,
            Refusal::MistypedCode | Refusal::Answers(_) | Refusal::NothingAnswered | Refusal::SubmissionNumber => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Refusal::Unreadable(_) | Refusal::NotEncrypted => StatusCode::BAD_REQUEST,
            Refusal::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
        },
        Declined::Failed(failure) => match failure {
            Failure::Busy | Failure::NoRoom | Failure::Stopped | Failure::Unknown => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Defect => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}
