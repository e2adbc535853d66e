//! The writer thread: groups, a full disk, a broken one, a full queue, and participation that must be written down.

use super::*;
use crate::refusal::Failure;

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
    let setback = journal.accept(&bench.key, &mut bench.entropy, &batch).unwrap_err();
    assert_eq!(setback.failure, Failure::NoRoom);
    assert_eq!(setback.poison, None);
    let count: i64 = journal
        .connection
        .query_row("SELECT (SELECT count(*) FROM envelope) + (SELECT sum(used) FROM invitation)", [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 0, "something of a refused group was stored");

    set_limit(&journal.connection, 1_000_000);
    let writer = bench.writer(journal, 1_280);
    let accepted = runtime().block_on(async {
        let mut accepted = 0;
        for submission in submissions {
            accepted += usize::from(!writer.store(submission).await.unwrap().repeated);
        }
        accepted
    });
    assert_eq!(accepted, 500);
    writer.stop().unwrap();
    assert_eq!(bench.stored().len(), 500);
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
    let ruined = page_of(&bytes, &bench.codes[0]);
    let elsewhere = (1..2_000).find(|code| page_of(&bytes, &bench.codes[*code]) != ruined).unwrap();
    bytes[ruined * 4096..(ruined + 1) * 4096].fill(0xA5);
    std::fs::write(bench.path(), bytes).unwrap();

    let sound = bench.submission(elsewhere, [1, 1, 1]);
    let doomed = bench.submission(0, [1, 1, 1]);
    let mut again = bench.submission(elsewhere, [1, 1, 1]);
    again.id = sound.id;
    let writer = bench.writer(open(&bench.path()), 1_280);
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
    let writer = std::sync::Arc::new(bench.writer(journal, 8));
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
    assert_eq!(bench.stored().len(), accepted);
}

#[test]
fn a_stopped_writer_has_stored_what_waited() {
    let (mut bench, journal) = Bench::new(100);
    let submissions: Vec<Submission> = (0..100).map(|code| bench.submission(code, [1, 2, 3])).collect();
    let writer = std::sync::Arc::new(bench.writer(journal, 1_280));
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
    assert_eq!(bench.stored().len(), accepted);
}

/// Twenty in each of three units: what is told in the morning stands until the next day, and only the writer writes.
#[test]
fn the_band_of_a_small_unit_moves_once_a_day() {
    let (mut bench, journal) = Bench::new(60);
    let reader = Reader::open(&bench.path(), || day("2021-10-05")).unwrap();
    let submissions: Vec<Submission> = (0..54).map(|code| bench.submission(code, [1, 2, 3])).collect();
    let writer = bench.writer(journal, 1_280);
    let bands = |participation: Participation| {
        let units = participation.units.iter().map(|unit| unit.band);
        (participation.total, units.collect::<Vec<_>>())
    };
    runtime().block_on(async {
        assert!(matches!(reader.participation(&wave_id("w1")).unwrap(), Told::FirstToday(today) if today == day("2021-10-05")));
        let first = writer.count(wave_id("w1"), day("2021-10-05")).await.unwrap();
        assert_eq!(bands(first.clone()), (Band::Under50, vec![Band::Under50; 3]));
        for submission in submissions {
            writer.store(submission).await.unwrap();
        }
        // Sixty in all are enough to tell at once; twenty are not.
        let Told::Now(same_day) = reader.participation(&wave_id("w1")).unwrap() else { panic!("told twice a day") };
        assert_eq!(bands(same_day), (Band::From85, vec![Band::Under50; 3]));
        let next_day = writer.count(wave_id("w1"), day("2021-10-06")).await.unwrap();
        assert_eq!(bands(next_day), (Band::From85, vec![Band::From85; 3]));
        // A clock that goes back is another day, not a day for ever.
        let back = writer.count(wave_id("w1"), day("2011-10-06")).await.unwrap();
        assert_eq!(bands(back), (Band::From85, vec![Band::From85; 3]));
    });
    writer.stop().unwrap();
    let journal = open(&bench.path());
    let remembered: Vec<String> = journal
        .connection
        .prepare("SELECT unit || ' ' || band || ' ' || day FROM participation ORDER BY 1")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let expected = ["unit-0", "unit-1", "unit-2"].map(|unit| format!("{unit} 85-100 2011-10-06"));
    assert_eq!(remembered, expected, "only units, bands and days are remembered");
}

/// One commit per answer, which the bench compares with: the same answers come to the same end.
#[test]
fn groups_of_one_store_the_same() {
    let (mut bench, journal) = Bench::new(20);
    let submissions: Vec<Submission> = (0..20).map(|code| bench.submission(code, [1, 2, 3])).collect();
    let tools = Tools { key: bench.key.clone(), entropy: bench.entropy.branch(), group_max: 1 };
    let writer = Writer::start(journal, tools).unwrap();
    runtime().block_on(async {
        for submission in submissions {
            assert!(!writer.store(submission).await.unwrap().repeated);
        }
    });
    writer.stop().unwrap();
    assert_eq!(bench.stored().len(), 20);
}
