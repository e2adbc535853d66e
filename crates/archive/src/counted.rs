//! Counts as Parquet files beside the project's answers: of a wave that was counted elsewhere, and of parts that need not be
//! counted again.
//!
//! Counts of a small unit are as personal as its answers, so the file is for the program's own account, as those are.

use crate::codec::{BATCH_ROWS, Form, Opened, encode};
use crate::digest::Sha256Digest;
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::folder::{Outgoing, Publication, remove, write_new};
use crate::plan::aside;
use arrow_array::cast::AsArray as _;
use arrow_array::types::{UInt32Type, UInt64Type};
use arrow_array::{Array as _, ArrayRef, RecordBatch, StringArray, UInt32Array, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;
use survey::Layout;

/// The version of the columns that is written. Version 1 had no column for the kind of work, and is read as if nobody had said it.
const LAYOUT: &str = "2";
const LAYOUT_BEFORE: &str = "1";
const ROLE_CLASS: &str = Layout::ROLE_CLASS;
const KEY_LAYOUT: &str = "mestring.counted_layout_version";
/// The name of the counts of a whole wave that were made elsewhere.
pub const COUNTS_FILE: &str = "counts.parquet";
const FORM: Form = Form { created_by: "mestring archive, writer 2", sorted_by: 2 };

/// One integer. What the words mean is said where they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountedRow<'a> {
    /// The unit; empty where the integer is about more than one.
    pub unit: &'a str,
    /// The former municipality.
    pub former_municipality: &'a str,
    /// The kind of work; empty where nobody said it, or where the integer is about all of them.
    pub role_class: &'a str,
    /// The scale.
    pub scale: &'a str,
    /// What is counted.
    pub counted: &'a str,
    /// Which of them.
    pub x: u32,
    /// Which of them.
    pub y: u32,
    /// The integer.
    pub n: u64,
}

/// Writes `<folder>/<name>`, whole or not at all, in the place of an earlier one; the rows come in the order of unit and
/// former municipality.
///
/// # Errors
/// Faults of the disk.
pub fn write_counted<'a>(
    folder: &Path,
    name: &str,
    rows: impl Iterator<Item = CountedRow<'a>>,
) -> Result<Sha256Digest, ArchiveError> {
    let outgoing = Outgoing::new(name, bytes(name, rows)?);
    let sha256 = outgoing.sha256;
    Publication { folder: folder.to_owned(), files: vec![outgoing], last: None, is_leftover: |_| false }
        .publish(&mut |_| Ok(()))?;
    Ok(sha256)
}

/// The same for counts that can be made again: nothing waits for the disk, and where a power cut tears the file, its digest tells.
///
/// # Errors
/// Faults of the disk.
pub fn keep_counted<'a>(
    folder: &Path,
    name: &str,
    rows: impl Iterator<Item = CountedRow<'a>>,
) -> Result<(), ArchiveError> {
    let bytes = bytes(name, rows)?;
    std::fs::create_dir_all(folder).map_err(|source| Fault::disk("make the folder", folder, source))?;
    let path = folder.join(name);
    remove(&aside(&path))?;
    write_new(&aside(&path), &bytes)?;
    let renamed = std::fs::rename(aside(&path), &path);
    Ok(renamed.map_err(|source| Fault::disk("give the file its final name", &path, source))?)
}

fn bytes<'a>(name: &str, rows: impl Iterator<Item = CountedRow<'a>>) -> Result<Vec<u8>, Fault> {
    let mut rows = rows.peekable();
    let batches = std::iter::from_fn(|| {
        rows.peek()?;
        Some(batch(&rows.by_ref().take(BATCH_ROWS).collect::<Vec<_>>()))
    });
    let metadata = vec![(KEY_LAYOUT.to_owned(), LAYOUT.to_owned())];
    encode(name, &schema(), metadata, &FORM, batches)
}

/// Reads what [`write_counted`] wrote, row by row, after the file was compared with the digest it states.
///
/// # Errors
/// A refusal where it is another file; a fault where it is cut short or changed; what `each` returns.
pub fn read_counted<E: From<ArchiveError>>(
    path: &Path,
    mut each: impl FnMut(CountedRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let opened = Opened::open(path)?;
    let other = |place: &str, problem: &str| {
        let problem = problem.to_owned();
        ArchiveError::from(Refusal::OtherLayout { path: path.to_owned(), place: place.to_owned(), problem })
    };
    let has_roles = match opened.metadata().get(KEY_LAYOUT).map(String::as_str) {
        Some(LAYOUT) => true,
        Some(LAYOUT_BEFORE) => false,
        _ => {
            let problem = "the file says neither 1 nor 2, so these are no counts that this program keeps";
            return Err(other(KEY_LAYOUT, problem).into());
        }
    };
    let shape = |schema: &Schema| -> Vec<(String, DataType)> {
        schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())).collect()
    };
    let expected = shape(&schema()).into_iter().filter(|(name, _)| has_roles || name != ROLE_CLASS);
    if !expected.eq(shape(opened.schema())) {
        return Err(other("columns", "they are not those of counts").into());
    }
    for batch in opened.batches().map_err(ArchiveError::from)? {
        let batch = batch.map_err(ArchiveError::from)?;
        let defect = || Fault::Unreadable { path: path.to_owned(), problem: "its columns hold gaps".to_owned() };
        let columns = Columns::of(&batch).ok_or_else(defect).map_err(ArchiveError::from)?;
        (0..batch.num_rows()).try_for_each(|row| each(columns.row(row)))?;
    }
    Ok(())
}

/// Whether a folder holds counts, and the file that they are in.
#[must_use]
pub fn counted_file(folder: &Path) -> Option<std::path::PathBuf> {
    let file = folder.join(COUNTS_FILE);
    file.exists().then_some(file)
}

fn schema() -> SchemaRef {
    let field = |(name, kind): (&str, DataType)| Field::new(name, kind, false);
    let texts = ["unit", "former_municipality", ROLE_CLASS, "scale", "counted"].map(|name| (name, DataType::Utf8));
    let numbers = [("x", DataType::UInt32), ("y", DataType::UInt32), ("n", DataType::UInt64)];
    Arc::new(Schema::new(texts.into_iter().chain(numbers).map(field).collect::<Vec<_>>()))
}

fn batch(rows: &[CountedRow<'_>]) -> Result<RecordBatch, ArrowError> {
    let text = |of: fn(&CountedRow<'_>) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(of)))
    };
    let columns: Vec<ArrayRef> = vec![
        text(|row| row.unit.to_owned()),
        text(|row| row.former_municipality.to_owned()),
        text(|row| row.role_class.to_owned()),
        text(|row| row.scale.to_owned()),
        text(|row| row.counted.to_owned()),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.x))),
        Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.y))),
        Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.n))),
    ];
    RecordBatch::try_new(schema(), columns)
}

/// The columns of a batch, all of them full.
struct Columns<'a> {
    texts: [&'a StringArray; 4],
    roles: Option<&'a StringArray>,
    places: [&'a UInt32Array; 2],
    n: &'a UInt64Array,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a RecordBatch) -> Option<Self> {
        let (unit, former, role, rest) = match batch.columns() {
            [unit, former, rest @ ..] if rest.len() == 5 => (unit, former, None, rest),
            [unit, former, role, rest @ ..] => (unit, former, Some(role), rest),
            _ => return None,
        };
        let [scale, counted, x, y, n] = rest else { return None };
        if batch.columns().iter().any(|column| column.null_count() > 0) {
            return None;
        }
        let text = |column: &'a ArrayRef| column.as_string_opt::<i32>();
        let place = |column: &'a ArrayRef| column.as_primitive_opt::<UInt32Type>();
        Some(Self {
            texts: [text(unit)?, text(former)?, text(scale)?, text(counted)?],
            roles: role.and_then(text),
            places: [place(x)?, place(y)?],
            n: n.as_primitive_opt::<UInt64Type>()?,
        })
    }

    fn row(&self, row: usize) -> CountedRow<'a> {
        let [unit, former_municipality, scale, counted] = self.texts.map(|column| column.value(row));
        let [x, y] = self.places.map(|column| column.value(row));
        let role_class = self.roles.map_or("", |roles| roles.value(row));
        CountedRow { unit, former_municipality, role_class, scale, counted, x, y, n: self.n.value(row) }
    }
}
