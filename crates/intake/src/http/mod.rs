//! The addresses, and what each of them speaks.
//!
//! Handlers parse, make one call and respond. Nothing here is logged per request: not the path, not the address it came
//! from, not the time.

mod extract;
mod form;
mod headers;
mod health;
mod openapi;
mod page;
mod participation;
mod problem;
mod responses;
mod state;
mod style;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::{MethodRouter, get, post};

pub use openapi::openapi;
pub(crate) use state::Intake;

use crate::refusal::Refusal;
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
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| router.route(path, methods))
        .fallback(|language: Preferred| async move { Problem::new(language, Refusal::NoSuchPage) })
        .method_not_allowed_fallback(|language: Preferred| async move { Problem::new(language, Refusal::Method) })
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(map_response(headers::protect))
        .with_state(intake)
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
