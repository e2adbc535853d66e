//! Where an answer goes: the terminal, standard output or a file.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use anyhow::Result;
use exports::{ExportError, Format};
use views::Table;

use super::print;
use crate::cli::{OutputArgs, OutputFormat};
use crate::exit::Refusal;
use crate::files::{Stream, write_streams, write_whole};

/// A long table in the terminal stops after so many rows, and says so.
const ROWS_PRINTED: usize = 50;
/// A terminal that says it is narrower is written as if it had so many columns.
const COLUMNS_MIN: usize = 40;

/// Prints a table, or writes it into the file that was named.
pub(super) fn deliver(table: &Table, args: &OutputArgs, said: &exports::Context) -> Result<()> {
    let format = match args.format {
        OutputFormat::Table => return deliver_text(table, args),
        OutputFormat::File(format) => format,
    };
    let tables = std::slice::from_ref(table);
    match &args.out {
        None => to_standard_output(format, tables, said),
        Some(file) => {
            to_file(file, format, tables, said)?;
            print(&format!("{}: {} rows\n", file.display(), table.rows()))
        }
    }
}

fn deliver_text(table: &Table, args: &OutputArgs) -> Result<()> {
    let most = (!args.all && args.out.is_none()).then_some(ROWS_PRINTED);
    let width = if args.out.is_none() { terminal_columns() } else { report::TERMINAL_WIDTH };
    let text = report::terminal_table(table, most, width, args.language.into());
    let Some(file) = &args.out else { return print(&text) };
    write_whole(file, text.as_bytes())?;
    print(&format!("{}: {} rows\n", file.display(), table.rows()))
}

/// The columns of the terminal that standard output is. A file or another program gets the same whatever the terminal is like.
fn terminal_columns() -> usize {
    #[cfg(unix)]
    let found = rustix::termios::tcgetwinsize(std::io::stdout()).map_or(0, |size| usize::from(size.ws_col));
    #[cfg(not(unix))]
    let found = 0;
    if found == 0 { report::TERMINAL_WIDTH } else { found.max(COLUMNS_MIN) }
}

/// Writes one file of a format, whole or not at all.
pub(super) fn to_file(file: &Path, format: Format, tables: &[Table], said: &exports::Context) -> Result<()> {
    write_streams(vec![(file.to_owned(), stream(format, tables, said))])
}

/// The bytes of a format, for whoever has a place to write them.
pub(super) fn stream<'a>(format: Format, tables: &'a [Table], said: &'a exports::Context) -> Stream<'a> {
    Box::new(move |out| Ok(exports::write(format, tables, said, out)?))
}

/// Writes to standard output; bytes that are no text are not poured into a terminal.
pub(super) fn to_standard_output(format: Format, tables: &[Table], said: &exports::Context) -> Result<()> {
    let is_text = matches!(format, Format::Csv | Format::CsvExcel | Format::Json | Format::Ndjson);
    if !is_text && std::io::stdout().is_terminal() {
        let said = format!("{} is no text for a terminal; name a file with --out", format.name());
        return Err(Refusal(said).into());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let written = exports::write(format, tables, said, &mut out).and_then(|()| Ok(out.flush()?));
    match written {
        // A reader that has gone away is no fault.
        Err(ExportError::Io(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}
