//! The `mestring` command: composition, configuration and exit codes. What it does is decided in the other crates.

mod cli;
mod commands;
mod exit;
mod files;
mod mapping;
mod progress;
mod project;
mod roster;
mod scaffold;
mod settings;
mod settle;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => exit::report(&error),
    }
}
