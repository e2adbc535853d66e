//! Are we changing? One small picture per group, waves spaced by time, the merger as an upright line.

use survey::Date;

use super::intervals::count;
use super::marks::{self, Marker};
use super::pen::{Anchor, Axis, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing, width_of};
use crate::reading::day_number;
use crate::wrapping::at_most;

/// One wave of one group.
pub(crate) struct Point {
    pub(crate) date: Date,
    /// What is drawn; nothing where the cell is withheld.
    pub(crate) shown: Option<Estimate>,
    /// Whether it is withheld, rather than never asked.
    pub(crate) withheld: bool,
}

/// A value, its interval, and the number written above it.
pub(crate) struct Estimate {
    pub(crate) value: f64,
    pub(crate) interval: Option<(f64, f64)>,
    pub(crate) text: String,
}

/// One group.
pub(crate) struct Panel<'a> {
    pub(crate) label: &'a str,
    pub(crate) marker: Marker,
    pub(crate) points: Vec<Point>,
}

/// Small pictures side by side, all on the same axes.
pub(crate) struct Trend<'a> {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) panels: Vec<Panel<'a>>,
    /// Whether every panel shows the first one's line behind its own.
    pub(crate) first_behind: bool,
    /// The day of the merger, and its words: what happened, and when.
    pub(crate) merger: Option<(Date, &'a str, String)>,
}

const TITLE: i32 = 40;
const PLOT: i32 = 170;
const FOOT: i32 = 26;
/// The least room for the words at the ticks.
const TICKS: i32 = 18;
const GAP: i32 = 14;

impl Trend<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        let most = count(self.panels.len()).max(1);
        Some(self.drawn(Format::Wide, most.min(5), spoken)? + &self.drawn(Format::Narrow, most.min(2), spoken)?)
    }

    fn drawn(&self, format: Format, columns: i32, spoken: &Spoken<'_>) -> Option<String> {
        let margin = self.margin();
        let width = (format.width() - margin - GAP * (columns - 1)) / columns;
        let rows = (count(self.panels.len()) + columns - 1) / columns;
        let pitch = TITLE + PLOT + FOOT + GAP;
        drawing(format, rows * pitch, spoken, |pen| {
            for (place, panel) in (0_i32..).zip(&self.panels) {
                let (column, row) = (place % columns, place / columns);
                let left = margin + column * (width + GAP);
                let first = if place == 0 || !self.first_behind { None } else { self.panels.first() };
                self.panel(pen, panel, first, (left, left + width), row * pitch, column == 0);
            }
        })
    }

    fn panel(
        &self,
        pen: &mut Pen<'_>,
        panel: &Panel<'_>,
        compared: Option<&Panel<'_>>,
        (left, right): (i32, i32),
        top: i32,
        with_ticks: bool,
    ) {
        let (plot_top, plot_bottom) = (top + TITLE, top + TITLE + PLOT);
        let up = Axis { low: self.low, high: self.high, from: plot_bottom, to: plot_top };
        let (first, last) = self.span();
        let across = Axis { low: first, high: last, from: left + 18, to: right - 18 };
        let lines = at_most(panel.label, characters_in(right - left, SMALL + 2), 2);
        let mut line_y = plot_top - 14 - (count(lines.len()) - 1) * 16;
        for line in &lines {
            pen.strong(line, (left, line_y), Anchor::Start, SMALL + 1, panel.marker.ink());
            line_y += 16;
        }
        for (tick, word) in &self.ticks {
            pen.line((left, up.at(*tick)), (right, up.at(*tick)), Ink::Faint, 1);
            if with_ticks {
                pen.text(word, (left - 6, up.at(*tick)), Anchor::End, SMALL, Ink::Muted);
            }
        }
        if let Some((date, what, when)) = &self.merger {
            let x = across.at(day_number(*date));
            pen.line((x, plot_top), (x, plot_bottom), Ink::Line, 1);
            let room = width_of(what, SMALL).max(width_of(when, SMALL));
            let (x, anchor) = if x + 5 + room <= right { (x + 5, Anchor::Start) } else { (right, Anchor::End) };
            pen.text(what, (x, plot_bottom - 28), anchor, SMALL, Ink::Muted);
            pen.text(when, (x, plot_bottom - 13), anchor, SMALL, Ink::Muted);
        }
        if let Some(compared) = compared {
            line(pen, compared, across, up, Ink::Line, 1);
        }
        line(pen, panel, across, up, panel.marker.ink(), 2);
        for point in &panel.points {
            let x = across.at(day_number(point.date));
            pen.line((x, plot_bottom), (x, plot_bottom + 4), Ink::Line, 1);
            pen.text(&point.date.year().to_string(), (x, plot_bottom + 14), Anchor::Middle, SMALL, Ink::Muted);
            match &point.shown {
                Some(Estimate { value, interval, text }) => {
                    let mut highest = up.at(*value) - 7;
                    if let Some((low, high)) = interval {
                        pen.veil((x - 4, up.at(*high)), (x + 4, up.at(*low)), panel.marker.ink(), 0.4);
                        highest = highest.min(up.at(*high));
                    }
                    marks::marker(pen, panel.marker, (x, up.at(*value)));
                    let (text_y, half) = ((highest - 9).max(plot_top + 7), width_of(text, SMALL) / 2);
                    pen.block((x - half, text_y - 7), (x + half, text_y + 7), Ink::Paper);
                    pen.text(text, (x, text_y), Anchor::Middle, SMALL, Ink::Text);
                }
                None if point.withheld => pen.hatch((x - 8, plot_top), (x + 8, plot_bottom)),
                None => {}
            }
        }
        pen.line((left, plot_bottom), (right, plot_bottom), Ink::Line, 1);
    }

    /// Room for the words at the ticks.
    fn margin(&self) -> i32 {
        let widest = self.ticks.iter().map(|(_, word)| width_of(word, SMALL) + 8).max().unwrap_or(0);
        widest.max(TICKS)
    }

    /// The first and the last day of any wave.
    fn span(&self) -> (f64, f64) {
        let days = self.panels.iter().flat_map(|panel| &panel.points).map(|point| day_number(point.date));
        let (first, last) = days.fold((f64::MAX, f64::MIN), |(first, last), day| (first.min(day), last.max(day)));
        if last > first { (first, last) } else { (first - 365.0, first + 365.0) }
    }
}

/// A line through the points that are shown; it breaks where one is withheld.
fn line(pen: &mut Pen<'_>, panel: &Panel<'_>, across: Axis, up: Axis, ink: Ink, width: u32) {
    for unbroken in panel.points.split(|point| point.shown.is_none()) {
        let path: Vec<_> = unbroken
            .iter()
            .filter_map(|point| {
                point.shown.as_ref().map(|shown| (across.at(day_number(point.date)), up.at(shown.value)))
            })
            .collect();
        if path.len() > 1 {
            pen.path(&path, ink, width);
        }
    }
}
