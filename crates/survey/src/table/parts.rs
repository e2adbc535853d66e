//! A table cut into parts that can be read side by side.
//!
//! What it is: the header, and pieces of the text below it. Each piece begins where a record begins and knows the line it
//! begins on, so that reading the parts one after the other gives what reading the whole gives, rows and errors alike.
//!
//! What it is not: a table in memory. A row is handed out and gone; nothing is kept of it.
//!
//! Invariant: a text is cut after the end of a record only. A line break within quotes ends no record.

use std::num::NonZeroUsize;

use super::header::Header;
use super::{Row, Source};
use crate::{FileError, FileErrors};

/// A comma-separated text whose header has been read and whose rows have not.
#[derive(Clone, Debug)]
pub struct TableParts<'t> {
    header: Header,
    /// The line each part begins on, and its text.
    parts: Vec<(u64, &'t str)>,
}

/// A part of a table: some of its rows.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    header: &'a Header,
    first_line: u64,
    text: &'a str,
}

impl<'t> TableParts<'t> {
    /// Reads the header, which has the columns that are expected and maybe some of the optional ones, and cuts what is below
    /// it into so many parts of about one length, or fewer where it has fewer rows.
    ///
    /// # Errors
    /// An empty file, and everything that is wrong with the header.
    pub fn of(
        source: Source<'t>,
        (expected, optional): (&[&'static str], &[&'static str]),
        parts: NonZeroUsize,
    ) -> Result<Self, FileErrors> {
        let file = source.file;
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(source.text);
        let mut reader = reader(text);
        let mut record = csv::StringRecord::new();
        if !next(&mut reader, &mut record).map_err(|error| unreadable(file, 1, &error))? {
            let remedy = format!("begin it with the header {}", expected.join(","));
            return Err(FileError::new(file, None, "", "the file is empty", remedy).into());
        }
        let header = Header::of(file, line_of(&record, text), &record, (expected, optional))?;
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let (above, below) = text.split_at_checked(end).unwrap_or((text, ""));
        let mut line = 1 + newlines(above);
        let mut numbered = Vec::new();
        for part in cut(below, parts) {
            numbered.push((line, part));
            line += newlines(part);
        }
        Ok(Self { header, parts: numbered })
    }

    /// The parts, in the order of the text.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Part<'_>> {
        self.parts.iter().map(|(first_line, text)| Part { header: &self.header, first_line: *first_line, text })
    }

    pub(super) fn into_header(self) -> Header {
        self.header
    }
}

impl Part<'_> {
    /// Hands out the rows one after the other; a row with more or fewer values than the header as an error.
    pub fn read(&self, mut each: impl FnMut(Result<Row<'_>, FileError>)) {
        let mut reader = reader(self.text);
        let mut record = csv::StringRecord::new();
        loop {
            match next(&mut reader, &mut record) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return each(Err(unreadable(self.header.file(), self.first_line, &error))),
            }
            let line = self.first_line - 1 + line_of(&record, self.text);
            let row = Row { header: self.header, line, record: &record };
            each(self.header.fits(line, record.len()).map(|()| row));
        }
    }
}

type Reader<'t> = csv::Reader<&'t [u8]>;

fn reader(text: &str) -> Reader<'_> {
    csv::ReaderBuilder::new().flexible(true).has_headers(false).buffer_capacity(1 << 16).from_reader(text.as_bytes())
}

fn next(reader: &mut Reader<'_>, record: &mut csv::StringRecord) -> Result<bool, csv::Error> {
    reader.read_record(record)
}

fn unreadable(file: &str, first_line: u64, error: &csv::Error) -> FileError {
    let line = error.position().map(|position| first_line - 1 + position.line());
    FileError::new(file, line, "", error.to_string(), "save the file as comma-separated UTF-8 text")
}

/// The line a record begins on. The reader says where it began to look, which can be at blank lines above.
fn line_of(record: &csv::StringRecord, text: &str) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let skipped = blank.filter(|&&byte| byte == b'\n').count();
    position.line().saturating_add(u64::try_from(skipped).unwrap_or(u64::MAX))
}

/// Line breaks in a text. Sums of so few fit a byte, which lets the machine add many at once.
fn newlines(text: &str) -> u64 {
    let few = |bytes: &[u8]| u64::from(bytes.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>());
    text.as_bytes().chunks(usize::from(u8::MAX)).map(few).sum()
}

/// Cuts a text that begins with a record into at most so many parts.
fn cut(text: &str, parts: NonZeroUsize) -> Vec<&str> {
    let length = text.len().div_ceil(parts.get());
    let mut cut = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, after) = rest.split_at_checked(end_of_record(rest, length)).unwrap_or((rest, ""));
        cut.push(part);
        rest = after;
    }
    cut
}

/// Where the first record ends that ends at `least` bytes or later. The text begins with a record.
fn end_of_record(text: &str, least: usize) -> usize {
    let find = |byte: char, from: usize| {
        let rest = text.get(text.floor_char_boundary(from)..)?;
        rest.find(byte).map(|at| text.len() - rest.len() + at)
    };
    let mut newline = find('\n', least.saturating_sub(1));
    let mut quote = find('"', 0);
    while let Some(end) = newline {
        match quote.filter(|quote| *quote < end) {
            Some(opening) => {
                let after = after_quote(text, opening);
                quote = find('"', after);
                if after > end {
                    newline = find('\n', after);
                }
            }
            // The reader drops a byte-order mark where it begins, and takes it for a letter elsewhere.
            None if text.get(end + 1..).is_some_and(|rest| rest.starts_with('\u{feff}')) => {
                newline = find('\n', end + 1)
            }
            None => return end + 1,
        }
    }
    text.len()
}

/// Where a quoted value that opens here is over; the next byte where the quote is a letter like any other, because it does
/// not begin a value.
fn after_quote(text: &str, opening: usize) -> usize {
    let bytes = text.as_bytes();
    let begins = opening.checked_sub(1).and_then(|before| bytes.get(before));
    let mut after = opening + 1;
    if begins.is_some_and(|before| !matches!(before, b',' | b'\n' | b'\r')) {
        return after;
    }
    while let Some(closing) = text.get(after..).and_then(|rest| rest.find('"')).map(|at| after + at) {
        // Two quotes within quotes stand for one.
        if bytes.get(closing + 1) != Some(&b'"') {
            return closing + 1;
        }
        after = closing + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: (&[&str], &[&str]) = (&["unit", "days"], &["note"]);

    /// Every row with its line, and every error, in order.
    fn read(text: &str, parts: usize) -> Result<Vec<String>, FileErrors> {
        let table = TableParts::of(Source { file: "t.csv", text }, COLUMNS, NonZeroUsize::new(parts).unwrap())?;
        let mut told = Vec::new();
        for part in table.parts() {
            part.read(|row| {
                told.push(match row {
                    Ok(row) => format!("{} {:?}", row.line(), ["unit", "days", "note"].map(|column| row.value(column))),
                    Err(error) => error.to_string(),
                });
            });
        }
        Ok(told)
    }

    #[test]
    fn parts_are_about_one_length_and_end_with_a_record() {
        let parts = |text, parts| cut(text, NonZeroUsize::new(parts).unwrap());
        assert_eq!(parts("a,1\nb,2\nc,3\nd,4\n", 2), ["a,1\nb,2\n", "c,3\nd,4\n"]);
        assert_eq!(parts("a,1\nb,2\nc,3\n", 100), ["a,1\n", "b,2\n", "c,3\n"]);
        assert_eq!(parts("a,\"1\n\n\n\"\nb,2", 3), ["a,\"1\n\n\n\"\n", "b,2"]);
        assert_eq!(parts("a,\"1\"\"\n\n\"\nb,2", 3), ["a,\"1\"\"\n\n\"\n", "b,2"]);
        assert_eq!(parts("a,5\" pipe\nb,\"2\n", 3), ["a,5\" pipe\n", "b,\"2\n"]);
        assert!(parts("", 3).is_empty());
    }

    #[test]
    fn lines_are_counted_through_parts() {
        let text = "\u{feff}days,unit\r\n\r\n1, a\n\n\n2,\"b\nc\"\n3\n4,d";
        let told = [
            "3 [\"a\", \"1\", \"\"]",
            "6 [\"b\\nc\", \"2\", \"\"]",
            "t.csv, line 8: the row has 1 values, the header has 2 columns; separate every value with a comma, also the empty ones",
            "9 [\"d\", \"4\", \"\"]",
        ];
        for parts in 1..9 {
            assert_eq!(read(text, parts).unwrap(), told, "{parts}");
        }
    }

    /// What the csv library makes of the whole text below the header.
    fn by_the_library(text: &str) -> Vec<Vec<String>> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        reader
            .into_records()
            .map(|record| record.unwrap().iter().map(|value| value.trim().to_owned()).collect())
            .collect()
    }

    proptest! {
        #[test]
        fn any_number_of_parts_gives_the_same_rows_lines_and_errors(
            text in "([a,\"\n\r \u{feff}ø]|,|\n|\"[a,\n]*\"){0,60}",
            parts in 2..12_usize,
        ) {
            let text = format!("unit,days\nu,1\n{text}");
            let whole = read(&text, 1).unwrap();
            prop_assert_eq!(&read(&text, parts).unwrap(), &whole);
            let rows: Vec<String> = by_the_library(&text)
                .into_iter()
                .skip(1)
                .map(|values| match values.as_slice() {
                    [unit, days] => format!("{:?}", [unit, days, ""]),
                    values => format!("the row has {} values", values.len()),
                })
                .collect();
            prop_assert_eq!(rows.len(), whole.len());
            for (row, told) in rows.iter().zip(&whole) {
                prop_assert!(told.contains(row.as_str()), "{} is not in {}", row, told);
            }
        }
    }
}
