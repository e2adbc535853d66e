//! One release, as the ledger remembers it.

use serde::{Deserialize, Serialize};
use survey::{Date, WaveId};

use crate::digest::Sha256Digest;

/// One release, as the ledger remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEntry {
    /// The wave.
    pub wave: WaveId,
    /// Which release of the wave, from 1.
    pub number: u64,
    /// The day it was released.
    pub date: Date,
    /// The files, in the wave's folder of releases.
    pub files: Vec<ReleasedFile>,
    /// What later seals must know of it, kept beside the responses and never published.
    pub remembered: Vec<ReleasedFile>,
    /// The rule it was sealed under.
    pub rule: ReleaseRule,
    /// Digest of the organisation it was counted on.
    pub organisation: Sha256Digest,
    /// The plans it was held against, in the order of the report.
    pub plans: Vec<ReleasedFile>,
    /// The attack that found nothing in these very files.
    pub audit: AuditPass,
}

/// A file and its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasedFile {
    /// The file's name, without any folder.
    pub file: FileName,
    /// Digest of its bytes.
    pub sha256: Sha256Digest,
}

/// The name of a file in a folder that is known, never a way out of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

/// Why a text is no name of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no plain name of a file; write one without a folder")]
pub struct FileNameError(String);

impl FileName {
    /// A name without a folder.
    ///
    /// # Errors
    /// An empty name, one that begins with a dot, and one with a slash.
    pub fn new(name: impl Into<String>) -> Result<FileName, FileNameError> {
        let name = name.into();
        let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        if plain { Ok(FileName(name)) } else { Err(FileNameError(name)) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FileName {
    type Error = FileNameError;
    fn try_from(name: String) -> Result<FileName, FileNameError> {
        FileName::new(name)
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> String {
        name.0
    }
}

/// The thresholds of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRule {
    /// People behind a mean.
    pub answers_min: u64,
    /// People behind a distribution.
    pub distribution_min: u64,
    /// People behind the quality of a scale.
    pub quality_min: u64,
    /// Employees behind an absence rate.
    pub employees_min: u64,
}

impl ReleaseRule {
    /// The first threshold that is lower than another rule's: its name, this rule's and the other's.
    #[must_use]
    pub fn looser_than(self, other: ReleaseRule) -> Option<(&'static str, u64, u64)> {
        let pairs = [
            ("answers_min", self.answers_min, other.answers_min),
            ("distribution_min", self.distribution_min, other.distribution_min),
            ("quality_min", self.quality_min, other.quality_min),
            ("employees_min", self.employees_min, other.employees_min),
        ];
        pairs.into_iter().find(|(_, own, others)| own < others)
    }
}

/// How a release was attacked before it left: what the attack drew from and how much it looked at. It found nothing to refuse for, or there
/// would be no release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditPass {
    /// The seed of everything random.
    pub seed: u64,
    /// Releases of the wave that were attacked together, this one among them.
    pub releases: u64,
    /// Published cells.
    pub published: u64,
    /// Hidden cells.
    pub hidden: u64,
}
