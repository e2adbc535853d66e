//! The first row of a table: which columns there are, and where.

use crate::{FileError, FileErrors};

/// The file and where each of its columns stands.
#[derive(Clone, Debug)]
pub(super) struct Header {
    file: String,
    /// The columns that were asked for; they are few, so looking at each in turn is the fastest.
    columns: Vec<(&'static str, usize)>,
    width: usize,
}

impl Header {
    /// Reads the header on `line`.
    pub(super) fn of(
        file: &str,
        line: u64,
        header: &csv::StringRecord,
        known: (&[&'static str], &[&'static str]),
    ) -> Result<Self, FileErrors> {
        let columns = columns(file, line, header, known)?;
        Ok(Self { file: file.to_owned(), columns, width: header.len() })
    }

    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Where a column stands in every row.
    pub(super) fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().find(|(name, _)| *name == column).map(|(_, place)| *place)
    }

    /// Whether a row has as many values as there are columns.
    pub(super) fn fits(&self, line: u64, values: usize) -> Result<(), FileError> {
        if values == self.width { Ok(()) } else { Err(wrong_width(&self.file, line, values, self.width)) }
    }
}

fn columns(
    file: &str,
    line: u64,
    header: &csv::StringRecord,
    (expected, optional): (&[&'static str], &[&'static str]),
) -> Result<Vec<(&'static str, usize)>, FileErrors> {
    let may_be = if optional.is_empty() { String::new() } else { format!(", and {} if wanted", optional.join(",")) };
    let whole = format!("the columns are {}{may_be}", expected.join(","));
    let refuse =
        |field: &str, problem: String, remedy: String| FileError::new(file, Some(line), field, problem, remedy);
    if let (1, Some(only)) = (header.len(), header.get(0)) {
        for (separator, name) in [(';', "semicolons"), ('\t', "tabs")] {
            if only.contains(separator) {
                let problem = format!("the columns are separated by {name}");
                return Err(
                    refuse("", problem, format!("save the file with commas between the columns; {whole}")).into()
                );
            }
        }
    }
    let mut errors = Vec::new();
    let mut found: Vec<(&'static str, usize)> = Vec::new();
    for (position, name) in header.iter().map(str::trim).enumerate() {
        match expected.iter().chain(optional).find(|known| **known == name) {
            None => {
                let problem = format!("there is no column {name:?} in this kind of file");
                errors.push(refuse(name, problem, format!("remove or rename it; {whole}")));
            }
            Some(known) => {
                if found.iter().any(|(name, _)| name == known) {
                    errors.push(refuse(
                        name,
                        "the column is there twice".to_owned(),
                        "remove one of the two".to_owned(),
                    ));
                }
                found.push((known, position));
            }
        }
    }
    for missing in expected.iter().filter(|name| !found.iter().any(|(found, _)| found == *name)) {
        errors.push(refuse(missing, "the column is missing".to_owned(), format!("add it; {whole}")));
    }
    FileErrors::unless_empty(errors)?;
    Ok(found)
}

fn wrong_width(file: &str, line: u64, values: usize, columns: usize) -> FileError {
    let problem = format!("the row has {values} values, the header has {columns} columns");
    let remedy = if values > columns {
        "write decimals with a point, and put a value that holds a comma in double quotes"
    } else {
        "separate every value with a comma, also the empty ones"
    };
    FileError::new(file, Some(line), "", problem, remedy)
}
