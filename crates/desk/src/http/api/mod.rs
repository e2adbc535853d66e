//! `/api/v1`: views, waves and questions for programs.

mod asked;
mod openapi;
mod view;

use axum::Json;
use axum::http::StatusCode;
use serde::Serialize;
use survey::Language;
use utoipa::ToSchema;
use views::{Kind, View, Words};

pub(super) use asked::sql;
pub(super) use openapi::document;
pub use openapi::openapi;
pub(super) use view::view;

use super::Looking;
use super::problem::ProblemBody;
use crate::role::unit_of;

/// A text in the three languages.
#[derive(Serialize, ToSchema)]
#[schema(as = Text)]
pub(super) struct TextBody {
    nb: String,
    nn: String,
    en: String,
}

impl TextBody {
    fn of(text: impl Fn(Language) -> String) -> TextBody {
        TextBody { nb: text(Language::Nb), nn: text(Language::Nn), en: text(Language::En) }
    }

    fn words(words: Words) -> TextBody {
        TextBody::of(|language| words.get(language).to_owned())
    }
}

/// Whether the desk answers.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(super) struct HealthBody {
    /// `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// Whether the desk answers.
#[utoipa::path(get, path = "/api/v1/health", tag = "operation", responses((status = 200, body = HealthBody)))]
pub(super) async fn health() -> (StatusCode, Json<HealthBody>) {
    (StatusCode::OK, Json(HealthBody { status: "ok", version: env!("CARGO_PKG_VERSION") }))
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = Me)]
pub(super) struct MeBody {
    /// The name of the account.
    name: String,
    /// `hr`, `leader`, `politician` or `representative`.
    role: &'static str,
    /// The unit that a leader leads.
    unit: Option<String>,
}

/// Who is signed in, and what as.
#[utoipa::path(
    get, path = "/api/v1/me", tag = "results",
    responses((status = 200, body = MeBody), (status = 401, body = ProblemBody, content_type = "application/problem+json"))
)]
pub(super) async fn me(looking: Looking) -> Json<MeBody> {
    let session = &looking.session;
    let unit = unit_of(session.audience()).map(|unit| unit.as_str().to_owned());
    Json(MeBody { name: session.name().to_owned(), role: session.role().word(), unit })
}

/// A wave whose results have been released.
#[derive(Serialize, ToSchema)]
#[schema(as = Wave)]
pub(super) struct WaveBody {
    /// Its id: the value of the column `wave`.
    id: String,
    /// Its title.
    title: TextBody,
    /// The day the organisation is drawn as of.
    reference_date: String,
    /// The instrument.
    instrument: String,
    /// What the instrument says about itself, for instance that it is not validated.
    notice: TextBody,
}

/// The waves whose results have been released, oldest first.
#[utoipa::path(
    get, path = "/api/v1/waves", tag = "results",
    responses(
        (status = 200, body = Vec<WaveBody>),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn waves(looking: Looking) -> Json<Vec<WaveBody>> {
    let wave = |header: &disclosure::Header| WaveBody {
        id: header.wave.to_string(),
        title: TextBody::of(|language| header.title.get(language).to_owned()),
        reference_date: header.reference_date.to_string(),
        instrument: header.instrument.to_string(),
        notice: TextBody::of(|language| header.notice.get(language).to_owned()),
    };
    Json(looking.release.cubes().iter().map(|cube| wave(cube.header())).collect())
}

/// A table that can be asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = View)]
pub(super) struct ViewBody {
    /// Its name.
    name: &'static str,
    /// What one row is.
    about: TextBody,
    /// Its columns, in order.
    columns: Vec<ColumnBody>,
}

/// A column of a view.
#[derive(Serialize, ToSchema)]
#[schema(as = Column)]
pub(super) struct ColumnBody {
    /// Its name, the same in every language.
    name: String,
    /// `text`, `code`, `whole` or `number`.
    kind: &'static str,
    /// What it is called.
    label: Option<TextBody>,
    /// The words that can stand in a column of codes, and what they mean.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    codes: Vec<CodeBody>,
}

/// A word in a column of codes.
#[derive(Serialize, ToSchema)]
#[schema(as = Code)]
pub(super) struct CodeBody {
    word: &'static str,
    label: TextBody,
}

/// Every view with its columns and what they mean.
#[utoipa::path(
    get, path = "/api/v1/views", tag = "results",
    responses(
        (status = 200, body = Vec<ViewBody>),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn views(_: Looking) -> Json<Vec<ViewBody>> {
    let column = |description: views::Description| {
        let (kind, codes) = match description.kind {
            Kind::Text => ("text", &[] as &[views::Code]),
            Kind::Code(codes) => ("code", codes),
            Kind::Whole => ("whole", &[] as &[views::Code]),
            Kind::Number => ("number", &[] as &[views::Code]),
        };
        ColumnBody {
            name: description.name.to_string(),
            kind,
            label: description.label.map(TextBody::words),
            codes: codes.iter().map(|code| CodeBody { word: code.word, label: TextBody::words(code.label) }).collect(),
        }
    };
    let view = |view: View| ViewBody {
        name: view.name(),
        about: TextBody::words(view.about()),
        columns: view.columns().into_iter().map(column).collect(),
    };
    Json(View::ALL.into_iter().map(view).collect())
}
