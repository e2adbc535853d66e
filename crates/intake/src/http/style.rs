//! The stylesheet, at an address that changes with its content, so that browsers may keep it for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::extract::Preferred;
use super::problem::{Problem, ProblemBody};
use crate::refusal::Refusal;

pub(super) const ROUTE: &str = "/style/{file}";

const STYLESHEET: &str = include_str!("style.css");

/// The file's name: the start of its digest.
static NAME: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(STYLESHEET);
    let start: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{start}.css")
});

/// Where pages find it.
pub(super) fn address() -> String {
    ROUTE.replace("{file}", &NAME)
}

/// The stylesheet of the pages.
#[utoipa::path(
    get,
    path = "/style/{file}",
    tag = "pages",
    params(("file" = String, Path, description = "The name that the pages give")),
    responses(
        (status = 200, description = "The stylesheet", body = String, content_type = "text/css"),
        (status = 404, description = "Another version of it", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn stylesheet(language: Preferred, file: Option<Path<String>>) -> Response {
    if file.is_none_or(|Path(file)| file != *NAME) {
        return Problem::new(language, Refusal::NoSuchPage).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, STYLESHEET).into_response()
}
