//! Refusals as OData writes them.

use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;
use serde_json::json;
use survey::Language;

use super::super::problem;
use crate::refusal::Declined;
use crate::words;

/// Says no to an OData client.
pub(in crate::http) fn refuse(language: Language, declined: &Declined) -> Response {
    let notice = words::notice(declined);
    let title = notice.title.get(language);
    let message = match problem::exactly(declined) {
        Some(exactly) => format!("{title}: {exactly}"),
        None => format!("{title}. {}", notice.detail.get(language)),
    };
    let body = json!({ "error": { "code": notice.kind, "message": message } });
    let mut response = super::json(super::super::json::text(&body));
    *response.status_mut() = problem::status(declined);
    response.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    response
}
