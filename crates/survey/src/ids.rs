//! Names that other files and columns refer to: one type per kind of name.
//!
//! A unit id can never be passed where a scale id is wanted, and every id is safe as a column name, a folder name
//! or a part of an address, because its characters are checked when it is made.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The longest id, in characters.
pub const ID_LENGTH_MAX: usize = 64;

/// Why a text cannot be an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// There is no text.
    #[error("the {kind} is empty")]
    Empty {
        /// Which kind of id was wanted.
        kind: &'static str,
    },
    /// The text has more than [`ID_LENGTH_MAX`] characters.
    #[error("the {kind} has {length} characters, more than {ID_LENGTH_MAX}")]
    TooLong {
        /// Which kind of id was wanted.
        kind: &'static str,
        /// How many characters were given.
        length: usize,
    },
    /// The first character is not one an id can begin with.
    #[error("the {kind} begins with {character:?}, not with {allowed}")]
    Beginning {
        /// Which kind of id was wanted.
        kind: &'static str,
        /// The first character given.
        character: char,
        /// The characters an id can begin with.
        allowed: &'static str,
    },
    /// A later character is not one an id can hold.
    #[error("the {kind} holds {character:?}; it takes only {allowed}")]
    Character {
        /// Which kind of id was wanted.
        kind: &'static str,
        /// The first character that does not fit.
        character: char,
        /// The characters an id can hold.
        allowed: &'static str,
    },
}

/// What one kind of id may look like.
struct Shape {
    kind: &'static str,
    first: fn(char) -> bool,
    first_in_words: &'static str,
    rest: fn(char) -> bool,
    rest_in_words: &'static str,
}

impl Shape {
    fn check(&self, text: &str) -> Result<(), IdError> {
        let kind = self.kind;
        let mut characters = text.chars();
        let Some(first) = characters.next() else { return Err(IdError::Empty { kind }) };
        let length = text.chars().count();
        if length > ID_LENGTH_MAX {
            return Err(IdError::TooLong { kind, length });
        }
        if !(self.first)(first) {
            return Err(IdError::Beginning { kind, character: first, allowed: self.first_in_words });
        }
        match characters.find(|&character| !(self.rest)(character)) {
            Some(character) => Err(IdError::Character { kind, character, allowed: self.rest_in_words }),
            None => Ok(()),
        }
    }
}

const fn lower_or_digit(character: char) -> bool {
    character.is_ascii_lowercase() || character.is_ascii_digit()
}

/// Units come from personnel systems, which like capitals, dots and dashes.
const UNIT: Shape = Shape {
    kind: "unit id",
    first: |character| character.is_ascii_alphanumeric(),
    first_in_words: "a letter a-z or A-Z or a digit",
    rest: |character| character.is_ascii_alphanumeric() || matches!(character, '.' | '_' | '-'),
    rest_in_words: "letters a-z and A-Z, digits, '.', '_' and '-'",
};

/// Items, scales and modules become column names and keys.
const fn column(kind: &'static str) -> Shape {
    Shape {
        kind,
        first: |character| character.is_ascii_lowercase(),
        first_in_words: "a small letter a-z",
        rest: |character| lower_or_digit(character) || character == '_',
        rest_in_words: "small letters a-z, digits and '_'",
    }
}

/// Waves, instruments and former municipalities become folder names and parts of addresses.
const fn folder(kind: &'static str) -> Shape {
    Shape {
        kind,
        first: lower_or_digit,
        first_in_words: "a small letter a-z or a digit",
        rest: |character| lower_or_digit(character) || character == '-',
        rest_in_words: "small letters a-z, digits and '-'",
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $shape:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes the text if it has the shape of this kind of id.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                $shape.check(&text)?;
                Ok(Self(text))
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id! {
    /// One organisational unit, at whatever level: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
    UnitId, UNIT
}
id! {
    /// One question, and the column that holds its answers: `[a-z][a-z0-9_]{0,63}`.
    ItemId, column("item id")
}
id! {
    /// One scale or composite: `[a-z][a-z0-9_]{0,63}`.
    ScaleId, column("scale id")
}
id! {
    /// One row of answer points with its labels: `[a-z][a-z0-9_]{0,63}`.
    AnswerScaleId, column("answer scale id")
}
id! {
    /// One module, a group of scales asked together: `[a-z][a-z0-9_]{0,63}`.
    ModuleId, column("module id")
}
id! {
    /// One wave, and the folder that holds its answers: `[a-z0-9][a-z0-9-]{0,63}`.
    WaveId, folder("wave id")
}
id! {
    /// One instrument: `[a-z0-9][a-z0-9-]{0,63}`.
    InstrumentId, folder("instrument id")
}
id! {
    /// Where an employee worked before the merger: `[a-z0-9][a-z0-9-]{0,63}`.
    FormerMunicipalityId, folder("former municipality id")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_takes_its_own_characters_and_no_others() {
        let cases: &[(&str, bool, bool, bool)] = &[
            // text, unit, column, folder
            ("barnehage_3", true, true, false),
            ("2021-host", true, false, true),
            ("A.1-b_c", true, false, false),
            ("q1", true, true, true),
            ("", false, false, false),
            ("_q", false, false, false),
            ("-q", false, false, false),
            (".q", false, false, false),
            ("q q", false, false, false),
            ("Q1", true, false, false),
            ("q/1", false, false, false),
            ("grønn", false, false, false),
            ("q\n", false, false, false),
        ];
        for &(text, unit, column, folder) in cases {
            assert_eq!(UnitId::new(text).is_ok(), unit, "unit {text:?}");
            assert_eq!(ItemId::new(text).is_ok(), column, "item {text:?}");
            assert_eq!(ScaleId::new(text).is_ok(), column, "scale {text:?}");
            assert_eq!(ModuleId::new(text).is_ok(), column, "module {text:?}");
            assert_eq!(WaveId::new(text).is_ok(), folder, "wave {text:?}");
            assert_eq!(InstrumentId::new(text).is_ok(), folder, "instrument {text:?}");
            assert_eq!(FormerMunicipalityId::new(text).is_ok(), folder, "former municipality {text:?}");
        }
    }

    #[test]
    fn length_is_limited_at_64_characters() {
        assert!(UnitId::new("a".repeat(64)).is_ok());
        assert_eq!(UnitId::new("a".repeat(65)), Err(IdError::TooLong { kind: "unit id", length: 65 }));
    }

    #[test]
    fn serde_uses_the_same_door() {
        assert_eq!(serde_json::from_str::<ItemId>("\"q1\"").unwrap().as_str(), "q1");
        let refusal = serde_json::from_str::<ItemId>("\"Q1\"").unwrap_err().to_string();
        assert!(refusal.contains("the item id begins with"), "{refusal}");
    }
}
