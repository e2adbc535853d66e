//! `mestring import`: responses, absence and organisation from files.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result};
use survey::{FileError, FileErrors, Record, Register, Source};

use super::{Context, print};
use crate::cli::ImportCommand;
use crate::mapping::Mapping;
use crate::project::{Project, read_text};
use crate::roster;
use crate::settle::settle;

pub(super) fn run(context: &Context, command: &ImportCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        ImportCommand::Responses { file, mapping } => responses(context, &project, file, mapping),
        ImportCommand::Absence { file } => absence(&project, file),
        ImportCommand::Organisation { units, former, lineage } => organisation(&project, [units, former, lineage]),
    }
}

fn responses(context: &Context, project: &Project, file: &Path, mapping: &Path) -> Result<()> {
    let instrument = project.instrument()?;
    let mapping = Mapping::read(mapping, &instrument)?;
    let register = project.register()?;
    let invited = match &mapping.roster {
        Some(file) => roster::read(file, &register, mapping.wave.reference_date)?,
        None => Vec::new(),
    };
    let spinner = context.progress.spinner("reading responses")?;
    let records = analysis::foreign::records(file, &mapping.columns, &mapping.asked)?;
    check_places(file, &mapping, &records, &register)?;
    let manifest = settle(project, &mapping.wave, &instrument, records, &invited)?;
    spinner.finish_and_clear();
    print(&format!("Wave {}: {} responses settled\n", mapping.wave.id, manifest.rows()))
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

/// Checks that the units are known before a month is written.
fn absence(project: &Project, file: &Path) -> Result<()> {
    let (name, text) = (file.display().to_string(), read_text(file)?);
    absence::AbsenceTable::from_csv(Source { file: &name, text: &text })?;
    let register = project.register()?;
    let units: BTreeSet<&str> = register.units().iter().map(|unit| unit.id().as_str()).collect();
    let former: BTreeSet<&str> = register.former_municipalities().iter().map(|former| former.id().as_str()).collect();
    let mut errors = Vec::new();
    for row in survey::Table::read(Source { file: &name, text: &text }, &absence::COLUMNS)?.rows() {
        let (unit, from) = (row.value("unit"), row.value("former_municipality"));
        if !units.contains(unit) {
            errors.push(row.error(
                "unit",
                format!("unit {unit} is not in units.csv"),
                "add it there, or correct the id",
            ));
        } else if !former.contains(from) {
            let problem = format!("there is no former municipality {from}");
            errors.push(row.error(
                "former_municipality",
                problem,
                "add it to former_municipalities.csv, or correct the id",
            ));
        }
    }
    FileErrors::unless_empty(errors)?;
    let rows = project.import_absence(file)?;
    print(&format!("{}: {rows} rows of absence, one Parquet file per month\n", project.absence().display()))
}

/// The three files are read and checked together before any of them is written.
fn organisation(project: &Project, files: [&Path; 3]) -> Result<()> {
    let [units, former, lineage] = files.map(|file| read_text(file).map(|text| (file.display().to_string(), text)));
    let (units, former, lineage) = (units?, former?, lineage?);
    Register::from_csv(source(&units), source(&former), source(&lineage))?;
    let folder = project.organisation();
    let written = [("units.csv", units.1), ("former_municipalities.csv", former.1), ("lineage.csv", lineage.1)];
    write_together(&folder, &written)?;
    print(&format!("{}: units, former municipalities and lineage\n", folder.display()))
}

fn source((file, text): &(String, String)) -> Source<'_> {
    Source { file, text }
}

/// Every file is on disk beside its place before the first takes it, so that a full disk changes none.
fn write_together(folder: &Path, files: &[(&str, String)]) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
    let beside = |name: &str| folder.join(format!("{name}.partial"));
    let write = |(name, text): &(&str, String)| -> std::io::Result<()> {
        let mut file = File::create(beside(name))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    for file in files {
        let named = || format!("{}: cannot be written", folder.join(file.0).display());
        write(file)
            .inspect_err(|_| files.iter().for_each(|(name, _)| drop(std::fs::remove_file(beside(name)))))
            .with_context(named)?;
    }
    for (name, _) in files {
        let place = folder.join(name);
        std::fs::rename(beside(name), &place).with_context(|| format!("{}: cannot be written", place.display()))?;
    }
    File::open(folder)
        .and_then(|open| open.sync_all())
        .with_context(|| format!("{}: cannot be synced", folder.display()))
}
