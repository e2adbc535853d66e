//! From packed rows to patterns: plain loops over blocks of rows, which the compiler turns into vector instructions.

use super::shape::{Inner, Reading};

/// Rows that are turned into patterns at a time; small enough for all patterns to stay in the near caches.
pub(super) const BLOCK: usize = 2048;
/// Bytes of one word of a row.
const WORD_BYTES: usize = 8;
/// The lower half of each byte of four items.
const HALVES: u16 = 0x0f0f;
/// The lowest bit of each of four items.
const ONES: u16 = 0x1111;
/// The highest bit of each byte of four items.
const TOPS: u16 = 0x8080;
const SEVENS: u16 = 0x7f7f;
const BYTES: u16 = 0x0101;
/// Items that are turned at once.
const QUAD: usize = 4;

/// The words and patterns of one block.
pub(super) struct Codes {
    /// Per word of a row, its value in each row of the block.
    words: Vec<Vec<u64>>,
    /// Four items of one scale, in each row.
    four: Vec<u16>,
    /// Per scale with a table, the pattern of each row.
    pub(super) patterns: Vec<Vec<u16>>,
}

impl Codes {
    pub(super) fn new(inner: &Inner) -> Self {
        let words = inner.width.div_ceil(WORD_BYTES);
        Self {
            words: vec![vec![0; BLOCK]; words],
            four: vec![0; BLOCK],
            patterns: inner.scales.iter().map(|scale| vec![0; if scale.table.is_some() { BLOCK } else { 0 }]).collect(),
        }
    }

    pub(super) fn bytes(inner: &Inner) -> usize {
        let words = inner.width.div_ceil(WORD_BYTES).saturating_mul(size_of::<u64>());
        words
            .saturating_add(inner.scales.len().saturating_add(1).saturating_mul(size_of::<u16>()))
            .saturating_mul(BLOCK)
    }

    /// Fills the block from at most [`BLOCK`] rows. The first scale that holds what is no answer of it is returned.
    pub(super) fn fill(&mut self, inner: &Inner, rows: &[u8]) -> Result<(), usize> {
        for (word, values) in self.words.iter_mut().enumerate() {
            let start = word.saturating_mul(WORD_BYTES);
            let end = start.saturating_add(WORD_BYTES).min(inner.width);
            for (row, value) in rows.chunks_exact(inner.width).zip(values) {
                let part = row.get(start..end).unwrap_or_default();
                *value = match part.first_chunk::<WORD_BYTES>() {
                    Some(whole) => u64::from_le_bytes(*whole),
                    None => part.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)),
                };
            }
        }
        let count = rows.len().checked_div(inner.width).unwrap_or_default();
        for (scale, (reading, patterns)) in inner.scales.iter().zip(&mut self.patterns).enumerate() {
            let Some(table) = &reading.table else { continue };
            let patterns = patterns.get_mut(..count).unwrap_or_default();
            let four = self.four.get_mut(..count).unwrap_or_default();
            let (mut wrong, mut factor) = (0, 1_u16);
            for quad in (0_u32..).take(reading.shape.items().div_ceil(QUAD)) {
                gather(reading, &self.words, quad, four);
                wrong |= turn(four, patterns, table.base, u16::from(reading.shape.points().count()), factor);
                factor = factor.wrapping_mul(table.base.wrapping_pow(4));
            }
            if wrong & TOPS != 0 {
                return Err(scale);
            }
        }
        Ok(())
    }
}

/// Four items of one scale, in every row, from the pieces that hold them.
fn gather(reading: &Reading, words: &[Vec<u64>], quad: u32, four: &mut [u16]) {
    let shift = quad.wrapping_mul(16);
    let mut first = true;
    for piece in &reading.pieces {
        let mask = low(piece.mask.wrapping_shl(piece.place).wrapping_shr(shift));
        // The bits of this quad may lie to the left or to the right of where the piece stands in its word.
        let (right, left) = match piece.place.checked_sub(shift) {
            Some(place) => (piece.shift, place),
            None => (piece.shift.wrapping_add(shift.wrapping_sub(piece.place)), 0),
        };
        if mask == 0 || left >= 16 || right >= u64::BITS {
            continue;
        }
        let words = words.get(piece.word).map(Vec::as_slice).unwrap_or_default();
        if first {
            for (&word, four) in words.iter().zip(&mut *four) {
                *four = low(word.wrapping_shr(right)).wrapping_shl(left) & mask;
            }
        } else {
            for (&word, four) in words.iter().zip(&mut *four) {
                *four |= low(word.wrapping_shr(right)).wrapping_shl(left) & mask;
            }
        }
        first = false;
    }
}

/// Four items of every row become digits of a number, which is added, so many times over, to the pattern. What is returned
/// has one of [`TOPS`] if an item is no answer.
fn turn(four: &[u16], patterns: &mut [u16], base: u16, points: u16, factor: u16) -> u16 {
    let square = base.wrapping_mul(base);
    let limit = SEVENS.wrapping_sub(points.wrapping_mul(BYTES));
    let mut wrong = 0_u16;
    for (&four, pattern) in four.iter().zip(patterns) {
        // "Not relevant" is all four bits, and counts as no answer.
        let pair = four & four.wrapping_shr(1);
        let skipped = pair & pair.wrapping_shr(2) & ONES;
        let four = four & !skipped.wrapping_mul(15);
        let (even, odd) = (four & HALVES, four.wrapping_shr(4) & HALVES);
        wrong |= even.wrapping_add(limit) | odd.wrapping_add(limit);
        let two = even.wrapping_add(odd.wrapping_mul(base));
        let number = (two & 0xff).wrapping_add(two.wrapping_shr(8).wrapping_mul(square));
        *pattern = if factor == 1 { number } else { pattern.wrapping_add(number.wrapping_mul(factor)) };
    }
    wrong
}

/// The lowest sixteen bits.
fn low(value: u64) -> u16 {
    let [a, b, ..] = value.to_le_bytes();
    u16::from_le_bytes([a, b])
}

/// The four bits of the item at a position of a row; "not relevant" is no answer.
pub(super) fn digit(row: &[u8], position: usize) -> u8 {
    let byte = row.get(position / 2).copied().unwrap_or_default();
    let four = if position % 2 == 0 { byte & 15 } else { byte >> 4 };
    if four == 15 { 0 } else { four }
}
