//! Roles: what somebody may do here. What they see of a cube is [`disclosure::Audience`]'s to say.

use disclosure::Audience;
use survey::UnitId;

/// Why somebody is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The staff of the personnel department.
    Hr,
    /// Whoever leads a unit.
    Leader,
    /// Elected members of the council and its committees.
    Politician,
    /// Union and safety representatives.
    Representative,
}

/// Why a role was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoleError {
    /// No role has this name.
    #[error("there is no role {0}; the roles are hr, leader, politician and representative")]
    Unknown(String),
    /// A leader leads something.
    #[error("a leader leads a unit; name it")]
    NoUnit,
    /// Only leaders do.
    #[error("only a leader has a unit; leave it out for {0}")]
    Unit(String),
    /// The unit's name cannot be one.
    #[error("{0:?} is no id of a unit")]
    UnitId(String),
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Hr, Role::Leader, Role::Politician, Role::Representative];

    /// The role behind an audience.
    #[must_use]
    pub const fn of(audience: &Audience) -> Role {
        match audience {
            Audience::Hr => Role::Hr,
            Audience::Leader(_) => Role::Leader,
            Audience::Politician => Role::Politician,
            Audience::Representative => Role::Representative,
        }
    }

    /// Its name in files, commands and the log.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Role::Hr => "hr",
            Role::Leader => "leader",
            Role::Politician => "politician",
            Role::Representative => "representative",
        }
    }

    /// The role of a name.
    ///
    /// # Errors
    /// No role has it.
    pub fn parse(word: &str) -> Result<Role, RoleError> {
        let found = Role::ALL.into_iter().find(|role| role.word() == word);
        found.ok_or_else(|| RoleError::Unknown(word.to_owned()))
    }

    /// Who looks, in this role.
    ///
    /// # Errors
    /// A leader without a unit, anybody else with one, and a unit that cannot be one.
    pub fn audience(self, unit: Option<&str>) -> Result<Audience, RoleError> {
        match (self, unit) {
            (Role::Leader, Some(unit)) => {
                let id = UnitId::new(unit).map_err(|_| RoleError::UnitId(unit.to_owned()))?;
                Ok(Audience::Leader(id))
            }
            (Role::Leader, None) => Err(RoleError::NoUnit),
            (_, Some(_)) => Err(RoleError::Unit(self.word().to_owned())),
            (Role::Hr, None) => Ok(Audience::Hr),
            (Role::Politician, None) => Ok(Audience::Politician),
            (Role::Representative, None) => Ok(Audience::Representative),
        }
    }
}

/// The unit that a leader leads.
pub(crate) const fn unit_of(audience: &Audience) -> Option<&UnitId> {
    match audience {
        Audience::Leader(unit) => Some(unit),
        _ => None,
    }
}
