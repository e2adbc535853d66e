//! The ledger against the files it names.

use std::io;
use std::path::Path;

use serde::Deserialize;
use survey::{FileError, FileErrors, WaveId};

use super::{REMEDY, ReleaseEntry, ReleaseLedger, ReleasedFile};
use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault};
use crate::folder::file_names;

/// As much of a cube as says which wave it is of.
#[derive(Deserialize)]
struct Headed {
    header: Header,
}

#[derive(Deserialize)]
struct Header {
    wave: WaveId,
}

/// A released file, whole and of its wave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its path, as it is told to people.
    pub path: std::path::PathBuf,
    /// Its bytes, which have the digest the ledger names.
    pub bytes: Vec<u8>,
}

/// Either a sentence about the ledger and its files, or a fault of the disk.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The ledger and the files do not agree.
    #[error(transparent)]
    Files(#[from] FileErrors),
    /// The disk.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

impl LedgerError {
    /// Whether the ledger or its files are at fault, and not disk or program.
    #[must_use]
    pub const fn is_about_input(&self) -> bool {
        match self {
            Self::Files(_) => true,
            Self::Archive(error) => error.is_about_input(),
        }
    }
}

impl ReleaseLedger {
    /// The released files of one wave, oldest release first, each compared with the digest in the ledger. `ledger` is the ledger's name in
    /// messages, `folder` the wave's folder of releases.
    ///
    /// # Errors
    /// Everything that does not agree, each with the line of the ledger: a file that is missing, has other bytes or holds another wave;
    /// and a release in the folder that the ledger does not name, since lines may have been cut off its end.
    pub fn verified(&self, ledger: &str, wave: &WaveId, folder: &Path) -> Result<Vec<Verified>, LedgerError> {
        let (verified, mut errors) = self.compared(ledger, wave, folder, |entry| &entry.files)?;
        let named: Vec<&str> = self.of_wave(wave).flat_map(|of| &of.files).map(|file| file.file.as_str()).collect();
        let there = file_names(folder).map_err(ArchiveError::from)?.unwrap_or_default();
        for name in there.iter().filter(|name| is_release(name) && !named.contains(&name.as_str())) {
            let file = folder.join(name);
            let problem = format!("no line names {}: the ledger was cut, or a release was interrupted", file.display());
            let remedy = format!("{REMEDY}; after an interrupted release, remove the file and release again");
            errors.push(FileError::new(ledger, None, "", problem, remedy));
        }
        FileErrors::unless_empty(errors)?;
        Ok(verified)
    }

    /// The same for what later seals must know of each release, in the folder it is kept in.
    ///
    /// # Errors
    /// As for [`ReleaseLedger::verified`], without the last.
    pub fn remembered(&self, ledger: &str, wave: &WaveId, folder: &Path) -> Result<Vec<Verified>, LedgerError> {
        let (verified, errors) = self.compared(ledger, wave, folder, |entry| &entry.remembered)?;
        FileErrors::unless_empty(errors)?;
        Ok(verified)
    }

    fn compared(
        &self,
        ledger: &str,
        wave: &WaveId,
        folder: &Path,
        files: impl Fn(&ReleaseEntry) -> &[ReleasedFile],
    ) -> Result<(Vec<Verified>, Vec<FileError>), LedgerError> {
        let (mut verified, mut errors) = (Vec::new(), Vec::new());
        for (number, line) in (1_u64..).zip(&self.lines).filter(|(_, line)| line.release.wave == *wave) {
            for file in files(&line.release) {
                let path = folder.join(file.file.as_str());
                let mut refuse = |problem: String, remedy: &str| {
                    errors.push(FileError::new(ledger, Some(number), "files", problem, remedy));
                };
                let bytes = match std::fs::read(&path) {
                    Ok(bytes) => bytes,
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        let problem = format!("{} is released and not there", path.display());
                        refuse(problem, "put the file back from a copy");
                        continue;
                    }
                    Err(error) => return Err(ArchiveError::from(Fault::disk("read the file", &path, error)).into()),
                };
                if Sha256Digest::of(&bytes) != file.sha256 {
                    let problem = format!("{} is not what was released: its digest is another", path.display());
                    refuse(problem, "put the file back from a copy");
                } else if let Some(other) = wave_of(&bytes).filter(|other| other != wave) {
                    let problem = format!("{} is a release of wave {other}, not of wave {wave}", path.display());
                    refuse(problem, "put the ledger and its files back from a copy");
                } else {
                    verified.push(Verified { path, bytes });
                }
            }
        }
        Ok((verified, errors))
    }
}

/// The wave a cube says it is of; nothing for a file that says nothing of it.
fn wave_of(bytes: &[u8]) -> Option<WaveId> {
    serde_json::from_slice::<Headed>(bytes).ok().map(|headed| headed.header.wave)
}

/// Whether a name is that of a numbered release.
fn is_release(name: &str) -> bool {
    let number = name.strip_prefix("cube-").and_then(|rest| rest.strip_suffix(".json"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AuditPass, FileName, ReleaseRule};
    use survey::Date;

    fn wave(id: &str) -> WaveId {
        WaveId::new(id).unwrap()
    }

    fn entry(id: &str, number: u64, bytes: &[u8]) -> ReleaseEntry {
        let file = FileName::new(format!("cube-{number}.json")).unwrap();
        ReleaseEntry {
            wave: wave(id),
            number,
            date: Date::new(2023, 11, 1).unwrap(),
            files: vec![ReleasedFile { file, sha256: Sha256Digest::of(bytes) }],
            remembered: Vec::new(),
            rule: ReleaseRule { answers_min: 5, distribution_min: 10, quality_min: 100, employees_min: 10 },
            organisation: Sha256Digest::of(b"o"),
            plans: Vec::new(),
            audit: AuditPass { seed: 1, releases: 1, published: 1, hidden: 1 },
        }
    }

    #[test]
    fn files_are_held_against_the_ledger() {
        let beside = tempfile::tempdir().unwrap();
        let folder = beside.path();
        let cube = br#"{"header":{"wave":"w1"},"scores":[]}"#.as_slice();
        let other = br#"{"header":{"wave":"w2"},"scores":[]}"#.as_slice();
        let ledger = ReleaseLedger::default().with(entry("w1", 1, cube)).unwrap().with(entry("w1", 2, other)).unwrap();
        let verify = || ledger.verified("ledger.jsonl", &wave("w1"), folder).map_err(|error| error.to_string());
        std::fs::write(folder.join("cube-1.json"), cube).unwrap();
        std::fs::write(folder.join("cube-2.json"), other).unwrap();
        let told = verify().unwrap_err();
        assert!(
            told.contains("ledger.jsonl, line 2") && told.contains("is a release of wave w2, not of wave w1"),
            "{told}"
        );
        let first = ReleaseLedger::default().with(entry("w1", 1, cube)).unwrap();
        let told = first.verified("ledger.jsonl", &wave("w1"), folder).unwrap_err().to_string();
        assert!(told.contains("no line names") && told.contains("cube-2.json"), "{told}");
        std::fs::remove_file(folder.join("cube-2.json")).unwrap();
        assert_eq!(first.verified("ledger.jsonl", &wave("w1"), folder).unwrap()[0].bytes, cube);
        std::fs::write(folder.join("cube-1.json"), "{}").unwrap();
        let told = verify().unwrap_err();
        assert!(told.contains("line 1") && told.contains("is not what was released"), "{told}");
        assert!(told.contains("line 2") && told.contains("is released and not there"), "{told}");
    }
}
