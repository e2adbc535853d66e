//! Rows as files, in the formats of `exports`, written while they are read.

use std::io;
use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::Response;
use disclosure::Sealed;
use exports::{Context, ExportError, Format};
use survey::{Date, Language};
use views::{Column, Description, Kind, Table, Values, Words};

use super::asker::Answer;
use super::pipe;
use crate::refusal::{Declined, Failure, Refusal};
use crate::select::{Field, SelectError};
use crate::store::Release;

/// What the numbers of rows are called in a file.
const ROW_LABEL: Words = Words::new("Rad", "Rad", "Row");

/// Every format but JSON, which the addresses write themselves because it says where the next page is.
pub(super) fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| *format != Format::Json)
}

/// The format of a name; nothing for JSON.
pub(super) fn format(name: &str) -> Result<Option<Format>, SelectError> {
    let format = Format::parse(name).map_err(|unknown| SelectError(unknown.to_string()))?;
    Ok(Some(format).filter(|format| *format != Format::Json))
}

/// What a file is made of besides its rows.
pub(super) struct File {
    pub(super) format: Format,
    pub(super) name: String,
    pub(super) language: Language,
    pub(super) organisation: String,
}

/// Hands a table out, or some of its rows, with some of its columns.
///
/// What a format has no room for is refused before a byte is sent.
pub(super) async fn respond(
    file: File,
    table: Arc<Table>,
    fields: Vec<Field>,
    rows: Option<Vec<usize>>,
    release: &Release,
) -> Answer {
    let named = format!("attachment; filename=\"{}.{}\"", file.name, file.format.extension());
    let named = HeaderValue::from_str(&named).map_err(|_| Failure::Defect)?;
    let kind = HeaderValue::from_static(file.format.media_type());
    let context = context(&file, release)?;
    let body = pipe::begin(move |out| {
        let chosen =
            chosen(&table, &fields, rows.as_deref()).ok_or_else(|| io::Error::other("columns of two lengths"))?;
        let tables = chosen.as_ref().map_or_else(|| std::slice::from_ref(table.as_ref()), std::slice::from_ref);
        exports::write(file.format, tables, &context, out).map_err(io::Error::other)
    });
    let body = body.await.map_err(|error| refused(&error))?;
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    Ok(response)
}

/// What the format has no room for is the reader's to mend; the rest is ours.
fn refused(error: &io::Error) -> Declined {
    let told = error.get_ref().and_then(|source| source.downcast_ref::<ExportError>());
    match told {
        Some(ExportError::Io(_) | ExportError::Fault { .. }) | None => {
            tracing::error!(%error, "a file could not be made");
            Failure::Defect.into()
        }
        Some(refused) => Refusal::Query(refused.to_string()).into(),
    }
}

/// What the file says of itself. It counts as made on the day of its newest wave: the same release gives the same bytes.
fn context(file: &File, release: &Release) -> Result<Context, Declined> {
    let cubes: Vec<&Sealed> = release.cubes().iter().map(AsRef::as_ref).collect();
    let newest = cubes.last().map(|cube| cube.header().reference_date);
    // Tables of no release are empty, and as old as can be.
    let day = newest.map_or_else(|| Date::new(1970, 1, 1).map_err(|_| Failure::Defect), Ok)?;
    let mut context = Context::of(&cubes, file.language, day);
    context.producer.clone_from(&file.organisation);
    Ok(context)
}

/// The chosen rows and columns as a table of their own; the inner nothing where that is the whole table, the outer where it cannot be.
fn chosen(table: &Table, fields: &[Field], rows: Option<&[usize]>) -> Option<Option<Table>> {
    if rows.is_none() && fields.iter().copied().eq(Field::all(table)) {
        return Some(None);
    }
    let every: Vec<usize>;
    let rows = match rows {
        Some(rows) => rows,
        None => {
            every = (0..table.rows()).collect();
            &every
        }
    };
    let column = |field: &Field| match field {
        Field::Column(column) => {
            let column = table.columns().get(*column)?;
            Some(Column { description: column.description.clone(), values: column.values.take(rows) })
        }
        Field::Row => {
            let numbers = rows.iter().map(|row| i64::try_from(row.saturating_add(1)).ok()).collect();
            let description = Description { name: "row".into(), kind: Kind::Whole, label: Some(ROW_LABEL) };
            Some(Column { description, values: Values::Whole(numbers) })
        }
    };
    let columns = fields.iter().map(column).collect::<Option<Vec<_>>>()?;
    Table::new(table.name(), columns).ok().map(Some)
}
