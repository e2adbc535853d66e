//! Room on the disk.

use std::process::Command;

use super::*;

/// A file system of one and a half megabytes, where this test may mount one.
pub(super) struct SmallDisk(PathBuf);

impl SmallDisk {
    pub(super) fn mount(at: &Path) -> Option<SmallDisk> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1536k", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| SmallDisk(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).output();
    }
}

/// Takes every free byte.
pub(super) fn fill_up(folder: &Path) {
    use std::io::Write as _;
    let mut filler = std::fs::OpenOptions::new().create(true).append(true).open(folder.join("filler")).unwrap();
    let mut chunk = vec![7; 65_536];
    while !chunk.is_empty() {
        if filler.write_all(&chunk).is_err() {
            chunk.truncate(chunk.len() / 2);
        }
    }
}

pub(super) fn clear(folder: &Path) {
    std::fs::remove_file(folder.join("filler")).unwrap();
}

#[test]
fn a_wave_opens_only_where_its_answers_fit() {
    let (mut bench, mut journal) = Bench::new(1);
    journal.prepare_wave(&bench.opening(&wave("w2"))).unwrap();
    bench.invite(&mut journal, "w2", 3).unwrap();
    let mut journal = journal.with_free_space_floor(u64::MAX);
    let refused = journal.open_wave(&wave_id("w2")).unwrap_err();
    assert!(matches!(refused, WaveError::TooLittleRoom { .. }), "{refused}");
    assert!(refused.to_string().contains("make room"), "{refused}");
    assert_eq!(journal.state(&wave_id("w2")).unwrap(), Some(WaveState::Draft));
    assert!(!journal.reserve().exists());
    let mut journal = journal.with_free_space_floor(1);
    journal.open_wave(&wave_id("w2")).unwrap();
    assert_eq!(std::fs::metadata(journal.reserve()).unwrap().len(), 8 * 1024 * 1024);
}

#[test]
fn the_reserve_is_laid_with_the_wave_can_be_given_up_and_goes_with_the_last_wave() {
    let (mut bench, mut journal) = Bench::new(1);
    let laid = |journal: &Journal| std::fs::metadata(journal.reserve()).map(|about| about.len()).ok();
    assert!(!journal.release_reserve().unwrap());
    journal.start(None).unwrap();
    assert_eq!(laid(&journal), None, "there never was one");
    journal.prepare_wave(&bench.opening(&wave("w2"))).unwrap();
    bench.invite(&mut journal, "w2", 1).unwrap();
    let mut journal = journal.with_free_space_floor(1);
    journal.open_wave(&wave_id("w2")).unwrap();
    let whole = laid(&journal);
    assert!(whole.is_some_and(|length| length > 0));
    assert!(journal.release_reserve().unwrap());
    assert!(!journal.release_reserve().unwrap());
    assert_eq!(laid(&journal), Some(0));
    journal.start(None).unwrap();
    assert_eq!(laid(&journal), whole, "there is room again");
    let close = |journal: &mut Journal, wave: &str| {
        journal.begin_closing(&wave_id(wave)).unwrap();
        journal.mark_settled(&wave_id(wave)).unwrap();
    };
    close(&mut journal, "w1");
    assert_eq!(laid(&journal), whole, "another wave is still open");
    close(&mut journal, "w2");
    assert_eq!(laid(&journal), None);
    journal.start(None).unwrap();
    assert_eq!(laid(&journal), None, "nothing to keep room for");
}

#[test]
fn a_reserve_that_cannot_be_given_up_is_told() {
    let (_bench, journal) = Bench::new(1);
    std::fs::create_dir(journal.reserve()).unwrap();
    let fault = journal.release_reserve().unwrap_err();
    assert!(matches!(fault, Fault::Reserve { .. }), "{fault}");
}

/// The disk is really full: everything is refused and undone, and goes on unaided when somebody gives the filler up.
#[test]
fn a_full_volume_stores_nothing_and_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_disk) = SmallDisk::mount(folder.path()) else {
        eprintln!("NOT TESTED: no small file system can be mounted here, so a really full disk was not tried");
        return;
    };
    let (mut bench, journal) = Bench::new(400);
    drop(journal);
    let path = folder.path().join("intake.db");
    std::fs::copy(bench.path(), &path).unwrap();
    let mut journal = open(&path);
    let batch: Vec<Submission> = (0..400).map(|code| bench.submission(code, [1, 2, 3])).collect();
    fill_up(folder.path());
    let mut stored = [false; 400];
    for (number, submission) in batch.iter().enumerate() {
        match journal.accept(&bench.key, &mut bench.entropy, &[submission]) {
            Ok(verdicts) => stored[number] = verdicts[0].is_ok(),
            Err(setback) => {
                assert_eq!((setback.failure, setback.poison), (crate::refusal::Failure::NoRoom, None));
            }
        }
        let _later = journal.shorten_log();
    }
    assert!(stored.contains(&false), "the disk never became full");
    let fault = journal.backup(&folder.path().join("backup")).unwrap_err();
    assert!(matches!(fault, Fault::NoRoom { .. } | Fault::Backup { .. }), "{fault}");
    assert!(!folder.path().join("backup").exists() && !folder.path().join("backup.part").exists());
    clear(folder.path());
    for (number, submission) in batch.iter().enumerate() {
        assert_eq!(bench.accept_one(&mut journal, submission).unwrap().repeated, stored[number], "answer {number}");
        journal.shorten_log().unwrap();
    }
}
