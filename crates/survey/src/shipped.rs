//! The instrument that Mestring comes with.

use crate::{FileError, Instrument};

/// The text of the shipped instrument. It is in our own plain wording and has not been validated; it says so itself.
pub const MESTRING_INSTRUMENT: &str = include_str!("../instruments/mestring.toml");

/// The shipped instrument. That it can be read is proven by a test, so a failure is a broken build.
pub fn mestring() -> Result<Instrument, FileError> {
    Instrument::from_toml("instruments/mestring.toml", MESTRING_INSTRUMENT)
}
