//! Reading requests: language, path, JSON and form bodies, each with a refusal in words.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use survey::Language;

use super::problem::Problem;
use crate::refusal::Refusal;
use crate::words::Tongue;

/// How long a request may take to arrive whole.
const ARRIVAL: Duration = Duration::from_secs(30);

/// The longest message about an unreadable request.
const COMPLAINT_MAX: usize = 200;

/// The reader's language: `lang` in the address if it is there, else the browser's wish, else bokmål.
#[derive(Clone, Copy)]
pub(super) struct Preferred(pub(super) Language);

impl<S: Sync> FromRequestParts<S> for Preferred {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Preferred, Infallible> {
        Ok(Preferred::of(parts.uri.query(), &parts.headers))
    }
}

impl Preferred {
    pub(super) fn of(query: Option<&str>, headers: &HeaderMap) -> Preferred {
        let asked = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
        let wished = headers.get(header::ACCEPT_LANGUAGE).and_then(|wish| wish.to_str().ok());
        Preferred(asked.and_then(Language::parse).or_else(|| wished.and_then(best)).unwrap_or_default())
    }
}

/// The language a page is read in, chosen the same way; `rtl` is the test language, where that is offered.
pub(super) fn tongue_of(query: Option<&str>, headers: &HeaderMap, with_mirror: bool) -> Tongue {
    let asked = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    let named = asked.and_then(|tag| Tongue::parse(tag, with_mirror));
    named.unwrap_or_else(|| Tongue::from(Preferred::of(query, headers).0))
}

/// The language of `Accept-Language` with the greatest weight; the first of equals.
fn best(wish: &str) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    for part in wish.split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(Some(1000), thousandths);
        if let (Some(language), Some(weight)) = (Language::parse(tag), weight)
            && weight > best.map_or(0, |(weight, _)| weight)
        {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A weight such as `0.8` in thousandths.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u16>().ok()?.checked_mul(1000)?.checked_add(digits.parse().ok()?)
}

/// The wave in the address, not yet known to exist.
pub(super) struct WaveInPath(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for WaveInPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<WaveInPath, Problem> {
        let language = Preferred::of(parts.uri.query(), &parts.headers);
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(wave)) => Ok(WaveInPath(wave)),
            Err(_) => Err(Problem::new(language, Refusal::NoSuchPage)),
        }
    }
}

/// A JSON body.
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<JsonBody<T>, Problem> {
        let language = Preferred::of(request.uri().query(), request.headers());
        read_json(request, state).await.map_err(|refusal| Problem::new(language, refusal))
    }
}

async fn read_json<S: Send + Sync, T: DeserializeOwned>(request: Request, state: &S) -> Result<JsonBody<T>, Refusal> {
    if !is(request.headers(), "application/json") {
        return Err(Refusal::ContentType);
    }
    let body = in_time(Bytes::from_request(request, state)).await?.map_err(|error| unread(&error))?;
    serde_json::from_slice(&body).map(JsonBody).map_err(|error| Refusal::Unreadable(shortened(&error.to_string())))
}

/// The body of a form. What it says is read elsewhere and cannot fail.
pub(super) async fn form_body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Refusal> {
    if !is(request.headers(), "application/x-www-form-urlencoded") {
        return Err(Refusal::ContentType);
    }
    in_time(Bytes::from_request(request, state)).await?.map_err(|error| unread(&error))
}

/// Whether a request says that it carries this type of content.
fn is(headers: &HeaderMap, wanted: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

async fn in_time<T>(arriving: impl Future<Output = T>) -> Result<T, Refusal> {
    tokio::time::timeout(ARRIVAL, arriving).await.map_err(|_| Refusal::TooSlow)
}

fn unread(error: &BytesRejection) -> Refusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::Unreadable(shortened(&error.body_text())),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(COMPLAINT_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_with_the_greatest_weight_wins() {
        use Language::{En, Nb, Nn};
        for (query, wish, language) in [
            (None, None, Nb),
            (None, Some("en"), En),
            (None, Some("en-GB,en;q=0.9,nb;q=0.8"), En),
            (None, Some("de, nn;q=0.7, en;q=0.3"), Nn),
            (None, Some("no"), Nb),
            (None, Some("nb;q=0, en;q=0.001"), En),
            (None, Some("de,fr;q=0.5"), Nb),
            (None, Some("en;q=x, nn;q=0.1"), Nn),
            (Some("lang=nn"), Some("en"), Nn),
            (Some("code=1&lang=en"), None, En),
            (Some("lang=xx"), Some("en"), En),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(wish) = wish {
                headers.insert(header::ACCEPT_LANGUAGE, wish.parse().unwrap());
            }
            assert_eq!(Preferred::of(query, &headers).0, language, "{query:?} {wish:?}");
        }
    }
}
