//! `mestring wave`: open, look at and close.

use std::path::Path;

use anyhow::{Context as _, Result};
use intake::{Code, CodeKey, Entropy, Journal, Place};
use survey::{Date, ModuleId, Text, Wave, WaveId, WaveState};

use super::{Context, print};
use crate::cli::WaveCommand;
use crate::exit::Refusal;
use crate::files::{folder_of, write_private};
use crate::project::Project;
use crate::roster;
use crate::settle::settle;

pub(super) fn run(context: &Context, command: WaveCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        WaveCommand::Open { wave, title, date, roster, codes, modules } => {
            let title = Text::new(title.as_str(), title.as_str(), title.as_str())
                .map_err(|_| Refusal("--title is empty; write the wave's name as people will see it".to_owned()))?;
            let places = roster::places(&roster, &project.register()?, date)?;
            let invited = places.len();
            open(&project, &Opening { wave: &wave, title, date, modules }, &places, &codes)?;
            print(&format!(
                "Wave {wave} is open for {invited} people.\n{}: their codes; hand them out and delete the file\n\
                 Next: mestring --project {} serve\n",
                codes.display(),
                context.root.display()
            ))
        }
        WaveCommand::Status => status(&project),
        WaveCommand::Close { wave } => {
            let rows = close(&project, &wave)?;
            print(&format!(
                "Wave {wave} is closed: {rows} answers settled, its codes and journal are gone.\n\
                 Next: mestring --project {} analyse\n",
                context.root.display()
            ))
        }
    }
}

struct Opening<'a> {
    wave: &'a WaveId,
    title: Text,
    date: Date,
    modules: Vec<ModuleId>,
}

fn open(project: &Project, opening: &Opening<'_>, places: &[Place], codes: &Path) -> Result<()> {
    if codes.exists() {
        let said = format!("{}: the file exists; codes are written once, name a new file", codes.display());
        return Err(Refusal(said).into());
    }
    let folder = folder_of(codes);
    if !folder.is_dir() {
        let said = format!("{}: {} is not a folder; name a file in one that exists", codes.display(), folder.display());
        return Err(Refusal(said).into());
    }
    if project.settled()?.iter().any(|(_, manifest)| manifest.wave().id == *opening.wave) {
        return Err(Refusal(format!("wave {} exists already, and is settled; choose another id", opening.wave)).into());
    }
    let instrument = project.instrument()?;
    let wave = Wave {
        id: opening.wave.clone(),
        title: opening.title.clone(),
        reference_date: opening.date,
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: opening.modules.clone(),
    };
    wave.questions(&instrument)?;
    open_wave(project, &wave, places, &mut Entropy::from_system()?, |made| {
        let mut lines = String::from("unit,former_municipality,code\n");
        for (place, code) in made {
            lines.push_str(&format!("{},{},{code}\n", place.unit, place.former_municipality));
        }
        write_private(codes, lines.as_bytes())
    })?;
    Ok(())
}

/// Opens a wave in the project's journal. Its codes go to `keep` before the wave is open, and are kept nowhere else.
pub(super) fn open_wave(
    project: &Project,
    wave: &Wave,
    places: &[Place],
    entropy: &mut Entropy,
    keep: impl FnOnce(&[(Place, Code)]) -> Result<()>,
) -> Result<Vec<(Place, Code)>> {
    let (_, text) = project.instrument_text()?;
    let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
    let file = project.code_key();
    let key = if file.exists() {
        CodeKey::load(&file)?
    } else {
        let key = CodeKey::draw(&mut random);
        project.make_keys_folder()?;
        key.store(&file)?;
        key
    };
    let mut journal = Journal::open(&project.journal())?;
    journal.open_wave_once_codes_are_kept(wave, &text, places, &key, &mut random, keep)
}

/// Closes a wave and settles it; every step can be repeated after a crash.
pub(super) fn close(project: &Project, wave: &WaveId) -> Result<u64> {
    let unknown = || Refusal(format!("there is no open wave {wave}; `mestring wave status` lists the waves"));
    if !project.journal().exists() {
        return Err(unknown().into());
    }
    let mut journal = Journal::open(&project.journal())?;
    match journal.state(wave)? {
        Some(WaveState::Open) => journal.begin_closing(wave)?,
        Some(WaveState::Closing) => {}
        Some(WaveState::Settled | WaveState::Released) => {
            return Err(Refusal(format!("wave {wave} is settled already; `mestring analyse {wave}` is next")).into());
        }
        Some(WaveState::Draft) | None => return Err(unknown().into()),
    }
    let (about, instrument) = journal.instrument(wave)?;
    let settlement = journal.read_for_settlement(wave)?;
    let invited: Vec<archive::Invited> = settlement
        .invited
        .into_iter()
        .map(|invited| archive::Invited {
            unit: invited.place.unit,
            former_municipality: invited.place.former_municipality,
            invited: invited.invited,
        })
        .collect();
    let manifest = settle(project, &about, &instrument, settlement.records, &invited)?;
    journal.mark_settled(wave).context("the answers are settled, but the journal could not be emptied; close again")?;
    Ok(manifest.rows())
}

fn status(project: &Project) -> Result<()> {
    if !project.journal().exists() {
        return print("No wave has been opened yet.\n");
    }
    let journal = Journal::open(&project.journal())?;
    let waves = journal.waves()?;
    if waves.is_empty() {
        return print("No wave has been opened yet.\n");
    }
    let mut told = format!("{:<16} {:<10} {:<8}  {}\n", "wave", "date", "state", "answered");
    for (wave, state) in waves {
        let answered = match state {
            WaveState::Open => journal.participation(&wave.id)?.total.as_str(),
            _ => "",
        };
        told.push_str(&format!(
            "{:<16} {:<10} {:<8}  {answered}\n",
            wave.id.as_str(),
            wave.reference_date.to_string(),
            state.as_str()
        ));
    }
    print(&told)
}
