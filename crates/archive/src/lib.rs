//! Settled answers become Parquet, once and for good.
//!
//! What it is: the step from a closed wave to files that anybody's tools can read. [`settle`] sorts the records by
//! their content, writes `wave=<id>/part-<number>.parquet` with a codebook and a manifest beside them, and never shows a
//! half-written file under a final name; [`generalise`] comes before it and moves answers of small units up the tree;
//! [`Manifest`] and [`read_records`] read them back and notice every damage;
//! [`write_absence`] and [`read_absence`] do the same for unit sums of sickness absence, one file a month.
//!
//! What it is not: it does not know the journal, the clock or the host, and it neither counts nor reasons.
//!
//! Invariant: the same answers give the same file names and the same bytes, whatever order they arrived in and however
//! often the work was interrupted; the manifest is the last thing to appear, so a wave with a manifest is whole.
//!
//! How: everything is encoded and digested before the first byte is written. [`State`] is what the folder holds beside
//! what it should hold, [`plan`] turns it into [`Step`]s without touching the disk, and one deed is performed per step:
//! write aside, sync, reopen and check, then rename all, sync the folder, and the manifest last. Because every file is
//! written aside before any is renamed, a full disk leaves the folder as it was found.
//!
//! Beside the answers it keeps the [`ReleaseLedger`]: one line for each cube that left, each bound to the line before it; and counts of a wave
//! that are kept ([`write_counted`]).
//!
//! Each Parquet file states the digest of itself in its footer, so that damage is found before the Parquet reader trusts what
//! it reads, also where a file stands alone. Text columns are dictionary-encoded in the Parquet pages and plain strings in the Arrow schema, because some readers
//! cannot take Arrow dictionaries.

mod absence_month;
mod codec;
mod counted;
mod digest;
mod fault;
mod folder;
mod generalise;
mod ledger;
mod manifest;
mod packed;
mod plan;
mod reading;
mod rows;
mod settlement;
mod stream;

pub use absence_month::{
    ABSENCE_LAYOUT_VERSION, AbsenceMonth, Change, read_absence, read_absence_as_of, write_absence,
    write_absence_observed,
};
pub use counted::{COUNTS_FILE, CountedRow, counted_file, keep_counted, read_counted, write_counted};
pub use digest::{DigestError, Sha256Digest};
pub use fault::{ArchiveError, Fault, Refusal};
pub use generalise::{GeneraliseError, generalise};
pub use ledger::{
    AuditPass, FileName, FileNameError, LedgerError, LedgerRefusal, ReleaseEntry, ReleaseLedger, ReleaseRule,
    ReleasedFile, Verified,
};
pub use manifest::{Invited, MANIFEST_FILE, Manifest, PartDigest};
pub use packed::{PackedBatch, PackedPart, PackedRun, Places};
pub use plan::{Goal, State, Step, aside, plan};
pub use reading::{read_metadata, read_records};
pub use settlement::{CODEBOOK_FILE, settle, wave_folder};
pub use stream::{PackedCell, Stream};
