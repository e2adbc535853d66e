//! Tests of the journal and the writer without HTTP.

use survey::{Answer, Date, FormerMunicipalityId, Instrument, Response, Text, UnitId, Wave, WaveId, WaveState};

use super::*;
use crate::code::Code;
use crate::entropy::Entropy;
use crate::envelope::Place;
use crate::fault::WaveError;
use crate::key::CodeKey;
use crate::refusal::{Declined, Failure, Refusal};
use crate::submission::{Submission, SubmissionId};
use crate::writer::Writer;

pub(crate) const THREE_ITEMS: &str = include_str!("../../tests/fixtures/three-items.toml");

struct Bench {
    folder: tempfile::TempDir,
    key: CodeKey,
    entropy: Entropy,
    codes: Vec<(Place, Code)>,
}

fn place(number: usize) -> Place {
    Place {
        unit: UnitId::new(format!("unit-{}", number % 3)).unwrap(),
        former_municipality: FormerMunicipalityId::new(["asker", "hurum"][number % 2]).unwrap(),
    }
}

fn wave(id: &str) -> Wave {
    Wave {
        id: WaveId::new(id).unwrap(),
        title: Text::new("Måling", "Måling", "Survey").unwrap(),
        reference_date: Date::parse("2021-10-01").unwrap(),
        instrument: survey::InstrumentId::new("three-items").unwrap(),
        instrument_version: "1".to_owned(),
        modules: Vec::new(),
    }
}

impl Bench {
    /// A journal with one open wave, "w1".
    fn new(invited: usize) -> (Bench, Journal) {
        let folder = tempfile::tempdir().unwrap();
        let mut entropy = Entropy::from_seed([3; 32]);
        let key = CodeKey::from_bytes([5; 32]);
        let mut journal = Journal::open(&folder.path().join("intake.db")).unwrap();
        let places: Vec<Place> = (0..invited).map(place).collect();
        let codes =
            journal.open_wave(&wave("w1"), THREE_ITEMS, &places, &key, &mut |bytes| entropy.fill(bytes)).unwrap();
        (Bench { folder, key, entropy, codes }, journal)
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("intake.db")
    }

    fn submission(&mut self, code: usize, points: [u8; 3]) -> Submission {
        let mut id = [0; 16];
        self.entropy.fill(&mut id);
        let instrument = Instrument::from_toml("three-items.toml", THREE_ITEMS).unwrap();
        let answers = points.iter().map(|point| Answer::Point(*point)).collect();
        Submission {
            wave: WaveId::new("w1").unwrap(),
            code: self.codes[code].1.clone(),
            id: SubmissionId::from_bytes(id),
            response: Response::from_answers(&instrument, answers).unwrap(),
        }
    }
}

fn stored(journal: &mut Journal) -> Vec<survey::Record> {
    let id = WaveId::new("w1").unwrap();
    journal.begin_closing(&id).unwrap();
    let mut records = journal.read_for_settlement(&id).unwrap().records;
    records.sort();
    records
}

#[test]
fn a_wave_goes_from_open_through_closing_to_settled_and_leaves_nothing_behind() {
    let (mut bench, mut journal) = Bench::new(4);
    let id = WaveId::new("w1").unwrap();
    assert_eq!(journal.waves().unwrap(), [(wave("w1"), WaveState::Open)]);
    let first = bench.submission(0, [1, 2, 3]);
    let late = bench.submission(1, [4, 4, 4]);
    let accepted = journal.accept(&bench.key, &[&first]).unwrap().remove(0).unwrap();
    assert!(!accepted.repeated);

    let early = journal.read_for_settlement(&id).unwrap_err();
    assert!(matches!(early, WaveError::State { found: WaveState::Open, needed: WaveState::Closing, .. }), "{early}");
    assert!(matches!(journal.mark_settled(&id), Err(WaveError::State { found: WaveState::Open, .. })));
    journal.begin_closing(&id).unwrap();
    journal.begin_closing(&id).unwrap();

    assert_eq!(journal.accept(&bench.key, &[&late]).unwrap(), [Err(Refusal::WaveClosed.into())]);
    let repeated = journal.accept(&bench.key, &[&first]).unwrap().remove(0).unwrap();
    assert!(repeated.repeated, "a retry after closing still gets its receipt");
    assert_eq!(repeated.receipt, accepted.receipt);

    let settlement = journal.read_for_settlement(&id).unwrap();
    assert_eq!(settlement.records.len(), 1);
    assert_eq!(settlement.records[0].unit.as_str(), "unit-0");
    assert_eq!(settlement.records[0].former_municipality.as_str(), "asker");
    assert_eq!(settlement.invited.iter().map(|invited| invited.invited).sum::<u32>(), 4);

    let hash = bench.key.hash(&bench.codes[2].1);
    assert!(contains(&std::fs::read(bench.path()).unwrap(), &hash) || log_contains(&bench, &hash));
    journal.mark_settled(&id).unwrap();
    journal.mark_settled(&id).unwrap();
    assert_eq!(journal.state(&id).unwrap(), Some(WaveState::Settled));
    assert!(!contains(&std::fs::read(bench.path()).unwrap(), &hash), "the file still holds a code's hash");
    assert!(!log_contains(&bench, &hash), "the log still holds a code's hash");
    assert_eq!(journal.accept(&bench.key, &[&first]).unwrap(), [Err(Refusal::WaveClosed.into())]);
    assert!(matches!(journal.begin_closing(&id), Err(WaveError::State { found: WaveState::Settled, .. })));
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

fn log_contains(bench: &Bench, needle: &[u8]) -> bool {
    std::fs::read(bench.folder.path().join("intake.db-wal")).is_ok_and(|log| contains(&log, needle))
}

#[test]
fn one_transaction_judges_each_answer_alone() {
    let (mut bench, mut journal) = Bench::new(3);
    let good = bench.submission(0, [1, 1, 1]);
    let same_code = bench.submission(0, [2, 2, 2]);
    let mut unknown = bench.submission(1, [3, 3, 3]);
    unknown.code = Code::parse(&"0".repeat(26)).unwrap();
    let mut elsewhere = bench.submission(1, [3, 3, 3]);
    elsewhere.wave = WaveId::new("w9").unwrap();
    let other = bench.submission(2, [4, 4, 4]);
    let verdicts = journal.accept(&bench.key, &[&good, &same_code, &good, &unknown, &elsewhere, &other]).unwrap();
    assert!(matches!(verdicts[0], Ok(accepted) if !accepted.repeated));
    assert_eq!(verdicts[1], Err(Refusal::Code.into()));
    assert!(matches!(verdicts[2], Ok(accepted) if accepted.repeated));
    assert_eq!(verdicts[3], Err(Refusal::Code.into()));
    assert_eq!(verdicts[4], Err(Refusal::UnknownWave.into()));
    assert!(matches!(verdicts[5], Ok(accepted) if !accepted.repeated));
    drop(journal);
    assert_eq!(stored(&mut Journal::open(&bench.path()).unwrap()).len(), 2);
}

#[test]
fn a_code_belongs_to_one_wave() {
    let (mut bench, mut journal) = Bench::new(1);
    let entropy = &mut bench.entropy;
    journal.open_wave(&wave("w2"), THREE_ITEMS, &[place(0)], &bench.key, &mut |bytes| entropy.fill(bytes)).unwrap();
    let mut submission = bench.submission(0, [1, 1, 1]);
    submission.wave = WaveId::new("w2").unwrap();
    assert_eq!(journal.accept(&bench.key, &[&submission]).unwrap(), [Err(Refusal::Code.into())]);
}

#[test]
fn opening_a_wave_is_all_or_nothing() {
    let (mut bench, mut journal) = Bench::new(1);
    let mut open = |journal: &mut Journal, wave: &Wave, toml: &str, places: &[Place]| {
        let entropy = &mut bench.entropy;
        journal.open_wave(wave, toml, places, &bench.key, &mut |bytes| entropy.fill(bytes)).map(|codes| codes.len())
    };
    assert!(matches!(open(&mut journal, &wave("w1"), THREE_ITEMS, &[place(0)]), Err(WaveError::Exists { .. })));
    assert!(matches!(open(&mut journal, &wave("w2"), THREE_ITEMS, &[]), Err(WaveError::NobodyInvited { .. })));
    assert!(matches!(open(&mut journal, &wave("w2"), "id = 3", &[place(0)]), Err(WaveError::Instrument(_))));
    let mut other_version = wave("w2");
    other_version.instrument_version = "2".to_owned();
    assert!(matches!(open(&mut journal, &other_version, THREE_ITEMS, &[place(0)]), Err(WaveError::Questions { .. })));
    let stuck = journal.open_wave(&wave("w2"), THREE_ITEMS, &[place(0), place(1)], &bench.key, &mut |bytes| {
        bytes.fill(9);
    });
    assert!(matches!(stuck, Err(WaveError::RepeatedCode)));
    assert_eq!(journal.waves().unwrap().len(), 1, "a refused wave leaves nothing");
    assert!(matches!(journal.begin_closing(&WaveId::new("w2").unwrap()), Err(WaveError::Unknown { .. })));
}

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

    let newer = folder.path().join("newer.db");
    drop(Journal::open(&newer).unwrap());
    Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    assert!(matches!(Journal::open(&newer), Err(Fault::Layout { found: 2, known: 1, .. })));

    let nowhere = folder.path().join("no-such-folder").join("intake.db");
    assert!(matches!(Journal::open(&nowhere), Err(Fault::Open { .. })));
}

/// I3: nothing in the tables could hold a time, an order or an origin.
#[test]
fn the_tables_have_no_column_for_time_order_or_origin() {
    let (_bench, journal) = Bench::new(1);
    let mut query = journal
        .connection
        .prepare(
            "SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_table_info(t.name) c
                  WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%' ORDER BY 1",
        )
        .unwrap();
    let columns: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        columns,
        [
            "envelope.body",
            "envelope.row_key",
            "envelope.wave",
            "invitation.code_hash",
            "invitation.former_municipality",
            "invitation.unit",
            "invitation.used",
            "invitation.wave",
            "wave.about",
            "wave.id",
            "wave.instrument",
            "wave.state",
        ]
    );
    let with_row_numbers: i64 = journal
        .connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%' AND wr = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(with_row_numbers, 0, "a table keeps row numbers, which are the order of arrival");
}

/// No codes, no submission numbers and no receipts in the bytes of file and log.
#[test]
fn neither_codes_nor_submission_numbers_nor_receipts_are_in_the_files() {
    let (mut bench, mut journal) = Bench::new(2);
    let submission = bench.submission(0, [1, 2, 3]);
    let accepted = journal.accept(&bench.key, &[&submission]).unwrap().remove(0).unwrap();
    let mut bytes = std::fs::read(bench.path()).unwrap();
    bytes.extend(std::fs::read(bench.folder.path().join("intake.db-wal")).unwrap());
    assert!(contains(&bytes, &bench.key.hash(&submission.code)), "the search itself must be able to find something");
    for (_, code) in &bench.codes {
        assert!(!contains(&bytes, code.as_bytes()));
        assert!(!contains(&bytes, code.to_string().as_bytes()));
    }
    assert!(!contains(&bytes, submission.id.as_bytes()));
    assert!(!contains(&bytes, submission.id.to_string().as_bytes()));
    assert!(!contains(&bytes, accepted.receipt.to_string().as_bytes()));
    assert!(!contains(&bytes, accepted.receipt.to_string().replace('-', "").as_bytes()));
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

#[test]
fn a_full_disk_stores_nothing_and_is_survived() {
    let (mut bench, journal) = Bench::new(2_000);
    let pages: i64 = journal.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let set_limit = |connection: &Connection, limit: i64| {
        connection.query_row(&format!("PRAGMA max_page_count = {limit}"), [], |row| row.get::<_, i64>(0)).unwrap();
    };
    set_limit(&journal.connection, pages);
    let submissions: Vec<Submission> = (0..500).map(|code| bench.submission(code, [1, 2, 3])).collect();
    let mut journal = journal;
    let batch: Vec<&Submission> = submissions.iter().collect();
    let setback = journal.accept(&bench.key, &batch).unwrap_err();
    assert_eq!(setback.failure, Failure::NoRoom);
    assert_eq!(setback.poison, None);
    let count: i64 = journal
        .connection
        .query_row("SELECT (SELECT count(*) FROM envelope) + (SELECT sum(used) FROM invitation)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 0, "something of a refused group was stored");

    set_limit(&journal.connection, 1_000_000);
    let writer = Writer::start(journal, bench.key.clone()).unwrap();
    let accepted = runtime().block_on(async {
        let mut accepted = 0;
        for submission in submissions {
            accepted += usize::from(!writer.store(submission).await.unwrap().repeated);
        }
        accepted
    });
    assert_eq!(accepted, 500);
    writer.stop().unwrap();
    assert_eq!(stored(&mut Journal::open(&bench.path()).unwrap()).len(), 500);
}

/// I4: one page of the file is ruined behind the writer's back. The first answer whose invitation stands on it poisons the
/// writer, and then even an answer that has nothing to do with that page is not taken any more.
#[test]
fn after_a_broken_write_nothing_is_acknowledged_any_more() {
    let (mut bench, journal) = Bench::new(2_000);
    journal.empty_log().unwrap();
    drop(journal);
    let mut bytes = std::fs::read(bench.path()).unwrap();
    let page_of = |bytes: &[u8], code: &Code| {
        let hash = bench.key.hash(code);
        bytes.windows(hash.len()).position(|window| window == hash).unwrap() / 4096
    };
    let ruined = page_of(&bytes, &bench.codes[0].1);
    let elsewhere = (1..2_000).find(|code| page_of(&bytes, &bench.codes[*code].1) != ruined).unwrap();
    bytes[ruined * 4096..(ruined + 1) * 4096].fill(0xA5);
    std::fs::write(bench.path(), bytes).unwrap();

    let sound = bench.submission(elsewhere, [1, 1, 1]);
    let doomed = bench.submission(0, [1, 1, 1]);
    let mut again = bench.submission(elsewhere, [1, 1, 1]);
    again.id = sound.id;
    let writer = Writer::start(Journal::open(&bench.path()).unwrap(), bench.key.clone()).unwrap();
    let outcomes = runtime()
        .block_on(async { [writer.store(sound).await, writer.store(doomed).await, writer.store(again).await] });
    assert!(matches!(outcomes[0], Ok(accepted) if !accepted.repeated), "the rest of the file works: {outcomes:?}");
    assert_eq!(outcomes[1], Err(Failure::Stopped.into()));
    assert_eq!(outcomes[2], Err(Failure::Stopped.into()), "a poisoned writer opened the file again");
    assert!(!writer.is_accepting());
    assert!(writer.stop().unwrap_err().contains("malformed"), "the reason is told");

    let fault = Journal::open(&bench.path()).and_then(|journal| journal.recover()).unwrap_err();
    assert!(matches!(fault, Fault::Damaged { .. }), "{fault}");
}

/// While somebody else holds the file, answers wait; when too many wait, the rest are told to come again.
#[test]
fn a_full_queue_says_come_again_and_loses_nothing() {
    let (mut bench, journal) = Bench::new(400);
    let submissions: Vec<Submission> =
        (0..400).map(|code| bench.submission(code, [1, 2, u8::try_from(code % 5).unwrap() + 1])).collect();
    let other = Connection::open(bench.path()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let writer = std::sync::Arc::new(Writer::start_with_queue(journal, bench.key.clone(), 8).unwrap());
    let outcomes = runtime().block_on(async {
        let tasks: Vec<_> = submissions
            .into_iter()
            .map(|submission| {
                let writer = std::sync::Arc::clone(&writer);
                tokio::spawn(async move { writer.store(submission).await })
            })
            .collect();
        // The writer holds at most 128 in its group and 8 in its queue, so some of 400 must have been turned away.
        while !tasks.iter().any(tokio::task::JoinHandle::is_finished) {
            tokio::task::yield_now().await;
        }
        other.execute_batch("ROLLBACK").unwrap();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    });
    let accepted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let busy = outcomes.iter().filter(|outcome| **outcome == Err(Declined::Failed(Failure::Busy))).count();
    assert!(busy > 0);
    assert_eq!(accepted + busy, 400, "{outcomes:?}");
    writer.stop().unwrap();
    assert_eq!(stored(&mut Journal::open(&bench.path()).unwrap()).len(), accepted);
}

#[test]
fn a_stopped_writer_has_stored_what_waited() {
    let (mut bench, journal) = Bench::new(100);
    let submissions: Vec<Submission> = (0..100).map(|code| bench.submission(code, [1, 2, 3])).collect();
    let writer = std::sync::Arc::new(Writer::start(journal, bench.key.clone()).unwrap());
    let outcomes = runtime().block_on(async {
        let tasks: Vec<_> = submissions
            .into_iter()
            .map(|submission| {
                let writer = std::sync::Arc::clone(&writer);
                tokio::spawn(async move { writer.store(submission).await })
            })
            .collect();
        tokio::task::yield_now().await;
        let stopping = std::sync::Arc::clone(&writer);
        tokio::task::spawn_blocking(move || stopping.stop()).await.unwrap().unwrap();
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        outcomes
    });
    let accepted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let log = bench.folder.path().join("intake.db-wal");
    assert!(!log.exists() || std::fs::metadata(log).unwrap().len() == 0, "the log was not emptied");
    assert_eq!(stored(&mut Journal::open(&bench.path()).unwrap()).len(), accepted);
}
