//! Shapes that carry meaning without colour: former municipalities and zones.

use disclosure::Zone;

use super::pen::{Ink, Pen};

/// What marks an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marker {
    /// A plain dot.
    Dot,
    /// The marker of a former municipality, by its place in the display order: square, triangle, diamond, cross.
    Former(u8),
}

impl Marker {
    pub(crate) const fn ink(self) -> Ink {
        match self {
            Marker::Dot => Ink::Text,
            Marker::Former(place) => Ink::Former(place),
        }
    }
}

/// Draws a marker around a point, with a rim of paper so that it stands out from its interval.
pub(crate) fn marker(pen: &mut Pen<'_>, marker: Marker, (x, y): (i32, i32)) {
    let ink = marker.ink();
    match marker {
        Marker::Dot => {
            pen.disc((x, y), 6, Ink::Paper);
            pen.disc((x, y), 5, ink);
        }
        Marker::Former(0) => {
            pen.block((x - 6, y - 6), (x + 6, y + 6), Ink::Paper);
            pen.block((x - 5, y - 5), (x + 5, y + 5), ink);
        }
        Marker::Former(1) => {
            pen.polygon(&[(x, y - 9), (x + 9, y + 7), (x - 9, y + 7)], Ink::Paper);
            pen.polygon(&[(x, y - 7), (x + 7, y + 6), (x - 7, y + 6)], ink);
        }
        Marker::Former(2) => {
            pen.polygon(&[(x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y)], Ink::Paper);
            pen.polygon(&[(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)], ink);
        }
        Marker::Former(_) => {
            for (ink, width, reach) in [(Ink::Paper, 6, 6), (ink, 3, 5)] {
                pen.line((x - reach, y - reach), (x + reach, y + reach), ink, width);
                pen.line((x - reach, y + reach), (x + reach, y - reach), ink, width);
            }
        }
    }
}

/// The ink of a zone's shape and word.
pub(crate) const fn zone_ink(zone: Zone) -> Ink {
    match zone {
        Zone::Desired => Ink::Accent,
        Zone::Accepted => Ink::Accepted,
        Zone::NotApproved => Ink::NotApproved,
    }
}

/// Draws a zone's shape: a full, half or open circle.
pub(crate) fn zone(pen: &mut Pen<'_>, zone: Zone, (x, y): (i32, i32)) {
    let ink = zone_ink(zone);
    match zone {
        Zone::Desired => pen.disc((x, y), 6, ink),
        Zone::Accepted => {
            pen.disc((x, y), 5, ink);
            pen.block((x, y - 6), (x + 6, y + 6), Ink::Paper);
            pen.ring((x, y), 5, ink, 2);
        }
        Zone::NotApproved => pen.ring((x, y), 5, ink, 2),
    }
}
