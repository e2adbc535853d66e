//! The ledger of releases: one line for each cube that left, each bound to the line before it.
//!
//! Not a store of results: it holds digests, never numbers about people. A line is `{"previous", "release", "digest"}`: the digest of the
//! line before (64 zeros for the first), the release, and the digest of both. Whoever keeps the newest digest elsewhere can tell a
//! ledger that was written anew from the one they saw.
//!
//! **Invariant:** a ledger in hand is unbroken: every line is exactly what was written, names the digest of the line before, and follows
//! from the lines above it (numbers in order, no rule looser than the wave's first).

mod entry;
mod files;

use serde::{Deserialize, Serialize};
use survey::{FileError, FileErrors, Source, WaveId};

pub use self::files::{LedgerError, Verified};
pub use entry::{AuditPass, FileName, FileNameError, ReleaseEntry, ReleaseRule, ReleasedFile};

use crate::digest::{ContentDigest, Sha256Digest};

/// What to do about a ledger that is not as it was written.
const REMEDY: &str = "put the ledger back from a copy; it is never edited";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    previous: Sha256Digest,
    release: ReleaseEntry,
    digest: Sha256Digest,
}

/// Every release so far, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReleaseLedger {
    lines: Vec<Line>,
}

/// Why a release does not follow from those before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefusal {
    /// Its number is not the next.
    #[error("release {given} of wave {wave} is not the next one, which is {next}")]
    Number {
        /// The wave.
        wave: WaveId,
        /// The number given.
        given: u64,
        /// The number it should have.
        next: u64,
    },
    /// A threshold is lower than at the wave's first release.
    #[error("{threshold} is {given}, and wave {wave} was first released with {first}; a wave's rule is never loosened")]
    Looser {
        /// The wave.
        wave: WaveId,
        /// Which threshold.
        threshold: &'static str,
        /// The threshold given.
        given: u64,
        /// The threshold of the first release.
        first: u64,
    },
    /// It is dated before an earlier release of the wave.
    #[error("release {number} of wave {wave} is dated before the release before it")]
    Date {
        /// The wave.
        wave: WaveId,
        /// Its number.
        number: u64,
    },
    /// It cannot be written down.
    #[error("the release cannot be written as JSON")]
    Unwritable,
}

impl ReleaseLedger {
    /// Reads a ledger and checks every line against those before it; an empty text is the ledger of nothing.
    ///
    /// # Errors
    /// The first line that is not as it was written: what follows it cannot be trusted, so nothing after it is judged.
    pub fn parse(source: Source<'_>) -> Result<ReleaseLedger, FileErrors> {
        let mut ledger = ReleaseLedger::default();
        for (number, text) in (1_u64..).zip(source.text.lines()) {
            let refuse = |problem: String| {
                FileErrors::from(FileError::new(source.file, Some(number), "release", problem, REMEDY))
            };
            let line: Line = serde_json::from_str(text)
                .map_err(|error| refuse(format!("this is no line of a ledger of releases ({error})")))?;
            if line.previous != ledger.head() {
                return Err(refuse("the line does not follow the one before it".to_owned()));
            }
            ledger = ledger.with(line.release.clone()).map_err(|refusal| refuse(refusal.to_string()))?;
            let written = ledger.lines.last().and_then(|written| written.text().ok());
            if ledger.head() != line.digest || written.as_deref() != Some(text) {
                return Err(refuse("the line was changed after it was written".to_owned()));
            }
        }
        if ledger.lines.is_empty() || source.text.ends_with('\n') {
            return Ok(ledger);
        }
        let number = u64::try_from(ledger.lines.len()).ok();
        Err(FileError::new(source.file, number, "release", "the last line is cut short", REMEDY).into())
    }

    /// The digest of the newest line; 64 zeros where there is none. Written down elsewhere, it proves what the ledger held.
    #[must_use]
    pub fn head(&self) -> Sha256Digest {
        self.lines.last().map_or(Sha256Digest::ZERO, |line| line.digest)
    }

    /// The releases, oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = &ReleaseEntry> {
        self.lines.iter().map(|line| &line.release)
    }

    /// The releases of one wave, oldest first.
    pub fn of_wave<'l>(&'l self, wave: &'l WaveId) -> impl DoubleEndedIterator<Item = &'l ReleaseEntry> {
        self.entries().filter(move |entry| entry.wave == *wave)
    }

    /// The number of a wave's next release.
    #[must_use]
    pub fn next_number(&self, wave: &WaveId) -> u64 {
        self.of_wave(wave).next_back().map_or(1, |entry| entry.number.saturating_add(1))
    }

    /// The ledger with one more release.
    ///
    /// # Errors
    /// A release that does not follow from those before it.
    pub fn with(mut self, release: ReleaseEntry) -> Result<ReleaseLedger, LedgerRefusal> {
        let (wave, next) = (release.wave.clone(), self.next_number(&release.wave));
        if release.number != next {
            return Err(LedgerRefusal::Number { wave, given: release.number, next });
        }
        let first = self.of_wave(&wave).next().map(|first| first.rule);
        if let Some((threshold, given, first)) = first.and_then(|first| release.rule.looser_than(first)) {
            return Err(LedgerRefusal::Looser { wave, threshold, given, first });
        }
        if self.of_wave(&wave).next_back().is_some_and(|newest| release.date < newest.date) {
            return Err(LedgerRefusal::Date { wave, number: release.number });
        }
        let previous = self.head();
        let digest = digest(previous, &release).map_err(|_| LedgerRefusal::Unwritable)?;
        self.lines.push(Line { previous, release, digest });
        Ok(self)
    }

    /// The text of the file: one JSON object a line.
    ///
    /// # Errors
    /// When an entry cannot be written as JSON.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        self.lines.iter().map(|line| line.text().map(|text| text + "\n")).collect()
    }
}

impl Line {
    fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// SHA-256 over the digest before and the release as it is written.
fn digest(previous: Sha256Digest, release: &ReleaseEntry) -> Result<Sha256Digest, serde_json::Error> {
    let mut digest = ContentDigest::begin("mestring release");
    digest.field(previous.to_string().as_bytes());
    digest.field(&serde_json::to_vec(release)?);
    Ok(digest.end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::Date;

    fn entry(wave: &str, number: u64, day: u8) -> ReleaseEntry {
        let of = |text: &str| Sha256Digest::of(text.as_bytes());
        let file = |name: &str| ReleasedFile { file: FileName::new(name).unwrap(), sha256: of(name) };
        ReleaseEntry {
            wave: WaveId::new(wave).unwrap(),
            number,
            date: Date::new(2023, 11, day).unwrap(),
            files: vec![file(&format!("cube-{number}.json"))],
            remembered: Vec::new(),
            rule: ReleaseRule { answers_min: 5, distribution_min: 10, quality_min: 100, employees_min: 10 },
            organisation: of("organisation"),
            plans: vec![file("plan.toml")],
            audit: AuditPass { seed: 1, releases: 1, published: 20, hidden: 3 },
        }
    }

    fn ledger(entries: &[ReleaseEntry]) -> ReleaseLedger {
        entries.iter().cloned().try_fold(ReleaseLedger::default(), ReleaseLedger::with).unwrap()
    }

    fn parse(text: &str) -> Result<ReleaseLedger, FileErrors> {
        ReleaseLedger::parse(Source { file: "ledger.jsonl", text })
    }

    #[test]
    fn what_is_written_is_read_and_any_changed_byte_is_refused() {
        let ledger = ledger(&[entry("w1", 1, 1), entry("w2", 1, 2), entry("w1", 2, 3)]);
        let text = ledger.to_text().unwrap();
        assert_eq!(parse(&text).unwrap(), ledger);
        assert_eq!(ledger.of_wave(&WaveId::new("w1").unwrap()).count(), 2);
        for at in 0..text.len() {
            for other in [b' ', b'0', b'7', b'a', b'"', b'\n', b'}'] {
                let mut changed = text.clone().into_bytes();
                if changed[at] == other {
                    continue;
                }
                changed[at] = other;
                let changed = String::from_utf8(changed).unwrap();
                assert!(parse(&changed).is_err(), "byte {at} as {:?}", char::from(other));
            }
        }
    }

    #[test]
    fn a_line_that_is_gone_or_moved_is_missed() {
        let ledger = ledger(&[entry("w1", 1, 1), entry("w1", 2, 2), entry("w1", 3, 3)]);
        let text = ledger.to_text().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for wrong in [[1, 2].as_slice(), &[0, 2], &[1, 0, 2], &[0, 0, 1, 2]] {
            let wrong: String = wrong.iter().map(|&line| format!("{}\n", lines[line])).collect();
            let told = parse(&wrong).unwrap_err().to_string();
            assert!(told.contains("does not follow") && told.contains("ledger.jsonl, line"), "{told}");
        }
        // A shorter ledger is whole; that something is missing shows against a digest kept elsewhere, or against the files.
        let shorter = parse(&format!("{}\n{}\n", lines[0], lines[1])).unwrap();
        assert_ne!(shorter.head(), parse(&text).unwrap().head());
    }

    #[test]
    fn a_release_follows_from_those_before_it() {
        let so_far = ledger(&[entry("w1", 1, 5), entry("w2", 1, 1)]);
        let with = |entry| so_far.clone().with(entry).map(|_| ()).map_err(|refusal| refusal.to_string());
        assert!(with(entry("w1", 2, 5)).is_ok());
        assert!(with(entry("w1", 3, 6)).unwrap_err().contains("is not the next one, which is 2"));
        assert!(with(entry("w1", 2, 4)).unwrap_err().contains("dated before"));
        let mut looser = entry("w1", 2, 6);
        looser.rule.distribution_min = 9;
        assert!(with(looser).unwrap_err().contains("distribution_min is 9, and wave w1 was first released with 10"));
        let mut stricter = entry("w1", 2, 6);
        stricter.rule.answers_min = 8;
        assert!(with(stricter).is_ok());
    }

    #[test]
    fn a_file_is_never_outside_its_folder() {
        for wrong in ["", "../cube.json", "a/b", "..", "a\\b", ".hidden"] {
            assert!(FileName::new(wrong).is_err(), "{wrong}");
        }
    }
}
