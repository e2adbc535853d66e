//! Forms and scripts of other websites may not act here in somebody's name.
//!
//! A browser says where a request comes from in `Sec-Fetch-Site`, which no page can change and no referrer policy hides.
//! Where it does not say that (old browsers, plain HTTP), `Origin` is compared with the host that was asked. Our pages
//! send `Referrer-Policy: no-referrer`, and then a browser writes `Origin: null` for our own forms: a null origin proves
//! nothing either way: then the cookie counts only for a form that names the draft of the code in it, which only our
//! own pages were ever told.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use super::{Site, decline};
use crate::refusal::Refusal;

/// Lets reading through, and changes only when they do not come from somewhere else.
pub(super) async fn refuse_foreign(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads || is_ours(request.headers(), request.uri(), site.public_address.as_ref()) {
        return next.run(request).await;
    }
    decline(&site, &request, Refusal::ForeignOrigin)
}

fn is_ours(headers: &HeaderMap, asked: &Uri, public: Option<&Uri>) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?").trim());
    let origin = text(header::ORIGIN.as_str()).filter(|origin| *origin != "null");
    let hosts = [asked.authority().map(Authority::as_str), text(header::HOST.as_str()), public.and_then(authority)];
    let matches = origin.map(|origin| is_one_of(origin, &hosts));
    match text("sec-fetch-site") {
        // `none` is a person pressing reload: no page is behind it.
        Some("same-origin" | "none") | None => matches.unwrap_or(true),
        // A neighbour on the same domain is somebody else, unless the origin shows that it is us behind a proxy.
        Some("same-site") => matches.unwrap_or(false),
        Some(_) => false,
    }
}

fn authority(uri: &Uri) -> Option<&str> {
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

    fn check(site: Option<&str>, origin: Option<&str>, expected: bool) {
        let mut headers = HeaderMap::new();
        headers.insert("host", "svar.example.no".parse().unwrap());
        for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        assert_eq!(is_ours(&headers, &Uri::from_static("/svar/w"), None), expected, "{site:?} {origin:?}");
    }

    #[test]
    fn what_browsers_say_decides_and_a_null_origin_proves_nothing() {
        let own = Some("https://svar.example.no");
        let foreign = Some("https://evil.example");
        for (site, origin, expected) in [
            (None, None, true),
            (None, own, true),
            (None, Some("null"), true),
            (None, foreign, false),
            (Some("same-origin"), own, true),
            (Some("same-origin"), Some("null"), true),
            (Some("same-origin"), foreign, false),
            (Some("none"), None, true),
            (Some("none"), foreign, false),
            (Some("same-site"), own, true),
            (Some("same-site"), Some("null"), false),
            (Some("same-site"), None, false),
            (Some("same-site"), Some("https://kart.example.no"), false),
            (Some("cross-site"), own, false),
            (Some("cross-site"), Some("null"), false),
            (Some("cross-site"), None, false),
            (Some("made-up"), own, false),
        ] {
            check(site, origin, expected);
        }
    }

    #[test]
    fn an_origin_is_compared_host_for_host() {
        for (origin, expected) in [
            ("https://svar.example.no:443", true),
            ("HTTPS://svar.example.no", false),
            ("https://SVAR.example.no", true),
            ("http://svar.example.no", true),
            ("https://svar.example.no:8443", false),
            ("https://svar.example.no.evil.example", false),
            ("https://evil.example/svar.example.no", false),
            ("svar.example.no", false),
            ("file://", false),
            ("", false),
        ] {
            check(None, Some(origin), expected);
        }
        let headers = HeaderMap::from_iter([
            (header::HOST, "127.0.0.1:8080".parse().unwrap()),
            (header::ORIGIN, "https://svar.example.no".parse().unwrap()),
        ]);
        let public = Uri::from_static("https://svar.example.no/");
        assert!(is_ours(&headers, &Uri::from_static("/"), Some(&public)), "a proxy may rewrite the host");
        assert!(!is_ours(&headers, &Uri::from_static("/"), None));
    }
}
