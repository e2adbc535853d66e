//! Rows as files.

use std::sync::Arc;

use survey::Language;
use views::Table;

use super::asker::Answer;
use crate::refusal::Refusal;
use crate::select::{Field, SelectError};
use crate::store::Release;

/// A format.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format(&'static str);

impl Format {
    pub(super) const fn name(self) -> &'static str {
        self.0
    }
}

pub(super) fn formats() -> impl Iterator<Item = Format> {
    ["csv"].into_iter().map(Format)
}

pub(super) fn format(name: &str) -> Result<Option<Format>, SelectError> {
    if name == "json" {
        return Ok(None);
    }
    let found = formats().find(|format| format.name() == name);
    found.map(Some).ok_or_else(|| SelectError(format!("there is no format {name}")))
}

/// What a file is made of besides its rows.
pub(super) struct File {
    pub(super) format: Format,
    pub(super) name: String,
    pub(super) language: Language,
    pub(super) organisation: String,
}

pub(super) async fn respond(
    file: File,
    table: Arc<Table>,
    fields: Vec<Field>,
    rows: Option<Vec<usize>>,
    release: &Release,
) -> Answer {
    let File { format, name, language, organisation } = file;
    drop((format, name, language, organisation, table, fields, rows, release));
    Err(Refusal::NotOffered.into())
}
