//! Absence month by month: bars from zero, with and without a doctor's certificate, the plan's zones behind.

use survey::Month;

use super::bands::Bands;
use super::intervals::count;
use super::pen::{Anchor, Axis, Format, Ink, Pen, SMALL, Spoken, drawing, width_of};

/// One month.
pub(crate) struct Bar {
    pub(crate) month: Month,
    /// Name of the month in three letters.
    pub(crate) name: String,
    /// Percent with a doctor's certificate and in all; nothing where the cell is withheld.
    pub(crate) shown: Option<(f64, f64)>,
}

/// A row of months.
pub(crate) struct Months<'a> {
    pub(crate) bars: Vec<Bar>,
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) high: f64,
    pub(crate) bands: Option<Bands>,
    /// The first month of the merged municipality, and its words.
    pub(crate) merger: Option<(Month, String)>,
    /// The words for absence with and without a doctor's certificate.
    pub(crate) parts: (&'a str, &'a str),
}

const KEY: i32 = 44;
const PLOT: i32 = 200;
const FOOT: i32 = 42;

impl Months<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        Some(self.drawn(Format::Wide, spoken)? + &self.drawn(Format::Narrow, spoken)?)
    }

    fn drawn(&self, format: Format, spoken: &Spoken<'_>) -> Option<String> {
        let key = if format == Format::Wide { KEY } else { KEY + 18 };
        let words = if self.bands.is_some() { 102 } else { 0 };
        let (left, right) = (46, format.width() - words);
        let (top, bottom) = (key, key + PLOT);
        let up = Axis { low: 0.0, high: self.high, from: bottom, to: top };
        drawing(format, bottom + FOOT, spoken, |pen| {
            self.key(pen, format);
            if let Some(bands) = &self.bands {
                bands.draw_lying(pen, up, left, right);
                bands.label_lying(pen, up, right + 6);
            }
            for (tick, word) in &self.ticks {
                pen.line((left, up.at(*tick)), (right, up.at(*tick)), Ink::Faint, 1);
                pen.text(word, (left - 6, up.at(*tick)), Anchor::End, SMALL, Ink::Muted);
            }
            self.bars(pen, (left, right), up, bottom);
            pen.line((left, bottom), (right, bottom), Ink::Line, 1);
        })
    }

    fn bars(&self, pen: &mut Pen<'_>, (left, right): (i32, i32), up: Axis, bottom: i32) {
        let months = count(self.bars.len()).max(1);
        let edge = |place: i32| left + (right - left) * place / months;
        let gap = if (right - left) / months >= 10 { 2 } else { 1 };
        // The more months, the fewer of them are named: every third, or January and July.
        let every = if months > 24 { 6 } else { 3 };
        let mut free_from = left;
        for (place, bar) in (0_i32..).zip(&self.bars) {
            let (from, to) = (edge(place) + gap, edge(place + 1) - gap);
            match bar.shown {
                Some((certified, all)) => {
                    pen.block((from, up.at(all)), (to, up.at(certified)), Ink::AccentPale);
                    pen.block((from, up.at(certified)), (to, bottom), Ink::Accent);
                }
                None => pen.hatch((from, bottom - (to - from).max(4)), (to + 1, bottom)),
            }
            let starts_year = bar.month.month() == 1 || place == 0;
            let middle = i32::midpoint(from, to);
            if starts_year {
                pen.line((edge(place), bottom), (edge(place), bottom + 34), Ink::Line, 1);
                pen.text(
                    &bar.month.year().to_string(),
                    (edge(place) + 5, bottom + 29),
                    Anchor::Start,
                    SMALL,
                    Ink::Muted,
                );
            }
            if let Some((_, words)) = self.merger.as_ref().filter(|(month, _)| *month == bar.month && place > 0) {
                let half = width_of(words, SMALL) / 2 + 4;
                let at = edge(place).clamp(left + half, (right - half).max(left + half));
                pen.line((edge(place), up.to - 4), (edge(place), bottom), Ink::Text, 1);
                pen.text(words, (at, up.to - 11), Anchor::Middle, SMALL, Ink::Text);
            }
            let half = width_of(&bar.name, SMALL) / 2;
            let at = middle.max(edge(place) + half + if starts_year { 4 } else { 0 }).min(right - half);
            if bar.month.month() % every == 1 && at - half >= free_from {
                pen.text(&bar.name, (at, bottom + 13), Anchor::Middle, SMALL, Ink::Muted);
                free_from = at + half + 6;
            }
        }
    }

    fn key(&self, pen: &mut Pen<'_>, format: Format) {
        let entries = [(Ink::Accent, self.parts.0), (Ink::AccentPale, self.parts.1)];
        let (mut x, mut y) = (46, 10);
        for (ink, word) in entries {
            pen.block((x, y - 6), (x + 12, y + 6), ink);
            pen.text(word, (x + 18, y), Anchor::Start, SMALL, Ink::Text);
            if format == Format::Wide {
                x += 18 + width_of(word, SMALL) + 24;
            } else {
                y += 18;
            }
        }
    }
}
