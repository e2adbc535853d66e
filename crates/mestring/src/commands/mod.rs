//! One module per verb.

pub(crate) mod absence;
mod analyse;
mod audit;
mod backup;
mod benchmark;
mod completions;
mod cube;
mod cubes;
pub(crate) mod demo;
mod describe;
mod export;
mod import;
mod invite;
mod output;
mod query;
mod release;
mod report;
mod rows;
mod section;
mod serve;
mod synth;
pub(crate) mod wave;

use anyhow::Result;
use survey::Date;

use crate::cli::{Cli, Command};
use crate::progress::Progress;

/// What every verb is given.
pub(crate) struct Context {
    /// The project folder as typed.
    pub(crate) root: std::path::PathBuf,
    /// Whether somebody is watching.
    pub(crate) progress: Progress,
    /// The calendar day; the one clock there is.
    pub(crate) today: fn() -> Date,
}

/// Does what was typed.
pub(crate) fn run(cli: Cli, today: fn() -> Date) -> Result<()> {
    let given = cli.project;
    let root = given.clone().unwrap_or_else(|| ".".into());
    let context = Context { root, progress: Progress::new(cli.quiet), today };
    match cli.command {
        Command::Demo(args) => demo::run(&context, &args),
        Command::Synth(args) => synth::run(&context, &args),
        Command::Serve(args) => serve::run(&context, &args),
        Command::Wave(command) => wave::run(&context, command),
        Command::Invite(args) => invite::run(&context, &args),
        Command::Backup(args) => backup::back_up(&context, &args),
        Command::Restore(args) => backup::restore(&context, &args),
        Command::Import(command) => import::run(&context, &command),
        Command::Absence(command) => absence::run(&context, &command),
        Command::Analyse(args) => analyse::run(&context, &args),
        Command::Release(args) => release::run(&context, &args),
        Command::Audit(args) => audit::run(&context, &args, given.as_deref()),
        Command::Cube(command) => cube::run(&context, &command),
        Command::Report(args) => report::run(&context, &args),
        Command::Benchmark(args) => benchmark::run(&context, &args),
        Command::Merger(args) => section::merger(&context, &args),
        Command::Programme(args) => section::programme(&context, &args),
        Command::Query(args) => query::query(&context, &args),
        Command::Sql(args) => query::sql(&context, &args),
        Command::Export(args) => export::run(&context, &args),
        Command::Describe(args) => describe::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Stats(args) => rows::stats(&args),
        Command::Compare(args) => rows::compare(&args),
        Command::Invariance(args) => rows::invariance(&args),
        Command::Dif(args) => rows::dif(&args),
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
