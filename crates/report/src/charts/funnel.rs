//! Are units more different than their sizes make them? One small funnel per type of unit, never a ranking.

use super::intervals::count;
use super::pen::{Anchor, Axis, Format, Ink, Pen, SMALL, Spoken, characters_in, drawing, width_of};
use crate::wrapping::at_most;

/// The two pairs of limits at one size: inner low and high, outer low and high.
pub(crate) struct Limits {
    pub(crate) n: f64,
    pub(crate) inner: (f64, f64),
    pub(crate) outer: (f64, f64),
}

/// One type of unit.
pub(crate) struct Panel<'a> {
    pub(crate) label: &'a str,
    pub(crate) mean: f64,
    /// The mean, written.
    pub(crate) mean_text: String,
    /// The limits from the smallest size to the largest.
    pub(crate) limits: Vec<Limits>,
    /// Size and value of each shown unit.
    pub(crate) points: Vec<(f64, f64)>,
}

/// Small funnels side by side, all on the same axes.
pub(crate) struct Funnels<'a> {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) ticks: Vec<(f64, String)>,
    /// The largest size, and the sizes written below the axis.
    pub(crate) most: f64,
    pub(crate) sizes: Vec<(f64, String)>,
    pub(crate) sizes_name: &'a str,
    pub(crate) panels: Vec<Panel<'a>>,
}

const TITLE: i32 = 40;
const PLOT: i32 = 170;
const FOOT: i32 = 40;
const TICKS: i32 = 18;
const GAP: i32 = 14;

impl Funnels<'_> {
    /// Both drawings, wide and narrow.
    pub(crate) fn draw(&self, spoken: &Spoken<'_>) -> Option<String> {
        let most = count(self.panels.len()).max(1);
        Some(self.drawn(Format::Wide, most.min(4), spoken)? + &self.drawn(Format::Narrow, most.min(2), spoken)?)
    }

    fn drawn(&self, format: Format, columns: i32, spoken: &Spoken<'_>) -> Option<String> {
        let width = (format.width() - TICKS - GAP * (columns - 1)) / columns;
        let rows = (count(self.panels.len()) + columns - 1) / columns;
        let pitch = TITLE + PLOT + FOOT;
        drawing(format, rows * pitch, spoken, |pen| {
            for (place, panel) in (0_i32..).zip(&self.panels) {
                let (column, row) = (place % columns, place / columns);
                let left = TICKS + column * (width + GAP);
                self.panel(pen, panel, (left, left + width), row * pitch, column == 0);
            }
        })
    }

    fn panel(&self, pen: &mut Pen<'_>, panel: &Panel<'_>, (left, right): (i32, i32), top: i32, with_ticks: bool) {
        let (plot_top, plot_bottom) = (top + TITLE, top + TITLE + PLOT);
        let up = Axis { low: self.low, high: self.high, from: plot_bottom, to: plot_top };
        let across = Axis { low: 0.0, high: self.most, from: left, to: right };
        let lines = at_most(panel.label, characters_in(right - left, SMALL + 2), 2);
        let mut line_y = plot_top - 12 - (count(lines.len()) - 1) * 16;
        for line in &lines {
            pen.strong(line, (left, line_y), Anchor::Start, SMALL + 1, Ink::Text);
            line_y += 16;
        }
        field(pen, panel, across, up, |limits| limits.outer, Ink::Faint);
        field(pen, panel, across, up, |limits| limits.inner, Ink::AccentPale);
        for (tick, word) in &self.ticks {
            pen.line((left, up.at(*tick)), (left + 4, up.at(*tick)), Ink::Line, 1);
            if with_ticks {
                pen.text(word, (left - 6, up.at(*tick)), Anchor::End, SMALL, Ink::Muted);
            }
        }
        let y = up.at(panel.mean);
        pen.line((left, y), (right, y), Ink::Line, 1);
        for (n, value) in &panel.points {
            let at = (across.at(*n), up.at(*value));
            pen.disc(at, 4, Ink::Paper);
            pen.disc(at, 3, Ink::Text);
        }
        let half = width_of(&panel.mean_text, SMALL);
        pen.block((right - half - 2, y - 15), (right, y - 2), Ink::Paper);
        pen.text(&panel.mean_text, (right - 1, y - 8), Anchor::End, SMALL, Ink::Text);
        pen.line((left, plot_bottom), (right, plot_bottom), Ink::Line, 1);
        for (size, word) in &self.sizes {
            let x = across.at(*size);
            pen.line((x, plot_bottom), (x, plot_bottom + 4), Ink::Line, 1);
            let anchor = if x + width_of(word, SMALL) / 2 > right { Anchor::End } else { Anchor::Middle };
            pen.text(word, (x, plot_bottom + 13), anchor, SMALL, Ink::Muted);
        }
        pen.text(self.sizes_name, (left, plot_bottom + 28), Anchor::Start, SMALL, Ink::Muted);
    }
}

/// The field between two limits, from the smallest size to the largest.
fn field(pen: &mut Pen<'_>, panel: &Panel<'_>, across: Axis, up: Axis, of: impl Fn(&Limits) -> (f64, f64), ink: Ink) {
    let at = |limits: &Limits, value: f64| (across.at(limits.n), up.at(value));
    let upper = panel.limits.iter().map(|limits| at(limits, of(limits).1));
    let lower = panel.limits.iter().rev().map(|limits| at(limits, of(limits).0));
    let outline: Vec<(i32, i32)> = upper.chain(lower).collect();
    if outline.len() > 2 {
        pen.polygon(&outline, ink);
    }
}
