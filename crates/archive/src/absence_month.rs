//! Unit sums of sickness absence, one Parquet file a month.

use crate::codec::{BATCH_ROWS, Opened, encode};
use crate::digest::{ContentDigest, Sha256Digest};
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::{Outgoing, Publication, file_names};
use crate::manifest::no_foreign_parquet;
use crate::plan::{Step, final_name};
use crate::rows::count;
use absence::{AbsenceRow, AbsenceTable, COLUMNS, PersonDays};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int64Type, UInt32Type};
use arrow_array::{Array as _, ArrayRef, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use survey::{FormerMunicipalityId, Month, UnitId};

/// The version of the columns of an absence file: those of the absence CSV, with days as whole ten-thousandths.
pub const ABSENCE_LAYOUT_VERSION: u32 = 1;
const KEY_LAYOUT_VERSION: &str = "mestring.absence_layout_version";
const KEY_PARTS_PER_DAY: &str = "mestring.absence_parts_per_day";
const KEY_MONTH: &str = "mestring.month";
/// Within a month the rows are sorted by unit and former municipality.
const SORTED_BY: usize = 2;

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
}

/// Writes `<root>/absence/month=<yyyy-mm>.parquet` for every month in the table.
///
/// A month that is already there is replaced as a whole, because late certificates correct earlier months; months that
/// are not in the table stay as they are. Every file is written aside, synced, reopened and compared before the first
/// gets its final name, so a full disk changes nothing.
///
/// # Errors
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
    for rows in table.rows().chunk_by(|one, next| one.month() == next.month()) {
        let Some(month) = rows.first().map(AbsenceRow::month) else { continue };
        let outgoing = month_file(month, rows)?;
        let sha256 = outgoing.sha256;
        written.push(AbsenceMonth { month, file: folder.join(&outgoing.name), rows: count(rows.len()), sha256 });
        files.push(outgoing);
    }
    if !files.is_empty() {
        Publication { folder, files, last: None, is_leftover }.publish(observer)?;
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

fn file_name(month: Month) -> String {
    format!("month={month}.parquet")
}

fn month_of(name: &str) -> Option<Month> {
    Month::parse(name.strip_prefix("month=")?.strip_suffix(".parquet")?).ok()
}

fn is_leftover(name: &str) -> bool {
    final_name(name).is_some_and(|name| month_of(name).is_some())
}

fn schema() -> SchemaRef {
    let [unit, former_municipality, month, employees, own, certified, agreed] = COLUMNS;
    let field = |name: &str, kind: DataType| Field::new(name, kind, false);
    Arc::new(Schema::new(vec![
        field(unit, DataType::Utf8),
        field(former_municipality, DataType::Utf8),
        field(month, DataType::Utf8),
        field(employees, DataType::UInt32),
        field(own, DataType::Int64),
        field(certified, DataType::Int64),
        field(agreed, DataType::Int64),
    ]))
}

fn digest_of_rows<'a>(rows: impl IntoIterator<Item = &'a AbsenceRow>) -> Sha256Digest {
    let mut digest = ContentDigest::begin("mestring absence 1");
    for row in rows {
        digest.field(row.unit().as_str().as_bytes());
        digest.field(row.former_municipality().as_str().as_bytes());
        digest.field(row.month().to_string().as_bytes());
        digest.field(&row.employees().to_le_bytes());
        for days in [row.lost_self_certified(), row.lost_certified(), row.agreed()] {
            digest.field(&days.ten_thousandths().to_le_bytes());
        }
    }
    digest.end()
}

fn month_file(month: Month, rows: &[AbsenceRow]) -> Result<Outgoing<'static>, Fault> {
    let name = file_name(month);
    let digest = digest_of_rows(rows);
    let metadata = [
        (KEY_LAYOUT_VERSION, ABSENCE_LAYOUT_VERSION.to_string()),
        (KEY_PARTS_PER_DAY, PersonDays::PARTS_PER_DAY.to_string()),
        (KEY_MONTH, month.to_string()),
    ];
    let metadata = metadata.map(|(key, value)| (key.to_owned(), value)).into();
    let bytes = encode(&name, &schema(), metadata, SORTED_BY, rows.chunks(BATCH_ROWS).map(batch))?;
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

fn batch(rows: &[AbsenceRow]) -> Result<RecordBatch, ArrowError> {
    let days = |of: fn(&AbsenceRow) -> PersonDays| -> Result<ArrayRef, ArrowError> {
        let parts = rows.iter().map(|row| i64::try_from(of(row).ten_thousandths()));
        let parts: Vec<i64> = parts.collect::<Result<_, _>>().map_err(|_| {
            ArrowError::InvalidArgumentError("a number of days is larger than the file can hold".to_owned())
        })?;
        Ok(Arc::new(Int64Array::from(parts)))
    };
    let units = StringArray::from_iter_values(rows.iter().map(|row| row.unit().as_str()));
    let formers = StringArray::from_iter_values(rows.iter().map(|row| row.former_municipality().as_str()));
    let months = StringArray::from_iter_values(rows.iter().map(|row| row.month().to_string()));
    let employees: UInt32Array = rows.iter().map(|row| Some(row.employees())).collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(units),
        Arc::new(formers),
        Arc::new(months),
        Arc::new(employees),
        days(AbsenceRow::lost_self_certified)?,
        days(AbsenceRow::lost_certified)?,
        days(AbsenceRow::agreed)?,
    ];
    RecordBatch::try_new(schema(), columns)
}

fn decode_month(path: &Path, month: Month) -> Result<Vec<AbsenceRow>, ArchiveError> {
    let opened = Opened::open(path)?;
    let other =
        |place: &str, problem: String| Refusal::OtherLayout { path: path.to_owned(), place: place.to_owned(), problem };
    let metadata = opened.metadata();
    let stated = [
        (KEY_LAYOUT_VERSION, ABSENCE_LAYOUT_VERSION.to_string()),
        (KEY_PARTS_PER_DAY, PersonDays::PARTS_PER_DAY.to_string()),
        (KEY_MONTH, month.to_string()),
    ];
    for (key, expected) in stated {
        match metadata.get(key) {
            Some(found) if *found == expected => {}
            Some(found) => return Err(other(key, format!("the file says {found}, not {expected}")).into()),
            None => {
                return Err(other(key, "the file does not say it, so it is not a month of absence".to_owned()).into());
            }
        }
    }
    let shape = |schema: &Schema| -> Vec<(String, DataType)> {
        schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
    };
    if shape(opened.schema()) != shape(&schema()) {
        let problem = format!("they are not {} in their order and types", COLUMNS.join(", "));
        return Err(other("columns", problem).into());
    }
    let expected = opened.rows();
    let mut rows = Vec::new();
    for batch in opened.batches()? {
        decode_batch(path, month, &batch?, &mut rows)?;
    }
    let found = count(rows.len());
    if found != expected {
        return Err(Fault::RowCount { path: path.to_owned(), expected, found }.into());
    }
    Ok(rows)
}

fn decode_batch(path: &Path, month: Month, batch: &RecordBatch, rows: &mut Vec<AbsenceRow>) -> Result<(), Fault> {
    let first_row = count(rows.len());
    let wrong = |row: usize, column: &str, problem: String| Fault::Value {
        path: path.to_owned(),
        row: first_row + count(row) + 1,
        column: column.to_owned(),
        problem,
    };
    let defect = || Fault::Unreadable { path: path.to_owned(), problem: "its columns change within it".to_owned() };
    let [units, formers, months, employees, days @ ..] = batch.columns() else { return Err(defect()) };
    let text = |column: &ArrayRef| column.as_string_opt::<i32>().cloned().ok_or_else(defect);
    let (units, formers, months) = (text(units)?, text(formers)?, text(months)?);
    let employees = employees.as_primitive_opt::<UInt32Type>().ok_or_else(defect)?;
    let days: Option<Vec<&Int64Array>> = days.iter().map(|column| column.as_primitive_opt::<Int64Type>()).collect();
    let Some(&[own, certified, agreed]) = days.as_deref() else { return Err(defect()) };

    for row in 0..batch.num_rows() {
        if batch.columns().iter().any(|column| column.is_null(row)) {
            return Err(wrong(row, "any", "a value is missing".to_owned()));
        }
        let unit = UnitId::new(units.value(row)).map_err(|error| wrong(row, "unit", error.to_string()))?;
        let former_municipality = FormerMunicipalityId::new(formers.value(row))
            .map_err(|error| wrong(row, "former_municipality", error.to_string()))?;
        if months.value(row) != month.to_string() {
            return Err(wrong(row, "month", format!("the row is not of {month}")));
        }
        let mut parts = [PersonDays::ZERO; 3];
        for (part, column) in parts.iter_mut().zip([own, certified, agreed]) {
            let value = u64::try_from(column.value(row));
            let value = value.map_err(|_| wrong(row, "days", "a number of days is negative".to_owned()))?;
            *part = PersonDays::from_ten_thousandths(value);
        }
        let read = AbsenceRow::new(unit, former_municipality, month, employees.value(row), parts);
        rows.push(read.map_err(|error| wrong(row, "days", error.to_string()))?);
    }
    Ok(())
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
