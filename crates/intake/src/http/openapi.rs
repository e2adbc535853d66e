//! `GET /api/v1/openapi.json`: the description of every address, made from the code that answers it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use super::questionnaire::{Device, sending, start, steps};
use super::{health, participation, responses, status, style};

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
        status::status,
        status::show,
        document,
        start::show,
        start::begin,
        steps::show_item,
        steps::keep_item,
        steps::show_overview,
        steps::keep_overview,
        sending::send,
        sending::show_receipt,
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
    with_shared_tablets(Intake::openapi()).to_pretty_json().unwrap_or_default()
}

/// The pages once more at the addresses of tablets that many share: the same code answers them.
fn with_shared_tablets(mut document: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let mut shared = std::collections::BTreeMap::new();
    for (path, item) in &document.paths.paths {
        let Some(rest) = path.strip_prefix(Device::Own.prefix()) else { continue };
        let mut item = item.clone();
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            operation.operation_id = operation.operation_id.take().map(|id| format!("{id}_on_shared_tablet"));
        }
        shared.insert(format!("{}{rest}", Device::Shared.prefix()), item);
    }
    document.paths.paths.extend(shared);
    document
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
