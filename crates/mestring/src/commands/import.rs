//! `mestring import`: responses, questionnaires, absence, register figures, targets and organisation from files.

mod instrument;
mod other_tool;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use plan::{Figure, FigureTable, Known, Plan, TargetTable};
use survey::{FileError, Record, Register, WaveState};

use super::{Context, print};
use crate::cli::{ImportCommand, ImportResponsesArgs};
use crate::exit::Refusal;
use crate::files::{NamedText, write_together, write_whole};
use crate::mapping::{Author, Mapping};
use crate::project::Project;
use crate::roster;
use crate::settle::settle;

pub(super) fn run(context: &Context, command: &ImportCommand) -> Result<()> {
    let project = || Project::open(&context.root);
    match command {
        ImportCommand::Instrument(args) => instrument::run(args),
        ImportCommand::Responses(args) => responses(context, &project()?, args),
        ImportCommand::Absence { file } => super::absence::import::sums(&project()?, file, None),
        ImportCommand::Register { file } => figures(&project()?, file),
        ImportCommand::Targets { file } => targets(&project()?, file),
        ImportCommand::Programme { file } => programme(&project()?, file),
        ImportCommand::Organisation { units, former, lineage } => organisation(&project()?, [units, former, lineage]),
    }
}

fn responses(context: &Context, project: &Project, args: &ImportResponsesArgs) -> Result<()> {
    let instrument = project.instrument()?;
    let author = if args.from.is_some() { Author::Tool } else { Author::Anybody };
    let mapping = Mapping::read(&args.mapping, &instrument, author)?;
    refuse_asked_now(project, &mapping)?;
    let register = project.register()?;
    let invited = match &mapping.roster {
        Some(file) => roster::counts(file, &register, mapping.wave.reference_date)?,
        None => Vec::new(),
    };
    let spinner = context.progress.spinner("reading responses")?;
    let records = match args.from {
        Some(tool) => other_tool::records(&args.file, tool.into(), &mapping, &register, args.preview)?,
        None => {
            let records = analysis::foreign::records(&args.file, &mapping.columns, &mapping.asked)?;
            let name = args.file.display().to_string();
            let rows = (2..).zip(&records);
            check_places(rows, &mapping, &register, |line, field, problem, remedy| {
                FileError::new(&name, Some(line), field, problem, remedy)
            })?;
            records
        }
    };
    if records.is_empty() {
        let remedy = "give the file that has one row per response";
        let name = args.file.display().to_string();
        return Err(FileError::new(name, None, "", "there are no responses below the header", remedy).into());
    }
    if args.preview {
        spinner.finish_and_clear();
        return print(&format!(
            "Nothing was written. Wave {} would get {} responses.\n",
            mapping.wave.id,
            records.len()
        ));
    }
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
fn check_places<'r>(
    rows: impl Iterator<Item = (u64, &'r Record)>,
    mapping: &Mapping,
    register: &Register,
    fault: impl Fn(u64, &str, String, &str) -> FileError,
) -> Result<()> {
    let (date, columns) = (mapping.wave.reference_date, &mapping.columns);
    let organisation = register.at(date)?;
    for (row, record) in rows {
        if register.lineage().target(&record.unit, &organisation).is_none() {
            let problem =
                format!("unit {} is not in the organisation at {date}, nor became a unit that is", record.unit);
            return Err(
                fault(row, &columns.unit, problem, "add it to units.csv or lineage.csv, or correct the id").into()
            );
        }
        if organisation.former_municipality_index(&record.former_municipality).is_none() {
            let problem = format!("there is no former municipality {}", record.former_municipality);
            let remedy = "add it to former_municipalities.csv, or correct the id";
            return Err(fault(row, &columns.former_municipality, problem, remedy).into());
        }
    }
    Ok(())
}

/// The whole file replaces what was there: register figures are corrected afterwards, and a file says all of them.
fn figures(project: &Project, file: &Path) -> Result<()> {
    let text = NamedText::read(file)?;
    let (register, plans) = (project.register()?, project.plans()?);
    let levels = plans.iter().flat_map(Plan::indicators).filter_map(|one| one.measure().level());
    let asked: BTreeSet<Figure> = levels.filter_map(|(level, _)| level.figure()).collect();
    let table = FigureTable::from_csv(text.source(), Known { register: &register, figures: &asked })?;
    let (stored, rows) = (project.figures_file(), table.rows().len());
    write_whole(&stored, table.to_csv().as_bytes())?;
    print(&format!("{}: {rows} register figures of units; analyse the wave again to show them\n", stored.display()))
}

fn targets(project: &Project, file: &Path) -> Result<()> {
    let text = NamedText::read(file)?;
    let table = TargetTable::from_csv(text.source(), &project.register()?)?;
    let (stored, rows) = (project.targets_file(), table.len());
    write_whole(&stored, table.to_csv().as_bytes())?;
    print(&format!("{}: {rows} targets of units; analyse the wave again to show them\n", stored.display()))
}

/// The whole calendar is read before it takes the place of an earlier one.
fn programme(project: &Project, file: &Path) -> Result<()> {
    let text = NamedText::read(file)?;
    let calendar = project.module_calendar(&text, &project.register()?)?;
    let place = project.modules();
    write_whole(&place, text.bytes())?;
    print(&format!("{}: {} modules of {} units\n", place.display(), calendar.rows(), calendar.units().count()))
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
