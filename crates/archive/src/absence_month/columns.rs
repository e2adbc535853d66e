//! Rows of absence as columns of a Parquet file, and back.

use crate::fault::Fault;
use crate::rows::count;
use absence::{
    AbsenceRow, Banded, COLUMNS, DETAIL_COLUMNS, Details, EmployerPeriods, Largest, LargestByKind, PersonDays,
};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Int64Type, UInt32Type};
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use std::path::Path;
use std::sync::Arc;
use survey::{Date, FormerMunicipalityId, Month, UnitId};

/// The version of the columns of an absence file: those of the absence CSV, with days as whole millionths. The vintage is
/// metadata, since a month has one.
pub const ABSENCE_LAYOUT_VERSION: u32 = 3;

/// The kinds and bands a detail has a column for each of.
const BANDS: usize = 8;
/// The columns of the largest parts: of each kind the first and the second, in the month and in twelve.
const LARGEST: usize = 8;

/// How a file is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Days in ten-thousandths, no details.
    V1,
    /// Days in millionths, with details.
    V2,
    /// With the largest parts.
    V3,
}

impl Layout {
    pub(super) fn of_version(version: &str) -> Option<Self> {
        match version {
            "1" => Some(Self::V1),
            "2" => Some(Self::V2),
            "3" => Some(Self::V3),
            _ => None,
        }
    }

    pub(super) const fn parts_per_day(self) -> u64 {
        match self {
            Self::V1 => 10_000,
            Self::V2 | Self::V3 => PersonDays::PARTS_PER_DAY,
        }
    }

    fn days(self, parts: i64) -> Option<PersonDays> {
        let whole = PersonDays::PARTS_PER_DAY.checked_div(self.parts_per_day())?;
        Some(PersonDays::from_millionths(u64::try_from(parts).ok()?.checked_mul(whole)?))
    }

    fn detail_names(self) -> &'static [&'static str] {
        match self {
            Self::V1 => &[],
            Self::V2 => DETAIL_NAMES.split_at_checked(DETAIL_NAMES.len() - LARGEST).map_or(&[], |(older, _)| older),
            Self::V3 => DETAIL_NAMES,
        }
    }

    pub(super) fn schema(self) -> SchemaRef {
        let [unit, former_municipality, month, employees, days @ ..] = COLUMNS;
        let field = |name: &str, kind: DataType| Field::new(name, kind, false);
        let mut fields = vec![
            field(unit, DataType::Utf8),
            field(former_municipality, DataType::Utf8),
            field(month, DataType::Utf8),
            field(employees, DataType::UInt32),
        ];
        fields.extend(days.map(|name| field(name, DataType::Int64)));
        let detail = |(at, name): (usize, &&str)| Field::new(*name, detail_type(at), true);
        fields.extend(self.detail_names().iter().enumerate().map(detail));
        Arc::new(Schema::new(fields))
    }
}

/// The details that are columns of the newest layout: all but the vintage, which is last.
const DETAIL_NAMES: &[&str] = match DETAIL_COLUMNS.split_last() {
    Some((_, columns)) => columns,
    None => &[],
};

fn detail_type(at: usize) -> DataType {
    match DETAIL_NAMES.get(at) {
        Some(&"holiday_days") => DataType::Int64,
        Some(&"exactly_16") => DataType::Utf8,
        Some(name) if name.contains("largest") => DataType::Int64,
        _ if at < BANDS => DataType::Int64,
        _ => DataType::UInt32,
    }
}

fn parts(days: PersonDays) -> Result<i64, ArrowError> {
    i64::try_from(days.millionths())
        .map_err(|_| ArrowError::InvalidArgumentError("a number of days is larger than the file can hold".to_owned()))
}

/// Rows as a batch of the newest layout.
pub(super) fn batch(rows: &[AbsenceRow]) -> Result<RecordBatch, ArrowError> {
    let days = |of: &dyn Fn(&AbsenceRow) -> PersonDays| -> Result<ArrayRef, ArrowError> {
        let parts: Vec<i64> = rows.iter().map(|row| parts(of(row))).collect::<Result<_, _>>()?;
        Ok(Arc::new(Int64Array::from(parts)))
    };
    let units = StringArray::from_iter_values(rows.iter().map(|row| row.unit().as_str()));
    let formers = StringArray::from_iter_values(rows.iter().map(|row| row.former_municipality().as_str()));
    let months = StringArray::from_iter_values(rows.iter().map(|row| row.month().to_string()));
    let employees: UInt32Array = rows.iter().map(|row| Some(row.employees())).collect();
    let mut columns: Vec<ArrayRef> = vec![
        Arc::new(units),
        Arc::new(formers),
        Arc::new(months),
        Arc::new(employees),
        days(&AbsenceRow::lost_self_certified)?,
        days(&AbsenceRow::lost_certified)?,
        days(&AbsenceRow::agreed)?,
    ];
    columns.extend(details(rows)?);
    RecordBatch::try_new(Layout::V3.schema(), columns)
}

fn details(rows: &[AbsenceRow]) -> Result<Vec<ArrayRef>, ArrowError> {
    let of = |row: &AbsenceRow| row.details().clone();
    let mut lost: [Vec<Option<i64>>; BANDS] = Default::default();
    let mut spells: [Vec<Option<u32>>; BANDS] = Default::default();
    let mut holiday: Vec<Option<i64>> = Vec::new();
    let mut largest: [Vec<Option<i64>>; LARGEST] = Default::default();
    for details in rows.iter().map(of) {
        let values =
            details.lost.map(|lost| lost.iter().map(|(_, _, days)| parts(days)).collect::<Result<Vec<_>, _>>());
        let values = values.transpose()?;
        for (at, column) in lost.iter_mut().enumerate() {
            column.push(values.as_ref().and_then(|values| values.get(at)).copied());
        }
        let values = details.spells.map(|spells| spells.iter().map(|(_, _, spells)| spells).collect::<Vec<_>>());
        for (at, column) in spells.iter_mut().enumerate() {
            column.push(values.as_ref().and_then(|values| values.get(at)).copied());
        }
        holiday.push(details.holiday.map(parts).transpose()?);
        let bounds = [details.largest, details.largest_12_months].map(|known| known.map(LargestByKind::to_days));
        let values =
            bounds.into_iter().flat_map(|days| [0, 1, 2, 3].map(|at| days.and_then(|days| days.get(at).copied())));
        for (column, value) in largest.iter_mut().zip(values) {
            column.push(value.map(parts).transpose()?);
        }
    }
    let whole = |of: &dyn Fn(&Details) -> Option<u32>| -> ArrayRef {
        Arc::new(rows.iter().map(|row| of(row.details())).collect::<UInt32Array>())
    };
    let period = |of: fn(EmployerPeriods) -> u32| whole(&move |details: &Details| details.employer_periods.map(of));
    let rule = rows.iter().map(|row| row.details().employer_periods.map(|periods| periods.exactly_16.as_str()));
    let mut columns: Vec<ArrayRef> = Vec::new();
    columns.extend(lost.map(|column| Arc::new(Int64Array::from(column)) as ArrayRef));
    columns.extend(spells.map(|column| Arc::new(UInt32Array::from(column)) as ArrayRef));
    columns.push(whole(&|details| details.employees_absent));
    columns.push(Arc::new(Int64Array::from(holiday)));
    columns.push(period(|periods| periods.begun));
    columns.push(period(|periods| periods.days_inside));
    columns.push(period(|periods| periods.days_after));
    columns.push(Arc::new(rule.collect::<StringArray>()));
    columns.extend(largest.map(|column| Arc::new(Int64Array::from(column)) as ArrayRef));
    Ok(columns)
}

/// What a batch is read for.
pub(super) struct Place<'a> {
    pub(super) path: &'a Path,
    pub(super) month: Month,
    pub(super) layout: Layout,
    pub(super) vintage: Option<Date>,
}

impl Place<'_> {
    fn wrong(&self, row: u64, column: &str, problem: String) -> Fault {
        Fault::Value { path: self.path.to_owned(), row, column: column.to_owned(), problem }
    }

    /// Reads the rows of a batch after those that were read before.
    pub(super) fn decode(&self, batch: &RecordBatch, rows: &mut Vec<AbsenceRow>) -> Result<(), Fault> {
        let first_row = count(rows.len());
        let problem = || "its columns change within it".to_owned();
        let defect = || Fault::Unreadable { path: self.path.to_owned(), problem: problem() };
        let [units, formers, months, employees, own, certified, agreed, details @ ..] = batch.columns() else {
            return Err(defect());
        };
        let text = |column: &ArrayRef| column.as_string_opt::<i32>().cloned().ok_or_else(defect);
        let days = |column: &ArrayRef| column.as_primitive_opt::<Int64Type>().cloned().ok_or_else(defect);
        let (units, formers, months) = (text(units)?, text(formers)?, text(months)?);
        let employees = employees.as_primitive_opt::<UInt32Type>().ok_or_else(defect)?;
        let days = [days(own)?, days(certified)?, days(agreed)?];
        let details = Read::of(details, self).ok_or_else(defect)?;
        for row in 0..batch.num_rows() {
            let wrong = |column: &str, problem: String| self.wrong(first_row + count(row) + 1, column, problem);
            if batch.columns().iter().take(COLUMNS.len()).any(|column| column.is_null(row)) {
                return Err(wrong("any", "a value is missing".to_owned()));
            }
            let unit = UnitId::new(units.value(row)).map_err(|error| wrong("unit", error.to_string()))?;
            let former_municipality = FormerMunicipalityId::new(formers.value(row))
                .map_err(|error| wrong("former_municipality", error.to_string()))?;
            if months.value(row) != self.month.to_string() {
                return Err(wrong("month", format!("the row is not of {}", self.month)));
            }
            let mut parts = [PersonDays::ZERO; 3];
            for (part, column) in parts.iter_mut().zip(&days) {
                let read = self.layout.days(column.value(row));
                *part = read.ok_or_else(|| wrong("days", "a number of days cannot be".to_owned()))?;
            }
            let details = details.row(row, self).map_err(|(column, problem)| wrong(column, problem))?;
            let read = AbsenceRow::new(unit, former_municipality, self.month, employees.value(row), parts)
                .and_then(|row| row.with(details));
            rows.push(read.map_err(|error| wrong("days", error.to_string()))?);
        }
        Ok(())
    }
}

/// The columns of the details; none in a file that has none.
struct Read<'a> {
    lost: Vec<&'a Int64Array>,
    spells: Vec<&'a UInt32Array>,
    rest: Option<([&'a UInt32Array; 4], &'a Int64Array, &'a StringArray)>,
    /// None in a file that has none.
    largest: Vec<&'a Int64Array>,
}

impl<'a> Read<'a> {
    fn of(columns: &'a [ArrayRef], place: &Place<'_>) -> Option<Self> {
        if place.layout == Layout::V1 {
            return Some(Self { lost: Vec::new(), spells: Vec::new(), rest: None, largest: Vec::new() });
        }
        let (lost, columns) = columns.split_at_checked(BANDS)?;
        let (spells, columns) = columns.split_at_checked(BANDS)?;
        let [absent, holiday, begun, inside, after, rule, largest @ ..] = columns else { return None };
        let whole = |column: &'a ArrayRef| column.as_primitive_opt::<UInt32Type>();
        let counts = [whole(absent)?, whole(begun)?, whole(inside)?, whole(after)?];
        let days = |column: &'a ArrayRef| column.as_primitive_opt::<Int64Type>();
        Some(Self {
            lost: lost.iter().map(days).collect::<Option<_>>()?,
            spells: spells.iter().map(whole).collect::<Option<_>>()?,
            rest: Some((counts, days(holiday)?, rule.as_string_opt::<i32>()?)),
            largest: largest.iter().map(days).collect::<Option<_>>()?,
        })
    }

    fn row(&self, row: usize, place: &Place<'_>) -> Result<Details, (&'static str, String)> {
        let mut details = Details { vintage: place.vintage, ..Details::default() };
        let Some((counts, holiday, rule)) = self.rest else { return Ok(details) };
        let cannot = |column| (column, "a number of days cannot be".to_owned());
        let days = |column: &Int64Array| {
            let parts = column.is_valid(row).then(|| column.value(row));
            parts.map(|parts| place.layout.days(parts).ok_or_else(|| cannot("days"))).transpose()
        };
        let whole = |column: &UInt32Array| column.is_valid(row).then(|| column.value(row));
        let lost: Vec<Option<PersonDays>> = self.lost.iter().map(|column| days(column)).collect::<Result<_, _>>()?;
        details.lost = banded(lost);
        details.spells = banded(self.spells.iter().map(|column| whole(column)).collect());
        let [absent, begun, inside, after] = counts.map(whole);
        details.employees_absent = absent;
        details.holiday = days(holiday)?;
        if let (Some(begun), Some(days_inside), Some(days_after), true) = (begun, inside, after, rule.is_valid(row)) {
            let exactly_16 = rule.value(row).parse().map_err(|problem| ("exactly_16", problem))?;
            details.employer_periods = Some(EmployerPeriods { begun, days_inside, days_after, exactly_16 });
        }
        let bounds: Vec<Option<PersonDays>> =
            self.largest.iter().map(|column| days(column)).collect::<Result<_, _>>()?;
        let [month, year] = [0, LARGEST / 2].map(|from| bounds.get(from..).unwrap_or(&[]));
        details.largest = largest(month)?;
        details.largest_12_months = largest(year)?;
        Ok(details)
    }
}

/// Eight values in the order in which they are written; none unless all are there.
fn banded<T: Copy>(values: Vec<Option<T>>) -> Option<Banded<T>> {
    let values: Vec<T> = values.into_iter().collect::<Option<_>>()?;
    let [a, b, c, d, e, f, g, h] = values.try_into().ok()?;
    Some(Banded::new([[a, b, c, d], [e, f, g, h]]))
}

/// The largest parts of both kinds from the first four values; none unless all are there.
fn largest(values: &[Option<PersonDays>]) -> Result<Option<LargestByKind>, (&'static str, String)> {
    let [Some(own), Some(next_own), Some(certified), Some(next_certified), ..] = values else { return Ok(None) };
    let pair = |first: &PersonDays, second: &PersonDays| {
        let disordered =
            || ("largest_lost_days", format!("the second largest part, {second}, is above the largest, {first}"));
        Largest::new(*first, *second).ok_or_else(disordered)
    };
    Ok(Some(LargestByKind { self_certified: pair(own, next_own)?, certified: pair(certified, next_certified)? }))
}
