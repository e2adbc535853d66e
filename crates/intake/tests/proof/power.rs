//! The power is cut: what was not synced is gone, in part, torn, or reordered.

use std::time::{Duration, Instant};

use crate::ledger::{Ledger, Verdict};
use crate::load::{Turn, send_all, settle_doubts};
use crate::powercut::{self, Disk};
use crate::scale::{Dice, say, scaled};
use crate::wave::{OpenWave, Rooms};

const INVITED: usize = 3_000;

const CLIENTS: usize = 6;

/// Cuts before a journal has become long and a new one is begun.
const CUTS_PER_JOURNAL: usize = 6;

/// What the disk does before it goes.
struct Weather {
    /// Of a thousand writes, how many pass something on before they are told to.
    early: usize,
    /// Syncs do nothing.
    deaf: bool,
    /// There is a second copy, on a disk that goes with the first.
    copied: bool,
}

/// Lets a server run on the disk until its power is cut, at a chosen event or at a moment under load.
fn run_until_the_cut(disk: &Disk, wave: &OpenWave, ledger: &Ledger, dice: &mut Dice, weather: &Weather) {
    let at_an_event = dice.once_in(2);
    let event = if dice.once_in(3) { dice.below(60) } else { dice.below(2_500) };
    let life = Duration::from_micros(u64::try_from(dice.below(60_000)).unwrap());
    let server = if weather.copied { disk.server_with_copy() } else { disk.server() };
    let mut setup = server
        .with("POWERCUT_SEED", dice.next() >> 2)
        .with("POWERCUT_EARLY", weather.early)
        .with("POWERCUT_SLOW", [0, 300, 3_000][dice.below(3)]);
    if at_an_event {
        setup = setup.with("POWERCUT_AT", event + 1);
    }
    if weather.deaf {
        setup = setup.with("POWERCUT_DEAF", 1);
    }
    ledger.restarted();
    let turn = Turn::new(ledger, INVITED, dice.split());
    let Ok(mut child) = setup.start() else { return };
    let address = child.address;
    let said = std::thread::scope(|scope| {
        scope.spawn(|| send_all(address, wave, ledger, &turn, CLIENTS));
        if !at_an_event {
            child.wait_for(|| ledger.receipts() > 0);
            std::thread::sleep(life);
            child.signal_kill();
        }
        child.ended()
    });
    // Only the power ended it.
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(said.0.signal(), Some(9), "{said:?}");
}

/// The real claim: what was acknowledged is there after any power cut, on the same journal cut after cut.
#[test]
fn every_acknowledged_answer_survives_a_power_cut() {
    if !powercut::is_here("power cuts") {
        return;
    }
    let cuts = scaled(16, 240);
    let started = Instant::now();
    let mut dice = Dice::of("power cuts");
    let (mut journals, mut done, mut acknowledged, mut silent) = (0, 0, 0, 0);
    while done < cuts {
        let rooms = Rooms::new();
        let wave = OpenWave::new(&rooms.first(), INVITED);
        let ledger = Ledger::default();
        let mut disk = Disk::holding(rooms.root());
        let copied = journals % 3 == 2;
        journals += 1;
        for _ in 0..CUTS_PER_JOURNAL.min(cuts - done) {
            if ledger.sent() > INVITED * 2 / 3 {
                break;
            }
            let weather = Weather { early: [0, 50, 300, 700][dice.below(4)], deaf: false, copied };
            run_until_the_cut(&disk, &wave, &ledger, &mut dice, &weather);
            done += 1;
            silent += usize::from(ledger.receipts() == 0);
            let survivors = disk.survivors();
            let when = format!("after cut {done}");
            ledger.check(wave.stored_in(&survivors.join("first")), &when);
            if copied && ledger.sent() > 0 {
                // What was acknowledged is in both, and neither needs the other to prove it.
                let second = wave.stored_in_second_copy(&survivors.join("second"));
                let lost = ledger.compare(&second.unwrap_or_default()).lost;
                assert!(lost.is_empty(), "{when}: acknowledged and not in the second copy: {lost:?}");
            }
            disk = Disk::holding(&survivors);
        }
        let server = if copied { disk.server_with_copy() } else { disk.server() };
        let child = server.start().unwrap();
        ledger.restarted();
        settle_doubts(child.address, &wave, &ledger);
        child.stop();
        ledger.check(wave.stored_in(&disk.root().join("first")), "at the end");
        acknowledged += ledger.acknowledged().len();
    }
    assert!(silent < done * 2 / 3, "most cuts came before anything was acknowledged: {silent} of {done}");
    say(&format!(
        "power cuts: {done}, of them before the first receipt of their process {silent}; acknowledged {acknowledged}, \
         lost 0; {:.0?}",
        started.elapsed()
    ));
}

/// The same proof on a disk that says yes to a sync and does nothing must find that answers are lost: otherwise the
/// proof above could not see a loss either.
#[test]
fn the_proof_sees_the_loss_when_syncs_do_nothing() {
    if !powercut::is_here("the negative control of the power cuts") {
        return;
    }
    let cuts = scaled(6, 40);
    let started = Instant::now();
    let mut dice = Dice::of("power cuts without syncs");
    let rooms = Rooms::new();
    let wave = OpenWave::new(&rooms.first(), INVITED);
    let (mut acknowledged, mut lost, mut unreadable, mut blind) = (0, 0, 0, 0);
    for _ in 0..cuts {
        let ledger = Ledger::default();
        while ledger.receipts() == 0 {
            let disk = Disk::holding(rooms.root());
            let weather = Weather { early: [0, 0, 50, 300][dice.below(4)], deaf: true, copied: false };
            run_until_the_cut(&disk, &wave, &ledger, &mut dice, &weather);
            let given = ledger.receipts();
            acknowledged += given;
            match wave.stored_in(&disk.survivors().join("first")) {
                Ok(stored) => {
                    let Verdict { lost: missing, .. } = ledger.compare(&stored);
                    lost += missing.len();
                    blind += usize::from(given > 0 && missing.is_empty());
                }
                Err(_) => unreadable += 1,
            }
        }
    }
    say(&format!(
        "negative control: {cuts} cuts, acknowledged {acknowledged}, lost {lost}, and {unreadable} journals that could \
         not be read; {blind} cuts lost nothing; {:.0?}",
        started.elapsed()
    ));
    assert!(lost > 0, "syncs that do nothing lost no answer: the proof is blind");
}
