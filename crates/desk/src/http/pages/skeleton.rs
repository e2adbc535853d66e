//! What every page has around its content.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use survey::Language;
use views::Words;

use super::super::asker::{LANGUAGE_COOKIE, Preferred};
use super::super::style;
use crate::role::Role;
use crate::sessions::Session;
use crate::words;

/// What is around the content.
pub(super) struct Frame<'p> {
    pub(super) preferred: Preferred,
    pub(super) organisation: &'p str,
    pub(super) session: Option<&'p Session>,
    /// This page's address, without a language.
    pub(super) here: &'p str,
    pub(super) title: &'p str,
    /// Where the browser goes by itself at once, if anywhere.
    pub(super) onward: Option<&'p str>,
}

/// A whole page.
pub(super) fn page(status: StatusCode, frame: &Frame<'_>, content: &Markup) -> Response {
    let language = frame.preferred.language;
    let say = |words: Words| words.get(language);
    let markup = html! {
        (DOCTYPE)
        html lang=(language.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                @if let Some(onward) = frame.onward { meta http-equiv="refresh" content={ "0; url=" (onward) }; }
                title { (frame.title) " – " (frame.organisation) }
                link rel="stylesheet" href=(style::address());
            }
            body {
                a.skip href="#content" { (say(words::SKIP)) }
                header {
                    (navigation(frame))
                    (languages(frame))
                }
                main #content tabindex="-1" {
                    h1 { (frame.title) }
                    (content)
                }
                @if let Some(session) = frame.session { (footer(language, session)) }
            }
        }
    };
    let mut response = (status, markup.into_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    if frame.preferred.chosen {
        let kept = format!("{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", language.code());
        if let Ok(kept) = HeaderValue::from_str(&kept) {
            headers.append(header::SET_COOKIE, kept);
        }
    }
    response
}

fn navigation(frame: &Frame<'_>) -> Markup {
    let say = |words: Words| words.get(frame.preferred.language);
    let Some(session) = frame.session else { return html! {} };
    let link = |address: &str, text: &str| {
        html! { li { a href=(address) aria-current=[(frame.here == address).then_some("page")] { (text) } } }
    };
    html! {
        nav aria-label=(say(words::PAGES)) {
            ul {
                (link("/", say(words::OVERVIEW)))
                @if session.role() == Role::Leader { (link("/unit", say(words::OWN_UNIT))) }
            }
        }
    }
}

fn languages(frame: &Frame<'_>) -> Markup {
    let join = if frame.here.contains('?') { '&' } else { '?' };
    html! {
        nav aria-label=(words::LANGUAGES.get(frame.preferred.language)) {
            ul {
                @for language in Language::ALL {
                    li {
                        a href={ (frame.here) (join) "lang=" (language.code()) } lang=(language.code()) hreflang=(language.code())
                            aria-current=[(language == frame.preferred.language).then_some("true")] {
                            (words::LANGUAGE.get(language))
                        }
                    }
                }
            }
        }
    }
}

fn footer(language: Language, session: &Session) -> Markup {
    html! {
        footer {
            form action="/logout" method="post" {
                p { (words::SIGNED_IN_AS.get(language)) " " strong { (session.name()) } ", " (words::role(session.role()).get(language)) "." }
                button.quiet type="submit" { (words::SIGN_OUT.get(language)) }
            }
        }
    }
}
