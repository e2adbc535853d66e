//! How archiving can end other than well: declined ([`Refusal`]) or broken ([`Fault`]).

use crate::Sha256Digest;
use std::io;
use std::path::{Path, PathBuf};

/// Either way of not succeeding.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Understood and declined; nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something failed: the disk, a damaged file or our own code.
    #[error(transparent)]
    Failed(#[from] Fault),
}

/// What the archive declines to do. Nothing has been changed when one of these comes back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The wave is settled with other content.
    #[error(
        "{}: wave {wave} is already settled, and its {what} differs from what is given now; a settled wave is never \
         rewritten, so give the new content a wave of its own", folder.display()
    )]
    SettledDifferently {
        /// The folder of the wave.
        folder: PathBuf,
        /// The wave.
        wave: String,
        /// What differs.
        what: &'static str,
    },
    /// A folder that is to be made exists.
    #[error("{}: it exists already; name a folder that does not, or remove this one", path.display())]
    FolderExists {
        /// The folder.
        path: PathBuf,
    },
    /// The volume has no room for what is to be written.
    #[error(
        "{}: about {} MB are needed and {} MB are free; nothing was kept, so make room or ask for fewer rows",
        path.display(), needed / 1_000_000, free / 1_000_000
    )]
    NoRoom {
        /// The folder.
        path: PathBuf,
        /// Bytes that are needed.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// The folder holds no manifest.
    #[error("{}: there is no manifest, so this wave is not settled; close the wave first", folder.display())]
    NotSettled {
        /// The folder of the wave.
        folder: PathBuf,
    },
    /// The folder holds a Parquet file that is not ours.
    #[error("{}: this file does not belong to the wave; move it out of the folder", path.display())]
    ForeignFile {
        /// The file.
        path: PathBuf,
    },
    /// The wave asks with another instrument than the one given.
    #[error("wave {wave} is asked with instrument {expected}, not {given}; use the instrument it names")]
    OtherInstrument {
        /// The wave.
        wave: String,
        /// Id and version the wave names.
        expected: String,
        /// Id and version given.
        given: String,
    },
    /// A response does not have one answer per item.
    #[error(
        "a response has {given} answers but instrument {instrument} has {expected} items; use the wave's instrument"
    )]
    OtherItems {
        /// The instrument.
        instrument: String,
        /// Items in the instrument.
        expected: usize,
        /// Answers in the response.
        given: usize,
    },
    /// The same unit and former municipality stands twice among the invited.
    #[error("the invited of unit {unit} from {former_municipality} are counted twice; give one number for them")]
    InvitedTwice {
        /// The unit.
        unit: String,
        /// The former municipality.
        former_municipality: String,
    },
    /// The number of rows in a part is not usable.
    #[error("{rows_per_part} rows in a part would give {parts} parts; choose at least 1 row and at most 100000 parts")]
    PartSize {
        /// Rows asked for in each part.
        rows_per_part: usize,
        /// Parts that would give; zero where it cannot be said.
        parts: usize,
    },
    /// A Parquet file follows another layout than the one asked for.
    #[error("{}, {place}: {problem}; read it with the instrument and the program version that wrote it", path.display())]
    OtherLayout {
        /// The file.
        path: PathBuf,
        /// Column or metadata key.
        place: String,
        /// What is different.
        problem: String,
    },
    /// Figures without a day of extraction would replace figures that have one.
    #[error(
        "{}: the month is held as extracted on {held}, and the new figures do not say when they were; state their vintage",
        path.display()
    )]
    VintageMissing {
        /// The month's file.
        path: PathBuf,
        /// When the figures that are there were extracted.
        held: String,
    },
}

/// What went wrong on our side: a disk, a damaged file, or a defect.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The disk has no room.
    #[error("{}: the disk is full; nothing half written is left, so make room and run again", path.display())]
    DiskFull {
        /// The file or folder being written.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The operating system refused something.
    #[error("{}: could not {action}: {source}", path.display())]
    Disk {
        /// What was attempted.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file the manifest lists is not there.
    #[error("{}: the file is missing, though the manifest lists it; restore it from a backup", path.display())]
    PartMissing {
        /// The file.
        path: PathBuf,
    },
    /// A file is shorter than it was written.
    #[error("{}: the file is cut short ({problem}); restore it from a backup", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// How it shows.
        problem: String,
    },
    /// A file does not have the bytes it was written with.
    #[error(
        "{}: the file has changed since it was written (digest {found} instead of {expected}); restore it from a backup",
        path.display()
    )]
    DigestMismatch {
        /// The file.
        path: PathBuf,
        /// The digest it was written with.
        expected: Sha256Digest,
        /// The digest it has now.
        found: Sha256Digest,
    },
    /// The rows read back are not the rows that were written.
    #[error("{}: the rows are not those that were written; restore the file from a backup", path.display())]
    RowsChanged {
        /// The file.
        path: PathBuf,
    },
    /// A file has another number of rows than it should.
    #[error("{}: {found} rows instead of {expected}; restore the file from a backup", path.display())]
    RowCount {
        /// The file.
        path: PathBuf,
        /// Rows it should have.
        expected: u64,
        /// Rows it has.
        found: u64,
    },
    /// A Parquet file cannot be read.
    #[error("{}: the Parquet file cannot be read ({problem}); restore it from a backup", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        problem: String,
    },
    /// A value in a Parquet file cannot be true.
    #[error("{}, row {row}, column {column}: {problem}; restore the file from a backup", path.display())]
    Value {
        /// The file.
        path: PathBuf,
        /// The row, counted from 1.
        row: u64,
        /// The column.
        column: String,
        /// What is wrong, without the value.
        problem: String,
    },
    /// A manifest cannot be read or contradicts itself.
    #[error("{}, {place}: {problem}; restore the manifest from a backup", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Line or field.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// Content could not be put into its file form.
    #[error("could not encode {what}: {problem}; this is a defect in the program")]
    Encoding {
        /// What was being encoded.
        what: String,
        /// What the encoder said.
        problem: String,
    },
    /// The observer stopped the work.
    #[error("interrupted before this was done: {step}; run it again to finish")]
    Interrupted {
        /// The step that was not performed.
        step: String,
    },
}

impl ArchiveError {
    /// Whether what was given or found is at fault: a declined call or a damaged file, and not disk or program.
    #[must_use]
    pub const fn is_about_input(&self) -> bool {
        match self {
            Self::Refused(_) => true,
            Self::Failed(fault) => !matches!(
                fault,
                Fault::DiskFull { .. } | Fault::Disk { .. } | Fault::Encoding { .. } | Fault::Interrupted { .. }
            ),
        }
    }
}

impl Fault {
    /// Wraps what the operating system said; a full disk or quota becomes [`Fault::DiskFull`].
    pub(crate) fn disk(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path, source },
            _ => Self::Disk { action, path, source },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_and_a_full_quota_are_told_from_other_failures() {
        let fault = |code| Fault::disk("write the file", Path::new("a"), io::Error::from_raw_os_error(code));
        let (no_space, no_quota, broken) = (28, 122, 5);
        assert!(matches!(fault(no_space), Fault::DiskFull { .. }));
        assert!(matches!(fault(no_quota), Fault::DiskFull { .. }));
        assert!(matches!(fault(broken), Fault::Disk { .. }));
        assert_eq!(
            fault(no_space).to_string(),
            "a: the disk is full; nothing half written is left, so make room and run again"
        );
    }
}
