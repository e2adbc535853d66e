//! `mestring export`: released cubes as files for other programs.

use std::path::{Path, PathBuf};

use anyhow::Result;
use exports::{Context as Said, Format};
use query::{Request, Typed};
use views::{Table, View};

use super::cubes::hold;
use super::{Context, output, print};
use crate::cli::ExportArgs;
use crate::exit::Refusal;
use crate::files::{Stream, write_streams};
use crate::project::Project;

pub(super) fn run(context: &Context, args: &ExportArgs) -> Result<()> {
    let named = args.view.as_deref().map(view).transpose()?;
    let held = hold(&Project::open(&context.root)?, &args.asked)?;
    let cubes = held.cubes()?.within(&args.waves()?)?;
    let said = Said::of(cubes.sealed(), args.language.into(), (context.today)());
    let views = named.map_or_else(|| View::ALL.to_vec(), |view| vec![view]);
    let tables: Vec<Table> = views.into_iter().map(|view| cubes.table(view)).collect();
    let format = args.format.0;
    let is_one_file = named.is_some() || format.holds_many();
    match &args.out {
        None if is_one_file => return output::to_standard_output(format, &tables, &said),
        None => {
            let said = format!("{} holds one view; name one with --view, or a folder with --out", format.name());
            return Err(Refusal(said).into());
        }
        Some(file) if is_one_file => {
            output::to_file(file, format, &tables, &said)?;
            print(&format!("{}: {} views\n", file.display(), tables.len()))?;
        }
        Some(folder) => into_folder(folder, format, &tables, &said)?,
    }
    Ok(())
}

fn view(name: &str) -> Result<View> {
    Ok(Request::read(&Typed { view: Some(name.to_owned()), ..Typed::default() })?.view())
}

/// One file for each view, all of them or none.
fn into_folder(folder: &Path, format: Format, tables: &[Table], said: &Said) -> Result<()> {
    let file = |table: &Table| folder.join(format!("{}.{}", table.name(), format.extension()));
    let files: Vec<(PathBuf, Stream<'_>)> =
        tables.iter().map(|table| (file(table), output::stream(format, std::slice::from_ref(table), said))).collect();
    write_streams(files)?;
    for table in tables {
        print(&format!("{}: {} rows\n", file(table).display(), table.rows()))?;
    }
    Ok(())
}
