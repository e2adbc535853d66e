//! `GET /api/v1/views/{view}`: rows of a view, a page at a time or all of them as a file.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::ser::SerializeMap;
use utoipa::ToSchema;

use super::super::asker::{Answer, escaped};
use super::super::files::{self, File};
use super::super::json::{self, RowsOf};
use super::super::problem::ProblemBody;
use super::super::query::Parameters;
use super::super::state::{self, Segment, choose};
use super::super::{Asker, Desk, Looking, Shared};
use crate::refusal::Refusal;
use crate::select::{Cursor, Filter, Order, Rows};
use crate::trail::Deed;

/// Rows of a page where nobody says how many, and the most there may be.
const PAGE: usize = 100;
const PAGE_MAX: usize = 10_000;

/// The number of rows that the question has in all.
const TOTAL: HeaderName = HeaderName::from_static("total-rows");

/// One page.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes what `Page` writes")]
#[schema(as = Page)]
pub(super) struct PageBody {
    /// The view.
    view: String,
    /// The release: another one when any result has been replaced.
    release: String,
    /// The rows that the question has in all.
    total: usize,
    /// The address of the next page; null on the last.
    next: Option<String>,
    /// The rows, each an object with the chosen columns. A number that is withheld is null, and `status` says why.
    rows: Vec<serde_json::Value>,
}

/// Rows of a view.
///
/// Without `limit` and `cursor`, every format but JSON gives all rows. With either, any format gives a page, and the header `Link` and
/// the field `next` lead to the next one. Nothing is ever left out without being said: `total` and the header `Total-Rows` count all rows.
#[utoipa::path(
    get, path = "/api/v1/views/{view}", tag = "results",
    params(
        ("view" = String, Path, description = "The name of the view"),
        ("select" = Option<String>, Query, description = "Columns, joined by commas; all of them when left out. `row` is the number of the row"),
        ("where" = Option<String>, Query, description = "A condition in OData's filter language: `status eq 'shown' and n ge 30`"),
        ("order" = Option<String>, Query, description = "Columns to sort by: `value desc,unit`"),
        ("limit" = Option<usize>, Query, description = "Rows of a page, at most 10,000"),
        ("cursor" = Option<String>, Query, description = "Where the page begins, as `next` gave it"),
        ("format" = Option<String>, Query, description = "json, csv, csv-excel, ndjson, arrow, parquet, xlsx or sav"),
        ("lang" = Option<String>, Query, description = "nb, nn or en: the labels in files that have them"),
    ),
    responses(
        (status = 200, description = "Rows", body = PageBody),
        (status = 400, description = "A parameter that cannot be carried out", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such view", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "The results were replaced since the first page", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(in crate::http) async fn view(
    axum::extract::State(desk): axum::extract::State<Shared>,
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
    given.only(&["select", "where", "order", "limit", "cursor", "format", "lang"])?;
    let format = files::format(given.get("format").unwrap_or("json"))?;
    let limit = given.number("limit")?;
    if limit.is_some_and(|limit| limit == 0 || limit > PAGE_MAX) {
        return Err(Refusal::Query(format!("limit is from 1 to {PAGE_MAX}; follow next for more")).into());
    }
    let table = looking.table(view).await?;
    let fields = crate::select::columns(&table, given.text("select"))?;
    let filter = Filter::parse(&table, given.text("where"))?;
    let order = Order::parse(&table, given.text("order"))?;
    let release = looking.release.mark().to_owned();
    let question = [name, given.text("where"), given.text("order")];
    let from = given.get("cursor").map(|cursor| Cursor::read(cursor, &release, &question)).transpose()?;

    let rows = choose(&table, filter, order).await?;
    let total = rows.len();
    let is_page = format.is_none() || limit.is_some() || from.is_some();
    let (from, size) = if is_page { (from.unwrap_or(0), limit.unwrap_or(PAGE)) } else { (0, total) };
    let page = rows.page(from, size);
    let end = from.saturating_add(page.len());
    let next = (end < total).then(|| {
        let cursor = Cursor::new(&release, &question, end).text();
        next_address(asker, &given, &cursor)
    });
    let deed = if is_page { Deed::Viewed } else { Deed::Exported };
    let how = format.map_or("json", exports::Format::name);
    desk.log(looking, deed, &described(name, &given), Some((how, page.len()))).await?;

    let untouched = matches!(rows, Rows::All(_)) && page.len() == total;
    let mut response = match format {
        None => {
            let body = Page {
                view: name,
                release: &release,
                total,
                next: next.as_deref(),
                rows: RowsOf { table: &table, fields: &fields, rows: &page },
            };
            ([(header::CONTENT_TYPE, "application/json")], json::text(&body)).into_response()
        }
        Some(format) => {
            let file = File {
                format,
                name: name.to_owned(),
                language: asker.preferred.language,
                organisation: desk.organisation.clone(),
            };
            files::respond(file, table, fields, (!untouched).then_some(page), &looking.release).await?
        }
    };
    let headers = response.headers_mut();
    headers.insert(TOTAL, HeaderValue::from(total));
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok()) {
        headers.insert(header::LINK, link);
    }
    Ok(response)
}

/// The same address with another cursor.
fn next_address(asker: &Asker, given: &Parameters, cursor: &str) -> String {
    let kept = given.iter().filter(|(name, _)| *name != "cursor");
    let mut address = format!("{}?", asker.uri().path());
    for (name, value) in kept {
        address.push_str(&format!("{}={}&", escaped(name), escaped(value)));
    }
    format!("{address}cursor={cursor}")
}

/// What is logged: the view and what was asked of it.
fn described(name: &str, given: &Parameters) -> String {
    let asked =
        ["select", "where", "order"].into_iter().filter_map(|part| Some(format!(" {part} {}", given.get(part)?)));
    std::iter::once(name.to_owned()).chain(asked).collect()
}

/// [`PageBody`] without a copy of the rows.
struct Page<'t> {
    view: &'t str,
    release: &'t str,
    total: usize,
    next: Option<&'t str>,
    rows: RowsOf<'t>,
}

impl Serialize for Page<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(5))?;
        object.serialize_entry("view", self.view)?;
        object.serialize_entry("release", self.release)?;
        object.serialize_entry("total", &self.total)?;
        object.serialize_entry("next", &self.next)?;
        object.serialize_entry("rows", &self.rows)?;
        object.end()
    }
}
