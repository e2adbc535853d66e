//! What kind of work somebody does.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What kind of work somebody does, in five classes that every municipality has many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleClass {
    /// Leads people.
    Leader,
    /// Work that asks for a degree: teacher, nurse, adviser, engineer.
    Professional,
    /// Work that asks for a certificate of apprenticeship: health worker, child and youth worker, mechanic.
    Skilled,
    /// Work that asks for neither: assistant, cleaner, kitchen.
    Assistant,
    /// Office work: secretary, accounts, reception.
    Office,
}

impl RoleClass {
    /// Every class, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Leader, Self::Professional, Self::Skilled, Self::Assistant, Self::Office];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leader => "leader",
            Self::Professional => "professional",
            Self::Skilled => "skilled",
            Self::Assistant => "assistant",
            Self::Office => "office",
        }
    }
}

impl fmt::Display for RoleClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no class.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is none of leader, professional, skilled, assistant, office")]
pub struct UnknownRoleClass {
    /// What stood there, shortened.
    found: String,
}

impl FromStr for RoleClass {
    type Err = UnknownRoleClass;

    fn from_str(text: &str) -> Result<Self, UnknownRoleClass> {
        let unknown = || UnknownRoleClass { found: text.chars().take(20).collect() };
        Self::ALL.into_iter().find(|class| class.as_str() == text).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_others_are_told_what_there_is() {
        for class in RoleClass::ALL {
            assert_eq!(class.as_str().parse(), Ok(class));
            assert!(UnknownRoleClass { found: String::new() }.to_string().contains(class.as_str()));
        }
        let error = "Leader".parse::<RoleClass>().unwrap_err();
        assert!("x".repeat(5000).parse::<RoleClass>().unwrap_err().to_string().len() < 120);
        assert_eq!(error.to_string(), "\"Leader\" is none of leader, professional, skilled, assistant, office");
    }
}
