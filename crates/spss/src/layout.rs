//! How values lie in a file: everything is made of octets, eight bytes each, and long texts of several segments.

use crate::Kind;

/// Bytes of a text that one segment carries.
pub(crate) const SEGMENT_BYTES: usize = 255;
/// By how many bytes of width each segment shortens the text that is left to declare.
const SEGMENT_STEP: usize = 252;
/// The bytes of one element of a file.
pub(crate) const OCTET: usize = 8;

/// One piece of a text as a file declares it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The width it is declared with, 1 to 255.
    pub(crate) width: usize,
}

impl Segment {
    /// How many octets it takes.
    pub(crate) fn octets(self) -> usize {
        self.width.div_ceil(OCTET)
    }
}

/// The segments of a text of some width. A text of more than 255 bytes is declared as segments of 255, and a last one of what is left
/// when each of the others counts for 252.
pub(crate) fn segments(width: u16) -> impl Iterator<Item = Segment> {
    let width = usize::from(width);
    let count = if width <= SEGMENT_BYTES { 1 } else { width.div_ceil(SEGMENT_STEP) };
    (0..count).map(move |number| Segment {
        width: if number + 1 < count { SEGMENT_BYTES } else { width - number * SEGMENT_STEP },
    })
}

/// How many octets a value takes in every row.
pub(crate) fn octets_of(kind: &Kind) -> usize {
    match kind {
        Kind::Number(_) => 1,
        Kind::Text(text) => segments(text.width).map(Segment::octets).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_have_room_for_the_whole_text() {
        for width in 1..=crate::Textual::WIDTH_MAX {
            let segments: Vec<Segment> = segments(width).collect();
            assert!(segments.iter().all(|segment| (1..=255).contains(&segment.width)), "{width}");
            let room: usize = segments.iter().map(|segment| segment.width).sum();
            assert!(room >= usize::from(width), "{width}");
        }
        assert_eq!(segments(255).count(), 1);
        assert_eq!(segments(256).map(|segment| segment.width).collect::<Vec<_>>(), [255, 4]);
        assert_eq!(segments(504).map(|segment| segment.width).collect::<Vec<_>>(), [255, 252]);
        assert_eq!(segments(505).map(|segment| segment.width).collect::<Vec<_>>(), [255, 255, 1]);
    }
}
