//! Where an answer goes: the terminal, standard output or a file.

use anyhow::Result;
use views::Table;

use super::print;
use crate::cli::{OutputArgs, OutputFormat};
use crate::files::write_whole;

/// A long table in the terminal stops after so many rows, and says so.
const ROWS_PRINTED: usize = 50;

/// Prints a table, or writes it into the file that was named.
pub(super) fn deliver(table: &Table, args: &OutputArgs) -> Result<()> {
    let bytes = match args.format {
        OutputFormat::Table => {
            let most = (!args.all && args.out.is_none()).then_some(ROWS_PRINTED);
            report::terminal_table(table, most, args.language.into()).into_bytes()
        }
    };
    match &args.out {
        None => print(&String::from_utf8_lossy(&bytes)),
        Some(file) => {
            write_whole(file, &bytes)?;
            print(&format!("{}: {} rows\n", file.display(), table.rows()))
        }
    }
}
