//! Closing a wave, as small steps that may each be interrupted and repeated.
//!
//! The order is what protects people and answers: the answers are in the archive, whole and read back, before the key
//! that could open the envelopes is destroyed, and the key is gone before the journal is emptied. The record of the
//! destruction comes last. Whatever stops the work, running it again goes on where it stopped and ends in the same bytes.

use anyhow::{Context as _, Result, bail};
use archive::{MANIFEST_FILE, Manifest, Sha256Digest, wave_folder};
use custody::WaveKey;
use intake::{Custody, Journal, Sealed};
use serde::{Deserialize, Serialize};
use survey::{Date, Record, Wave, WaveId, WaveState};

use crate::exit::Refusal;
use crate::files::write_whole;
use crate::project::Project;
use crate::settle::settle_observed;

/// The record of a destruction, in the wave's folder.
const DESTRUCTION_FILE: &str = "destruction.json";

/// Fewer answers than this never bear the name of their unit.
const ANSWERS_MIN: usize = 5;

/// One deed of closing; told to the observer before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// No more answers from here on.
    BeginClosing,
    /// Open the envelopes, in memory only.
    OpenEnvelopes,
    /// One deed of the archive.
    Archive(archive::Step),
    /// Read the manifest and every file it names back from the disk.
    VerifyArchive,
    /// Overwrite and remove the key file; shares are destroyed by their holders.
    DestroyKey,
    /// Empty the journal of codes, envelopes and test answers.
    EmptyJournal,
    /// Write down what was destroyed.
    Record,
}

/// The key as it was brought.
pub(crate) enum Key {
    /// It opens.
    Here(Box<WaveKey>),
    /// It was not brought, or is destroyed already; why it is not here.
    Absent(String),
}

/// What closing needs to know beside the project.
pub(crate) struct Closing<'a> {
    pub(crate) project: &'a Project,
    pub(crate) wave: &'a WaveId,
    pub(crate) custody: Custody,
    pub(crate) key: Key,
    /// Who was there, for the record.
    pub(crate) by: &'a [String],
    pub(crate) today: Date,
}

/// What a closed wave leaves behind about its key and journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Destruction {
    pub(crate) wave: WaveId,
    /// The day.
    pub(crate) date: Date,
    /// SHA-256 of the manifest, which holds the digest of every answer file.
    pub(crate) manifest_sha256: String,
    /// Settled answers.
    pub(crate) rows: u64,
    /// Envelopes that were opened; as many as there are rows.
    pub(crate) sealed_answers_opened: u64,
    /// `key-file` or `shares`.
    pub(crate) custody: String,
    /// The fingerprint of the key that is gone.
    pub(crate) key_fingerprint: String,
    /// Who was there.
    pub(crate) by: Vec<String>,
}

/// Whether a wave is closed to the end.
pub(crate) fn is_finished(project: &Project, wave: &WaveId, state: WaveState) -> bool {
    matches!(state, WaveState::Settled | WaveState::Released)
        && wave_folder(&project.responses(), wave).join(DESTRUCTION_FILE).exists()
}

impl Closing<'_> {
    /// Takes the steps that are left. An error from the observer stops at once, as a crash would.
    pub(crate) fn run(
        &self,
        journal: &mut Journal,
        observer: &mut dyn FnMut(&Step) -> Result<()>,
    ) -> Result<Destruction> {
        let state = journal.state(self.wave)?;
        let manifest = if matches!(state, Some(WaveState::Open | WaveState::Closing)) {
            observer(&Step::BeginClosing)?;
            journal.begin_closing(self.wave)?;
            self.settle(journal, observer)?
        } else {
            self.settled()?.with_context(|| {
                format!("wave {} was emptied, but its settled answers are not there; restore them", self.wave)
            })?
        };
        if self.custody == Custody::KeyFile {
            observer(&Step::DestroyKey)?;
            WaveKey::destroy_file(&self.project.wave_key(self.wave))?;
        }
        observer(&Step::EmptyJournal)?;
        journal
            .mark_settled(self.wave)
            .context("the answers are settled, but the journal could not be emptied; close again")?;
        observer(&Step::Record)?;
        self.record(journal, &manifest)
    }

    /// The answers are in the archive when this returns, every one of them, and have been read back.
    fn settle(&self, journal: &Journal, observer: &mut dyn FnMut(&Step) -> Result<()>) -> Result<Manifest> {
        let sealed = journal.sealed(self.wave)?;
        let manifest = match (&self.key, self.settled()?) {
            (Key::Here(key), _) => {
                observer(&Step::OpenEnvelopes)?;
                let (about, instrument) = journal.instrument(self.wave)?;
                let records = open(&sealed, key, &about, &instrument)?;
                let organisation = self.project.register()?;
                let records = archive::generalise(records, &organisation.at(about.reference_date)?, ANSWERS_MIN)?;
                let mut archiving = |step: &archive::Step| {
                    observer(&Step::Archive(step.clone())).map_err(|error| archive::Fault::Disk {
                        action: "go on",
                        path: wave_folder(&self.project.responses(), self.wave),
                        source: std::io::Error::other(error.to_string()),
                    })
                };
                settle_observed(self.project, &about, &instrument, records, &invited(&sealed), &mut archiving)?
            }
            // The key went after the answers were settled, and something stopped the work then.
            (Key::Absent(_), Some(manifest)) => manifest,
            (Key::Absent(why), None) => {
                bail!("the answers of wave {} cannot be opened: {why}; nothing was changed", self.wave)
            }
        };
        observer(&Step::VerifyArchive)?;
        manifest.verify(&wave_folder(&self.project.responses(), self.wave))?;
        let (rows, envelopes) = (manifest.rows(), sealed.bodies.len());
        if u64::try_from(envelopes).ok() != Some(rows) {
            bail!(
                "wave {}: {envelopes} answers are in the journal, but {rows} are settled; nothing was destroyed, please report this",
                self.wave
            );
        }
        Ok(manifest)
    }

    /// The manifest, where the wave is settled.
    fn settled(&self) -> Result<Option<Manifest>> {
        let folder = wave_folder(&self.project.responses(), self.wave);
        if folder.join(MANIFEST_FILE).exists() { Ok(Some(Manifest::read(&folder)?)) } else { Ok(None) }
    }

    fn record(&self, journal: &Journal, manifest: &Manifest) -> Result<Destruction> {
        let folder = wave_folder(&self.project.responses(), self.wave);
        let bytes = std::fs::read(folder.join(MANIFEST_FILE)).context("reading the manifest")?;
        let destruction = Destruction {
            wave: self.wave.clone(),
            date: self.today,
            manifest_sha256: Sha256Digest::of(&bytes).to_string(),
            rows: manifest.rows(),
            sealed_answers_opened: manifest.rows(),
            custody: self.custody.as_str().to_owned(),
            key_fingerprint: journal.sealing_key(self.wave)?.fingerprint(),
            by: self.by.to_vec(),
        };
        let mut text = serde_json::to_vec_pretty(&destruction)?;
        text.push(b'\n');
        write_whole(&folder.join(DESTRUCTION_FILE), &text)?;
        Ok(destruction)
    }
}

/// Every envelope, or none: an answer that cannot be opened stops the closing while nothing is destroyed yet.
fn open(sealed: &Sealed, key: &WaveKey, wave: &Wave, instrument: &survey::Instrument) -> Result<Vec<Record>> {
    let mut records = Vec::with_capacity(sealed.bodies.len());
    for (number, body) in (1..).zip(&sealed.bodies) {
        let record = key.open(&wave.id, instrument, body).map_err(|error| {
            anyhow::anyhow!(
                "wave {}: answer {number} of {} cannot be opened ({error}); nothing was destroyed, restore the last backup",
                wave.id,
                sealed.bodies.len()
            )
        })?;
        records.push(record);
    }
    Ok(records)
}

fn invited(sealed: &Sealed) -> Vec<archive::Invited> {
    let one = |invited: &intake::Invited| archive::Invited {
        unit: invited.unit.clone(),
        former_municipality: invited.former_municipality.clone(),
        invited: invited.invited,
    };
    sealed.invited.iter().map(one).collect()
}

/// Refuses a wave that is closed to the end, or cannot be closed yet.
pub(crate) fn refuse_unless_closable(project: &Project, wave: &WaveId, state: Option<WaveState>) -> Result<()> {
    match state {
        Some(WaveState::Draft) => {
            Err(Refusal(format!("wave {wave} is a draft that nobody could answer; there is nothing to close")).into())
        }
        Some(state) if is_finished(project, wave, state) => {
            Err(Refusal(format!("wave {wave} is settled already; `mestring analyse {wave}` is next")).into())
        }
        Some(_) => Ok(()),
        None => Err(intake::WaveError::Unknown { wave: wave.clone() }.into()),
    }
}

#[cfg(test)]
mod tests;
