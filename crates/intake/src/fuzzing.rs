//! Doors for programs that try bytes nobody would think of. Not for use.

use survey::{Answer, Instrument};

/// What a form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The answers as they travel on.
    pub text: String,
    /// One answer per item.
    pub answers: Vec<Answer>,
    /// Whether every answer in it could be read.
    pub whole: bool,
}

/// Reads the body of a form from the page of the item at this position, or from the overview. It never fails; its
/// answers are always such as the instrument allows, and reading them again gives the same.
pub fn form(instrument: &Instrument, position: Option<usize>, body: &[u8]) -> Form {
    crate::http::read_form(instrument, position, body)
}
