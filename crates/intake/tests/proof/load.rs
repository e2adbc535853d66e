//! A small group of people who send their answers as fast as they are taken.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Mutex;

use crate::ledger::Ledger;
use crate::line::Line;
use crate::scale::Dice;
use crate::wave::{OpenWave, PATH};

/// Who comes next: first those who were left in doubt, now and then somebody who presses again, else somebody new.
pub(crate) struct Turn {
    waiting: Mutex<Waiting>,
}

struct Waiting {
    doubtful: VecDeque<usize>,
    again: Vec<usize>,
    fresh: usize,
    limit: usize,
    dice: Dice,
}

impl Turn {
    /// From the first of `limit` people who has not sent anything yet.
    pub(crate) fn new(ledger: &Ledger, limit: usize, dice: Dice) -> Turn {
        let again: Vec<usize> = ledger.acknowledged().into_iter().collect();
        let doubtful: VecDeque<usize> = ledger.in_doubt().into();
        let fresh = again.iter().chain(&doubtful).max().map_or(0, |last| last + 1);
        Turn { waiting: Mutex::new(Waiting { doubtful, again, fresh, limit, dice }) }
    }

    /// Only people who have not sent anything yet, below `limit`.
    pub(crate) fn only_new(ledger: &Ledger, limit: usize) -> Turn {
        Turn::in_order((ledger.sent()..limit).collect())
    }

    /// Just these people, in this order.
    pub(crate) fn in_order(people: Vec<usize>) -> Turn {
        let (doubtful, again) = (people.into(), Vec::new());
        Turn { waiting: Mutex::new(Waiting { doubtful, again, fresh: 0, limit: 0, dice: Dice::of_number(0) }) }
    }

    /// Whether everybody has had a turn.
    pub(crate) fn is_over(&self) -> bool {
        let waiting = self.waiting.lock().unwrap();
        waiting.doubtful.is_empty() && waiting.fresh >= waiting.limit
    }

    fn next(&self) -> Option<usize> {
        let mut waiting = self.waiting.lock().unwrap();
        let Waiting { doubtful, again, fresh, limit, dice } = &mut *waiting;
        if let Some(number) = doubtful.pop_front() {
            return Some(number);
        }
        if *fresh >= *limit {
            return None;
        }
        if !again.is_empty() && dice.once_in(12) {
            return Some(again[dice.below(again.len())]);
        }
        *fresh += 1;
        Some(*fresh - 1)
    }
}

/// Sends until nobody is left or the server is gone. Returns how many sendings were answered with a receipt.
pub(crate) fn send_all(address: SocketAddr, wave: &OpenWave, ledger: &Ledger, turn: &Turn, clients: usize) -> usize {
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..clients).map(|_| scope.spawn(|| send(address, wave, ledger, turn))).collect();
        clients.into_iter().map(|client| client.join().unwrap()).sum()
    })
}

fn send(address: SocketAddr, wave: &OpenWave, ledger: &Ledger, turn: &Turn) -> usize {
    let mut receipts = 0;
    let Ok(mut line) = Line::to(address) else { return receipts };
    while let Some(number) = turn.next() {
        let body = wave.body(number);
        let sending = ledger.send(number);
        let said = match line.post(PATH, &body) {
            Ok(said) => said,
            // A server that is about to end closes its connections; one that is gone gives no new one.
            Err(_) => match Line::to(address) {
                Ok(new) => {
                    line = new;
                    continue;
                }
                Err(_) => return receipts,
            },
        };
        ledger.heard(&sending, &said);
        receipts += usize::from(said.status != 503);
    }
    receipts
}

/// Sends one answer again until it has a receipt. Only for a server that is well.
pub(crate) fn settle_doubts(address: SocketAddr, wave: &OpenWave, ledger: &Ledger) {
    let mut line = Line::to(address).unwrap();
    for number in ledger.in_doubt() {
        let sending = ledger.send(number);
        let said = line.post(PATH, &wave.body(number)).unwrap();
        ledger.heard(&sending, &said);
        assert_ne!(said.status, 503, "{said:?}");
    }
}

/// Sends the answers of the next so many people who have not sent any.
pub(crate) fn send_more(address: SocketAddr, wave: &OpenWave, ledger: &Ledger, people: usize) {
    let turn = Turn::only_new(ledger, ledger.sent() + people);
    send_all(address, wave, ledger, &turn, 4);
}
