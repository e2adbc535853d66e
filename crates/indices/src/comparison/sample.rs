//! One group of a comparison: its size, mean and scatter, checked.

use crate::aggregation::GroupMoments;
use crate::estimate::Why;
use crate::exact_sum::ExactSum;
use crate::ratio::Ratio;

/// A group with answers. Sums are times the divisor that both groups of a comparison share.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    pub(super) n: u64,
    sum: i128,
    /// n Σy² − (Σy)²: n times the sum of squares around the mean.
    scatter: i128,
}

impl Sample {
    pub(super) fn of(moments: &GroupMoments) -> Result<Self, Why> {
        if moments.n == 0 {
            return Err(Why::NoAnswers);
        }
        let square = moments.sum.checked_mul(moments.sum).ok_or(Why::TooLarge)?;
        let whole = i128::from(moments.n).checked_mul(moments.squares).ok_or(Why::TooLarge)?;
        let scatter = whole.checked_sub(square).ok_or(Why::TooLarge)?;
        if scatter < 0 {
            return Err(Why::OutsideDomain);
        }
        Ok(Self { n: moments.n, sum: moments.sum, scatter })
    }

    pub(super) fn size(&self) -> f64 {
        self.n as f64
    }

    /// Sum of squares around the mean, times divisor².
    pub(super) fn squares(&self) -> Result<ExactSum, Why> {
        ExactSum::of_fraction(self.scatter, self.n).ok_or(Why::TooLarge)
    }

    /// Variance with divisor n − 1, times divisor².
    pub(super) fn variance(&self) -> Result<f64, Why> {
        let freedom = self.n.saturating_sub(1);
        if freedom == 0 {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        Ok(self.scatter as f64 / (self.size() * freedom as f64))
    }

    /// Mean of this group minus mean of the other, exactly, times divisor.
    pub(super) fn mean_above(&self, other: &Self) -> Result<f64, Why> {
        let (n, m) = (i128::from(self.n), i128::from(other.n));
        let crossed = |sum: i128, n: i128| sum.checked_mul(n).ok_or(Why::TooLarge);
        let numerator = crossed(self.sum, m)?.checked_sub(crossed(other.sum, n)?).ok_or(Why::TooLarge)?;
        Ok(Ratio::new(numerator, crossed(n, m)?).ok_or(Why::TooLarge)?.to_f64())
    }
}

/// The common variance within two groups, (SS₁ + SS₂) / (n₁ + n₂ − 2), times divisor².
pub(super) fn pooled_variance(first: &Sample, second: &Sample) -> Result<f64, Why> {
    let freedom = freedom(first, second)?;
    let squares = first.squares()?.add(second.squares()?).ok_or(Why::TooLarge)?;
    Ok(squares.to_f64() / freedom)
}

/// n₁ + n₂ − 2.
pub(super) fn freedom(first: &Sample, second: &Sample) -> Result<f64, Why> {
    let all = first.n.checked_add(second.n).ok_or(Why::TooLarge)?;
    let freedom = all.saturating_sub(2);
    if freedom == 0 { Err(Why::TooFewAnswers { needed: 3 }) } else { Ok(freedom as f64) }
}

/// The divisor as a number, which nought is not a divisor.
pub(super) fn unit_of(divisor: u64) -> Result<f64, Why> {
    if divisor == 0 { Err(Why::OutsideDomain) } else { Ok(divisor as f64) }
}
