//! `GET /openapi.json`: the description of every address, made from the code that answers it.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use super::super::{odata, pages, sign_in, style};
use super::{asked, view};

/// The desk of Mestring.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mestring desk",
        description = "Shows released results to those who have signed in. Every number was sealed before: what is withheld is a row with \
                       its status and without a number."
    ),
    paths(
        super::health,
        super::me,
        super::waves,
        super::views,
        view::view,
        asked::sql,
        document,
        odata::service::service,
        odata::service::service_with_slash,
        odata::metadata::metadata,
        odata::entities::entities,
        odata::entities::count,
        pages::overview::show,
        pages::view::show,
        pages::unit::show,
        pages::login::show,
        sign_in::sign_in,
        sign_in::sign_out,
        sign_in::to_issuer,
        sign_in::from_issuer,
        style::stylesheet
    ),
    tags(
        (name = "results", description = "Released results for programs"),
        (name = "odata", description = "The same for Excel and Power BI, as OData 4.0"),
        (name = "pages", description = "The same for people"),
        (name = "operation", description = "Running the desk")
    )
)]
struct Desk;

/// The OpenAPI document as JSON.
#[must_use]
pub fn openapi() -> String {
    // Serialising a tree of strings and numbers to memory has no way to fail.
    Desk::openapi().to_pretty_json().unwrap_or_default()
}

/// This document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "operation",
    responses((status = 200, description = "The OpenAPI document", content_type = "application/json"))
)]
pub(in crate::http) async fn document() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], openapi()).into_response()
}
