//! How groups stand: one row each, a marker with a thick bar for its interval, zones behind, one line to compare with.

use disclosure::Zone;

use super::bands::Bands;
use super::marks::{self, Marker};
use super::pen::{Anchor, Axis, BODY, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing, width_of};
use crate::wrapping::at_most;

/// What one row shows.
pub(crate) enum Figure<'a> {
    /// An estimate, with the texts that stand beside it.
    Shown { value: f64, interval: Option<(f64, f64)>, text: String, people: String },
    /// The mark of a withheld cell.
    Hidden(&'a str),
}

/// One group.
pub(crate) struct Row<'a> {
    pub(crate) label: &'a str,
    pub(crate) marker: Marker,
    pub(crate) figure: Figure<'a>,
    pub(crate) zone: Option<(Zone, &'static str)>,
}

/// A chart of rows on one axis.
pub(crate) struct Intervals<'a> {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) bands: Option<Bands>,
    /// A value and its word.
    pub(crate) comparison: Option<(f64, &'a str)>,
    pub(crate) rows: Vec<Row<'a>>,
}

const LINE: i32 = 17;
const FOOT: i32 = 24;

impl Intervals<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        Some(self.wide(spoken)? + &self.narrow(spoken)?)
    }

    fn axis(&self, from: i32, to: i32) -> Axis {
        Axis { low: self.low, high: self.high, from, to }
    }

    fn head(&self) -> i32 {
        if self.bands.is_some() { Bands::LABEL_HEIGHT } else { 6 }
    }

    fn wide(&self, spoken: &Spoken<'_>) -> Option<String> {
        let axis = self.axis(206, 520);
        let labels: Vec<_> = self.rows.iter().map(|row| at_most(row.label, characters_in(196, BODY), 2)).collect();
        let row_height = 42;
        let top = self.head();
        let bottom = top + row_height * count(self.rows.len());
        drawing(Format::Wide, bottom + FOOT + self.comparison_height(), spoken, |pen| {
            self.ground(pen, axis, top, bottom);
            let mut y = top + row_height / 2;
            for (row, label) in self.rows.iter().zip(&labels) {
                let mut line_y = y - (count(label.len()) - 1) * LINE / 2;
                for line in label {
                    pen.text(line, (0, line_y), Anchor::Start, BODY, Ink::Text);
                    line_y += LINE;
                }
                self.estimate(pen, axis, row, y);
                if let Figure::Shown { text, people, .. } = &row.figure {
                    let text_y = if row.zone.is_some() { y - 9 } else { y };
                    pen.strong(text, (536, text_y), Anchor::Start, BODY, Ink::Text);
                    pen.text(people, (536 + width_of(text, BODY) + 14, text_y), Anchor::Start, SMALL, Ink::Muted);
                    if let Some((zone, word)) = row.zone {
                        marks::zone(pen, zone, (542, y + 10));
                        pen.text(word, (555, y + 10), Anchor::Start, SMALL, marks::zone_ink(zone));
                    }
                }
                y += row_height;
            }
            self.foot(pen, axis, bottom);
        })
    }

    fn narrow(&self, spoken: &Spoken<'_>) -> Option<String> {
        let axis = self.axis(14, Format::Narrow.width() - 16);
        let strip = 26;
        let labels: Vec<_> = self.rows.iter().map(|row| at_most(row.label, characters_in(190, BODY), 2)).collect();
        let heights: Vec<i32> = labels
            .iter()
            .zip(&self.rows)
            .map(|(label, row)| count(label.len()).max(if row.zone.is_some() { 2 } else { 1 }) * LINE + strip + 14)
            .collect();
        let top = self.head();
        let bottom = top + heights.iter().sum::<i32>();
        drawing(Format::Narrow, bottom + FOOT + self.comparison_height(), spoken, |pen| {
            if let Some(bands) = &self.bands {
                bands.label(pen, axis, top);
            }
            let mut y = top;
            for ((row, label), height) in self.rows.iter().zip(&labels).zip(&heights) {
                for (place, line) in (0_i32..).zip(label) {
                    pen.text(line, (0, y + 10 + place * LINE), Anchor::Start, BODY, Ink::Text);
                }
                if let Figure::Shown { text, people, .. } = &row.figure {
                    let right = Format::Narrow.width();
                    pen.text(people, (right, y + 10), Anchor::End, SMALL, Ink::Muted);
                    pen.strong(text, (right - width_of(people, SMALL) - 10, y + 10), Anchor::End, BODY, Ink::Text);
                    if let Some((zone, word)) = row.zone {
                        marks::zone(pen, zone, (right - width_of(word, SMALL) - 12, y + 10 + LINE));
                        pen.text(word, (right, y + 10 + LINE), Anchor::End, SMALL, marks::zone_ink(zone));
                    }
                }
                let (strip_top, strip_bottom) = (y + height - strip - 8, y + height - 8);
                match &self.bands {
                    Some(bands) => bands.draw(pen, axis, strip_top, strip_bottom),
                    None => pen.block((axis.from, strip_top), (axis.to, strip_bottom), Ink::Faint),
                }
                self.compare(pen, axis, strip_top, strip_bottom);
                self.estimate(pen, axis, row, i32::midpoint(strip_top, strip_bottom));
                y += height;
            }
            self.foot(pen, axis, bottom);
        })
    }

    /// What lies behind the rows.
    fn ground(&self, pen: &mut Pen<'_>, axis: Axis, top: i32, bottom: i32) {
        if let Some(bands) = &self.bands {
            bands.draw(pen, axis, top, bottom);
            bands.label(pen, axis, top);
        }
        for (tick, _) in &self.ticks {
            pen.line((axis.at(*tick), top), (axis.at(*tick), bottom), Ink::Faint, 1);
        }
        self.compare(pen, axis, top, bottom);
    }

    fn compare(&self, pen: &mut Pen<'_>, axis: Axis, top: i32, bottom: i32) {
        if let Some((value, _)) = self.comparison {
            pen.line((axis.at(value), top), (axis.at(value), bottom), Ink::Text, 1);
        }
    }

    const fn comparison_height(&self) -> i32 {
        if self.comparison.is_some() { 20 } else { 0 }
    }

    fn estimate(&self, pen: &mut Pen<'_>, axis: Axis, row: &Row<'_>, y: i32) {
        match &row.figure {
            Figure::Shown { value, interval, .. } => {
                if let Some((low, high)) = interval {
                    pen.veil((axis.at(*low), y - 7), (axis.at(*high), y + 7), row.marker.ink(), 0.45);
                }
                marks::marker(pen, row.marker, (axis.at(*value), y));
            }
            Figure::Hidden(mark) => hidden(pen, mark, axis, y),
        }
    }

    /// Axis, ticks and the word of the comparison.
    fn foot(&self, pen: &mut Pen<'_>, axis: Axis, bottom: i32) {
        pen.line((axis.from, bottom), (axis.to, bottom), Ink::Line, 1);
        for (tick, word) in &self.ticks {
            let x = axis.at(*tick);
            pen.line((x, bottom), (x, bottom + 4), Ink::Line, 1);
            pen.text(word, (x, bottom + 14), Anchor::Middle, SMALL, Ink::Muted);
        }
        if let Some((value, word)) = self.comparison {
            let x = axis.at(value);
            pen.line((x, bottom + 23), (x, bottom + 28), Ink::Text, 1);
            let half = width_of(word, SMALL) / 2;
            if x + half > axis.to + 180 || (axis.to > 300 && axis.from < 100 && x + half > axis.to) {
                pen.text(word, (axis.to, bottom + 36), Anchor::End, SMALL, Ink::Text);
            } else {
                pen.text(word, (x, bottom + 36), Anchor::Middle, SMALL, Ink::Text);
            }
        }
    }
}

/// A hatched strip with its mark.
pub(crate) fn hidden(pen: &mut Pen<'_>, mark: &str, axis: Axis, y: i32) {
    pen.block((axis.from, y - 12), (axis.to, y + 12), Ink::Paper);
    pen.hatch((axis.from, y - 12), (axis.to, y + 12));
    let lines = at_most(mark, characters_in(axis.to - axis.from - 16, SMALL), 2);
    let widest = lines.iter().map(|line| width_of(line, SMALL)).max().unwrap_or(0);
    let half = count(lines.len()) * 15 / 2;
    pen.block((axis.from + 8, y - half - 1), (axis.from + 16 + widest, y + half + 1), Ink::Paper);
    let mut line_y = y - (count(lines.len()) - 1) * 15 / 2;
    for line in &lines {
        pen.text(line, (axis.from + 12, line_y), Anchor::Start, SMALL, Ink::Muted);
        line_y += 15;
    }
}

/// A length as a drawing counts it.
pub(crate) fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 1_000)
}
