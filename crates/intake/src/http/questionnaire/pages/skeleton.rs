//! What every page has: a head, one main part, perhaps a script; and the choice of language, as links or as buttons.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::http::questionnaire::scripts::Scripts;
use crate::http::style;
use crate::words::{Tongue, pages as text};

/// A page that wants its frame.
pub(in crate::http) struct Document<'a> {
    pub(in crate::http) tongue: Tongue,
    pub(in crate::http) title: &'a str,
    pub(in crate::http) script: Scripts,
    /// The main part.
    pub(in crate::http) main: &'a Markup,
    /// What stands after it.
    pub(in crate::http) after: Option<Markup>,
}

/// A whole page.
pub(in crate::http) fn document(page: Document<'_>) -> Markup {
    let Document { tongue, title, script, main, after } = page;
    html! {
        (DOCTYPE)
        html lang=(tongue.lang()) dir=[tongue.dir()] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href=(style::address());
            }
            body {
                main #main { (main) }
                @if let Some(after) = after { (after) }
                @if let Some(script) = script.text() { script { (PreEscaped(script)) } }
            }
        }
    }
}

/// The languages as links to the same page.
pub(in crate::http) fn language_links(
    current: Tongue,
    with_mirror: bool,
    address: impl Fn(Tongue) -> String,
) -> Markup {
    languages(current, with_mirror, |tongue| {
        html! { a href=(address(tongue)) lang=(tongue.lang()) hreflang=(tongue.lang()) { (tongue.own_name()) } }
    })
}

/// The languages as buttons of the form, so that nothing in it is lost.
pub(super) fn language_buttons(current: Tongue, with_mirror: bool) -> Markup {
    languages(current, with_mirror, |tongue| {
        html! { button.link name="go" value={ "lang-" (tongue.tag()) } lang=(tongue.lang()) { (tongue.own_name()) } }
    })
}

fn languages(current: Tongue, with_mirror: bool, other: impl Fn(Tongue) -> Markup) -> Markup {
    html! {
        nav aria-label=(current.say(text::LANGUAGES)) {
            ul {
                @for tongue in Tongue::offered(with_mirror) {
                    li {
                        @if tongue == current {
                            span lang=(tongue.lang()) aria-current="true" { (tongue.own_name()) }
                        } @else {
                            (other(tongue))
                        }
                    }
                }
            }
        }
    }
}
