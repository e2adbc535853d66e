//! From packed rows to patterns: one look into a row and one into a table per four items.

use super::shape::ITEM_BITS;
use super::table::oriented;

/// Stands for four items of which one is no answer of the scale, and for a pattern that holds such an item.
pub(super) const NO_ANSWER_OF_SCALE: u16 = u16::MAX;
/// Bytes that are looked at.
const WINDOW_BYTES: usize = 8;
/// Bits of a window, and of four items.
const WINDOW_BITS: u32 = 64;
const QUAD_BITS: u32 = 16;
/// Items in one look into the table of quads.
const QUAD: usize = 4;

/// What any four items next to each other say as digits: Σ dᵢ·bⁱ. "Not relevant" is the digit 0, as is no answer.
#[derive(Debug)]
pub(super) struct Quads(Box<[u16; 1 << QUAD_BITS]>);

impl Quads {
    /// The table for items with so many points.
    pub(super) fn of(points: u8) -> Self {
        let base = u16::from(points).wrapping_add(1);
        let number = |bits: u16| {
            (0..QUAD).rev().try_fold(0_u16, |number, place| {
                let digit = digit(bits.wrapping_shr(ITEM_BITS.wrapping_mul(u32::try_from(place).ok()?)) & 15);
                (digit <= u16::from(points)).then(|| number.wrapping_mul(base).wrapping_add(digit))
            })
        };
        let mut numbers = Box::new([NO_ANSWER_OF_SCALE; 1 << QUAD_BITS]);
        for (bits, place) in (0..=u16::MAX).zip(numbers.iter_mut()) {
            *place = number(bits).unwrap_or(NO_ANSWER_OF_SCALE);
        }
        Self(numbers)
    }

    /// Bytes of one table.
    pub(super) const BYTES: usize = (1 << QUAD_BITS) * size_of::<u16>();

    #[expect(clippy::indexing_slicing, reason = "every number of sixteen bits is a place in the table")]
    fn number(&self, bits: u16) -> u16 {
        self.0[usize::from(bits)]
    }
}

/// Where the items of one scale stand in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Window {
    /// Next to each other, within eight bytes.
    Together { byte: usize, shift: u32, mask: u64 },
    /// Anywhere.
    Apart(Vec<usize>),
}

impl Window {
    pub(super) fn of(positions: &[usize]) -> Self {
        let first = positions.first().copied().unwrap_or_default();
        let shift = if first.is_multiple_of(2) { 0 } else { ITEM_BITS };
        let bits = ITEM_BITS.saturating_mul(u32::try_from(positions.len()).unwrap_or(u32::MAX));
        let together = (first..).zip(positions).all(|(expected, &position)| expected == position);
        if !together || bits.saturating_add(shift) > WINDOW_BITS {
            return Self::Apart(positions.to_vec());
        }
        let mask = u64::MAX.checked_shr(WINDOW_BITS.saturating_sub(bits)).unwrap_or_default();
        Self::Together { byte: first / 2, shift, mask }
    }

    /// Fills in the pattern of every row. `factors` has one entry per four items: b⁰, b⁴, b⁸, ….
    pub(super) fn patterns(&self, quads: &Quads, factors: &[u16], width: usize, rows: &[u8], patterns: &mut [u16]) {
        match (self, factors) {
            (Self::Together { byte, shift, mask }, [_]) => {
                windows(rows, width, *byte, patterns, |items| quads.number(low(items.wrapping_shr(*shift) & mask)));
            }
            (Self::Together { byte, shift, mask }, factors) => {
                windows(rows, width, *byte, patterns, |items| {
                    pattern(quads, factors, items.wrapping_shr(*shift) & mask)
                });
            }
            (Self::Apart(positions), factors) => {
                for (row, place) in rows.chunks_exact(width).zip(patterns) {
                    let add =
                        |items: u64, &position: &usize| items.wrapping_shl(ITEM_BITS) | u64::from(four(row, position));
                    *place = pattern(quads, factors, positions.iter().rev().fold(0, add));
                }
            }
        }
    }
}

/// What the eight bytes from one place of every row say; behind the last row stand zeros.
fn windows(rows: &[u8], width: usize, byte: usize, patterns: &mut [u16], say: impl Fn(u64) -> u16) {
    let mut rest = rows.get(byte..).unwrap_or_default();
    for pattern in patterns {
        let window = match rest.first_chunk::<WINDOW_BYTES>() {
            Some(window) => *window,
            None => {
                let mut window = [0; WINDOW_BYTES];
                window.iter_mut().zip(rest).for_each(|(window, byte)| *window = *byte);
                window
            }
        };
        *pattern = say(u64::from_le_bytes(window));
        rest = rest.get(width..).unwrap_or_default();
    }
}

fn pattern(quads: &Quads, factors: &[u16], items: u64) -> u16 {
    let (mut items, mut pattern) = (items, 0_u16);
    for factor in factors {
        let number = quads.number(low(items));
        if number == NO_ANSWER_OF_SCALE {
            return NO_ANSWER_OF_SCALE;
        }
        pattern = pattern.wrapping_add(number.wrapping_mul(*factor));
        items = items.wrapping_shr(QUAD_BITS);
    }
    pattern
}

/// The lowest sixteen bits.
fn low(value: u64) -> u16 {
    let [a, b, ..] = value.to_le_bytes();
    u16::from_le_bytes([a, b])
}

/// "Not relevant" is all four bits, and counts as no answer.
fn digit(four: u16) -> u16 {
    if four == 15 { 0 } else { four }
}

/// The four bits of the item at a position of a row.
fn four(row: &[u8], position: usize) -> u8 {
    let byte = row.get(position / 2).copied().unwrap_or_default();
    if position.is_multiple_of(2) { byte & 15 } else { byte >> 4 }
}

/// The oriented digit of the item at a position of a row; nothing if it is no answer of the scale.
pub(super) fn oriented_digit(row: &[u8], position: usize, reversed: bool, points: u8) -> Option<u8> {
    let digit = u8::try_from(digit(u16::from(four(row, position)))).ok()?;
    (digit <= points).then(|| oriented(digit, reversed, points))
}
