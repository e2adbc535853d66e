//! `GET /api/v1/health`: whether answers can be stored.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;

/// Whether answers can be stored.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(super) struct HealthBody {
    /// `ok`, or `stopped` when no answer can be stored until the server has been started again.
    #[schema(example = "ok", pattern = "^(ok|stopped)$")]
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// Whether answers can be stored.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    tag = "operation",
    responses(
        (status = 200, description = "Answers are stored", body = HealthBody),
        (status = 503, description = "No answer can be stored", body = HealthBody),
    )
)]
pub(super) async fn health(State(intake): State<Shared>) -> (StatusCode, Json<HealthBody>) {
    let (status, word) =
        if intake.is_healthy().await { (StatusCode::OK, "ok") } else { (StatusCode::SERVICE_UNAVAILABLE, "stopped") };
    (status, Json(HealthBody { status: word, version: env!("CARGO_PKG_VERSION") }))
}
