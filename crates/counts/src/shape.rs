//! What a scale looks like to someone who only counts.

use std::sync::Arc;

use survey::{Instrument, MissingRule, Points, Scale};

use crate::bounds::{MAX_ITEMS, MAX_LCM, NO_ANSWER};
use crate::error::ShapeError;

/// Points, reversed items and missing rule of one scale: all that counting needs to know about it.
///
/// Cheap to clone; all cells of one scale share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleShape {
    inner: Arc<Inner>,
}

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    points: Points,
    reversed: Vec<bool>,
    answers_min: u8,
    lcm: u32,
}

impl ScaleShape {
    /// The shape of a scale with these points, these reversed items (one entry per item) and this missing rule.
    pub fn new(points: Points, reversed: Vec<bool>, rule: MissingRule) -> Result<Self, ShapeError> {
        let items = reversed.len();
        if items == 0 {
            return Err(ShapeError::NoItems);
        }
        if items > MAX_ITEMS {
            return Err(ShapeError::TooManyItems { items });
        }
        let items_u8 = u8::try_from(items).map_err(|_| ShapeError::TooManyItems { items })?;
        let answers_min = match rule {
            MissingRule::Complete => items_u8,
            MissingRule::AtLeast(at_least) => at_least,
        };
        if answers_min == 0 || answers_min > items_u8 {
            return Err(ShapeError::RuleOutsideItems { at_least: answers_min, items });
        }
        let lcm = common_denominator(answers_min, items_u8)
            .ok_or(ShapeError::NoCommonDenominator { at_least: answers_min, items })?;
        Ok(Self { inner: Arc::new(Inner { points, reversed, answers_min, lcm }) })
    }

    /// The shape of one scale of an instrument.
    pub fn of(instrument: &Instrument, scale: &Scale) -> Result<Self, ShapeError> {
        let reversed = scale
            .items()
            .iter()
            .map(|&position| {
                let item = instrument.items().get(position).ok_or(ShapeError::UnknownItem { position })?;
                Ok(item.is_reversed())
            })
            .collect::<Result<Vec<bool>, ShapeError>>()?;
        Self::new(scale.points(), reversed, scale.missing_rule())
    }

    /// How many items the scale has.
    #[must_use]
    pub fn items(&self) -> usize {
        self.inner.reversed.len()
    }

    /// The points of every item.
    #[must_use]
    pub fn points(&self) -> Points {
        self.inner.points
    }

    /// Which items are reversed, in item order.
    #[must_use]
    pub fn reversed(&self) -> &[bool] {
        &self.inner.reversed
    }

    /// How many items a person must have answered to have a score.
    #[must_use]
    pub fn answers_min(&self) -> u8 {
        self.inner.answers_min
    }

    /// How many items there are, as the counter of answered items sees it.
    #[must_use]
    pub fn answers_max(&self) -> u8 {
        u8::try_from(self.inner.reversed.len()).unwrap_or(u8::MAX)
    }

    /// The least common multiple of the numbers of items a scored person can have answered: the denominator that all
    /// scores share. A person who answered `a` items with sum `s` has the score `s / a = (s · lcm / a) / lcm`.
    #[must_use]
    pub fn lcm(&self) -> u32 {
        self.inner.lcm
    }

    /// Counters per number of answered items: one for every sum from 0 to items · highest point.
    pub(crate) fn score_row(&self) -> usize {
        self.items().saturating_mul(usize::from(self.points().max())).saturating_add(1)
    }

    /// Where a person who answered so many items with this sum counts among the scores, if the missing rule gives a score.
    pub(crate) fn score_position(&self, answered: u8, sum: u16) -> Option<usize> {
        let row = answered.checked_sub(self.answers_min())?;
        Some(usize::from(row).wrapping_mul(self.score_row()).wrapping_add(usize::from(sum)))
    }

    /// Whether a raw code may stand in an answer column of this scale.
    #[must_use]
    pub fn admits(&self, code: u8) -> bool {
        code == NO_ANSWER || self.inner.points.contains(code)
    }
}

/// lcm(low, …, high), or nothing when it passes [`MAX_LCM`].
fn common_denominator(low: u8, high: u8) -> Option<u32> {
    (u32::from(low)..=u32::from(high)).try_fold(1_u32, |lcm, answered| {
        let factor = answered.checked_div(greatest_common_divisor(lcm, answered))?;
        lcm.checked_mul(factor).filter(|&lcm| lcm <= MAX_LCM)
    })
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    match a.checked_rem(b) {
        Some(rest) => greatest_common_divisor(b, rest),
        None => a,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_denominator_covers_every_number_of_answers() {
        let table = [(1, 1, Some(1)), (3, 3, Some(3)), (2, 4, Some(12)), (3, 5, Some(60)), (6, 11, Some(27_720))];
        for (low, high, lcm) in table {
            assert_eq!(common_denominator(low, high), lcm, "lcm({low}..={high})");
        }
        assert_eq!(common_denominator(8, 17), None, "12 252 240 passes the limit");
        assert_eq!(common_denominator(64, 64), Some(64));
    }

    #[test]
    fn shapes_that_cannot_be_counted_are_refused_by_name() {
        let points = Points::new(1, 5).unwrap();
        let shape = |items: usize, rule| ScaleShape::new(points, vec![false; items], rule).map(|_| ());
        assert_eq!(shape(0, MissingRule::Complete), Err(ShapeError::NoItems));
        assert_eq!(shape(65, MissingRule::Complete), Err(ShapeError::TooManyItems { items: 65 }));
        assert_eq!(shape(400, MissingRule::Complete), Err(ShapeError::TooManyItems { items: 400 }));
        assert_eq!(shape(64, MissingRule::Complete), Ok(()));
        assert_eq!(shape(3, MissingRule::AtLeast(0)), Err(ShapeError::RuleOutsideItems { at_least: 0, items: 3 }));
        assert_eq!(shape(3, MissingRule::AtLeast(4)), Err(ShapeError::RuleOutsideItems { at_least: 4, items: 3 }));
        assert_eq!(
            shape(40, MissingRule::AtLeast(20)),
            Err(ShapeError::NoCommonDenominator { at_least: 20, items: 40 })
        );
    }
}
