//! Questionnaires and answers of other tools, as ours.
//!
//! | from | questionnaire | answers |
//! |---|---|---|
//! | XLSForm (ODK, KoboToolbox) | `.xlsx` | |
//! | LimeSurvey | `.lss` | `.csv` |
//! | KoboToolbox | | `.csv`, `.xlsx` |
//! | SPSS | | `.sav`, `.zsav` |
//!
//! [`Draft`] is what a questionnaire becomes, [`Answers`] what a table of answers becomes. Both first say in full what they make of a
//! file and what does not fit; only then is something written or counted.
//!
//! # Invariant
//!
//! No I/O: files come as bytes with a name. Nothing of a file is dropped, guessed or copied without being said: what does not fit is a
//! [`survey::FileError`] with its place, and whoever goes on must have said so.

mod instrument;
mod instrument_id;
mod responses;
mod sheets;

pub use instrument::{Draft, Form, WriteRefused};
pub use responses::{Answers, Mapping, Table, Tool, Unfinished};
