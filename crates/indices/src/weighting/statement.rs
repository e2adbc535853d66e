//! What a standard error is about.

use std::fmt;

/// What a number speaks about, and so what its standard error can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statement {
    /// The staff as it was during the survey. Whoever did not answer is all there is to be unsure about: where everybody
    /// answered, the standard error is nought.
    FiniteStaff,
    /// The conditions under which this staff, and one like it next year, answers. Here a unit where everybody answered
    /// is still a sample, and the finite population correction would be wrong.
    Process,
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FiniteStaff => write!(
                f,
                "about the staff as it was at the time; where everybody answered, nothing is left to be unsure about"
            ),
            Self::Process => {
                write!(f, "about the conditions that the staff works under; unsure even where everybody answered")
            }
        }
    }
}
