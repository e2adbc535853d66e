//! How cells look. Excel puts in the reader's own decimal sign and thousands.

use rust_xlsxwriter::{Color, Format, FormatAlign};
use views::Kind;

/// Grey that is read on white: contrast 5.7 to 1.
const GREY: Color = Color::RGB(0x00_66_66_66);

/// The looks of a workbook.
pub(super) struct Looks {
    /// Of the header row.
    pub(super) header: Format,
    /// Of a status that says a number is hidden.
    pub(super) hidden: Format,
    /// Of sentences.
    pub(super) sentence: Format,
    whole: Format,
    number: Format,
}

impl Looks {
    pub(super) fn new() -> Looks {
        Looks {
            header: Format::new().set_bold(),
            hidden: Format::new().set_font_color(GREY),
            sentence: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            whole: Format::new().set_num_format("0"),
            number: Format::new().set_num_format("#,##0.00##"),
        }
    }

    /// The look of a column; text needs none.
    pub(super) const fn of(&self, kind: Kind) -> Option<&Format> {
        match kind {
            Kind::Text | Kind::Code(_) => None,
            Kind::Whole => Some(&self.whole),
            Kind::Number => Some(&self.number),
        }
    }
}
