//! The ordered points that a question can be answered with, such as 1 to 5.

use serde::{Deserialize, Serialize};

/// Why two numbers do not bound a row of answer points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// The lowest point is neither 0 nor 1.
    #[error("the lowest answer point is {0}; it must be 0 or 1")]
    Lowest(u8),
    /// There are fewer than 2 or more than 11 points.
    #[error("answer points from {min} to {max} are not 2 to 11 points")]
    HowMany {
        /// The lowest point given.
        min: u8,
        /// The highest point given.
        max: u8,
    },
}

/// Consecutive answer points from 0 or 1 upwards, 2 to 11 of them.
///
/// Every point therefore fits in four bits, and a sum of 255 answers in twelve.
///
/// ```
/// let points = survey::Points::new(1, 5)?;
/// assert_eq!(points.count(), 5);
/// assert_eq!(points.reverse(2), 4);
/// # Ok::<(), survey::PointsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "PointsOnTheWire", into = "PointsOnTheWire")]
pub struct Points {
    min: u8,
    max: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointsOnTheWire {
    min: u8,
    max: u8,
}

impl Points {
    /// The points from `min` to `max`, both included.
    pub const fn new(min: u8, max: u8) -> Result<Self, PointsError> {
        if min > 1 {
            return Err(PointsError::Lowest(min));
        }
        if max <= min || max - min > 10 {
            return Err(PointsError::HowMany { min, max });
        }
        Ok(Self { min, max })
    }

    /// The lowest point.
    #[must_use]
    pub const fn min(self) -> u8 {
        self.min
    }

    /// The highest point.
    #[must_use]
    pub const fn max(self) -> u8 {
        self.max
    }

    /// How many points there are, 2 to 11.
    #[must_use]
    pub const fn count(self) -> u8 {
        self.max - self.min + 1
    }

    /// Whether the number is one of the points.
    #[must_use]
    pub const fn contains(self, point: u8) -> bool {
        self.min <= point && point <= self.max
    }

    /// The point that means the same on the mirrored scale: `min + max - point`.
    ///
    /// A number that is not a point is first moved to the nearest one.
    #[must_use]
    pub const fn reverse(self, point: u8) -> u8 {
        if point <= self.min {
            self.max
        } else if point >= self.max {
            self.min
        } else {
            self.min + self.max - point
        }
    }

    /// Every point, lowest first.
    pub fn all(self) -> impl DoubleEndedIterator<Item = u8> {
        self.min..=self.max
    }
}

impl TryFrom<PointsOnTheWire> for Points {
    type Error = PointsError;
    fn try_from(wire: PointsOnTheWire) -> Result<Self, PointsError> {
        Self::new(wire.min, wire.max)
    }
}

impl From<Points> for PointsOnTheWire {
    fn from(Points { min, max }: Points) -> Self {
        Self { min, max }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_bounds_is_judged_by_the_stated_rule() {
        for min in 0..=u8::MAX {
            for max in 0..=u8::MAX {
                let expect = min <= 1 && (2..=11).contains(&(i16::from(max) - i16::from(min) + 1));
                assert_eq!(Points::new(min, max).is_ok(), expect, "{min} to {max}");
            }
        }
    }

    #[test]
    fn mirroring_twice_changes_nothing_and_keeps_the_middle() {
        for (min, max) in [(0, 1), (0, 10), (1, 5), (1, 7), (1, 11)] {
            let points = Points::new(min, max).unwrap();
            assert_eq!(points.all().count(), usize::from(points.count()));
            for point in points.all() {
                assert!(points.contains(point) && points.contains(points.reverse(point)));
                assert_eq!(points.reverse(points.reverse(point)), point);
                assert_eq!(u16::from(point) + u16::from(points.reverse(point)), u16::from(min) + u16::from(max));
            }
        }
        assert_eq!(Points::new(1, 5).unwrap().reverse(3), 3);
        assert_eq!(Points::new(1, 5).unwrap().reverse(255), 1);
    }

    #[test]
    fn serde_uses_the_same_door() {
        assert!(serde_json::from_str::<Points>(r#"{"min":1,"max":5}"#).is_ok());
        assert!(serde_json::from_str::<Points>(r#"{"min":2,"max":5}"#).is_err());
        assert!(serde_json::from_str::<Points>(r#"{"min":0,"max":11}"#).is_err());
    }
}
