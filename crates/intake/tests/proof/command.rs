//! What the operator's commands do to the journal, in a process of its own that can be ended anywhere.

use std::path::PathBuf;

use intake::{CrashPoints, Journal};

use crate::child::{CRASH, FOLDER, SECOND_COPY, crash_here};
use crate::wave::{DATABASE, OpenWave, wave_id};

pub(crate) const COMMAND: &str = "PROOF_COMMAND";

/// Prepares a wave, invites and opens it.
pub(crate) const OPEN: &str = "open";

/// Closes the wave.
pub(crate) const CLOSE: &str = "close";

/// Closes the wave and deletes its answers.
pub(crate) const SETTLE: &str = "settle";

/// Writes a backup into the folder.
pub(crate) const BACKUP: &str = "backup";

/// Stands at the end of what a command says when it has done its work.
pub(crate) const DONE: &str = "the command is done";

pub(crate) const BACKUP_FILE: &str = "backup.db";

/// How many are invited by [`OPEN`].
pub(crate) const INVITED: usize = 12;

/// Not a test by itself: the process that the proofs start.
#[test]
fn command_process() {
    let Some(command) = std::env::var_os(COMMAND) else { return };
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    if command == OPEN {
        for code in OpenWave::in_little_room(&folder, INVITED).codes {
            eprintln!("code {code}");
        }
    } else {
        let mut journal = Journal::open(&folder.join(DATABASE)).unwrap();
        if std::env::var_os(CRASH).is_some() {
            journal = journal.with_crash_points(CrashPoints::watch(crash_here));
        }
        if let Some(second) = std::env::var_os(SECOND_COPY) {
            journal.attach_second_copy(&PathBuf::from(second)).unwrap();
        }
        if command == BACKUP {
            journal.backup(&folder.join(BACKUP_FILE)).unwrap();
        } else if journal.state(&wave_id()).unwrap() != Some(survey::WaveState::Settled) {
            journal.begin_closing(&wave_id()).unwrap();
        }
        if command == SETTLE {
            journal.mark_settled(&wave_id()).unwrap();
        }
        // As if it were ended here: closing would put in order what the work has left open.
        std::mem::forget(journal);
    }
    eprintln!("{DONE}");
}
