//! `mestring wave close`: the holders of the key come together, and the wave is settled.

use anyhow::Result;
use custody::{KeyFileError, WaveKey};
use intake::{Custody, Journal};
use survey::{Date, WaveId};

use super::super::{Context, print};
use super::rehearse::{refuse_other_key, refuse_shares};
use crate::cli::HolderArgs;
use crate::closing::{Closing, Destruction, Key, Step, refuse_unless_closable};
use crate::exit::Refusal;
use crate::project::Project;
use crate::shares;

pub(super) fn run(context: &Context, project: &Project, wave: &WaveId, holders: &HolderArgs) -> Result<()> {
    let done = close(project, wave, holders, (context.today)())?;
    let key = match done.custody == Custody::Shares.as_str() {
        true => "its shares open nothing any more: let their holders shred them",
        false => "its key file is destroyed: delete the copy you keep",
    };
    print(&format!(
        "Wave {wave} is closed: {} answers settled, its codes and journal are gone, and {key}.\n\
         The record of it is responses/wave={wave}/destruction.json\n\
         Next: mestring --project {} analyse\n",
        done.rows,
        context.root.display()
    ))
}

/// Closes a wave and settles it; every step can be repeated after a crash.
pub(crate) fn close(project: &Project, wave: &WaveId, holders: &HolderArgs, today: Date) -> Result<Destruction> {
    close_observed(project, wave, holders, today, &mut |_| Ok(()))
}

/// The same for somebody who wants to know each step before it is taken.
pub(crate) fn close_observed(
    project: &Project,
    wave: &WaveId,
    holders: &HolderArgs,
    today: Date,
    observer: &mut dyn FnMut(&Step) -> Result<()>,
) -> Result<Destruction> {
    let mut journal = project.journal_of(wave)?;
    refuse_unless_closable(project, wave, journal.state(wave)?)?;
    let custody = journal.custody(wave)?;
    let (key, roles) = match custody {
        Custody::KeyFile => {
            refuse_shares(wave, holders)?;
            (from_file(project, wave)?, vec!["operator".to_owned()])
        }
        Custody::Shares => from_shares(wave, holders)?,
    };
    if let Key::Here(key) = &key {
        refuse_other_key(&journal, wave, key)?;
    }
    let by = if holders.by.is_empty() { roles } else { holders.by.clone() };
    attach_second_copy(project, &mut journal)?;
    Closing { project, wave, custody, key, by: &by, today }.run(&mut journal, observer)
}

/// The second copy may hold answers that a lost disk took from the journal, and is emptied together with it.
fn attach_second_copy(project: &Project, journal: &mut Journal) -> Result<()> {
    if let Some(folder) = project.second_copy() {
        journal.attach_second_copy(&folder)?;
    }
    Ok(())
}

/// The key in its file. A file that is half overwritten is what an interrupted destruction leaves behind.
fn from_file(project: &Project, wave: &WaveId) -> Result<Key> {
    let file = project.wave_key(wave);
    if !file.exists() {
        return Ok(Key::Absent(format!("{} is not there; put the key file back and close again", file.display())));
    }
    match WaveKey::load(&file) {
        Ok(key) => Ok(Key::Here(Box::new(key))),
        Err(damaged @ KeyFileError::Damaged { .. }) => {
            Ok(Key::Absent(format!("{damaged}; put the copy of the key file back and close again")))
        }
        Err(error) => Err(error.into()),
    }
}

/// The key that two holders bring. Who is present is asked for even when only the record is left to write.
fn from_shares(wave: &WaveId, holders: &HolderArgs) -> Result<(Key, Vec<String>)> {
    if !holders.shares.is_empty() {
        let (key, roles) = shares::join(&holders.shares)?;
        return Ok((Key::Here(Box::new(key)), roles));
    }
    if holders.by.is_empty() {
        let said = format!("wave {wave} needs two shares of its key; give --share FILE for each of two holders");
        return Err(Refusal(said).into());
    }
    Ok((Key::Absent("no shares were given; give --share FILE for each of two holders".to_owned()), Vec::new()))
}
