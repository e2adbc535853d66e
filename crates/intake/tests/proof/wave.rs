//! A wave with the shipped instrument, and a look at what is stored of it: the only place here that knows how a wave is
//! opened and what the journal's tables are called.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use custody::WaveKey;
use intake::{Code, CodeKey, CodeKind, Custody, Entropy, Journal, Opening, Place, WaveError};
use rusqlite::Connection;
use survey::{Answer, Date, FormerMunicipalityId, Instrument, InstrumentId, Record, Text, UnitId, Wave, WaveId};

/// The file of the journal in its folder.
pub(crate) const DATABASE: &str = "intake.db";

pub(crate) const PATH: &str = "/api/v1/waves/2021-host/responses";

pub(crate) fn wave_id() -> WaveId {
    WaveId::new("2021-host").unwrap()
}

pub(crate) fn code_key() -> CodeKey {
    CodeKey::from_bytes([42; 32])
}

/// What opens the answers; no server is ever told.
pub(crate) fn wave_key() -> WaveKey {
    let mut entropy = Entropy::from_seed([17; 32]);
    WaveKey::draw(&mut |bytes| entropy.fill(bytes))
}

/// A wave that takes answers, with what only its people have: codes and what opens envelopes.
pub(crate) struct OpenWave {
    pub(crate) codes: Vec<Code>,
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
    /// Makes a journal in a folder and opens the wave in it.
    pub(crate) fn new(folder: &Path, invited: usize) -> OpenWave {
        let instrument = survey::mestring().unwrap();
        let wave = Wave {
            id: wave_id(),
            title: Text::new("Mestring høsten 2021", "Meistring hausten 2021", "Mastery, autumn 2021").unwrap(),
            reference_date: Date::parse("2021-10-01").unwrap(),
            instrument: InstrumentId::new("mestring").unwrap(),
            instrument_version: instrument.version().to_owned(),
            modules: Vec::new(),
        };
        let places: Vec<_> = (0..invited).map(|number| (place(number), CodeKind::Link)).collect();
        let mut entropy = Entropy::from_system().unwrap();
        let mut journal = Journal::open(&folder.join(DATABASE)).unwrap().with_free_space_floor(0);
        let opening = Opening {
            wave: &wave,
            instrument_toml: survey::MESTRING_INSTRUMENT,
            sealing_key: wave_key().sealing_key(),
            custody: Custody::KeyFile,
            canaries: &[],
        };
        journal.prepare_wave(&opening).unwrap();
        let mut draw = |bytes: &mut [u8]| entropy.fill(bytes);
        let codes = journal.invite::<WaveError>(&wave.id, &places, &code_key(), &mut draw, |_| Ok(())).unwrap();
        journal.open_wave(&wave.id).unwrap();
        OpenWave { codes, instrument, opened: std::sync::Mutex::default() }
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
        let copy = copy_of(folder);
        self.read(&copy.path().join(DATABASE)).map_err(|error| error.to_string())
    }

    fn read(&self, database: &Path) -> Result<Stored, Box<dyn std::error::Error>> {
        if !database.exists() {
            return Err("the journal is gone".into());
        }
        let connection = Connection::open(database)?;
        connection.execute_batch("PRAGMA synchronous = OFF")?;
        let finding: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if finding != "ok" {
            return Err(finding.into());
        }
        let spent: u32 =
            connection.query_row("SELECT count(*) FROM invitation WHERE used = 1", [], |row| row.get(0))?;
        let mut query = connection.prepare("SELECT body FROM envelope")?;
        let mut rows = query.query([])?;
        let mut opened = self.opened.lock().unwrap();
        let mut numbers = Vec::new();
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(0)?;
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
        Ok(wave_key().open(&wave_id(), &self.instrument, body)?)
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

/// A copy of a folder of files, as it is at this moment.
pub(crate) fn copy_of(folder: &Path) -> tempfile::TempDir {
    let copy = fast_folder();
    copy_into(folder, copy.path());
    copy
}

/// Copies every file but the index of the log, which is made anew at every start.
pub(crate) fn copy_into(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(to.join(&name)).unwrap();
            copy_into(&entry.path(), &to.join(&name));
        } else if !name.to_string_lossy().ends_with("-shm") {
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
    let Place { unit, former_municipality } = place(number);
    if record.unit == unit && record.former_municipality == former_municipality {
        Ok(number)
    } else {
        Err(format!("answer {number} came to another place: {record:?}"))
    }
}
