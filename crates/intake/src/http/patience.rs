//! No request is worked on for ever.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

use super::{Asker, Site};
use crate::refusal::Failure;

/// Gives up on a request that takes too long. Whether an answer it carried was stored is then not known, and sending it
/// again tells.
pub(super) async fn answer_in_time(
    State((limit, site)): State<(Duration, Arc<Site>)>,
    request: Request,
    next: Next,
) -> Response {
    let asker = Asker::of(&site, &request);
    let failure = if *request.method() == Method::POST { Failure::Unknown } else { Failure::Busy };
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => asker.told(&failure.into()),
    }
}
