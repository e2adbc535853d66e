//! A questionnaire of another tool as an instrument of ours.

mod draft;
mod foreign;
mod lime_tables;
mod limesurvey;
mod points;
mod preview;
mod texts;
mod toml_text;
mod xlsform;

pub use draft::{Draft, WriteRefused};
use survey::FileError;

/// Which tool a questionnaire comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A workbook with the sheets `survey`, `choices` and `settings`.
    XlsForm,
    /// LimeSurvey's own XML.
    LimeSurvey,
}

impl Form {
    /// The tool of a file, by the end of its name.
    ///
    /// # Errors
    /// When the name ends in nothing we know.
    pub fn of(file: &str) -> Result<Self, FileError> {
        let end = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        match end.as_str() {
            "xlsx" => Ok(Self::XlsForm),
            "lss" => Ok(Self::LimeSurvey),
            _ => {
                let remedy = "give an XLSForm (.xlsx) or a LimeSurvey survey structure (.lss)";
                Err(FileError::new(file, None, "", "its name does not say which tool it comes from", remedy))
            }
        }
    }
}

impl Draft {
    /// Reads a questionnaire.
    ///
    /// # Errors
    /// When the file cannot be read as what it is; what can be read and does not fit is in [`Draft::misfits`].
    pub fn read(form: Form, file: &str, bytes: &[u8]) -> Result<Self, FileError> {
        let foreign = match form {
            Form::XlsForm => xlsform::read(file, bytes)?,
            Form::LimeSurvey => limesurvey::read(file, bytes)?,
        };
        Ok(Self::of(file, foreign))
    }
}
