//! Settled answers read back: for verification, for import and for tests.

use crate::codec::Opened;
use crate::fault::{ArchiveError, Fault};
use crate::manifest::Manifest;
use crate::rows::{decode_records, digest_of_records};
use std::collections::BTreeMap;
use std::path::Path;
use survey::{Instrument, Record};

/// Reads settled answers, from one Parquet file or from the folder of a wave.
///
/// The instrument is the one the wave was asked with, narrowed to its modules. Every value goes through the same
/// constructors as a fresh answer, after the file has been compared with the digest it states. In a folder the
/// manifest rules: every file it lists is compared with its digest before a row is read.
///
/// # Errors
/// A refusal where the folder is not settled or the file follows another layout or instrument; a fault where a file is
/// missing, cut short or changed.
pub fn read_records(path: &Path, instrument: &Instrument) -> Result<Vec<Record>, ArchiveError> {
    if !path.is_dir() {
        return decode_records(path, instrument);
    }
    let manifest = Manifest::read(path)?;
    manifest.verify(path)?;
    let mut records = Vec::new();
    for part in manifest.parts() {
        let file = path.join(&part.file);
        let rows = decode_records(&file, instrument)?;
        let found = crate::rows::count(rows.len());
        if found != part.rows {
            return Err(Fault::RowCount { path: file, expected: part.rows, found }.into());
        }
        records.extend(rows);
    }
    if digest_of_records(instrument, &records) != manifest.rows_sha256() {
        return Err(Fault::RowsChanged { path: path.to_owned() }.into());
    }
    Ok(records)
}

/// The key-value metadata of a Parquet file: layout, instrument, wave, and the codebook as JSON.
///
/// # Errors
/// A fault where the file cannot be read.
pub fn read_metadata(path: &Path) -> Result<BTreeMap<String, String>, ArchiveError> {
    Ok(Opened::open(path)?.metadata())
}
