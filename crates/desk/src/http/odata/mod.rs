//! `/odata`: the views as OData 4.0, for Excel, Power BI and whatever else reads it.
//!
//! Read only, minimal metadata, server-driven paging. The key of a row is its number in what this reader sees of this release.

pub(super) mod entities;
mod error;
pub(super) mod metadata;
mod options;
pub(super) mod service;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

pub(super) use entities::{count, entities};
pub(super) use error::refuse;
pub(super) use metadata::metadata;
pub(super) use service::{service, service_with_slash};

/// The namespace of the types.
const NAMESPACE: &str = "Mestring";

const VERSION: (HeaderName, HeaderValue) = (HeaderName::from_static("odata-version"), HeaderValue::from_static("4.0"));

/// A JSON response of OData.
fn json(body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_static("application/json;odata.metadata=minimal");
    ([(header::CONTENT_TYPE, kind), VERSION], body).into_response()
}

/// A text response of OData.
fn text(kind: &'static str, body: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), VERSION], body).into_response()
}
