//! What answers without any agreement would look like.

use std::fmt;

use survey::Points;

use crate::estimate::Why;
use crate::ratio::Ratio;

/// What answers without any agreement would look like: their variance, and where it is known their whole shape.
///
/// Only the variance enters r_wg(j), so a skewed distribution serves a scale and its reversal alike.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NullDistribution {
    /// Every point equally likely: (A² − 1) / 12 for A points, exactly.
    Uniform,
    /// Slightly skewed.
    SlightSkew,
    /// Moderately skewed.
    ModerateSkew,
    /// Heavily skewed.
    HeavySkew,
    /// Triangular. The tabulated 1.32 for five points, not the 4/3 of weights 1 2 3 2 1.
    Triangular,
    /// Approximately normal.
    Normal,
    /// Half at either end: (A − 1)² / 4, the largest variance there is before the divisor n − 1.
    MaximumDissensus,
    /// A variance of one's own.
    Custom(Ratio),
}

/// The columns of the published table.
#[derive(Clone, Copy)]
enum Shape {
    SlightSkew,
    ModerateSkew,
    HeavySkew,
    Triangular,
    Normal,
}

/// Published variances in hundredths for 5 to 11 points, LeBreton and Senter (2008), table 2, as the R package WGA has
/// them: slight, moderate and heavy skew, triangular, normal. (Its uniform column is rounded, 2.92 for 35/12; ours is
/// exact. That triangular and normal do not rise all the way is in the table itself.)
const PUBLISHED: [[i128; 5]; 7] = [
    [134, 90, 44, 132, 104],
    [185, 126, 69, 145, 125],
    [290, 214, 139, 210, 140],
    [347, 279, 235, 281, 173],
    [566, 473, 316, 300, 158],
    [630, 509, 346, 289, 145],
    [731, 632, 402, 332, 140],
];

/// The published distributions on five points, in hundredths; their variances are the first row of [`PUBLISHED`].
const FIVE_POINTS: [[u64; 5]; 5] =
    [[5, 15, 20, 35, 25], [0, 10, 15, 40, 35], [0, 0, 10, 40, 50], [11, 22, 34, 22, 11], [7, 24, 38, 24, 7]];

impl NullDistribution {
    /// The variance of one item without agreement.
    ///
    /// Formula:  (A² − 1) / 12 for the uniform one, (A − 1)² / 4 for maximum dissensus; the others as tabulated for 5
    ///           to 11 points. For 3 and 4 points nothing is published: there it is the variance of
    ///           [`NullDistribution::weights`], the five-point shape cut into 3 or 4 equal parts.
    /// Unknown:  a shape on two points, which has no room for one, or a custom variance that is not positive.
    /// Rounding: none; the tabulated values are the published two decimals.
    /// Source:   LeBreton and Senter (2008), Organizational Research Methods 11, 815–852, table 2; R `WGA::RWGJ`.
    ///
    /// ```
    /// use indices::NullDistribution;
    ///
    /// let points = survey::Points::new(1, 5)?;
    /// assert_eq!(NullDistribution::Uniform.variance(points).unwrap().to_f64(), 2.0);
    /// assert_eq!(NullDistribution::HeavySkew.variance(points).unwrap().to_f64(), 0.44);
    /// assert_eq!(NullDistribution::HeavySkew.variance(survey::Points::new(0, 10)?).unwrap().to_f64(), 4.02);
    /// # Ok::<(), survey::PointsError>(())
    /// ```
    pub fn variance(self, points: Points) -> Result<Ratio, Why> {
        let count = i128::from(points.count());
        let variance = match self {
            Self::Uniform => Ratio::new(count * count - 1, 12),
            Self::MaximumDissensus => Ratio::new((count - 1) * (count - 1), 4),
            Self::Custom(variance) => Some(variance),
            Self::SlightSkew => Shape::SlightSkew.variance(points),
            Self::ModerateSkew => Shape::ModerateSkew.variance(points),
            Self::HeavySkew => Shape::HeavySkew.variance(points),
            Self::Triangular => Shape::Triangular.variance(points),
            Self::Normal => Shape::Normal.variance(points),
        };
        variance.filter(|variance| variance.numerator() > 0).ok_or(Why::NoNullVariance)
    }

    /// How likely each point is without agreement, as whole-number weights from the lowest point up.
    ///
    /// Formula:  published for five points. For 3 and 4 points our own, by one rule: take the five-point distribution
    ///           as a density that is even within each point, and cut its range into A equal parts.
    /// Unknown:  a custom variance has no shape, and of the published shapes only the variances are known beyond five
    ///           points; pass weights of your own there.
    /// Source:   LeBreton and Senter (2008), table 2.
    ///
    /// ```
    /// use indices::NullDistribution;
    ///
    /// let weights = |low, high| NullDistribution::HeavySkew.weights(survey::Points::new(low, high).unwrap()).ok();
    /// assert_eq!(weights(1, 5), Some(vec![0, 0, 10, 40, 50]));
    /// // 3 points, in three-hundredths: the upper third is 2/3 of the fourth point and all of the fifth.
    /// assert_eq!(weights(1, 3), Some(vec![0, 3 * 10 + 40, 2 * 40 + 3 * 50]));
    /// assert_eq!(weights(1, 7), None);
    /// ```
    pub fn weights(self, points: Points) -> Result<Vec<u64>, Why> {
        let count = usize::from(points.count());
        let shape = match self {
            Self::Uniform => return Ok(vec![1; count]),
            Self::MaximumDissensus => {
                return Ok((1..=count).map(|point| u64::from(point == 1 || point == count)).collect());
            }
            Self::SlightSkew => Shape::SlightSkew,
            Self::ModerateSkew => Shape::ModerateSkew,
            Self::HeavySkew => Shape::HeavySkew,
            Self::Triangular => Shape::Triangular,
            Self::Normal => Shape::Normal,
            Self::Custom(_) => return Err(Why::NoNullShape),
        };
        shape.weights(points).ok_or(Why::NoNullShape)
    }
}

impl Shape {
    fn variance(self, points: Points) -> Option<Ratio> {
        match points.count().checked_sub(5) {
            Some(row) => {
                let row = PUBLISHED.get(usize::from(row))?;
                Ratio::new(*row.get(self as usize)?, 100)
            }
            None => weights_variance(&self.weights(points)?),
        }
    }

    fn weights(self, points: Points) -> Option<Vec<u64>> {
        let five = FIVE_POINTS.get(self as usize)?;
        match points.count() {
            5 => Some(five.to_vec()),
            3 | 4 => Some(cut_into(u64::from(points.count()), five)),
            _ => None,
        }
    }
}

/// The five-point weights spread over fewer points: with both ranges cut into 5 · parts cells, part b has the cells
/// from 5b to 5(b + 1), and point i those from parts · i to parts · (i + 1).
fn cut_into(parts: u64, five: &[u64; 5]) -> Vec<u64> {
    let cells_shared = |part: u64, point: u64| {
        let end = (5 * (part + 1)).min(parts * (point + 1));
        end.saturating_sub((5 * part).max(parts * point))
    };
    let weight = |part: u64| (0_u64..).zip(five).map(|(point, weight)| weight * cells_shared(part, point)).sum();
    (0..parts).map(weight).collect()
}

/// (W Σ w x² − (Σ w x)²) / W², W the sum of the weights.
pub(super) fn weights_variance(weights: &[u64]) -> Option<Ratio> {
    let moment = |power: u32| -> i128 {
        (0_i128..).zip(weights).map(|(point, &weight)| i128::from(weight) * point.pow(power)).sum()
    };
    let (total, sum, squares) = (moment(0), moment(1), moment(2));
    Ratio::new(total * squares - sum * sum, total * total)
}

/// Reveals nothing of a custom variance.
impl fmt::Debug for NullDistribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NullDistribution(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [Shape; 5] =
        [Shape::SlightSkew, Shape::ModerateSkew, Shape::HeavySkew, Shape::Triangular, Shape::Normal];

    #[test]
    fn the_published_variances_on_five_points_are_those_of_the_published_shapes() {
        let five = Points::new(1, 5).unwrap();
        for shape in SHAPES {
            assert_eq!(weights_variance(&shape.weights(five).unwrap()), shape.variance(five));
        }
    }

    #[test]
    fn cutting_into_fewer_points_keeps_the_whole_and_the_symmetry() {
        for parts in [3, 4] {
            for five in &FIVE_POINTS {
                let weights = cut_into(parts, five);
                assert_eq!(weights.iter().sum::<u64>(), 100 * parts);
                let mirrored = [five[4], five[3], five[2], five[1], five[0]];
                assert!(cut_into(parts, &mirrored).iter().rev().eq(&weights));
            }
        }
        assert_eq!(cut_into(5, &FIVE_POINTS[0]), [25, 75, 100, 175, 125], "five into five is the same, times five");
    }

    #[test]
    fn the_more_skewed_the_less_variance_on_every_number_of_points() {
        for count in 3..=11 {
            let points = Points::new(1, count).unwrap();
            let [slight, moderate, heavy, triangular, normal] = SHAPES.map(|shape| shape.variance(points).unwrap());
            assert!(slight > moderate && moderate > heavy && triangular > normal, "{count} points");
            assert!(NullDistribution::Uniform.variance(points).unwrap() > slight, "{count} points");
        }
    }
}
