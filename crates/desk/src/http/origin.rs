//! Forms and scripts of other websites may not act here in somebody's name.
//!
//! A browser says where a request comes from in `Sec-Fetch-Site`, which no page can change, and in `Origin`; our pages send
//! `Referrer-Policy: same-origin`, so that ours is never `null`. Whoever says neither is no browser of today: such a request changes
//! something only with a token of its own.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{Asker, Shared};
use crate::refusal::Refusal;

/// Lets reading through, and changes only when they come from our own pages.
pub(super) async fn refuse_foreign(State(desk): State<Shared>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_ours(request.headers(), request.uri(), desk.site.public_address.as_ref()) {
        return next.run(request).await;
    }
    Asker::of(&desk, &request).told(&Refusal::ForeignOrigin.into())
}

fn is_ours(headers: &HeaderMap, asked: &Uri, public: Option<&Uri>) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?").trim());
    let hosts = [asked.authority().map(Authority::as_str), text(header::HOST), public.and_then(host_of)];
    let from_us = text(header::ORIGIN).map(|origin| is_one_of(origin, &hosts));
    let site = headers.get("sec-fetch-site").map(|site| site.to_str().unwrap_or("?").trim());
    match (site, from_us) {
        (Some("same-origin"), from_us) => from_us.unwrap_or(true),
        // A neighbour on the same domain is somebody else, unless the origin shows that it is us behind a proxy.
        (Some("same-site" | "none") | None, Some(from_us)) => from_us,
        (None, None) => headers.contains_key(header::AUTHORIZATION),
        (Some(_), _) => false,
    }
}

fn host_of(uri: &Uri) -> Option<&str> {
    uri.authority().map(Authority::as_str)
}

/// Whether an origin names one of the hosts, with the port that its scheme leaves out.
fn is_one_of(origin: &str, hosts: &[Option<&str>]) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    let port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => return false,
    };
    let bare = |host: &str| host.strip_suffix(port).unwrap_or(host).to_ascii_lowercase();
    hosts.iter().flatten().any(|known| bare(known) == bare(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_and_programs_with_a_token_change_anything() {
        let own = Some("https://innsikt.example.no");
        let foreign = Some("https://evil.example");
        for (site, origin, token, expected) in [
            (Some("same-origin"), own, false, true),
            (Some("same-origin"), None, false, true),
            (Some("same-origin"), foreign, false, false),
            (Some("same-site"), own, false, true),
            (Some("same-site"), None, false, false),
            (Some("none"), None, false, false),
            (Some("cross-site"), own, true, false),
            (Some("made-up"), own, false, false),
            (None, own, false, true),
            (None, foreign, true, false),
            (None, Some("null"), false, false),
            (None, Some("https://innsikt.example.no.evil.example"), false, false),
            (None, Some("https://innsikt.example.no:8443"), false, false),
            (None, None, false, false),
            (None, None, true, true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "innsikt.example.no".parse().unwrap());
            let given = [("sec-fetch-site", site), ("origin", origin), ("authorization", token.then_some("Bearer x"))];
            for (name, value) in given {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(is_ours(&headers, &Uri::from_static("/login"), None), expected, "{site:?} {origin:?} {token}");
        }
    }
}
