//! The counts of one part as a file.

use std::num::TryFromIntError;
use std::path::Path;

use archive::{ArchiveError, CountedRow, PartDigest, Sha256Digest, keep_counted, read_counted};
use counts::{Gathering, ScaleShape};
use survey::{Instrument, RoleClass};

use super::{Heads, Wide};
use crate::elsewhere::Kind;
use crate::error::TabulationError;
use crate::pass::Cell;

/// Persons of a unit, former municipality and kind of work with a score on the scale at position `x`; 0 is everybody, 1 the first scale.
const PEOPLE: &str = "people";
const ENDING: &str = ".parquet";
const BEGINNING: &str = "part-";

fn name(part: &PartDigest) -> String {
    format!("{BEGINNING}{}{ENDING}", part.sha256)
}

/// Whether there are counts of a part.
pub(super) fn is_kept(folder: &Path, part: &PartDigest) -> bool {
    folder.join(name(part)).exists()
}

/// Removes what was kept of other parts.
pub(super) fn remove_others(folder: &Path, parts: &[PartDigest]) -> Result<(), TabulationError> {
    let failed = |source| TabulationError::Kept { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    for entry in entries {
        let entry = entry.map_err(failed)?;
        let found = entry.file_name().to_string_lossy().into_owned();
        let is_kept = found.starts_with(BEGINNING) && found.ends_with(ENDING);
        if is_kept && !parts.iter().any(|part| name(part) == found) {
            std::fs::remove_file(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// Writes the counts of a part.
pub(super) fn write(
    folder: &Path,
    part: &PartDigest,
    definition: Sha256Digest,
    instrument: &Instrument,
    counted: &Wide,
) -> Result<(), TabulationError> {
    let definition = definition.to_string();
    let about = |(unit, former_municipality, role_class), scale, counted, x, y, n| CountedRow {
        unit,
        former_municipality,
        role_class,
        scale,
        counted,
        x,
        y,
        n,
    };
    let ids: Vec<&str> = instrument.scales().iter().map(|scale| scale.id().as_str()).collect();
    let mut rows = vec![about(("", "", ""), &definition, Kind::Manifest.as_str(), 0, 0, part.rows)];
    for (former, scales) in &counted.formers {
        for (id, scale) in ids.iter().zip(scales) {
            rows.extend(scale.counters_by_name().map(|(counter, n)| {
                let (kind, x, y) = Kind::of(counter);
                about(("", former, ""), id, kind.as_str(), x, y, n)
            }));
        }
    }
    for (name, heads) in &counted.heads {
        let place = (name.unit.as_str(), name.former_municipality.as_str(), name.role.map_or("", RoleClass::as_str));
        rows.push(about(place, "", PEOPLE, 0, 0, heads.persons));
        rows.extend((1..).zip(&heads.scored).map(|(x, n)| about(place, "", PEOPLE, x, 0, *n)));
    }
    Ok(keep_counted(folder, &name(part), rows.into_iter())?)
}

/// Why what was kept is of no use: it is made again.
enum Useless {
    Archive(ArchiveError),
    Otherwise,
}

impl From<ArchiveError> for Useless {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<TryFromIntError> for Useless {
    fn from(_: TryFromIntError) -> Self {
        Self::Otherwise
    }
}

/// The counts of a part, if they were kept, are whole, and were made in the same way.
pub(super) fn read(
    folder: &Path,
    part: &PartDigest,
    definition: Sha256Digest,
    instrument: &Instrument,
) -> Result<Option<Wide>, TabulationError> {
    let file = folder.join(name(part));
    if !file.exists() {
        return Ok(None);
    }
    match parse(&file, part, &definition.to_string(), instrument) {
        Ok(found) => Ok(Some(found)),
        Err(Useless::Archive(error)) if !error.is_about_input() => Err(error.into()),
        Err(_) => Ok(None),
    }
}

fn parse(file: &Path, part: &PartDigest, definition: &str, instrument: &Instrument) -> Result<Wide, Useless> {
    let shape = |scale| ScaleShape::of(instrument, scale).map(|shape| Gathering::new(&shape));
    let empty: Result<Vec<Gathering>, _> = instrument.scales().iter().map(shape).collect();
    let empty = empty.map_err(|_| Useless::Otherwise)?;
    let mut formers = std::collections::BTreeMap::<String, Vec<Gathering>>::new();
    let mut found = Wide::default();
    let mut is_same = false;
    read_counted(file, |row| {
        let kind = Kind::parse(row.counted);
        if kind == Some(Kind::Manifest) {
            is_same = row.scale == definition && row.n == part.rows;
            return Ok(());
        }
        if row.counted == PEOPLE {
            let role = Some(row.role_class).filter(|word| !word.is_empty()).map(str::parse).transpose();
            let role = role.map_err(|_| Useless::Otherwise)?;
            let cell = Cell { unit: row.unit, former_municipality: row.former_municipality, role };
            let new = || Heads { persons: 0, scored: vec![0; empty.len()] };
            let heads = found.heads.entry(cell.name()).or_insert_with(new);
            let slot = match usize::try_from(row.x)?.checked_sub(1) {
                None => Some(&mut heads.persons),
                Some(scale) => heads.scored.get_mut(scale),
            };
            *slot.ok_or(Useless::Otherwise)? = row.n;
            return Ok(());
        }
        let scale = instrument.scales().iter().position(|scale| scale.id().as_str() == row.scale);
        let counter = kind.and_then(|kind| kind.counter(row.x.into(), row.y.into()));
        if !formers.contains_key(row.former_municipality) {
            formers.insert(row.former_municipality.to_owned(), empty.clone());
        }
        let scales = formers.get_mut(row.former_municipality);
        let scale = scale.and_then(|scale| scales?.get_mut(scale)).ok_or(Useless::Otherwise)?;
        scale.put(counter.ok_or(Useless::Otherwise)?, row.n).map_err(|_| Useless::Otherwise)
    })?;
    for (former, scales) in formers {
        let scales: Result<Vec<_>, _> = scales.into_iter().map(Gathering::finish).collect();
        found.formers.insert(former, scales.map_err(|_| Useless::Otherwise)?);
    }
    let persons = found.heads.values().map(|heads| heads.persons).sum::<u64>();
    if is_same && persons == part.rows { Ok(found) } else { Err(Useless::Otherwise) }
}
