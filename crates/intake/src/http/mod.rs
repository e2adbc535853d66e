//! The addresses, and what each of them speaks.
//!
//! Handlers parse, make one call and respond. Nothing here is logged per request: not the path, not the address it came
//! from, not the time.

mod extract;
mod form;
mod headers;
mod health;
mod openapi;
mod origin;
mod page;
mod participation;
mod problem;
mod responses;
mod site;
mod state;
mod style;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

pub use openapi::openapi;
pub(crate) use site::Site;
pub(crate) use state::Intake;

use crate::refusal::{Declined, Refusal};
use crate::words;
use extract::Preferred;
use problem::Problem;

/// No answer is larger; a questionnaire of a thousand items fits ten times over.
const BODY_MAX: usize = 64 * 1024;

type Shared = Arc<Intake>;

/// Every address with what it takes. A test holds this list against the OpenAPI document.
fn routes() -> Vec<(&'static str, MethodRouter<Shared>)> {
    vec![
        ("/api/v1/health", get(health::health)),
        ("/api/v1/openapi.json", get(openapi::document)),
        ("/api/v1/waves/{wave}/participation", get(participation::participation)),
        ("/api/v1/waves/{wave}/responses", post(responses::submit)),
        ("/svar/{wave}", get(form::show).post(form::submit)),
        (style::ROUTE, get(style::stylesheet)),
    ]
}

/// The whole service.
pub(crate) fn router(intake: Shared) -> Router {
    let site = Arc::clone(&intake.site);
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| router.route(path, methods))
        .fallback(|request: Request| async move { decline(&request, Refusal::NoSuchPage) })
        .method_not_allowed_fallback(|request: Request| async move { decline(&request, Refusal::Method) })
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(Arc::clone(&site), origin::refuse_foreign))
        .layer(map_response_with_state(Arc::clone(&intake.counters), problem::count))
        .layer(from_fn_with_state(site, headers::protect))
        .with_state(intake)
}

/// A refusal of the request as such: for programs under `/api/`, for people everywhere else.
fn decline(request: &Request, refusal: Refusal) -> Response {
    let language = Preferred::of(request.uri().query(), request.headers());
    if request.uri().path().starts_with("/api/") {
        return Problem::new(language, refusal).into_response();
    }
    let declined = Declined::Refused(refusal);
    let page = page::notice(words::declined(&declined), language.0, None).into_string();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.0.code())),
    ];
    problem::told(&declined, (problem::status(&declined), headers, page).into_response())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_openapi_document_lists_every_address() {
        let document: serde_json::Value = serde_json::from_str(&super::openapi()).unwrap();
        let documented: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        let served: BTreeSet<&str> = super::routes().iter().map(|(path, _)| *path).collect();
        assert_eq!(documented, served);
    }
}
