//! The mapping file of `mestring import responses`: which column of a foreign table holds what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use analysis::foreign::Columns;
use anyhow::Result;
use serde::Deserialize;
use survey::{Date, Instrument, ItemId, ModuleId, Text, Wave, WaveId};

use crate::exit::Refusal;
use crate::project::read_text;

/// A mapping as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    wave: WaveId,
    title: Text,
    date: String,
    #[serde(default)]
    modules: Vec<ModuleId>,
    unit: String,
    former_municipality: String,
    #[serde(default)]
    invited: Option<PathBuf>,
    #[serde(default)]
    not_relevant: Vec<String>,
    #[serde(default)]
    no_answer: Vec<String>,
    items: BTreeMap<ItemId, String>,
}

/// A mapping as meant.
pub(crate) struct Mapping {
    /// The wave the responses belong to.
    pub(crate) wave: Wave,
    /// The columns.
    pub(crate) columns: Columns,
    /// The roster file, beside the mapping, if how many were invited is known.
    pub(crate) roster: Option<PathBuf>,
}

impl Mapping {
    /// Reads a mapping file for the project's instrument.
    pub(crate) fn read(file: &Path, instrument: &Instrument) -> Result<Self> {
        let text = read_text(file)?;
        let written: Written = toml::from_str(&text).map_err(|error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            Refusal(format!("{}, line {line}: {}; see docs/methods/import.md", file.display(), error.message()))
        })?;
        let reference_date =
            Date::parse(&written.date).map_err(|error| Refusal(format!("{}, field date: {error}", file.display())))?;
        Ok(Self {
            wave: Wave {
                id: written.wave,
                title: written.title,
                reference_date,
                instrument: instrument.id().clone(),
                instrument_version: instrument.version().to_owned(),
                modules: written.modules,
            },
            columns: Columns {
                unit: written.unit,
                former_municipality: written.former_municipality,
                items: written.items,
                not_relevant: written.not_relevant,
                no_answer: written.no_answer,
            },
            roster: written.invited.map(|roster| file.parent().unwrap_or(Path::new(".")).join(roster)),
        })
    }
}
