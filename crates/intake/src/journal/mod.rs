//! The journal: one SQLite file that holds waves, invitations and sealed envelopes.
//!
//! The server's writer thread has one connection, and commands such as closing a wave open their own beside it: the state
//! of a wave is a row that is read inside every transaction that stores an answer, so a wave that is closing takes
//! nothing more from the moment the command's transaction is on disk.
//!
//! | subject | module |
//! |---|---|
//! | tables and settings | `schema.rs` |
//! | a wave's life: prepared, rehearsed, opened, closed, settled | `waves.rs` |
//! | codes: new ones, and new ones for old ones | `invitations.rs` |
//! | storing answers | `submit.rs` |
//! | what settlement opens | `sealed.rs` |
//! | how many have answered | `participation.rs` |
//! | the copy on another volume | `second_copy.rs` |
//! | backup and restore | `backup.rs` |
//! | room on the disk, and the reserve | `room.rs` |
//! | a connection that only reads | `reader.rs` |

mod backup;
mod invitations;
mod participation;
mod reader;
mod room;
mod schema;
mod sealed;
mod second_copy;
mod standing;
mod submit;
mod waves;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use backup::{Restored, restore};
pub use participation::{Band, Participation, UnitParticipation};
pub(crate) use reader::{Reader, Told};
pub use sealed::{Invited, Sealed};
pub(crate) use standing::{OpenWave, Store};
pub use waves::{Custody, Opening, Rehearsal};

use crate::crash::CrashPoints;
use crate::fault::Fault;
use second_copy::SecondCopy;

/// How long a transaction waits for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open journal.
pub struct Journal {
    connection: Connection,
    path: PathBuf,
    second_copy: Option<SecondCopy>,
    sealing_keys: submit::SealingKeys,
    crash_points: CrashPoints,
    free_space_floor: u64,
}

impl Journal {
    /// Opens the journal at a path, and makes it when there is no file.
    ///
    /// # Errors
    /// [`Fault`] when the linked SQLite is unsafe, the file is not ours or has another layout, or a setting that
    /// durability rests on does not take.
    pub fn open(path: &Path) -> Result<Journal, Fault> {
        schema::check_sqlite(rusqlite::version_number(), rusqlite::version())?;
        let open = |source| Fault::Open { path: path.to_owned(), source };
        make_private(path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(open)?;
        connection.busy_timeout(PATIENCE).map_err(open)?;
        let mut journal = Journal {
            connection,
            path: path.to_owned(),
            second_copy: None,
            crash_points: CrashPoints::NONE,
            sealing_keys: submit::SealingKeys::default(),
            free_space_floor: room::FLOOR,
        };
        schema::prepare(&mut journal)?;
        keep_names(path)?;
        Ok(journal)
    }

    /// Tells every named moment to tests.
    #[must_use]
    pub fn with_crash_points(mut self, crash_points: CrashPoints) -> Journal {
        self.crash_points = crash_points;
        self
    }

    /// Asks for another amount of free space, in bytes, before a wave may open; see [`Journal::open_wave`]. With none,
    /// no reserve is kept either.
    #[must_use]
    pub fn with_free_space_floor(mut self, bytes: u64) -> Journal {
        self.free_space_floor = bytes;
        self
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the journal fit to acknowledge answers: checks it whole, empties its log, and brings it and its second copy
    /// to the same state.
    pub(crate) fn start(&mut self, second_copy: Option<&Path>) -> Result<(), Fault> {
        if let Some(folder) = second_copy {
            self.open_second_copy(folder)?;
        }
        self.recover()?;
        self.reconcile()?;
        self.renew_reserve();
        Ok(())
    }

    /// Checks the whole file and empties the log into it, so that nothing the server acknowledges from now on stands
    /// behind bytes that may exist only in memory. A second copy that is attached is treated likewise.
    ///
    /// # Errors
    /// [`Fault::Damaged`] names the first thing that is wrong; [`Fault::LogBusy`] when somebody is reading.
    pub fn recover(&self) -> Result<(), Fault> {
        self.crash_points.pass("recovery-begun");
        let files =
            [Some((schema::MAIN, &self.path)), self.second_copy.as_ref().map(|copy| (schema::SECOND, &copy.path))];
        for (schema, path) in files.into_iter().flatten() {
            let finding: String = self
                .connection
                .query_row(&format!("PRAGMA {schema}.integrity_check(1)"), [], |row| row.get(0))
                .map_err(|source| fault(path, "checking the file", source))?;
            if finding != "ok" {
                return Err(Fault::Damaged { path: path.clone(), finding });
            }
        }
        self.crash_points.pass("recovery-checked");
        self.empty_log()?;
        self.crash_points.pass("recovery-emptied");
        Ok(())
    }

    /// Moves everything from the log to the file and cuts the log to nothing, here and in the second copy.
    pub(crate) fn empty_log(&self) -> Result<(), Fault> {
        let busy = self.checkpoint("TRUNCATE").map_err(|source| self.fault("emptying the log", source))?;
        if busy { Err(Fault::LogBusy { path: self.path.clone() }) } else { Ok(()) }
    }

    /// Moves what it can from the log to the file without waiting for anybody.
    pub(crate) fn shorten_log(&self) -> Result<(), rusqlite::Error> {
        self.crash_points.pass("checkpoint-begun");
        self.checkpoint("PASSIVE")?;
        self.crash_points.pass("checkpoint-done");
        Ok(())
    }

    /// How many pages the log holds. Asking changes nothing.
    pub(crate) fn log_pages(&self) -> Result<u32, rusqlite::Error> {
        let pages: i64 = self.connection.query_row("PRAGMA main.wal_checkpoint(NOOP)", [], |row| row.get(1))?;
        Ok(u32::try_from(pages).unwrap_or(0))
    }

    /// Closes without touching file or log.
    pub(crate) fn abandon(self) {
        if let Err(error) = leave_as_it_is(&self.connection) {
            tracing::error!(%error, "the journal could not be left as it is");
        }
    }

    pub(crate) fn crash_points(&self) -> CrashPoints {
        self.crash_points
    }

    fn checkpoint(&self, mode: &str) -> Result<bool, rusqlite::Error> {
        self.connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(0))
    }

    /// Names what SQLite said.
    fn fault(&self, doing: &'static str, source: rusqlite::Error) -> Fault {
        fault(&self.path, doing, source)
    }
}

/// Waits until the names of a file and its log are on disk. SQLite does so for each new log, too, but takes no notice
/// when it fails; and a log whose name is lost is lost with everything in it.
fn keep_names(path: &Path) -> Result<(), Fault> {
    backup::sync_folder(path).map_err(|source| Fault::Names { path: path.to_owned(), source })
}

/// Makes an empty file that only its owner may read, if there is none; SQLite gives the files beside it the same rights.
/// What stands in the way is told when the file is opened.
fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

/// Keeps a connection from moving the log into the file when it closes: after a failed write both must stay as they are
/// until they have been checked (I4).
fn leave_as_it_is(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map(|_| ())
}

/// How a failed statement is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The disk is full or takes no writing just now: everything is rolled back, and it may work again later.
    NoRoom,
    /// Another connection holds the file.
    Busy,
    /// The disk, the file or memory failed: what is on disk is unknown.
    Broken,
    /// The statement itself is wrong; the file is fine.
    Defect,
}

impl Trouble {
    /// Sorts an error of SQLite.
    pub(crate) fn of(error: &rusqlite::Error) -> Trouble {
        // The index of the log could not grow: nothing was written yet.
        if error.sqlite_extended_error_code() == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
            return Trouble::NoRoom;
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => Trouble::NoRoom,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Busy,
            Some(
                ErrorCode::ConstraintViolation
                | ErrorCode::TypeMismatch
                | ErrorCode::TooBig
                | ErrorCode::ParameterOutOfRange,
            ) => Trouble::Defect,
            Some(_) => Trouble::Broken,
            None => Trouble::Defect,
        }
    }
}

fn fault(path: &Path, doing: &'static str, source: rusqlite::Error) -> Fault {
    let path = path.to_owned();
    match Trouble::of(&source) {
        Trouble::NoRoom => Fault::NoRoom { path },
        Trouble::Busy => Fault::Busy { path },
        Trouble::Broken | Trouble::Defect => match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt) => Fault::Damaged { path, finding: source.to_string() },
            Some(ErrorCode::NotADatabase) => Fault::Foreign { path },
            _ => Fault::Database { doing, path, source },
        },
    }
}

#[cfg(test)]
mod tests;
