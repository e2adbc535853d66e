//! A second connection that only reads, so that showing a page never waits for the disk of a commit.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use survey::{Date, Instrument, Wave, WaveId, WaveState};

use super::participation::{Count, count};
use super::{Custody, PATIENCE, Participation};
use crate::code::Code;
use crate::fault::Fault;
use crate::key::{CodeHash, CodeKey};

/// Reads the journal beside the writer.
pub(crate) struct Reader {
    connection: Mutex<Connection>,
    path: PathBuf,
    today: fn() -> Date,
}

/// What may be told of participation.
pub(crate) enum Told {
    /// This.
    Now(Participation),
    /// Something that was not told yet on this day: the writer must write it down first.
    FirstToday(Date),
}

/// A wave and its instrument as stored, not yet read.
pub(crate) struct StoredWave {
    state: String,
    about: String,
    instrument: String,
    custody: String,
}

impl Reader {
    /// Opens an existing journal for reading.
    pub(crate) fn open(path: &Path, today: fn() -> Date) -> Result<Reader, Fault> {
        let open = |source| Fault::Open { path: path.to_owned(), source };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(open)?;
        connection.busy_timeout(PATIENCE).map_err(open)?;
        super::leave_as_it_is(&connection).map_err(open)?;
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY").map_err(open)?;
        Ok(Reader { connection: Mutex::new(connection), path: path.to_owned(), today })
    }

    /// The wave with this id, if there is one.
    pub(crate) fn wave(&self, wave: &WaveId) -> Result<Option<StoredWave>, Fault> {
        self.read(|connection| stored_wave(connection, wave))
    }

    /// The state of a wave; none for a wave that is not there or whose state is unreadable.
    pub(crate) fn state(&self, wave: &WaveId) -> Result<Option<WaveState>, Fault> {
        let text: Option<String> = self.read(|connection| {
            connection.query_row("SELECT state FROM wave WHERE id = ?1", [wave.as_str()], |row| row.get(0)).optional()
        })?;
        Ok(text.as_deref().and_then(WaveState::parse))
    }

    /// Whether a code could give an answer in this wave now. An unknown code, a replaced one and one that has answered
    /// take the same look at the same table and get the same no. Only the writer's word is final.
    pub(crate) fn is_usable(&self, key: &CodeKey, wave: &WaveId, code: &Code) -> Result<bool, Fault> {
        let hash = key.hash(code);
        let found = self.read(|connection| {
            connection
                .query_row("SELECT code_hash, wave, used FROM invitation WHERE code_hash = ?1", [hash], |row| {
                    Ok((row.get::<_, CodeHash>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
                })
                .optional()
        })?;
        let (stored, its_wave, used) = found.unwrap_or(([0; 32], String::new(), true));
        Ok(key.recognises(code, &stored) & (its_wave == wave.as_str()) & !used)
    }

    /// Participation per unit, unless some of it is told for the first time today.
    pub(crate) fn participation(&self, wave: &WaveId) -> Result<Told, Fault> {
        let today = (self.today)();
        let counted: Count = self.read(|connection| count(connection, wave, today))?;
        Ok(if counted.is_remembered() { Told::Now(counted.told) } else { Told::FirstToday(today) })
    }

    /// Whether the file can be read at all.
    pub(crate) fn probe(&self) -> Result<(), Fault> {
        self.read(|connection| connection.query_row("SELECT count(*) FROM wave", [], |_| Ok(())))
    }

    pub(super) fn read<T>(&self, question: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>) -> Result<T, Fault> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        question(&connection).map_err(|source| super::fault(&self.path, "reading", source))
    }
}

impl StoredWave {
    /// Where the wave is in its life, if the stored word is one we know.
    pub(crate) fn state(&self) -> Option<WaveState> {
        WaveState::parse(&self.state)
    }

    /// Who keeps what opens its answers, if the stored word is one we know.
    pub(crate) fn custody(&self) -> Option<Custody> {
        Custody::parse(&self.custody)
    }

    /// Reads wave and instrument and chooses the wave's modules; the error says what is wrong with what is stored.
    pub(crate) fn read(&self) -> Result<(Wave, Instrument), String> {
        let wave: Wave = serde_json::from_str(&self.about).map_err(|error| error.to_string())?;
        let file = format!("{}.toml", wave.instrument);
        let whole = Instrument::from_toml(&file, &self.instrument).map_err(|error| error.to_string())?;
        let instrument = wave.questions(&whole).map_err(|error| error.to_string())?;
        Ok((wave, instrument))
    }
}

pub(super) fn stored_wave(connection: &Connection, wave: &WaveId) -> Result<Option<StoredWave>, rusqlite::Error> {
    connection
        .query_row("SELECT state, about, instrument, custody FROM wave WHERE id = ?1", [wave.as_str()], |row| {
            Ok(StoredWave { state: row.get(0)?, about: row.get(1)?, instrument: row.get(2)?, custody: row.get(3)? })
        })
        .optional()
}
