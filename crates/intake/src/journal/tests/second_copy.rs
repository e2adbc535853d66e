//! The copy on another volume.

use super::*;

/// A second volume, as a folder.
fn volume(bench: &Bench) -> PathBuf {
    let folder = bench.folder.path().join("volume");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

type Rows = Vec<(Vec<u8>, String, Vec<u8>)>;

fn rows(file: &Path, table: &str) -> Rows {
    let connection = Connection::open(file).unwrap();
    let columns = if table == "envelope" { "row_key, wave, body" } else { "code_hash, wave, x''" };
    let condition = if table == "invitation" { "WHERE used = 1" } else { "" };
    let mut query = connection.prepare(&format!("SELECT {columns} FROM {table} {condition} ORDER BY 1")).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Both files hold the same answers and the same used codes.
fn assert_equal(bench: &Bench, volume: &Path) -> usize {
    let copy = volume.join("second-copy.db");
    let envelopes = rows(&bench.path(), "envelope");
    assert!(envelopes == rows(&copy, "envelope"), "the envelopes differ");
    assert!(rows(&bench.path(), "invitation") == rows(&copy, "spent"), "the used codes differ");
    envelopes.len()
}

#[test]
fn a_receipt_means_that_the_answer_is_in_both_files() {
    let (mut bench, mut journal) = Bench::new(5);
    let volume = volume(&bench);
    journal.attach_second_copy(&volume).unwrap();
    for code in 0..3 {
        let submission = bench.submission(code, [1, 2, 3]);
        bench.accept_one(&mut journal, &submission).unwrap();
        assert_equal(&bench, &volume);
    }
    let wrong = bench.submission(0, [5, 5, 5]);
    assert!(bench.accept_one(&mut journal, &wrong).is_err());
    assert_eq!(assert_equal(&bench, &volume), 3);
}

/// Whichever side is behind, start-up makes both the union, and a second start changes nothing.
#[test]
fn start_up_takes_the_union_of_both() {
    let (mut bench, mut journal) = Bench::new(6);
    let volume = volume(&bench);
    let backup = bench.folder.path().join("backup");
    let batch: Vec<Submission> = (0..4).map(|code| bench.submission(code, [1, 2, 3])).collect();
    // The journal is ahead: as if the power had gone between the two commits.
    bench.accept_one(&mut journal, &batch[0]).unwrap();
    journal.start(Some(&volume)).unwrap();
    assert_eq!(assert_equal(&bench, &volume), 1);
    journal.backup(&backup).unwrap();
    bench.accept(&mut journal, &[&batch[1], &batch[2]]);
    drop(journal);

    // The journal is lost, and the backup is older than the copy.
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(bench.folder.path().join(format!("intake.db{suffix}")));
    }
    let restored = restore(&backup, Some(&volume), &bench.path()).unwrap();
    assert_eq!(restored, Restored { waves: 1, answers: 3, from_second_copy: 2 });
    assert_eq!(assert_equal(&bench, &volume), 3);
    let mut journal = open(&bench.path());
    journal.start(Some(&volume)).unwrap();
    for (number, submission) in batch.iter().enumerate() {
        let accepted = bench.accept_one(&mut journal, submission).unwrap();
        assert_eq!(accepted.repeated, number < 3, "answer {number}");
    }
    let second = bench.submission(2, [5, 5, 5]);
    assert_eq!(
        bench.accept_one(&mut journal, &second),
        Err(Refusal::Code.into()),
        "its code was spent before the loss"
    );
    drop(journal);
    let mut journal = open(&bench.path());
    journal.start(Some(&volume)).unwrap();
    assert_eq!(journal.reconcile().unwrap(), crate::journal::second_copy::Reconciled::default());
    assert_eq!(assert_equal(&bench, &volume), 4);
    assert_eq!(bench.stored().len(), 4);
}

#[test]
fn what_is_settled_goes_from_the_copy_at_once_or_at_the_next_start() {
    for attached in [true, false] {
        let (mut bench, mut journal) = Bench::new(3);
        let volume = volume(&bench);
        journal.attach_second_copy(&volume).unwrap();
        let submission = bench.submission(0, [1, 2, 3]);
        bench.accept_one(&mut journal, &submission).unwrap();
        journal.begin_closing(&wave_id("w1")).unwrap();
        if !attached {
            drop(journal);
            journal = open(&bench.path());
        }
        journal.mark_settled(&wave_id("w1")).unwrap();
        if !attached {
            assert_eq!(rows(&volume.join("second-copy.db"), "envelope").len(), 1);
            journal.start(Some(&volume)).unwrap();
            journal.empty_log().unwrap();
        }
        assert_eq!(assert_equal(&bench, &volume), 0);
        let hash = bench.key.hash(&bench.codes[0]);
        assert!(!contains(&bytes_in(&volume), &hash), "the copy still holds a code's hash");
    }
}

/// A letter is replaced by a command that knows of the copy, and by one that does not.
#[test]
fn replaced_codes_are_replaced_in_the_copy_too() {
    for attached in [true, false] {
        let (mut bench, mut journal) = Bench::new(3);
        let volume = volume(&bench);
        journal.attach_second_copy(&volume).unwrap();
        let submission = bench.submission(0, [1, 2, 3]);
        bench.accept_one(&mut journal, &submission).unwrap();
        let old = bench.codes[0].clone();
        if attached {
            bench.reissue(&mut journal, "w1", &[old]).unwrap();
        } else {
            let mut command = open(&bench.path());
            bench.reissue(&mut command, "w1", &[old]).unwrap();
            drop(journal);
            journal = open(&bench.path());
            journal.start(Some(&volume)).unwrap();
        }
        assert_eq!(assert_equal(&bench, &volume), 1);
        let next = bench.submission(1, [1, 2, 3]);
        bench.accept_one(&mut journal, &next).unwrap();
        assert_eq!(assert_equal(&bench, &volume), 2);
    }
}

#[test]
fn a_copy_that_belongs_elsewhere_is_refused_and_left_as_it_was() {
    let (mut bench, mut journal) = Bench::new(2);
    let volume = volume(&bench);
    journal.attach_second_copy(&volume).unwrap();
    let submission = bench.submission(0, [1, 2, 3]);
    bench.accept_one(&mut journal, &submission).unwrap();
    drop(journal);
    let before = std::fs::read(volume.join("second-copy.db")).unwrap();

    let mut other = open(&bench.folder.path().join("other.db"));
    let fault = other.attach_second_copy(&volume).unwrap_err();
    assert!(matches!(&fault, Fault::CopyOfOther { wave, .. } if wave == "w1"), "{fault}");
    assert!(std::fs::read(volume.join("second-copy.db")).unwrap() == before);

    let strangers = bench.folder.path().join("strangers");
    std::fs::create_dir(&strangers).unwrap();
    drop(Journal::open(&strangers.join("second-copy.db")).unwrap());
    let mut journal = open(&bench.path());
    assert!(matches!(journal.attach_second_copy(&strangers), Err(Fault::Foreign { .. })));
    assert!(matches!(journal.attach_second_copy(&bench.folder.path().join("nowhere")), Err(Fault::Open { .. })));
    journal.attach_second_copy(&volume).unwrap();
    assert_eq!(assert_equal(&bench, &volume), 1);
}

/// The journal is restored without its copy and goes on, so that one code answers here and there: nobody can say which
/// of the two counts, and nothing is thrown away.
#[test]
fn copies_that_took_different_answers_from_one_code_are_told_apart() {
    let (mut bench, mut journal) = Bench::new(2);
    let volume = volume(&bench);
    let backup = bench.folder.path().join("backup");
    journal.backup(&backup).unwrap();
    journal.attach_second_copy(&volume).unwrap();
    let there = bench.submission(0, [1, 1, 1]);
    bench.accept_one(&mut journal, &there).unwrap();
    drop(journal);

    let restored = bench.folder.path().join("restored.db");
    restore(&backup, None, &restored).unwrap();
    let mut journal = open(&restored);
    let here = bench.submission(0, [5, 5, 5]);
    bench.accept_one(&mut journal, &here).unwrap();
    let fault = journal.attach_second_copy(&volume).unwrap_err();
    assert!(matches!(&fault, Fault::CopiesDisagree { wave, .. } if wave == "w1"), "{fault}");
    drop(journal);
    assert_eq!((rows(&restored, "envelope").len(), rows(&volume.join("second-copy.db"), "envelope").len()), (1, 1));
}

#[test]
fn a_damaged_copy_is_found_at_the_start() {
    let (mut bench, mut journal) = Bench::new(200);
    let volume = volume(&bench);
    journal.attach_second_copy(&volume).unwrap();
    let batch: Vec<Submission> = (0..200).map(|code| bench.submission(code, [1, 2, 3])).collect();
    bench.accept(&mut journal, &batch.iter().collect::<Vec<_>>());
    drop(journal);
    let path = volume.join("second-copy.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x55);
    std::fs::write(&path, bytes).unwrap();
    let fault = open(&bench.path()).start(Some(&volume)).unwrap_err();
    assert!(matches!(&fault, Fault::Damaged { path, .. } if path.ends_with("second-copy.db")), "{fault}");
}

/// The second volume is full: nothing is acknowledged that is not on it, and it goes on unaided when there is room.
#[test]
fn a_full_second_volume_acknowledges_nothing_and_is_survived() {
    let (mut bench, mut journal) = Bench::new(400);
    let folder = volume(&bench);
    let Some(_disk) = room::SmallDisk::mount(&folder) else {
        eprintln!("NOT TESTED: no small file system can be mounted here, so a full second volume was not tried");
        return;
    };
    journal.attach_second_copy(&folder).unwrap();
    let batch: Vec<Submission> = (0..400).map(|code| bench.submission(code, [1, 2, 3])).collect();
    let mut acknowledged = vec![false; 400];
    let first: Vec<&Submission> = batch[..20].iter().collect();
    for (verdict, acknowledged) in bench.accept(&mut journal, &first).iter().zip(&mut acknowledged) {
        *acknowledged = verdict.is_ok();
    }
    room::fill_up(&folder);
    let mut failures = std::collections::BTreeSet::new();
    for (number, submission) in batch.iter().enumerate().skip(20) {
        match journal.accept(&bench.key, &mut bench.entropy, &[submission]) {
            Ok(verdicts) => acknowledged[number] = verdicts[0].is_ok(),
            Err(setback) => {
                assert_eq!(setback.poison, None, "a lack of room is not the end");
                failures.insert(format!("{:?}", setback.failure));
            }
        }
        let _later = journal.shorten_log();
    }
    let before = acknowledged.iter().filter(|acknowledged| **acknowledged).count();
    assert!(before < 400, "the second volume never became full");
    // The first is told that nobody knows, because its answer is in the journal; the rest that there is no room.
    assert_eq!(failures.into_iter().collect::<Vec<_>>(), ["NoRoom", "Unknown"]);
    let copied = rows(&folder.join("second-copy.db"), "envelope").len();
    assert!(copied >= before, "{before} were acknowledged and {copied} are on the second volume");

    room::clear(&folder);
    for (number, submission) in batch.iter().enumerate() {
        let accepted = bench.accept_one(&mut journal, submission).unwrap();
        assert!(accepted.repeated || !acknowledged[number], "acknowledged answer {number} was lost");
        journal.shorten_log().unwrap();
    }
    assert_eq!(assert_equal(&bench, &folder), 400);
    drop(journal);
    assert_eq!(bench.stored().len(), 400);
}
