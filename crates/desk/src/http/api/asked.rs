//! `POST /api/v1/sql`: a question of one's own over the views.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::asker::Answer;
use super::super::files::{self, File};
use super::super::json::{self, RowsOf};
use super::super::problem::ProblemBody;
use super::super::query::Parameters;
use super::super::{Asker, Desk, Looking, Shared};
use crate::refusal::{Failure, Refusal};
use crate::select::Field;
use crate::trail::Deed;

/// The most of a question that is logged.
const LOGGED_MAX: usize = 2_000;

/// A question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Question)]
pub(super) struct QuestionBody {
    /// One SELECT over the views.
    #[schema(example = "select unit, value from indices where measure = 'mastery_climate' and status = 'shown'")]
    sql: String,
}

/// The rows of an answer.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what `Rows` writes")]
#[schema(as = Answer)]
pub(super) struct AnswerBody {
    /// How many there are.
    total: usize,
    /// The rows, each an object.
    rows: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct Rows<'t> {
    total: usize,
    rows: RowsOf<'t>,
}

/// The answer to one SELECT over the views, as this reader sees them. Nothing can be written, and no file can be read.
#[utoipa::path(
    post, path = "/api/v1/sql", tag = "results", request_body = QuestionBody,
    params(
        ("format" = Option<String>, Query, description = "json, csv, csv-excel, ndjson, arrow, parquet, xlsx or sav"),
        ("lang" = Option<String>, Query, description = "nb, nn or en"),
    ),
    responses(
        (status = 200, description = "Rows", body = AnswerBody),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "Not for this role", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The question was refused", body = ProblemBody, content_type = "application/problem+json"),
        (status = 501, description = "This desk answers no SQL", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn sql(
    State(desk): State<Shared>,
    asker: Asker,
    looking: Looking,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let answer = answer(&desk, &asker, &looking, &headers, &body).await;
    asker.give(answer)
}

async fn answer(
    desk: &Desk,
    asker: &Asker,
    looking: &Looking,
    headers: &HeaderMap,
    body: &Result<Bytes, BytesRejection>,
) -> Answer {
    let ask = desk.sql.clone().ok_or(Refusal::NotOffered)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/json") {
        return Err(Refusal::ContentType.into());
    }
    let given = Parameters::of(asker.uri())?;
    given.only(&["format", "lang"])?;
    let format = files::format(given.get("format").unwrap_or("json"))?;
    let QuestionBody { sql } = serde_json::from_slice(super::super::whole(body)?).map_err(|_| Refusal::Unreadable)?;
    let asked: String = sql.chars().take(LOGGED_MAX).collect();
    desk.log(looking, Deed::Asked, &asked, None).await?;

    let session = looking.session.clone();
    let found = tokio::task::spawn_blocking(move || ask(&sql, &session)).await.map_err(|_| Failure::Defect)?;
    let table = Arc::new(found.map_err(Refusal::Sql)?);
    let how = format.map_or("json", exports::Format::name);
    desk.log(looking, Deed::Exported, "sql", Some((how, table.rows()))).await?;
    let fields: Vec<Field> = Field::all(&table).collect();
    match format {
        None => {
            let rows: Vec<usize> = (0..table.rows()).collect();
            let body = Rows { total: table.rows(), rows: RowsOf { table: &table, fields: &fields, rows: &rows } };
            Ok(([(header::CONTENT_TYPE, "application/json")], json::text(&body)).into_response())
        }
        Some(format) => {
            let file = File {
                format,
                name: "sql".to_owned(),
                language: asker.preferred.language,
                organisation: desk.organisation.clone(),
            };
            files::respond(file, table, fields, None, &looking.release).await
        }
    }
}
