//! Texts that explain a variable or a value.

use std::fmt;

use thiserror::Error;

/// A text of at most `MAX` bytes in UTF-8, without NUL.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label<const MAX: usize>(String);

/// What a variable means; SPSS shows 255 bytes.
pub type VariableLabel = Label<255>;

/// What a value means; SPSS shows 120 bytes.
pub type ValueLabel = Label<120>;

/// Why a text is not a label.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LabelError {
    /// It takes more bytes than SPSS shows.
    #[error("the label takes {bytes} bytes, and SPSS shows at most {max}: {label:?}")]
    TooLong {
        /// The text.
        label: String,
        /// Its length in UTF-8.
        bytes: usize,
        /// The longest length.
        max: usize,
    },
    /// It has a NUL character, where other programs stop reading.
    #[error("the label has a NUL character: {label:?}")]
    Nul {
        /// The text.
        label: String,
    },
}

impl<const MAX: usize> Label<MAX> {
    /// Checks a label.
    ///
    /// # Errors
    /// When it is longer than SPSS shows, or has a NUL character.
    pub fn new(text: impl Into<String>) -> Result<Self, LabelError> {
        let label = text.into();
        if label.len() > MAX {
            return Err(LabelError::TooLong { bytes: label.len(), max: MAX, label });
        }
        if label.contains('\0') {
            return Err(LabelError::Nul { label });
        }
        Ok(Self(label))
    }

    /// The whole text where there is room for it, and otherwise its beginning with `…`, cut between two characters.
    #[must_use]
    pub fn shortened(text: &str) -> Self {
        let text = text.replace('\0', " ");
        if text.len() <= MAX {
            return Self(text);
        }
        let room = MAX.saturating_sub('…'.len_utf8());
        let end = (0..=room).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
        Self(format!("{}…", text.get(..end).unwrap_or_default().trim_end()))
    }

    /// A label as a file has it, which may be longer than SPSS shows.
    pub(crate) fn found(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Label<MAX> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Label<MAX> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spss_would_cut_is_refused_or_cut_between_characters() {
        let long = "å".repeat(61);
        assert!(matches!(ValueLabel::new(long.clone()), Err(LabelError::TooLong { bytes: 122, max: 120, .. })));
        let shortened = ValueLabel::shortened(&long);
        assert_eq!(shortened.as_str(), format!("{}…", "å".repeat(58)));
        assert!(ValueLabel::new(shortened.as_str()).is_ok());
        assert_eq!(ValueLabel::shortened(&"å".repeat(60)).as_str(), "å".repeat(60));
        assert!(matches!(VariableLabel::new("a\0b"), Err(LabelError::Nul { .. })));
        assert_eq!(VariableLabel::shortened("a\0b").as_str(), "a b");
    }
}
