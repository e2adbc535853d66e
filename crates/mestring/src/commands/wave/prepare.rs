//! A wave is prepared: what it asks, and the key its answers are sealed with.

use std::path::Path;

use anyhow::Result;
use custody::WaveKey;
use intake::{Custody, Entropy, Opening};
use survey::{Instrument, Language, Text, Wave, WaveId};

use crate::cli::AboutArgs;
use crate::exit::Refusal;
use crate::files::{remove_secrets, write_secrets};
use crate::project::Project;
use crate::shares::{sheet_files, sheets};

/// Where the key of a wave goes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keeping<'a> {
    /// To a file in the project's keys folder.
    KeyFile,
    /// To three sheets in a folder, and nowhere else.
    Shares(&'a Path),
}

/// The wave as typed, with the project's instrument.
pub(super) fn described(project: &Project, id: &WaveId, about: &AboutArgs) -> Result<Wave> {
    let instrument = project.instrument()?;
    let wave = Wave {
        id: id.clone(),
        title: title(about)?,
        reference_date: about.date,
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        modules: about.modules.clone(),
    };
    wave.questions(&instrument)?;
    Ok(wave)
}

/// The title in every language; a language that is offered has one of its own.
fn title(about: &AboutArgs) -> Result<Text> {
    let nb = about.title.trim();
    if nb.is_empty() {
        return Err(Refusal("--title is empty; write the wave's name as people will see it".to_owned()).into());
    }
    let given = |language| match language {
        Language::Nb => Some(nb),
        Language::Nn => about.title_nn.as_deref().map(str::trim).filter(|title| !title.is_empty()),
        Language::En => about.title_en.as_deref().map(str::trim).filter(|title| !title.is_empty()),
    };
    let offered = about.languages.iter().map(|language| Language::from(*language));
    let missing: Vec<&str> = offered.filter(|language| given(*language).is_none()).map(Language::code).collect();
    if !missing.is_empty() {
        let options: Vec<String> = missing.iter().map(|language| format!("--title-{language}")).collect();
        return Err(Refusal(format!(
            "the title is missing in {}; give {}, or say with --language nb that one title serves all",
            missing.join(" and "),
            options.join(" and ")
        ))
        .into());
    }
    let [nb, nn, en] = Language::ALL.map(|language| given(language).unwrap_or(nb));
    Ok(Text::new(nb, nn, en)?)
}

/// Makes the key and test answers of a wave and stores it as a draft. Nothing is left behind where that fails.
pub(crate) fn prepare(project: &Project, wave: &Wave, keeping: Keeping<'_>, entropy: &mut Entropy) -> Result<()> {
    refuse_taken(project, &wave.id)?;
    let mut journal = project.open_journal()?;
    if journal.state(&wave.id)?.is_some() {
        return Err(intake::WaveError::Exists { wave: wave.id.clone() }.into());
    }
    let (file, instrument_toml) = project.instrument_text()?;
    let asked = wave.questions(&Instrument::from_toml(&file, &instrument_toml)?)?;
    let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
    let key = WaveKey::draw(&mut random);
    let sealing_key = key.sealing_key();
    let canaries = custody::canaries(&sealing_key, &wave.id, &asked, &mut random)
        .map_err(|error| Refusal(format!("wave {}: {error}", wave.id)))?;
    project.code_key_or_new(&mut random)?;

    let kept = match keeping {
        Keeping::KeyFile => Custody::KeyFile,
        Keeping::Shares(_) => Custody::Shares,
    };
    let opening = Opening { wave, instrument_toml: &instrument_toml, sealing_key, custody: kept, canaries: &canaries };
    // The key is on disk before the wave is: a wave whose key could not be kept is never prepared.
    match keeping {
        Keeping::KeyFile => {
            let file = project.wave_key(&wave.id);
            project.make_keys_folder()?;
            if file.exists() {
                let said = "a key is there, though no such wave is known; move the file away and prepare again";
                return Err(Refusal(format!("{}: {said}", file.display())).into());
            }
            key.store(&file)?;
            journal.prepare_wave(&opening).inspect_err(|_| drop(WaveKey::destroy_file(&file)))?;
        }
        Keeping::Shares(folder) => {
            let sheets = sheets(&wave.id, &key.split(&mut random));
            write_secrets(folder, &sheets)?;
            journal.prepare_wave(&opening).inspect_err(|_| remove_secrets(folder, &sheets))?;
        }
    }
    Ok(())
}

/// Refuses an id whose answers are settled already, and one whose key file would be the key of the codes.
fn refuse_taken(project: &Project, wave: &WaveId) -> Result<()> {
    if project.settled()?.iter().any(|(_, manifest)| manifest.wave().id == *wave) {
        return Err(Refusal(format!("wave {wave} exists already, and is settled; choose another id")).into());
    }
    if project.wave_key(wave) == project.code_key() {
        return Err(Refusal(format!("a wave cannot be called {wave}; choose another id")).into());
    }
    Ok(())
}

/// What the operator does with the key now.
pub(super) fn told(project: &Project, wave: &WaveId, keeping: Keeping<'_>) -> Result<String> {
    let fingerprint = project.journal_of(wave)?.sealing_key(wave)?.fingerprint();
    Ok(match keeping {
        Keeping::KeyFile => format!(
            "{}: its key, fingerprint {fingerprint}. Keep one copy off this machine; without it no answer can be opened.\n\
             Whoever has the key and the journal can read answers until the wave is closed: say so to those you ask.\n",
            project.wave_key(wave).display()
        ),
        Keeping::Shares(folder) => {
            let files: Vec<String> = sheet_files(folder).iter().map(|file| format!("  {}\n", file.display())).collect();
            format!(
                "Its key, fingerprint {fingerprint}, exists only as three shares, written this once:\n{}\
                 Print each, hand it to its holder, and delete the files. Any two open the answers, none alone does.\n",
                files.concat()
            )
        }
    })
}
