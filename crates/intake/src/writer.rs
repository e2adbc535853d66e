//! The one writer: a thread that owns the journal and commits answers in groups.
//!
//! Requests wait in a bounded queue. The thread takes what waits, [`GROUP_MAX`] at most, stores it in one transaction, and
//! only after the commit has reached the disk answers each sender (I1). While it does, the next group gathers by itself:
//! the slower the disk, the larger the groups, and nobody waits for company. A full queue is an answer too: try again.
//!
//! The thread is also the one that seals: it learns in the transaction where an answer belongs, and what it needs for that
//! is a public key and random bytes of its own. After a failed write whose outcome is unknown the thread is poisoned (I4):
//! it answers everybody with a failure, says so to the server, and never touches the file again.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread::JoinHandle;

use survey::{Date, WaveId};
use tokio::sync::{oneshot, watch};

use crate::entropy::Entropy;
use crate::fault::Fault;
use crate::journal::{Journal, Participation, Trouble};
use crate::key::CodeKey;
use crate::refusal::{Declined, Failure};
use crate::submission::{Acceptance, Submission};

/// The most answers in one transaction.
pub(crate) const GROUP_MAX: usize = 128;

/// The most answers that may wait. Ten groups: about a tenth of a second of work.
const QUEUE_MAX: usize = 10 * GROUP_MAX;

/// With this many pages the log is moved into the file. One more group stays below the 4,062 pages that the log's index
/// holds without growing: a full disk then meets the log itself, whose failed write is undone cleanly.
const LOG_PAGES_MAX: u32 = 3_000;

type Reply = oneshot::Sender<Result<Acceptance, Declined>>;

enum Message {
    Store(Box<Submission>, Reply),
    Count(Question),
    Stop,
}

/// Somebody asks for participation that must be written down before it is told.
struct Question {
    wave: WaveId,
    today: Date,
    reply: oneshot::Sender<Result<Participation, Failure>>,
}

/// What the writer stores with.
pub(crate) struct Tools {
    pub(crate) key: CodeKey,
    /// What the one-time keys of envelopes are drawn from; it belongs to the thread alone.
    pub(crate) entropy: Entropy,
    /// The most answers in one transaction.
    pub(crate) group_max: usize,
}

/// The way in to the writer.
pub(crate) struct Writer {
    queue: SyncSender<Message>,
    poison: watch::Receiver<Option<String>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Gives the journal to a new thread.
    pub(crate) fn start(journal: Journal, tools: Tools) -> Result<Writer, Fault> {
        Writer::start_with_queue(journal, tools, QUEUE_MAX)
    }

    pub(crate) fn start_with_queue(journal: Journal, tools: Tools, queue_max: usize) -> Result<Writer, Fault> {
        let (queue, requests) = sync_channel(queue_max);
        let (tell, poison) = watch::channel(None);
        let thread = std::thread::Builder::new()
            .name("journal-writer".to_owned())
            .spawn(move || Thread { journal, tools, requests, tell }.run())
            .map_err(|source| Fault::Thread { source })?;
        Ok(Writer { queue, poison, thread: Mutex::new(Some(thread)) })
    }

    /// Stores one answer. When this returns an acceptance, the answer is on disk.
    ///
    /// If the caller goes away meanwhile, the answer may still be stored; the same submission sent again gets the same
    /// receipt.
    pub(crate) async fn store(&self, submission: Submission) -> Result<Acceptance, Declined> {
        let (reply, verdict) = oneshot::channel();
        self.queue.try_send(Message::Store(Box::new(submission), reply)).map_err(|error| match error {
            TrySendError::Full(_) => Failure::Busy,
            TrySendError::Disconnected(_) => Failure::Stopped,
        })?;
        verdict.await.unwrap_or(Err(Declined::Failed(Failure::Unknown)))
    }

    /// Counts participation and writes down what is told for the first time today.
    pub(crate) async fn count(&self, wave: WaveId, today: Date) -> Result<Participation, Declined> {
        let (reply, told) = oneshot::channel();
        self.queue.try_send(Message::Count(Question { wave, today, reply })).map_err(|error| match error {
            TrySendError::Full(_) => Failure::Busy,
            TrySendError::Disconnected(_) => Failure::Stopped,
        })?;
        Ok(told.await.unwrap_or(Err(Failure::Stopped))?)
    }

    /// Why the writer stopped itself, as soon as it does.
    pub(crate) fn poison(&self) -> watch::Receiver<Option<String>> {
        self.poison.clone()
    }

    /// Whether answers can be stored.
    pub(crate) fn is_accepting(&self) -> bool {
        self.poison.borrow().is_none() && self.poison.has_changed().is_ok()
    }

    /// Stores what waits, empties the log, closes the file and returns when the thread has ended. Blocks.
    ///
    /// The error is why the writer had stopped by itself.
    pub(crate) fn stop(&self) -> Result<(), String> {
        // The queue may be full; waiting for a place is right, because what waits is stored first.
        let _already_gone = self.queue.send(Message::Stop);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            return Err("the writer thread ended by a defect".to_owned());
        }
        self.poison.borrow().clone().map_or(Ok(()), Err)
    }
}

struct Thread {
    journal: Journal,
    tools: Tools,
    requests: Receiver<Message>,
    tell: watch::Sender<Option<String>>,
}

/// Answers that share a transaction, and what was asked meanwhile.
#[derive(Default)]
struct Group {
    waiting: Vec<(Box<Submission>, Reply)>,
    questions: Vec<Question>,
    /// Nothing more will come.
    last: bool,
}

impl Thread {
    fn run(mut self) {
        loop {
            let group = self.gather();
            let healthy = (group.waiting.is_empty() || self.commit(group.waiting))
                && group.questions.into_iter().all(|question| self.count(question));
            if !healthy {
                return self.refuse_everything();
            }
            if group.last {
                break;
            }
            if !self.checkpoint_when_long() {
                return self.refuse_everything();
            }
        }
        if let Err(fault) = self.journal.empty_log() {
            // Nothing is lost: what the log holds is on disk, and the next start empties it.
            tracing::warn!(%fault, "the log was not emptied at the end");
        }
    }

    /// Waits for somebody, and takes along whoever waits already.
    fn gather(&self) -> Group {
        let mut group = Group::default();
        let mut message = self.requests.recv().unwrap_or(Message::Stop);
        loop {
            match message {
                Message::Store(submission, reply) => group.waiting.push((submission, reply)),
                Message::Count(question) => group.questions.push(question),
                Message::Stop => group.last = true,
            }
            if group.last || group.waiting.len() >= self.tools.group_max {
                return group;
            }
            message = match self.requests.try_recv() {
                Ok(next) => next,
                Err(TryRecvError::Empty) => return group,
                Err(TryRecvError::Disconnected) => Message::Stop,
            };
        }
    }

    /// Stores one group and answers everybody in it; false when the journal may not be touched again.
    fn commit(&mut self, waiting: Vec<(Box<Submission>, Reply)>) -> bool {
        let submissions: Vec<&Submission> = waiting.iter().map(|(submission, _)| &**submission).collect();
        let Tools { key, entropy, .. } = &mut self.tools;
        entropy.freshen();
        match self.journal.accept(key, entropy, &submissions) {
            Ok(verdicts) => {
                for ((_, reply), verdict) in waiting.into_iter().zip(verdicts) {
                    // A sender who has gone asks again with the same number and hears the same.
                    let _gone = reply.send(verdict);
                }
                self.journal.crash_points().pass("acknowledged");
                true
            }
            Err(setback) => {
                tracing::warn!(failure = ?setback.failure, answers = waiting.len(), "a group of answers was not stored");
                let healthy = setback.poison.is_none();
                if let Some(finding) = setback.poison {
                    self.tell.send_replace(Some(finding));
                }
                for (_, reply) in waiting {
                    let _gone = reply.send(Err(Declined::Failed(setback.failure)));
                }
                healthy
            }
        }
    }

    /// Counts participation; false when writing it down failed in a way that leaves the file in doubt.
    fn count(&mut self, question: Question) -> bool {
        let Question { wave, today, reply } = question;
        let (told, healthy) = match self.journal.participation(&wave, today) {
            Ok(participation) => (Ok(participation), true),
            Err(Fault::NoRoom { .. }) => (Err(Failure::NoRoom), true),
            Err(Fault::Busy { .. }) => (Err(Failure::Busy), true),
            Err(fault) => {
                self.tell.send_replace(Some(fault.to_string()));
                (Err(Failure::Stopped), false)
            }
        };
        let _gone = reply.send(told);
        healthy
    }

    /// Moves a long log into the file. A lack of room or a lock only means later; anything else is a failed write (I4).
    fn checkpoint_when_long(&mut self) -> bool {
        let moved = self
            .journal
            .log_pages()
            .and_then(|pages| if pages >= LOG_PAGES_MAX { self.journal.shorten_log() } else { Ok(()) });
        let Err(error) = moved else { return true };
        match Trouble::of(&error) {
            Trouble::NoRoom | Trouble::Busy => {
                tracing::warn!(%error, "the log was not shortened");
                true
            }
            Trouble::Broken | Trouble::Defect => {
                self.tell.send_replace(Some(error.to_string()));
                false
            }
        }
    }

    /// Answers everybody until nobody can ask any more, without touching the file.
    fn refuse_everything(self) {
        self.journal.abandon();
        loop {
            match self.requests.recv() {
                Ok(Message::Store(_, reply)) => {
                    let _gone = reply.send(Err(Declined::Failed(Failure::Stopped)));
                }
                Ok(Message::Count(question)) => {
                    let _gone = question.reply.send(Err(Failure::Stopped));
                }
                Ok(Message::Stop) | Err(_) => return,
            }
        }
    }
}
