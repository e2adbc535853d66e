//! A unit's estimate beside its numbers: small, without words, one row of a table.

use super::pen::{Axis, Ink, Spoken, sized};

/// A marker with its interval on the answer scale, and a thin line for the whole municipality.
pub(crate) fn strip(
    (low, high): (f64, f64),
    value: f64,
    interval: Option<(f64, f64)>,
    whole: Option<f64>,
    spoken: &Spoken<'_>,
) -> Option<String> {
    let axis = Axis { low, high, from: 8, to: 132 };
    sized("strip", (140, 22), spoken, |pen| {
        pen.line((axis.from, 11), (axis.to, 11), Ink::Faint, 1);
        for end in [axis.from, axis.to] {
            pen.line((end, 7), (end, 15), Ink::Line, 1);
        }
        if let Some(whole) = whole {
            pen.line((axis.at(whole), 1), (axis.at(whole), 21), Ink::Text, 1);
        }
        if let Some((from, to)) = interval {
            pen.veil((axis.at(from), 7), (axis.at(to), 15), Ink::Accent, 0.4);
        }
        pen.disc((axis.at(value), 11), 6, Ink::Paper);
        pen.disc((axis.at(value), 11), 4, Ink::Accent);
    })
}
