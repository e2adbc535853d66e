//! The addresses, and what each of them speaks.
//!
//! Handlers parse, make one call and respond. Nothing here is logged per request: not the path, not the address it came
//! from, not the time.

mod extract;
mod headers;
mod health;
mod openapi;
mod origin;
mod participation;
mod patience;
mod problem;
mod questionnaire;
mod responses;
mod site;
mod state;
mod status;
mod style;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Uri;
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};

pub use openapi::openapi;
pub(crate) use questionnaire::read_form;
pub(crate) use site::Site;
pub(crate) use state::Intake;

use crate::refusal::{Declined, Refusal};
use crate::words::Tongue;
use extract::Preferred;
use problem::Problem;

/// No answer is larger; a questionnaire of a thousand items fits ten times over.
const BODY_MAX: usize = 64 * 1024;

type Shared = Arc<Intake>;

/// Every address with what it takes. A test holds this list against the OpenAPI document.
fn routes() -> Vec<(String, MethodRouter<Shared>)> {
    let ours = [
        ("/api/v1/health", get(health::health)),
        ("/api/v1/openapi.json", get(openapi::document)),
        ("/api/v1/status", get(status::status)),
        ("/api/v1/waves/{wave}/participation", get(participation::participation)),
        ("/api/v1/waves/{wave}/responses", post(responses::submit)),
        ("/status", get(status::show)),
        (style::ROUTE, get(style::stylesheet)),
    ];
    let ours = ours.into_iter().map(|(path, methods)| (path.to_owned(), methods));
    ours.chain(questionnaire::routes()).collect()
}

/// The whole service.
pub(crate) fn router(intake: Shared, handling_time: Duration) -> Router {
    let site = Arc::clone(&intake.site);
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| router.route(&path, methods))
        .fallback(|State(intake): State<Shared>, request: Request| async move {
            decline(&intake.site, &request, Refusal::NoSuchPage)
        })
        .method_not_allowed_fallback(|State(intake): State<Shared>, request: Request| async move {
            decline(&intake.site, &request, Refusal::Method)
        })
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state((handling_time, Arc::clone(&site)), patience::answer_in_time))
        .layer(from_fn_with_state(Arc::clone(&site), origin::refuse_foreign))
        .layer(map_response_with_state(Arc::clone(&intake.counters), problem::count))
        .layer(from_fn_with_state(site, headers::protect))
        .with_state(intake)
}

/// What a server that speaks TLS answers to whoever comes without it: one refusal, whatever is asked.
pub(crate) fn in_clear(intake: &Shared) -> Router {
    let site = Arc::clone(&intake.site);
    Router::new()
        .fallback(move |request: Request| async move { decline(&site, &request, Refusal::NotEncrypted) })
        .layer(map_response_with_state(Arc::clone(&intake.counters), problem::count))
        .layer(from_fn_with_state(Arc::clone(&intake.site), headers::protect))
}

/// A refusal of the request as such.
fn decline(site: &Site, request: &Request, refusal: Refusal) -> Response {
    Asker::of(site, request).told(&refusal.into())
}

/// Who asked, as far as it decides how to say no: people get a page, programs under `/api/` a problem document.
#[derive(Clone)]
struct Asker {
    language: Preferred,
    tongue: Tongue,
    with_mirror: bool,
    uri: Uri,
}

impl Asker {
    fn of(site: &Site, request: &Request) -> Asker {
        let (uri, headers, with_mirror) = (request.uri(), request.headers(), site.test_language);
        let language = Preferred::of(uri.query(), headers);
        Asker { language, tongue: extract::tongue_of(uri.query(), headers, with_mirror), with_mirror, uri: uri.clone() }
    }

    fn told(&self, declined: &Declined) -> Response {
        if self.uri.path().starts_with("/api/") {
            return Problem::new(self.language, declined.clone()).into_response();
        }
        questionnaire::refuse(&self.uri, self.tongue, self.with_mirror, declined)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn the_openapi_document_lists_every_address() {
        let document: serde_json::Value = serde_json::from_str(&super::openapi()).unwrap();
        let documented: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        let routes = super::routes();
        let served: BTreeSet<&str> = routes.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(documented, served);
    }
}
