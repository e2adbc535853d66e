//! Room on the disk: a wave opens only where all its answers fit, and a reserve lies ready for the day the disk is full.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use survey::{WaveId, WaveState};

use super::Journal;
use super::backup::sync_folder;
use crate::fault::{Fault, WaveError};

/// What must be free beside the answers: the log, a backup beside the file, and what the machine itself writes.
pub(super) const FLOOR: u64 = 64 * 1024 * 1024;

/// The reserve: room for some thousand answers while somebody clears the disk.
const RESERVE: u64 = 8 * 1024 * 1024;

/// An envelope passes through the log into the file, and the file's pages are never quite full.
const PAGES_WRITTEN_PER_ENVELOPE: u64 = 4;

impl Journal {
    /// The file that can be given up when the disk is full.
    pub fn reserve(&self) -> PathBuf {
        beside(&self.path, ".reserve")
    }

    /// Gives the reserve up, so that answers can be taken again while somebody clears the disk. A running server goes on
    /// by itself. Says whether there was a reserve. An empty file stays in its place, and when the server starts and
    /// there is room again the reserve is laid anew.
    ///
    /// # Errors
    /// [`Fault::Reserve`] when the operating system does not let it go.
    pub fn release_reserve(&self) -> Result<bool, Fault> {
        let path = self.reserve();
        let emptied = || -> Result<bool, std::io::Error> {
            let file = File::options().write(true).open(&path)?;
            let had = file.metadata()?.len() > 0;
            file.set_len(0)?;
            file.sync_all()?;
            Ok(had)
        };
        match emptied() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            outcome => outcome.map_err(|source| Fault::Reserve { path: path.clone(), source }),
        }
    }

    /// Refuses a wave that the disk has no room for, and lays the reserve.
    pub(super) fn make_room(&self, wave: &WaveId) -> Result<(), WaveError> {
        if self.free_space_floor == 0 {
            return Ok(());
        }
        let needed = self.free_space_floor.saturating_add(self.room_for_answers(wave)?);
        let files = std::iter::once(&self.path).chain(self.second_copy.as_ref().map(|copy| &copy.path));
        for path in files {
            if let Some(free) = free(path)
                && free < needed
            {
                return Err(WaveError::TooLittleRoom { wave: wave.clone(), path: path.clone(), free, needed });
            }
        }
        Ok(self.lay_reserve()?)
    }

    /// Lays the reserve again if it was given up, a wave is open and there is room; otherwise says why not.
    pub(super) fn renew_reserve(&self) {
        let renewed = || -> Result<(), Fault> {
            let given_up = std::fs::metadata(self.reserve()).is_ok_and(|about| about.len() < RESERVE);
            let needed = self.free_space_floor.saturating_add(RESERVE);
            if given_up && self.is_busy()? && free(&self.path).is_some_and(|free| free >= needed) {
                self.lay_reserve()?;
            }
            Ok(())
        };
        if let Err(fault) = renewed() {
            tracing::warn!(%fault, "there is no reserve");
        }
    }

    /// When the last wave is settled, nothing needs a reserve any more.
    pub(super) fn give_up_reserve_when_idle(&self) -> Result<(), Fault> {
        if self.is_busy()? {
            return Ok(());
        }
        let path = self.reserve();
        match std::fs::remove_file(&path).and_then(|()| sync_folder(&path)) {
            Err(source) if source.kind() != ErrorKind::NotFound => Err(Fault::Reserve { path, source }),
            _ => Ok(()),
        }
    }

    /// Whether any wave still writes.
    fn is_busy(&self) -> Result<bool, Fault> {
        Ok(self.waves()?.iter().any(|(_, state)| matches!(state, WaveState::Open | WaveState::Closing)))
    }

    fn room_for_answers(&self, wave: &WaveId) -> Result<u64, WaveError> {
        let fault = |source| self.fault("counting the invited", source);
        let (invited, size): (u32, u32) = self
            .connection
            .query_row(
                "SELECT (SELECT count(*) FROM main.invitation WHERE wave = ?1),
                        (SELECT ifnull(max(length(body)), ?2) FROM main.canary WHERE wave = ?1)",
                (wave.as_str(), u32::try_from(custody::ENVELOPE_SIZES[1]).unwrap_or(u32::MAX)),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .map_err(fault)?;
        Ok(u64::from(invited).saturating_mul(u64::from(size)).saturating_mul(PAGES_WRITTEN_PER_ENVELOPE))
    }

    fn lay_reserve(&self) -> Result<(), Fault> {
        let path = self.reserve();
        if std::fs::metadata(&path).is_ok_and(|about| about.len() == RESERVE) {
            return Ok(());
        }
        fill(&path).and_then(|()| sync_folder(&path)).map_err(|source| match source.kind() {
            ErrorKind::StorageFull => Fault::NoRoom { path: path.clone() },
            _ => Fault::Reserve { path: path.clone(), source },
        })
    }
}

/// Writes bytes that no file system can store in less room than they take.
fn fill(path: &Path) -> Result<(), std::io::Error> {
    let mut file = File::create(path)?;
    let mut noise = 0x9E37_79B9_7F4A_7C15_u64;
    let mut written = 0;
    let mut chunk = Vec::with_capacity(64 * 1024);
    while written < RESERVE {
        chunk.clear();
        while chunk.len() < 64 * 1024 {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            chunk.extend_from_slice(&noise.to_le_bytes());
        }
        file.write_all(&chunk)?;
        written += 64 * 1024;
    }
    file.sync_all()
}

/// The same name with something after it.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// The free bytes on the volume of a file, as far as the operating system tells.
#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(path).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_path: &Path) -> Option<u64> {
    None
}
