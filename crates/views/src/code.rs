//! A value out of a closed list.

use crate::Words;

/// One value that a coded column can hold.
///
/// Its position in the list, counted from one, is its number where a format wants numbers (SPSS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The word that stands in the table: never translated.
    pub word: &'static str,
    /// What it means.
    pub label: Words,
}

impl Code {
    pub(crate) const fn new(word: &'static str, nb: &'static str, nn: &'static str, en: &'static str) -> Code {
        Code { word, label: Words::new(nb, nn, en) }
    }
}
