//! `GET /api/v1/openapi.json`: the description of every address, made from the code that answers it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use super::{form, health, participation, responses, style};

/// The intake of Mestring.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mestring intake",
        description = "Takes answers to a workplace survey. A receipt means that the answer is on disk. \
                       Reading never uses a code, and nothing that is stored says who answered, or when."
    ),
    paths(
        responses::submit,
        participation::participation,
        health::health,
        document,
        form::show,
        form::submit,
        style::stylesheet
    ),
    tags(
        (name = "answers", description = "Giving an answer"),
        (name = "waves", description = "Following a wave"),
        (name = "pages", description = "The questionnaire for people"),
        (name = "operation", description = "Running the server")
    )
)]
struct Intake;

/// The OpenAPI document as JSON.
pub fn openapi() -> String {
    // Serialising a tree of strings and numbers to memory has no way to fail.
    Intake::openapi().to_pretty_json().unwrap_or_default()
}

/// This document.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "operation",
    responses((status = 200, description = "The OpenAPI document", content_type = "application/json"))
)]
pub(super) async fn document() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], openapi()).into_response()
}
