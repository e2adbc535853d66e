//! The clock of the machine is wrong by ten years, forwards and backwards, while the server runs and when it starts.

use crate::child::Child;
use crate::ledger::Ledger;
use crate::load::{Turn, send_all, settle_doubts};
use crate::powercut::{self, Control};
use crate::scale::{Dice, say};
use crate::wave::OpenWave;

const TEN_YEARS: i64 = 3_652 * 86_400;

const INVITED: usize = 400;

fn year(child: &mut Child) -> i32 {
    child.day()[..4].parse().unwrap()
}

#[test]
fn a_clock_that_jumps_ten_years_loses_and_doubles_nothing() {
    if !powercut::is_here("a clock that jumps") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let ledger = Ledger::default();
    let control = Control::new();
    let mut dice = Dice::of("clock");
    let mut child = control.server(folder.path()).start().unwrap();
    let now = year(&mut child);
    let mut limit = 0;
    for restart in [false, true] {
        for jump in [0, TEN_YEARS, 0, -TEN_YEARS, TEN_YEARS, -TEN_YEARS, 0] {
            control.shift_clock(jump);
            if restart {
                child.kill();
                child = control.server(folder.path()).start().unwrap();
                ledger.restarted();
            }
            let difference = year(&mut child) - now;
            let expected = i32::try_from(jump / TEN_YEARS * 10).unwrap();
            assert!((difference - expected).abs() <= 1, "the clock did not move: {difference} years, not {expected}");
            // New answers, and old ones that are sent again under another date.
            limit += 20;
            let turn = Turn::new(&ledger, limit, dice.split());
            send_all(child.address, &wave, &ledger, &turn, 4);
            settle_doubts(child.address, &wave, &ledger);
            ledger.check_conduct(&format!("clock moved by {jump} seconds"));
        }
    }
    child.stop();
    ledger.check(wave.stored_in(folder.path()), "after all jumps of the clock");
    assert_eq!(ledger.acknowledged().len(), limit);
    say(&format!("clock: 14 jumps of ten years; acknowledged {limit}, lost 0"));
}
