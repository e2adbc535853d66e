//! Two servers on one journal: the second refuses, the first does not even notice.

use crate::child::Setup;
use crate::ledger::Ledger;
use crate::line::Line;
use crate::load::{Turn, send_all};
use crate::scale::{Dice, scaled};
use crate::wave::OpenWave;

#[test]
fn a_second_server_refuses_and_the_first_goes_on() {
    const INVITED: usize = 600;
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let ledger = Ledger::default();
    let mut first = Setup::new(folder.path()).start().unwrap();
    // The address is there before the lock is.
    assert_eq!(Line::to(first.address).unwrap().get("/api/v1/health").unwrap().status, 200);
    let turn = Turn::new(&ledger, INVITED, Dice::of("two servers"));
    let address = first.address;
    std::thread::scope(|scope| {
        scope.spawn(|| send_all(address, &wave, &ledger, &turn, 4));
        for _ in 0..scaled(3, 20) {
            let (status, said) = Setup::new(folder.path()).start().unwrap().ended();
            assert!(!status.success(), "two servers share a journal");
            assert!(said.contains("ended: ") && said.contains("intake.db"), "it must say why: {said}");
        }
    });
    assert_eq!((ledger.acknowledged().len(), ledger.in_doubt().len()), (INVITED, 0), "the first was disturbed");
    // The lock goes with its process, however that ends.
    first.kill();
    let second = Setup::new(folder.path()).start().unwrap();
    ledger.restarted();
    let again = Turn::new(&ledger, INVITED, Dice::of("after the first is gone"));
    send_all(second.address, &wave, &ledger, &again, 1);
    second.stop();
    ledger.check(wave.stored_in(folder.path()), "after two servers");
}
