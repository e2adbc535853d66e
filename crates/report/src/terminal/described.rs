//! What the views are and what their columns mean.

use survey::Language;
use views::{Kind, View, Words};

use super::sheet::{Sheet, Stop, WIDTH};

const TITLE: Words = Words::new("Utvalg", "Utval", "Views");
const COLUMNS: Words = Words::new("Kolonner", "Kolonner", "Columns");
const WORDS: Words = Words::new("Ordene i kolonnene", "Orda i kolonnane", "Words in the columns");
const TEXT: Words = Words::new("tekst", "tekst", "text");
const WORD: Words = Words::new("ord", "ord", "word");
const WHOLE: Words = Words::new("heltall", "heiltal", "whole number");
const NUMBER: Words = Words::new("tall", "tal", "number");

/// Every view with what one row of it is.
#[must_use]
pub fn terminal_views(language: Language) -> String {
    let mut sheet = Sheet::new(language);
    sheet.title(TITLE.get(language));
    for view in View::ALL {
        sheet.row(&[(Stop::left(0, 14), view.name()), (Stop::left(15, WIDTH - 15), view.about().get(language))]);
    }
    sheet.finish()
}

/// One view: what a row is, every column with its name, type and label, and the words that coded columns hold.
#[must_use]
pub fn terminal_view(view: View, language: Language) -> String {
    let mut sheet = Sheet::new(language);
    sheet.title(view.name());
    sheet.paragraph(0, view.about().get(language));
    sheet.heading(COLUMNS.get(language));
    let columns = view.columns();
    for column in &columns {
        let kind = match column.kind {
            Kind::Text => TEXT,
            Kind::Code(_) => WORD,
            Kind::Whole => WHOLE,
            Kind::Number => NUMBER,
        };
        let label = column.label.map_or("", |label| label.get(language));
        sheet.row(&[
            (Stop::left(0, 23), &column.name),
            (Stop::left(24, 12), kind.get(language)),
            (Stop::left(37, WIDTH - 37), label),
        ]);
    }
    let mut coded = columns.iter().filter_map(|column| match column.kind {
        Kind::Code(codes) => Some((&column.name, codes)),
        _ => None,
    });
    if let Some(first) = coded.next() {
        sheet.heading(WORDS.get(language));
        for (name, codes) in std::iter::once(first).chain(coded) {
            sheet.paragraph(0, name);
            for code in codes {
                sheet.row(&[(Stop::left(2, 21), code.word), (Stop::left(24, WIDTH - 24), code.label.get(language))]);
            }
        }
    }
    sheet.finish()
}
