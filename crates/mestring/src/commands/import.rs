//! `mestring import`: responses, absence and organisation from files.

use std::path::Path;

use anyhow::Result;

use super::{Context, print};
use crate::cli::ImportCommand;
use crate::mapping::Mapping;
use crate::project::{Project, read_text, register, write_whole};
use crate::roster;
use crate::settle::settle;

pub(super) fn run(context: &Context, command: &ImportCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        ImportCommand::Responses { file, mapping } => responses(context, &project, file, mapping),
        ImportCommand::Absence { file } => {
            let rows = project.import_absence(file)?;
            print(&format!("{}: {rows} rows of absence, one Parquet file per month\n", project.absence().display()))
        }
        ImportCommand::Organisation { units, former, lineage } => organisation(&project, units, former, lineage),
    }
}

fn responses(context: &Context, project: &Project, file: &Path, mapping: &Path) -> Result<()> {
    let instrument = project.instrument()?;
    let mapping = Mapping::read(mapping, &instrument)?;
    let asked = mapping.wave.questions(&instrument)?;
    let spinner = context.progress.spinner("reading responses")?;
    let records = analysis::foreign::records(file, &mapping.columns, &asked)?;
    let register = project.register()?;
    let invited = match &mapping.roster {
        Some(file) => roster::read(file, &register, mapping.wave.reference_date)?,
        None => Vec::new(),
    };
    let manifest = settle(project, &mapping.wave, &instrument, records, &invited)?;
    spinner.finish_and_clear();
    print(&format!("Wave {}: {} responses settled\n", mapping.wave.id, manifest.rows()))
}

/// The three files are read and checked together before any of them is written.
fn organisation(project: &Project, units: &Path, former: &Path, lineage: &Path) -> Result<()> {
    register(units, former, lineage)?;
    let folder = project.organisation();
    for (file, name) in [(units, "units.csv"), (former, "former_municipalities.csv"), (lineage, "lineage.csv")] {
        write_whole(&folder.join(name), read_text(file)?.as_bytes())?;
    }
    print(&format!("{}: units, former municipalities and lineage\n", folder.display()))
}
