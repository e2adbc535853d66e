//! `mestring completions`: what a shell needs to complete verbs, options and the names of views and columns.

use anyhow::Result;
use clap::CommandFactory;

use super::print;
use crate::cli::{Cli, CompletionsArgs};

pub(super) fn run(args: &CompletionsArgs) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "mestring", &mut script);
    print(&String::from_utf8_lossy(&script))
}
