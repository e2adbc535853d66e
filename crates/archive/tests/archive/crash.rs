//! Work that stops at any step, once or twice, and is run again.

use crate::fixture::{folder, instrument, invited, records, snapshot, wave};
use archive::{ArchiveError, Fault, Manifest, Step, aside, read_records, settle, wave_folder};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ROWS: usize = 6;
const ROWS_PER_PART: usize = 4;

/// What a crash takes with it.
#[derive(Clone, Copy, Debug)]
enum Crash {
    /// The process ends; what it told the operating system stays.
    Killed,
    /// The power goes: bytes that were not synced are half there, names that were not synced are gone.
    PowerCut,
    /// The same, but the name given last is there: a disk may keep later names and lose earlier ones.
    PowerCutKeepsLastName,
}

/// Runs the settlement and stops before the step with this number; tells whether it was reached.
fn run_until(root: &Path, stop_before: usize, crash: Crash) -> bool {
    let (mut number, mut torn, mut unnamed, mut unmade) = (0, Vec::new(), Vec::new(), None::<PathBuf>);
    let mut last_step = None::<Step>;
    let mut observer = |step: &Step| {
        match &last_step {
            Some(Step::MakeFolder(path)) => unmade = Some(path.clone()),
            Some(Step::WriteAside(path)) => torn.push(aside(path)),
            Some(Step::SyncAside(path)) => torn.retain(|unsynced| *unsynced != aside(path)),
            Some(Step::PutInPlace(path)) => {
                // A file that was never synced is torn under its final name too.
                torn.iter_mut().filter(|torn| **torn == aside(path)).for_each(|torn| *torn = path.clone());
                unnamed.push(path.clone());
            }
            Some(Step::SyncFolder(path)) => {
                unnamed.retain(|name: &PathBuf| name.parent() != Some(path));
                unmade = unmade.take().filter(|made| made.parent() != Some(path));
            }
            _ => {}
        }
        last_step = Some(step.clone());
        if number < stop_before {
            number += 1;
            return Ok(());
        }
        if matches!(crash, Crash::PowerCutKeepsLastName) {
            unnamed.pop();
        }
        if !matches!(crash, Crash::Killed) {
            for path in &torn {
                let bytes = fs::read(path).unwrap();
                fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
            }
            for path in &unnamed {
                fs::rename(path, aside(path)).unwrap();
            }
            if let Some(folder) = &unmade {
                fs::remove_dir_all(folder).unwrap();
            }
        }
        Err(Fault::Interrupted { step: step.to_string() })
    };
    match settle(root, &wave("w1"), &instrument(), records(3, ROWS), &invited(), ROWS_PER_PART, &mut observer) {
        Ok(_) => false,
        Err(ArchiveError::Failed(Fault::Interrupted { .. })) => true,
        Err(other) => panic!("{crash:?} before step {stop_before}: {other}"),
    }
}

/// What may be seen at any moment: every Parquet file is whole, and a manifest only stands where all is whole.
fn check_what_readers_see(root: &Path, when: &str) {
    let wave = wave_folder(root, &wave("w1").id);
    for name in snapshot(root).into_keys().filter(|name| name.ends_with(".parquet")) {
        read_records(&root.join(&name), &instrument()).unwrap_or_else(|error| panic!("{when}: {name}: {error}"));
    }
    if wave.join("manifest.json").exists() {
        Manifest::read(&wave).unwrap().verify(&wave).unwrap_or_else(|error| panic!("{when}: {error}"));
        assert_eq!(read_records(&wave, &instrument()).unwrap().len(), ROWS, "{when}");
    }
}

/// A folder with the same files and folders.
fn copy_of(original: &Path) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let to = to.join(entry.file_name());
            if entry.path().is_dir() {
                fs::create_dir(&to).unwrap();
                copy(&entry.path(), &to);
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
    let root = folder();
    copy(original, root.path());
    root
}

/// Crashes before every step, and from there before every step of the recovery; the run after that must finish.
fn check_every_double_crash(crash: Crash) {
    let undisturbed = folder();
    assert!(!run_until(undisturbed.path(), usize::MAX, crash));
    let expected = snapshot(undisturbed.path());
    assert_eq!(expected.len(), 4, "two parts, the codebook and the manifest: {:?}", expected.keys());

    let (mut first, mut double_crashes) = (0, 0);
    loop {
        let crashed = folder();
        if !run_until(crashed.path(), first, crash) {
            break;
        }
        check_what_readers_see(crashed.path(), &format!("{crash:?} before step {first}"));
        for second in 0.. {
            let when = format!("{crash:?} before step {first}, then before step {second}");
            let root = copy_of(crashed.path());
            let crashed_again = run_until(root.path(), second, crash);
            check_what_readers_see(root.path(), &when);
            if !crashed_again {
                assert_eq!(snapshot(root.path()), expected, "{when}");
                break;
            }
            double_crashes += 1;
            assert!(!run_until(root.path(), usize::MAX, crash), "{when}");
            assert_eq!(snapshot(root.path()), expected, "{when}");
        }
        first += 1;
    }
    assert!(first > 15 && double_crashes > 200, "{first} first crashes, {double_crashes} second ones");
}

#[test]
fn the_process_may_be_killed_at_any_step_and_again_during_recovery() {
    check_every_double_crash(Crash::Killed);
}

#[test]
fn the_power_may_fail_at_any_step_and_again_during_recovery() {
    check_every_double_crash(Crash::PowerCut);
}

#[test]
fn the_disk_may_keep_later_names_and_lose_earlier_ones() {
    check_every_double_crash(Crash::PowerCutKeepsLastName);
}

#[test]
fn a_crash_while_writing_other_parts_leaves_nothing_of_them() {
    // The first run cuts the wave into six parts and ends before the manifest; the second makes one.
    let root = folder();
    let mut named = 0;
    let mut observer = |step: &Step| {
        named += usize::from(matches!(step, Step::PutInPlace(_)));
        if named == 5 { Err(Fault::Interrupted { step: step.to_string() }) } else { Ok(()) }
    };
    settle(root.path(), &wave("w1"), &instrument(), records(3, ROWS), &invited(), 1, &mut observer).unwrap_err();
    let left: Vec<String> = snapshot(root.path()).into_keys().collect();
    assert!(left.iter().any(|name| name.ends_with("part-00003.parquet")), "{left:?}");
    assert!(left.iter().any(|name| name.ends_with("part-00005.parquet.unfinished")), "{left:?}");

    settle(root.path(), &wave("w1"), &instrument(), records(3, ROWS), &invited(), 100, &mut |_| Ok(())).unwrap();
    let names: Vec<String> = snapshot(root.path()).into_keys().collect();
    assert_eq!(names, ["wave=w1/codebook.json", "wave=w1/manifest.json", "wave=w1/part-00000.parquet"]);
}

#[test]
fn the_steps_are_those_of_the_plan() {
    let root = folder();
    let mut steps = Vec::new();
    let mut observer = |step: &Step| {
        steps.push(step.to_string().replace(&format!("{}/wave=w1", root.path().display()), "W"));
        Ok(())
    };
    settle(root.path(), &wave("w1"), &instrument(), records(3, 5), &invited(), 10, &mut observer).unwrap();
    let root_name = root.path().display().to_string();
    let expected = [
        "make folder W".to_owned(),
        format!("sync folder {root_name}"),
        "write aside W/part-00000.parquet".to_owned(),
        "sync W/part-00000.parquet".to_owned(),
        "verify W/part-00000.parquet".to_owned(),
        "write aside W/codebook.json".to_owned(),
        "sync W/codebook.json".to_owned(),
        "verify W/codebook.json".to_owned(),
        "write aside W/manifest.json".to_owned(),
        "sync W/manifest.json".to_owned(),
        "verify W/manifest.json".to_owned(),
        "put in place W/part-00000.parquet".to_owned(),
        "put in place W/codebook.json".to_owned(),
        "sync folder W".to_owned(),
        "put in place W/manifest.json".to_owned(),
        "sync folder W".to_owned(),
        "finish W".to_owned(),
    ];
    assert_eq!(steps, expected);
}

#[test]
fn bytes_that_change_between_writing_and_checking_are_never_named() {
    let root = folder();
    let mut observer = |step: &Step| {
        if let Step::VerifyAside(path) = step
            && path.ends_with("part-00000.parquet")
        {
            let mut bytes = fs::read(aside(path)).unwrap();
            bytes[100] ^= 1;
            fs::write(aside(path), bytes).unwrap();
        }
        Ok(())
    };
    let outcome = settle(root.path(), &wave("w1"), &instrument(), records(3, 5), &invited(), 10, &mut observer);
    assert!(matches!(outcome, Err(ArchiveError::Failed(Fault::DigestMismatch { .. }))), "{outcome:?}");
    assert!(snapshot(root.path()).is_empty(), "nothing is left: {:?}", snapshot(root.path()));
}
