//! `POST /api/v1/waves/{wave}/responses`: one answer as JSON.

use std::borrow::Cow;
use std::fmt;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use survey::NOT_RELEVANT;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};

use super::Shared;
use super::extract::{JsonBody, Preferred, WaveInPath};
use super::problem::{Problem, ProblemBody};
use crate::refusal::{Declined, Refusal};
use crate::submission::{Acceptance, SubmissionId};

/// One answer to a wave.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Submission)]
pub(super) struct SubmissionBody {
    /// The invitation code: 26 letters and digits from a link, or 13 from a letter. Case, spaces and dashes do not matter.
    #[schema(example = "7KQM-2D9X-0VTR-1HAB-WCEF-GJNP-SY")]
    code: String,
    /// 32 hexadecimal digits that the client makes up once per answer and repeats when it sends the answer again.
    #[schema(example = "00ff00112233445566778899aabbccdd", pattern = "^[0-9A-Fa-f]{32}$")]
    submission: String,
    /// The answers by item. An item that is not mentioned, or is null, has no answer.
    #[schema(schema_with = answers_schema)]
    answers: Answers,
}

/// The answer is on disk.
#[derive(Serialize, ToSchema)]
#[schema(as = Receipt)]
pub(super) struct ReceiptBody {
    /// What proves it, the same for every retry. It says nothing about what was answered.
    #[schema(example = "0123-4567-89AZ-01ZG")]
    receipt: String,
}

/// Stores one answer.
///
/// The response comes when the answer is on disk. If none comes, send the same body again, with the same `submission`:
/// an answer is never counted twice.
#[utoipa::path(
    post,
    path = "/api/v1/waves/{wave}/responses",
    tag = "answers",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("Accept-Language" = Option<String>, Header, description = "nb (default), nn or en")),
    request_body = SubmissionBody,
    responses(
        (status = 201, description = "The answer is on disk", body = ReceiptBody),
        (status = 200, description = "It was on disk already: this is a retry", body = ReceiptBody),
        (status = 400, description = "Not readable as JSON of this form", body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, description = "The code gives no answer here: unknown, replaced or used, which of them is never told; or the request comes from another website", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "Unknown wave", body = ProblemBody, content_type = "application/problem+json"),
        (status = 408, description = "The request did not arrive in time", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The wave takes no more answers", body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "A mistyped code or submission number, or answers that do not fit the questions: one entry per item", body = ProblemBody, content_type = "application/problem+json"),
        (status = 500, description = "A defect; this answer was not stored", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Not stored now, or not known: send it again", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn submit(
    State(intake): State<Shared>,
    language: Preferred,
    WaveInPath(wave): WaveInPath,
    JsonBody(body): JsonBody<SubmissionBody>,
) -> Result<(StatusCode, Json<ReceiptBody>), Problem> {
    let Acceptance { receipt, repeated } =
        take(&intake, &wave, &body).await.map_err(|declined| Problem::new(language, declined))?;
    let status = if repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(ReceiptBody { receipt: receipt.to_string() })))
}

async fn take(intake: &Shared, wave: &str, body: &SubmissionBody) -> Result<Acceptance, Declined> {
    let id = SubmissionId::parse(&body.submission).map_err(|_| Refusal::SubmissionNumber)?;
    let answers = body.answers.0.iter().map(|(item, given)| (item.as_str(), &**given));
    intake.take(wave, &body.code, id, answers).await
}

/// The answers in the order they came, an item that came twice included.
struct Answers(Vec<(String, Cow<'static, str>)>);

impl<'de> Deserialize<'de> for Answers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Answers, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Answers;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object of items and answers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answers, A::Error> {
                let mut answers = Vec::new();
                while let Some((item, given)) = map.next_entry::<String, serde_json::Value>()? {
                    answers.push((item, as_given(&given)));
                }
                Ok(Answers(answers))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// A whole number, the word for "not relevant" or null in the form that `survey` reads; everything else as its JSON text,
/// which is no answer, so that the refusal can name the item.
fn as_given(value: &serde_json::Value) -> Cow<'static, str> {
    let point = value.as_u64().and_then(|point| POINTS.get(usize::try_from(point).ok()?));
    match (point, value) {
        (Some(point), _) => Cow::Borrowed(point),
        (None, serde_json::Value::Null) => Cow::Borrowed(""),
        (None, serde_json::Value::String(text)) if text == NOT_RELEVANT => Cow::Borrowed(NOT_RELEVANT),
        (None, other) => Cow::Owned(other.to_string()),
    }
}

/// Every point a scale can have, as text.
const POINTS: [&str; 12] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];

fn answers_schema() -> Schema {
    let point = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(11)).build();
    let word = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([NOT_RELEVANT])).build();
    let nothing = ObjectBuilder::new().schema_type(Type::Null).build();
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("The answers by item: a point of the item's scale, `not_relevant`, or null"))
        .additional_properties(Some(Schema::OneOf(OneOfBuilder::new().item(point).item(word).item(nothing).build())))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_the_word_and_null_are_passed_on_as_answers() {
        let read = |text: &str| serde_json::from_str::<Answers>(text).unwrap().0;
        let pairs = read(r#"{"a":4,"b":"not_relevant","c":null,"d":"4","e":3.5,"f":true,"g":[1],"a":5}"#);
        let given: Vec<(&str, &str)> = pairs.iter().map(|(item, given)| (item.as_str(), &**given)).collect();
        assert_eq!(
            given,
            [
                ("a", "4"),
                ("b", "not_relevant"),
                ("c", ""),
                ("d", "\"4\""),
                ("e", "3.5"),
                ("f", "true"),
                ("g", "[1]"),
                ("a", "5"),
            ]
        );
    }
}
