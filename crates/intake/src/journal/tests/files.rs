//! The file itself: whose it is, and what is in it.

use super::*;

#[test]
fn files_of_others_are_refused_and_left_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("other.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1)").unwrap();
    let before = std::fs::read(&foreign).unwrap();
    assert!(matches!(Journal::open(&foreign), Err(Fault::Foreign { .. })));
    assert_eq!(std::fs::read(&foreign).unwrap(), before);

    let text = folder.path().join("text.db");
    std::fs::write(&text, "this is no database, it only has the name of one. ".repeat(100)).unwrap();
    assert!(matches!(Journal::open(&text), Err(Fault::Foreign { .. })));

    for layout in [1, 4] {
        let other = folder.path().join(format!("layout-{layout}.db"));
        drop(Journal::open(&other).unwrap());
        Connection::open(&other).unwrap().execute_batch(&format!("PRAGMA user_version = {layout}")).unwrap();
        assert!(matches!(Journal::open(&other), Err(Fault::Layout { found, known: 3, .. }) if found == layout));
    }

    let nowhere = folder.path().join("no-such-folder").join("intake.db");
    assert!(matches!(Journal::open(&nowhere), Err(Fault::Open { .. })));
}

/// A journal as the version before this one left it, in the middle of a wave: the column is not there, and the number is 2.
#[test]
fn a_journal_of_layout_2_goes_on_with_every_code_and_answer_it_had() {
    let (mut bench, mut journal) = Bench::new(4);
    let submission = bench.submission(3, [1, 2, 3]);
    bench.accept_one(&mut journal, &submission).unwrap();
    drop(journal);
    let whole = |path: &Path| -> (i64, Vec<String>) {
        let connection = Connection::open(path).unwrap();
        let rows = "SELECT hex(code_hash) || wave || unit || former_municipality || used FROM invitation ORDER BY 1";
        let rows =
            connection.prepare(rows).unwrap().query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        (connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap(), rows)
    };
    let as_it_was = "
        CREATE TABLE old (
            code_hash           BLOB NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
            wave                TEXT NOT NULL REFERENCES wave (id),
            unit                TEXT NOT NULL,
            former_municipality TEXT NOT NULL,
            used                INTEGER NOT NULL CHECK (used IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO old SELECT code_hash, wave, unit, former_municipality, used FROM invitation;
        DROP TABLE invitation;
        ALTER TABLE old RENAME TO invitation;
        PRAGMA user_version = 2;";
    Connection::open(bench.path()).unwrap().execute_batch(as_it_was).unwrap();
    let (layout, before) = whole(&bench.path());
    assert_eq!((layout, before.len()), (2, 4));

    let mut journal = open(&bench.path());
    assert_eq!(whole(&bench.path()), (3, before.clone()));
    // The code that had answered has answered, and another can answer, without a kind of work.
    let refused = bench.submission(3, [3, 2, 1]);
    assert!(bench.accept_one(&mut journal, &refused).is_err());
    let submission = bench.submission(1, [4, 4, 4]);
    bench.accept_one(&mut journal, &submission).unwrap();
    journal.begin_closing(&wave_id("w1")).unwrap();
    let told: Vec<_> = bench.records(&journal, "w1").iter().map(|record| (points(record), record.role)).collect();
    assert_eq!(told.len(), 2);
    assert!(told.contains(&(vec![1, 2, 3], place(3).role)), "what was sealed stays as it was sealed");
    assert!(told.contains(&(vec![4, 4, 4], None)), "the column is new and empty");
    // Opened once more, it is as it is.
    drop(journal);
    drop(open(&bench.path()));
    let (layout, after) = whole(&bench.path());
    assert_eq!((layout, after.len()), (3, before.len()));
}

/// I3: nothing in the tables could hold a time, an order or an origin of a person's. The days of `participation` belong
/// to units, and the numbers of `canary` to test answers.
#[test]
fn the_tables_have_no_column_for_time_order_or_origin() {
    let (bench, mut journal) = Bench::new(1);
    let volume = bench.folder.path().join("volume");
    std::fs::create_dir(&volume).unwrap();
    journal.attach_second_copy(&volume).unwrap();
    let mut query = journal
        .connection
        .prepare(
            "SELECT t.schema || '.' || t.name || '.' || c.name FROM pragma_table_list t
             JOIN pragma_table_info(t.name, t.schema) c
             WHERE t.schema IN ('main', 'second') AND t.name NOT LIKE 'sqlite%' ORDER BY 1",
        )
        .unwrap();
    let columns: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        columns,
        [
            "main.canary.body",
            "main.canary.number",
            "main.canary.wave",
            "main.envelope.body",
            "main.envelope.row_key",
            "main.envelope.wave",
            "main.invitation.code_hash",
            "main.invitation.former_municipality",
            "main.invitation.role_class",
            "main.invitation.unit",
            "main.invitation.used",
            "main.invitation.wave",
            "main.participation.band",
            "main.participation.day",
            "main.participation.unit",
            "main.participation.wave",
            "main.wave.about",
            "main.wave.custody",
            "main.wave.id",
            "main.wave.instrument",
            "main.wave.rehearsal",
            "main.wave.sealing_key",
            "main.wave.state",
            "second.envelope.body",
            "second.envelope.row_key",
            "second.envelope.wave",
            "second.spent.code_hash",
            "second.spent.wave",
        ]
    );
    let with_row_numbers: i64 = journal
        .connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list
             WHERE schema IN ('main', 'second') AND name NOT LIKE 'sqlite%' AND wr = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(with_row_numbers, 0, "a table keeps row numbers, which are the order of arrival");
}

#[cfg(unix)]
#[test]
fn only_their_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let (mut bench, mut journal) = Bench::new(1);
    let volume = bench.folder.path().join("volume");
    std::fs::create_dir(&volume).unwrap();
    journal.attach_second_copy(&volume).unwrap();
    let submission = bench.submission(0, [1, 2, 3]);
    bench.accept_one(&mut journal, &submission).unwrap();
    let mut files = 0;
    for folder in [bench.folder.path(), &volume] {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
            files += 1;
        }
    }
    assert!(files >= 4, "{files} files: journal and copy, each with its log");
}

#[test]
fn a_damaged_file_is_found_before_anything_is_acknowledged() {
    let (bench, journal) = Bench::new(500);
    journal.empty_log().unwrap();
    drop(journal);
    let mut bytes = std::fs::read(bench.path()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0x55);
    std::fs::write(bench.path(), bytes).unwrap();
    let fault = Journal::open(&bench.path()).and_then(|mut journal| journal.start(None)).unwrap_err();
    assert!(matches!(fault, Fault::Damaged { .. }), "{fault}");
}

/// I6: outside tests this crate does not even name what opens an envelope.
#[test]
fn nothing_here_names_a_key_that_opens() {
    fn look(folder: &Path, found: &mut usize) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !path.ends_with("tests") {
                    look(&path, found);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
                *found += code.matches("custody::").count();
                for name in ["WaveKey", "Share}", "Share,", "custody::Share", "custody::*"] {
                    assert!(!code.contains(name), "{} names {name}", path.display());
                }
            }
        }
    }
    let mut found = 0;
    look(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    assert!(found > 0, "the search found not even what seals");
}

/// Somebody looks while a wave is settled: the deletion stands, the log must be emptied again, and doing so is enough.
#[test]
fn settling_is_repeated_when_somebody_reads_meanwhile() {
    let (mut bench, mut journal) = Bench::new(2);
    let submission = bench.submission(0, [1, 2, 3]);
    bench.accept_one(&mut journal, &submission).unwrap();
    journal.begin_closing(&wave_id("w1")).unwrap();
    journal.connection.busy_timeout(Duration::ZERO).unwrap();
    let other = Connection::open(bench.path()).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM wave").unwrap();
    let fault = journal.mark_settled(&wave_id("w1")).unwrap_err();
    assert!(matches!(fault, WaveError::Fault(Fault::LogBusy { .. })), "{fault}");
    assert_eq!(journal.state(&wave_id("w1")).unwrap(), Some(WaveState::Settled));
    let hash = bench.key.hash(&bench.codes[0]);
    assert!(contains(&bytes_in(bench.folder.path()), &hash), "the log still has it, and that was told");
    other.execute_batch("ROLLBACK").unwrap();
    journal.mark_settled(&wave_id("w1")).unwrap();
    assert!(!contains(&bytes_in(bench.folder.path()), &hash));
}

#[test]
fn somebody_else_who_writes_is_told_of() {
    let (bench, mut journal) = Bench::new(1);
    journal.connection.busy_timeout(Duration::ZERO).unwrap();
    let other = Connection::open(bench.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let fault = journal.begin_closing(&wave_id("w1")).unwrap_err();
    assert!(matches!(fault, WaveError::Fault(Fault::Busy { .. })), "{fault}");
    other.execute_batch("ROLLBACK").unwrap();
    journal.begin_closing(&wave_id("w1")).unwrap();
}

#[test]
fn a_wave_that_cannot_be_read_is_named() {
    for (column, value) in [("state", "'ajar'"), ("about", "'{}'"), ("instrument", "'id = 3'"), ("rehearsal", "'{}'")] {
        let (_bench, journal) = Bench::new(1);
        journal.connection.execute_batch(&format!("UPDATE wave SET {column} = {value}")).unwrap();
        let id = wave_id("w1");
        let found = match column {
            "state" => journal.state(&id).map(|_| ()).map_err(WaveError::from),
            "rehearsal" => journal.rehearsal(&id).map(|_| ()),
            _ => journal.instrument(&id).map(|_| ()),
        };
        let fault = found.unwrap_err();
        assert!(
            matches!(&fault, WaveError::Fault(Fault::StoredWave { wave, .. }) if wave == "w1"),
            "{column}: {fault}"
        );
        assert!(fault.to_string().contains("restore the last backup"), "{fault}");
    }
}
