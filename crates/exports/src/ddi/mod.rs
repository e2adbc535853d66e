//! DDI-Codebook 2.5 (ddialliance.org): what a study and its tables are, for archives. The tables' cells are not in it.
//!
//! Elements stand in the order that the schema asks for.

mod xml;

use std::io::{self, BufWriter, Write};

use survey::Language;
use views::{Column, Kind, Table, View, Words};

use crate::{Context, ExportError, Out, method};
use xml::Xml;

const NAMESPACE: &str = "ddi:codebook:2_5";
const LANGUAGE: &str = "xml:lang";

const KIND: Words = Words::new(
    "Statistikk for grupper, ingen enkeltsvar",
    "Statistikk for grupper, ingen einskildsvar",
    "Statistics of groups, no single answers",
);
const UNIT: Words =
    Words::new("Enhet og gruppe av ansatte", "Eining og gruppe av tilsette", "Unit and group of employees");

/// Describes the tables.
pub(crate) fn write(tables: &[Table], context: &Context, out: Out<'_>) -> Result<(), ExportError> {
    let mut xml = Xml::new(BufWriter::new(out))?;
    let language = context.language.code();
    xml.within("codeBook", &[("xmlns", NAMESPACE), ("version", "2.5"), (LANGUAGE, language)], |xml| {
        study(xml, context)?;
        for (number, table) in (1..).zip(tables) {
            file(xml, number, table, context.language)?;
        }
        xml.within("dataDscr", &[], |xml| {
            for (number, table) in (1..).zip(tables) {
                for (position, column) in (1..).zip(table.columns()) {
                    variable(xml, number, position, column)?;
                }
            }
            Ok(())
        })
    })?;
    Ok(xml.finish()?)
}

fn study<W: Write>(xml: &mut Xml<W>, context: &Context) -> io::Result<()> {
    xml.within("stdyDscr", &[], |xml| {
        citation(xml, context)?;
        xml.within("stdyInfo", &[], |xml| {
            for language in Language::ALL {
                let said = method::notes(context.rule, language);
                let about = said.first().map(|note| note.text.as_str()).unwrap_or_default();
                xml.text("abstract", &[(LANGUAGE, language.code())], about)?;
            }
            xml.within("sumDscr", &[], |xml| {
                in_every_language(xml, "anlyUnit", UNIT)?;
                in_every_language(xml, "dataKind", KIND)
            })
        })?;
        xml.within("method", &[], |xml| {
            for language in Language::ALL {
                for note in method::notes(context.rule, language) {
                    xml.text("notes", &[("subject", note.about), (LANGUAGE, language.code())], &note.text)?;
                }
            }
            Ok(())
        })?;
        match &context.licence {
            Some(licence) => {
                let conditions = |xml: &mut Xml<W>| xml.text("conditions", &[], licence);
                xml.within("dataAccs", &[], |xml| xml.within("useStmt", &[], conditions))
            }
            None => Ok(()),
        }
    })
}

fn citation<W: Write>(xml: &mut Xml<W>, context: &Context) -> io::Result<()> {
    xml.within("citation", &[], |xml| {
        let language = [(LANGUAGE, context.language.code())];
        xml.within("titlStmt", &[], |xml| xml.text("titl", &language, &context.title))?;
        xml.within("prodStmt", &[], |xml| {
            xml.text("producer", &[], &context.producer)?;
            let date = context.date.to_string();
            xml.text("prodDate", &[("date", &date)], &date)
        })?;
        for source in &context.sources {
            xml.text("notes", &[("type", "source")], source)?;
        }
        Ok(())
    })
}

/// One table; the schema has room for what it is in one language only.
fn file<W: Write>(xml: &mut Xml<W>, number: usize, table: &Table, language: Language) -> io::Result<()> {
    xml.within("fileDscr", &[("ID", &format!("F{number}"))], |xml| {
        xml.within("fileTxt", &[], |xml| {
            xml.text("fileName", &[], table.name())?;
            if let Ok(view) = View::parse(table.name()) {
                xml.text("fileCont", &[(LANGUAGE, language.code())], view.about().get(language))?;
            }
            xml.within("dimensns", &[], |xml| {
                xml.text("caseQnty", &[], &table.rows().to_string())?;
                xml.text("varQnty", &[], &table.columns().len().to_string())
            })
        })
    })
}

/// One column, and the words it can hold.
fn variable<W: Write>(xml: &mut Xml<W>, file: usize, position: usize, column: &Column) -> io::Result<()> {
    let description = &column.description;
    let (format, interval) = match description.kind {
        Kind::Text | Kind::Code(_) => ("character", "discrete"),
        Kind::Whole => ("numeric", "discrete"),
        Kind::Number => ("numeric", "contin"),
    };
    let (id, files) = (format!("F{file}V{position}"), format!("F{file}"));
    let attributes = [("ID", id.as_str()), ("name", &description.name), ("files", &files), ("intrvl", interval)];
    xml.within("var", &attributes, |xml| {
        if let Some(label) = description.label {
            in_every_language(xml, "labl", label)?;
        }
        if let Kind::Code(codes) = description.kind {
            for code in codes {
                xml.within("catgry", &[], |xml| {
                    xml.text("catValu", &[], code.word)?;
                    in_every_language(xml, "labl", code.label)
                })?;
            }
        }
        xml.text("varFormat", &[("type", format)], "")
    })
}

fn in_every_language<W: Write>(xml: &mut Xml<W>, element: &str, words: Words) -> io::Result<()> {
    for language in Language::ALL {
        xml.text(element, &[(LANGUAGE, language.code())], words.get(language))?;
    }
    Ok(())
}
