//! `mestring import`: responses, absence and organisation from files.

use std::path::Path;

use anyhow::Result;
use survey::{FileError, Record, Register, WaveState};

use super::{Context, print};
use crate::cli::ImportCommand;
use crate::exit::Refusal;
use crate::files::{NamedText, write_together};
use crate::mapping::Mapping;
use crate::project::Project;
use crate::roster;
use crate::settle::settle;

pub(super) fn run(context: &Context, command: &ImportCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        ImportCommand::Responses { file, mapping } => responses(context, &project, file, mapping),
        ImportCommand::Absence { file } => super::absence::import::sums(&project, file, None),
        ImportCommand::Organisation { units, former, lineage } => organisation(&project, [units, former, lineage]),
    }
}

fn responses(context: &Context, project: &Project, file: &Path, mapping: &Path) -> Result<()> {
    let instrument = project.instrument()?;
    let mapping = Mapping::read(mapping, &instrument)?;
    refuse_asked_now(project, &mapping)?;
    let register = project.register()?;
    let invited = match &mapping.roster {
        Some(file) => roster::counts(file, &register, mapping.wave.reference_date)?,
        None => Vec::new(),
    };
    let spinner = context.progress.spinner("reading responses")?;
    let records = analysis::foreign::records(file, &mapping.columns, &mapping.asked)?;
    check_places(file, &mapping, &records, &register)?;
    let manifest = settle(project, &mapping.wave, &instrument, records, &invited)?;
    spinner.finish_and_clear();
    print(&format!("Wave {}: {} responses settled\n", mapping.wave.id, manifest.rows()))
}

/// A wave that is being asked is settled from its journal, and must not find other answers in its place.
fn refuse_asked_now(project: &Project, mapping: &Mapping) -> Result<()> {
    if !project.journal().exists() {
        return Ok(());
    }
    let wave = &mapping.wave.id;
    match project.open_journal()?.state(wave)? {
        None | Some(WaveState::Settled | WaveState::Released) => Ok(()),
        Some(state) => Err(Refusal(format!(
            "wave {wave} is {} here, and its own answers will be settled; give the imported wave another id",
            state.as_str()
        ))
        .into()),
    }
}

/// A settled wave is never rewritten, so a unit that could not be counted is refused before it is settled.
fn check_places(file: &Path, mapping: &Mapping, records: &[Record], register: &Register) -> Result<()> {
    let name = file.display().to_string();
    let (date, columns) = (mapping.wave.reference_date, &mapping.columns);
    let organisation = register.at(date)?;
    for (line, record) in (2..).zip(records) {
        if register.lineage().target(&record.unit, &organisation).is_none() {
            let problem =
                format!("unit {} is not in the organisation at {date}, nor became a unit that is", record.unit);
            let remedy = "add it to units.csv or lineage.csv, or correct the id";
            return Err(FileError::new(name, Some(line), &columns.unit, problem, remedy).into());
        }
        if organisation.former_municipality_index(&record.former_municipality).is_none() {
            let problem = format!("there is no former municipality {}", record.former_municipality);
            let remedy = "add it to former_municipalities.csv, or correct the id";
            return Err(FileError::new(name, Some(line), &columns.former_municipality, problem, remedy).into());
        }
    }
    if records.is_empty() {
        let remedy = "give the file that has one row per response";
        return Err(FileError::new(name, None, "", "there are no responses below the header", remedy).into());
    }
    Ok(())
}

/// The three files are read and checked together before any of them is written.
fn organisation(project: &Project, files: [&Path; 3]) -> Result<()> {
    let [units, former, lineage] = files.map(NamedText::read);
    let (units, former, lineage) = (units?, former?, lineage?);
    Register::from_csv(units.source(), former.source(), lineage.source())?;
    let folder = project.organisation();
    write_together(&[
        (folder.join("units.csv"), units.bytes()),
        (folder.join("former_municipalities.csv"), former.bytes()),
        (folder.join("lineage.csv"), lineage.bytes()),
    ])?;
    print(&format!("{}: units, former municipalities and lineage\n", folder.display()))
}
