//! One drawing: plotters writes the SVG, the style sheet gives it its colours.
//!
//! Plotters wants red, green and blue; a page that follows the reader's light or dark setting wants roles. So a role is handed to plotters as a
//! number that no picture uses, and the finished text gets `var(--role)` in its place.

use plotters::backend::SVGBackend;
use plotters::prelude::{DrawingBackend, IntoFont, RGBAColor, RGBColor, ShapeStyle, TextStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

/// What a colour means. The colours themselves live in the style sheet, once for light and once for dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Text,
    Muted,
    Line,
    Faint,
    Paper,
    Accent,
    AccentPale,
    /// A former municipality, by its place in the display order.
    Former(u8),
    Accepted,
    NotApproved,
    BandDesired,
    BandAccepted,
    BandNotApproved,
    /// One of five steps from the lowest answer to the highest.
    Step(u8),
}

const ROLES: [&str; 21] = [
    "ink",
    "muted",
    "line",
    "faint",
    "paper",
    "accent",
    "accent-pale",
    "former-0",
    "former-1",
    "former-2",
    "former-3",
    "accepted",
    "not-approved",
    "band-desired",
    "band-accepted",
    "band-not-approved",
    "step-0",
    "step-1",
    "step-2",
    "step-3",
    "step-4",
];

impl Ink {
    const fn number(self) -> u8 {
        match self {
            Ink::Text => 0,
            Ink::Muted => 1,
            Ink::Line => 2,
            Ink::Faint => 3,
            Ink::Paper => 4,
            Ink::Accent => 5,
            Ink::AccentPale => 6,
            Ink::Former(place) => 7 + if place < 3 { place } else { 3 },
            Ink::Accepted => 11,
            Ink::NotApproved => 12,
            Ink::BandDesired => 13,
            Ink::BandAccepted => 14,
            Ink::BandNotApproved => 15,
            Ink::Step(step) => 16 + if step < 4 { step } else { 4 },
        }
    }

    const fn colour(self) -> RGBColor {
        RGBColor(0, 0, self.number())
    }
}

/// Where a text sits in relation to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How wide the drawing is: for a screen or paper, or for a phone. A phone gets a drawing of its own, not a shrunken one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Wide,
    Narrow,
}

impl Format {
    pub(crate) const fn width(self) -> i32 {
        match self {
            Format::Wide => 720,
            Format::Narrow => 328,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Format::Wide => "wide",
            Format::Narrow => "narrow",
        }
    }
}

/// The size of ordinary text in a drawing; nothing is smaller than [`SMALL`].
pub(crate) const BODY: i32 = 14;
/// The smallest text.
pub(crate) const SMALL: i32 = 12;

/// What a drawing says to somebody who cannot see it.
pub(crate) struct Spoken<'a> {
    /// Unique on its page.
    pub(crate) id: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
}

/// A drawing in progress.
pub(crate) struct Pen<'b> {
    backend: SVGBackend<'b>,
    complete: bool,
}

/// Draws and returns the finished SVG element, or nothing if a shape could not be written.
pub(crate) fn drawing(
    format: Format,
    height: i32,
    spoken: &Spoken<'_>,
    strokes: impl FnOnce(&mut Pen<'_>),
) -> Option<String> {
    sized(format.class(), (format.width(), height), spoken, strokes)
}

/// The same with any width and class.
pub(crate) fn sized(
    class: &str,
    (width, height): (i32, i32),
    spoken: &Spoken<'_>,
    strokes: impl FnOnce(&mut Pen<'_>),
) -> Option<String> {
    let mut text = String::new();
    let size = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    let mut pen = Pen { backend: SVGBackend::with_string(&mut text, size), complete: true };
    strokes(&mut pen);
    let complete = pen.complete && pen.backend.present().is_ok();
    drop(pen);
    if !complete {
        return None;
    }
    let (_, shapes) = text.split_once('\n')?;
    let id = format!("{}-{class}", spoken.id);
    let head = format!(
        "<svg class=\"{class}\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"{id}-t {id}-d\">\n<title id=\"{id}-t\">{}</title>\n<desc id=\"{id}-d\">{}</desc>\n",
        escaped(spoken.title),
        escaped(spoken.description)
    );
    Some(head + &with_roles(shapes))
}

/// Numbers become roles, and what the style sheet decides is left to it.
fn with_roles(shapes: &str) -> String {
    let mut text = shapes.replace(" font-family=\"sans-serif\"", "").replace(" opacity=\"1\"", "");
    for (number, role) in ROLES.iter().enumerate() {
        text = text.replace(&format!("\"#0000{number:02X}\""), &format!("\"var(--{role})\""));
    }
    text
}

/// Text that is safe inside an element.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Pen<'_> {
    /// The right edge of the drawing.
    pub(crate) fn right_edge(&self) -> i32 {
        i32::try_from(self.backend.get_size().0).unwrap_or(i32::MAX)
    }

    fn note<E>(&mut self, outcome: Result<(), E>) {
        self.complete &= outcome.is_ok();
    }

    pub(crate) fn line(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink, width: u32) {
        let style = ShapeStyle { color: ink.colour().to_rgba(), filled: false, stroke_width: width };
        let outcome = self.backend.draw_line(from, to, &style);
        self.note(outcome);
    }

    pub(crate) fn path(&mut self, points: &[(i32, i32)], ink: Ink, width: u32) {
        let style = ShapeStyle { color: ink.colour().to_rgba(), filled: false, stroke_width: width };
        let outcome = self.backend.draw_path(points.iter().copied(), &style);
        self.note(outcome);
    }

    /// A filled rectangle between two corners.
    pub(crate) fn block(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink) {
        let outcome = self.backend.draw_rect(from, to, &filled(ink.colour().to_rgba()), true);
        self.note(outcome);
    }

    /// A filled rectangle through which what lies behind can be seen.
    pub(crate) fn veil(&mut self, from: (i32, i32), to: (i32, i32), ink: Ink, strength: f64) {
        let outcome = self.backend.draw_rect(from, to, &filled(ink.colour().mix(strength)), true);
        self.note(outcome);
    }

    pub(crate) fn disc(&mut self, centre: (i32, i32), radius: u32, ink: Ink) {
        let outcome = self.backend.draw_circle(centre, radius, &filled(ink.colour().to_rgba()), true);
        self.note(outcome);
    }

    pub(crate) fn ring(&mut self, centre: (i32, i32), radius: u32, ink: Ink, width: u32) {
        let style = ShapeStyle { color: ink.colour().to_rgba(), filled: false, stroke_width: width };
        let outcome = self.backend.draw_circle(centre, radius, &style, false);
        self.note(outcome);
    }

    pub(crate) fn polygon(&mut self, points: &[(i32, i32)], ink: Ink) {
        let outcome = self.backend.fill_polygon(points.iter().copied(), &filled(ink.colour().to_rgba()));
        self.note(outcome);
    }

    /// A text whose middle height is at the point.
    pub(crate) fn text(&mut self, text: &str, at: (i32, i32), anchor: Anchor, size: i32, ink: Ink) {
        self.written(text, at, anchor, size, ink, FontStyle::Normal);
    }

    /// The same in bold.
    pub(crate) fn strong(&mut self, text: &str, at: (i32, i32), anchor: Anchor, size: i32, ink: Ink) {
        self.written(text, at, anchor, size, ink, FontStyle::Bold);
    }

    fn written(&mut self, text: &str, at: (i32, i32), anchor: Anchor, size: i32, ink: Ink, weight: FontStyle) {
        let across = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // The backend divides the size by 1.24, the ratio of a line to its letters.
        let font = ("sans-serif", f64::from(size) * 1.24).into_font().style(weight);
        let colour = ink.colour();
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Center));
        let outcome = self.backend.draw_text(text, &style, at);
        self.note(outcome);
    }

    /// Slanted lines across a strip: nothing is shown here.
    pub(crate) fn hatch(&mut self, from: (i32, i32), to: (i32, i32)) {
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        // Each line starts this far along the lower edge; what would lie outside the strip is cut off.
        let mut offset = 7 - height;
        while offset < width {
            let lowest = (from.0 + offset.max(0), to.1 + offset.min(0));
            let reach = (width - offset.max(0)).min(height + offset.min(0));
            self.line(lowest, (lowest.0 + reach, lowest.1 - reach), Ink::Line, 1);
            offset += 7;
        }
    }
}

const fn filled(color: RGBAColor) -> ShapeStyle {
    ShapeStyle { color, filled: true, stroke_width: 0 }
}

/// How many characters fit a width at a text size: an estimate on the safe side, since the reader's own font is used.
pub(crate) fn characters_in(width: i32, size: i32) -> usize {
    usize::try_from(width.max(0) * 100 / (size.max(1) * 56)).unwrap_or(0)
}

/// About how wide a text is.
pub(crate) fn width_of(text: &str, size: i32) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 1_000).saturating_mul(size * 56) / 100
}

/// A straight scale from values to pixels. What lies outside is drawn at the end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Axis {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) from: i32,
    pub(crate) to: i32,
}

impl Axis {
    pub(crate) fn at(self, value: f64) -> i32 {
        let span = self.high - self.low;
        let share = if span > 0.0 { ((value - self.low) / span).clamp(0.0, 1.0) } else { 0.0 };
        // A share that is no number at all lands at the start.
        self.from + pixels(share * f64::from(self.to - self.from))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a rounded distance inside a drawing a few hundred pixels wide")]
fn pixels(distance: f64) -> i32 {
    distance.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_the_axis_stay_inside_the_drawing() {
        let axis = Axis { low: 1.0, high: 5.0, from: 100, to: 300 };
        for (value, expect) in
            [(1.0, 100), (3.0, 200), (5.0, 300), (0.0, 100), (9.0, 300), (f64::NAN, 100), (f64::INFINITY, 300)]
        {
            assert_eq!(axis.at(value), expect, "{value}");
        }
        assert_eq!(Axis { low: 300.0, high: 100.0, ..axis }.at(2.0), 100);
    }

    #[test]
    fn every_ink_becomes_a_role_and_every_text_is_escaped() {
        let spoken = Spoken { id: "x", title: "<b>&", description: "d" };
        let inks = [Ink::Text, Ink::Former(9), Ink::Step(4), Ink::BandNotApproved, Ink::Paper];
        let svg = drawing(Format::Narrow, 40, &spoken, |pen| {
            for ink in inks {
                pen.line((0, 0), (1, 1), ink, 1);
                pen.text("a<b", (0, 0), Anchor::Start, SMALL, ink);
            }
        })
        .unwrap();
        for role in ["ink", "former-3", "step-4", "band-not-approved", "paper"] {
            assert!(svg.contains(&format!("var(--{role})")), "{role}");
        }
        assert!(
            !svg.contains("#0000")
                && !svg.contains("a<b")
                && svg.contains("<title id=\"x-narrow-t\">&lt;b&gt;&amp;</title>")
        );
        assert!(svg.contains("font-size=\"12\""), "{svg}");
    }
}
