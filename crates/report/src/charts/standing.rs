//! The first picture: each measure of everybody on its own axis, with the plan's zones and the last time it was measured.

use disclosure::Zone;

use super::bands::Bands;
use super::intervals::{count, hidden};
use super::marks::{self, Marker};
use super::pen::{Anchor, Axis, BODY, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing, width_of};
use crate::wrapping::at_most;

/// One measure.
pub(crate) struct Measure<'a> {
    pub(crate) label: &'a str,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) bands: Option<Bands>,
    pub(crate) figure: Result<Point, &'a str>,
    /// The value of the last time, with its word.
    pub(crate) before: Option<(f64, String)>,
    /// What to say where the plans have no zones for it.
    pub(crate) without_zones: &'a str,
}

/// Where everybody stands.
pub(crate) struct Point {
    pub(crate) value: f64,
    pub(crate) interval: Option<(f64, f64)>,
    pub(crate) text: String,
    pub(crate) zone: Option<(Zone, &'static str)>,
}

const STRIP: i32 = 28;
const BIG: i32 = 20;
/// Below a strip: its ticks, and room before the next.
const FOOT: i32 = 34;

/// Both drawings, wide and narrow.
pub(crate) fn standing(measures: &[Measure<'_>], spoken: &Spoken<'_>) -> Option<String> {
    Some(wide(measures, spoken)? + &narrow(measures, spoken)?)
}

fn head(measure: &Measure<'_>) -> i32 {
    if measure.bands.is_some() { Bands::LABEL_HEIGHT } else { 20 }
}

fn wide(measures: &[Measure<'_>], spoken: &Spoken<'_>) -> Option<String> {
    let height = measures.iter().map(|measure| head(measure) + STRIP + FOOT).sum();
    drawing(Format::Wide, height, spoken, |pen| {
        let mut y = 0;
        for measure in measures {
            let axis = Axis { low: measure.low, high: measure.high, from: 176, to: 546 };
            let top = y + head(measure);
            let middle = top + STRIP / 2;
            let lines = at_most(measure.label, characters_in(166, BODY + 1), 2);
            let mut line_y = middle - (count(lines.len()) - 1) * 9;
            for line in &lines {
                pen.strong(line, (0, line_y), Anchor::Start, BODY + 1, Ink::Text);
                line_y += 18;
            }
            strip(pen, measure, axis, top);
            if let Ok(point) = &measure.figure {
                pen.strong(&point.text, (564, middle - 9), Anchor::Start, BIG, Ink::Text);
                if let Some((zone, word)) = point.zone {
                    marks::zone(pen, zone, (571, middle + 14));
                    pen.text(word, (584, middle + 14), Anchor::Start, BODY, marks::zone_ink(zone));
                } else {
                    pen.text(measure.without_zones, (565, middle + 14), Anchor::Start, BODY, Ink::Muted);
                }
            }
            y = top + STRIP + FOOT;
        }
    })
}

fn narrow(measures: &[Measure<'_>], spoken: &Spoken<'_>) -> Option<String> {
    const TITLE: i32 = 24;
    let height = measures.iter().map(|measure| TITLE + head(measure) + STRIP + FOOT).sum();
    let right = Format::Narrow.width();
    drawing(Format::Narrow, height, spoken, |pen| {
        let mut y = 0;
        for measure in measures {
            let axis = Axis { low: measure.low, high: measure.high, from: 14, to: right - 16 };
            if let Ok(point) = &measure.figure {
                let mut x = right;
                if let Some((zone, word)) = point.zone {
                    pen.text(word, (x, y + 12), Anchor::End, SMALL, marks::zone_ink(zone));
                    x -= width_of(word, SMALL) + 10;
                    marks::zone(pen, zone, (x, y + 12));
                    x -= 14;
                } else {
                    pen.text(measure.without_zones, (x, y + 12), Anchor::End, SMALL, Ink::Muted);
                    x -= width_of(measure.without_zones, SMALL) + 8;
                }
                pen.strong(&point.text, (x, y + 12), Anchor::End, BODY + 3, Ink::Text);
            }
            let label = at_most(measure.label, characters_in(168, BODY), 1).concat();
            pen.strong(&label, (0, y + 12), Anchor::Start, BODY, Ink::Text);
            let top = y + TITLE + head(measure);
            strip(pen, measure, axis, top);
            y = top + STRIP + FOOT;
        }
    })
}

fn strip(pen: &mut Pen<'_>, measure: &Measure<'_>, axis: Axis, top: i32) {
    let (bottom, middle) = (top + STRIP, top + STRIP / 2);
    match &measure.bands {
        Some(bands) => {
            bands.draw(pen, axis, top, bottom);
            bands.label(pen, axis, top);
        }
        None => pen.block((axis.from, top), (axis.to, bottom), Ink::Faint),
    }
    let before_at = measure.before.as_ref().map(|(value, _)| axis.at(*value));
    for (tick, word) in &measure.ticks {
        let x = axis.at(*tick);
        pen.line((x, bottom), (x, bottom + 4), Ink::Line, 1);
        let beside = measure.before.as_ref().map_or(0, |(_, word)| width_of(word, SMALL) / 2 + 8);
        // The word of the last time stands among the ticks; a tick it would cover keeps its line and gives up its number.
        if before_at.is_none_or(|at| (at - x).abs() > beside) {
            pen.text(word, (x, bottom + 14), Anchor::Middle, SMALL, Ink::Muted);
        }
    }
    pen.line((axis.from, bottom), (axis.to, bottom), Ink::Line, 1);
    if let (Some((_, word)), Some(x)) = (&measure.before, before_at) {
        pen.line((x, top - 3), (x, bottom + 6), Ink::Text, 1);
        let half = width_of(word, SMALL) / 2;
        let at = x.clamp(axis.from + half, (axis.to - half).max(axis.from + half));
        pen.text(word, (at, bottom + 14), Anchor::Middle, SMALL, Ink::Text);
    }
    match &measure.figure {
        Ok(point) => {
            if let Some((low, high)) = point.interval {
                pen.veil((axis.at(low), middle - 7), (axis.at(high), middle + 7), Ink::Text, 0.45);
            }
            marks::marker(pen, Marker::Dot, (axis.at(point.value), middle));
        }
        Err(mark) => hidden(pen, mark, axis, middle),
    }
}
