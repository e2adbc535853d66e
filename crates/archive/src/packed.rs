//! Settled answers as rows of packed bytes, a row group at a time: the way in for counting, which never looks at the readable
//! columns of the items.

use crate::codec::{BATCH_ROWS, Opened, unreadable};
use crate::fault::{ArchiveError, Fault, Refusal};
use crate::rows::{layout_of, schema};
use arrow_array::cast::AsArray as _;
use arrow_array::types::Int32Type;
use arrow_array::{Array as _, DictionaryArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use survey::{Instrument, Layout, LayoutVersion, RoleClass};

/// One part of a settled wave, opened for counting. Cheap to read from several threads at once.
#[derive(Debug)]
pub struct PackedPart {
    path: PathBuf,
    version: LayoutVersion,
    width: usize,
    metadata: ArrowReaderMetadata,
}

/// Which columns say where a row belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Places {
    /// The unit.
    Unit,
    /// The unit and the former municipality.
    UnitAndFormerMunicipality,
    /// Those two and the kind of work, which files before layout version 3 do not have.
    WithRoleClass,
}

/// Rows that stand next to each other in a file.
#[derive(Debug)]
pub struct PackedBatch {
    units: DictionaryArray<Int32Type>,
    formers: Option<DictionaryArray<Int32Type>>,
    roles: Option<Roles>,
    packed: arrow_array::FixedSizeBinaryArray,
}

/// The kinds of work of the rows.
#[derive(Debug)]
struct Roles {
    column: DictionaryArray<Int32Type>,
    /// What the keys of the column mean; nothing where no row has the key.
    classes: Vec<Option<RoleClass>>,
}

/// Neighbouring rows of the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedRun<'a> {
    /// The unit.
    pub unit: &'a str,
    /// The former municipality; empty where it was not asked for.
    pub former_municipality: &'a str,
    /// The kind of work; none where nobody said it, and where it was not asked for.
    pub role: Option<RoleClass>,
    /// How many rows.
    pub rows: usize,
}

impl PackedPart {
    /// Opens a part whose bytes are as the file states; it must hold packed answers to this instrument.
    ///
    /// # Errors
    /// A refusal where the file follows another layout or instrument, or layout version 1, which has no packed answers; a
    /// fault where it is cut short or changed.
    pub fn open(path: &Path, instrument: &Instrument) -> Result<Self, ArchiveError> {
        let opened = Opened::open(path)?;
        let layout = layout_of(&opened, instrument)?;
        if layout.version() < LayoutVersion::Two {
            return Err(Refusal::OtherLayout {
                path: path.to_owned(),
                place: Layout::KEY_LAYOUT_VERSION.to_owned(),
                problem: "the file says 1, which has no packed answers".to_owned(),
            }
            .into());
        }
        let file = File::open(path).map_err(|source| Fault::disk("read the file", path, source))?;
        let options = ArrowReaderOptions::new().with_schema(dictionaries(&schema(&layout)?));
        let metadata = ArrowReaderMetadata::load(&file, options).map_err(|error| unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), version: layout.version(), width: layout.packed_bytes(), metadata })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Rows the file states.
    #[must_use]
    pub fn rows(&self) -> u64 {
        u64::try_from(self.metadata.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// How many row groups it has.
    #[must_use]
    pub fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Bytes that reading one row group takes at most: the compressed pages at hand and one batch.
    #[must_use]
    pub fn reading_bytes(&self) -> usize {
        let groups = self.metadata.metadata().row_groups().iter();
        let largest = groups.filter_map(|group| group.columns().last()).map(|column| column.uncompressed_size()).max();
        let largest = usize::try_from(largest.unwrap_or(0)).unwrap_or(0);
        largest.saturating_mul(2).saturating_add(BATCH_ROWS.saturating_mul(self.width.saturating_add(16)))
    }

    /// The rows of one row group, a batch at a time.
    ///
    /// # Errors
    /// A fault where the file cannot be read any more.
    pub fn batches(
        &self,
        row_group: usize,
        places: Places,
    ) -> Result<impl Iterator<Item = Result<PackedBatch, Fault>>, Fault> {
        let file = File::open(&self.path).map_err(|source| Fault::disk("read the file", &self.path, source))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let last = self.metadata.schema().fields().len().saturating_sub(1);
        let wanted = match places {
            Places::Unit => vec![0, last],
            Places::WithRoleClass if self.version >= LayoutVersion::Three => vec![0, 1, 2, last],
            Places::UnitAndFormerMunicipality | Places::WithRoleClass => vec![0, 1, last],
        };
        let mask = ProjectionMask::leaves(builder.parquet_schema(), wanted);
        let reader = builder.with_row_groups(vec![row_group]).with_projection(mask).with_batch_size(BATCH_ROWS);
        let reader = reader.build().map_err(|error| unreadable(&self.path, &error))?;
        Ok(reader.map(|batch| {
            let batch = batch.map_err(|error| unreadable(&self.path, &error))?;
            PackedBatch::of(&batch, self.width).ok_or_else(|| Fault::Unreadable {
                path: self.path.clone(),
                problem: "its columns are not those its schema states".to_owned(),
            })
        }))
    }
}

impl PackedBatch {
    fn of(batch: &RecordBatch, width: usize) -> Option<Self> {
        let (units, formers, roles, packed) = match batch.columns() {
            [units, packed] => (units, None, None, packed),
            [units, formers, packed] => (units, Some(formers), None, packed),
            [units, formers, roles, packed] => (units, Some(formers), Some(roles), packed),
            _ => return None,
        };
        let text = |column: &arrow_array::ArrayRef| {
            let column = column.as_dictionary_opt::<Int32Type>()?;
            (column.null_count() == 0 && column.values().as_string_opt::<i32>().is_some()).then(|| column.clone())
        };
        let packed = packed.as_fixed_size_binary_opt()?.clone();
        let whole = packed.null_count() == 0 && packed.value_data().len() == batch.num_rows().checked_mul(width)?;
        let formers = match formers {
            Some(formers) => Some(text(formers)?),
            None => None,
        };
        let roles = match roles {
            Some(roles) => Some(Roles::of(roles.as_dictionary_opt::<Int32Type>()?)?),
            None => None,
        };
        whole.then_some(Self { units: text(units)?, formers, roles, packed })
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.packed.len()
    }

    /// The packed bytes, row after row.
    #[must_use]
    pub fn packed(&self) -> &[u8] {
        self.packed.value_data()
    }

    /// The places of the rows, in the order of the rows.
    pub fn runs(&self) -> impl Iterator<Item = PackedRun<'_>> {
        let units = self.units.keys().values();
        let formers = self.formers.as_ref().map(|formers| formers.keys().values());
        let mut start = 0;
        std::iter::from_fn(move || {
            let first = *units.get(start)?;
            let mut end = start + run(units.get(start..)?, first);
            if let Some(formers) = formers {
                end = end.min(start + run(formers.get(start..)?, *formers.get(start)?));
            }
            let mut role = None;
            if let Some(roles) = &self.roles {
                role = roles.at(start);
                end = start + roles.run(start, end);
            }
            let former_municipality = match &self.formers {
                Some(formers) => name(formers, start)?,
                None => "",
            };
            let found = PackedRun { unit: name(&self.units, start)?, former_municipality, role, rows: end - start };
            start = end;
            Some(found)
        })
    }
}

impl Roles {
    /// Nothing where a row holds a word that is no kind of work. Words that no row holds may be anything: where all rows are
    /// empty, the reader makes up some.
    fn of(column: &DictionaryArray<Int32Type>) -> Option<Self> {
        let words: &StringArray = column.values().as_string_opt::<i32>()?;
        let classes: Vec<Option<RoleClass>> = words.iter().map(|word| word?.parse().ok()).collect();
        let roles = Self { column: column.clone(), classes };
        let is_known = |row: usize| roles.column.is_null(row) || roles.at(row).is_some();
        let known = roles.classes.iter().all(Option::is_some) || (0..roles.column.len()).all(is_known);
        known.then_some(roles)
    }

    fn at(&self, row: usize) -> Option<RoleClass> {
        self.classes.get(self.column.key(row)?).copied().flatten()
    }

    /// How many rows from `start`, which is below `end`, are like the first of them, up to `end`.
    fn run(&self, start: usize, end: usize) -> usize {
        let keys = self.column.keys().values().get(start..end).unwrap_or_default();
        let same = keys.first().map_or(end - start, |first| run(keys, *first));
        // Where there is nobody's kind of work, what stands among the keys means nothing.
        let Some(nulls) = self.column.nulls() else { return same };
        if nulls.is_null(start) {
            let all = nulls.slice(start, end - start).null_count() == end - start;
            return if all { end - start } else { (start..end).take_while(|row| nulls.is_null(*row)).count() };
        }
        let none = nulls.slice(start, same).null_count() == 0;
        if none { same } else { (start..end).take_while(|row| nulls.is_valid(*row)).count() }
    }
}

/// How many keys at the front are this one.
fn run(keys: &[i32], first: i32) -> usize {
    keys.iter().position(|key| *key != first).unwrap_or(keys.len())
}

fn name(column: &DictionaryArray<Int32Type>, row: usize) -> Option<&str> {
    let names: &StringArray = column.values().as_string_opt::<i32>()?;
    column.key(row).filter(|&key| key < names.len()).map(|key| names.value(key))
}

/// The schema as it is read for counting: places stay the dictionaries that the file has.
fn dictionaries(schema: &SchemaRef) -> SchemaRef {
    let dictionary = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 => {
            let kind = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(Field::new(field.name(), kind, field.is_nullable()))
        }
        _ => Arc::clone(field),
    };
    Arc::new(Schema::new(schema.fields().iter().map(dictionary).collect::<Vec<_>>()))
}
