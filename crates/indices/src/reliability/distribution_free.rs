//! An interval of Cronbach's alpha that asks nothing of the distribution of answers: alpha without each person in turn.

use counts::Patterns;

use super::alpha::alpha_of;
use crate::confidence::wald;
use crate::estimate::{Estimate, Known, LEVEL, Why};

/// Alpha with a standard error that holds for any distribution of answers.
#[derive(Clone, Copy, PartialEq)]
pub struct DistributionFreeAlpha {
    /// Cronbach's alpha, that of [`super::cronbach_alpha`], with its distribution-free 95 % interval.
    pub alpha: Estimate,
    /// The jackknife's standard error.
    pub standard_error: f64,
}

/// Cronbach's alpha with an interval from the jackknife.
///
/// Formula:  αₖ is alpha without person k and ᾱ their mean; the standard error is √((n − 1)/n · Σ (αₖ − ᾱ)²), and the
///           interval α ± t(n − 1) times that. For many persons it is the asymptotically distribution-free one, whose
///           variance is that of (J/(J − 1)) (q − (T/V) t²)/V, with t a person's total from its mean, q the sum of the squares
///           of the items from theirs, T and V the sums of item variances and the variance of the total.
/// Shapes:   the patterns of J items over n complete answers, reversed items turned round.
/// Units:    those of alpha. The lower end may lie below −1; the upper one is cut at 1, which alpha cannot pass.
/// Unknown:  one item; fewer than three persons; a total that does not vary, or would not without some one person.
/// Rounding: each αₖ is a fraction of integers, rounded once.
/// Source:   Miller (1974), Biometrika 61, 1–15, of the jackknife; Yuan, Guarnaccia and Hayslip (2003), Educational and
///           Psychological Measurement 63, 5–23, and Maydeu-Olivares, Coffman and Hartmann (2007), Psychological Methods 12,
///           157–176, of intervals of alpha without normal scores. What it covers: docs/methods/statistics.md.
///
/// ```
/// use counts::{OrderedShape, Patterns};
/// use survey::Points;
///
/// let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(1, 5)?, 2)?);
/// patterns.add_columns(&[&[1, 2, 3, 2], &[1, 3, 2, 2]])?;
/// let found = indices::reliability::alpha_distribution_free(&patterns).unwrap();
/// // Without each of the four in turn alpha is −2, 6/7, 6/7 and 2/3; their mean is 2/21, and 3/4 of the sum of the
/// // squared distances from it 1944/441.
/// assert_eq!(found.alpha.value(), Some(2.0 / 3.0));
/// assert!((found.standard_error - 6.0 * 6.0_f64.sqrt() / 7.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn alpha_distribution_free(patterns: &Patterns) -> Result<DistributionFreeAlpha, Why> {
    let sums = Sums::of(patterns)?;
    let alpha = sums.alpha()?;
    if sums.n < 3 {
        return Err(Why::TooFewAnswers { needed: 3 });
    }
    let n = sums.n as f64;
    let apart = |(pattern, persons): (&[u8], u64)| Ok((sums.without(pattern).alpha()? - alpha, persons as f64));
    let apart = patterns.iter().map(apart).collect::<Result<Vec<(f64, f64)>, Why>>()?;
    let mean = apart.iter().map(|(apart, persons)| persons * apart).sum::<f64>() / n;
    let scatter: f64 = apart.iter().map(|(apart, persons)| persons * (apart - mean) * (apart - mean)).sum();
    let standard_error = ((n - 1.0) / n * scatter).sqrt();
    let interval = wald(alpha, standard_error, Some(n - 1.0), LEVEL).map(|mut interval| {
        interval.high = interval.high.min(1.0);
        interval
    });
    let alpha = Known { value: alpha, n: patterns.persons(), interval };
    Ok(DistributionFreeAlpha { alpha: Estimate::Known(alpha), standard_error })
}

/// What alpha needs of some persons: how many, Σx per item, Σ of all squares and Σ of squared totals.
struct Sums {
    n: i128,
    items: Vec<i128>,
    squares: i128,
    totals: i128,
}

impl Sums {
    fn of(patterns: &Patterns) -> Result<Self, Why> {
        let items = patterns.shape().items().len();
        match (patterns.persons(), items) {
            (_, 1) => return Err(Why::SingleItem),
            (0, _) => return Err(Why::NoAnswers),
            (1, _) => return Err(Why::TooFewAnswers { needed: 2 }),
            _ => {}
        }
        // At most 2³² persons with categories of at most 10 and far fewer than 2¹⁶ items: n Σt² stays below 2¹¹¹.
        let mut sums = Self { n: 0, items: vec![0; items], squares: 0, totals: 0 };
        patterns.iter().for_each(|(pattern, persons)| sums.add(pattern, i128::from(persons)));
        Ok(sums)
    }

    fn add(&mut self, pattern: &[u8], persons: i128) {
        let codes = || pattern.iter().map(|code| i128::from(*code));
        let total: i128 = codes().sum();
        self.n += persons;
        self.items.iter_mut().zip(codes()).for_each(|(sum, code)| *sum += persons * code);
        self.squares += persons * codes().map(|code| code * code).sum::<i128>();
        self.totals += persons * total * total;
    }

    /// The same persons but one.
    fn without(&self, pattern: &[u8]) -> Self {
        let mut others = Self { n: self.n, items: self.items.clone(), squares: self.squares, totals: self.totals };
        others.add(pattern, -1);
        others
    }

    fn alpha(&self) -> Result<f64, Why> {
        let sum: i128 = self.items.iter().sum();
        let of_items: i128 = self.items.iter().map(|sum| sum * sum).sum();
        let (total, trace) = (self.n * self.totals - sum * sum, self.n * self.squares - of_items);
        alpha_of(self.items.len(), total, trace).map(|alpha| alpha.to_f64())
    }
}

/// Reveals nothing.
impl std::fmt::Debug for DistributionFreeAlpha {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DistributionFreeAlpha(..)")
    }
}
