//! Unit sums of sickness absence, one Parquet file a month.

mod columns;
mod vintages;

use crate::codec::{BATCH_ROWS, Form, Opened, encode};
use crate::digest::{ContentDigest, Sha256Digest};
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::{Outgoing, Publication, file_names};
use crate::manifest::no_foreign_parquet;
use crate::plan::{Step, final_name};
use crate::rows::count;
use absence::{AbsenceRow, AbsenceTable, COLUMNS, DETAIL_COLUMNS, PersonDays};
use arrow_schema::{DataType, Schema};
use columns::{Layout, Place, batch};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use survey::{Date, Month};
use vintages::Arrival;

pub use columns::ABSENCE_LAYOUT_VERSION;
pub use vintages::Change;

const KEY_LAYOUT_VERSION: &str = "mestring.absence_layout_version";
const KEY_PARTS_PER_DAY: &str = "mestring.absence_parts_per_day";
const KEY_MONTH: &str = "mestring.month";
const KEY_VINTAGE: &str = "mestring.absence_vintage";
/// Within a month the rows are sorted by unit and former municipality.
const FORM: Form = Form { created_by: "mestring archive, writer 1", sorted_by: 2 };

/// One month's file as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AbsenceMonth {
    /// The month.
    pub month: Month,
    /// The file.
    pub file: PathBuf,
    /// Rows in the file.
    pub rows: u64,
    /// Digest of the file's bytes.
    pub sha256: Sha256Digest,
    /// What it changed.
    pub change: Change,
}

/// Writes `<root>/absence/month=<yyyy-mm>.parquet` for every month in the table.
///
/// A month that is already there is replaced as a whole, because late certificates correct earlier months; months that
/// are not in the table stay as they are. Where the month says when it was extracted, a later extraction takes its place and
/// the earlier figures are kept in `<root>/absence/vintages/`; an earlier extraction goes there at once. Every file is
/// written aside, synced, reopened and compared before the first gets its final name, so a full disk changes no month.
///
/// # Errors
/// [`Refusal::VintageMissing`] where figures that do not say when they were extracted would replace ones that do;
/// [`Refusal::ForeignFile`] where a file that is not a month stands in the folder, and faults of disk and files.
pub fn write_absence(root: &Path, table: &AbsenceTable) -> Result<Vec<AbsenceMonth>, ArchiveError> {
    write_absence_observed(root, table, &mut |_| Ok(()))
}

/// [`write_absence`] with an observer that is called before each step; an error from it stops the work as a crash would.
///
/// # Errors
/// Those of [`write_absence`], and the observer's.
pub fn write_absence_observed(
    root: &Path,
    table: &AbsenceTable,
    observer: &mut dyn FnMut(&Step) -> Result<(), Fault>,
) -> Result<Vec<AbsenceMonth>, ArchiveError> {
    let folder = root.join("absence");
    no_foreign_parquet(&folder, |name| month_of(name).is_some())?;
    let mut written = Vec::new();
    let mut files = Vec::new();
    let mut kept = Vec::new();
    for rows in table.rows().chunk_by(|one, next| one.month() == next.month()) {
        let Some((month, vintage)) = rows.first().map(|row| (row.month(), row.details().vintage)) else { continue };
        let place = folder.join(file_name(month));
        let held = if place.exists() { Some(decode_month(&place, month)?) } else { None };
        let held_vintage = held.as_ref().map(|rows| rows.first().and_then(|row| row.details().vintage));
        let arrival = vintages::arrival(&place, held_vintage, vintage)?;
        if let (Arrival::Restates(earlier), Some(rows)) = (arrival, &held) {
            kept.push(month_file(vintages::file_name(month, earlier), month, rows)?);
        }
        let outgoing = match arrival {
            Arrival::IsEarlier { arriving, .. } => {
                let outgoing = month_file(vintages::file_name(month, arriving), month, rows)?;
                (folder.join("vintages"), outgoing, &mut kept)
            }
            Arrival::Replaces | Arrival::Restates(_) => {
                (folder.clone(), month_file(file_name(month), month, rows)?, &mut files)
            }
        };
        let (folder, outgoing, into) = outgoing;
        let (file, sha256) = (folder.join(&outgoing.name), outgoing.sha256);
        let change = Change::of(arrival, held.as_deref(), rows);
        written.push(AbsenceMonth { month, file, rows: count(rows.len()), sha256, change });
        into.push(outgoing);
    }
    // What is to be kept is safe before anything takes its place.
    for (folder, files) in [(folder.join("vintages"), kept), (folder, files)] {
        if !files.is_empty() {
            Publication { folder, files, last: None, is_leftover }.publish(observer)?;
        }
    }
    Ok(written)
}

/// Reads every month under `<root>/absence/`, and compares each with the digest it states. Where nothing has
/// been written yet, the table is empty.
///
/// # Errors
/// A refusal for a file that is not a month or follows another layout; a fault for one that is cut short or changed.
pub fn read_absence(root: &Path) -> Result<AbsenceTable, ArchiveError> {
    let folder = root.join("absence");
    no_foreign_parquet(&folder, |name| month_of(name).is_some())?;
    let mut rows = Vec::new();
    for name in file_names(&folder)?.unwrap_or_default() {
        if let Some(month) = month_of(&name) {
            rows.extend(decode_month(&folder.join(name), month)?);
        }
    }
    let table = AbsenceTable::from_rows(rows);
    table.map_err(|error| Fault::Unreadable { path: folder, problem: error.to_string() }.into())
}

/// Reads every month as it was known on a day: of the figures extracted on that day or before, the latest. Figures that do
/// not say when they were extracted count as known, unless others do.
///
/// # Errors
/// Those of [`read_absence`].
pub fn read_absence_as_of(root: &Path, day: Date) -> Result<AbsenceTable, ArchiveError> {
    let folder = root.join("absence");
    let kept = folder.join("vintages");
    no_foreign_parquet(&kept, |name| vintages::of_name(name).is_some())?;
    let mut known: BTreeMap<Month, (Option<Date>, Vec<AbsenceRow>)> = BTreeMap::new();
    let mut offer = |month, vintage: Option<Date>, rows| {
        let is_later = known.get(&month).is_none_or(|(held, _)| vintage >= *held);
        if vintage.is_none_or(|vintage| vintage <= day) && is_later {
            known.insert(month, (vintage, rows));
        }
    };
    for name in file_names(&kept)?.unwrap_or_default() {
        if let Some((month, vintage)) = vintages::of_name(&name) {
            offer(month, Some(vintage), decode_month(&kept.join(name), month)?);
        }
    }
    // A month comes last: of two files of one vintage it is the one that was corrected.
    for rows in read_absence(root)?.rows().chunk_by(|one, next| one.month() == next.month()) {
        if let Some(row) = rows.first() {
            offer(row.month(), row.details().vintage, rows.to_vec());
        }
    }
    let table = AbsenceTable::from_rows(known.into_values().flat_map(|(_, rows)| rows).collect());
    table.map_err(|error| Fault::Unreadable { path: folder, problem: error.to_string() }.into())
}

fn file_name(month: Month) -> String {
    format!("month={month}.parquet")
}

fn month_of(name: &str) -> Option<Month> {
    Month::parse(name.strip_prefix("month=")?.strip_suffix(".parquet")?).ok()
}

fn is_leftover(name: &str) -> bool {
    final_name(name).is_some_and(|name| month_of(name).is_some() || vintages::of_name(name).is_some())
}

/// The text of the rows is complete and exact, so it says everything that must be the same.
fn digest_of_rows(rows: &[AbsenceRow]) -> Sha256Digest {
    let mut digest = ContentDigest::begin("mestring absence 3");
    let table = AbsenceTable::from_rows(rows.to_vec()).unwrap_or_default();
    digest.field(table.to_csv().as_bytes());
    digest.end()
}

fn month_file(name: String, month: Month, rows: &[AbsenceRow]) -> Result<Outgoing<'static>, Fault> {
    let digest = digest_of_rows(rows);
    let mut metadata = vec![
        (KEY_LAYOUT_VERSION.to_owned(), ABSENCE_LAYOUT_VERSION.to_string()),
        (KEY_PARTS_PER_DAY.to_owned(), PersonDays::PARTS_PER_DAY.to_string()),
        (KEY_MONTH.to_owned(), month.to_string()),
    ];
    let vintage = rows.first().and_then(|row| row.details().vintage);
    metadata.extend(vintage.map(|vintage| (KEY_VINTAGE.to_owned(), vintage.to_string())));
    let bytes = encode(&name, &Layout::V3.schema(), metadata, &FORM, rows.chunks(BATCH_ROWS).map(batch))?;
    let check = move |path: &Path| match decode_month(path, month) {
        Ok(read) if digest_of_rows(&read) == digest => Ok(()),
        Ok(_) => Err(Fault::RowsChanged { path: path.to_owned() }),
        Err(ArchiveError::Failed(fault)) => Err(fault),
        Err(ArchiveError::Refused(refusal)) => {
            Err(Fault::Unreadable { path: path.to_owned(), problem: refusal.to_string() })
        }
    };
    Ok(Outgoing::with_check(name, bytes, Box::new(check)))
}

fn decode_month(path: &Path, month: Month) -> Result<Vec<AbsenceRow>, ArchiveError> {
    let opened = Opened::open(path)?;
    let other =
        |place: &str, problem: String| Refusal::OtherLayout { path: path.to_owned(), place: place.to_owned(), problem };
    let metadata = opened.metadata();
    let stated = |key: &str| {
        let missing = "the file does not say it, so it is not a month of absence".to_owned();
        metadata.get(key).ok_or_else(|| other(key, missing))
    };
    let version = stated(KEY_LAYOUT_VERSION)?;
    let unknown = || other(KEY_LAYOUT_VERSION, format!("the file says {version}, not 1 to {ABSENCE_LAYOUT_VERSION}"));
    let layout = Layout::of_version(version).ok_or_else(unknown)?;
    for (key, expected) in [(KEY_PARTS_PER_DAY, layout.parts_per_day().to_string()), (KEY_MONTH, month.to_string())] {
        let found = stated(key)?;
        if *found != expected {
            return Err(other(key, format!("the file says {found}, not {expected}")).into());
        }
    }
    let vintage =
        metadata.get(KEY_VINTAGE).map(|text| Date::parse(text).map_err(|error| other(KEY_VINTAGE, error.to_string())));
    let vintage = vintage.transpose()?;
    let shape = |schema: &Schema| -> Vec<(String, DataType)> {
        schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
    };
    if shape(opened.schema()) != shape(&layout.schema()) {
        let columns: Vec<&str> = COLUMNS.into_iter().chain(DETAIL_COLUMNS).collect();
        let problem = format!("they are not {} in their order and types", columns.join(", "));
        return Err(other("columns", problem).into());
    }
    let expected = opened.rows();
    let place = Place { path, month, layout, vintage };
    let mut rows = Vec::new();
    for batch in opened.batches()? {
        place.decode(&batch?, &mut rows)?;
    }
    let found = count(rows.len());
    if found != expected {
        return Err(Fault::RowCount { path: path.to_owned(), expected, found }.into());
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_months_have_month_names() {
        assert_eq!(month_of("month=2020-01.parquet"), Month::parse("2020-01").ok());
        for other in ["month=2020-13.parquet", "month=2020-01.parquet.unfinished", "2020-01.parquet", "month=.parquet"]
        {
            assert_eq!(month_of(other), None, "{other}");
        }
        assert!(is_leftover("month=2020-01.parquet.unfinished"), "an interrupted import is cleared away");
        assert!(!is_leftover("month=2020-01.parquet"), "a month that is there is never cleared away");
    }
}
