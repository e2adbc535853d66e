//! The mapping file of `mestring import responses`: which column of a foreign table holds what, and what its codes mean.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use analysis::foreign::Columns;
use anyhow::Result;
use forms::Unfinished;
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
    role_class: Option<String>,
    #[serde(default)]
    invited: Option<PathBuf>,
    #[serde(default)]
    not_relevant: Vec<String>,
    #[serde(default)]
    no_answer: Vec<String>,
    items: Option<Spanned<BTreeMap<ItemId, Spanned<String>>>>,
    /// Read only with `--from`.
    answers: Option<Spanned<BTreeMap<String, u8>>>,
    left_out: Option<Spanned<Vec<String>>>,
    unfinished: Option<Spanned<WrittenUnfinished>>,
}

/// What becomes of answers that were begun and not sent.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenUnfinished {
    Count,
    LeaveOut,
}

/// Who wrote the table that a mapping is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// A table that means what the mapping says.
    Anybody,
    /// A tool whose headings and codes are known.
    Tool,
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
    /// Codes of answers with their points, of another tool.
    answers: BTreeMap<String, u8>,
    /// Columns of another tool that are not read.
    left_out: Vec<String>,
    /// What becomes of another tool's unsent answers.
    unfinished: Option<Unfinished>,
}

impl Mapping {
    /// Reads a mapping file for the project's instrument.
    pub(crate) fn read(file: &Path, instrument: &Instrument, author: Author) -> Result<Self> {
        let (name, text) = (file.display().to_string(), read_text(file)?);
        let written: Written =
            toml::from_str(&text).map_err(|error| explained(FileError::from_toml(&name, &text, &error)))?;
        let at = |span: Range<usize>, field: &str, problem: String, remedy: &str| {
            explained(FileError::at(&name, &text, &span, field, problem, remedy))
        };
        let of_tools = [
            (written.answers.as_ref().map(Spanned::span), "answers"),
            (written.left_out.as_ref().map(Spanned::span), "left_out"),
            (written.unfinished.as_ref().map(Spanned::span), "unfinished"),
        ];
        if let (Author::Anybody, Some((Some(span), key))) =
            (author, of_tools.into_iter().find(|(span, _)| span.is_some()))
        {
            let problem = "it is read only for a file of another tool".to_owned();
            return Err(at(span, key, problem, "say which tool with --from, or remove the key").into());
        }
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
        let span = written.items.as_ref().map(Spanned::span).unwrap_or_default();
        for (item, column) in written.items.map(Spanned::into_inner).unwrap_or_default() {
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
        // A tool's headings may say by themselves which item they are.
        if items.is_empty() && author == Author::Anybody {
            return Err(at(span, "items", "no item has a column".to_owned(), "name at least one").into());
        }
        Ok(Self {
            wave,
            asked,
            columns: Columns {
                unit: written.unit,
                former_municipality: written.former_municipality,
                role_class: written.role_class,
                items,
                not_relevant: written.not_relevant,
                no_answer: written.no_answer,
            },
            roster: written.invited.map(|roster| file.parent().unwrap_or(Path::new(".")).join(roster)),
            answers: written.answers.map(Spanned::into_inner).unwrap_or_default(),
            left_out: written.left_out.map(Spanned::into_inner).unwrap_or_default(),
            unfinished: written.unfinished.map(|unfinished| match unfinished.into_inner() {
                WrittenUnfinished::Count => Unfinished::Count,
                WrittenUnfinished::LeaveOut => Unfinished::LeaveOut,
            }),
        })
    }

    /// The same, for a table of another tool.
    pub(crate) fn for_tool(&self) -> forms::Mapping {
        forms::Mapping {
            unit: self.columns.unit.clone(),
            former_municipality: self.columns.former_municipality.clone(),
            role_class: self.columns.role_class.clone(),
            items: self.columns.items.clone(),
            answers: self.answers.clone(),
            not_relevant: self.columns.not_relevant.clone(),
            no_answer: self.columns.no_answer.clone(),
            left_out: self.left_out.clone(),
            unfinished: self.unfinished,
        }
    }
}

/// Where the form of the file is described.
fn explained(mut error: FileError) -> FileError {
    error.remedy.push_str(" (see docs/methods/import.md)");
    error
}
