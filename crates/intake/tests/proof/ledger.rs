//! Who sent what, what was acknowledged, and the comparison with what is stored.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::line::Said;
use crate::wave::Stored;

/// The books of one wave. Clients write in it while they send.
#[derive(Default)]
pub(crate) struct Ledger {
    books: Mutex<Books>,
    /// A second copy that finds no room leaves it open whether an answer is stored, too, and is no reason to stop.
    copied: bool,
}

#[derive(Default)]
struct Books {
    sent: BTreeSet<usize>,
    receipts: BTreeMap<usize, String>,
    /// Receipts since the process started.
    heard: usize,
    /// Since then, somebody was told that its journal takes nothing more.
    failed: bool,
    /// What must never happen and did, as it was seen.
    broken: Vec<String>,
    /// How often each kind of refusal was heard.
    refusals: BTreeMap<String, usize>,
}

/// One sending, from its beginning to what came back.
pub(crate) struct Sending {
    number: usize,
    after_failure: bool,
    sent_before: bool,
}

/// The comparison of what was acknowledged with what is stored.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Acknowledged and not there.
    pub(crate) lost: Vec<usize>,
    /// There twice.
    pub(crate) doubled: Vec<usize>,
    /// There, and nobody sent it.
    pub(crate) unsent: Vec<usize>,
    /// Spent codes and stored answers, when they are not as many.
    pub(crate) halves: Option<(usize, usize)>,
}

impl Ledger {
    /// The books of a wave that is kept twice.
    pub(crate) fn of_two_copies() -> Ledger {
        Ledger { copied: true, ..Ledger::default() }
    }

    /// Says that an answer is about to be sent.
    pub(crate) fn send(&self, number: usize) -> Sending {
        let mut books = self.books.lock().unwrap();
        let sent_before = !books.sent.insert(number);
        Sending { number, after_failure: books.failed, sent_before }
    }

    /// Writes down what came back.
    pub(crate) fn heard(&self, sending: &Sending, said: &Said) {
        let Sending { number, after_failure, sent_before } = *sending;
        let mut books = self.books.lock().unwrap();
        match said.status {
            200 | 201 => {
                let receipt = said.receipt();
                books.heard += 1;
                let before = books.receipts.insert(number, receipt.clone());
                if said.status == 201 && before.is_some() {
                    books.broken.push(format!("answer {number} was new twice"));
                }
                if said.status == 200 && !sent_before {
                    books.broken.push(format!("answer {number} was there before it was sent"));
                }
                if before.as_ref().is_some_and(|before| *before != receipt) {
                    books.broken.push(format!("answer {number} has the receipts {before:?} and {receipt}"));
                }
                if after_failure {
                    books.broken.push(format!("answer {number} was acknowledged after a failed write"));
                }
            }
            503 => {
                let kind = said.kind();
                books.failed |= kind == "stopped" || (kind == "outcome-unknown" && !self.copied);
                *books.refusals.entry(kind).or_default() += 1;
            }
            _ => books.broken.push(format!("answer {number}: {said:?}")),
        }
    }

    /// A new process has given no receipt and knows nothing of the last one's failure.
    pub(crate) fn restarted(&self) {
        let mut books = self.books.lock().unwrap();
        books.failed = false;
        books.heard = 0;
    }

    /// How many receipts this process has given, repeated ones included.
    pub(crate) fn receipts(&self) -> usize {
        self.books.lock().unwrap().heard
    }

    /// Everything acknowledged so far.
    pub(crate) fn acknowledged(&self) -> BTreeSet<usize> {
        self.books.lock().unwrap().receipts.keys().copied().collect()
    }

    /// How many people have sent something.
    pub(crate) fn sent(&self) -> usize {
        self.books.lock().unwrap().sent.len()
    }

    /// Sent, and never answered with a receipt.
    pub(crate) fn in_doubt(&self) -> Vec<usize> {
        let books = self.books.lock().unwrap();
        books.sent.iter().filter(|number| !books.receipts.contains_key(number)).copied().collect()
    }

    /// How often a kind of refusal was heard.
    pub(crate) fn refusals(&self, kind: &str) -> usize {
        self.books.lock().unwrap().refusals.get(kind).copied().unwrap_or(0)
    }

    /// Compares with what is stored.
    pub(crate) fn compare(&self, stored: &Stored) -> Verdict {
        let books = self.books.lock().unwrap();
        let there: BTreeSet<usize> = stored.numbers.iter().copied().collect();
        let twice = |pair: &[usize]| (pair[0] == pair[1]).then_some(pair[0]);
        Verdict {
            lost: books.receipts.keys().filter(|number| !there.contains(number)).copied().collect(),
            doubled: stored.numbers.windows(2).filter_map(twice).collect(),
            unsent: there.difference(&books.sent).copied().collect(),
            halves: (stored.spent != stored.numbers.len()).then_some((stored.spent, stored.numbers.len())),
        }
    }

    /// Fails unless everything acknowledged is there once, everything else at most once, and nothing is half.
    pub(crate) fn check(&self, stored: Result<Stored, String>, when: &str) {
        self.check_conduct(when);
        let stored = stored.unwrap_or_else(|error| panic!("{when}: the journal cannot be read: {error}"));
        assert_eq!(self.compare(&stored), Verdict::default(), "{when}");
    }

    /// Fails when the server did something it must never do.
    pub(crate) fn check_conduct(&self, when: &str) {
        let books = self.books.lock().unwrap();
        assert!(books.broken.is_empty(), "{when}: {:?}", books.broken);
    }
}

/// The books are only worth something if they find what is wrong.
#[test]
fn the_comparison_finds_what_is_lost_doubled_made_up_and_half() {
    let ledger = Ledger::default();
    let receipt = |text: &str, status| Said { status, body: format!("{{\"receipt\":\"{text}\"}}") };
    for number in 0..4 {
        ledger.heard(&ledger.send(number), &receipt("r", 201));
    }
    let _unanswered = ledger.send(4);
    let compare = |numbers: &[usize], spent| ledger.compare(&Stored { numbers: numbers.to_vec(), spent });
    let clean = Verdict::default;
    assert_eq!(compare(&[0, 1, 2, 3], 4), clean());
    assert_eq!(compare(&[0, 1, 2, 3, 4], 5), clean());
    assert_eq!(compare(&[0, 2, 3], 3), Verdict { lost: vec![1], ..clean() });
    assert_eq!(compare(&[0, 1, 2, 2, 3], 5), Verdict { doubled: vec![2], ..clean() });
    assert_eq!(compare(&[0, 1, 2, 3, 9], 5), Verdict { unsent: vec![9], ..clean() });
    assert_eq!(compare(&[0, 1, 2, 3], 5), Verdict { halves: Some((5, 4)), ..clean() });
    assert_eq!(ledger.in_doubt(), [4]);
    ledger.check_conduct("so far");

    let broken = |what: &dyn Fn(&Ledger)| {
        let ledger = Ledger::default();
        what(&ledger);
        ledger.books.lock().unwrap().broken.len()
    };
    let stopped = Said { status: 503, body: "{\"status\":503,\"type\":\"urn:mestring:stopped\"}".to_owned() };
    assert_eq!(broken(&|ledger| ledger.heard(&ledger.send(0), &receipt("r", 200))), 1, "never sent before");
    assert_eq!(
        broken(&|ledger| (0..2).for_each(|_| ledger.heard(&ledger.send(0), &receipt("r", 201)))),
        1,
        "new twice"
    );
    let two_receipts = |ledger: &Ledger| {
        ledger.heard(&ledger.send(0), &receipt("r", 201));
        ledger.heard(&ledger.send(0), &receipt("s", 200));
    };
    assert_eq!(broken(&two_receipts), 1, "two receipts");
    let acknowledged_late = |ledger: &Ledger| {
        let begun_before = ledger.send(0);
        ledger.heard(&ledger.send(1), &stopped);
        ledger.heard(&begun_before, &receipt("r", 201));
        ledger.heard(&ledger.send(2), &receipt("t", 201));
    };
    assert_eq!(broken(&acknowledged_late), 1, "acknowledged after a failure, once");
    assert_eq!(broken(&|ledger| ledger.heard(&ledger.send(0), &Said { status: 500, body: String::new() })), 1);
}
