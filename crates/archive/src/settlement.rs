//! A closed wave becomes a folder of files.

use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::{Outgoing, Publication};
use crate::manifest::{
    Invited, MANIFEST_FILE, Manifest, PARTS_MAX, PartDigest, is_part_name, json_bytes, no_foreign_parquet, part_name,
};
use crate::plan::{Step, final_name};
use crate::rows::{count, decode_records, digest_of_records, encode_records};
use std::path::{Path, PathBuf};
use survey::{Codebook, Instrument, Layout, Record, Wave, WaveId};

/// The name of the codebook in a wave's folder.
pub const CODEBOOK_FILE: &str = "codebook.json";

/// The folder of a wave's answers.
#[must_use]
pub fn wave_folder(responses_root: &Path, wave: &WaveId) -> PathBuf {
    responses_root.join(format!("wave={wave}"))
}

/// Writes a closed wave's answers to `<responses_root>/wave=<id>/`, for good.
///
/// Records are sorted by content, so the order they came in is gone. Running it again with the same answers, after a
/// success or after a crash at any point, ends in the same bytes; leftovers of the interrupted run are removed, and a
/// part that was damaged since is written again. The instrument is the one the wave names, already narrowed to the
/// wave's modules. A wave without a single answer becomes one part without rows.
///
/// `observer` is called before each step. An error from it stops the work at once and cleans nothing up, as a crash
/// would; any other failure removes what was half written before it is returned.
///
/// # Errors
/// [`Refusal::SettledDifferently`] where the wave is settled with other content, and the other refusals of a wrong
/// call; [`Fault::DiskFull`] and other faults of disk and files.
pub fn settle(
    responses_root: &Path,
    wave: &Wave,
    instrument: &Instrument,
    mut records: Vec<Record>,
    invited: &[Invited],
    rows_per_part: usize,
    observer: &mut dyn FnMut(&Step) -> Result<(), Fault>,
) -> Result<Manifest, ArchiveError> {
    let folder = wave_folder(responses_root, &wave.id);
    check_instrument(wave, instrument, &records)?;
    let invited = sorted_invited(invited)?;
    // Equal records are indistinguishable, so an unstable sort gives one result only.
    records.sort_unstable();

    let parts = cut(&records, rows_per_part)?;
    let codebook = Codebook::of(instrument, wave);
    let codebook_bytes = json_bytes("the codebook", &codebook)?;
    let mut manifest = Manifest {
        layout_version: Layout::VERSION.number(),
        instrument: instrument.id().clone(),
        instrument_version: instrument.version().to_owned(),
        wave: wave.clone(),
        rows: count(records.len()),
        rows_sha256: digest_of_records(instrument, &records),
        codebook_sha256: Sha256Digest::of(&codebook_bytes),
        parts: Vec::new(),
        invited,
    };
    let settled = Manifest::find(&folder)?;
    if let Some(settled) = &settled {
        if let Some(what) = settled.difference(&manifest) {
            let wave = wave.id.to_string();
            return Err(Refusal::SettledDifferently { folder, wave, what }.into());
        }
        no_foreign_parquet(&folder, |name| settled.parts().iter().any(|part| part.file == name))?;
    } else {
        no_foreign_parquet(&folder, is_part_name)?;
    }

    let metadata = metadata(&codebook)?;
    let mut files = Vec::with_capacity(parts.len() + 1);
    for (number, rows) in parts.iter().enumerate() {
        let outgoing = part(part_name(number), instrument, metadata.clone(), rows)?;
        manifest.parts.push(PartDigest {
            file: outgoing.name.clone(),
            rows: count(rows.len()),
            bytes: count(outgoing.bytes.len()),
            sha256: outgoing.sha256,
        });
        files.push(outgoing);
    }
    if let Some(settled) = settled.filter(|settled| *settled != manifest) {
        // The same content, cut or encoded otherwise by another version or setting: what is settled stays as it is.
        settled.verify(&folder)?;
        return Ok(settled);
    }
    files.push(Outgoing::new(CODEBOOK_FILE, codebook_bytes));
    let last = Outgoing::new(MANIFEST_FILE, manifest.to_bytes()?);
    Publication { folder, files, last: Some(last), is_leftover }.publish(observer)?;
    Ok(manifest)
}

fn is_leftover(name: &str) -> bool {
    is_part_name(final_name(name).unwrap_or(name))
}

fn check_instrument(wave: &Wave, instrument: &Instrument, records: &[Record]) -> Result<(), Refusal> {
    if wave.instrument != *instrument.id() || wave.instrument_version != instrument.version() {
        return Err(Refusal::OtherInstrument {
            wave: wave.id.to_string(),
            expected: format!("{} {}", wave.instrument, wave.instrument_version),
            given: format!("{} {}", instrument.id(), instrument.version()),
        });
    }
    let expected = instrument.items().len();
    match records.iter().map(|record| record.response.answers().len()).find(|given| *given != expected) {
        Some(given) => Err(Refusal::OtherItems { instrument: instrument.id().to_string(), expected, given }),
        None => Ok(()),
    }
}

fn sorted_invited(invited: &[Invited]) -> Result<Vec<Invited>, Refusal> {
    let mut sorted = invited.to_vec();
    sorted.sort_unstable();
    for pair in sorted.windows(2) {
        if let [one, other] = pair
            && (&one.unit, &one.former_municipality) == (&other.unit, &other.former_municipality)
        {
            let former_municipality = one.former_municipality.to_string();
            return Err(Refusal::InvitedTwice { unit: one.unit.to_string(), former_municipality });
        }
    }
    Ok(sorted)
}

/// The records of each part. There is always one part, so that a wave without answers has its columns on disk too.
fn cut(records: &[Record], rows_per_part: usize) -> Result<Vec<&[Record]>, Refusal> {
    let parts = records.len().checked_div(rows_per_part).ok_or(Refusal::PartSize { rows_per_part, parts: 0 })?;
    if parts >= PARTS_MAX {
        return Err(Refusal::PartSize { rows_per_part, parts });
    }
    Ok(if records.is_empty() { vec![records] } else { records.chunks(rows_per_part).collect() })
}

/// What every part says about itself, in a fixed order.
pub(crate) fn metadata(codebook: &Codebook) -> Result<Vec<(String, String)>, Fault> {
    let json = serde_json::to_string(codebook)
        .map_err(|error| Fault::Encoding { what: "the codebook".to_owned(), problem: error.to_string() })?;
    let pairs = [
        (Layout::KEY_LAYOUT_VERSION, Layout::VERSION.number().to_string()),
        (Layout::KEY_INSTRUMENT, codebook.instrument.to_string()),
        (Layout::KEY_INSTRUMENT_VERSION, codebook.instrument_version.clone()),
        (Layout::KEY_WAVE, codebook.wave.id.to_string()),
        (Layout::KEY_CODEBOOK, json),
    ];
    Ok(pairs.map(|(key, value)| (key.to_owned(), value)).into())
}

/// One part: its bytes, and the check that reads every row back through the constructors.
fn part<'a>(
    name: String,
    instrument: &'a Instrument,
    metadata: Vec<(String, String)>,
    rows: &[Record],
) -> Result<Outgoing<'a>, Fault> {
    let (expected, digest) = (count(rows.len()), digest_of_records(instrument, rows));
    let bytes = encode_records(&name, instrument, metadata, rows)?;
    let check = move |path: &Path| {
        let read = decode_records(path, instrument).map_err(|error| match error {
            ArchiveError::Failed(fault) => fault,
            ArchiveError::Refused(refusal) => Fault::Unreadable { path: path.to_owned(), problem: refusal.to_string() },
        })?;
        let found = count(read.len());
        if found != expected {
            return Err(Fault::RowCount { path: path.to_owned(), expected, found });
        }
        if digest_of_records(instrument, &read) != digest {
            return Err(Fault::RowsChanged { path: path.to_owned() });
        }
        Ok(())
    };
    Ok(Outgoing::with_check(name, bytes, Box::new(check)))
}
