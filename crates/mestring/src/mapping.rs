//! The mapping file of `mestring import responses`: which column of a foreign table holds what.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use analysis::foreign::Columns;
use anyhow::Result;
use serde::Deserialize;
use survey::{Date, FileError, Instrument, ItemId, ModuleId, Text, Wave, WaveId};
use toml::Spanned;

use crate::files::read_text;

/// A mapping as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    wave: WaveId,
    title: Text,
    date: Spanned<String>,
    modules: Option<Spanned<Vec<ModuleId>>>,
    unit: String,
    former_municipality: String,
    #[serde(default)]
    invited: Option<PathBuf>,
    #[serde(default)]
    not_relevant: Vec<String>,
    #[serde(default)]
    no_answer: Vec<String>,
    items: Spanned<BTreeMap<ItemId, Spanned<String>>>,
}

/// A mapping as meant: every item it names is asked in the wave, and every item has a column of its own.
pub(crate) struct Mapping {
    /// The wave the responses belong to.
    pub(crate) wave: Wave,
    /// The project's instrument, narrowed to the wave's modules.
    pub(crate) asked: Instrument,
    /// The columns.
    pub(crate) columns: Columns,
    /// The roster file, beside the mapping, if how many were invited is known.
    pub(crate) roster: Option<PathBuf>,
}

impl Mapping {
    /// Reads a mapping file for the project's instrument.
    pub(crate) fn read(file: &Path, instrument: &Instrument) -> Result<Self> {
        let (name, text) = (file.display().to_string(), read_text(file)?);
        let written: Written =
            toml::from_str(&text).map_err(|error| explained(FileError::from_toml(&name, &text, &error)))?;
        let at = |span: Range<usize>, field: &str, problem: String, remedy: &str| {
            explained(FileError::at(&name, &text, &span, field, problem, remedy))
        };
        let reference_date = Date::parse(written.date.get_ref())
            .map_err(|error| at(written.date.span(), "date", error.to_string(), "correct the date"))?;
        let span = written.modules.as_ref().map(Spanned::span).unwrap_or_default();
        let wave = Wave {
            id: written.wave,
            title: written.title,
            reference_date,
            instrument: instrument.id().clone(),
            instrument_version: instrument.version().to_owned(),
            modules: written.modules.map(Spanned::into_inner).unwrap_or_default(),
        };
        let asked = wave
            .questions(instrument)
            .map_err(|error| at(span, "modules", error.to_string(), "name modules of the instrument"))?;
        let mut items = BTreeMap::new();
        let span = written.items.span();
        for (item, column) in written.items.into_inner() {
            let span = column.span();
            let column = column.into_inner();
            if asked.item_position(&item).is_none() {
                let problem = format!("instrument {} does not ask `{item}` in this wave", instrument.id());
                return Err(at(span, item.as_str(), problem, "correct the item, or the modules of the wave").into());
            }
            if let Some((other, _)) = items.iter().find(|(_, taken)| **taken == column) {
                let problem = format!("column {column} is the column of `{other}` already");
                return Err(at(span, item.as_str(), problem, "give each item its own column").into());
            }
            items.insert(item, column);
        }
        if items.is_empty() {
            return Err(at(span, "items", "no item has a column".to_owned(), "name at least one").into());
        }
        Ok(Self {
            wave,
            asked,
            columns: Columns {
                unit: written.unit,
                former_municipality: written.former_municipality,
                items,
                not_relevant: written.not_relevant,
                no_answer: written.no_answer,
            },
            roster: written.invited.map(|roster| file.parent().unwrap_or(Path::new(".")).join(roster)),
        })
    }
}

/// Where the form of the file is described.
fn explained(mut error: FileError) -> FileError {
    error.remedy.push_str(" (see docs/methods/import.md)");
    error
}
