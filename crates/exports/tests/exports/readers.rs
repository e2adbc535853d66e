//! Readers of others, each giving the cells of a file.

use std::io::{Cursor, Read};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int16Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use calamine::{Data, Reader, Xlsx};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use views::{Kind, Table};

use crate::world::{Cell, Grid};

/// A CSV has no types: those are the table's.
pub(crate) fn csv(bytes: &[u8], table: &Table, delimiter: u8, point: char) -> Grid {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(bytes);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let cells = record.iter().zip(table.columns()).map(|(field, column)| match column.description.kind {
            _ if field.is_empty() => Cell::Empty,
            Kind::Text | Kind::Code(_) => Cell::Text(field.to_owned()),
            Kind::Whole => Cell::Number(field.parse::<i64>().unwrap() as f64),
            Kind::Number => Cell::Number(field.replace(point, ".").parse().unwrap()),
        });
        cells.collect()
    });
    Grid { header, rows: rows.collect() }
}

pub(crate) fn json(rows: &[Value]) -> Grid {
    let object = |row: &Value| row.as_object().unwrap().clone();
    let cell = |value: Value| match value {
        Value::Null => Cell::Empty,
        Value::String(text) => Cell::Text(text),
        Value::Number(number) => Cell::Number(number.as_f64().unwrap()),
        other => panic!("{other}"),
    };
    Grid {
        header: rows.first().map(|row| object(row).keys().cloned().collect()).unwrap_or_default(),
        rows: rows.iter().map(|row| object(row).into_iter().map(|(_, value)| cell(value)).collect()).collect(),
    }
}

pub(crate) fn parquet(bytes: Vec<u8>) -> Grid {
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &bytes).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    batches(reader.map(Result::unwrap))
}

pub(crate) fn arrow(bytes: &[u8]) -> Grid {
    batches(arrow_ipc::reader::StreamReader::try_new(bytes, None).unwrap().map(Result::unwrap))
}

fn batches(batches: impl Iterator<Item = RecordBatch>) -> Grid {
    let mut grid = Grid { header: Vec::new(), rows: Vec::new() };
    for batch in batches {
        grid.header = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
        for row in 0..batch.num_rows() {
            grid.rows.push(batch.columns().iter().map(|column| arrow_cell(column.as_ref(), row)).collect());
        }
    }
    grid
}

fn arrow_cell(column: &dyn Array, row: usize) -> Cell {
    if column.is_null(row) {
        return Cell::Empty;
    }
    if let Some(texts) = column.as_string_opt::<i32>() {
        return Cell::Text(texts.value(row).to_owned());
    }
    if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
        return Cell::Number(numbers.value(row));
    }
    if let Some(wholes) = column.as_primitive_opt::<Int64Type>() {
        return Cell::Number(wholes.value(row) as f64);
    }
    let codes = column.as_dictionary::<Int16Type>();
    let position = usize::try_from(codes.keys().value(row)).unwrap();
    Cell::Text(codes.values().as_string::<i32>().value(position).to_owned())
}

/// The sheets of a workbook by name, with the labels beside codes taken out.
pub(crate) fn xlsx(bytes: Vec<u8>) -> Vec<(String, Grid)> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let cell = |data: &Data| match data {
        Data::Empty => Cell::Empty,
        Data::String(text) => Cell::Text(text.clone()),
        Data::Float(number) => Cell::Number(*number),
        other => panic!("{other:?}"),
    };
    let names = workbook.sheet_names();
    let sheet = |name: &String| {
        let range = workbook.worksheet_range(name).unwrap();
        let mut rows = range.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>());
        let header = rows.next().unwrap_or_default();
        let text = |cell: Cell| if let Cell::Text(text) = cell { text } else { String::new() };
        (name.clone(), Grid { header: header.into_iter().map(text).collect(), rows: rows.collect() })
    };
    names.iter().map(sheet).collect()
}

/// A sheet without the columns of labels, since the table has none.
pub(crate) fn without_labels(grid: &Grid) -> Grid {
    let kept: Vec<usize> = (0..grid.header.len()).filter(|at| !grid.header[*at].ends_with("_label")).collect();
    Grid {
        header: kept.iter().map(|at| grid.header[*at].clone()).collect(),
        rows: grid.rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect(),
    }
}

/// The files of a zip.
pub(crate) fn zip(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut file = |at| {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..archive.len()).map(file).collect()
}
