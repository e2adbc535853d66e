//! Exports as text: commas, semicolons or tabs between the values, with or without a mark of UTF-8 at the beginning.

use survey::FileError;

use super::damage::Damage;
use super::fields::{Field, Row, RowsAre, Table};

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Table, FileError> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let problem = if wide {
            "it is UTF-16 text, as a spreadsheet saves"
        } else {
            "it is not UTF-8 text, as when a spreadsheet has saved it"
        };
        return Err(FileError::new(file, None, "", problem, Damage::REMEDY));
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    // Excel's own hint to itself, which no other tool writes.
    if heading.starts_with("sep=") {
        return Err(FileError::new(
            file,
            Some(1),
            "",
            "a spreadsheet has added a line about its separator",
            Damage::REMEDY,
        ));
    }
    let delimiter = delimiter(heading);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let refuse = |error: &csv::Error| {
        let line = error.position().map(csv::Position::line);
        FileError::new(file, line, "", format!("it cannot be read as CSV: {error}"), "export it again")
    };
    let columns: Vec<String> =
        reader.headers().map_err(|error| refuse(&error))?.iter().map(|heading| heading.trim().to_owned()).collect();
    let mut table =
        Table { file: file.to_owned(), rows_are: RowsAre::Lines, columns, rows: Vec::new(), notes: Vec::new() };
    table.check_headings()?;
    for record in reader.records() {
        let record = record.map_err(|error| refuse(&error))?;
        let number = record.position().map_or(0, |position| line(text, position));
        if record.len() != table.columns.len() {
            let problem = format!("it has {} values under {} headings", record.len(), table.columns.len());
            return Err(table.fault(
                number,
                "",
                problem,
                "export it again; a value with a separator in it stands in quotes",
            ));
        }
        if record.iter().any(|field| !field.trim().is_empty()) {
            table.rows.push(Row { number, fields: record.iter().map(Field::of).collect() });
        }
    }
    if delimiter != b',' {
        let name = if delimiter == b';' { "semicolons" } else { "tabs" };
        table.notes.push(format!("its values are parted by {name}"));
    }
    Ok(table)
}

/// The line a record begins on. The library says where the record before ended, which is before its line feed and before empty lines.
fn line(text: &str, position: &csv::Position) -> u64 {
    let begun = usize::try_from(position.byte()).ok().and_then(|byte| text.get(byte..)).unwrap_or_default();
    position.line()
        + begun
            .bytes()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'))
            .map(|byte| u64::from(byte == b'\n'))
            .sum::<u64>()
}

/// What stands most often in the headings, outside quotes.
fn delimiter(heading: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in heading.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        }
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    let [comma, semicolon, tab] = counts;
    let best = if semicolon.1 > comma.1 { semicolon } else { comma };
    if tab.1 > best.1 { tab.0 } else { best.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_found_outside_quotes() {
        assert_eq!(delimiter("id,a,b"), b',');
        assert_eq!(delimiter("\"id, nr\";\"a, b, c\";x"), b';');
        assert_eq!(delimiter("id\ta"), b'\t');
        assert_eq!(delimiter("alone"), b',');
    }

    #[test]
    fn a_mark_at_the_beginning_is_no_part_of_a_heading() {
        let table = read("a.csv", "\u{feff}\"id\";\"Q1[SQ001]\"\r\n\"1\";\"A1\"\r\n\r\n".as_bytes()).unwrap();
        assert_eq!(table.columns, ["id", "Q1[SQ001]"]);
        assert_eq!((table.rows.len(), table.rows[0].number), (1, 2));
    }

    #[test]
    fn what_a_spreadsheet_saved_is_named() {
        let said = |bytes: &[u8]| read("a.csv", bytes).unwrap_err().to_string();
        assert!(said(b"id;trivsel p\xe5 jobb\n").contains("not UTF-8"));
        assert!(said(b"\xff\xfei\0d\0").contains("UTF-16"));
        assert!(said(b"sep=;\nid;a\n").contains("line 1"));
        assert!(said(b"a,b\n1,2,3\n").starts_with("a.csv, line 2: it has 3 values under 2 headings"));
        assert!(said(b"a,a\n1,2\n").contains("two columns have this heading"));
    }
}
