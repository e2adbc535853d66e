//! Tables, layout number, and the settings that durability rests on.
//!
//! No table has a row number, a time or a sequence. Primary keys are keyed hashes, so the order in the file is the order
//! of random numbers, not of arrival.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};

use super::Journal;
use crate::fault::Fault;

/// Marks the file as ours: "Mstr" in the header of the SQLite file.
const APPLICATION: i64 = 0x4D73_7472;

/// The layout of the tables below.
const LAYOUT: i64 = 1;

const TABLES: &str = "
-- A wave: what is asked. `about` is the wave as JSON, `instrument` the whole instrument file as it was when it opened.
CREATE TABLE wave (
    id         TEXT NOT NULL PRIMARY KEY,
    state      TEXT NOT NULL,
    about      TEXT NOT NULL,
    instrument TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- An invitation: the keyed hash of a code, where its answer belongs, and whether it has given one.
CREATE TABLE invitation (
    code_hash           BLOB NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
    wave                TEXT NOT NULL REFERENCES wave (id),
    unit                TEXT NOT NULL,
    former_municipality TEXT NOT NULL,
    used                INTEGER NOT NULL CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;

-- An envelope: one answer. Nothing in the row leads to an invitation.
CREATE TABLE envelope (
    row_key BLOB NOT NULL PRIMARY KEY CHECK (length(row_key) = 16),
    wave    TEXT NOT NULL REFERENCES wave (id),
    body    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
";

/// Name, value to set, value that must be read back.
const SETTINGS: [(&str, &str, &str); 6] = [
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("secure_delete", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("wal_autocheckpoint", "0", "0"),
    ("foreign_keys", "ON", "1"),
];

/// Refuses a SQLite that can damage its log: before 3.51.3, and 3.52.0, which was withdrawn.
pub(super) fn check_sqlite(number: i32, version: &str) -> Result<(), Fault> {
    if number < 3_051_003 || number == 3_052_000 {
        return Err(Fault::OldSqlite { found: version.to_owned() });
    }
    Ok(())
}

/// Applies the settings, reads each back, and makes the tables in a new file.
pub(super) fn prepare(journal: &mut Journal) -> Result<(), Fault> {
    identify(journal)?;
    let Journal { connection, path } = journal;
    settle_settings(connection, path)?;
    let fault = |source| super::fault(path, "making the tables", source);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    if is_blank(&transaction).map_err(fault)? {
        transaction.execute_batch(TABLES).map_err(fault)?;
        transaction.pragma_update(None, "application_id", APPLICATION).map_err(fault)?;
        transaction.pragma_update(None, "user_version", LAYOUT).map_err(fault)?;
    }
    transaction.commit().map_err(fault)?;
    identify(journal)
}

/// Refuses a file of another program or layout before anything in it is changed. A blank file passes.
fn identify(journal: &Journal) -> Result<(), Fault> {
    let fault = |source| journal.fault("reading the header", source);
    let path = || journal.path.clone();
    if is_blank(&journal.connection).map_err(fault)? {
        return Ok(());
    }
    let application: i64 =
        journal.connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(fault)?;
    if application != APPLICATION {
        return Err(Fault::Foreign { path: path() });
    }
    let found: i64 = journal.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(fault)?;
    if found != LAYOUT {
        return Err(Fault::Layout { path: path(), found, known: LAYOUT });
    }
    Ok(())
}

fn is_blank(connection: &Connection) -> Result<bool, rusqlite::Error> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
}

fn settle_settings(connection: &Connection, path: &std::path::Path) -> Result<(), Fault> {
    for (name, value, expected) in SETTINGS {
        let fault = |source| super::fault(path, "setting up the file", source);
        connection.execute_batch(&format!("PRAGMA {name} = {value}")).map_err(fault)?;
        let found = connection
            .query_row(&format!("PRAGMA {name}"), [], |row| {
                Ok(match row.get_ref(0)? {
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                    other => format!("{:?}", other.data_type()),
                })
            })
            .map_err(fault)?;
        if found != expected {
            return Err(Fault::Setting { path: path.to_owned(), name, expected, found });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_versions_of_sqlite_are_refused() {
        for (number, fine) in [
            (3_040_001, false),
            (3_051_002, false),
            (3_051_003, true),
            (3_052_000, false),
            (3_052_001, true),
            (3_054_001, true),
        ] {
            assert_eq!(check_sqlite(number, "x").is_ok(), fine, "{number}");
        }
        assert!(check_sqlite(rusqlite::version_number(), rusqlite::version()).is_ok());
    }
}
