//! The first page: which waves there are, and which tables.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use survey::Language;
use views::{View, Words};

use super::super::{Asker, Looking, Shared};
use super::{Frame, page};
use crate::store::Release;
use crate::words;

/// Waves and tables.
#[utoipa::path(get, path = "/", tag = "pages", responses((status = 200, description = "A page", body = String, content_type = "text/html")))]
pub(in crate::http) async fn show(State(desk): State<Shared>, asker: Asker, looking: Looking) -> Response {
    let language = asker.preferred.language;
    let say = |words: Words| words.get(language);
    let frame = Frame {
        preferred: asker.preferred,
        organisation: &desk.organisation,
        session: Some(&looking.session),
        here: "/",
        title: say(words::DESK),
        onward: None,
    };
    let content = html! {
        h2 { (say(words::WAVES)) }
        (waves(&looking.release, language))
        h2 { (say(words::TABLES)) }
        table {
            thead { tr { th scope="col" { (say(words::TABLE)) } th scope="col" { (say(words::WHAT)) } } }
            tbody {
                @for view in View::ALL {
                    tr {
                        th scope="row" { a href={ "/views/" (view.name()) } { (view.name()) } }
                        td { (view.about().get(language)) }
                    }
                }
            }
        }
        h2 { (say(words::FOR_PROGRAMS)) }
        p { (say(words::ODATA_LEAD)) " " code { (asker.base()) "/odata/" } "." }
    };
    page(StatusCode::OK, &frame, &content)
}

fn waves(release: &Release, language: Language) -> Markup {
    if release.cubes().is_empty() {
        return html! { p { (words::NO_WAVES.get(language)) } };
    }
    html! {
        table {
            thead { tr { th scope="col" { (words::SURVEY.get(language)) } th scope="col" { (words::REFERENCE_DATE.get(language)) } } }
            tbody {
                @for cube in release.cubes() {
                    @let header = cube.header();
                    tr {
                        th scope="row" { a href={ "/views/indices?f.wave=" (header.wave) } { (header.title.get(language)) } }
                        td { (header.reference_date) }
                    }
                }
            }
        }
    }
}
