//! The attacker: what released files give away, worked out from their bytes alone.
//!
//! This crate reads what leaves the house (the sealed cube, the pages of the report, tables of cells, views in every format) as a stranger would and tries to find the people behind
//! the hidden numbers. It is not the suppressor, knows nothing of how cells were chosen, and shares no code with it; it takes no part in making a
//! release, and only says whether one may leave.
//!
//! | subject | types |
//! |---|---|
//! | what was released | [`Release`], [`Tree`], [`Cell`], [`Measure`], [`State`], [`Mark`] |
//! | how it is read | [`read`]: one reader for each format, all giving the same [`Release`] |
//! | what the attacker knows beside | [`HeadCounts`] |
//! | the attack | [`attack`], [`Options`]; [`attack_again`] with what is [`Known`] already; [`ranges_again`] in between |
//! | what came of it | [`Verdict`], [`Finding`], [`Examined`], [`NotExamined`] |
//!
//! # Invariant
//!
//! No input or output, no clock, and nothing of ours but ids, file errors and the reader of SPSS files, which knows no survey: it never calls the code that hides. Everything random is drawn from
//! a seed, so a verdict can be repeated. A finding names cells; what they give away is said only to whoever asks for it.

mod attack;
mod bits;
mod coalition;
mod combination;
mod consistency;
mod echelon;
mod families;
mod fours;
mod fraction;
mod head_counts;
mod interval;
mod known;
mod measure;
mod naming;
mod people;
mod prime;
mod programme;
pub mod read;
mod reduced;
mod release;
mod rows;
mod sieve;
mod small_support;
mod system;
mod verdict;
mod witness;
mod words;

pub use attack::{Options, attack, attack_again, ranges_again};
pub use fraction::Fraction;
pub use head_counts::HeadCounts;
pub use known::Known;
pub use release::{
    Cell, Mark, Measure, Place, PlaceKind, Range, Release, Scale, State, Thresholds, Tree, TreeError, Unread, WHOLE,
    Why,
};
pub use verdict::{Examined, FileRead, Finding, Label, Level, NotExamined, Ran, Term, Verdict};
