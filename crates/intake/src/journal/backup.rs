//! Backup while the server runs, and restoring from one.
//!
//! A backup is a whole journal of one moment: waves, hashed codes and sealed envelopes. It holds no key of any kind, and
//! nothing that was deleted before it was made. Backups of a wave that has been settled should be deleted: what is in
//! them opens no more once the wave's key is destroyed, but they still hold the hashes of its codes.

use std::fs::{File, OpenOptions};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::room::beside;
use super::{Journal, schema};
use crate::fault::Fault;

/// What a restored journal holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Waves in every state.
    pub waves: u64,
    /// Sealed answers of waves that are not settled.
    pub answers: u64,
    /// How many of them only the second copy had.
    pub from_second_copy: u64,
}

impl Journal {
    /// Writes a backup to a file that does not exist yet; answers are taken meanwhile. When this returns the file is
    /// whole, checked and on disk; a backup that failed leaves nothing under that name.
    ///
    /// # Errors
    /// [`Fault::BackupExists`], [`Fault::NoRoom`], or whatever the disk says.
    pub fn backup(&self, to: &Path) -> Result<(), Fault> {
        if to.symlink_metadata().is_ok() {
            return Err(Fault::BackupExists { path: to.to_owned() });
        }
        let part = beside(to, ".part");
        let written = self.write_backup(&part).and_then(|()| {
            let source = Backup::open(&part)?;
            source.check()?;
            drop(source);
            publish(&part, to)
        });
        if written.is_err() {
            remove_quietly(&part);
        }
        written
    }

    fn write_backup(&self, part: &Path) -> Result<(), Fault> {
        let file = |source| Fault::Backup { path: part.to_owned(), source };
        remove_quietly(part);
        // SQLite writes into an empty file, which is made first because only its owner may read it.
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let empty = options.open(part).map_err(file)?;
        let text = part.to_str().ok_or_else(|| file(std::io::Error::other("the name is not UTF-8")))?;
        self.connection
            .execute("VACUUM main INTO ?1", [text])
            .map_err(|source| super::fault(part, "writing the backup", source))?;
        empty.sync_all().map_err(file)
    }
}

/// Makes a journal from a backup, and from the second copy when there is one: answers that only one of the two has are
/// all there afterwards.
///
/// # Errors
/// [`Fault::JournalExists`] when there is a journal at `into` already, served or not; [`Fault::Damaged`],
/// [`Fault::Foreign`] or [`Fault::NotABackup`] when the backup is none; then nothing was changed.
pub fn restore(backup: &Path, second_copy: Option<&Path>, into: &Path) -> Result<Restored, Fault> {
    let occupied = [into.to_owned(), beside(into, "-wal")];
    if occupied.iter().any(|path| path.symlink_metadata().is_ok()) {
        return Err(Fault::JournalExists { path: into.to_owned() });
    }
    let source = Backup::open(backup)?;
    source.check()?;
    drop(source);
    let part = beside(into, ".part");
    let clean = || ["", "-wal", "-shm"].iter().for_each(|suffix| remove_quietly(&beside(&part, suffix)));
    clean();
    let restored = fill(backup, second_copy, &part).and_then(|restored| publish(&part, into).map(|()| restored));
    if restored.is_err() {
        clean();
    }
    restored
}

/// Copies the backup, adds what the second copy has, and leaves a whole file without a log.
fn fill(backup: &Path, second_copy: Option<&Path>, part: &Path) -> Result<Restored, Fault> {
    std::fs::copy(backup, part).map_err(|source| Fault::Backup { path: part.to_owned(), source })?;
    let mut journal = Journal::open(part)?;
    let mut from_second_copy = 0;
    if let Some(folder) = second_copy {
        journal.open_second_copy(folder)?;
        from_second_copy = journal.reconcile()?.into_journal;
    }
    journal.recover()?;
    let count = |table: &str| -> Result<u64, Fault> {
        let number: i64 = journal
            .connection
            .query_row(&format!("SELECT count(*) FROM main.{table}"), [], |row| row.get(0))
            .map_err(|source| journal.fault("counting", source))?;
        Ok(u64::try_from(number).unwrap_or(0))
    };
    Ok(Restored { waves: count("wave")?, answers: count("envelope")?, from_second_copy })
}

/// A file that should be a backup, opened for reading only.
struct Backup<'a> {
    connection: Connection,
    path: &'a Path,
}

impl Backup<'_> {
    fn open(path: &Path) -> Result<Backup<'_>, Fault> {
        if std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0) {
            return Err(Fault::NotABackup { path: path.to_owned() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = |source| Fault::Open { path: path.to_owned(), source };
        Ok(Backup { connection: Connection::open_with_flags(path, flags).map_err(open)?, path })
    }

    /// Whether it is a whole journal of the layout that this program knows.
    fn check(&self) -> Result<(), Fault> {
        let fault = |source| super::fault(self.path, "checking the backup", source);
        schema::identify(&self.connection, schema::MAIN, &schema::JOURNAL, self.path)?;
        if schema::is_blank(&self.connection, schema::MAIN).map_err(fault)? {
            return Err(Fault::NotABackup { path: self.path.to_owned() });
        }
        let finding: String =
            self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(fault)?;
        if finding == "ok" { Ok(()) } else { Err(Fault::Damaged { path: self.path.to_owned(), finding }) }
    }
}

/// Gives a finished file its name, and waits until the name is on disk.
fn publish(part: &Path, to: &Path) -> Result<(), Fault> {
    File::open(part)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(part, to))
        .and_then(|()| sync_folder(to))
        .map_err(|source| Fault::Backup { path: to.to_owned(), source })
}

/// Waits until the names in the folder of a file are on disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), std::io::Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn remove_quietly(path: &Path) {
    if let Err(error) = std::fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(path = %path.display(), %error, "a half-written file could not be removed");
    }
}
