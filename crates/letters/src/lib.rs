//! Invitations on paper and in mail-merge files, handed out once.
//!
//! What it is: [`letters`] makes one file of letters to print, [`mail_merge`] the table for whoever sends, [`message`] and
//! [`reminder`] the texts that go out by SMS and e-mail. All of them say the same about who sees what, in the languages
//! that were chosen.
//!
//! What it is not: it draws no codes, keeps nothing, opens no file and knows no person. An [`Invitation`] holds the id
//! that the owner of the mailing gave it, and nothing here ever leaves this crate except as the text asked for.
//!
//! Invariant: a reminder is the same for everybody, so it says nothing about who has answered.

mod invitation;
mod mail_merge;
mod messages;
mod notice;
mod paper;
mod qr;
mod site;
mod words;

pub use invitation::{Channel, Invitation, UnknownWord};
pub use mail_merge::{COLUMNS, mail_merge};
pub use messages::{message, reminder};
pub use notice::{KeyHolder, Notice};
pub use paper::letters;
pub use qr::LinkTooLong;
pub use site::{Site, SiteError};
