//! The explicit door for somebody who already holds the rows.

use serde::Serialize;

/// Statistics on a file whose rows the reader already holds.
///
/// No suppression happens here, because nothing could be learnt that the reader does not have: whoever can open the file can count it. It is a type
/// of its own so that such a report can never be mistaken for a sealed cube, and so that every use can be found by its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct HolderReport<T: Serialize> {
    statistics: T,
}

/// The statement that the reader of a [`HolderReport`] holds the rows behind it.
///
/// Make one only where all of this is true:
///
/// 1. the person who starts the command names the file of rows, and the process reads it with that person's own rights;
/// 2. the result goes to that person and nowhere else: standard output, or a file they name;
/// 3. the rows are not the settled answers of a wave that this house has promised to protect, unless the person is its appointed analyst.
///
/// Never make one in a server, in a report, or on the way to a published file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acknowledgement(());

impl Acknowledgement {
    /// The reader named the file, can open it, and is the only one who gets the result.
    #[must_use]
    pub const fn reader_holds_the_rows() -> Acknowledgement {
        Acknowledgement(())
    }
}

impl<T: Serialize> HolderReport<T> {
    /// Statistics for a reader who holds the rows.
    #[must_use]
    pub const fn new(statistics: T, _acknowledgement: Acknowledgement) -> HolderReport<T> {
        HolderReport { statistics }
    }

    /// The statistics, for a text rendering to the same reader.
    #[must_use]
    pub const fn statistics(&self) -> &T {
        &self.statistics
    }
}
