//! The sheets that explain: how the numbers are made, and why some are hidden.

use disclosure::Reason;
use rust_xlsxwriter::{RowNum, Workbook, Worksheet, XlsxError};
use survey::Language;

use super::looks::Looks;
use crate::{Context, method};

/// Names of sheets and their headings in one language.
pub(super) struct Words {
    /// The sheet of the codebook.
    pub(super) codebook: &'static str,
    method: &'static str,
    reasons: &'static str,
    title: &'static str,
    producer: &'static str,
    made_on: &'static str,
    licence: &'static str,
    source: &'static str,
    mark: &'static str,
    sentence: &'static str,
}

impl Words {
    pub(super) const fn of(language: Language) -> Words {
        match language {
            Language::Nb => Words {
                codebook: "Kodebok",
                method: "Metode",
                reasons: "Hvorfor er dette skjult",
                title: "Tittel",
                producer: "Utgiver",
                made_on: "Laget",
                licence: "Lisens",
                source: "Kilde",
                mark: "Merke",
                sentence: "Hvorfor er dette skjult?",
            },
            Language::Nn => Words {
                codebook: "Kodebok",
                method: "Metode",
                reasons: "Kvifor er dette skjult",
                title: "Tittel",
                producer: "Utgjevar",
                made_on: "Laga",
                licence: "Lisens",
                source: "Kjelde",
                mark: "Merke",
                sentence: "Kvifor er dette skjult?",
            },
            Language::En => Words {
                codebook: "Codebook",
                method: "Method",
                reasons: "Why is this hidden",
                title: "Title",
                producer: "Producer",
                made_on: "Made on",
                licence: "Licence",
                source: "Source",
                mark: "Mark",
                sentence: "Why is this hidden?",
            },
        }
    }
}

/// Title, producer, day, licence and sources, and then everything there is to know.
pub(super) fn write_method(
    workbook: &mut Workbook,
    words: &Words,
    context: &Context,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = sheet(workbook, words.method, [28, 100])?;
    let date = context.date.to_string();
    let mut lines = vec![(words.title, context.title.as_str()), (words.producer, &context.producer)];
    lines.push((words.made_on, &date));
    lines.extend(context.licence.as_deref().map(|licence| (words.licence, licence)));
    lines.extend(context.sources.iter().map(|source| (words.source, source.as_str())));
    let notes = method::notes(context.rule, context.language);
    lines.extend(notes.iter().map(|note| (note.about, note.text.as_str())));
    let mut line: RowNum = 0;
    for (about, text) in lines {
        sheet.write_string_with_format(line, 0, about, &looks.header)?;
        sheet.write_string_with_format(line, 1, text, &looks.sentence)?;
        line += 1;
    }
    Ok(())
}

/// Each status with its mark and its sentence.
pub(super) fn write_reasons(
    workbook: &mut Workbook,
    words: &Words,
    language: Language,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sheet = sheet(workbook, words.reasons, [20, 36, 100])?;
    let mut column = 0;
    for header in ["status", words.mark, words.sentence] {
        sheet.write_string_with_format(0, column, header, &looks.header)?;
        column += 1;
    }
    let mut line: RowNum = 1;
    for reason in Reason::ALL {
        sheet.write_string(line, 0, reason.word())?;
        sheet.write_string_with_format(line, 1, reason.mark(language), &looks.hidden)?;
        sheet.write_string_with_format(line, 2, reason.sentence(language), &looks.sentence)?;
        line += 1;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn sheet<'w, const N: usize>(
    workbook: &'w mut Workbook,
    name: &str,
    widths: [u32; N],
) -> Result<&'w mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    let mut column = 0;
    for width in widths {
        sheet.set_column_width(column, width)?;
        column += 1;
    }
    Ok(sheet)
}
