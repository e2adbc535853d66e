//! `mestring query` and `mestring sql`: questions to the sealed cubes of a project.

use std::io::Read;

use anyhow::{Context as _, Result};
use query::{Answer, Cubes, Database, Request};

use super::Context;
use super::cubes::{Held, hold};
use super::output;
use crate::cli::{OutputArgs, OutputFormat, QueryArgs, SqlArgs};
use crate::exit::{Refusal, note};
use crate::files::read_text;
use crate::project::Project;

pub(super) fn query(context: &Context, args: &QueryArgs) -> Result<()> {
    let mut typed = args.typed();
    // What is wrong with the request itself is told before any cube is read.
    let view = Request::read(&typed)?.view();
    if typed.columns.is_empty() && args.output.format == OutputFormat::Table {
        typed.columns = report::terminal_columns(view).iter().map(|column| (*column).to_owned()).collect();
    }
    let held = held(context, &args.asked)?;
    let cubes = held.cubes()?;
    let Answer { table, beyond_limit, without_number } = Request::read(&typed)?.answer(&cubes)?;
    if without_number > 0 {
        note(&format!("{without_number} rows have no number to compare with a condition and are left out"));
    }
    if beyond_limit > 0 {
        note(&format!("{beyond_limit} rows more than --limit are left out"));
    }
    output::deliver(&table, &args.output, &said(context, &cubes, &args.output))
}

pub(super) fn sql(context: &Context, args: &SqlArgs) -> Result<()> {
    let text = match (&args.text, &args.file) {
        (_, Some(file)) => read_text(file)?,
        (Some(text), None) if text == "-" => standard_input()?,
        (Some(text), None) => text.clone(),
        (None, None) => return Err(Refusal("no SELECT is given".to_owned()).into()),
    };
    let held = held(context, &args.asked)?;
    let cubes = held.cubes()?;
    let table = Database::new(cubes.clone()).sql(&text)?;
    output::deliver(&table, &args.output, &said(context, &cubes, &args.output))
}

fn held(context: &Context, asked: &crate::cli::AskedArgs) -> Result<Held> {
    hold(&Project::open(&context.root)?, asked)
}

/// What a file says of itself beside the answer.
fn said(context: &Context, cubes: &Cubes<'_>, output: &OutputArgs) -> exports::Context {
    exports::Context::of(cubes.sealed(), output.language.into(), (context.today)())
}

fn standard_input() -> Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("standard input: cannot be read")?;
    String::from_utf8(bytes).map_err(|_| Refusal("standard input: the SELECT is not UTF-8".to_owned()).into())
}
