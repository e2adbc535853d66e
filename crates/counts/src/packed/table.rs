//! The patterns of one scale: a number for every combination of answers, and what each of them adds to the counters.

use super::shape::PATTERNS_MAX;
use super::window::{Bytes, Window};
use crate::shape::ScaleShape;

/// Stands for a pattern without a score.
pub(super) const NO_SCORE: u16 = u16::MAX;

/// What every pattern of one scale means. Pattern Σ dᵢ·bⁱ has the digit dᵢ of item i: 0 where there is no answer, 1 for the
/// lowest point; b is one more than the number of points.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) base: u16,
    /// Where the items stand.
    pub(super) window: Window,
    /// What the bytes of a window say.
    pub(super) bytes: Bytes,
    /// Position of the pattern's score among the scale's score counters, or [`NO_SCORE`].
    pub(super) scores: Vec<u16>,
    /// The oriented digits of every pattern, one row per pattern.
    pub(super) digits: Vec<u8>,
    /// All bits for a pattern with a score, none for one without.
    pub(super) scored: Vec<u32>,
    /// What one person with a pattern adds to each answer counter: [`LANES`] or twice as many bytes per pattern, item by item
    /// and point by point; none for a pattern without a score. Empty where a scale has more answer counters than that.
    pub(super) lanes: Lanes,
}

/// Bytes that are added up side by side.
pub(super) const LANES: usize = 32;

/// The additions of every pattern, wide enough for the scale's answer counters.
#[derive(Debug)]
pub(super) enum Lanes {
    Narrow(Vec<[u8; LANES]>),
    Wide(Vec<[u8; 2 * LANES]>),
    None,
}

impl Table {
    /// The table of a scale, unless it would be too large.
    pub(super) fn of(shape: &ScaleShape, positions: &[usize]) -> Option<Self> {
        let items = shape.items();
        let base = u16::from(shape.points().count()).checked_add(1)?;
        let exponent = u32::try_from(items).ok()?;
        let patterns = usize::from(base).checked_pow(exponent).filter(|&n| n <= PATTERNS_MAX)?;
        // Positions of scores are told from NO_SCORE.
        u16::try_from(shape.score_counters()).ok().filter(|&counters| counters < NO_SCORE)?;
        let mut scores = Vec::with_capacity(patterns);
        let mut digits = Vec::with_capacity(patterns.saturating_mul(items));
        for pattern in 0..patterns {
            let mut rest = pattern;
            let start = digits.len();
            for &reversed in shape.reversed() {
                let digit = u8::try_from(rest.checked_rem(usize::from(base))?).ok()?;
                rest = rest.checked_div(usize::from(base))?;
                digits.push(oriented(digit, reversed, shape.points().count()));
            }
            let row = digits.get(start..).unwrap_or_default();
            scores.push(score_position(shape, row).and_then(|place| u16::try_from(place).ok()).unwrap_or(NO_SCORE));
        }
        let scored = scores.iter().map(|&score| if score == NO_SCORE { 0 } else { u32::MAX }).collect();
        let points = usize::from(shape.points().count());
        let lanes = match items.saturating_mul(points) {
            0..=LANES => Lanes::Narrow(additions(&scores, &digits, items, points)),
            counters if counters <= 2 * LANES => Lanes::Wide(additions(&scores, &digits, items, points)),
            _ => Lanes::None,
        };
        let bytes = Bytes::of(items, shape.points().count())?;
        Some(Self { base, window: Window::of(positions), bytes, scores, digits, scored, lanes })
    }

    /// Bytes of the table.
    pub(super) fn size(&self) -> usize {
        let lanes = match self.lanes {
            Lanes::Narrow(_) => LANES,
            Lanes::Wide(_) => 2 * LANES,
            Lanes::None => 0,
        };
        let rest = size_of::<u16>().saturating_add(size_of::<u32>());
        self.scores
            .len()
            .saturating_mul(lanes.saturating_add(rest))
            .saturating_add(self.digits.len())
            .saturating_add(self.bytes.size())
    }
}

fn additions<const N: usize>(scores: &[u16], digits: &[u8], items: usize, points: usize) -> Vec<[u8; N]> {
    let row = |(&score, digits): (&u16, &[u8])| {
        let mut row = [0_u8; N];
        for (histogram, &digit) in row.chunks_mut(points).zip(digits) {
            let point = usize::from(digit).checked_sub(1).filter(|_| score != NO_SCORE);
            if let Some(counter) = point.and_then(|point| histogram.get_mut(point)) {
                *counter = 1;
            }
        }
        row
    };
    scores.iter().zip(digits.chunks_exact(items)).map(row).collect()
}

/// A digit turned round where the item is reversed; no answer stays no answer.
pub(super) fn oriented(digit: u8, reversed: bool, points: u8) -> u8 {
    if reversed && digit > 0 { points.saturating_add(1).saturating_sub(digit) } else { digit }
}

/// Where a row of oriented digits counts among the scores of its scale, if the missing rule gives it a score.
pub(super) fn score_position(shape: &ScaleShape, digits: &[u8]) -> Option<usize> {
    let offset = u16::from(shape.points().min());
    let given = |digit: &&u8| **digit > 0;
    let answered = digits.iter().filter(given).fold(0_u8, |n, _| n.wrapping_add(1));
    let code = |digit: &u8| u16::from(*digit).wrapping_add(offset).wrapping_sub(1);
    let sum = digits.iter().filter(given).map(code).fold(0_u16, u16::wrapping_add);
    shape.score_position(answered, sum)
}
