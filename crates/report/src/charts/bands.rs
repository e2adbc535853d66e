//! The plan's zones as pale bands behind estimates, each with its word.

use disclosure::{IndicatorText, Zone, ZoneBounds};

use super::pen::{Anchor, Axis, Ink, Pen, SMALL, width_of};
use crate::reading::Reading;

/// Three bands on an axis.
#[derive(Clone, Debug)]
pub(crate) struct Bands {
    desired: f64,
    not_approved: f64,
    higher_is_better: bool,
    /// The words for desired, accepted and not approved.
    words: [&'static str; 3],
}

impl Bands {
    /// The bands of an indicator, if its plan prints zones.
    pub(crate) fn of(reading: &Reading<'_>, indicator: &IndicatorText) -> Option<Bands> {
        let ZoneBounds { desired, not_approved } = indicator.zones.as_ref()?;
        Some(Bands {
            desired: desired.value,
            not_approved: not_approved.value,
            higher_is_better: indicator.higher_is_better,
            words: [Zone::Desired, Zone::Accepted, Zone::NotApproved].map(|zone| zone.name(reading.language)),
        })
    }

    /// From, to, ink and word of each band, from left to right.
    fn along(&self, axis: Axis) -> [(f64, f64, Ink, &'static str); 3] {
        let [desired, accepted, not_approved] = self.words;
        if self.higher_is_better {
            [
                (axis.low, self.not_approved, Ink::BandNotApproved, not_approved),
                (self.not_approved, self.desired, Ink::BandAccepted, accepted),
                (self.desired, axis.high, Ink::BandDesired, desired),
            ]
        } else {
            [
                (axis.low, self.desired, Ink::BandDesired, desired),
                (self.desired, self.not_approved, Ink::BandAccepted, accepted),
                (self.not_approved, axis.high, Ink::BandNotApproved, not_approved),
            ]
        }
    }

    /// Draws upright bands between two heights; `axis` runs from left to right.
    pub(crate) fn draw(&self, pen: &mut Pen<'_>, axis: Axis, top: i32, bottom: i32) {
        for (low, high, ink, _) in self.along(axis) {
            pen.block((axis.at(low), top), (axis.at(high), bottom), ink);
        }
    }

    /// Draws lying bands between two sides; `axis` runs from bottom to top.
    pub(crate) fn draw_lying(&self, pen: &mut Pen<'_>, axis: Axis, left: i32, right: i32) {
        for (low, high, ink, _) in self.along(axis) {
            pen.block((left, axis.at(high)), (right, axis.at(low)), ink);
        }
    }

    /// Writes each band's word above it. A band that is too thin for its word has it one line higher, with a short line down.
    pub(crate) fn label(&self, pen: &mut Pen<'_>, axis: Axis, top: i32) {
        let [first, second, third] = self.along(axis).map(|(low, high, _, word)| (axis.at(low), axis.at(high), word));
        let half = |word: &str| width_of(word, SMALL) / 2;
        let at = |(left, right, _): (i32, i32, &str)| i32::midpoint(left, right);
        let crowded = second.1 - second.0 < 2 * half(second.2) + 12;
        // The words beside a line keep clear of it.
        let (stop, start) = if crowded { (at(second) - 6, at(second) + 6) } else { (second.0, second.1) };
        let before = at(first).min(stop - half(first.2));
        let after = at(third).max(start + half(third.2));
        pen.text(first.2, (before, top - 9), Anchor::Middle, SMALL, Ink::Muted);
        // The last word ends where the drawing does, rather than beyond it.
        let (after, anchor) = match pen.right_edge() - 2 {
            edge if after + half(third.2) > edge => (edge, Anchor::End),
            _ => (after, Anchor::Middle),
        };
        pen.text(third.2, (after, top - 9), anchor, SMALL, Ink::Muted);
        if crowded {
            pen.text(second.2, (at(second), top - 26), Anchor::Middle, SMALL, Ink::Muted);
            pen.line((at(second), top - 17), (at(second), top), Ink::Line, 1);
        } else {
            pen.text(second.2, (at(second), top - 9), Anchor::Middle, SMALL, Ink::Muted);
        }
    }

    /// Writes each band's word to the right of it.
    pub(crate) fn label_lying(&self, pen: &mut Pen<'_>, axis: Axis, left: i32) {
        for (low, high, _, word) in self.along(axis) {
            pen.text(word, (left, i32::midpoint(axis.at(low), axis.at(high))), Anchor::Start, SMALL, Ink::Muted);
        }
    }

    /// The height the words need above the bands.
    pub(crate) const LABEL_HEIGHT: i32 = 38;
}
