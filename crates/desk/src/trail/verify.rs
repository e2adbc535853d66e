//! Reading the log back against itself.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::{Line, NOTHING};

/// A log whose every line follows from the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many lines it has.
    pub lines: u64,
    /// The digest of the newest line. Written down elsewhere, it proves what the log held.
    pub head: String,
}

/// The first line that is not as it was written. Nothing after it can be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}; put the log back from a copy, it is never edited")]
pub struct Broken {
    /// Counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// Why a log was not verified.
#[derive(Debug, thiserror::Error)]
pub enum Unverified {
    /// It was changed.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// It could not be read.
    #[error("the log cannot be read ({0})")]
    Disk(#[from] std::io::Error),
}

/// Verifies a log.
///
/// # Errors
/// The first line that was changed, or the disk's refusal.
pub fn verify(path: &Path) -> Result<Verified, Unverified> {
    let read = chain(BufReader::new(File::open(path)?))?;
    match read.cut {
        0 => Ok(Verified { lines: read.lines, head: read.head }),
        _ => Err(Broken { line: read.lines + 1, problem: "the line is cut short" }.into()),
    }
}

/// How far a log goes.
pub(super) struct Chain {
    pub(super) lines: u64,
    pub(super) head: String,
    /// Bytes of whole lines.
    pub(super) whole: u64,
    /// Bytes of half a line behind them.
    pub(super) cut: u64,
}

/// Follows the chain to its end, or to a last line without an end.
pub(super) fn chain(mut log: BufReader<impl Read>) -> Result<Chain, Unverified> {
    let mut read = Chain { lines: 0, head: NOTHING.to_owned(), whole: 0, cut: 0 };
    let mut text = Vec::new();
    loop {
        text.clear();
        let bytes = u64::try_from(log.read_until(b'\n', &mut text)?).unwrap_or(u64::MAX);
        let Some((b'\n', line)) = text.split_last() else {
            read.cut = bytes;
            return Ok(read);
        };
        read.head = follow(&read.head, line).map_err(|problem| Broken { line: read.lines + 1, problem })?;
        read.lines += 1;
        read.whole += bytes;
    }
}

/// The digest of a line, if it follows this one and is exactly as it was written.
fn follow(previous: &str, text: &[u8]) -> Result<String, &'static str> {
    let line: Line = serde_json::from_slice(text).map_err(|_| "this is no line of the log")?;
    if line.previous != previous {
        return Err("the line does not follow the one before it");
    }
    let changed = "the line was changed after it was written";
    let again = Line::after(previous, line.entry).map_err(|_| changed)?;
    let written = serde_json::to_vec(&again).map_err(|_| changed)?;
    if again.digest == line.digest && written == text { Ok(again.digest) } else { Err(changed) }
}
