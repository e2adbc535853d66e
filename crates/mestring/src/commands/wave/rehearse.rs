//! The key of a wave is tried on test answers before the wave opens, and found again when it closes.

use anyhow::{Context as _, Result};
use custody::{OpenError, WaveKey};
use intake::{Custody, Journal, Rehearsal};
use survey::WaveId;

use super::super::{Context, print};
use crate::cli::HolderArgs;
use crate::exit::Refusal;
use crate::project::Project;
use crate::shares;

/// `mestring wave rehearse`
pub(super) fn run(context: &Context, project: &Project, wave: &WaveId, holders: &HolderArgs) -> Result<()> {
    let mut journal = project.journal_of(wave)?;
    let (key, roles) = match journal.custody(wave)? {
        Custody::Shares => shares::join(&holders.shares)?,
        Custody::KeyFile => {
            refuse_shares(wave, holders)?;
            (from_key_file(project, wave)?, vec!["operator".to_owned()])
        }
    };
    let opened = try_key(&journal, wave, &key)?;
    let by = if holders.by.is_empty() { roles } else { holders.by.clone() };
    let rehearsal = Rehearsal { on: (context.today)(), by };
    journal.record_rehearsal(wave, &rehearsal)?;
    print(&format!(
        "Wave {wave}: all {opened} test answers were opened, by {} on {}; this is recorded.\n\
         Fingerprint of the key: {}\nNext: mestring --project {} wave open {wave}\n",
        rehearsal.by.join(" and "),
        rehearsal.on,
        key.sealing_key().fingerprint(),
        context.root.display()
    ))
}

/// Opens the test answers that the program sealed when the wave was prepared; gives how many.
pub(super) fn try_key(journal: &Journal, wave: &WaveId, key: &WaveKey) -> Result<usize> {
    refuse_other_key(journal, wave, key)?;
    let (_, instrument) = journal.instrument(wave)?;
    let bodies = journal.canaries(wave)?;
    custody::check_canaries(key, wave, &instrument, &bodies).map_err(|error: OpenError| {
        anyhow::anyhow!(
            "wave {wave}: the test answers cannot be opened ({error}); do not open this wave, prepare another"
        )
    })
}

/// Refuses the key of another wave before anything is tried with it.
pub(super) fn refuse_other_key(journal: &Journal, wave: &WaveId, key: &WaveKey) -> Result<()> {
    let (known, given) = (journal.sealing_key(wave)?, key.sealing_key());
    if known != given {
        return Err(Refusal(format!(
            "this is the key with fingerprint {}, wave {wave} has {}; bring the key of this wave",
            given.fingerprint(),
            known.fingerprint()
        ))
        .into());
    }
    Ok(())
}

/// The key of a wave whose key is a file.
pub(super) fn from_key_file(project: &Project, wave: &WaveId) -> Result<WaveKey> {
    let file = project.wave_key(wave);
    WaveKey::load(&file).with_context(|| {
        format!("{}: the answers of wave {wave} cannot be opened without its key; put the file back", file.display())
    })
}

/// Refuses shares where they are not used, so that nobody believes they were.
pub(super) fn refuse_shares(wave: &WaveId, holders: &HolderArgs) -> Result<()> {
    if holders.shares.is_empty() {
        return Ok(());
    }
    Err(Refusal(format!("wave {wave} has a key file and no shares; leave out --share")).into())
}
