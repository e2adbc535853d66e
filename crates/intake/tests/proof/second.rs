//! The second copy: the disk of the journal is lost, the disk of the copy is full, or the power fails on both.

use std::time::{Duration, Instant};

use intake::Journal;

use crate::ledger::Ledger;
use crate::line::Line;
use crate::load::{Turn, send_all, send_more, settle_doubts};
use crate::room::{Mounted, fill};
use crate::scale::{Dice, say, scaled};
use crate::wave::{DATABASE, OpenWave, PATH, Rooms};

/// More than are sent while a backup is made; should they all be sent, there is nothing left to wait for.
const INVITED: usize = 6_000;

/// Killed under load, the folder of the journal deleted, restored from an older backup and the copy: nothing
/// acknowledged is missing, and work goes on from there.
#[test]
fn the_journal_is_lost_and_restored_with_everything_that_was_acknowledged() {
    let losses = scaled(4, 40);
    let started = Instant::now();
    let mut dice = Dice::of("lost journals");
    let (mut acknowledged, mut only_in_copy) = (0, 0);
    for loss in 0..losses {
        let mut rooms = Rooms::new();
        let wave = OpenWave::new(&rooms.first(), INVITED);
        let ledger = Ledger::default();
        // Twice in a row, so that what was restored is lost and restored as well.
        for time in 0..2 {
            let when = format!("loss {loss}, time {time}");
            let mut child = rooms.server().start().unwrap();
            let address = child.address;
            ledger.restarted();
            let turn = Turn::new(&ledger, INVITED, dice.split());
            let life = Duration::from_micros(u64::try_from(dice.below(80_000)).unwrap());
            let backup = rooms.root().join(format!("backup-{time}.db"));
            std::thread::scope(|scope| {
                scope.spawn(|| send_all(address, &wave, &ledger, &turn, 4));
                child.wait_for(|| ledger.receipts() > 0 || turn.is_over());
                Journal::open(&rooms.first().join(DATABASE)).unwrap().backup(&backup).unwrap();
                let before = ledger.receipts();
                child.wait_for(|| ledger.receipts() > before || turn.is_over());
                std::thread::sleep(life);
                child.kill();
            });
            rooms.lose_first();
            let restored = intake::restore(&backup, Some(&rooms.second()), &rooms.first().join(DATABASE)).unwrap();
            only_in_copy += restored.from_second_copy;
            ledger.check(wave.stored_in(&rooms.first()), &when);
        }
        let child = rooms.server().start().unwrap();
        ledger.restarted();
        settle_doubts(child.address, &wave, &ledger);
        child.stop();
        ledger.check(wave.stored_in(&rooms.first()), "after the last loss");
        acknowledged += ledger.acknowledged().len();
    }
    assert!(only_in_copy > 0, "the backups held everything: nothing was proved");
    say(&format!(
        "lost journals: {}, acknowledged {acknowledged}, of them only in the second copy {only_in_copy}, lost 0; {:.0?}",
        losses * 2,
        started.elapsed()
    ));
}

/// Negative control: without the copy the backup alone does not have everything, and the books see it.
#[test]
fn the_books_see_what_a_backup_alone_has_lost() {
    let rooms = Rooms::new();
    let wave = OpenWave::new(&rooms.first(), 40);
    let ledger = Ledger::default();
    let child = rooms.server().start().unwrap();
    send_more(child.address, &wave, &ledger, 20);
    let backup = rooms.root().join("backup.db");
    Journal::open(&rooms.first().join(DATABASE)).unwrap().backup(&backup).unwrap();
    send_more(child.address, &wave, &ledger, 20);
    child.stop();
    let elsewhere = tempfile::tempdir().unwrap();
    intake::restore(&backup, None, &elsewhere.path().join(DATABASE)).unwrap();
    let lost = ledger.compare(&wave.stored_in(elsewhere.path()).unwrap()).lost;
    assert_eq!(lost, (20..40).collect::<Vec<_>>());
}

/// The volume of the copy is full: 503 and no receipt, also for those who send again, until there is room.
#[test]
fn a_full_second_volume_gives_no_receipt_until_there_is_room() {
    let mut rooms = Rooms::new();
    let Some(_volume) = Mounted::new(&["-t", "tmpfs", "-o", "size=4m", "tmpfs"], &rooms.second()) else {
        say("NOT TESTED: a full second volume: no small file system can be mounted here");
        return;
    };
    let wave = OpenWave::new(&rooms.first(), 300);
    let ledger = Ledger::of_two_copies();
    let mut child = rooms.server().start().unwrap();
    let backup = rooms.root().join("backup.db");
    Journal::open(&rooms.first().join(DATABASE)).unwrap().backup(&backup).unwrap();
    for round in 1..=3 {
        let when = format!("full second volume, time {round}");
        send_more(child.address, &wave, &ledger, 20);
        assert_eq!(ledger.in_doubt(), [0; 0], "{when}");
        let filler = fill(&rooms.second());
        send_more(child.address, &wave, &ledger, 40);
        let doubtful = ledger.in_doubt();
        assert!(!doubtful.is_empty(), "{when}: it never became full");
        // Whoever asks again hears the same, although the journal may have the answer already.
        let mut line = Line::to(child.address).unwrap();
        for number in doubtful {
            let sending = ledger.send(number);
            ledger.heard(&sending, &line.post(PATH, &wave.body(number)).unwrap());
        }
        let lost = ledger.compare(&wave.stored_in_second_copy(&rooms.second()).unwrap()).lost;
        assert!(lost.is_empty(), "{when}: acknowledged and not in the second copy: {lost:?}");
        std::fs::remove_file(filler).unwrap();
        settle_doubts(child.address, &wave, &ledger);
        ledger.check_conduct(&when);
    }
    assert!(child.is_running());
    child.kill();
    rooms.lose_first();
    intake::restore(&backup, Some(&rooms.second()), &rooms.first().join(DATABASE)).unwrap();
    ledger.check(wave.stored_in(&rooms.first()), "restored from a volume that was full");
    assert_eq!(ledger.acknowledged().len(), 180);
}
