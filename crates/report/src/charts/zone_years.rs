//! Are we where the plan wants us, and since when? One block per indicator, one row per group, one field per year.

use disclosure::Zone;

use super::intervals::count;
use super::marks::{self, Marker, zone_ink};
use super::pen::{Anchor, BODY, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing};
use crate::wrapping::at_most;

/// One field: a value in its zone, or nothing to show.
pub(crate) enum Field {
    /// The value written, its zone, and whether the zone is clear.
    Shown { text: String, zone: Zone, is_clear: bool },
    /// It is withheld.
    Hidden,
    /// It was not measured that year.
    Nothing,
}

/// One group: everybody, or a former municipality.
pub(crate) struct Row<'a> {
    pub(crate) label: &'a str,
    pub(crate) marker: Marker,
    /// One for each year.
    pub(crate) fields: Vec<Field>,
}

/// One indicator.
pub(crate) struct Block<'a> {
    pub(crate) title: String,
    pub(crate) rows: Vec<Row<'a>>,
}

/// All blocks on the same years.
pub(crate) struct ZoneYears<'a> {
    pub(crate) years: Vec<String>,
    pub(crate) blocks: Vec<Block<'a>>,
}

const HEAD: i32 = 26;
const GAP: i32 = 18;

impl ZoneYears<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        Some(self.drawn(Format::Wide, 232, 26, spoken)? + &self.drawn(Format::Narrow, 98, 40, spoken)?)
    }

    fn drawn(&self, format: Format, left: i32, pitch: i32, spoken: &Spoken<'_>) -> Option<String> {
        let titles: Vec<Vec<String>> = (self.blocks.iter())
            .map(|block| at_most(&block.title, characters_in(format.width(), BODY + 2), 3))
            .collect();
        let height_of =
            |block: &Block<'_>, lines: &[String]| count(lines.len()) * 18 + 6 + count(block.rows.len()) * pitch + GAP;
        let height: i32 = self.blocks.iter().zip(&titles).map(|(block, lines)| height_of(block, lines)).sum();
        let column = (format.width() - left) / count(self.years.len()).max(1);
        drawing(format, HEAD + height, spoken, |pen| {
            for (place, year) in (0_i32..).zip(&self.years) {
                let x = left + place * column + column / 2;
                pen.strong(year, (x, HEAD / 2), Anchor::Middle, SMALL, Ink::Muted);
            }
            let mut y = HEAD;
            for (block, lines) in self.blocks.iter().zip(&titles) {
                let mut line_y = y + 9;
                for line in lines {
                    pen.strong(line, (0, line_y), Anchor::Start, BODY, Ink::Text);
                    line_y += 18;
                }
                let top = y + count(lines.len()) * 18 + 6;
                for (place, row) in (0_i32..).zip(&block.rows) {
                    self::row(pen, row, (left, column), (top + place * pitch, pitch), format);
                }
                y += height_of(block, lines);
            }
        })
    }
}

fn row(pen: &mut Pen<'_>, row: &Row<'_>, (left, column): (i32, i32), (top, pitch): (i32, i32), format: Format) {
    let middle = top + pitch / 2;
    pen.line((0, top + pitch), (left + column * count(row.fields.len()), top + pitch), Ink::Faint, 1);
    marks::marker(pen, row.marker, (8, middle));
    let room = characters_in(left - 24, SMALL + 1);
    let lines = at_most(row.label, room, 2);
    let mut line_y = middle - (count(lines.len()) - 1) * 7;
    for line in &lines {
        pen.text(line, (20, line_y), Anchor::Start, SMALL + 1, row.marker.ink());
        line_y += 14;
    }
    for (place, field) in (0_i32..).zip(&row.fields) {
        let (from, to) = (left + place * column, left + (place + 1) * column);
        match field {
            Field::Shown { text, zone, is_clear } => {
                // On a phone the shape stands above its number, beside it there is no room.
                let (shape, number, anchor) = if format == Format::Narrow {
                    let x = i32::midpoint(from, to);
                    ((x, middle - 9), (x, middle + 9), Anchor::Middle)
                } else {
                    ((from + 22, middle), (from + 34, middle), Anchor::Start)
                };
                marks::zone(pen, *zone, shape);
                if *is_clear {
                    pen.strong(text, number, anchor, SMALL, zone_ink(*zone));
                } else {
                    pen.text(text, number, anchor, SMALL, Ink::Text);
                }
            }
            Field::Hidden => pen.hatch((from + 8, top + 4), (to - 8, top + pitch - 4)),
            Field::Nothing => pen.text("–", (i32::midpoint(from, to), middle), Anchor::Middle, SMALL, Ink::Muted),
        }
    }
}
