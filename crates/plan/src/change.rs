//! How much a value changed since the year before, exactly, and how sure that is.

use indices::{Interval, Ratio};

use crate::benchmark::standard_error;
use crate::measure::Change;
use crate::normal;

impl Change {
    /// The change from one exact value to another.
    ///
    /// Formula:  now − before; relative: 100 · (now − before) / before.
    /// Units:    those of the value (percentage points where it is a percentage); relative: percent of `before`.
    /// Unknown:  a relative change of nothing, or fractions beyond 128 bits.
    /// Rounding: none; so a rise of exactly 5 is not above 5, whatever binary fractions say.
    ///
    /// ```
    /// use indices::Ratio;
    /// use plan::Change;
    ///
    /// // From 40 % to 42 %: two percentage points, which is five percent more.
    /// let (before, now) = (Ratio::new(40, 1).unwrap(), Ratio::new(42, 1).unwrap());
    /// assert_eq!(Change::Points.between(&now, &before), Ratio::new(2, 1));
    /// assert_eq!(Change::Relative.between(&now, &before), Ratio::new(5, 1));
    /// ```
    #[must_use]
    pub fn between(self, now: &Ratio, before: &Ratio) -> Option<Ratio> {
        let difference = now
            .numerator()
            .checked_mul(before.denominator())?
            .checked_sub(before.numerator().checked_mul(now.denominator())?)?;
        match self {
            Change::Points => Ratio::new(difference, now.denominator().checked_mul(before.denominator())?),
            Change::Relative => {
                Ratio::new(difference.checked_mul(100)?, before.numerator().checked_mul(now.denominator())?)
            }
        }
    }

    /// The interval of a change between two values that were measured apart from each other.
    ///
    /// Formula:  points: (x − y) ± z √(s(x)² + s(y)²); relative: 100 (x / y − 1) ± z · 100 |x / y| √((s(x) / x)² + (s(y) / y)²),
    ///           each s from its own interval ([`standard_error`]).
    /// Shapes:   each value with its interval, both of one level.
    /// Units:    as [`Change::between`].
    /// Unknown:  an interval that is not around its value, two levels, or a relative change of or to nought.
    /// Meaning:  many of the same people stand in both years, which makes the change surer than this says: the interval
    ///           is rather too wide than too narrow.
    /// Rounding: f64.
    /// Source:   the variance of a difference; the delta method for a quotient.
    #[must_use]
    pub fn interval(self, now: (f64, Interval), before: (f64, Interval)) -> Option<Interval> {
        let ((x, of_x), (y, of_y)) = (now, before);
        if (of_x.level - of_y.level).abs() > f64::EPSILON {
            return None;
        }
        let (sx, sy) = (standard_error(x, of_x)?, standard_error(y, of_y)?);
        let (change, spread) = match self {
            Change::Points => (x - y, sx.hypot(sy)),
            Change::Relative => (100.0 * (x / y - 1.0), (100.0 * x / y).abs() * (sx / x).hypot(sy / y)),
        };
        let half = normal::half_width(of_x.level)? * spread;
        let around = Interval { low: change - half, high: change + half, level: of_x.level };
        (around.low.is_finite() && around.high.is_finite()).then_some(around)
    }
}
