//! The choices that sources leave open, each with a name.
//!
//! What it is: everything about counting that an employer, the law or a statistics office decides otherwise somewhere.
//!
//! What it is not: settings with hidden values. Whoever counts says which rules were used.
//!
//! Invariant: no choice is made anywhere else in this crate.

use std::str::FromStr;

/// The rules days and periods are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Two absences with no more than so many days between them are one; 0 merges those that touch or overlap.
    pub merge_gap_days: u16,
    /// Which grade counts where an absence has several notes.
    pub several_notes: SeveralNotes,
    /// An absence is counted for so many calendar days, and no longer; none counts on.
    pub longest_days: Option<u32>,
    /// What a gap of exactly sixteen days between two absences means for the employer period.
    pub exactly_16: Exactly16,
    /// So many days of employment come before the first employer period.
    pub qualifying_days: u16,
}

impl Rules {
    /// The usual rules of a Norwegian employer. What exactly sixteen days mean is no rule that could be called usual, so it
    /// is asked for.
    #[must_use]
    pub const fn employer(exactly_16: Exactly16) -> Self {
        Self {
            merge_gap_days: 0,
            several_notes: SeveralNotes::GradeOfTheDay,
            longest_days: Some(364),
            exactly_16,
            qualifying_days: 28,
        }
    }
}

/// Which grade counts where an absence has several notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeveralNotes {
    /// Each day has the grade in force on it, as an employer counts; the highest where notes overlap.
    GradeOfTheDay,
    /// Every day of the absence has the mean of its calendar days' grades, as national statistics count.
    MeanOfTheCase,
}

/// What a gap of exactly sixteen calendar days between two absences means. Sources say "under", "over" and "within".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exactly16 {
    /// The same employer period goes on.
    SamePeriod,
    /// A new one begins.
    NewPeriod,
}

impl Exactly16 {
    /// The word for it in files and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SamePeriod => "same",
            Self::NewPeriod => "new",
        }
    }
}

impl FromStr for Exactly16 {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "same" => Ok(Self::SamePeriod),
            "new" => Ok(Self::NewPeriod),
            other => Err(format!("\"{other}\" is neither same nor new")),
        }
    }
}

impl FromStr for SeveralNotes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "day" => Ok(Self::GradeOfTheDay),
            "mean" => Ok(Self::MeanOfTheCase),
            other => Err(format!("\"{other}\" is neither day nor mean")),
        }
    }
}

/// Which working days a rate divides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denominator {
    /// Holidays stay among the agreed days, as in the national statistics since the fourth quarter of 2018.
    HolidaysKeptIn,
    /// Holidays are taken out, as in the employer's own statistics.
    HolidaysTakenOut,
}
