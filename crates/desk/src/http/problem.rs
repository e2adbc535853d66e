//! Refusals and failures as `application/problem+json` (RFC 9457), in the reader's language.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use survey::Language;
use utoipa::ToSchema;

use crate::refusal::{Declined, Failure, Refusal};
use crate::words;

/// Why a request was not carried out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// The kind of problem, the same in every language.
    #[serde(rename = "type")]
    #[schema(example = "urn:mestring:sign-in")]
    kind: String,
    /// What happened, in one line.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What is safe, and what to do; then, in English, what exactly is wrong with the request.
    detail: String,
}

/// Says no to a program.
pub(super) fn refuse(language: Language, declined: &Declined) -> Response {
    let (status, notice) = (status(declined), words::notice(declined));
    let body = ProblemBody {
        kind: format!("urn:mestring:{}", notice.kind),
        title: notice.title.get(language).to_owned(),
        status: status.as_u16(),
        detail: detail(language, declined),
    };
    let mut response = (status, axum::Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    response
}

/// What is safe and what to do, and what exactly is wrong where somebody wrote a request by hand.
pub(super) fn detail(language: Language, declined: &Declined) -> String {
    let general = words::notice(declined).detail.get(language);
    match exactly(declined) {
        Some(exactly) => format!("{general} ({exactly})"),
        None => general.to_owned(),
    }
}

/// What is wrong with a request, in the words of the request's own language.
pub(super) fn exactly(declined: &Declined) -> Option<&str> {
    match declined {
        Declined::Refused(
            Refusal::Query(text) | Refusal::NotImplemented(text) | Refusal::Sql(text) | Refusal::NoSuchView(text),
        ) => Some(text),
        _ => None,
    }
}

/// The status of everything that can be declined.
pub(super) const fn status(declined: &Declined) -> StatusCode {
    match declined {
        Declined::Refused(refusal) => match refusal {
            Refusal::SignIn => StatusCode::UNAUTHORIZED,
            Refusal::WrongSignIn
            | Refusal::NotYours
            | Refusal::ForeignOrigin
            | Refusal::NotEncrypted
            | Refusal::Stranger => StatusCode::FORBIDDEN,
            Refusal::Patience(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::NoSuchPage | Refusal::NoSuchView(_) | Refusal::NoSuchRow => StatusCode::NOT_FOUND,
            Refusal::Query(_) | Refusal::Unreadable => StatusCode::BAD_REQUEST,
            Refusal::Replaced => StatusCode::GONE,
            Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Refusal::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::NotOffered | Refusal::NotImplemented(_) => StatusCode::NOT_IMPLEMENTED,
            Refusal::Sql(_) => StatusCode::UNPROCESSABLE_ENTITY,
        },
        Declined::Failed(failure) => match failure {
            Failure::Log | Failure::Accounts | Failure::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Issuer => StatusCode::BAD_GATEWAY,
            Failure::Defect => StatusCode::INTERNAL_SERVER_ERROR,
        },
    }
}
