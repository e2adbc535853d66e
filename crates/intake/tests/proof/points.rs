//! Every named moment as the last one, and moments of the recovery as the last ones twice in a row.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::time::Instant;

use intake::CRASH_POINTS;

use crate::child::Setup;
use crate::command::{CLOSE, SETTLE};
use crate::ledger::Ledger;
use crate::load::{Turn, send_all, settle_doubts};
use crate::scale::{Dice, full, say};
use crate::wave::{OpenWave, Rooms, sealed_in};

const INVITED: usize = 3_000;

const SIGABRT: i32 = 6;

fn points(start: &str) -> Vec<&'static str> {
    CRASH_POINTS.iter().copied().filter(|point| point.starts_with(start)).collect()
}

/// Moments of a start, of taking answers, and of closing a wave.
fn kinds() -> [Vec<&'static str>; 3] {
    let starting = [points("recovery-"), points("second-copy-")].concat();
    let closing = [points("closing-"), points("settled-")].concat();
    let serving = CRASH_POINTS.iter().copied().filter(|point| !starting.contains(point) && !closing.contains(point));
    [starting.clone(), serving.collect(), closing.clone()]
}

/// Ends a server at a moment and makes sure that it was that moment that ended it.
fn crash(setup: &Setup, point: &str, times: usize, wave: &OpenWave, ledger: &Ledger) {
    ledger.restarted();
    let child = setup.clone().crashing_at(point, times).start().unwrap();
    let turn = Turn::new(ledger, INVITED, Dice::of_number(5));
    send_all(child.address, wave, ledger, &turn, 6);
    assert!(!turn.is_over(), "{point} was never passed {times} times");
    let (status, said) = child.ended();
    assert_eq!(status.signal(), Some(SIGABRT), "{point}: {status} {said}");
    ledger.check_conduct(point);
}

fn check(rooms: &Rooms, wave: &OpenWave, ledger: &Ledger, when: &str) {
    ledger.check(wave.stored_in(&rooms.first()), when);
    let second = wave.stored_in_second_copy(&rooms.second()).unwrap();
    let lost = ledger.compare(&second).lost;
    assert!(lost.is_empty(), "{when}: acknowledged and not in the second copy: {lost:?}");
}

/// Starts well, lets everybody hear what became of their answer, and counts.
fn go_on(rooms: &Rooms, wave: &OpenWave, ledger: &Ledger, when: &str) {
    ledger.restarted();
    let child = rooms.server().start().unwrap();
    settle_doubts(child.address, wave, ledger);
    child.stop();
    check(rooms, wave, ledger, when);
}

#[test]
fn every_named_moment_can_be_the_last_one() {
    let started = Instant::now();
    let [starting, serving, _] = kinds();
    let rooms = Rooms::new();
    let wave = OpenWave::new(&rooms.first(), INVITED);
    let mut crashes = 0;
    for point in &serving {
        // A checkpoint comes seldom.
        let times: &[usize] = match (point.starts_with("checkpoint"), full()) {
            (true, _) => &[1],
            (false, false) => &[4],
            (false, true) => &[1, 2, 3, 5, 8, 13, 21, 34, 55],
        };
        for times in times {
            let copy = rooms.copy();
            let (setup, ledger) = (copy.server(), Ledger::default());
            let when = format!("{point}, time {times}");
            crash(&setup, point, *times, &wave, &ledger);
            check(&copy, &wave, &ledger, &when);
            // What the crash left is recovered from only after the recovery has crashed, too.
            for again in if full() { starting.as_slice() } else { &starting[..1] } {
                crash(&setup, again, 1, &wave, &ledger);
                crashes += 1;
            }
            go_on(&copy, &wave, &ledger, &when);
            crashes += 1;
        }
    }
    for first in &starting {
        let all = starting.iter().filter(|second| full() || *second == first);
        for second in all {
            let copy = rooms.copy();
            let (setup, ledger) = (copy.server(), Ledger::default());
            let when = format!("{first}, then {second}");
            // Something to recover: a server that ends in the middle of its work.
            crash(&setup, "committed", 9, &wave, &ledger);
            for point in [first, second] {
                crash(&setup, point, 1, &wave, &ledger);
                check(&copy, &wave, &ledger, &when);
            }
            go_on(&copy, &wave, &ledger, &when);
            crashes += 3;
        }
    }
    say(&format!(
        "crash points: {crashes} crashes at {} moments, lost 0; {:.0?}",
        starting.len() + serving.len(),
        started.elapsed()
    ));
}

/// Closing and settling are commands of their own; they are repeated after a crash and end in the same.
#[test]
fn closing_and_settling_can_end_anywhere_and_be_repeated() {
    const ANSWERS: usize = 60;
    let rooms = Rooms::new();
    let wave = OpenWave::new(&rooms.first(), ANSWERS);
    let ledger = Ledger::default();
    let child = rooms.server().start().unwrap();
    send_all(child.address, &wave, &ledger, &Turn::new(&ledger, ANSWERS, Dice::of_number(5)), 4);
    child.stop();
    assert_eq!(ledger.acknowledged().len(), ANSWERS);
    let [_, _, closing] = kinds();
    assert!(!closing.is_empty());
    for point in closing {
        let copy = rooms.copy();
        let bodies = sealed_in(&copy.first());
        let command = if point.starts_with("settled") { SETTLE } else { CLOSE };
        let (status, said) = copy.server().crashing_at(point, 1).command(command);
        assert_eq!(status.signal(), Some(SIGABRT), "{point}: {said}");
        if command == CLOSE {
            check(&copy, &wave, &ledger, point);
        }
        let (status, said) = copy.server().command(SETTLE);
        assert!(status.success(), "{point}: {said}");
        for (path, bytes) in files_below(copy.root()) {
            let left = bodies.iter().filter(|body| holds(&bytes, body)).count();
            assert_eq!(left, 0, "{point}: {} still holds answers", path.display());
        }
    }
}

fn files_below(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.push((path, bytes));
        }
    }
    files
}

/// Whether bytes hold the beginning of a sealed answer; the beginning is random enough to be nothing else.
fn holds(bytes: &[u8], body: &[u8]) -> bool {
    let start = &body[..40];
    bytes.windows(start.len()).any(|window| window == start)
}
