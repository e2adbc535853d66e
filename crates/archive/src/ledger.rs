//! The ledger of releases: one line for each cube that left, each bound to the line before it.
//!
//! Not a store of results: it holds digests, never numbers about people. Whoever keeps the newest digest elsewhere can tell a ledger that was written
//! anew from the one they saw.
//!
//! **Invariant:** a ledger in hand is unbroken: every line is exactly what was written, and names the digest of the line before.

use serde::{Deserialize, Serialize};
use survey::{Date, FileError, FileErrors, Source, WaveId};

use crate::digest::{ContentDigest, Sha256Digest};

/// One release, as the ledger remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseEntry {
    /// The wave.
    pub wave: WaveId,
    /// The day it was released.
    pub date: Date,
    /// Digest of the cube's bytes.
    pub cube: Sha256Digest,
    /// Digest of the organisation it was counted on.
    pub organisation: Sha256Digest,
    /// Digest of the plans it was held against.
    pub plans: Sha256Digest,
    /// Digest of the rule it was sealed under.
    pub rule: Sha256Digest,
    /// The attack that found nothing in these very bytes.
    pub audit: AuditPass,
}

/// How a release was attacked before it left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditPass {
    /// The seed of everything random.
    pub seed: u64,
    /// Cubes of the wave, this one among them.
    pub cubes: u64,
    /// Published cells.
    pub published: u64,
    /// Hidden cells.
    pub hidden: u64,
}

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

impl ReleaseLedger {
    /// Reads a ledger and checks every line against the one before it; an empty text is the ledger of nothing.
    ///
    /// # Errors
    /// The first line that is not as it was written: what follows it cannot be trusted, so nothing after it is judged.
    pub fn parse(source: Source<'_>) -> Result<ReleaseLedger, FileErrors> {
        let mut ledger = ReleaseLedger::default();
        for (number, text) in (1_u64..).zip(source.text.lines()) {
            let refuse = |problem: String| {
                let remedy = "put the ledger back from a copy; it is never edited";
                FileErrors::from(FileError::new(source.file, Some(number), "release", problem, remedy))
            };
            let line: Line = serde_json::from_str(text)
                .map_err(|error| refuse(format!("this is no line of a ledger of releases ({error})")))?;
            if line.previous != ledger.head() {
                return Err(refuse("the line does not follow the one before it".to_owned()));
            }
            let written = line.text().ok();
            if line.digest != digest(line.previous, &line.release) || written.as_deref() != Some(text) {
                return Err(refuse("the line was changed after it was written".to_owned()));
            }
            ledger.lines.push(line);
        }
        if ledger.lines.is_empty() || source.text.ends_with('\n') {
            return Ok(ledger);
        }
        let remedy = "put the ledger back from a copy; it is never edited";
        let number = u64::try_from(ledger.lines.len()).ok();
        Err(FileError::new(source.file, number, "release", "the last line is cut short", remedy).into())
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

    /// The ledger with one more release.
    #[must_use]
    pub fn with(mut self, release: ReleaseEntry) -> ReleaseLedger {
        let previous = self.head();
        let digest = digest(previous, &release);
        self.lines.push(Line { previous, release, digest });
        self
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

fn digest(previous: Sha256Digest, release: &ReleaseEntry) -> Sha256Digest {
    let mut digest = ContentDigest::begin("mestring release");
    let (wave, date) = (release.wave.to_string(), release.date.to_string());
    [wave.as_str(), date.as_str()].into_iter().for_each(|text| digest.field(text.as_bytes()));
    for of in [previous, release.cube, release.organisation, release.plans, release.rule] {
        digest.field(of.to_string().as_bytes());
    }
    let AuditPass { seed, cubes, published, hidden } = release.audit;
    for number in [seed, cubes, published, hidden] {
        digest.field(&number.to_le_bytes());
    }
    digest.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(wave: &str, day: u8, cube: &[u8]) -> ReleaseEntry {
        let of = Sha256Digest::of;
        ReleaseEntry {
            wave: WaveId::new(wave).unwrap(),
            date: Date::new(2023, 11, day).unwrap(),
            cube: of(cube),
            organisation: of(b"organisation"),
            plans: of(b"plans"),
            rule: of(b"rule"),
            audit: AuditPass { seed: 1, cubes: 1, published: 20, hidden: 3 },
        }
    }

    fn parse(text: &str) -> Result<ReleaseLedger, FileErrors> {
        ReleaseLedger::parse(Source { file: "ledger.jsonl", text })
    }

    #[test]
    fn what_is_written_is_read_and_any_changed_byte_is_refused() {
        let ledger = ReleaseLedger::default().with(entry("w1", 1, b"a")).with(entry("w2", 2, b"b"));
        let ledger = ledger.with(entry("w1", 3, b"c"));
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
        let ledger = ReleaseLedger::default().with(entry("w1", 1, b"a")).with(entry("w1", 2, b"b"));
        let text = ledger.with(entry("w1", 3, b"c")).to_text().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for wrong in [[1, 2].as_slice(), &[0, 2], &[1, 0, 2], &[0, 0, 1, 2]] {
            let wrong: String = wrong.iter().map(|&line| format!("{}\n", lines[line])).collect();
            let told = parse(&wrong).unwrap_err().to_string();
            assert!(told.contains("does not follow") && told.contains("ledger.jsonl, line"), "{told}");
        }
        // A shorter ledger is whole; that something is missing shows against a digest kept elsewhere.
        let shorter = parse(&format!("{}\n{}\n", lines[0], lines[1])).unwrap();
        assert_ne!(shorter.head(), parse(&text).unwrap().head());
    }
}
