//! Tables of answers from other tools.
//!
//! A [`Table`] is what a file holds, a [`Mapping`] what somebody says about its columns, and [`Answers`] the two put together:
//! what each column is used for, and then the records.

mod answers;
mod columns;
mod csv_file;
mod damage;
mod fields;
mod mapping;
mod sav_file;
mod workbook_file;

pub use answers::Answers;
pub use fields::Table;
pub use mapping::{Mapping, Unfinished};
use survey::FileError;

/// Which tool a table of answers comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// LimeSurvey's export of responses, as CSV with question codes as headings.
    LimeSurvey,
    /// KoboToolbox's export of submissions, as CSV or XLSX with XML values and headings.
    Kobo,
    /// An SPSS system file.
    Sav,
}

impl Table {
    /// Reads a file.
    ///
    /// # Errors
    /// When it cannot be read as what it is said to be.
    pub fn read(tool: Tool, file: &str, bytes: &[u8]) -> Result<Self, FileError> {
        let is_workbook = bytes.starts_with(b"PK");
        match tool {
            Tool::Sav => sav_file::read(file, bytes),
            Tool::Kobo if is_workbook => workbook_file::read(file, bytes),
            Tool::LimeSurvey if is_workbook => {
                let remedy = "export the responses as CSV from LimeSurvey itself";
                Err(FileError::new(file, None, "", "it is a workbook, and this reads LimeSurvey's CSV", remedy))
            }
            Tool::LimeSurvey | Tool::Kobo => csv_file::read(file, bytes),
        }
    }
}
