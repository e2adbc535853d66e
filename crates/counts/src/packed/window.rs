//! From packed rows to patterns: one look into a row, and one into a small table for every two items.

use super::shape::ITEM_BITS;
use super::table::oriented;

/// More than any pattern: what a byte adds that holds an item which is no answer of the scale.
const NO_ANSWER_OF_SCALE: u32 = 1 << 20;
/// Bytes that are looked at.
pub(super) const WINDOW_BYTES: usize = 8;
/// Bits of a window.
const WINDOW_BITS: u32 = 64;

// However many bytes hold what is no answer, their sum does not wrap.
const _: () = assert!((NO_ANSWER_OF_SCALE as u64 + u16::MAX as u64) * (WINDOW_BYTES as u64) < u32::MAX as u64);

/// What each byte of two items adds to the pattern: d₀·bⁱ + d₁·bⁱ⁺¹, in a table for every two items. "Not relevant" is the
/// digit 0, as is no answer.
#[derive(Debug)]
pub(super) struct Bytes(Vec<[u32; 256]>);

impl Bytes {
    /// The tables for so many items with so many points; nothing if they do not fit in a window.
    pub(super) fn of(items: usize, points: u8) -> Option<Self> {
        let base = u32::from(points).wrapping_add(1);
        let bytes = items.div_ceil(2);
        if bytes > WINDOW_BYTES {
            return None;
        }
        let table = |place: u32| {
            let factor = base.wrapping_pow(place.wrapping_mul(2));
            let number = |byte: u8| {
                let (lower, upper) = (digit(byte & 15), digit(byte >> 4));
                let pair = u32::from(lower).wrapping_add(u32::from(upper).wrapping_mul(base));
                if lower > points || upper > points { NO_ANSWER_OF_SCALE } else { pair.wrapping_mul(factor) }
            };
            let mut table = [0; 256];
            for (byte, place) in (0..=u8::MAX).zip(&mut table) {
                *place = number(byte);
            }
            table
        };
        Some(Self((0_u32..).take(bytes).map(table).collect()))
    }

    /// Bytes of the tables.
    pub(super) fn size(&self) -> usize {
        size_of_val(self.0.as_slice())
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

    /// Hands the pattern of every row to `each`; a number beyond every pattern stands for a row with what is no answer.
    pub(super) fn patterns(&self, bytes: &Bytes, width: usize, rows: &[u8], each: impl FnMut(u32)) {
        match bytes.0.as_slice() {
            [a] => self.items(width, rows, each, |[x, ..]| add(a, x)),
            [a, b] => self.items(width, rows, each, |[x, y, ..]| add(a, x).wrapping_add(add(b, y))),
            [a, b, c] => {
                self.items(width, rows, each, |[x, y, z, ..]| add(a, x).wrapping_add(add(b, y)).wrapping_add(add(c, z)))
            }
            all => self.items(width, rows, each, |items| {
                all.iter().zip(items).fold(0, |sum, (table, byte)| sum.wrapping_add(add(table, byte)))
            }),
        }
    }

    /// Hands what `number` makes of the items of every row to `each`.
    fn items(&self, width: usize, rows: &[u8], mut each: impl FnMut(u32), number: impl Fn([u8; WINDOW_BYTES]) -> u32) {
        match self {
            Self::Together { byte, shift, mask } => windows(rows, width, *byte, |window| {
                each(number((u64::from_le_bytes(window).wrapping_shr(*shift) & mask).to_le_bytes()));
            }),
            Self::Apart(positions) => {
                for row in rows.chunks_exact(width) {
                    let add =
                        |items: u64, &position: &usize| items.wrapping_shl(ITEM_BITS) | u64::from(four(row, position));
                    each(number(positions.iter().rev().fold(0, add).to_le_bytes()));
                }
            }
        }
    }
}

/// The eight bytes from one place of every row; behind the last row stand zeros.
#[inline(always)]
pub(super) fn windows(rows: &[u8], width: usize, byte: usize, mut each: impl FnMut([u8; WINDOW_BYTES])) {
    let mut rest = rows.get(byte..).unwrap_or_default();
    while let Some(window) = rest.first_chunk::<WINDOW_BYTES>() {
        each(*window);
        rest = rest.get(width..).unwrap_or_default();
    }
    while !rest.is_empty() {
        let mut window = [0; WINDOW_BYTES];
        window.iter_mut().zip(rest).for_each(|(window, byte)| *window = *byte);
        each(window);
        rest = rest.get(width..).unwrap_or_default();
    }
}

#[expect(clippy::indexing_slicing, reason = "every byte is a place in the table")]
fn add(table: &[u32; 256], byte: u8) -> u32 {
    table[usize::from(byte)]
}

/// "Not relevant" is all four bits, and counts as no answer.
fn digit(four: u8) -> u8 {
    if four == 15 { 0 } else { four }
}

/// The four bits of the item at a position of a row.
fn four(row: &[u8], position: usize) -> u8 {
    let byte = row.get(position / 2).copied().unwrap_or_default();
    if position.is_multiple_of(2) { byte & 15 } else { byte >> 4 }
}

/// The oriented digit of the item at a position of a row; nothing if it is no answer of the scale.
pub(super) fn oriented_digit(row: &[u8], position: usize, reversed: bool, points: u8) -> Option<u8> {
    let digit = digit(four(row, position));
    (digit <= points).then(|| oriented(digit, reversed, points))
}
