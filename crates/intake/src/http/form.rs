//! `/svar/{wave}`: the questionnaire for people. Reading it never uses a code; sending it does, once.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use survey::Language;

use super::Shared;
use super::extract::{Fields, Preferred, WaveInPath};
use super::page::{self, ANSWER_PREFIX, Complaint, Filled};
use super::problem::{retry_after, status, told};
use super::state::Asked;
use crate::refusal::{Declined, Refusal};
use crate::submission::{Acceptance, SubmissionId};
use crate::words;

/// The longest code that is shown again; a code with every kind of spacing is shorter.
const CODE_SHOWN_MAX: usize = 80;

/// The questionnaire.
///
/// A code in the address (`?code=`) is filled in for the reader. It is not looked up, and not used.
#[utoipa::path(
    get,
    path = "/svar/{wave}",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers"),
           ("code" = Option<String>, Query, description = "A code to fill in")),
    responses(
        (status = 200, description = "The questionnaire", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers", body = String, content_type = "text/html"),
    )
)]
pub(super) async fn show(
    State(intake): State<Shared>,
    Preferred(language): Preferred,
    WaveInPath(wave): WaveInPath,
    request: Request,
) -> Response {
    let asked = match open_wave(&intake, &wave).await {
        Ok(asked) => asked,
        Err(declined) => return refuse(&declined, language, None),
    };
    let code = code_in(request.uri().query().unwrap_or_default());
    let filled = Filled { code, submission: intake.new_submission(), answers: BTreeMap::new() };
    respond(StatusCode::OK, language, page::questionnaire(&asked, language, &filled, None))
}

/// Sends the questionnaire.
///
/// Every form carries a number of its own, so sending the same page twice counts once and gives the same receipt.
#[utoipa::path(
    post,
    path = "/svar/{wave}",
    tag = "pages",
    params(("wave" = String, Path, description = "The id of the wave"),
           ("lang" = Option<String>, Query, description = "nb, nn or en; otherwise what the browser prefers")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded",
        description = "`code`, `submission`, and `answer.<item>` for each answer"),
    responses(
        (status = 201, description = "The answer is on disk: the receipt", body = String, content_type = "text/html"),
        (status = 200, description = "It was on disk already: the same receipt", body = String, content_type = "text/html"),
        (status = 404, description = "Unknown wave or code: the form again, with the answers", body = String, content_type = "text/html"),
        (status = 409, description = "The code has given an answer already", body = String, content_type = "text/html"),
        (status = 410, description = "The wave takes no more answers", body = String, content_type = "text/html"),
        (status = 413, description = "More than 64 KiB", body = String, content_type = "text/html"),
        (status = 422, description = "The form again, with the answers and what is wrong", body = String, content_type = "text/html"),
        (status = 503, description = "Not stored now, or not known: the form again, with the answers", body = String, content_type = "text/html"),
    )
)]
pub(super) async fn submit(
    State(intake): State<Shared>,
    Preferred(language): Preferred,
    WaveInPath(wave): WaveInPath,
    request: Request,
) -> Response {
    let asked = match intake.asked(&wave).await {
        Ok(asked) => asked,
        Err(declined) => return refuse(&declined, language, None),
    };
    let fields = match Fields::read(request, &()).await {
        Ok(fields) => fields,
        Err(refusal) => return refuse(&refusal.into(), language, Some(&asked)),
    };
    let submission = fields.get("submission").and_then(|number| SubmissionId::parse(number).ok());
    let submission = submission.unwrap_or_else(|| intake.new_submission());
    let code = fields.get("code").unwrap_or_default();
    let outcome = intake.take(&wave, code, submission, answers_in(&fields)).await;
    match outcome {
        Ok(Acceptance { receipt, repeated }) => {
            let status = if repeated { StatusCode::OK } else { StatusCode::CREATED };
            respond(status, language, page::thanks(&asked, language, receipt))
        }
        Err(declined @ Declined::Refused(Refusal::WaveClosed | Refusal::UnknownWave)) => {
            refuse(&declined, language, None)
        }
        Err(declined) => {
            let filled = Filled {
                code: code.chars().take(CODE_SHOWN_MAX).collect(),
                submission,
                answers: answers_in(&fields).map(|(item, given)| (item.to_owned(), given.to_owned())).collect(),
            };
            let complaint = complaint(&declined, language);
            let page = page::questionnaire(&asked, language, &filled, Some(&complaint));
            let mut response = respond(status(&declined), language, page);
            retry_after(&declined, response.headers_mut());
            told(&declined, response)
        }
    }
}

async fn open_wave(intake: &Shared, wave: &str) -> Result<Arc<Asked>, Declined> {
    let asked = intake.asked(wave).await?;
    intake.open(&asked).await?;
    Ok(asked)
}

/// The answers among the fields, by item.
fn answers_in(fields: &Fields) -> impl Iterator<Item = (&str, &str)> {
    fields.0.iter().filter_map(|(name, value)| Some((name.strip_prefix(ANSWER_PREFIX)?, value.as_str())))
}

/// A code in the query string: only characters that codes and their spacing are made of, everything else is left out.
fn code_in(query: &str) -> String {
    let given = query.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap_or_default();
    given
        .chars()
        .filter(|character| character.is_ascii_alphanumeric() || *character == '-')
        .take(CODE_SHOWN_MAX)
        .collect()
}

fn complaint(declined: &Declined, language: Language) -> Complaint {
    let mut items = BTreeMap::new();
    if let Declined::Refused(Refusal::Answers(errors)) = declined {
        for error in errors {
            items.insert(error.item().unwrap_or_default().to_owned(), error.message(language));
        }
    }
    Complaint {
        notice: words::declined(declined),
        code: matches!(declined, Declined::Refused(Refusal::MistypedCode | Refusal::Code)),
        items,
    }
}

fn refuse(declined: &Declined, language: Language, back: Option<&Asked>) -> Response {
    let page = page::notice(words::declined(declined), language, back.map(|asked| &asked.wave.id));
    let mut response = respond(status(declined), language, page);
    retry_after(declined, response.headers_mut());
    told(declined, response)
}

fn respond(status: StatusCode, language: Language, page: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code())),
    ];
    (status, headers, page.into_string()).into_response()
}
