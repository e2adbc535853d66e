//! The addresses, and what each of them speaks.
//!
//! Handlers parse, make one call, log and respond. Who may come to which address stands in [`access`], and nowhere else.

mod access;
mod api;
mod asker;
mod files;
mod headers;
mod identity;
mod json;
mod line;
mod odata;
mod origin;
mod pages;
mod pipe;
mod problem;
mod query;
mod sign_in;
mod site;
mod state;
mod style;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

pub use access::{Allowed, Listed, routes};
pub use api::openapi;
pub(crate) use asker::{Asker, escaped};
pub(crate) use line::Line;
pub(crate) use site::Site;
pub(crate) use state::{Desk, Looking};

use crate::refusal::{Failure, Refusal};

/// No request is larger: a form of signing in, or a question in SQL.
const BODY_MAX: usize = 64 * 1024;

/// How long a request may be worked on before its response begins.
const HANDLING: Duration = Duration::from_secs(60);

type Shared = Arc<Desk>;

/// The whole service: every address of [`access::ROUTES`] behind its gate, and nothing else.
pub(crate) fn router(desk: Shared) -> Router {
    access::ROUTES
        .iter()
        .fold(Router::new(), |router, route| {
            let gate = access::Gate { desk: Arc::clone(&desk), who: route.who };
            router.route(route.path, (route.serve)().route_layer(from_fn_with_state(gate, access::let_in)))
        })
        .fallback(|State(desk): State<Shared>, request: Request| async move {
            Asker::of(&desk, &request).told(&Refusal::NoSuchPage.into())
        })
        .method_not_allowed_fallback(|State(desk): State<Shared>, request: Request| async move {
            Asker::of(&desk, &request).told(&Refusal::Method.into())
        })
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(Arc::clone(&desk), answer_in_time))
        .layer(from_fn_with_state(Arc::clone(&desk), origin::refuse_foreign))
        .layer(from_fn_with_state(Arc::clone(&desk), headers::protect))
        .with_state(desk)
}

/// The body of a request, if it arrived whole and is no larger than it may be.
fn whole(body: &Result<Bytes, BytesRejection>) -> Result<&Bytes, Refusal> {
    body.as_ref().map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::Unreadable,
    })
}

/// Gives up on a request whose response does not begin.
async fn answer_in_time(State(desk): State<Shared>, request: Request, next: Next) -> Response {
    let asker = Asker::of(&desk, &request);
    match tokio::time::timeout(HANDLING, next.run(request)).await {
        Ok(response) => response,
        Err(_) => asker.told(&Failure::Defect.into()),
    }
}
