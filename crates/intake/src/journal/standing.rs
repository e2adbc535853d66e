//! What the journal can say of itself: which settings are in force, and how each open wave's key is kept.

use rusqlite::types::ValueRef;

use super::{Journal, Reader};
use crate::fault::Fault;

/// The library that holds the journal, and the settings it said it has.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Store {
    /// Its version.
    pub(crate) version: String,
    /// Names of settings and their values, read back from the connection that writes.
    pub(crate) settings: Vec<(&'static str, String)>,
}

/// An open wave, as far as it concerns what is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenWave {
    /// Its id.
    pub(crate) id: String,
    /// Whether its key is in shares, not in a file.
    pub(crate) shared: bool,
    /// Whether those who keep the key have tried it.
    pub(crate) rehearsed: bool,
}

/// Every setting that a receipt rests on.
const TOLD: [&str; 4] = ["journal_mode", "synchronous", "secure_delete", "wal_autocheckpoint"];

impl Journal {
    /// The settings of this connection, each asked for now. They hold for as long as the connection is open.
    pub(crate) fn store(&self) -> Result<Store, Fault> {
        let settings = TOLD.iter().map(|name| Ok((*name, self.setting(name)?))).collect::<Result<_, rusqlite::Error>>();
        let settings = settings.map_err(|source| self.fault("reading the settings", source))?;
        Ok(Store { version: rusqlite::version().to_owned(), settings })
    }

    fn setting(&self, name: &str) -> Result<String, rusqlite::Error> {
        self.connection.query_row(&format!("PRAGMA {name}"), [], |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{:?}", other.data_type()),
            })
        })
    }
}

impl Reader {
    /// The waves that take answers now.
    pub(crate) fn open_waves(&self) -> Result<Vec<OpenWave>, Fault> {
        self.read(|connection| {
            let mut query = connection.prepare(
                "SELECT id, custody = 'shares', rehearsal IS NOT NULL FROM main.wave WHERE state = 'open' ORDER BY id",
            )?;
            let rows = query
                .query_map([], |row| Ok(OpenWave { id: row.get(0)?, shared: row.get(1)?, rehearsed: row.get(2)? }))?;
            rows.collect()
        })
    }
}
