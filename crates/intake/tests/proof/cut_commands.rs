//! The power is cut at every single event of an operator's command: what it said it did is done, and what it did not
//! finish harms nothing.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;

use intake::Journal;

use crate::child::Setup;
use crate::command::{BACKUP, BACKUP_FILE, DONE, INVITED, OPEN, SETTLE};
use crate::ledger::Ledger;
use crate::load::{Turn, send_all};
use crate::powercut::{self, Disk};
use crate::scale::{Dice, full, say};
use crate::wave::{DATABASE, OpenWave, wave_id};

/// Runs a command on fresh disks, with the power cut at event 1, 2, 3 and so on until it gets through; hands every disk
/// to `look` with whether the command was done. Returns how many cuts there were.
fn at_every_event(command: &str, fresh: &Path, look: impl Fn(&Disk, Option<&str>)) -> usize {
    let mut event = 0;
    loop {
        // In the short form some events are left out, later ones more.
        event += if full() { 1 } else { 1 + event / 4 };
        let mut through = true;
        for early in [0, 400] {
            let disk = Disk::holding(fresh);
            let setup =
                disk.server().with("POWERCUT_AT", event).with("POWERCUT_EARLY", early).with("POWERCUT_SEED", event);
            let (status, said) = setup.command(command);
            let done = said.contains(DONE);
            // A cut may come after the command has said that it is done: then everything must hold as well.
            assert!(done || status.signal() == Some(9), "{command}, event {event}: {status} {said}");
            look(&disk, done.then_some(said.as_str()));
            through &= done;
        }
        if through {
            return event;
        }
    }
}

#[test]
fn a_command_that_said_it_was_done_is_done_after_a_power_cut() {
    if !powercut::is_here("power cuts in the operator's commands") {
        return;
    }
    // A new wave, with codes in people's hands.
    let empty = tempfile::tempdir().unwrap();
    let opening = at_every_event(OPEN, empty.path(), |disk, done| {
        let survivors = disk.survivors();
        let database = survivors.join(DATABASE);
        if let Some(said) = done {
            assert_eq!(said.lines().filter(|line| line.starts_with("code ")).count(), INVITED);
            let journal = Journal::open(&database).unwrap();
            assert_eq!(journal.state(&wave_id()).unwrap(), Some(survey::WaveState::Open), "the wave is not open");
        } else if database.exists() {
            // Whatever was left can be opened, and the command run again unless the wave is there.
            let journal = Journal::open(&database).unwrap();
            let state = journal.state(&wave_id()).unwrap();
            drop(journal);
            if state.is_none() {
                let _wave = OpenWave::in_little_room(&survivors, INVITED);
            }
        }
    });

    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::in_little_room(folder.path(), INVITED);
    let ledger = Ledger::default();
    let mut child = Setup::new(folder.path()).start().unwrap();
    send_all(child.address, &wave, &ledger, &Turn::new(&ledger, INVITED, Dice::of_number(5)), 2);
    // Some of it still in the log.
    child.kill();

    let backup = at_every_event(BACKUP, folder.path(), |disk, done| {
        ledger.check(wave.stored_in(&disk.survivors()), "after a cut in a backup");
        let file = disk.survivors().join(BACKUP_FILE);
        assert!(done.is_none() || file.exists(), "a finished backup is gone");
        if file.exists() {
            let elsewhere = tempfile::tempdir().unwrap();
            intake::restore(&file, None, &elsewhere.path().join(DATABASE)).unwrap();
            ledger.check(wave.stored_in(elsewhere.path()), "a backup under its name is whole");
        }
    });

    let settling = at_every_event(SETTLE, folder.path(), |disk, done| {
        let state = Journal::open(&disk.survivors().join(DATABASE)).unwrap().state(&wave_id()).unwrap();
        if done.is_some() {
            assert_eq!(state, Some(survey::WaveState::Settled));
        }
        let left = wave.stored_in(&disk.survivors()).unwrap();
        if state == Some(survey::WaveState::Settled) {
            assert_eq!((left.numbers.len(), left.spent), (0, 0));
        } else {
            ledger.check(Ok(left), "after a cut in settling");
        }
        let (status, said) = Setup::new(&disk.survivors()).command(SETTLE);
        assert!(status.success(), "settling cannot be repeated: {said}");
    });
    say(&format!("power cuts in commands, at events up to: opening {opening}, backup {backup}, settling {settling}"));
}
