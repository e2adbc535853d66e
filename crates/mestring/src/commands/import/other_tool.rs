//! Responses of LimeSurvey, KoboToolbox and SPSS: every column has a use before the first row is read.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use forms::{Answers, Table, Tool};
use survey::{Record, Register, UnitId};

use super::check_places;
use crate::commands::print;
use crate::files::read_bytes;
use crate::mapping::Mapping;

/// Reads and checks every row. The preview is printed before the first refusal, which it may explain.
pub(super) fn records(
    file: &Path,
    tool: Tool,
    mapping: &Mapping,
    register: &Register,
    preview: bool,
) -> Result<Vec<Record>> {
    let (name, bytes) = (file.display().to_string(), read_bytes(file)?);
    let table = Table::read(tool, &name, &bytes)?;
    let said = mapping.for_tool();
    let answers = Answers::of(tool, &table, &said, &mapping.asked)?;
    if preview {
        print(&answers.to_string())?;
    }
    let units: BTreeSet<UnitId> = register.units().iter().map(|unit| unit.id().clone()).collect();
    let records = answers.records(&units)?;
    let rows = records.iter().map(|(row, record)| (*row, record));
    check_places(rows, mapping, register, |row, field, problem, remedy| table.fault(row, field, problem, remedy))?;
    Ok(records.into_iter().map(|(_, record)| record).collect())
}
