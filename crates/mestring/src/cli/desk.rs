//! `mestring desk ...` as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `mestring desk ...`
#[derive(Debug, Subcommand)]
pub(crate) enum DeskCommand {
    /// Accounts: who may sign in at the desk, in which role.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Make a personal token for Excel, Power BI or a notebook; it is shown once.
    Token(TokenArgs),
    /// Verify the audit log: whether every line is as it was written.
    Verify(VerifyArgs),
}

/// `mestring desk account ...`
#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add an account; the password is asked for, or is the first line of standard input.
    Add {
        /// The name to sign in with.
        name: String,
        /// hr, leader, politician or representative.
        #[arg(long)]
        role: String,
        /// The unit that a leader leads.
        #[arg(long, value_name = "UNIT")]
        unit: Option<String>,
    },
    /// Give an account another password; its sessions end.
    Password {
        /// The name to sign in with.
        name: String,
    },
    /// Take an account away, with its tokens; its sessions end.
    Remove {
        /// The name to sign in with.
        name: String,
    },
    /// List the accounts with their roles and tokens.
    List,
}

/// `mestring desk token`
#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// Whose token it is.
    pub(crate) name: String,
    /// What it is for, such as Excel; a token with the same label is replaced.
    #[arg(long, default_value = "token")]
    pub(crate) label: String,
}

/// `mestring desk verify`
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The log; the project's own when left out.
    pub(crate) file: Option<PathBuf>,
}
