//! SPSS system files: numbers with labels, some of which do not count.

use spss::{Kind, Reader, Value, Variable};
use survey::FileError;

use super::fields::{Field, Row, RowsAre, Table};

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Table, FileError> {
    let refuse = |error: &spss::ReadError| FileError::new(file, None, "", error.to_string(), "save it again in SPSS");
    let mut reader = Reader::open(bytes).map_err(|error| refuse(&error))?;
    let variables = reader.dictionary().variables().to_vec();
    let mut notes = Vec::new();
    if let Some(weight) = reader.dictionary().weight() {
        notes.push(format!("the file weighs its cases by {weight}; here every case counts once"));
    }
    let columns = variables.iter().map(|variable| variable.name().to_string()).collect();
    let mut rows = Vec::new();
    for (number, row) in (1..).zip(reader.by_ref()) {
        let values = row.map_err(|error| refuse(&error))?;
        let fields = variables.iter().zip(&values).map(|(variable, value)| field(variable, value)).collect();
        rows.push(Row { number, fields });
    }
    Ok(Table { file: file.to_owned(), rows_are: RowsAre::Cases, columns, rows, notes })
}

fn field(variable: &Variable, value: &Value) -> Field {
    let (text, label, missing) = match (value, variable.kind()) {
        (Value::Number(number), Kind::Number(numeric)) => {
            let label = numeric.label_of(*number).map(ToString::to_string);
            (number.to_string(), label, numeric.user_missing().contains(*number))
        }
        (Value::Text(text), Kind::Text(column)) => {
            let label = column.labels().iter().find(|(known, _)| known == text).map(|(_, label)| label.to_string());
            (text.trim().to_owned(), label, column.user_missing().listed().iter().any(|known| known == text))
        }
        (Value::Missing | Value::Number(_) | Value::Text(_), _) => return Field::Empty,
    };
    match (text.is_empty(), missing) {
        (true, _) => Field::Empty,
        (false, true) => Field::UserMissing { text, label },
        (false, false) => Field::Value { text, label },
    }
}
