//! `mestring cube export`: every cell of a sealed cube as a table.

use anyhow::Result;

use super::{Context, print};
use crate::cli::{CubeCommand, CubeExportArgs, CubeFormat};
use crate::files::write_whole;
use crate::project::Project;

pub(super) fn run(context: &Context, command: &CubeCommand) -> Result<()> {
    match command {
        CubeCommand::Export(args) => export(context, args),
    }
}

fn export(context: &Context, args: &CubeExportArgs) -> Result<()> {
    let sealed = super::report::released(&Project::open(&context.root)?, Some(&args.wave))?;
    let table = match args.format {
        CubeFormat::Csv => report::cells_csv(&sealed),
    };
    let Some(file) = &args.out else { return print(&table) };
    write_whole(file, table.as_bytes())?;
    print(&format!("{}: {} cells of wave {}\n", file.display(), table.lines().count().saturating_sub(1), args.wave))
}
