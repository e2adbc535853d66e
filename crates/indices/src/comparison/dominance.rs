//! How often a person of one group stands above a person of another: Cliff's delta and the Mann–Whitney test, from
//! histograms, with ties.

use std::collections::BTreeMap;
use std::fmt;

use counts::ScaleCounts;

use crate::distribution::{normal_quantile, normal_upper, t_quantile};
use crate::estimate::{Estimate, Interval, Known, LEVEL, Why};
use crate::ratio::Ratio;

/// All pairs of a person of the first group with a person of the second.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Dominance {
    first: u64,
    second: u64,
    /// n₁n₂.
    pairs: i128,
    /// Pairs in which the first stands above, and below; the others are tied.
    above: i128,
    below: i128,
    /// Σ over persons of the first group of (how many of the second are below − how many are above)².
    first_squares: i128,
    /// The same for persons of the second group.
    second_squares: i128,
    /// Σ t³ − t over the sizes t of ties in both groups together.
    ties: i128,
}

/// By which distribution the interval of Cliff's delta is as wide as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DominanceQuantile {
    /// The normal distribution, as Cliff has it.
    Normal,
    /// Student's t on n₁ + n₂ − 2 degrees, wider in small groups, as R `effsize` has it.
    Student,
}

/// The pairs of two groups, each given as persons per score; equal scores may appear more than once, in any order.
///
/// Formula:  counts of pairs above, below and tied.
/// Shapes:   scores on one common integer scale for both groups.
/// Unknown:  an empty group, or more persons than exact arithmetic holds.
/// Rounding: none; all integers.
/// Source:   Cliff (1993), Psychological Bulletin 114, 494–509.
///
/// ```
/// use indices::comparison::dominance;
///
/// // 3, 4 against 1, 3: above in 3 > 1, 4 > 1, 4 > 3, tied in 3 = 3.
/// let pairs = dominance(&[(3, 1), (4, 1)], &[(1, 1), (3, 1)]).unwrap();
/// let delta = pairs.delta_ratio().unwrap();
/// assert_eq!((delta.numerator(), delta.denominator()), (3, 4));
/// assert_eq!(pairs.wilcoxon_w(), 3.5);
/// ```
pub fn dominance(first: &[(i128, u64)], second: &[(i128, u64)]) -> Result<Dominance, Why> {
    let mut points: BTreeMap<i128, (u64, u64)> = BTreeMap::new();
    for &(score, persons) in first {
        let cell = &mut points.entry(score).or_default().0;
        *cell = cell.checked_add(persons).ok_or(Why::TooLarge)?;
    }
    for &(score, persons) in second {
        let cell = &mut points.entry(score).or_default().1;
        *cell = cell.checked_add(persons).ok_or(Why::TooLarge)?;
    }
    let total = |side: fn(&(u64, u64)) -> u64| points.values().try_fold(0_u64, |sum, cell| sum.checked_add(side(cell)));
    let first = total(|cell| cell.0).ok_or(Why::TooLarge)?;
    let second = total(|cell| cell.1).ok_or(Why::TooLarge)?;
    if first == 0 || second == 0 {
        return Err(Why::NoAnswers);
    }
    Dominance::counted(points.values(), first, second).ok_or(Why::TooLarge)
}

/// Persons per score of one cell, on the scale's common denominator: what [`dominance`] asks for.
///
/// ```
/// use counts::{ScaleCounts, ScaleShape};
/// use indices::comparison::score_histogram;
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let mut counts = ScaleCounts::new(&shape);
/// counts.add(&[2, 3]).unwrap();
/// // Means are on halves: (2 + 3)/2 is 5 halves.
/// assert_eq!((counts.shape().lcm(), score_histogram(&counts)), (2, vec![(5, 1)]));
/// ```
#[must_use]
pub fn score_histogram(counts: &ScaleCounts) -> Vec<(i128, u64)> {
    let lcm = i128::from(counts.shape().lcm());
    let score = |sum: u32, answered: u8| (i128::from(sum) * lcm).checked_div(i128::from(answered)).unwrap_or_default();
    counts.score_histogram().map(|cell| (score(cell.sum, cell.answered), cell.persons)).collect()
}

impl Dominance {
    fn counted<'a>(cells: impl Iterator<Item = &'a (u64, u64)>, first: u64, second: u64) -> Option<Self> {
        let all = i128::from(first).checked_mul(i128::from(second))?;
        // Twice as many must fit too: W is half of all pairs and the difference of those above and below.
        all.checked_mul(2)?;
        let mut pairs =
            Self { first, second, pairs: all, above: 0, below: 0, first_squares: 0, second_squares: 0, ties: 0 };
        let (mut first_below, mut second_below) = (0_i128, 0_i128);
        for &(here_first, here_second) in cells {
            let (x, y) = (i128::from(here_first), i128::from(here_second));
            let first_above = i128::from(first).checked_sub(first_below)?.checked_sub(x)?;
            let second_above = i128::from(second).checked_sub(second_below)?.checked_sub(y)?;
            pairs.above = pairs.above.checked_add(x.checked_mul(second_below)?)?;
            pairs.below = pairs.below.checked_add(x.checked_mul(second_above)?)?;
            let weighted = |persons: i128, dominance: i128| persons.checked_mul(dominance.checked_mul(dominance)?);
            let of_first = weighted(x, second_below.checked_sub(second_above)?)?;
            let of_second = weighted(y, first_below.checked_sub(first_above)?)?;
            pairs.first_squares = pairs.first_squares.checked_add(of_first)?;
            pairs.second_squares = pairs.second_squares.checked_add(of_second)?;
            let tied = x.checked_add(y)?;
            let cube = tied.checked_mul(tied)?.checked_mul(tied)?;
            pairs.ties = pairs.ties.checked_add(cube.checked_sub(tied)?)?;
            first_below = first_below.checked_add(x)?;
            second_below = second_below.checked_add(y)?;
        }
        Some(pairs)
    }

    /// Cliff's delta as an exact fraction: (pairs above − pairs below) / all pairs.
    #[must_use]
    pub fn delta_ratio(&self) -> Option<Ratio> {
        Ratio::new(self.above.checked_sub(self.below)?, self.pairs)
    }

    /// Cliff's delta, also known as the rank-biserial correlation: how much likelier a person of the first group stands
    /// above one of the second than below.
    ///
    /// Formula:  d = (above − below)/n₁n₂. Its consistent variance is s² = ((n₂ − 1) s₁² + (n₁ − 1) s₂² + s₁₂²)/n₁n₂
    ///           with s₁² = Σ(dᵢ. − d)²/(n₁ − 1), s₂² = Σ(d.ⱼ − d)²/(n₂ − 1), s₁₂² = ΣΣ(dᵢⱼ − d)²/((n₁ − 1)(n₂ − 1)).
    ///           Interval: (d − d³ ± z s √((1 − d²)² + z²s²)) / (1 − d² + z²s²), which stays within −1 and 1.
    /// Units:    dimensionless, −1 to 1.
    /// Unknown:  never for two groups with answers; no interval for a single person in a group, nor where the groups do
    ///           not overlap and every variance is nought.
    /// Rounding: d is rounded once; every sum of squares is an exact integer.
    /// Source:   Cliff (1993); Feng and Cliff (2004), Journal of Modern Applied Statistical Methods 3, 322–332; R
    ///           `effsize::cliff.delta(use.unbiased = FALSE)`.
    ///
    /// ```
    /// use indices::comparison::{DominanceQuantile, dominance};
    ///
    /// // The example of Hogarty and Kromrey (1999), whose three terms s₁², s₂² and s₁₂² are 0.2669753, 0.447 and
    /// // 1.0055556: s² = (5 · 0.2669753 + 9 · 0.447 + 1.0055556)/60 = 0.1060572, d = −1/4.
    /// let first = [(10, 2), (20, 3), (30, 3), (40, 1), (50, 1)];
    /// let second = [(10, 1), (20, 1), (30, 1), (40, 2), (50, 1)];
    /// let delta = dominance(&first, &second).unwrap().delta(DominanceQuantile::Normal);
    /// assert_eq!(delta.value(), Some(-0.25));
    /// let interval = delta.interval().unwrap();
    /// assert!((interval.low + 0.712_535_1).abs() < 1e-7 && (interval.high - 0.363_999_9).abs() < 1e-7);
    /// ```
    #[must_use]
    pub fn delta(&self, quantile: DominanceQuantile) -> Estimate {
        let delta = || {
            let value = self.delta_ratio().ok_or(Why::TooLarge)?.to_f64();
            let n = self.first.checked_add(self.second).ok_or(Why::TooLarge)?;
            Ok(Known { value, n, interval: self.delta_interval(value, n, quantile) })
        };
        delta().into()
    }

    fn delta_interval(&self, d: f64, n: u64, quantile: DominanceQuantile) -> Option<Interval> {
        let probability = f64::midpoint(1.0, LEVEL);
        let z = match quantile {
            DominanceQuantile::Normal => normal_quantile(probability),
            DominanceQuantile::Student => t_quantile(probability, n.checked_sub(2)? as f64),
        }?;
        let variance = self.delta_variance().filter(|variance| *variance > 0.0)?;
        let spread = z * z * variance;
        let room = 1.0 - d * d;
        let centre = d * room;
        let reach = (spread * (room * room + spread)).sqrt();
        let end = |numerator: f64| (numerator / (room + spread)).clamp(-1.0, 1.0);
        Some(Interval { low: end(centre - reach), high: end(centre + reach), level: LEVEL })
    }

    /// The consistent variance of Cliff's delta; nothing with a single person in a group.
    fn delta_variance(&self) -> Option<f64> {
        let (n, m) = (self.first as f64, self.second as f64);
        if self.first < 2 || self.second < 2 {
            return None;
        }
        let net = self.above.checked_sub(self.below)?;
        let square = net.checked_mul(net)?;
        // n Σr² − (Σr)²: n m² times the sum of squares of the rows around d, and likewise for the columns.
        let rows = i128::from(self.first).checked_mul(self.first_squares)?.checked_sub(square)? as f64 / (n * m * m);
        let columns =
            i128::from(self.second).checked_mul(self.second_squares)?.checked_sub(square)? as f64 / (m * n * n);
        let untied = self.above.checked_add(self.below)?;
        let cells = self.pairs.checked_mul(untied)?.checked_sub(square)? as f64 / (n * m);
        let (rows, columns) = (rows / (n - 1.0), columns / (m - 1.0));
        Some(((m - 1.0) * rows + (n - 1.0) * columns + cells / ((n - 1.0) * (m - 1.0))) / (n * m))
    }

    /// Wilcoxon's W as R reports it, which is the Mann–Whitney U of the first group: pairs above plus half the ties.
    #[must_use]
    pub fn wilcoxon_w(&self) -> f64 {
        // above + tied/2 = (n₁n₂ + above − below)/2.
        self.pairs.saturating_add(self.above).saturating_sub(self.below) as f64 / 2.0
    }

    /// The probability of a W further from its middle if both groups had one distribution.
    ///
    /// Formula:  z = (|W − n₁n₂/2| − 1/2)/σ, σ² = n₁n₂/12 · (N + 1 − Σ(t³ − t)/(N(N − 1))), two-sided normal.
    /// Unknown:  all scores are alike, or more persons than exact arithmetic holds.
    /// Rounding: W, σ² and the ties are exact integers; z is rounded thrice.
    /// Source:   Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50–60; R `wilcox.test(exact = FALSE)`,
    ///           with its correction for continuity.
    ///
    /// ```
    /// use indices::comparison::dominance;
    ///
    /// // 1, 2 against 3, 4: W = 0, middle 2, σ² = 4/12 · 5; |0 − 2| − 1/2 = 3/2, and z² = 27/20.
    /// let p = dominance(&[(1, 1), (2, 1)], &[(3, 1), (4, 1)]).unwrap().wilcoxon_p().value().unwrap();
    /// assert!((p - 0.245_278_116_806_773).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn wilcoxon_p(&self) -> Estimate {
        let p = || {
            let n = self.first.checked_add(self.second)?;
            let all = i128::from(n);
            let pairs = all.checked_mul(all.checked_sub(1)?)?;
            // σ² = n₁n₂ ((N + 1) N (N − 1) − Σ(t³ − t)) / (12 N (N − 1)).
            let untied = all.checked_add(1)?.checked_mul(pairs)?.checked_sub(self.ties)?;
            let variance = self.pairs as f64 * (untied as f64 / pairs as f64) / 12.0;
            // Twice the distance of W from its middle is |above − below|.
            let twice = self.above.checked_sub(self.below)?.checked_abs()?;
            let z = (twice.saturating_sub(1).max(0) as f64 / 2.0) / variance.sqrt();
            Some(if untied == 0 { Err(Why::NoVariance) } else { Ok((z, n)) })
        };
        match p().unwrap_or(Err(Why::TooLarge)) {
            Ok((z, n)) => Estimate::known((2.0 * normal_upper(z)).min(1.0), n, None),
            Err(why) => Estimate::Unknown(why),
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for Dominance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dominance(..)")
    }
}
