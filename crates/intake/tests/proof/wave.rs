//! A wave with the shipped instrument, and a look at what is stored of it: the only place here that knows how a wave is
//! opened and what the journal's tables are called.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use custody::WaveKey;
use intake::{Code, CodeKey, CodeKind, Custody, Entropy, Journal, Opening, Place, WaveError};
use rusqlite::Connection;
use survey::{
    Answer, Date, FormerMunicipalityId, Instrument, InstrumentId, Record, RoleClass, Text, UnitId, Wave, WaveId,
};

use crate::child::Setup;

/// The file of the journal in its folder.
pub(crate) const DATABASE: &str = "intake.db";

pub(crate) const PATH: &str = "/api/v1/waves/2021-host/responses";

pub(crate) fn wave_id() -> WaveId {
    WaveId::new("2021-host").unwrap()
}

pub(crate) fn code_key() -> CodeKey {
    CodeKey::from_bytes([42; 32])
}

/// A wave that takes answers, with what only its people have: codes and what opens envelopes.
pub(crate) struct OpenWave {
    pub(crate) codes: Vec<Code>,
    key: WaveKey,
    instrument: Instrument,
    /// What each envelope says, so that looking again and again opens each only once.
    opened: std::sync::Mutex<BTreeMap<Vec<u8>, usize>>,
}

/// What a journal holds.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    /// The number that each answer spells, sorted; twice when it is there twice.
    pub(crate) numbers: Vec<usize>,
    /// Codes that are spent.
    pub(crate) spent: usize,
}

impl OpenWave {
    /// Makes a journal in a folder and opens the wave in it, with the reserve that a wave has.
    pub(crate) fn new(folder: &Path, invited: usize) -> OpenWave {
        OpenWave::with_floor(folder, invited, 1)
    }

    /// The same on a file system that has no room for a reserve.
    pub(crate) fn in_little_room(folder: &Path, invited: usize) -> OpenWave {
        OpenWave::with_floor(folder, invited, 0)
    }

    fn with_floor(folder: &Path, invited: usize, free_space_floor: u64) -> OpenWave {
        let instrument = survey::mestring().unwrap();
        let wave = Wave {
            id: wave_id(),
            title: Text::new("Mestring høsten 2021", "Meistring hausten 2021", "Mastery, autumn 2021").unwrap(),
            reference_date: Date::parse("2021-10-01").unwrap(),
            instrument: InstrumentId::new("mestring").unwrap(),
            instrument_version: instrument.version().to_owned(),
            modules: Vec::new(),
        };
        let mut entropy = Entropy::from_system().unwrap();
        let mut random = |bytes: &mut [u8]| entropy.fill(bytes);
        let key = WaveKey::draw(&mut random);
        let canaries = custody::canaries(&key.sealing_key(), &wave.id, &instrument, &mut random).unwrap();
        let opening = Opening {
            wave: &wave,
            instrument_toml: survey::MESTRING_INSTRUMENT,
            sealing_key: key.sealing_key(),
            custody: Custody::KeyFile,
            canaries: &canaries,
        };
        let people: Vec<(Place, CodeKind)> = (0..invited).map(|person| (place(person), CodeKind::Link)).collect();
        let mut journal = Journal::open(&folder.join(DATABASE)).unwrap().with_free_space_floor(free_space_floor);
        journal.prepare_wave(&opening).unwrap();
        let keep = |_: &[Code]| Ok::<(), WaveError>(());
        let codes = journal.invite(&wave.id, &people, &code_key(), &mut random, keep).unwrap();
        journal.open_wave(&wave.id).unwrap();
        OpenWave { codes, key, instrument, opened: std::sync::Mutex::default() }
    }

    /// What a person sends: the answers spell the number.
    pub(crate) fn body(&self, number: usize) -> String {
        self.body_with(number, u128::try_from(number).unwrap() + 1, number)
    }

    /// The same with another submission, and answers that spell another number.
    pub(crate) fn body_with(&self, person: usize, submission: u128, spelling: usize) -> String {
        let answers: Vec<String> = self
            .instrument
            .items()
            .iter()
            .zip(spelled(spelling))
            .map(|(item, point)| format!("\"{}\":{point}", item.id()))
            .collect();
        let code = &self.codes[person];
        format!(r#"{{"code":"{code}","submission":"{submission:032x}","answers":{{{}}}}}"#, answers.join(","))
    }

    /// Reads a copy of what lies in a folder, by hand and not through the journal: whole or an error.
    pub(crate) fn stored_in(&self, folder: &Path) -> Result<Stored, String> {
        self.read(folder, DATABASE, "invitation WHERE used = 1").map_err(|error| error.to_string())
    }

    /// The same of the second copy.
    pub(crate) fn stored_in_second_copy(&self, folder: &Path) -> Result<Stored, String> {
        self.read(folder, "second-copy.db", "spent").map_err(|error| error.to_string())
    }

    fn read(&self, folder: &Path, file: &str, spent: &str) -> Result<Stored, Box<dyn std::error::Error>> {
        let copy = fast_folder();
        copy_where(folder, copy.path(), |name| !name.ends_with("-shm") && !name.ends_with(".reserve"));
        if !copy.path().join(file).exists() {
            return Err("the file is gone".into());
        }
        let connection = Connection::open(copy.path().join(file))?;
        connection.execute_batch("PRAGMA synchronous = OFF")?;
        let finding: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if finding != "ok" {
            return Err(finding.into());
        }
        let spent: u32 = connection.query_row(&format!("SELECT count(*) FROM {spent}"), [], |row| row.get(0))?;
        let bodies = bodies_in(&connection)?;
        let mut opened = self.opened.lock().unwrap();
        let mut numbers = Vec::new();
        for body in bodies {
            let number = match opened.get(&body) {
                Some(number) => *number,
                None => number_of(&self.open(&body)?)?,
            };
            opened.insert(body, number);
            numbers.push(number);
        }
        numbers.sort_unstable();
        Ok(Stored { numbers, spent: usize::try_from(spent)? })
    }

    fn open(&self, body: &[u8]) -> Result<Record, Box<dyn std::error::Error>> {
        Ok(self.key.open(&wave_id(), &self.instrument, body)?)
    }

    /// Closes the wave and reads what was stored as settlement does, sorted by content.
    pub(crate) fn settled(&self, folder: &Path) -> Vec<Record> {
        let mut journal = Journal::open(&folder.join(DATABASE)).unwrap();
        journal.begin_closing(&wave_id()).unwrap();
        let sealed = journal.sealed(&wave_id()).unwrap();
        let mut records: Vec<Record> = sealed.bodies.iter().map(|body| self.open(body).unwrap()).collect();
        records.sort();
        records
    }
}

/// The sealed answers in the journal of a folder.
pub(crate) fn sealed_in(folder: &Path) -> Vec<Vec<u8>> {
    let copy = copy_of(folder);
    bodies_in(&Connection::open(copy.path().join(DATABASE)).unwrap()).unwrap()
}

fn bodies_in(connection: &Connection) -> Result<Vec<Vec<u8>>, rusqlite::Error> {
    connection.prepare("SELECT body FROM envelope")?.query_map([], |row| row.get(0))?.collect()
}

/// A copy of a folder of files, as it is at this moment.
pub(crate) fn copy_of(folder: &Path) -> tempfile::TempDir {
    let copy = fast_folder();
    copy_into(folder, copy.path());
    copy
}

/// Copies every file but the index of the log, which is made anew at every start.
pub(crate) fn copy_into(from: &Path, to: &Path) {
    copy_where(from, to, |name| !name.ends_with("-shm"));
}

fn copy_where(from: &Path, to: &Path, wanted: fn(&str) -> bool) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(to.join(&name)).unwrap();
            copy_where(&entry.path(), &to.join(&name), wanted);
        } else if wanted(&name.to_string_lossy()) {
            std::fs::copy(entry.path(), to.join(&name)).unwrap();
        }
    }
}

/// A folder in memory where there is one: for copies that need not survive anything.
pub(crate) fn fast_folder() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap()
}

/// Where the person with this number works.
pub(crate) fn place(number: usize) -> Place {
    Place {
        unit: UnitId::new(["a", "b", "c", "d", "e"][number % 5]).unwrap(),
        former_municipality: FormerMunicipalityId::new(["asker", "royken", "hurum"][number % 3]).unwrap(),
        role: [None, Some(RoleClass::Professional), Some(RoleClass::Assistant)][number / 5 % 3],
    }
}

/// Points that spell a number in base 5, least digit first, and go on for ever.
fn spelled(number: usize) -> impl Iterator<Item = u8> {
    std::iter::successors(Some(number), |rest| Some(rest / 5)).map(|rest| u8::try_from(rest % 5).unwrap() + 1)
}

/// The number that a stored answer spells; an error when it is not wholly an answer that somebody sent.
pub(crate) fn number_of(record: &Record) -> Result<usize, String> {
    let number = record.response.answers().iter().rev().try_fold(0_usize, |number, answer| match answer {
        Answer::Point(point @ 1..=5) => number.checked_mul(5).map(|number| number + usize::from(*point - 1)),
        _ => None,
    });
    let number = number.ok_or_else(|| format!("nobody sent {record:?}"))?;
    let Place { unit, former_municipality, role } = place(number);
    if record.unit == unit && record.former_municipality == former_municipality && record.role == role {
        Ok(number)
    } else {
        Err(format!("answer {number} came to another place: {record:?}"))
    }
}

/// A folder for the journal and one for its second copy.
pub(crate) struct Rooms(tempfile::TempDir);

impl Rooms {
    pub(crate) fn new() -> Rooms {
        let rooms = Rooms(tempfile::tempdir().unwrap());
        std::fs::create_dir(rooms.first()).unwrap();
        std::fs::create_dir(rooms.second()).unwrap();
        rooms
    }

    /// The same once more, as it is at this moment.
    pub(crate) fn copy(&self) -> Rooms {
        Rooms(copy_of(self.root()))
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn first(&self) -> PathBuf {
        self.root().join("first")
    }

    pub(crate) fn second(&self) -> PathBuf {
        self.root().join("second")
    }

    /// The disk of the journal is gone; another one is put in its place.
    pub(crate) fn lose_first(&mut self) {
        std::fs::remove_dir_all(self.first()).unwrap();
        std::fs::create_dir(self.first()).unwrap();
    }

    /// A server that keeps a second copy.
    pub(crate) fn server(&self) -> Setup {
        Setup::new(&self.first()).with_second_copy(&self.second())
    }
}
