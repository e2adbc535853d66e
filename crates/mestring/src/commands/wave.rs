//! `mestring wave`: open, look at and close.

use std::path::Path;

use anyhow::{Context as _, Result};
use intake::{CodeKey, Entropy, Journal, Place};
use survey::{Date, ModuleId, Text, Wave, WaveId, WaveState};

use super::{Context, print};
use crate::cli::WaveCommand;
use crate::exit::Refusal;
use crate::project::{Project, write_whole};
use crate::roster;
use crate::settle::settle;

pub(super) fn run(context: &Context, command: WaveCommand) -> Result<()> {
    let project = Project::open(&context.root)?;
    match command {
        WaveCommand::Open { wave, title, date, roster, codes, modules } => {
            let title = Text::new(title.as_str(), title.as_str(), title.as_str())?;
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
    let instrument = project.instrument()?;
    let wave = Wave {
        id: opening.wave.clone(),
        title: opening.title.clone(),
        reference_date: opening.date,
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: opening.modules.clone(),
    };
    let mut entropy = Entropy::from_system()?;
    let made = open_wave(project, &wave, places, &mut entropy)?;
    let mut lines = String::from("unit,former_municipality,code\n");
    for (place, code) in made {
        lines.push_str(&format!("{},{},{code}\n", place.unit, place.former_municipality));
    }
    write_whole(codes, lines.as_bytes())
}

/// Opens a wave in the project's journal and hands out its codes, which are kept nowhere.
pub(super) fn open_wave(
    project: &Project,
    wave: &Wave,
    places: &[Place],
    entropy: &mut Entropy,
) -> Result<Vec<(Place, intake::Code)>> {
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
    Ok(journal.open_wave(wave, &text, places, &key, &mut random)?)
}

/// Closes a wave and settles it; every step can be repeated after a crash.
pub(super) fn close(project: &Project, wave: &WaveId) -> Result<u64> {
    let mut journal = Journal::open(&project.journal())?;
    match journal.state(wave)? {
        Some(WaveState::Open) => journal.begin_closing(wave)?,
        Some(WaveState::Closing) => {}
        Some(WaveState::Settled | WaveState::Released) => {
            return Err(Refusal(format!("wave {wave} is settled already; `mestring analyse {wave}` is next")).into());
        }
        Some(WaveState::Draft) | None => {
            return Err(Refusal(format!("there is no open wave {wave}; `mestring wave status` lists the waves")).into());
        }
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
