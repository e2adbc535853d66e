//! A table for people: the first rows, a form to choose others, and the files.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use survey::Language;
use views::{Kind, Table, View, Words};

use super::super::asker::{Answer, escaped};
use super::super::files::formats;
use super::super::query::Parameters;
use super::super::state::{self, Segment, choose};
use super::super::{Asker, Desk, Looking, Shared};
use super::numbers::shown;
use super::{Frame, page};
use crate::refusal::Declined;
use crate::select::{Cursor, Field, Filter, Order};
use crate::trail::Deed;
use crate::words;

/// Rows of a page.
const PAGE: usize = 100;

/// What stands before the name of a column in the form.
const FIELD: &str = "f.";

/// Columns of text that the form offers, where a view has them.
const ASKED: [&str; 4] = ["wave", "unit", "measure", "former_municipality"];

/// Rows of a view, with a form to choose others and the files.
#[utoipa::path(
    get, path = "/views/{view}", tag = "pages",
    params(
        ("view" = String, Path, description = "The name of the view"),
        ("where" = Option<String>, Query, description = "A condition in OData's filter language"),
        ("f.COLUMN" = Option<String>, Query, description = "What a column must be"),
    ),
    responses((status = 200, description = "A page", body = String, content_type = "text/html"))
)]
pub(in crate::http) async fn show(
    State(desk): State<Shared>,
    asker: Asker,
    looking: Looking,
    Segment(name): Segment,
) -> Response {
    let answer = answer(&desk, &asker, &looking, &name).await;
    asker.give(answer)
}

async fn answer(desk: &Desk, asker: &Asker, looking: &Looking, name: &str) -> Answer {
    let view = state::view(name)?;
    let given = Parameters::of(asker.uri())?;
    let table = looking.table(view).await?;
    let chosen = Chosen::of(&table, &given)?;
    let filter = Filter::parse(&table, &chosen.condition)?;
    let release = looking.release.mark();
    let question = [name, chosen.condition.as_str()];
    let from = given.get("cursor").map(|cursor| Cursor::read(cursor, release, &question)).transpose()?.unwrap_or(0);
    let rows = choose(&table, filter, Order::default()).await?;
    let page_rows = rows.page(from, PAGE);
    let what = if chosen.condition.is_empty() { name.to_owned() } else { format!("{name} where {}", chosen.condition) };
    desk.log(looking, Deed::Viewed, &what, Some(("html", page_rows.len()))).await?;

    let language = asker.preferred.language;
    let reached = from.saturating_add(page_rows.len());
    let address = format!("/views/{name}{}", chosen.address);
    let join = if chosen.address.is_empty() { '?' } else { '&' };
    let next = (reached < rows.len())
        .then(|| format!("{address}{join}cursor={}", Cursor::new(release, &question, reached).text()));
    let frame = Frame {
        preferred: asker.preferred,
        organisation: &desk.organisation,
        session: Some(&looking.session),
        here: &address,
        title: name,
        onward: None,
    };
    let content = html! {
        p { (view.about().get(language)) }
        (form(view, &table, &given, language))
        (files(name, &chosen.condition, language))
        p role="status" { (how_many(page_rows.len(), rows.len(), language)) }
        (cells(&table, &page_rows, language))
        @if let Some(next) = next { p { a rel="next" href=(next) { (words::NEXT.get(language)) } } }
        @if from > 0 { p { a href=(address) { (words::BEGIN_ANEW.get(language)) } } }
        p.note { (words::HIDDEN.get(language)) }
    };
    Ok(page(StatusCode::OK, &frame, &content))
}

/// What the form says, as a condition and as an address.
struct Chosen {
    condition: String,
    address: String,
}

impl Chosen {
    fn of(table: &Table, given: &Parameters) -> Result<Chosen, Declined> {
        let (mut conditions, mut parts) = (Vec::new(), Vec::new());
        for (name, value) in given.iter().filter(|(_, value)| !value.is_empty()) {
            let Some(column) = name.strip_prefix(FIELD) else { continue };
            let field = Field::of(table, column)?;
            let value_text = if field.is_number(table) { value.to_owned() } else { quoted(value) };
            conditions.push(format!("{column} eq {value_text}"));
            parts.push(format!("{name}={}", escaped(value)));
        }
        if let Some(condition) = given.get("where") {
            conditions.push(if conditions.is_empty() { condition.to_owned() } else { format!("({condition})") });
            parts.push(format!("where={}", escaped(condition)));
        }
        let address = if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) };
        Ok(Chosen { condition: conditions.join(" and "), address })
    }
}

/// A text in the filter language.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn form(view: View, table: &Table, given: &Parameters, language: Language) -> Markup {
    let say = |words: Words| words.get(language);
    html! {
        details open[given.iter().any(|(name, _)| name != "lang" && name != "cursor")] {
            summary { (say(words::FILTER)) }
            form.filter method="get" action={ "/views/" (view.name()) } {
                @for column in table.columns() {
                    @let name = column.description.name.as_ref();
                    @let label = column.description.label.map_or(name, |label| label.get(language));
                    @let id = format!("{FIELD}{name}");
                    @if let Kind::Code(codes) = column.description.kind {
                        p {
                            label for=(id) { (label) }
                            select id=(id) name=(id) {
                                option value="" { (say(words::ANY)) }
                                @for code in codes {
                                    option value=(code.word) selected[given.get(&id) == Some(code.word)] { (code.label.get(language)) }
                                }
                            }
                        }
                    } @else if ASKED.contains(&name) {
                        p {
                            label for=(id) { (label) }
                            input type="text" id=(id) name=(id) value=(given.text(&id)) spellcheck="false";
                        }
                    }
                }
                p.wide {
                    label for="where" { (say(words::CONDITION)) }
                    input type="text" id="where" name="where" value=(given.text("where")) spellcheck="false" aria-describedby="where-hint";
                    span.hint id="where-hint" { (say(words::CONDITION_HINT)) }
                }
                p.wide {
                    button type="submit" { (say(words::APPLY)) }
                    " " a href={ "/views/" (view.name()) } { (say(words::CLEAR)) }
                }
            }
        }
    }
}

fn files(name: &str, condition: &str, language: Language) -> Markup {
    let condition = if condition.is_empty() { String::new() } else { format!("&where={}", escaped(condition)) };
    html! {
        p { (words::DOWNLOAD.get(language)) ":" }
        ul.inline {
            @for format in formats() {
                li {
                    a download href={ "/api/v1/views/" (name) "?format=" (format.name()) (condition) "&lang=" (language.code()) } { (format.name()) }
                }
            }
        }
    }
}

fn how_many(page: usize, total: usize, language: Language) -> String {
    let words = match total {
        0 => words::NONE,
        total if total == page => words::ALL_SHOWN,
        _ => words::FIRST_OF,
    };
    words.get(language).replace("{shown}", &page.to_string()).replace("{total}", &total.to_string())
}

fn cells(table: &Arc<Table>, rows: &[usize], language: Language) -> Markup {
    let is_number = |kind| matches!(kind, Kind::Whole | Kind::Number);
    html! {
        div.scroll tabindex="0" role="region" aria-label=(words::ROWS.get(language)) {
            table.rows {
                caption { (table.name()) }
                thead {
                    tr {
                        @for column in table.columns() {
                            @let description = &column.description;
                            th scope="col" class=[is_number(description.kind).then_some("number")] title=(description.name) {
                                (description.label.map_or(description.name.as_ref(), |label| label.get(language)))
                            }
                        }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            @for (place, column) in table.columns().iter().enumerate() {
                                td class=[is_number(column.description.kind).then_some("number")] { (shown(&table.value(*row, place), language)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
