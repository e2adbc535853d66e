//! One organisational unit, and what it can be grouped by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Date, FormerMunicipalityId, UnitId};

/// The longest name of a unit or a former municipality, in characters.
pub const NAME_LENGTH_MAX: usize = 200;

/// The longest name of a service area or a type of unit, in characters.
pub const LABEL_LENGTH_MAX: usize = 80;

/// Why a text cannot be a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is nothing but white space.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// It is too long.
    #[error("the {kind} has more than {length_max} characters")]
    TooLong {
        /// What was named.
        kind: &'static str,
        /// How many characters it may have.
        length_max: usize,
    },
    /// It holds a line break or another character that cannot be seen.
    #[error("the {0} holds a line break or another control character")]
    Control(&'static str),
}

/// The text without white space around it, if it can be a name.
pub(crate) fn name(kind: &'static str, length_max: usize, text: &str) -> Result<String, NameError> {
    let text = text.trim();
    if text.is_empty() {
        Err(NameError::Empty(kind))
    } else if text.chars().count() > length_max {
        Err(NameError::TooLong { kind, length_max })
    } else if text.chars().any(char::is_control) {
        Err(NameError::Control(kind))
    } else {
        Ok(text.to_owned())
    }
}

macro_rules! label {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes the name without white space around it: 1 to [`LABEL_LENGTH_MAX`] characters on one line.
            pub fn new(text: impl AsRef<str>) -> Result<Self, NameError> {
                name($kind, LABEL_LENGTH_MAX, text.as_ref()).map(Self)
            }

            /// The name.
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

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(label: $name) -> Self {
                label.0
            }
        }
    };
}

label! {
    /// What a unit works with, across the tree: health and care, schools, and so on.
    ServiceArea, "service area"
}
label! {
    /// What kind of place a unit is: a nursing home, a school, an office.
    UnitType, "type of unit"
}

/// A municipality that was merged, or the group of those who came afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerMunicipality {
    pub(crate) id: FormerMunicipalityId,
    pub(crate) name: String,
    pub(crate) merged: bool,
}

impl FormerMunicipality {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &FormerMunicipalityId {
        &self.id
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it was a municipality; false for those employed after the merger.
    #[must_use]
    pub fn is_merged(&self) -> bool {
        self.merged
    }
}

/// One unit as it was from one day until another. It comes from a [`Register`](crate::Register).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub(crate) id: UnitId,
    pub(crate) name: String,
    pub(crate) parent: Option<UnitId>,
    pub(crate) service_area: Option<ServiceArea>,
    pub(crate) unit_type: UnitType,
    pub(crate) former_municipality: Option<FormerMunicipalityId>,
    pub(crate) valid_from: Date,
    pub(crate) valid_to: Option<Date>,
}

impl Unit {
    /// Its id, which stays the same when it is renamed or moved.
    #[must_use]
    pub fn id(&self) -> &UnitId {
        &self.id
    }

    /// Its name for people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The unit it is a part of; none for the root.
    #[must_use]
    pub fn parent(&self) -> Option<&UnitId> {
        self.parent.as_ref()
    }

    /// The service area written for this very unit; see
    /// [`Organisation::service_area`](crate::Organisation::service_area) for the one that counts.
    #[must_use]
    pub fn service_area(&self) -> Option<&ServiceArea> {
        self.service_area.as_ref()
    }

    /// What kind of place it is.
    #[must_use]
    pub fn unit_type(&self) -> &UnitType {
        &self.unit_type
    }

    /// The former municipality it was a part of, or that most of its people came from, where there is one.
    #[must_use]
    pub fn former_municipality(&self) -> Option<&FormerMunicipalityId> {
        self.former_municipality.as_ref()
    }

    /// The first day it was like this.
    #[must_use]
    pub fn valid_from(&self) -> Date {
        self.valid_from
    }

    /// The first day it was no longer like this; none while it is.
    #[must_use]
    pub fn valid_to(&self) -> Option<Date> {
        self.valid_to
    }

    /// Whether it was like this on that day.
    #[must_use]
    pub fn is_valid_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|end| date < end)
    }
}
