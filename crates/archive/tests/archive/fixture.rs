//! A small instrument, a wave, and records drawn from a seed.

use archive::{ArchiveError, Invited, Manifest, Sha256Digest, settle};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use survey::{Answer, Date, FormerMunicipalityId, Instrument, Record, Response, RoleClass, Text, UnitId, Wave, WaveId};
use tempfile::TempDir;

pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/layout")
}

pub(crate) fn instrument() -> Instrument {
    static READ: LazyLock<Instrument> = LazyLock::new(|| {
        let text = fs::read_to_string(samples().join("instrument.toml")).unwrap();
        Instrument::from_toml("instrument.toml", &text).unwrap()
    });
    READ.clone()
}

/// Writes the digest that a Parquet file states of itself into its footer: it is taken while 64 zeros stand there.
pub(crate) fn seal(bytes: &mut [u8]) {
    let key = b"mestring.file_sha256\x18\x40";
    let place = bytes.windows(key.len()).rposition(|window| window == key).unwrap() + key.len();
    bytes[place..place + 64].fill(b'0');
    let digest = Sha256Digest::of(bytes).to_string();
    bytes[place..place + 64].copy_from_slice(digest.as_bytes());
}

pub(crate) fn wave(id: &str) -> Wave {
    Wave {
        id: WaveId::new(id).unwrap(),
        title: Text::new("Prøverunde", "Prøverunde", "Trial round").unwrap(),
        reference_date: Date::parse("2020-01-01").unwrap(),
        instrument: instrument().id().clone(),
        instrument_version: instrument().version().to_owned(),
        modules: Vec::new(),
    }
}

/// An empty folder, in memory where the machine offers that: the tests sync a great deal.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// A sequence of numbers that is the same for the same seed (SplitMix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, usize::try_from(self.below(last as u64 + 1)).unwrap());
        }
    }
}

pub(crate) fn record(unit: &str, former_municipality: &str, answers: Vec<Answer>) -> Record {
    Record {
        unit: UnitId::new(unit).unwrap(),
        former_municipality: FormerMunicipalityId::new(former_municipality).unwrap(),
        role: None,
        response: Response::from_answers(&instrument(), answers).unwrap(),
    }
}

/// Records of ten units, four former municipalities and every kind of work, with missing and not relevant answers among them.
pub(crate) fn records(seed: u64, count: usize) -> Vec<Record> {
    let (instrument, mut draw) = (instrument(), Draw(seed));
    let formers = ["asker", "royken", "hurum", "after-merger"];
    let one = |draw: &mut Draw| {
        let answers = instrument.items().iter().map(|item| {
            let scale = item.answer_scale();
            match draw.below(20) {
                0 => Answer::Missing,
                1 if scale.not_relevant().is_some() => Answer::NotRelevant,
                _ => {
                    let step = draw.below(u64::from(scale.points().count()));
                    Answer::Point(scale.points().min() + u8::try_from(step).unwrap())
                }
            }
        });
        let response = Response::from_answers(&instrument, answers.collect()).unwrap();
        let former = formers[usize::try_from(draw.below(4)).unwrap()];
        let role = usize::try_from(draw.below(6)).unwrap().checked_sub(1).map(|position| RoleClass::ALL[position]);
        Record {
            unit: UnitId::new(format!("unit-{}", draw.below(10))).unwrap(),
            former_municipality: FormerMunicipalityId::new(former).unwrap(),
            role,
            response,
        }
    };
    (0..count).map(|_| one(&mut draw)).collect()
}

pub(crate) fn invited() -> Vec<Invited> {
    let invited = |unit: &str, former: &str, invited| Invited {
        unit: UnitId::new(unit).unwrap(),
        former_municipality: FormerMunicipalityId::new(former).unwrap(),
        invited,
    };
    vec![invited("unit-2", "hurum", 12), invited("unit-1", "royken", 7), invited("unit-1", "asker", 30)]
}

/// Settles with nobody watching.
pub(crate) fn settle_here(root: &Path, records: Vec<Record>, rows_per_part: usize) -> Result<Manifest, ArchiveError> {
    settle(root, &wave("w1"), &instrument(), records, &invited(), rows_per_part, &mut |_| Ok(()))
}

/// Every file under a folder with the digest of its bytes, by path from there.
pub(crate) fn snapshot(root: &Path) -> BTreeMap<String, Sha256Digest> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, Sha256Digest::of(&fs::read(path).unwrap()));
            }
        }
    }
    files
}
