//! A disk that fails: the N-th sync or write gives an error, once or from then on.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::child::{Child, Setup};
use crate::ledger::Ledger;
use crate::load::{Turn, send_all, settle_doubts};
use crate::powercut::{self, Disk};
use crate::scale::{Dice, full, say};
use crate::wave::{DATABASE, OpenWave, copy_of};

const INVITED: usize = 700;

/// Few, so that groups are small and many syncs come to pass.
const CLIENTS: usize = 3;

/// How a run with a failing disk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// It refused to start.
    NeverServed,
    /// It stopped by itself after it had served.
    Stopped,
    /// It went on.
    WentOn,
}

/// Sends until the server is gone or everybody has sent, and tells how it ended.
fn run(mut child: Child, wave: &OpenWave, ledger: &Ledger, when: &str) -> End {
    ledger.restarted();
    let turn = Turn::new(ledger, INVITED, Dice::of_number(1));
    send_all(child.address, wave, ledger, &turn, CLIENTS);
    ledger.check_conduct(when);
    if turn.is_over() {
        // A crash, so that nothing is put in order at the end.
        child.kill();
        return End::WentOn;
    }
    let (status, said) = child.ended();
    assert!(status.code().is_some_and(|code| code != 0), "{when}: it must end by itself and badly: {status}");
    assert!(said.contains("ended: "), "{when}: it must say why: {said}");
    if ledger.receipts() == 0 && ledger.refusals("outcome-unknown") == 0 && ledger.refusals("stopped") == 0 {
        End::NeverServed
    } else {
        End::Stopped
    }
}

/// Starts again on what is left, lets everybody hear what became of their answer, and counts.
fn afterwards(setup: &Setup, folder: &Path, wave: &OpenWave, ledger: &Ledger, when: &str) {
    ledger.check(wave.stored_in(folder), &format!("{when}, before the restart"));
    ledger.restarted();
    let child = setup.start().unwrap();
    settle_doubts(child.address, wave, ledger);
    child.stop();
    ledger.check(wave.stored_in(folder), &format!("{when}, after the restart"));
}

fn numbers(short: &[usize], most: usize) -> Vec<usize> {
    if full() { (1..=most).collect() } else { short.to_vec() }
}

/// A server whose system calls fail as told, and where the tracer writes down the call that did.
fn traced(folder: &Path, calls: &str, injection: &str, log: &Path) -> Setup {
    let log = log.to_str().unwrap();
    let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:{injection}"));
    Setup::new(folder).under(&["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-o", log, "-e", &trace, "-e", &inject])
}

fn can_trace(proof: &str) -> bool {
    let tried = Command::new("strace").args(["-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true"]).output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        say(&format!("NOT TESTED: {proof}: strace cannot be used here"));
    }
    can
}

/// Runs one injection on a fresh copy of the wave, and checks everything but the way it ended.
fn injected(wave: &OpenWave, fresh: &Path, calls: &str, injection: &str) -> (End, String) {
    let when = format!("{calls}:{injection}");
    let folder = copy_of(fresh);
    let log = tempfile::NamedTempFile::new().unwrap();
    let ledger = Ledger::default();
    let child = traced(folder.path(), calls, injection, log.path()).start().unwrap();
    let end = run(child, wave, &ledger, &when);
    let calls = std::fs::read_to_string(log.path()).unwrap();
    let hit = calls.lines().filter(|line| line.contains("(INJECTED)")).collect::<Vec<_>>().join("\n");
    assert!(!hit.is_empty(), "{when}: no call was made to fail");
    afterwards(&Setup::new(folder.path()), folder.path(), wave, &ledger, &when);
    (end, hit)
}

/// Whether only syncs of folders were made to fail.
fn hit_a_folder(hit: &str) -> bool {
    hit.lines().all(|line| line.contains("fsync(") && !line.contains(DATABASE))
}

fn count(ends: &[End]) -> BTreeMap<End, usize> {
    let mut counts = BTreeMap::new();
    for end in ends {
        *counts.entry(*end).or_default() += 1;
    }
    counts
}

/// I4. The tracer counts the syncs of each thread by itself, so small numbers hit the start of the server and all of them
/// hit the writer's commits and checkpoints.
#[test]
fn after_the_nth_sync_fails_nothing_is_acknowledged_and_the_process_ends() {
    if !can_trace("the N-th sync fails") {
        return;
    }
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let mut ends = Vec::new();
    for n in numbers(&[1, 2, 3, 9, 23], 50) {
        let (end, hit) = injected(&wave, folder.path(), "fsync,fdatasync", &format!("error=EIO:when={n}"));
        // SQLite syncs the folder of a new log too, and does not mind when that fails.
        assert!(end != End::WentOn || hit_a_folder(&hit), "sync {n} failed and the server went on: {hit}");
        ends.push(end);
    }
    for error in ["EIO", "ENOSPC", "EDQUOT"] {
        let (end, hit) = injected(&wave, folder.path(), "fsync,fdatasync", &format!("error={error}:when=7+"));
        assert_ne!(end, End::WentOn, "{error}: {hit}");
        ends.push(end);
    }
    say(&format!("failing syncs: {:?}, lost 0; {:.0?}", count(&ends), started.elapsed()));
    assert!(ends.contains(&End::Stopped));
}

/// The same with what Linux really does: the failed sync marks the pages clean, a later sync says yes, the data are gone
/// when the power fails.
#[test]
fn what_a_failed_sync_has_lost_was_never_acknowledged() {
    if !powercut::is_here("the N-th sync fails and its data are gone") {
        return;
    }
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let mut ends = Vec::new();
    for n in numbers(&[1, 2, 3, 4, 5, 6, 7, 8, 23, 40], 50) {
        let when = format!("sync {n} fails and loses its data");
        let disk = Disk::holding(folder.path());
        let ledger = Ledger::default();
        let child = disk.server().with("POWERCUT_FAIL_SYNC", n).start().unwrap();
        ends.push(run(child, &wave, &ledger, &when));
        ledger.check(wave.stored_in(&disk.survivors()), &when);
        let left = Disk::holding(&disk.survivors());
        afterwards(&left.server(), &left.root(), &wave, &ledger, &when);
    }
    say(&format!("failing syncs that lose data: {:?}, lost 0; {:.0?}", count(&ends), started.elapsed()));
    assert!(ends.contains(&End::Stopped));
}

/// A failed write is treated as a failed sync is; one that found no room is undone, told, and survived.
#[test]
fn after_the_nth_write_fails_everything_acknowledged_is_there() {
    if !can_trace("the N-th write fails") {
        return;
    }
    let started = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let mut ends = [Vec::new(), Vec::new()];
    for n in numbers(&[1, 4, 20, 77], 50) {
        // Every number early on, later ones further apart.
        let n = if n <= 20 { n } else { n * 4 };
        for (error, ends) in ["EIO", "ENOSPC"].iter().zip(&mut ends) {
            let (end, hit) = injected(&wave, folder.path(), "pwrite64", &format!("error={error}:when={n}"));
            if *error == "EIO" {
                assert_ne!(end, End::WentOn, "write {n} failed and the server went on: {hit}");
            } else {
                assert_ne!(end, End::Stopped, "write {n} found no room and the server stopped: {hit}");
            }
            ends.push(end);
        }
    }
    let (broken, full) = (count(&ends[0]), count(&ends[1]));
    say(&format!("failing writes: EIO {broken:?}, ENOSPC {full:?}, lost 0; {:.0?}", started.elapsed()));
    assert!(ends[0].contains(&End::Stopped) && ends[1].contains(&End::WentOn));
}
