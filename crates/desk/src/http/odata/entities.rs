//! Entity sets: the rows of a view, one of them by its key, and how many there are.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use exports::Format;
use serde::Serialize;
use serde::ser::SerializeMap;
use views::Table;

use super::super::asker::{Answer, escaped};
use super::super::files::{self, File};
use super::super::json::{self, RowOf, RowsOf};
use super::super::state::{self, Segment, choose};
use super::super::{Asker, Desk, Looking, Shared};
use super::options::{Options, Written};
use crate::refusal::{Declined, Refusal};
use crate::select::{self, Cursor, Field, Filter, Order};
use crate::trail::Deed;

/// The rows of an entity set, or one row: `indices`, `indices(7)`.
#[utoipa::path(
    get, path = "/odata/{set}", tag = "odata",
    params(
        ("set" = String, Path, description = "A view, or a view with the number of a row in brackets"),
        ("$select" = Option<String>, Query), ("$filter" = Option<String>, Query), ("$orderby" = Option<String>, Query),
        ("$top" = Option<usize>, Query), ("$skip" = Option<usize>, Query), ("$count" = Option<bool>, Query),
        ("$format" = Option<String>, Query, description = "json, or csv: all rows at once, for spreadsheets"),
    ),
    responses((status = 200, description = "Rows", content_type = "application/json"))
)]
pub(in crate::http) async fn entities(
    State(desk): State<Shared>,
    asker: Asker,
    looking: Looking,
    headers: HeaderMap,
    Segment(set): Segment,
) -> Response {
    let answer = match set.strip_suffix(')').and_then(|set| set.split_once('(')) {
        Some((set, key)) => one(&desk, &asker, &looking, set, key).await,
        None => many(&desk, &asker, &looking, &headers, &set).await,
    };
    asker.give(answer)
}

/// How many rows an entity set has, after `$filter`.
#[utoipa::path(
    get, path = "/odata/{set}/$count", tag = "odata",
    params(("set" = String, Path, description = "A view"), ("$filter" = Option<String>, Query)),
    responses((status = 200, description = "A number", body = String, content_type = "text/plain"))
)]
pub(in crate::http) async fn count(
    asker: Asker,
    looking: Looking,
    headers: HeaderMap,
    Segment(set): Segment,
) -> Response {
    let answer = counted(&asker, &looking, &headers, &set).await;
    asker.give(answer)
}

async fn counted(asker: &Asker, looking: &Looking, headers: &HeaderMap, set: &str) -> Answer {
    let options = Options::of(asker.uri(), headers)?;
    let table = looking.table(state::view(set)?).await?;
    let filter = Filter::parse(&table, options.filter())?;
    let rows = choose(&table, filter, Order::default()).await?;
    Ok(super::text("text/plain", rows.len().to_string()))
}

async fn many(desk: &Desk, asker: &Asker, looking: &Looking, headers: &HeaderMap, set: &str) -> Answer {
    let view = state::view(set)?;
    let options = Options::of(asker.uri(), headers)?;
    let table = looking.table(view).await?;
    let fields = fields(&table, options.select())?;
    let (filter, order) = (Filter::parse(&table, options.filter())?, Order::parse(&table, options.order())?);
    let release = looking.release.mark();
    let question = options.question();
    let question: Vec<&str> = std::iter::once(set).chain(question.iter().map(String::as_str)).collect();
    let from = match options.token() {
        Some(token) => Cursor::read(token, release, &question)?,
        None => options.skip,
    };

    let rows = choose(&table, filter, order).await?;
    let end = options.top.map_or(rows.len(), |top| options.skip.saturating_add(top).min(rows.len()));
    let what = if options.filter().is_empty() { set.to_owned() } else { format!("{set} where {}", options.filter()) };
    if options.format == Written::Csv {
        let rows = rows.page(from, end.saturating_sub(from));
        desk.log(looking, Deed::Exported, &what, Some(("odata csv", rows.len()))).await?;
        let language = asker.preferred.language;
        let file =
            File { format: Format::Csv, name: set.to_owned(), language, organisation: desk.organisation.clone() };
        let mut response = files::respond(file, table, fields, Some(rows), &looking.release).await?;
        response.headers_mut().extend([super::VERSION]);
        return Ok(response);
    }
    let page = rows.page(from, options.page.0.min(end.saturating_sub(from)));
    let reached = from.saturating_add(page.len());
    let base = asker.base();
    let next = (reached < end).then(|| {
        let kept: String =
            options.kept().map(|(name, value)| format!("{}={}&", escaped_name(name), escaped(value))).collect();
        format!("{base}/odata/{set}?{kept}$skiptoken={}", Cursor::new(release, &question, reached).text())
    });
    desk.log(looking, Deed::Viewed, &what, Some(("odata", page.len()))).await?;

    let body = Page {
        context: format!("{base}/odata/$metadata#{set}{}", selected(&table, &fields, options.select())),
        count: options.count.then_some(rows.len()),
        rows: RowsOf { table: &table, fields: &fields, rows: &page },
        next,
    };
    let mut response = super::json(json::text(&body));
    if let (size, true) = options.page
        && let Ok(applied) = HeaderValue::from_str(&format!("odata.maxpagesize={size}"))
    {
        response.headers_mut().insert("preference-applied", applied);
    }
    Ok(response)
}

async fn one(desk: &Desk, asker: &Asker, looking: &Looking, set: &str, key: &str) -> Answer {
    let table = looking.table(state::view(set)?).await?;
    let options = Options::of(asker.uri(), &HeaderMap::new())?;
    let key = key.trim().strip_prefix("row=").unwrap_or(key.trim());
    let number: usize = key.parse().map_err(|_| Refusal::Query(format!("({key}) is no number of a row")))?;
    let row = number.checked_sub(1).filter(|row| *row < table.rows()).ok_or(Refusal::NoSuchRow)?;
    let fields = fields(&table, options.select())?;
    desk.log(looking, Deed::Viewed, &format!("{set}({number})"), Some(("odata", 1))).await?;
    let selected = selected(&table, &fields, options.select());
    let context = format!("{}/odata/$metadata#{set}{selected}/$entity", asker.base());
    Ok(super::json(json::text(&Entity { context, row: RowOf { table: &table, fields: &fields, row } })))
}

/// The columns a client asks for: all of them and the key, where it does not say.
fn fields(table: &Table, names: &str) -> Result<Vec<Field>, Declined> {
    if matches!(names.trim(), "" | "*") {
        return Ok(std::iter::once(Field::Row).chain(Field::all(table)).collect());
    }
    Ok(select::columns(table, names)?)
}

/// What the context says of the columns.
fn selected(table: &Table, fields: &[Field], names: &str) -> String {
    if matches!(names.trim(), "" | "*") {
        return String::new();
    }
    let names: Vec<&str> = fields.iter().map(|field| field.name(table)).collect();
    format!("({})", names.join(","))
}

/// The dollar of an option stays one: some clients look for it.
fn escaped_name(name: &str) -> String {
    match name.strip_prefix('$') {
        Some(name) => format!("${}", escaped(name)),
        None => escaped(name),
    }
}

struct Page<'t> {
    context: String,
    count: Option<usize>,
    rows: RowsOf<'t>,
    next: Option<String>,
}

impl Serialize for Page<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("@odata.context", &self.context)?;
        if let Some(count) = self.count {
            object.serialize_entry("@odata.count", &count)?;
        }
        object.serialize_entry("value", &self.rows)?;
        if let Some(next) = &self.next {
            object.serialize_entry("@odata.nextLink", next)?;
        }
        object.end()
    }
}

struct Entity<'t> {
    context: String,
    row: RowOf<'t>,
}

impl Serialize for Entity<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("@odata.context", &self.context)?;
        self.row.write_into(&mut object)?;
        object.end()
    }
}
