//! Tables, layout number, and the settings that durability rests on.
//!
//! No table has a row number, a time or a sequence. Primary keys are keyed hashes, so the order in the file is the order
//! of random numbers, not of arrival. The only days in the file are those of `participation`, and those belong to units.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};

use super::Journal;
use crate::fault::Fault;

/// The schema name of the journal itself.
pub(super) const MAIN: &str = "main";

/// The schema name of the second copy.
pub(super) const SECOND: &str = "second";

/// A kind of file: what its header says it is, and what is in it.
pub(super) struct Blueprint {
    /// Stands in the header of the SQLite file.
    application: i64,
    /// The layout of the tables, which stands there too.
    layout: i64,
    tables: &'static str,
    /// An earlier layout that becomes this one in place, and the statements that do it.
    earlier: Option<(i64, &'static str)>,
}

/// The journal: "Mstr".
pub(super) const JOURNAL: Blueprint = Blueprint {
    application: 0x4D73_7472,
    layout: 3,
    earlier: Some((2, INTO_3)),
    tables: "
-- A wave: what is asked. `about` is the wave as JSON, `instrument` the whole instrument file as it was when it was
-- prepared, `sealing_key` the public half of its key, `rehearsal` who tried the other half and on which day, as JSON.
CREATE TABLE main.wave (
    id          TEXT NOT NULL PRIMARY KEY,
    state       TEXT NOT NULL,
    about       TEXT NOT NULL,
    instrument  TEXT NOT NULL,
    custody     TEXT NOT NULL CHECK (custody IN ('key-file', 'shares')),
    sealing_key BLOB NOT NULL CHECK (length(sealing_key) = 32),
    rehearsal   TEXT
) STRICT, WITHOUT ROWID;

-- Test answers that were sealed when the wave was prepared.
CREATE TABLE main.canary (
    wave   TEXT NOT NULL REFERENCES wave (id),
    number INTEGER NOT NULL,
    body   BLOB NOT NULL,
    PRIMARY KEY (wave, number)
) STRICT, WITHOUT ROWID;

-- An invitation: the keyed hash of a code, where its answer belongs and by what kind of work, if the roster said one, and
-- whether it has given one.
CREATE TABLE main.invitation (
    code_hash           BLOB NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
    wave                TEXT NOT NULL REFERENCES wave (id),
    unit                TEXT NOT NULL,
    former_municipality TEXT NOT NULL,
    used                INTEGER NOT NULL CHECK (used IN (0, 1)),
    role_class          TEXT CHECK (role_class IN ('leader', 'professional', 'skilled', 'assistant', 'office'))
) STRICT, WITHOUT ROWID;

-- An envelope: one sealed answer. Nothing in the row leads to an invitation.
CREATE TABLE main.envelope (
    row_key BLOB NOT NULL PRIMARY KEY CHECK (length(row_key) = 16),
    wave    TEXT NOT NULL REFERENCES wave (id),
    body    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What was last told about a unit in which few are invited, and on which day it was counted. The empty unit is everybody.
CREATE TABLE main.participation (
    wave TEXT NOT NULL REFERENCES wave (id),
    unit TEXT NOT NULL,
    band TEXT NOT NULL,
    day  TEXT NOT NULL,
    PRIMARY KEY (wave, unit)
) STRICT, WITHOUT ROWID;
",
};

/// Layout 2 had no kind of work: nobody who was invited then has one.
const INTO_3: &str = "
ALTER TABLE main.invitation
    ADD COLUMN role_class TEXT CHECK (role_class IN ('leader', 'professional', 'skilled', 'assistant', 'office'));
";

/// The second copy: "Mst2".
pub(super) const SECOND_COPY: Blueprint = Blueprint {
    application: 0x4D73_7432,
    layout: 2,
    earlier: None,
    tables: "
-- The keyed hash of a code that has given its answer.
CREATE TABLE second.spent (
    code_hash BLOB NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
    wave      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The same envelopes as in the journal.
CREATE TABLE second.envelope (
    row_key BLOB NOT NULL PRIMARY KEY CHECK (length(row_key) = 16),
    wave    TEXT NOT NULL,
    body    BLOB NOT NULL
) STRICT, WITHOUT ROWID;
",
};

/// A setting: name, value to set, value that must be read back.
type Setting = (&'static str, &'static str, &'static str);

/// Settings that every file has for itself.
const OF_EACH_FILE: [Setting; 3] =
    [("journal_mode", "WAL", "wal"), ("synchronous", "FULL", "2"), ("secure_delete", "ON", "1")];

/// Settings of the connection. The memory for pages, in KiB, holds the answers of a whole municipality, and no more is
/// ever taken.
const OF_THE_CONNECTION: [Setting; 4] = [
    ("temp_store", "MEMORY", "2"),
    ("wal_autocheckpoint", "0", "0"),
    ("foreign_keys", "ON", "1"),
    ("cache_size", "-16384", "-16384"),
];

/// Refuses a SQLite that can damage its log: before 3.51.3, and 3.52.0, which was withdrawn.
pub(super) fn check_sqlite(number: i32, version: &str) -> Result<(), Fault> {
    if number < 3_051_003 || number == 3_052_000 {
        return Err(Fault::OldSqlite { found: version.to_owned() });
    }
    Ok(())
}

/// Makes the journal ready: refuses what is not one, sets and reads back the settings, makes the tables in a new file, and the
/// newest layout of an earlier one.
pub(super) fn prepare(journal: &mut Journal) -> Result<(), Fault> {
    let Journal { connection, path, .. } = journal;
    prepare_file(connection, MAIN, &JOURNAL, path)
}

/// The same for any file that the connection has.
pub(super) fn prepare_file(
    connection: &mut Connection,
    schema: &str,
    blueprint: &Blueprint,
    path: &Path,
) -> Result<(), Fault> {
    identify(connection, schema, blueprint, path)?;
    for setting in OF_EACH_FILE {
        apply(connection, &format!("{schema}."), setting, path)?;
    }
    for setting in OF_THE_CONNECTION {
        apply(connection, "", setting, path)?;
    }
    let fault = |source| super::fault(path, "making the tables", source);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    if is_blank(&transaction, schema).map_err(fault)? {
        transaction.execute_batch(blueprint.tables).map_err(fault)?;
        transaction.pragma_update(Some(schema), "application_id", blueprint.application).map_err(fault)?;
        transaction.pragma_update(Some(schema), "user_version", blueprint.layout).map_err(fault)?;
    } else if let Some((earlier, statements)) = blueprint.earlier
        && number(&transaction, schema, "user_version").map_err(fault)? == earlier
    {
        // All in one transaction: whatever stops it, the file has one layout or the other.
        transaction.execute_batch(statements).map_err(fault)?;
        transaction.pragma_update(Some(schema), "user_version", blueprint.layout).map_err(fault)?;
    }
    transaction.commit().map_err(fault)?;
    identify(connection, schema, blueprint, path)
}

/// Refuses a file of another program or layout before anything in it is changed. A blank file passes, and so does an earlier
/// layout that becomes this one.
pub(super) fn identify(connection: &Connection, schema: &str, blueprint: &Blueprint, path: &Path) -> Result<(), Fault> {
    let fault = |source| super::fault(path, "reading the header", source);
    if is_blank(connection, schema).map_err(fault)? {
        return Ok(());
    }
    if number(connection, schema, "application_id").map_err(fault)? != blueprint.application {
        return Err(Fault::Foreign { path: path.to_owned() });
    }
    let (found, known) = (number(connection, schema, "user_version").map_err(fault)?, blueprint.layout);
    if found != known && blueprint.earlier.is_none_or(|(earlier, _)| earlier != found) {
        return Err(Fault::Layout { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// A number in the header.
fn number(connection: &Connection, schema: &str, name: &str) -> Result<i64, rusqlite::Error> {
    connection.query_row(&format!("PRAGMA {schema}.{name}"), [], |row| row.get(0))
}

/// Whether nothing has been made in the file yet.
pub(super) fn is_blank(connection: &Connection, schema: &str) -> Result<bool, rusqlite::Error> {
    connection.query_row(&format!("SELECT NOT EXISTS (SELECT 1 FROM {schema}.sqlite_schema)"), [], |row| row.get(0))
}

fn apply(connection: &Connection, schema: &str, setting: Setting, path: &Path) -> Result<(), Fault> {
    let (name, value, expected) = setting;
    let fault = |source| super::fault(path, "setting up the file", source);
    connection.execute_batch(&format!("PRAGMA {schema}{name} = {value}")).map_err(fault)?;
    let found = connection
        .query_row(&format!("PRAGMA {schema}{name}"), [], |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{:?}", other.data_type()),
            })
        })
        .map_err(fault)?;
    if found == expected { Ok(()) } else { Err(Fault::Setting { path: path.to_owned(), name, expected, found }) }
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

    /// In memory there is no log, as on a file system that cannot have one: the setting is refused by name.
    #[test]
    fn a_setting_that_does_not_take_is_refused_by_name() {
        let mut connection = Connection::open_in_memory().unwrap();
        let fault = prepare_file(&mut connection, MAIN, &JOURNAL, Path::new("x.db")).unwrap_err();
        assert!(matches!(fault, Fault::Setting { name: "journal_mode", .. }), "{fault}");
    }
}
