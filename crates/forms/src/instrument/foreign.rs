//! A questionnaire as another tool has it, reduced to what can become ours.

use std::collections::BTreeMap;

use survey::FileError;

use super::texts::Texts;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// What the tool calls it.
    pub(super) id: String,
    pub(super) version: String,
    pub(super) title: Texts,
    pub(super) groups: Vec<Group>,
    /// Lists of answers, by a key that batteries name.
    pub(super) lists: BTreeMap<String, List>,
    pub(super) misfits: Vec<FileError>,
    /// What was taken to mean something, and should be looked at.
    pub(super) notes: Vec<String>,
}

/// A page or group of questions.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) title: Texts,
    pub(super) intro: Texts,
    pub(super) batteries: Vec<Battery>,
}

/// Questions with the same answers, one after the other.
#[derive(Debug, Default)]
pub(super) struct Battery {
    pub(super) name: String,
    pub(super) title: Texts,
    pub(super) list: String,
    pub(super) questions: Vec<Question>,
}

/// One question.
#[derive(Debug)]
pub(super) struct Question {
    /// Where it stands, as messages say it.
    pub(super) place: Place,
    /// What the column of its answers is called.
    pub(super) column: String,
    pub(super) wording: Texts,
}

/// A list of answers.
#[derive(Debug, Default)]
pub(super) struct List {
    pub(super) place: Place,
    pub(super) choices: Vec<Choice>,
}

/// One answer of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) code: String,
    pub(super) label: Texts,
}

/// A place in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, and the sheet or element in it.
    pub(super) within: String,
    pub(super) row: Option<u64>,
}

impl Place {
    pub(super) fn misfit(&self, field: &str, problem: impl Into<String>, remedy: &str) -> FileError {
        FileError::new(&self.within, self.row, field, problem, remedy)
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.row {
            Some(row) => write!(out, "{}, line {row}", self.within),
            None => out.write_str(&self.within),
        }
    }
}
