//! One module per verb.

mod analyse;
mod demo;
mod import;
mod report;
mod serve;
mod stats;
mod synth;
mod wave;

use anyhow::Result;

use crate::cli::{Cli, Command};
use crate::progress::Progress;

/// What every verb is given.
pub(crate) struct Context {
    /// The project folder as typed.
    pub(crate) root: std::path::PathBuf,
    /// Whether somebody is watching.
    pub(crate) progress: Progress,
}

/// Does what was typed.
pub(crate) fn run(cli: Cli) -> Result<()> {
    let context = Context { root: cli.project, progress: Progress::new(cli.quiet) };
    match cli.command {
        Command::Demo(args) => demo::run(&context, &args),
        Command::Synth(args) => synth::run(&context, &args),
        Command::Serve(args) => serve::run(&context, &args),
        Command::Wave(command) => wave::run(&context, command),
        Command::Import(command) => import::run(&context, &command),
        Command::Analyse(args) => analyse::run(&context, &args),
        Command::Report(args) => report::run(&context, &args),
        Command::Stats(args) => stats::run(&args),
    }
}

/// Prints to standard output; a reader that has gone away is no fault.
pub(crate) fn print(text: &str) -> Result<()> {
    use std::io::Write;
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
