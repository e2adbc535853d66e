//! One sentence for a person whose file cannot be used: which file, line and field, what is wrong, what to do.

use std::fmt;
use std::ops::Range;

/// One reason why a file cannot be used.
///
/// It reads `FILE, line N, field F: PROBLEM; REMEDY`; what is not known is left out.
///
/// ```
/// let error = survey::FileError::new("units.csv", Some(4), "parent", "there is no unit `x`", "add it to the file");
/// assert_eq!(error.to_string(), "units.csv, line 4, field parent: there is no unit `x`; add it to the file");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileError {
    /// The file as the person named it.
    pub file: String,
    /// The line, counted from 1, where one line is at fault.
    pub line: Option<u64>,
    /// The column or key at fault; empty where the whole file is.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub remedy: String,
}

impl FileError {
    /// Says what is wrong, where, and what to do.
    pub fn new(
        file: impl Into<String>,
        line: Option<u64>,
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), line, field: field.into(), problem: problem.into(), remedy: remedy.into() }
    }

    /// Says what is wrong at a place in a text, given as a range of bytes.
    pub fn at(
        file: &str,
        text: &str,
        span: &Range<usize>,
        field: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(file, Some(line_at(text, span.start)), field, problem, remedy)
    }

    /// Puts a refusal of the TOML reader into our words; the key on the line becomes the field.
    #[must_use]
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let problem = error.message().trim().replace('\n', ", ");
        let remedy = if problem.starts_with("unknown field") {
            "remove the key or correct its spelling"
        } else if problem.starts_with("missing field") {
            "add the key"
        } else if problem.starts_with("unknown variant") {
            "use one of the words it expects"
        } else if problem.starts_with("invalid type") || problem.starts_with("invalid value") {
            "write a value of the kind it expects"
        } else if problem.starts_with("duplicate key") {
            "keep one of the two"
        } else {
            "correct this line"
        };
        match error.span() {
            Some(span) if span.start > 0 => Self::at(file, text, &span, key_at(text, span.start), problem, remedy),
            // What is missing from the file as a whole is on no line.
            _ if problem.starts_with("missing field") => {
                let field = problem.split('`').nth(1).unwrap_or_default().to_owned();
                Self::new(file, None, field, problem, remedy)
            }
            _ => Self::new(file, Some(1), key_at(text, 0), problem, remedy),
        }
    }
}

/// The line, counted from 1, that holds the byte at `offset`.
fn line_at(text: &str, offset: usize) -> u64 {
    let newlines = text.bytes().take(offset).filter(|&byte| byte == b'\n').count();
    u64::try_from(newlines).unwrap_or(u64::MAX).saturating_add(1)
}

/// What the line at `offset` is about: its key, or the header it is.
fn key_at(text: &str, offset: usize) -> String {
    let start = text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
    let key = if line.starts_with('[') {
        line.split_inclusive(']').take_while(|part| !part.starts_with(['#', ' '])).collect()
    } else {
        line.split_once('=').map_or("", |(key, _)| key.trim()).to_owned()
    };
    if key.chars().all(|character| !character.is_control()) && key.len() <= 100 { key } else { String::new() }
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(out, ", line {line}")?;
        }
        if !self.field.is_empty() {
            write!(out, ", field {}", self.field)?;
        }
        write!(out, ": {}", self.problem)?;
        if !self.remedy.is_empty() {
            write!(out, "; {}", self.remedy)?;
        }
        Ok(())
    }
}

impl std::error::Error for FileError {}

/// Every reason found why some files cannot be used, in the order they were found. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileErrors(Vec<FileError>);

impl FileErrors {
    /// Gives `Ok` if nothing was found.
    pub fn unless_empty(found: Vec<FileError>) -> Result<(), Self> {
        if found.is_empty() { Ok(()) } else { Err(Self(found)) }
    }

    /// The reasons.
    #[must_use]
    pub fn as_slice(&self) -> &[FileError] {
        &self.0
    }

    /// The reasons, to add to.
    #[must_use]
    pub fn into_vec(self) -> Vec<FileError> {
        self.0
    }
}

impl From<FileError> for FileErrors {
    fn from(error: FileError) -> Self {
        Self(vec![error])
    }
}

impl fmt::Display for FileErrors {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.0.iter().enumerate() {
            if position > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FileErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(FileError::new("a.csv", None, "", "it is empty", "").to_string(), "a.csv: it is empty");
        assert_eq!(
            FileError::new("a.csv", Some(1), "", "it is empty", "fill it").to_string(),
            "a.csv, line 1: it is empty; fill it"
        );
    }

    #[test]
    fn lines_and_keys_are_found_from_bytes() {
        let text = "a = 1\n[[b.c]] # d\n  e  = { f = 2 }\n";
        for (needle, line, key) in [("a", 1, "a"), ("1", 1, "a"), ("b", 2, "[[b.c]]"), ("f", 3, "e"), ("2 }", 3, "e")] {
            let offset = text.find(needle).unwrap();
            assert_eq!((line_at(text, offset), key_at(text, offset).as_str()), (line, key), "{needle}");
        }
        assert_eq!(line_at(text, 10_000), 4);
        assert_eq!(key_at("", 0), "");
        assert_eq!(key_at("a\næøå = 1", 3), "", "an offset inside a character is not a panic");
    }

    #[test]
    fn several_errors_stand_on_a_line_each() {
        assert!(FileErrors::unless_empty(Vec::new()).is_ok());
        let one = FileError::new("a", None, "", "x", "");
        let errors = FileErrors::unless_empty(vec![one.clone(), one]).unwrap_err();
        assert_eq!(errors.to_string(), "a: x\na: x");
    }
}
