//! The order in which answers came is not in what settlement reads.

use crate::child::Setup;
use crate::ledger::Ledger;
use crate::load::{Turn, send_all};
use crate::scale::{Dice, say, scaled};
use crate::wave::{OpenWave, copy_of, number_of};

#[test]
fn the_same_answers_in_any_order_settle_to_the_same_records() {
    const INVITED: usize = 60;
    let orders = scaled(6, 100);
    let folder = tempfile::tempdir().unwrap();
    let wave = OpenWave::new(folder.path(), INVITED);
    let mut dice = Dice::of("orders");
    let mut first = None;
    for _ in 0..orders {
        let mut order: Vec<usize> = (0..INVITED).collect();
        dice.shuffle(&mut order);
        let copy = copy_of(folder.path());
        let ledger = Ledger::default();
        let child = Setup::new(copy.path()).start().unwrap();
        send_all(child.address, &wave, &ledger, &Turn::in_order(order), 1 + dice.below(5));
        child.stop();
        ledger.check(wave.stored_in(copy.path()), "in some order");
        let records = wave.settled(copy.path());
        let mut numbers: Vec<usize> = records.iter().map(|record| number_of(record).unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..INVITED).collect::<Vec<_>>());
        assert!(*first.get_or_insert_with(|| records.clone()) == records, "another order settled to other records");
    }
    say(&format!("orders: {orders} of {INVITED} answers, one set of records"));
}
