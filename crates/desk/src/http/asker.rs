//! Who asked, as far as it decides how to say no: people get a page, programs a problem document, OData programs theirs.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use survey::Language;

use super::identity::{self, cookie};
use super::{Desk, Shared, Site, odata, pages, problem};
use crate::refusal::{Declined, Refusal};

/// The cookie that remembers a language that was chosen on a page.
pub(super) const LANGUAGE_COOKIE: &str = "mestring-language";

/// The reader's language: `lang` in the address if it is there, else what was chosen before, else the browser's wish, else bokmål.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Preferred {
    pub(super) language: Language,
    /// Whether the address itself chose it.
    pub(super) chosen: bool,
}

impl Preferred {
    pub(super) fn of(query: Option<&str>, headers: &HeaderMap) -> Preferred {
        let asked = query.and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
        if let Some(language) = asked.and_then(Language::parse) {
            return Preferred { language, chosen: true };
        }
        let kept = cookie(headers, LANGUAGE_COOKIE).and_then(Language::parse);
        let wished = || headers.get(header::ACCEPT_LANGUAGE).and_then(|wish| wish.to_str().ok()).and_then(first_known);
        Preferred { language: kept.or_else(wished).unwrap_or_default(), chosen: false }
    }
}

/// The first language of `Accept-Language` that we have. Browsers write them in the order of their weights.
fn first_known(wish: &str) -> Option<Language> {
    wish.split(',').find_map(|part| Language::parse(part.split(';').next().unwrap_or_default()))
}

/// Who asked.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    pub(super) preferred: Preferred,
    uri: Uri,
    headers: HeaderMap,
    site: Site,
    private: bool,
    organisation: String,
}

impl Asker {
    pub(crate) fn of(desk: &Desk, request: &Request) -> Asker {
        let private = identity::is_private(&desk.site, request.headers(), request.extensions());
        Asker::new(desk, request.uri(), request.headers(), private)
    }

    pub(super) fn of_parts(desk: &Desk, parts: &Parts) -> Asker {
        let private = identity::is_private(&desk.site, &parts.headers, &parts.extensions);
        Asker::new(desk, &parts.uri, &parts.headers, private)
    }

    fn new(desk: &Desk, uri: &Uri, headers: &HeaderMap, private: bool) -> Asker {
        Asker {
            preferred: Preferred::of(uri.query(), headers),
            uri: uri.clone(),
            headers: headers.clone(),
            site: desk.site.clone(),
            private,
            organisation: desk.organisation.clone(),
        }
    }

    /// Scheme and host as whoever asked reaches us.
    pub(super) fn base(&self) -> String {
        self.site.base(&self.headers)
    }

    /// Whether nobody on the way reads along.
    pub(super) const fn is_private(&self) -> bool {
        self.private
    }

    pub(super) const fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Says no.
    pub(crate) fn told(&self, declined: &Declined) -> Response {
        let path = self.uri.path();
        let is_odata = path == "/odata" || path.starts_with("/odata/");
        let wants_token = *declined == Declined::Refused(Refusal::SignIn);
        let mut response = if is_odata {
            odata::refuse(self.preferred.language, declined)
        } else if path.starts_with("/api/") || path == "/openapi.json" {
            problem::refuse(self.preferred.language, declined)
        } else if wants_token {
            return self.to_sign_in();
        } else {
            pages::refuse(self.preferred, &self.organisation, declined)
        };
        // Whoever is told how to sign in over an open line would do it.
        if wants_token && self.private {
            let how = HeaderValue::from_static("Basic realm=\"Mestring\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
        }
        if let Declined::Refused(Refusal::Patience(seconds)) = declined {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response
    }

    /// To the page of signing in, in the language that was chosen, and back here afterwards.
    fn to_sign_in(&self) -> Response {
        let back = self.uri.path_and_query().map_or("/", |back| back.as_str());
        let mut target = if back == "/" { "/login".to_owned() } else { format!("/login?next={}", escaped(back)) };
        if self.preferred.chosen {
            target.push(if back == "/" { '?' } else { '&' });
            target.push_str(&format!("lang={}", self.preferred.language.code()));
        }
        Redirect::to(&target).into_response()
    }
}

/// A text as the value of a parameter: everything but letters, digits and `- _ . ~` in percent.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => escaped.push(char::from(byte)),
            other => escaped.push_str(&format!("%{other:02X}")),
        }
    }
    escaped
}

/// Handlers answer with a response or with why there is none.
pub(super) type Answer = Result<Response, Declined>;

impl FromRequestParts<Shared> for Asker {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, desk: &Shared) -> Result<Asker, Infallible> {
        Ok(Asker::of_parts(desk, parts))
    }
}

impl Asker {
    /// The answer, or how it is said that there is none.
    pub(super) fn give(&self, answer: Answer) -> Response {
        answer.unwrap_or_else(|declined| self.told(&declined))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_addresss_then_the_cookies_then_the_browsers() {
        let of = |query: Option<&str>, headers: &[(header::HeaderName, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
            Preferred::of(query, &headers).language
        };
        let (wish, kept) = ((header::ACCEPT_LANGUAGE, "de, en;q=0.5"), (header::COOKIE, "mestring-language=nn"));
        assert_eq!(of(None, &[]), Language::Nb);
        assert_eq!(of(None, std::slice::from_ref(&wish)), Language::En);
        assert_eq!(of(None, &[wish.clone(), kept.clone()]), Language::Nn);
        assert_eq!(of(Some("x=1&lang=nb"), &[wish, kept]), Language::Nb);
    }

    #[test]
    fn what_is_escaped_is_one_value() {
        assert_eq!(escaped("/views/indices?where=n gt 5&x=æ"), "%2Fviews%2Findices%3Fwhere%3Dn%20gt%205%26x%3D%C3%A6");
    }
}
