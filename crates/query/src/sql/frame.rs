//! Tables as frames of polars, and back.

use std::sync::Arc;

use polars::prelude::{Column as PolarsColumn, DataFrame, DataType, NamedFrom, PolarsResult, Series};
use views::{Code, Column, Description, Kind, Table, Value, Values};

use super::SqlRefusal;

/// A table as a frame; codes are their words.
pub(super) fn of_table(table: &Table) -> PolarsResult<DataFrame> {
    let columns: Vec<PolarsColumn> = table.columns().iter().map(|column| of_column(column).into()).collect();
    DataFrame::new(table.rows(), columns)
}

fn of_column(column: &Column) -> Series {
    let name = (&*column.description.name).into();
    match &column.values {
        Values::Text(texts) => Series::new(name, texts.iter().map(std::option::Option::as_deref).collect::<Vec<_>>()),
        Values::Code(_, codes) => {
            let word = |row: usize| match column.values.get(row) {
                Value::Code(code, _) => Some(code.word),
                _ => None,
            };
            Series::new(name, (0..codes.len()).map(word).collect::<Vec<_>>())
        }
        Values::Whole(wholes) => Series::new(name, wholes.as_slice()),
        Values::Number(numbers) => Series::new(name, numbers.as_slice()),
    }
}

/// A frame as a table, whose columns are described as those of the same name and type are.
pub(super) fn to_table(name: &str, frame: &DataFrame, described: &[Description]) -> Result<Table, SqlRefusal> {
    let columns = frame.columns().iter().map(|column| to_column(column, described)).collect::<Result<_, _>>()?;
    Table::new(name, columns).map_err(|error| SqlRefusal::Failed { reason: error.to_string() })
}

fn to_column(column: &PolarsColumn, described: &[Description]) -> Result<Column, SqlRefusal> {
    let name = column.name().as_str();
    let values = values(column.as_materialized_series())?;
    for description in described.iter().filter(|description| description.name == name) {
        match (description.kind, &values) {
            (Kind::Code(codes), Values::Text(texts)) => {
                if let Some(positions) = positions(codes, texts) {
                    return Ok(Column { description: description.clone(), values: Values::Code(codes, positions) });
                }
            }
            (kind, values) if kind == values.kind() => {
                return Ok(Column { description: description.clone(), values: values.clone() });
            }
            _ => {}
        }
    }
    let description = Description { name: name.to_owned().into(), kind: values.kind(), label: None };
    Ok(Column { description, values })
}

/// The positions of words in their list; nothing when a text is none of them.
fn positions(codes: &[Code], texts: &[Option<Arc<str>>]) -> Option<Vec<Option<u8>>> {
    let position = |text: &Arc<str>| {
        let found = codes.iter().position(|code| code.word == &**text)?;
        u8::try_from(found).ok()
    };
    texts.iter().map(|text| text.as_ref().map_or(Some(None), |text| position(text).map(Some))).collect()
}

fn values(series: &Series) -> Result<Values, SqlRefusal> {
    let failed = |_| SqlRefusal::Type { column: series.name().to_string(), kind: series.dtype().to_string() };
    match series.dtype() {
        // A column of nothing has no type of its own.
        DataType::Null => Ok(Values::Text(vec![None; series.len()])),
        DataType::String => {
            let texts = series.str().map_err(failed)?;
            Ok(Values::Text(texts.iter().map(|text| text.map(Arc::from)).collect()))
        }
        DataType::Boolean => {
            let truths = series.bool().map_err(failed)?;
            let word = |truth: bool| Arc::from(if truth { "true" } else { "false" });
            Ok(Values::Text(truths.iter().map(|truth| truth.map(word)).collect()))
        }
        kind if kind.is_integer() => {
            let wholes = series.strict_cast(&DataType::Int64).map_err(failed)?;
            Ok(Values::Whole(wholes.i64().map_err(failed)?.iter().collect()))
        }
        kind if kind.is_float() || kind.is_decimal() => {
            let numbers = series.cast(&DataType::Float64).map_err(failed)?;
            // What is no number, such as a division by nothing, is no value.
            let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
            Ok(Values::Number(numbers.f64().map_err(failed)?.iter().map(finite).collect()))
        }
        kind if kind.is_temporal() => {
            let texts = series.cast(&DataType::String).map_err(failed)?;
            Ok(Values::Text(texts.str().map_err(failed)?.iter().map(|text| text.map(Arc::from)).collect()))
        }
        kind => Err(SqlRefusal::Type { column: series.name().to_string(), kind: kind.to_string() }),
    }
}
