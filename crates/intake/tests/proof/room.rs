//! No room, no writing, no descriptors: told as 503, nothing acknowledged, and over by itself when there is room again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::child::{Child, Setup};
use crate::ledger::Ledger;
use crate::line::Line;
use crate::load::{send_more, settle_doubts};
use crate::powercut::{self, Control, Disk};
use crate::scale::say;
use crate::wave::{OpenWave, PATH};

const INVITED: usize = 300;

/// A file system of its own, taken down again.
pub(crate) struct Mounted(PathBuf);

impl Mounted {
    pub(crate) fn new(arguments: &[&str], at: &Path) -> Option<Mounted> {
        let mounted = Command::new("mount").args(arguments).arg(at).output();
        mounted.is_ok_and(|output| output.status.success()).then(|| Mounted(at.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Whoever used it last may just be leaving.
        for _ in 0..200 {
            if Command::new("umount").arg(&self.0).output().is_ok_and(|output| output.status.success()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        say(&format!("{} could not be unmounted", self.0.display()));
    }
}

/// Writes until not one byte more fits.
pub(crate) fn fill(folder: &Path) -> PathBuf {
    use std::io::Write;
    let filler = folder.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    let mut chunk = vec![0; 65_536];
    while !chunk.is_empty() {
        if file.write_all(&chunk).is_err() {
            chunk.truncate(chunk.len() / 2);
        }
    }
    filler
}

#[test]
fn a_full_disk_is_told_and_over_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(_disk) = Mounted::new(&["-t", "tmpfs", "-o", "size=4m", "tmpfs"], folder.path()) else {
        say("NOT TESTED: a really full disk: no small file system can be mounted here");
        return;
    };
    let wave = OpenWave::in_little_room(folder.path(), INVITED);
    let ledger = Ledger::default();
    let child = Setup::new(folder.path()).start().unwrap();
    for round in 1..=3 {
        let when = format!("full disk, time {round}");
        send_more(child.address, &wave, &ledger, 20);
        assert_eq!(ledger.in_doubt(), [0; 0], "{when}");
        let filler = fill(folder.path());
        let refused = ledger.refusals("no-room");
        send_more(child.address, &wave, &ledger, 40);
        assert!(ledger.refusals("no-room") > refused, "{when}: nobody was told that there is no room");
        assert_eq!(Line::to(child.address).unwrap().get("/api/v1/health").unwrap().status, 200, "{when}");
        std::fs::remove_file(filler).unwrap();
        settle_doubts(child.address, &wave, &ledger);
        ledger.check_conduct(&when);
    }
    child.stop();
    ledger.check(wave.stored_in(folder.path()), "after the full disk");
    assert_eq!(ledger.acknowledged().len(), 180);
}

/// Every write says that the file system is read-only, and later that it is not. Linux lets no file system with open
/// files become read-only and come back, so the refusals come from the library between program and kernel.
#[test]
fn a_file_system_that_becomes_read_only_and_comes_back_loses_nothing() {
    if !powercut::is_here("writes are refused for a while") {
        return;
    }
    const READ_ONLY: i64 = 30;
    const NO_ROOM: i64 = 28;
    const NO_QUOTA: i64 = 122;
    for error in [READ_ONLY, NO_ROOM, NO_QUOTA] {
        let when = format!("error {error} for a while");
        let folder = tempfile::tempdir().unwrap();
        let wave = OpenWave::new(folder.path(), INVITED);
        let ledger = Ledger::default();
        let control = Control::new();
        let disk = Disk::holding(folder.path());
        let setup = disk.server().with("POWERCUT_CONTROL", control.path().display());
        let mut child = setup.start().unwrap();
        send_more(child.address, &wave, &ledger, 20);
        assert_eq!(ledger.in_doubt(), [0; 0], "{when}");
        control.refuse_writes(error);
        send_more(child.address, &wave, &ledger, 40);
        assert_eq!(ledger.acknowledged().len(), 20, "{when}: an answer was acknowledged that could not be written");
        assert!(!ledger.in_doubt().is_empty(), "{when}: nobody tried");
        if error == NO_ROOM {
            control.refuse_writes(0);
        } else {
            // SQLite cannot say more than "the write failed", so the server stops. Whoever starts it again finds it down
            // until it can write.
            for child in [child, setup.start().unwrap()] {
                let (status, said) = child.ended();
                assert!(!status.success() && said.contains("ended: "), "{when}: {status} {said}");
            }
            control.refuse_writes(0);
            child = setup.start().unwrap();
            ledger.restarted();
        }
        settle_doubts(child.address, &wave, &ledger);
        send_more(child.address, &wave, &ledger, 20);
        assert_eq!(ledger.in_doubt(), [0; 0], "{when}");
        child.stop();
        ledger.check(wave.stored_in(&disk.root()), &when);
        ledger.check(wave.stored_in(&disk.survivors()), &when);
    }
}

/// What a kernel does when a disk fails under ext4: it stops writing for good, until somebody mounts anew.
#[test]
fn a_file_system_that_the_kernel_gives_up_loses_nothing_acknowledged() {
    let place = tempfile::tempdir().unwrap();
    let (image, folder) = (place.path().join("image"), place.path().join("mounted"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::File::create(&image).unwrap().set_len(32 << 20).unwrap();
    let succeeds = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let image = image.to_str().unwrap();
    let mount = || Mounted::new(&["-o", "loop,errors=remount-ro", image], &folder);
    let made = succeeds("mkfs.ext4", &["-q", image]);
    let Some(mounted) = made.then(mount).flatten() else {
        say("NOT TESTED: a kernel that gives a file system up: no ext4 can be mounted here");
        return;
    };
    let wave = OpenWave::new(&folder, INVITED);
    let ledger = Ledger::default();
    let child = Setup::new(&folder).start().unwrap();
    send_more(child.address, &wave, &ledger, 40);
    assert_eq!(ledger.in_doubt(), [0; 0]);
    if !succeeds("mount", &["-o", "remount,abort", folder.to_str().unwrap()]) {
        say("NOT TESTED: a kernel that gives a file system up: it cannot be told to here");
        return;
    }
    send_more(child.address, &wave, &ledger, 40);
    assert_eq!(ledger.acknowledged().len(), 40, "an answer was acknowledged that could not be written");
    let (status, said) = child.ended();
    assert!(!status.success() && said.contains("ended: "), "{status} {said}");
    let (status, said) = Setup::new(&folder).start().unwrap().ended();
    assert!(!status.success() && said.contains("ended: "), "it serves what cannot be written: {status} {said}");
    drop(mounted);

    let _mounted = mount().unwrap();
    ledger.restarted();
    let child = Setup::new(&folder).start().unwrap();
    settle_doubts(child.address, &wave, &ledger);
    child.stop();
    ledger.check(wave.stored_in(&folder), "after mounting anew");
    assert!(ledger.acknowledged().len() > 40, "nobody tried in between");
}

/// Lets a running process open nothing more, or as much as it likes. A new descriptor is the lowest free number, and the
/// limit is one on numbers.
fn may_open(child: &Child, allowed: bool) -> bool {
    let id = child.id();
    let limit = if allowed {
        4_096
    } else {
        let numbers = std::fs::read_dir(format!("/proc/{id}/fd")).unwrap();
        let taken: BTreeSet<usize> =
            numbers.map(|entry| entry.unwrap().file_name().to_str().unwrap().parse().unwrap()).collect();
        (0..).find(|number| !taken.contains(number)).unwrap()
    };
    let set = Command::new("prlimit").args([format!("--pid={id}"), format!("--nofile={limit}:")]).output();
    set.is_ok_and(|output| output.status.success())
}

#[test]
fn running_out_of_descriptors_loses_nothing_and_is_over_by_itself() {
    if !powercut::is_here("running out of descriptors") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let ledger = Ledger::default();
    let disk = Disk::holding(folder.path());
    let mut child = disk.server().start().unwrap();
    let mut first = Line::to(child.address).unwrap();
    assert_eq!(first.get("/api/v1/health").unwrap().status, 200);
    if !may_open(&child, false) {
        say("NOT TESTED: running out of descriptors: prlimit cannot be used here");
        return;
    }
    // The very first answers are stored while there is not one descriptor left.
    for number in 0..10 {
        let sending = ledger.send(number);
        ledger.heard(&sending, &first.post(PATH, &wave.body(number)).unwrap());
    }
    assert_eq!(ledger.acknowledged().len(), 10, "whoever is connected can answer");
    ledger.check(wave.stored_in(&disk.survivors()), "the power fails while there are no descriptors");

    // Many more callers than it can hear, who stay on the line.
    let patience = Duration::from_millis(300);
    let mut lines: Vec<Line> = (0..12).map(|_| Line::impatient(child.address, patience).unwrap()).collect();
    let mut sent_away = 0;
    for _ in 0..2 {
        for line in &mut lines {
            let number = ledger.sent();
            let sending = ledger.send(number);
            match line.post(PATH, &wave.body(number)) {
                Ok(said) => ledger.heard(&sending, &said),
                Err(_) => sent_away += 1,
            }
        }
    }
    ledger.check_conduct("without descriptors");
    assert!(sent_away > 0, "it never ran out of descriptors");

    assert!(may_open(&child, true));
    drop(lines);
    settle_doubts(child.address, &wave, &ledger);
    send_more(child.address, &wave, &ledger, 20);
    assert_eq!(ledger.in_doubt(), [0; 0]);
    assert!(child.is_running());
    child.stop();
    ledger.check(wave.stored_in(&disk.root()), "after running out of descriptors");
}
