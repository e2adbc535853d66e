//! A disk with too little room, made of memory: a few kilobytes of tmpfs, which takes the rights of an administrator.

use crate::absence_months::table;
use crate::fixture::{folder, records, settle_here, snapshot};
use archive::{ArchiveError, Fault, read_absence, write_absence};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing, said loudly, where this machine does not let us mount.
    fn of(kilobytes: usize) -> Option<Self> {
        let disk = Self(tempfile::tempdir().unwrap());
        if disk.mount(&format!("size={kilobytes}k")) {
            return Some(disk);
        }
        let name = std::thread::current().name().unwrap_or_default().to_owned();
        eprintln!("NOT TESTED: {name} needs the right to mount a small tmpfs; run it as an administrator on Linux");
        // Nothing is mounted, so there is nothing for drop to unmount.
        None
    }

    fn mount(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(self.0.path());
        mount.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    }

    fn grow(&self, kilobytes: usize) {
        assert!(self.mount(&format!("remount,size={kilobytes}k")));
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmount = Command::new("umount").arg(self.0.path()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        drop(unmount);
    }
}

fn is_full_disk<T>(outcome: &Result<T, ArchiveError>) -> bool {
    matches!(outcome, Err(ArchiveError::Failed(Fault::DiskFull { .. })))
}

#[test]
fn a_full_disk_leaves_nothing_half_written_and_the_next_run_finishes() {
    let undisturbed = folder();
    settle_here(undisturbed.path(), records(6, 3_000), 1_000).unwrap();
    let expected = snapshot(undisturbed.path());

    let Some(disk) = SmallDisk::of(4) else { return };
    let mut full = 0;
    for kilobytes in (4..400).step_by(4) {
        disk.grow(kilobytes);
        let outcome = settle_here(disk.path(), records(6, 3_000), 1_000);
        if outcome.is_ok() {
            break;
        }
        assert!(is_full_disk(&outcome), "{kilobytes} kB: {outcome:?}");
        let sentence = outcome.unwrap_err().to_string();
        assert!(sentence.contains(": the disk is full; nothing half written is left"), "{sentence}");
        let left: Vec<_> = fs::read_dir(disk.path()).unwrap().collect();
        assert!(left.is_empty(), "{kilobytes} kB: {left:?}");
        full += 1;
    }
    assert!(full > 3, "the disk was too small {full} times");
    assert_eq!(snapshot(disk.path()), expected, "and then large enough");
}

#[test]
fn a_full_disk_leaves_the_absence_of_before() {
    let Some(disk) = SmallDisk::of(32) else { return };
    let (before, after) = (table(3, 40), table(4, 4_000));
    write_absence(disk.path(), &before).unwrap();
    let files = snapshot(disk.path());

    let outcome = write_absence(disk.path(), &after);
    assert!(is_full_disk(&outcome), "{outcome:?}");
    assert_eq!(snapshot(disk.path()), files, "the months of before, and nothing else");
    assert_eq!(read_absence(disk.path()).unwrap(), before);

    disk.grow(4_000);
    write_absence(disk.path(), &after).unwrap();
    assert_eq!(read_absence(disk.path()).unwrap(), after, "the same months, replaced as a whole");
}
