//! Exact covariances of items, from the moments of complete answers.

use counts::Moments;

use crate::estimate::Why;
use crate::ratio::Ratio;

/// D(i, j) = n · Σxᵢxⱼ − Σxᵢ · Σxⱼ for all pairs: n(n − 1) times the covariance, as integers.
///
/// With at most 2³² persons and codes up to 11, |D| < 2⁷¹; sums over all pairs of 64 items stay below 2⁸³.
pub(crate) struct Covariances {
    n: u64,
    items: usize,
    /// Row by row, all pairs.
    scaled: Vec<i128>,
}

impl Covariances {
    pub(crate) fn of(moments: &Moments) -> Result<Self, Why> {
        match moments.n() {
            0 => return Err(Why::NoAnswers),
            1 => return Err(Why::TooFewAnswers { needed: 2 }),
            _ => {}
        }
        let items = moments.items();
        let n = i128::from(moments.n());
        let pairs = (0..items).flat_map(|i| (0..items).map(move |j| (i, j)));
        let scaled = pairs.map(|(i, j)| {
            let sum = |item: usize| moments.sums().get(item).copied().map(i128::from);
            let crossed = n.checked_mul(i128::from(moments.product(i, j)?))?;
            crossed.checked_sub(sum(i)?.checked_mul(sum(j)?)?)
        });
        let scaled = scaled.collect::<Option<Vec<i128>>>().ok_or(Why::TooLarge)?;
        Ok(Self { n: moments.n(), items, scaled })
    }

    pub(crate) fn n(&self) -> u64 {
        self.n
    }

    pub(crate) fn items(&self) -> usize {
        self.items
    }

    /// D(i, j).
    pub(crate) fn between(&self, i: usize, j: usize) -> i128 {
        self.row(i).get(j).copied().unwrap_or_default()
    }

    /// D(i, i).
    pub(crate) fn own(&self, i: usize) -> i128 {
        self.between(i, i)
    }

    /// Σⱼ D(i, j): the item with the total.
    pub(crate) fn with_total(&self, i: usize) -> i128 {
        self.row(i).iter().sum()
    }

    /// Σᵢ D(i, i).
    pub(crate) fn trace(&self) -> i128 {
        (0..self.items).map(|i| self.own(i)).sum()
    }

    /// Σᵢⱼ D(i, j): the total with itself.
    pub(crate) fn total(&self) -> i128 {
        self.scaled.iter().sum()
    }

    /// D / (n(n − 1)), the covariance with divisor n − 1.
    pub(crate) fn variance(&self, scaled: i128) -> Option<Ratio> {
        let n = i128::from(self.n);
        Ratio::new(scaled, n.checked_mul(n.checked_sub(1)?)?)
    }

    fn row(&self, i: usize) -> &[i128] {
        self.scaled.chunks(self.items.max(1)).nth(i).unwrap_or_default()
    }
}

/// The correlation of two quantities whose scaled variances and covariance these are; nothing without variance.
///
/// The integers are exact; numerator and both roots round once each.
pub(crate) fn correlation(covariance: i128, variance_a: i128, variance_b: i128) -> Option<f64> {
    if variance_a <= 0 || variance_b <= 0 {
        return None;
    }
    let r = covariance as f64 / ((variance_a as f64).sqrt() * (variance_b as f64).sqrt());
    Some(r.clamp(-1.0, 1.0))
}
