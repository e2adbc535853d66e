//! The `mestring` command: composition, configuration and exit codes. What it does is decided in the other crates.

mod calendar;
mod cli;
mod closing;
mod commands;
mod exit;
mod files;
mod head_counts;
mod machine;
mod mailing;
mod mapping;
mod progress;
mod project;
mod roster;
mod scaffold;
mod settings;
mod settle;
mod shares;

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser;
use survey::Date;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli, today, now) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => exit::report(&error),
    }
}

/// The calendar day, in universal time. A day is all that most here need to know: when participation is counted anew, and
/// what stands in the record of a rehearsal and of a destruction.
fn today() -> Date {
    calendar::day(now() / 86_400)
}

/// The second, counted from 1970 in universal time. Only the desk is told: its sessions end by it, and its log says when
/// somebody looked. Nothing about answers is.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn now() -> u64 {
    // A clock that stands before 1970 is taken for that day.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
