//! What a settled wave consists of, and whether it is still whole.

use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::{digest_of_file, file_names};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use survey::{FormerMunicipalityId, InstrumentId, LayoutVersion, UnitId, Wave};

/// The name of the manifest in a wave's folder.
pub const MANIFEST_FILE: &str = "manifest.json";
/// Parts have five digits in their names.
pub(crate) const PARTS_MAX: usize = 100_000;

/// How many were asked in one unit among those from one former municipality.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invited {
    /// The unit.
    pub unit: UnitId,
    /// The former municipality.
    pub former_municipality: FormerMunicipalityId,
    /// How many were asked.
    pub invited: u32,
}

/// One file of a settled wave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartDigest {
    /// The file name within the wave's folder.
    pub file: String,
    /// Rows in the file.
    pub rows: u64,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// Digest of the file's bytes.
    pub sha256: Sha256Digest,
}

/// The contents of a settled wave. It appears last, so where it stands, the wave is whole.
///
/// It holds no time, no host and no person. Reading one checks that it does not contradict itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ManifestFile")]
pub struct Manifest {
    pub(crate) layout_version: u32,
    pub(crate) instrument: InstrumentId,
    pub(crate) instrument_version: String,
    pub(crate) wave: Wave,
    pub(crate) rows: u64,
    pub(crate) rows_sha256: Sha256Digest,
    pub(crate) codebook_sha256: Sha256Digest,
    pub(crate) parts: Vec<PartDigest>,
    pub(crate) invited: Vec<Invited>,
}

/// The manifest as it stands in the file, unchecked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestFile {
    layout_version: u32,
    instrument: InstrumentId,
    instrument_version: String,
    wave: Wave,
    rows: u64,
    rows_sha256: Sha256Digest,
    codebook_sha256: Sha256Digest,
    parts: Vec<PartDigest>,
    invited: Vec<Invited>,
}

/// How a manifest can contradict itself.
#[derive(Debug, thiserror::Error)]
enum Contradiction {
    #[error("layout version {0} is not known to this program, which knows {known}", known = known_versions())]
    LayoutVersion(u32),
    #[error("instrument and wave name different instruments")]
    Instrument,
    #[error("the parts are not numbered from 00000 without gaps")]
    PartNames,
    #[error("the rows of the parts do not add up to the rows of the wave")]
    Rows,
    #[error("a unit and former municipality stand twice among the invited, or out of order")]
    Invited,
}

/// The layout versions this program reads, in words.
pub(crate) fn known_versions() -> String {
    let numbers = LayoutVersion::ALL.map(|version| version.number().to_string());
    let (last, earlier) = numbers.split_last().map_or(("", Vec::new()), |(last, rest)| (last.as_str(), rest.to_vec()));
    format!("versions {} and {last}", earlier.join(", "))
}

impl TryFrom<ManifestFile> for Manifest {
    type Error = Contradiction;

    fn try_from(file: ManifestFile) -> Result<Self, Contradiction> {
        if LayoutVersion::from_number(file.layout_version).is_none() {
            return Err(Contradiction::LayoutVersion(file.layout_version));
        }
        if file.instrument != file.wave.instrument || file.instrument_version != file.wave.instrument_version {
            return Err(Contradiction::Instrument);
        }
        let named = file.parts.iter().enumerate().all(|(number, part)| part.file == part_name(number));
        if !named || file.parts.is_empty() {
            return Err(Contradiction::PartNames);
        }
        if file.parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(part.rows)) != Some(file.rows) {
            return Err(Contradiction::Rows);
        }
        let place = |invited: &Invited| (invited.unit.clone(), invited.former_municipality.clone());
        if !file.invited.iter().map(place).is_sorted_by(|earlier, later| earlier < later) {
            return Err(Contradiction::Invited);
        }
        Ok(Self {
            layout_version: file.layout_version,
            instrument: file.instrument,
            instrument_version: file.instrument_version,
            wave: file.wave,
            rows: file.rows,
            rows_sha256: file.rows_sha256,
            codebook_sha256: file.codebook_sha256,
            parts: file.parts,
            invited: file.invited,
        })
    }
}

impl Manifest {
    /// Reads the manifest in a wave's folder.
    ///
    /// # Errors
    /// [`Refusal::NotSettled`] where there is none; a [`Fault`] where it cannot be read or contradicts itself.
    pub fn read(folder: &Path) -> Result<Self, ArchiveError> {
        match Self::find(folder)? {
            Some(manifest) => Ok(manifest),
            None => Err(Refusal::NotSettled { folder: folder.to_owned() }.into()),
        }
    }

    /// Reads the manifest in a wave's folder, if it is there.
    pub(crate) fn find(folder: &Path) -> Result<Option<Self>, Fault> {
        let path = folder.join(MANIFEST_FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|source| Fault::disk("read the manifest", &path, source))?,
        };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            let place = if error.is_data() && error.line() == 0 {
                "whole file".to_owned()
            } else {
                format!("line {}", error.line())
            };
            let said = error.to_string();
            let problem = said.rsplit_once(" at line ").map_or(said.as_str(), |(problem, _)| problem).to_owned();
            Fault::Manifest { path, place, problem }
        })
    }

    /// The bytes of the manifest's file.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, Fault> {
        json_bytes("the manifest", self)
    }

    /// The digest of the manifest's own file, by which counts made elsewhere say what they are counts of.
    ///
    /// # Errors
    /// A defect in the program.
    pub fn sha256(&self) -> Result<Sha256Digest, ArchiveError> {
        Ok(Sha256Digest::of(&self.to_bytes()?))
    }

    /// Compares every file of the wave with its digest.
    ///
    /// # Errors
    /// A [`Fault`] that names the file that is missing, cut short or changed; [`Refusal::ForeignFile`] where a Parquet
    /// file stands in the folder that the manifest does not list, since other programs would read it with the rest.
    pub fn verify(&self, folder: &Path) -> Result<(), ArchiveError> {
        for part in &self.parts {
            let path = folder.join(&part.file);
            let length = match fs::metadata(&path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(Fault::PartMissing { path }.into()),
                found => found.map_err(|source| Fault::disk("read the file", &path, source))?.len(),
            };
            if length < part.bytes {
                let problem = format!("{length} of {} bytes are left", part.bytes);
                return Err(Fault::Truncated { path, problem }.into());
            }
            same_digest(&path, part.sha256)?;
        }
        let codebook = folder.join(crate::CODEBOOK_FILE);
        match same_digest(&codebook, self.codebook_sha256) {
            Err(Fault::Disk { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::PartMissing { path: codebook }.into());
            }
            compared => compared?,
        }
        let listed: BTreeSet<&str> = self.parts.iter().map(|part| part.file.as_str()).collect();
        no_foreign_parquet(folder, |name| listed.contains(name))?;
        Ok(())
    }

    /// The version of the layout of the columns.
    #[must_use]
    pub fn layout_version(&self) -> u32 {
        self.layout_version
    }

    /// The wave.
    #[must_use]
    pub fn wave(&self) -> &Wave {
        &self.wave
    }

    /// The instrument the wave was asked with.
    #[must_use]
    pub fn instrument(&self) -> &InstrumentId {
        &self.instrument
    }

    /// The version of that instrument.
    #[must_use]
    pub fn instrument_version(&self) -> &str {
        &self.instrument_version
    }

    /// Rows in all parts together: the number of answers.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The digest of the answers themselves, independent of how the files hold them.
    #[must_use]
    pub fn rows_sha256(&self) -> Sha256Digest {
        self.rows_sha256
    }

    /// The digest of the codebook's file.
    #[must_use]
    pub fn codebook_sha256(&self) -> Sha256Digest {
        self.codebook_sha256
    }

    /// The parts, in order.
    #[must_use]
    pub fn parts(&self) -> &[PartDigest] {
        &self.parts
    }

    /// How many were asked, by unit and former municipality, sorted.
    #[must_use]
    pub fn invited(&self) -> &[Invited] {
        &self.invited
    }

    /// The first thing in which two manifests mean different content; how it is cut into files does not count.
    pub(crate) fn difference(&self, other: &Self) -> Option<&'static str> {
        if self.wave != other.wave {
            Some("wave description")
        } else if self.rows != other.rows {
            Some("number of answers")
        } else if self.rows_sha256 != other.rows_sha256 {
            Some("set of answers")
        } else if self.invited != other.invited {
            Some("number of invited")
        } else {
            None
        }
    }
}

/// The name of a part.
pub(crate) fn part_name(number: usize) -> String {
    format!("part-{number:05}.parquet")
}

/// Whether a name is one that [`part_name`] gives.
pub(crate) fn is_part_name(name: &str) -> bool {
    let digits = name.strip_prefix("part-").and_then(|rest| rest.strip_suffix(".parquet"));
    digits.is_some_and(|digits| digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Readers take every Parquet file in the folder, so there must be none that does not belong.
pub(crate) fn no_foreign_parquet(folder: &Path, belongs: impl Fn(&str) -> bool) -> Result<(), ArchiveError> {
    let names = file_names(folder)?.unwrap_or_default();
    match names.into_iter().find(|name| name.ends_with(".parquet") && !belongs(name)) {
        Some(name) => Err(Refusal::ForeignFile { path: folder.join(name) }.into()),
        None => Ok(()),
    }
}

/// JSON that a person can read, ended by a newline.
pub(crate) fn json_bytes(what: &str, value: &impl Serialize) -> Result<Vec<u8>, Fault> {
    let written = serde_json::to_vec_pretty(value);
    let mut bytes = written.map_err(|error| Fault::Encoding { what: what.to_owned(), problem: error.to_string() })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn same_digest(path: &Path, expected: Sha256Digest) -> Result<(), Fault> {
    let found = digest_of_file(path)?;
    if found == expected { Ok(()) } else { Err(Fault::DigestMismatch { path: path.to_owned(), expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_names_are_recognised_and_nothing_else() {
        assert_eq!(part_name(7), "part-00007.parquet");
        assert_eq!(part_name(PARTS_MAX - 1), "part-99999.parquet");
        assert!(is_part_name("part-00007.parquet"));
        for other in
            ["part-7.parquet", "part-00007.parquet.unfinished", "part-0000a.parquet", "xpart-00007.parquet", ""]
        {
            assert!(!is_part_name(other), "{other}");
        }
    }
}
