//! Backup and restore.

use super::*;

#[test]
fn a_backup_made_while_answers_come_in_restores_to_the_same() {
    let (mut bench, mut journal) = Bench::new(10);
    let first = bench.submission(0, [1, 2, 3]);
    let receipt = bench.accept_one(&mut journal, &first).unwrap().receipt;
    journal.participation(&wave_id("w1"), day("2021-10-05")).unwrap();
    let (backup, into) = (bench.folder.path().join("one.backup"), bench.folder.path().join("restored.db"));
    // Another process makes the backup; the log is not in the file yet.
    let command = open(&bench.path());
    command.backup(&backup).unwrap();
    drop(command);
    let second = bench.submission(1, [4, 4, 4]);
    bench.accept_one(&mut journal, &second).unwrap();

    let restored = restore(&backup, None, &into).unwrap();
    assert_eq!(restored, Restored { waves: 1, answers: 1, from_second_copy: 0 });
    let mut journal = open(&into);
    journal.start(None).unwrap();
    let repeated = bench.accept_one(&mut journal, &first).unwrap();
    assert_eq!((repeated.repeated, repeated.receipt), (true, receipt));
    assert!(!bench.accept_one(&mut journal, &second).unwrap().repeated, "it came after the backup");
    journal.begin_closing(&wave_id("w1")).unwrap();
    assert_eq!(bench.records(&journal, "w1").len(), 2);
    assert_eq!(journal.sealing_key(&wave_id("w1")).unwrap(), bench.wave_key.sealing_key());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let left: Vec<_> = std::fs::read_dir(bench.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_backup_overwrites_nothing_and_leaves_nothing_half() {
    let (bench, journal) = Bench::new(2);
    let existing = bench.folder.path().join("existing");
    std::fs::write(&existing, b"something else").unwrap();
    assert!(matches!(journal.backup(&existing), Err(Fault::BackupExists { .. })));
    assert!(matches!(journal.backup(&bench.path()), Err(Fault::BackupExists { .. })));
    assert_eq!(std::fs::read(&existing).unwrap(), b"something else");
    let nowhere = bench.folder.path().join("nowhere").join("backup");
    assert!(matches!(journal.backup(&nowhere), Err(Fault::Backup { .. })));
    // An earlier attempt was cut short.
    let backup = bench.folder.path().join("backup");
    std::fs::write(bench.folder.path().join("backup.part"), b"half").unwrap();
    journal.backup(&backup).unwrap();
    assert!(!bench.folder.path().join("backup.part").exists());
}

#[test]
fn restoring_refuses_what_is_no_backup_and_never_overwrites_a_journal() {
    let (bench, journal) = Bench::new(2);
    let (backup, into) = (bench.folder.path().join("backup"), bench.folder.path().join("restored.db"));
    journal.backup(&backup).unwrap();

    assert!(matches!(restore(&backup, None, &bench.path()), Err(Fault::JournalExists { .. })));
    std::fs::write(bench.folder.path().join("restored.db-wal"), b"left over").unwrap();
    assert!(matches!(restore(&backup, None, &into), Err(Fault::JournalExists { .. })));
    std::fs::remove_file(bench.folder.path().join("restored.db-wal")).unwrap();
    // A journal that is in use, with a log beside it, is no backup: half of it may be in the log.
    assert!(matches!(restore(&bench.path(), None, &into), Err(Fault::NotABackup { .. })));

    let text = bench.folder.path().join("text");
    std::fs::write(&text, "no database at all. ".repeat(300)).unwrap();
    assert!(matches!(restore(&text, None, &into), Err(Fault::Foreign { .. })));
    let empty = bench.folder.path().join("empty");
    std::fs::write(&empty, b"").unwrap();
    assert!(matches!(restore(&empty, None, &into), Err(Fault::NotABackup { .. })));
    assert!(matches!(restore(&bench.folder.path().join("nowhere"), None, &into), Err(Fault::Open { .. })));
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0x55);
    std::fs::write(bench.folder.path().join("damaged"), bytes).unwrap();
    assert!(matches!(restore(&bench.folder.path().join("damaged"), None, &into), Err(Fault::Damaged { .. })));
    assert!(!into.exists() && !bench.folder.path().join("restored.db.part").exists());
    restore(&backup, None, &into).unwrap();
}
