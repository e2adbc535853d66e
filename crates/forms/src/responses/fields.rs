//! A table as a file holds it: headings, and rows of fields with their places.

use survey::FileError;

use super::damage::Damage;

/// A table of answers with its headings.
#[derive(Debug)]
pub struct Table {
    pub(super) file: String,
    pub(super) rows_are: RowsAre,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Row>,
    /// What should be known about the file as a whole.
    pub(super) notes: Vec<String>,
}

/// How rows are counted in messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum RowsAre {
    /// Lines of the file.
    Lines,
    /// Rows of this sheet.
    RowsOfSheet(String),
    /// The rows of a file without lines.
    Cases,
}

/// One row with its number.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// Nothing.
    Empty,
    /// A value, and what it means where the file says that.
    Value { text: String, label: Option<String> },
    /// A value that the file says does not count.
    UserMissing { text: String, label: Option<String> },
    /// Not a value any more.
    Damaged { shown: String, damage: Damage },
}

impl Field {
    /// A text of a file that has nothing but texts.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::Empty } else { Self::Value { text: text.to_owned(), label: None } }
    }

    /// The text, empty for none.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Value { text, .. } | Self::UserMissing { text, .. } => text,
            Self::Damaged { shown, .. } => shown,
        }
    }
}

impl Table {
    /// One sentence about a field; `row` counts as the file does, by lines, rows of a sheet or cases.
    #[must_use]
    pub fn fault(&self, row: u64, field: &str, problem: impl Into<String>, remedy: &str) -> FileError {
        let (place, line) = match &self.rows_are {
            RowsAre::Lines => (self.file.clone(), Some(row)),
            RowsAre::RowsOfSheet(sheet) => (format!("{}, sheet {sheet}", self.file), Some(row)),
            RowsAre::Cases => (format!("{}, case {row}", self.file), None),
        };
        FileError::new(place, line, field, problem, remedy)
    }

    /// Takes headings: two that are equal cannot be told apart.
    pub(super) fn check_headings(&self) -> Result<(), FileError> {
        for (position, heading) in self.columns.iter().enumerate() {
            let again = self.columns.iter().skip(position + 1).any(|other| other == heading && !heading.is_empty());
            if again {
                let remedy = "export with codes as headings, or rename one of the columns in the other tool";
                return Err(self.fault(1, heading, "two columns have this heading", remedy));
            }
        }
        Ok(())
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.len()
    }
}
