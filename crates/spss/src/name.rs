//! Names of variables: what SPSS accepts, and valid names made from whatever a column is called.

use std::collections::BTreeSet;
use std::fmt;

use thiserror::Error;

/// The name of a variable that every version of SPSS since 2003 accepts.
///
/// At most [`VariableName::BYTES_MAX`] bytes in UTF-8 (so `æ` takes two); a letter first; then letters, digits, `.`, `_`, `$`,
/// `#` and `@`; neither `.` nor `_` last; no word of the command language. SPSS does not tell capital letters from small ones,
/// and neither does the comparison here.
#[derive(Clone)]
pub struct VariableName(String);

/// Why a text is not a [`VariableName`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is no text.
    #[error("a variable needs a name")]
    Empty,
    /// It takes more bytes than the format has room for.
    #[error("`{name}` takes {bytes} bytes; a variable's name has at most {max}", max = VariableName::BYTES_MAX)]
    TooLong {
        /// The text.
        name: String,
        /// Its length in UTF-8.
        bytes: usize,
    },
    /// It does not begin with a letter.
    #[error("`{name}` does not start with a letter")]
    Start {
        /// The text.
        name: String,
    },
    /// A character that names do not have.
    #[error("`{name}` has {character:?}; a variable's name has letters, digits and . _ $ # @")]
    Character {
        /// The text.
        name: String,
        /// The first character that is not allowed.
        character: char,
    },
    /// It ends in a full stop or an underscore.
    #[error("`{name}` ends in `.` or `_`, which SPSS keeps for itself")]
    End {
        /// The text.
        name: String,
    },
    /// It is a word of the command language.
    #[error("`{name}` is a word of SPSS's command language")]
    Reserved {
        /// The text.
        name: String,
    },
}

/// The words that no variable is called.
const RESERVED: [&str; 13] = ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"];

impl VariableName {
    /// The longest name, in bytes.
    pub const BYTES_MAX: usize = 64;

    /// Checks a name.
    ///
    /// # Errors
    /// When SPSS would refuse the name, or warn of it.
    pub fn parse(name: &str) -> Result<Self, NameError> {
        let owned = || name.to_owned();
        let first = name.chars().next().ok_or(NameError::Empty)?;
        if name.len() > Self::BYTES_MAX {
            return Err(NameError::TooLong { name: owned(), bytes: name.len() });
        }
        if !first.is_alphabetic() {
            return Err(NameError::Start { name: owned() });
        }
        if let Some(character) = name.chars().find(|&character| !is_part(character)) {
            return Err(NameError::Character { name: owned(), character });
        }
        if name.ends_with(['.', '_']) {
            return Err(NameError::End { name: owned() });
        }
        if is_reserved(name) {
            return Err(NameError::Reserved { name: owned() });
        }
        Ok(Self(owned()))
    }

    /// A name as a file has it. Files of old programs have names that SPSS warns of, and a column is called what it is called;
    /// only what the format itself cannot hold is refused.
    pub(crate) fn found(name: &str) -> Option<Self> {
        let holds = |character: char| !character.is_control() && !matches!(character, '=' | ' ');
        (!name.is_empty() && name.len() <= Self::BYTES_MAX && name.chars().all(holds)).then(|| Self(name.to_owned()))
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is compared: names that differ only in capital letters are one name.
    pub(crate) fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

fn is_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '_' | '$' | '#' | '@')
}

fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word))
}

impl fmt::Display for VariableName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for VariableName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

impl PartialEq for VariableName {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for VariableName {}

/// Makes valid names that differ from each other, from whatever columns are called.
///
/// ```
/// let mut names = spss::Names::default();
/// assert_eq!(names.made_from("Trivsel på jobb (1–5)").as_str(), "Trivsel_på_jobb_1_5");
/// assert_eq!(names.made_from("trivsel på jobb 1–5").as_str(), "trivsel_på_jobb_1_5_2");
/// assert_eq!(names.made_from("2018").as_str(), "v_2018");
/// assert_eq!(names.made_from("and").as_str(), "v_and");
/// ```
#[derive(Debug, Default)]
pub struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// A valid name near `label`, and never one that this value has given before.
    ///
    /// Characters that names cannot have become underscores; what is too long is cut between two characters; a number at the end
    /// tells equal names apart. The same labels in the same order give the same names.
    pub fn made_from(&mut self, label: &str) -> VariableName {
        let base = base(label);
        let mut name = cut(&base, VariableName::BYTES_MAX).to_owned();
        let mut number = 2_u64;
        while !self.taken.insert(name.to_lowercase()) {
            let suffix = format!("_{number}");
            name = format!("{}{suffix}", cut(&base, VariableName::BYTES_MAX - suffix.len()));
            number += 1;
        }
        VariableName(name)
    }
}

/// The label with nothing in it that a name cannot have, and with a letter first.
fn base(label: &str) -> String {
    let mut name = String::with_capacity(label.len());
    for character in label.chars() {
        if is_part(character) {
            name.push(character);
        } else if !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_matches(['_', '.']);
    match name.chars().next() {
        Some(first) if first.is_alphabetic() && !is_reserved(name) => name.to_owned(),
        Some(_) => format!("v_{name}"),
        None => "v".to_owned(),
    }
}

/// The beginning of a name that takes at most `bytes` bytes and does not end in what a name must not end in.
fn cut(name: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(name.len())).rev().find(|&end| name.is_char_boundary(end)).unwrap_or(0);
    name.get(..end).unwrap_or_default().trim_end_matches(['_', '.'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_rule_refuses_by_its_own_name() {
        let refused = |name: &str| VariableName::parse(name).unwrap_err();
        assert_eq!(refused(""), NameError::Empty);
        assert!(matches!(refused(&"å".repeat(33)), NameError::TooLong { bytes: 66, .. }));
        assert!(matches!(refused("1a"), NameError::Start { .. }));
        assert!(matches!(refused("_a"), NameError::Start { .. }));
        assert!(matches!(refused("a&b"), NameError::Character { character: '&', .. }));
        assert!(matches!(refused("a b"), NameError::Character { character: ' ', .. }));
        for name in ["a.", "a_"] {
            assert!(matches!(refused(name), NameError::End { .. }));
        }
        for name in ["ALL", "and", "By", "EQ", "ge", "GT", "le", "lt", "ne", "Not", "or", "TO", "with"] {
            assert!(matches!(refused(name), NameError::Reserved { .. }), "{name}");
        }
        for name in ["a", "å", "q1", "a.b_c$d#e@f", "alle", &"å".repeat(32)] {
            assert_eq!(VariableName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn capital_letters_do_not_tell_names_apart() {
        assert_eq!(VariableName::parse("Økonomi").unwrap(), VariableName::parse("øKONOMI").unwrap());
    }

    proptest! {
        #[test]
        fn whatever_a_column_is_called_gets_a_valid_name_of_its_own(labels in prop::collection::vec("\\PC{0,80}|a{60,70}|[._]*|with", 1..20)) {
            let mut names = Names::default();
            let made: Vec<VariableName> = labels.iter().map(|label| names.made_from(label)).collect();
            for name in &made {
                prop_assert!(VariableName::parse(name.as_str()).is_ok(), "{name}");
            }
            let different: BTreeSet<String> = made.iter().map(VariableName::folded).collect();
            prop_assert_eq!(different.len(), made.len());
        }
    }
}
