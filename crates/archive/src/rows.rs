//! Records as Arrow columns and back, by the layout `survey` states.

use crate::codec::{BATCH_ROWS, Form, Opened, encode};
use crate::digest::{ContentDigest, Sha256Digest};
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::manifest::known_versions;
use arrow_array::builder::FixedSizeBinaryBuilder;
use arrow_array::cast::AsArray as _;
use arrow_array::types::UInt8Type;
use arrow_array::{Array as _, ArrayRef, FixedSizeBinaryArray, RecordBatch, StringArray, UInt8Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;
use survey::{
    Answer, Column, FormerMunicipalityId, Instrument, Layout, LayoutVersion, Record, Response, RoleClass, UnitId,
};

/// What is said of a file that lacks what every file of answers says of itself.
const NOT_SETTLED: &str = "the file does not say it, so it is not a file of settled answers";

/// The kind of work, in the order of its classes and not of their words, and the answers follow as further keys of the order. Writer 1
/// wrote layout version 1, writer 2 version 2.
pub(crate) const FORM: Form = Form { created_by: "mestring archive, writer 3", sorted_by: 2 };

/// What the digest of records is fed for an answer that is missing; points end at 11.
pub(crate) const MISSING: u8 = u8::MAX;
/// The same for "not relevant".
pub(crate) const NOT_RELEVANT: u8 = u8::MAX - 1;

/// The digest of the answers to an instrument, before the first of them.
pub(crate) fn digest_subject(instrument: &Instrument) -> ContentDigest {
    let mut digest = ContentDigest::begin("mestring answers 1");
    for item in instrument.items() {
        digest.field(item.id().as_str().as_bytes());
    }
    digest
}

/// The digest of records in their order, independent of how a file holds them.
///
/// Each record feeds its unit, its former municipality, its kind of work if it has one, and one byte per item: the point, 254 for not
/// relevant, 255 for missing. Points end at 11, so the three never meet, and no byte of them is a letter, so a kind of work is never
/// taken for answers. Records without one give the digest that they gave before there were kinds of work.
pub(crate) fn digest_of_records<'a>(
    instrument: &Instrument,
    records: impl IntoIterator<Item = &'a Record>,
) -> Sha256Digest {
    let mut digest = digest_subject(instrument);
    let mut codes = Vec::with_capacity(instrument.items().len());
    for record in records {
        codes.clear();
        codes.extend(record.response.answers().iter().map(|answer| match answer {
            Answer::Missing => MISSING,
            Answer::NotRelevant => NOT_RELEVANT,
            Answer::Point(point) => *point,
        }));
        digest.field(record.unit.as_str().as_bytes());
        digest.field(record.former_municipality.as_str().as_bytes());
        feed_role(&mut digest, record.role);
        digest.field(&codes);
    }
    digest.end()
}

/// Feeds a kind of work; nothing where there is none.
pub(crate) fn feed_role(digest: &mut ContentDigest, role: Option<RoleClass>) {
    if let Some(role) = role {
        digest.field(role.as_str().as_bytes());
    }
}

/// The Arrow schema of a layout.
pub(crate) fn schema(layout: &Layout) -> Result<SchemaRef, Fault> {
    let field = |column: &Column| -> Result<Field, Fault> {
        let (kind, nullable) = match column {
            Column::Unit | Column::FormerMunicipality => (DataType::Utf8, false),
            Column::RoleClass => (DataType::Utf8, true),
            Column::Item { .. } => (DataType::UInt8, true),
            Column::NotRelevant { bytes } | Column::Packed { bytes } => {
                (DataType::FixedSizeBinary(width(*bytes)?), false)
            }
        };
        Ok(Field::new(column.name(), kind, nullable))
    };
    Ok(Arc::new(Schema::new(layout.columns().iter().map(field).collect::<Result<Vec<_>, _>>()?)))
}

fn width(bytes: usize) -> Result<i32, Fault> {
    let problem = || format!("{bytes} bytes are too wide for one column");
    i32::try_from(bytes).map_err(|_| Fault::Encoding { what: "the layout".to_owned(), problem: problem() })
}

/// The Parquet bytes of records that stand in canonical order.
pub(crate) fn encode_records(
    what: &str,
    instrument: &Instrument,
    metadata: Vec<(String, String)>,
    records: &[Record],
) -> Result<Vec<u8>, Fault> {
    let layout = Layout::of(instrument);
    let schema = schema(&layout)?;
    let batches = records.chunks(BATCH_ROWS).map(|records| batch(&schema, instrument, &layout, records));
    encode(what, &schema, metadata, &FORM, batches)
}

/// Records as one batch of columns.
pub(crate) fn batch(
    schema: &SchemaRef,
    instrument: &Instrument,
    layout: &Layout,
    records: &[Record],
) -> Result<RecordBatch, ArrowError> {
    let column = |column: &Column| -> Result<ArrayRef, ArrowError> {
        Ok(match column {
            Column::Unit => Arc::new(StringArray::from_iter_values(records.iter().map(|record| record.unit.as_str()))),
            Column::FormerMunicipality => {
                let names = records.iter().map(|record| record.former_municipality.as_str());
                Arc::new(StringArray::from_iter_values(names))
            }
            Column::RoleClass => {
                Arc::new(records.iter().map(|record| record.role.map(RoleClass::as_str)).collect::<StringArray>())
            }
            Column::Item { position, .. } => {
                let points = records.iter().map(|record| match record.response.answers().get(*position) {
                    Some(Answer::Point(point)) => Some(*point),
                    _ => None,
                });
                Arc::new(points.collect::<UInt8Array>())
            }
            Column::NotRelevant { bytes } => Arc::new(not_relevant(*bytes, layout, records)?),
            Column::Packed { bytes } => Arc::new(packed(*bytes, instrument, records)?),
        })
    };
    let columns = layout.columns().iter().map(column).collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(SchemaRef::clone(schema), columns)
}

fn not_relevant(bytes: usize, layout: &Layout, records: &[Record]) -> Result<FixedSizeBinaryArray, ArrowError> {
    let width = i32::try_from(bytes).map_err(|error| ArrowError::InvalidArgumentError(error.to_string()))?;
    let mut column = FixedSizeBinaryBuilder::with_capacity(records.len(), width);
    for record in records {
        column.append_value(layout.not_relevant_bits(&record.response))?;
    }
    Ok(column.finish())
}

fn packed(bytes: usize, instrument: &Instrument, records: &[Record]) -> Result<FixedSizeBinaryArray, ArrowError> {
    let width = i32::try_from(bytes).map_err(|error| ArrowError::InvalidArgumentError(error.to_string()))?;
    let mut packed = Vec::with_capacity(records.len().saturating_mul(bytes));
    for record in records {
        Layout::pack(instrument, &record.response, &mut packed);
    }
    FixedSizeBinaryArray::try_new(width, packed.into(), None)
}

/// Reads the records of one Parquet file, in the order of its rows, once the file has proved whole.
pub(crate) fn decode_records(path: &Path, instrument: &Instrument) -> Result<Vec<Record>, ArchiveError> {
    let opened = Opened::open(path)?;
    let layout = layout_of(&opened, instrument)?;
    let expected = opened.rows();
    let mut records = Vec::new();
    for batch in opened.batches()? {
        decode_batch(path, instrument, &layout, &batch?, &mut records)?;
    }
    let found = count(records.len());
    if found != expected {
        return Err(Fault::RowCount { path: path.to_owned(), expected, found }.into());
    }
    Ok(records)
}

pub(crate) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// The layout of a file. It must state a known version and this instrument, and have exactly the columns of that layout.
pub(crate) fn layout_of(opened: &Opened, instrument: &Instrument) -> Result<Layout, Refusal> {
    let other = |place: &str, problem: String| {
        Err(Refusal::OtherLayout { path: opened.path().to_owned(), place: place.to_owned(), problem })
    };
    let metadata = opened.metadata();
    let version = metadata.get(Layout::KEY_LAYOUT_VERSION).map(String::as_str).unwrap_or_default();
    let version = match LayoutVersion::parse(version) {
        Some(version) => version,
        None if version.is_empty() => return other(Layout::KEY_LAYOUT_VERSION, NOT_SETTLED.to_owned()),
        None => {
            let problem = format!("the file says {version}; this program knows {}", known_versions());
            return other(Layout::KEY_LAYOUT_VERSION, problem);
        }
    };
    let stated = [
        (Layout::KEY_INSTRUMENT, instrument.id().as_str().to_owned()),
        (Layout::KEY_INSTRUMENT_VERSION, instrument.version().to_owned()),
    ];
    for (key, expected) in stated {
        match metadata.get(key) {
            Some(found) if *found == expected => {}
            Some(found) => return other(key, format!("the file says {found}, not {expected}")),
            None => return other(key, NOT_SETTLED.to_owned()),
        }
    }
    let layout = Layout::in_version(instrument, version);
    let expected = match schema(&layout) {
        Ok(schema) => schema,
        Err(fault) => return other("columns", fault.to_string()),
    };
    let (mut expected, mut found) = (expected.fields().iter(), opened.schema().fields().iter());
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return Ok(layout),
            (Some(expected), None) => return other(expected.name(), "the column is missing".to_owned()),
            (None, Some(found)) => return other(found.name(), "the layout has no such column".to_owned()),
            (Some(expected), Some(found)) if expected.name() != found.name() => {
                return other(expected.name(), format!("column {} stands in its place", found.name()));
            }
            (Some(expected), Some(found)) if expected.data_type() != found.data_type() => {
                let problem = format!("the column holds {}, not {}", found.data_type(), expected.data_type());
                return other(expected.name(), problem);
            }
            _ => {}
        }
    }
}

/// The columns of a batch by what they hold.
struct Columns<'a> {
    /// Unit and former municipality.
    places: [&'a ArrayRef; 2],
    /// From layout version 3.
    roles: Option<&'a ArrayRef>,
    items: &'a [ArrayRef],
    marks: &'a ArrayRef,
    /// From layout version 2.
    packed: Option<&'a ArrayRef>,
}

impl<'a> Columns<'a> {
    fn of(version: LayoutVersion, columns: &'a [ArrayRef]) -> Option<Self> {
        Some(match (version, columns) {
            (LayoutVersion::One, [unit, former, items @ .., marks]) => {
                Self { places: [unit, former], roles: None, items, marks, packed: None }
            }
            (LayoutVersion::Two, [unit, former, items @ .., marks, packed]) => {
                Self { places: [unit, former], roles: None, items, marks, packed: Some(packed) }
            }
            (LayoutVersion::Three, [unit, former, role, items @ .., marks, packed]) => {
                Self { places: [unit, former], roles: Some(role), items, marks, packed: Some(packed) }
            }
            _ => return None,
        })
    }
}

fn decode_batch(
    path: &Path,
    instrument: &Instrument,
    layout: &Layout,
    batch: &RecordBatch,
    records: &mut Vec<Record>,
) -> Result<(), Fault> {
    let first_row = count(records.len());
    let wrong = |row: usize, column: &str, problem: String| Fault::Value {
        path: path.to_owned(),
        row: first_row + count(row) + 1,
        column: column.to_owned(),
        problem,
    };
    let defect = || Fault::Unreadable { path: path.to_owned(), problem: "its columns change within it".to_owned() };
    let Columns { places: [units, formers], roles, items, marks, packed } =
        Columns::of(layout.version(), batch.columns()).ok_or_else(defect)?;
    let packed = packed.map(|column| column.as_fixed_size_binary_opt().ok_or_else(defect)).transpose()?;
    let roles = roles.map(|column| column.as_string_opt::<i32>().ok_or_else(defect)).transpose()?;
    let (Some(units), Some(formers)) = (units.as_string_opt::<i32>(), formers.as_string_opt::<i32>()) else {
        return Err(defect());
    };
    let points: Option<Vec<&UInt8Array>> = items.iter().map(|column| column.as_primitive_opt::<UInt8Type>()).collect();
    let (Some(points), Some(marks)) = (points, marks.as_fixed_size_binary_opt()) else { return Err(defect()) };

    let mut expected = Vec::with_capacity(layout.packed_bytes());
    for row in 0..batch.num_rows() {
        if units.is_null(row) || formers.is_null(row) || marks.is_null(row) {
            return Err(wrong(row, "unit, former_municipality or not_relevant", "a value is missing".to_owned()));
        }
        let unit = UnitId::new(units.value(row)).map_err(|error| wrong(row, "unit", error.to_string()))?;
        let former_municipality = FormerMunicipalityId::new(formers.value(row))
            .map_err(|error| wrong(row, "former_municipality", error.to_string()))?;
        let role = roles.filter(|roles| roles.is_valid(row)).map(|roles| roles.value(row).parse::<RoleClass>());
        let role = role.transpose().map_err(|error| wrong(row, Layout::ROLE_CLASS, error.to_string()))?;
        let marks = marks.value(row);
        let mut answers = Vec::with_capacity(points.len());
        for (position, column) in points.iter().enumerate() {
            let not_relevant = marks.get(position / 8).is_some_and(|byte| byte >> (position % 8) & 1 == 1);
            answers.push(match (column.is_null(row), not_relevant) {
                (false, false) => Answer::Point(column.value(row)),
                (true, false) => Answer::Missing,
                (true, true) => Answer::NotRelevant,
                (false, true) => {
                    let name = instrument.items().get(position).map_or("not_relevant", |item| item.id().as_str());
                    return Err(wrong(row, name, "it is answered and marked as not relevant at once".to_owned()));
                }
            });
        }
        let spare =
            (points.len()..marks.len() * 8).any(|bit| marks.get(bit / 8).is_some_and(|b| b >> (bit % 8) & 1 == 1));
        if spare {
            return Err(wrong(row, "not_relevant", "a bit is set that belongs to no item".to_owned()));
        }
        let response =
            Response::from_answers(instrument, answers).map_err(|errors| wrong(row, "answers", sentence(&errors)))?;
        if let Some(packed) = packed {
            expected.clear();
            Layout::pack(instrument, &response, &mut expected);
            if packed.is_null(row) || packed.value(row) != expected {
                return Err(wrong(
                    row,
                    Layout::PACKED,
                    "it does not hold the answers of the columns before it".to_owned(),
                ));
            }
        }
        records.push(Record { unit, former_municipality, role, response });
    }
    Ok(())
}

fn sentence<E: std::fmt::Display>(errors: &[E]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
