//! The page of signing in.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use views::Words;

use super::super::query::Parameters;
use super::super::{Asker, Shared};
use super::{Frame, page};
use crate::words;

/// The form of signing in.
#[utoipa::path(
    get, path = "/login", tag = "pages",
    params(("next" = Option<String>, Query, description = "Where to go afterwards")),
    responses((status = 200, description = "A page", body = String, content_type = "text/html"))
)]
pub(in crate::http) async fn show(State(desk): State<Shared>, asker: Asker) -> Response {
    let language = asker.preferred.language;
    let say = |words: Words| words.get(language);
    let given = Parameters::of(asker.uri()).unwrap_or_default();
    let next = local(given.text("next"));
    let title = say(words::SIGN_IN);
    let frame = Frame {
        preferred: asker.preferred,
        organisation: &desk.organisation,
        session: None,
        here: "/login",
        title,
        onward: None,
    };
    let content = html! {
        form.sign-in action="/login" method="post" {
            @if next != "/" { input type="hidden" name="next" value=(next); }
            p {
                label for="name" { (say(words::NAME)) }
                input #name name="name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required;
            }
            p {
                label for="password" { (say(words::PASSWORD)) }
                input #password name="password" type="password" autocomplete="current-password" required;
            }
            button type="submit" { (title) }
        }
        @if desk.issuer.is_some() {
            p { a href="/oidc/start" { (say(words::WITH_ISSUER)) } }
        }
    };
    page(StatusCode::OK, &frame, &content)
}

/// What follows a sign-in at the issuer. A browser counts everything that the issuer sent it to as coming from there, and would keep the
/// new cookie back; from this page of ours it goes on as from home.
pub(in crate::http) fn entered(asker: &Asker, organisation: &str) -> Response {
    let language = asker.preferred.language;
    let frame = Frame {
        preferred: asker.preferred,
        organisation,
        session: None,
        here: "/",
        title: words::SIGNED_IN.get(language),
        onward: Some("/"),
    };
    page(StatusCode::OK, &frame, &html! { p { a href="/" { (words::GO_ON.get(language)) } } })
}

/// An address on this site to go on to; anything else is the overview.
pub(in crate::http) fn local(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain && next.starts_with('/') && !next.starts_with("//") { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (next, to) in [
            ("/views/indices?where=n%20gt%205", "/views/indices?where=n%20gt%205"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example/", "/"),
            ("/\n/evil.example", "/"),
            ("javascript:alert(1)", "/"),
        ] {
            assert_eq!(local(next), to, "{next:?}");
        }
    }
}
