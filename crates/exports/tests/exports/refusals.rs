//! What a format has no room for is refused, with what to do instead, and nothing is written.

use std::io::{self, Write};
use std::sync::Arc;

use exports::{ExportError, Format};
use survey::Language;
use views::{Column, Description, Table, Values, View};

use crate::world::{context, table};

fn numbers(name: String, rows: usize) -> Column {
    let values = Values::Number(vec![Some(1.0); rows]);
    Column { description: Description { name: name.into(), kind: values.kind(), label: None }, values }
}

fn refused(format: Format, tables: &[Table]) -> String {
    let mut bytes = Vec::new();
    let error = exports::write(format, tables, &context(Language::Nb), &mut bytes).unwrap_err();
    assert!(bytes.is_empty(), "{error}: {} bytes were written", bytes.len());
    assert!(!matches!(error, ExportError::Fault { .. } | ExportError::Io(_)), "{error}");
    error.to_string()
}

#[test]
fn excel_has_limits_and_they_are_named() {
    let long = Table::new("long", vec![numbers("a".to_owned(), 1_048_576)]).unwrap();
    let told = refused(Format::Xlsx, &[long]);
    assert!(told.contains("long has 1048577 rows") && told.contains("1048576") && told.contains("parquet"), "{told}");
    let wide = Table::new("wide", (0..16_385).map(|at| numbers(format!("c{at}"), 1)).collect()).unwrap();
    let told = refused(Format::Xlsx, &[wide]);
    assert!(told.contains("wide has 16385 columns") && told.contains("16384"), "{told}");
    let text = |length| {
        let values = Values::Text(vec![Some(Arc::from("kort")), Some(Arc::from("ø".repeat(length)))]);
        let description = Description { name: "note".into(), kind: values.kind(), label: None };
        Table::new("texts", vec![Column { description, values }]).unwrap()
    };
    let told = refused(Format::Xlsx, &[text(32_768)]);
    assert!(told.contains("row 2 of texts, column note") && told.contains("32768"), "{told}");
    crate::world::try_written(Format::Xlsx, &[text(32_767)]).unwrap();
}

#[test]
fn formats_of_one_table_say_which_hold_several() {
    let tables = [table(View::Units), table(View::Absence)];
    for format in Format::ALL {
        assert!(refused(format, &[]).contains("name one view"));
        if !format.holds_many() {
            let told = refused(format, &tables);
            assert!(told.contains(format.name()) && told.contains("2 were given") && told.contains("xlsx"), "{told}");
        }
    }
    assert_eq!(
        Format::parse("xls").unwrap_err().to_string().split(" are ").next(),
        Some("there is no format xls; the formats")
    );
}

#[test]
fn names_that_are_there_twice_are_refused() {
    let twice = Table::new("t", vec![numbers("a".to_owned(), 1), numbers("a".to_owned(), 1)]).unwrap();
    for format in Format::ALL {
        assert!(refused(format, std::slice::from_ref(&twice)).contains("two columns of t are called a"));
    }
    assert!(refused(Format::Xlsx, &[table(View::Units), table(View::Units)]).contains("two tables are called units"));
}

/// Takes so many bytes, and then no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_one() {
    for format in Format::ALL {
        for room in [0, 10, 4_000] {
            let error =
                exports::write(format, &[table(View::Indices)], &context(Language::Nb), &mut Full(room)).unwrap_err();
            let ExportError::Io(error) = error else { panic!("{}: {error:?}", format.name()) };
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{} with room for {room}", format.name());
        }
    }
}
