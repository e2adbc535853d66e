//! The stylesheet, at an address that changes with its content, so that browsers may keep it for ever.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::Asker;
use super::state::Segment;
use crate::refusal::Refusal;
use crate::secret::hex;

pub(super) const ROUTE: &str = "/style/{file}";

const STYLESHEET: &str = include_str!("style.css");

/// The file's name: the start of its digest.
static NAME: LazyLock<String> = LazyLock::new(|| {
    let start: String = hex(&Sha256::digest(STYLESHEET)).chars().take(16).collect();
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
    responses((status = 200, description = "The stylesheet", body = String, content_type = "text/css"))
)]
pub(super) async fn stylesheet(asker: Asker, Segment(file): Segment) -> Response {
    if file != *NAME {
        return asker.told(&Refusal::NoSuchPage.into());
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, STYLESHEET).into_response()
}
