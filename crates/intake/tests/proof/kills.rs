//! Killed without warning, again and again, in the middle of everything.

use std::time::{Duration, Instant};

use crate::child::Setup;
use crate::ledger::Ledger;
use crate::load::{Turn, send_all};
use crate::scale::{Dice, say, scaled};
use crate::wave::OpenWave;

/// Kills before a journal has become long and a new one is begun.
const KILLS_PER_JOURNAL: usize = 125;

const INVITED: usize = 6_000;

const CLIENTS: usize = 6;

#[test]
fn every_acknowledged_answer_survives_a_kill_at_any_moment() {
    let kills = scaled(40, 1_400);
    let started = Instant::now();
    let mut dice = Dice::of("kills");
    let (mut done, mut acknowledged, mut idle) = (0, 0, 0);
    while done < kills {
        let folder = tempfile::tempdir().unwrap();
        let wave = OpenWave::new(folder.path(), INVITED);
        let ledger = Ledger::default();
        for _ in 0..KILLS_PER_JOURNAL.min(kills - done) {
            if ledger.sent() > INVITED * 2 / 3 {
                break;
            }
            ledger.restarted();
            let mut child = Setup::new(folder.path()).start().unwrap();
            let address = child.address;
            // Some while the journal is still being checked, most at some moment under load.
            let early = dice.once_in(4);
            let life = Duration::from_micros(u64::try_from(dice.below(if early { 40_000 } else { 90_000 })).unwrap());
            let turn = Turn::new(&ledger, INVITED, dice.split());
            std::thread::scope(|scope| {
                scope.spawn(|| send_all(address, &wave, &ledger, &turn, CLIENTS));
                if !early {
                    child.wait_for(|| ledger.receipts() > 0);
                }
                std::thread::sleep(life);
                child.kill();
            });
            done += 1;
            idle += usize::from(ledger.receipts() == 0);
            ledger.check(wave.stored_in(folder.path()), &format!("after kill {done}"));
        }
        // Once more, to the end: those in doubt hear what became of their answer.
        let child = Setup::new(folder.path()).start().unwrap();
        crate::load::settle_doubts(child.address, &wave, &ledger);
        child.stop();
        ledger.check(wave.stored_in(folder.path()), "at the end");
        let records = wave.settled(folder.path());
        assert_eq!(records.len(), ledger.acknowledged().len(), "settlement reads every answer once");
        acknowledged += records.len();
    }
    assert!(idle < done / 2, "most kills came before anything was acknowledged: {idle} of {done}");
    say(&format!(
        "kills: {done}, of them before the first receipt of their process {idle}; acknowledged {acknowledged}, lost 0; {:.0?}",
        started.elapsed()
    ));
}
