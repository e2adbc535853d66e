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
mod patience;
mod problem;
mod responses;
mod site;
mod state;
mod style;

use std::sync::Arc;
use std::time::Duration;

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
pub(crate) fn router(intake: Shared, handling_time: Duration) -> Router {
    let site = Arc::clone(&intake.site);
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| router.route(path, methods))
        .fallback(|request: Request| async move { decline(&request, Refusal::NoSuchPage) })
        .method_not_allowed_fallback(|request: Request| async move { decline(&request, Refusal::Method) })
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(handling_time, patience::answer_in_time))
        .layer(from_fn_with_state(Arc::clone(&site), origin::refuse_foreign))
        .layer(map_response_with_state(Arc::clone(&intake.counters), problem::count))
        .layer(from_fn_with_state(site, headers::protect))
        .with_state(intake)
}

/// What a server that speaks TLS answers to whoever comes without it: one refusal, whatever is asked.
pub(crate) fn in_clear(intake: &Shared) -> Router {
    Router::new()
        .fallback(|request: Request| async move { decline(&request, Refusal::NotEncrypted) })
        .layer(map_response_with_state(Arc::clone(&intake.counters), problem::count))
        .layer(from_fn_with_state(Arc::clone(&intake.site), headers::protect))
}

/// A refusal of the request as such.
fn decline(request: &Request, refusal: Refusal) -> Response {
    Asker::of(request).told(&refusal.into())
}

/// Who asked, as far as it decides how to say no: people get a page, programs under `/api/` a problem document.
#[derive(Clone, Copy)]
struct Asker {
    language: Preferred,
    program: bool,
}

impl Asker {
    fn of(request: &Request) -> Asker {
        let language = Preferred::of(request.uri().query(), request.headers());
        Asker { language, program: request.uri().path().starts_with("/api/") }
    }

    fn told(self, declined: &Declined) -> Response {
        if self.program {
            return Problem::new(self.language, declined.clone()).into_response();
        }
        let language = self.language.0;
        let page = page::notice(words::declined(declined), language, None).into_string();
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code())),
        ];
        let mut response = (problem::status(declined), headers, page).into_response();
        problem::retry_after(declined, response.headers_mut());
        problem::told(declined, response)
    }
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
