//! `mestring wave`: prepare, rehearse, open, look at and close.

mod close;
mod prepare;
mod rehearse;

use std::collections::BTreeMap;

use anyhow::Result;
use intake::{Custody, Entropy, Participation};
use survey::{WaveId, WaveState};

use super::{Context, print};
use crate::cli::{AboutArgs, CustodyArg, WaveCommand};
use crate::exit::Refusal;
use crate::project::Project;

pub(crate) use close::close;
#[cfg(test)]
pub(crate) use close::close_observed;
pub(crate) use prepare::{Keeping, prepare};

pub(super) fn run(context: &Context, command: WaveCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        WaveCommand::Prepare { wave, about, custody, shares } => {
            let keeping = match (custody, &shares) {
                (CustodyArg::Shares, Some(folder)) => Keeping::Shares(folder),
                (CustodyArg::KeyFile, None) => Keeping::KeyFile,
                _ => {
                    return Err(Refusal(
                        "--custody shares and --shares DIR belong together; give both or neither".to_owned(),
                    )
                    .into());
                }
            };
            let described = prepare::described(&project, &wave, &about)?;
            prepare(&project, &described, keeping, &mut Entropy::from_system()?)?;
            let next = match keeping {
                Keeping::KeyFile => format!("invite {wave} --roster FILE --out DIR"),
                Keeping::Shares(_) => format!("wave rehearse {wave} --share FILE --share FILE"),
            };
            print(&format!(
                "Wave {wave} is prepared; nobody can answer yet.\n{}Next: mestring --project {} {next}\n",
                prepare::told(&project, &wave, keeping)?,
                context.root.display()
            ))
        }
        WaveCommand::Rehearse { wave, holders } => rehearse::run(context, &project, &wave, &holders),
        WaveCommand::Open { wave, about } => open(context, &project, &wave, about.about().as_ref()),
        WaveCommand::Status => status(context, &project),
        WaveCommand::Close { wave, holders } => close::run(context, &project, &wave, &holders),
    }
}

/// Opens a prepared wave, or prepares one with a key file and opens it in one go.
fn open(context: &Context, project: &Project, wave: &WaveId, about: Option<&AboutArgs>) -> Result<()> {
    let mut told = String::new();
    if let Some(about) = about {
        let described = prepare::described(project, wave, about)?;
        prepare(project, &described, Keeping::KeyFile, &mut Entropy::from_system()?)?;
        told = prepare::told(project, wave, Keeping::KeyFile)?;
    } else if !project.journal().exists() || project.open_journal()?.state(wave)?.is_none() {
        let said = format!(
            "there is no wave {wave}; prepare it first, or give --title and --date to prepare and open it in one go"
        );
        return Err(Refusal(said).into());
    }
    open_prepared(project, wave)?;
    print(&format!(
        "Wave {wave} is open.\n{told}Next: mestring --project {0} invite {wave} --roster FILE --out DIR; \
         mestring --project {0} serve\n",
        context.root.display()
    ))
}

/// Opens a prepared wave. A key file is tried on the test answers first: a key that does not open them opens no answer.
pub(crate) fn open_prepared(project: &Project, wave: &WaveId) -> Result<()> {
    let mut journal = project.journal_of(wave)?;
    if journal.state(wave)? == Some(WaveState::Draft) && journal.custody(wave)? == Custody::KeyFile {
        let key = rehearse::from_key_file(project, wave)?;
        rehearse::try_key(&journal, wave, &key)?;
    }
    Ok(journal.open_wave(wave)?)
}

fn status(context: &Context, project: &Project) -> Result<()> {
    if !project.journal().exists() {
        return print("No wave has been prepared yet.\n");
    }
    let mut journal = project.open_journal()?;
    let waves = journal.waves()?;
    if waves.is_empty() {
        return print("No wave has been prepared yet.\n");
    }
    let mut told =
        format!("{:<20} {:<10} {:<8} {:<9} {:<10} {}\n", "wave", "date", "state", "custody", "rehearsed", "answered");
    for (wave, state) in waves {
        let rehearsed = journal.rehearsal(&wave.id)?.map_or("-".to_owned(), |rehearsal| rehearsal.on.to_string());
        let participation = match state {
            WaveState::Open => Some(journal.participation(&wave.id, (context.today)())?),
            _ => None,
        };
        told.push_str(&format!(
            "{:<20} {:<10} {:<8} {:<9} {:<10} {}\n",
            wave.id.as_str(),
            wave.reference_date.to_string(),
            state.as_str(),
            journal.custody(&wave.id)?.as_str(),
            rehearsed,
            participation.as_ref().map_or("-", |participation| participation.total.as_str())
        ));
        if let Some(participation) = participation.filter(|participation| !participation.units.is_empty()) {
            told.push_str(&units_in_bands(&participation));
        }
    }
    print(&told)
}

/// How many units are in each band; which ones, the participation page of the server tells.
fn units_in_bands(participation: &Participation) -> String {
    let mut bands = BTreeMap::<&str, usize>::new();
    for unit in &participation.units {
        *bands.entry(unit.band.as_str()).or_default() += 1;
    }
    let bands: Vec<String> = bands.iter().map(|(band, units)| format!("{band}: {units}")).collect();
    format!("  units invited: {} ({})\n", participation.units.len(), bands.join(", "))
}
