//! The analysts' and leaders' door to sealed results.
//!
//! Personnel staff, leaders, politicians and employees' representatives sign in here and see released cubes: as pages, as an API, as OData
//! for Excel and Power BI, and as files. What each of them sees is a part of the one sealed cube ([`disclosure::Audience`]), cell by
//! cell.
//!
//! What this crate is not: it computes nothing, it writes no result, and it knows no answers; nothing that leads to one is ever given
//! to it.
//!
//! Invariants, named so that tests can point at them:
//!
//! - **K1** Sealed cubes only, through [`views::Table::of`] with the reader's audience: there is no other way from a request to a row.
//! - **K2** Deny by default: the router is made of one table of addresses and roles ([`routes`]); what is not in it does not exist.
//! - **K3** Nothing is shown before it stands in the audit log on disk, and the log cannot be changed unseen ([`trail`]).
//! - **K4** A password is kept as an Argon2id hash, a token and a session as the digest of 256 random bits; none is taken over an open line.
//! - **K5** Nothing is left out silently: every page says how many rows there are and where the next page is.

mod accounts;
mod http;
mod moment;
mod oidc;
mod refusal;
mod role;
mod secret;
mod select;
mod server;
mod sessions;
mod store;
pub mod trail;
mod words;

use std::sync::Arc;

pub use accounts::{
    Account, AccountName, AccountNameError, AccountRefusal, Accounts, AccountsError, Password, PasswordError,
    PasswordHash, PersonalToken,
};
pub use http::{Allowed, Listed, openapi, routes};
pub use moment::{Clock, Moment};
pub use oidc::{Grant, IssuerError, IssuerSettings};
pub use role::{Role, RoleError};
pub use secret::{Fingerprint, Random, Secret};
pub use server::{Config, DeskError, Tls, TlsError, bind, serve};
pub use sessions::{Session, SessionLimits};
pub use store::{Release, Store};

/// Answers a question in SQL over the views, as whoever has this session sees them; or says in a sentence why not.
///
/// Given by the binary, so that the desk itself carries no query engine.
pub type Sql = Arc<dyn Fn(&str, &Session) -> Result<views::Table, String> + Send + Sync>;
