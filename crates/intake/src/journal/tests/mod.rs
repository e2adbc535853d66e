//! Tests of the journal and the writer without HTTP.

mod answers;
mod backup;
mod files;
mod invitations;
mod model;
mod room;
mod second_copy;
mod traces;
mod waves;
mod writer;

use custody::WaveKey;
use survey::{
    Answer, Date, FormerMunicipalityId, Instrument, Record, Response, RoleClass, Text, UnitId, Wave, WaveId, WaveState,
};

use super::*;
use crate::code::{Code, CodeKind};
use crate::entropy::Entropy;
use crate::fault::WaveError;
use crate::key::CodeKey;
use crate::refusal::Refusal;
use crate::submission::{Acceptance, Submission, SubmissionId};
use crate::writer::{GROUP_MAX, Tools, Writer};
use crate::{Declined, Place};

const THREE_ITEMS: &str = include_str!("../../../tests/fixtures/three-items.toml");

/// Everything around one journal: its folder, its keys and the codes of its first wave.
struct Bench {
    folder: tempfile::TempDir,
    key: CodeKey,
    wave_key: WaveKey,
    entropy: Entropy,
    codes: Vec<Code>,
}

fn place(number: usize) -> Place {
    Place {
        unit: UnitId::new(format!("unit-{}", number % 3)).unwrap(),
        former_municipality: FormerMunicipalityId::new(["asker", "hurum"][number % 2]).unwrap(),
        role: [None, Some(RoleClass::Leader), Some(RoleClass::Skilled), Some(RoleClass::Office)][number % 4],
    }
}

fn wave_id(id: &str) -> WaveId {
    WaveId::new(id).unwrap()
}

fn wave(id: &str) -> Wave {
    Wave {
        id: wave_id(id),
        title: Text::new("Måling", "Måling", "Survey").unwrap(),
        reference_date: Date::parse("2021-10-01").unwrap(),
        instrument: survey::InstrumentId::new("three-items").unwrap(),
        instrument_version: "1".to_owned(),
        modules: Vec::new(),
    }
}

fn instrument() -> Instrument {
    Instrument::from_toml("three-items.toml", THREE_ITEMS).unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// A journal that keeps no reserve, so that a test writes only what it is about.
fn open(path: &Path) -> Journal {
    Journal::open(path).unwrap().with_free_space_floor(0)
}

impl Bench {
    /// A journal with one open wave, "w1".
    fn new(invited: usize) -> (Bench, Journal) {
        Bench::seeded(invited, 3)
    }

    fn seeded(invited: usize, seed: u8) -> (Bench, Journal) {
        let mut entropy = Entropy::from_seed([seed; 32]);
        let wave_key = WaveKey::draw(&mut |bytes| entropy.fill(bytes));
        let folder = tempfile::tempdir().unwrap();
        let mut bench = Bench { folder, key: CodeKey::from_bytes([5; 32]), wave_key, entropy, codes: Vec::new() };
        let mut journal = open(&bench.path());
        journal.prepare_wave(&bench.opening(&wave("w1"))).unwrap();
        bench.codes = bench.invite(&mut journal, "w1", invited).unwrap();
        journal.open_wave(&wave_id("w1")).unwrap();
        (bench, journal)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("intake.db")
    }

    /// A wave whose key is in a file.
    fn opening<'a>(&self, wave: &'a Wave) -> Opening<'a> {
        Opening {
            wave,
            instrument_toml: THREE_ITEMS,
            sealing_key: self.wave_key.sealing_key(),
            custody: Custody::KeyFile,
            canaries: &[],
        }
    }

    fn invite(&mut self, journal: &mut Journal, wave: &str, invited: usize) -> Result<Vec<Code>, WaveError> {
        let places: Vec<_> = (0..invited).map(|number| (place(number), kind(number))).collect();
        let entropy = &mut self.entropy;
        journal.invite(&wave_id(wave), &places, &self.key, &mut |bytes| entropy.fill(bytes), |_| Ok(()))
    }

    fn reissue(&mut self, journal: &mut Journal, wave: &str, old: &[Code]) -> Result<Vec<Code>, WaveError> {
        let kinds = vec![CodeKind::Letter; old.len()];
        let entropy = &mut self.entropy;
        journal.reissue(&wave_id(wave), old, &kinds, &self.key, &mut |bytes| entropy.fill(bytes), |_| Ok(()))
    }

    fn submission(&mut self, code: usize, points: [u8; 3]) -> Submission {
        let code = self.codes[code].clone();
        self.submission_with(code, points)
    }

    fn submission_with(&mut self, code: Code, points: [u8; 3]) -> Submission {
        let mut id = [0; 16];
        self.entropy.fill(&mut id);
        let answers = points.iter().map(|point| Answer::Point(*point)).collect();
        Submission {
            wave: wave_id("w1"),
            code,
            id: SubmissionId::from_bytes(id),
            response: Response::from_answers(&instrument(), answers).unwrap(),
        }
    }

    fn accept(&mut self, journal: &mut Journal, batch: &[&Submission]) -> Vec<Result<Acceptance, Declined>> {
        journal.accept(&self.key, &mut self.entropy, batch).unwrap()
    }

    fn accept_one(&mut self, journal: &mut Journal, submission: &Submission) -> Result<Acceptance, Declined> {
        self.accept(journal, &[submission]).remove(0)
    }

    /// Opens what a closing wave holds, sorted.
    fn records(&self, journal: &Journal, wave: &str) -> Vec<Record> {
        let sealed = journal.sealed(&wave_id(wave)).unwrap();
        let open = |body: &Vec<u8>| self.wave_key.open(&wave_id(wave), &instrument(), body).unwrap();
        let mut records: Vec<Record> = sealed.bodies.iter().map(open).collect();
        records.sort();
        records
    }

    /// Closes the first wave and opens what was stored, through a journal opened anew.
    fn stored(&self) -> Vec<Record> {
        let mut journal = open(&self.path());
        journal.begin_closing(&wave_id("w1")).unwrap();
        self.records(&journal, "w1")
    }

    fn writer(&mut self, journal: Journal, queue_max: usize) -> Writer {
        let tools = Tools { key: self.key.clone(), entropy: self.entropy.branch(), group_max: GROUP_MAX };
        Writer::start_with_queue(journal, tools, queue_max).unwrap()
    }
}

/// Links and letters by turns.
fn kind(number: usize) -> CodeKind {
    if number.is_multiple_of(2) { CodeKind::Link } else { CodeKind::Letter }
}

fn points(record: &Record) -> Vec<u8> {
    let point = |answer: &Answer| match answer {
        Answer::Point(point) => *point,
        other => panic!("{other:?} was never sent"),
    };
    record.response.answers().iter().map(point).collect()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Everything in the folder, one file after another, with the names in front.
fn bytes_in(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        bytes.extend_from_slice(path.as_os_str().as_encoded_bytes());
        bytes.extend(if path.is_dir() { bytes_in(&path) } else { std::fs::read(&path).unwrap() });
    }
    bytes
}
