//! HTTP in front of a durable journal.
//!
//! An employee answers on a page, or a program posts JSON; the answer is checked against the wave's instrument, and the
//! receipt is written only after the transaction that holds the answer has reached the disk. Until the wave is settled
//! the answers wait, sealed, in one SQLite file, the [`Journal`].
//!
//! What this crate is not: it knows no scores, no reports and no unit tree, it keeps no accounts, and it never asks
//! anyone to log in. It opens no envelope and writes no Parquet either: whoever settles takes [`Journal::sealed`] to the
//! wave's key, and what comes out of it to the archive.
//!
//! Invariants, named so that tests can point at them:
//!
//! - **I1** An acknowledged answer is stored exactly once, whatever happens afterwards: a retry, a race, a crash.
//! - **I2** A code gives at most one answer, and reading a page never uses a code.
//! - **I3** Nothing stored says when an answer came, from where, or in which order.
//! - **I4** After a failed write whose outcome is unknown, nothing more is acknowledged until the journal has been
//!   reopened and checked.
//! - **I5** A refused answer leaves nothing behind.
//! - **I6** What is stored of an answer opens only with the wave's key, and nothing in this crate ever holds one.
//!
//! The road of one answer: [`Code`] and answers arrive ([`serve`]), become a checked `survey::Response`, wait in a
//! bounded queue for the one writer thread, are sealed into a `custody::Envelope` beside the used code in one
//! transaction, and come back as a [`Receipt`].

mod code;
mod counters;
mod crash;
mod entropy;
mod fault;
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod http;
mod journal;
mod key;
mod refusal;
mod server;
mod submission;
mod words;
mod writer;

pub use code::{Code, CodeError, CodeKind};
pub use crash::{CRASH_POINTS, CrashPoints};
pub use custody::Place;
pub use entropy::Entropy;
pub use fault::{Fault, WaveError};
pub use guard::GuessBudget;
pub use http::openapi;
pub use journal::{
    Band, Custody, Invited, Journal, Opening, Participation, Rehearsal, Restored, Sealed, UnitParticipation, restore,
};
pub use key::CodeKey;
pub use refusal::{Declined, Failure, Refusal};
pub use server::{Config, Limits, Tls, bind, serve};
pub use submission::{Acceptance, Receipt, SubmissionId, SubmissionIdError};
