//! Differences in two parts around zero: how much comes from the mix, how much from the rate.

use super::intervals::{count, hidden};
use super::pen::{Anchor, Axis, BODY, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing, width_of};
use crate::wrapping::at_most;

/// One difference.
pub(crate) struct Row<'a> {
    pub(crate) label: String,
    /// Mix and rate, each with its text, or the mark of a withheld cell.
    pub(crate) parts: Result<[(f64, String); 2], &'a str>,
}

/// A chart of rows.
pub(crate) struct Parted<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    /// The words for the parts, in their order.
    pub(crate) words: [&'a str; 2],
    /// The words at the left and right of zero.
    pub(crate) sides: [&'a str; 2],
}

const INKS: [Ink; 2] = [Ink::AccentPale, Ink::Accent];
const BAR: i32 = 13;
const PITCH: i32 = 2 * BAR + 22;

impl Parted<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        Some(self.drawn(Format::Wide, spoken)? + &self.drawn(Format::Narrow, spoken)?)
    }

    fn drawn(&self, format: Format, spoken: &Spoken<'_>) -> Option<String> {
        let wide = format == Format::Wide;
        let key = if wide { 44 } else { 62 };
        let name = if wide { 206 } else { 0 };
        let pitch = if wide { PITCH } else { PITCH + 18 };
        // Room for the numbers on both sides.
        let (left, right) = (name + 46, format.width() - 46);
        let shown = self.rows.iter().filter_map(|row| row.parts.as_ref().ok()).flatten();
        let most = shown.map(|(value, _)| value.abs()).fold(0.2_f64, f64::max);
        let axis = Axis { low: -most, high: most, from: left, to: right };
        let bottom = key + pitch * count(self.rows.len());
        drawing(format, bottom + 26, spoken, |pen| {
            self.key(pen, wide, name);
            let zero = axis.at(0.0);
            let mut y = key;
            for row in &self.rows {
                let mut bar = y + if wide { 6 } else { 24 };
                if wide {
                    let lines = at_most(&row.label, characters_in(name - 6, SMALL + 1), 2);
                    let mut line_y = bar + BAR - (count(lines.len()) - 1) * 7;
                    for line in &lines {
                        pen.text(line, (0, line_y), Anchor::Start, SMALL + 1, Ink::Text);
                        line_y += 15;
                    }
                } else {
                    let lines = at_most(&row.label, characters_in(format.width(), BODY), 1);
                    pen.text(&lines.concat(), (0, y + 10), Anchor::Start, BODY, Ink::Text);
                }
                let beside = (bar - 4, bar + 2 * BAR + 2);
                match &row.parts {
                    Ok(parts) => {
                        for ((value, text), ink) in parts.iter().zip(INKS) {
                            let end = axis.at(*value);
                            pen.block((zero.min(end), bar), (zero.max(end), bar + BAR - 2), ink);
                            let (x, anchor) =
                                if *value < 0.0 { (end - 5, Anchor::End) } else { (end + 5, Anchor::Start) };
                            pen.text(text, (x, bar + BAR / 2 - 1), anchor, SMALL, Ink::Text);
                            bar += BAR;
                        }
                    }
                    Err(mark) => hidden(pen, mark, axis, bar + BAR),
                }
                // The line keeps clear of the names above the bars on a phone.
                pen.line((zero, beside.0), (zero, beside.1), Ink::Line, 1);
                y += pitch;
            }
            let [below, above] = self.sides;
            pen.text(below, (zero - 8, bottom + 14), Anchor::End, SMALL, Ink::Muted);
            pen.text(above, (zero + 8, bottom + 14), Anchor::Start, SMALL, Ink::Muted);
        })
    }

    fn key(&self, pen: &mut Pen<'_>, wide: bool, left: i32) {
        let (mut x, mut y) = (left, 10);
        for (word, ink) in self.words.iter().zip(INKS) {
            pen.block((x, y - 6), (x + 12, y + 6), ink);
            pen.text(word, (x + 18, y), Anchor::Start, SMALL, Ink::Text);
            if wide {
                x += 18 + width_of(word, SMALL) + 24;
            } else {
                y += 18;
            }
        }
    }
}
