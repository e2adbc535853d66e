//! How often people who answer by chance would agree as much: exactly where the outcomes can be counted through, by
//! seeded simulation otherwise.

mod exact;
mod simulated;

use std::collections::BTreeMap;
use std::fmt;

use counts::ScaleCounts;
use nalgebra::DMatrix;

use super::average_deviation::lower_median;
use super::null_distribution::weights_variance;
use crate::covariance::Covariances;
use crate::estimate::{Estimate, Why};
use crate::ratio::Ratio;

/// Which index of agreement is held against chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// r_wg(j), which is r_wg for one item. Higher is more agreement.
    RwgJ,
    /// AD around the mean. Lower is more agreement.
    AdMean,
    /// AD around the median. Lower is more agreement.
    AdMedian,
}

/// How the distribution under chance is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Computation {
    /// Up to this many elementary steps the distribution is computed exactly; above, it is simulated.
    pub exact_steps: u64,
    /// How many units are drawn in a simulation.
    pub draws: u32,
    /// Where the random numbers start. The same seed gives the same numbers, whatever else was drawn before.
    pub seed: u64,
}

impl Default for Computation {
    /// A tenth of a second of counting, else 10,000 drawn units: a p-value of 0.05 is then good to 0.002.
    fn default() -> Self {
        Self { exact_steps: 100_000_000, draws: 10_000, seed: 0 }
    }
}

/// The distribution of one index in units of one size whose people answer by chance.
///
/// Real items go together, which makes r_wg(j) vary more than with items on their own:
/// [`chance_agreement_of_correlated_items`] allows for it.
#[derive(Clone, PartialEq)]
pub struct ChanceAgreement {
    n: u64,
    items: u64,
    index: Index,
    /// Variance of one item under chance.
    variance: Ratio,
    /// Each possible sum over the items, rising, with the probability of it or less.
    at_most: Vec<(u64, f64)>,
    /// The probability reported for a sum below all of these.
    least: f64,
    exact: bool,
}

/// The distribution of an index of agreement under chance.
///
/// Formula:  one item exactly by the multinomial probabilities of all ways to spread n people over the points; J items
///           by convolution, since every index is a function of a sum of integers: Σ (nΣx² − (Σx)²) for r_wg(j),
///           Σ|nx − Σx| for AD around the mean, Σ|x − median| around the median.
/// Shapes:   n people, J items, a weight per point (see [`super::NullDistribution::weights`]).
/// Unknown:  fewer than two people, no items, more than 11 or fewer than two points, weights that do not fit in 32 bits
///           or leave a single point; a simulation of more than 2·10⁹ answers.
/// Rounding: exact probabilities are good to about 13 digits.
/// Source:   Dunlap, Burke and Smith-Crowe (2003), J. Applied Psychology 88, 356–362; R `multilevel::rwg.j.sim`.
///
/// ```
/// use indices::agreement::{Computation, Index, chance_agreement};
///
/// // Two people on two points: alike with probability 1/2.
/// let chance = chance_agreement(2, 1, &[1, 1], Index::RwgJ, Computation::default()).unwrap();
/// assert!(chance.is_exact());
/// // Nothing two people could answer is rarer than that.
/// assert!(chance.critical_value(0.95).value().is_none());
/// // Six people: alike with probability 2/64, which is rare enough; r_wg is 1 then.
/// let chance = chance_agreement(6, 1, &[1, 1], Index::RwgJ, Computation::default()).unwrap();
/// assert_eq!(chance.critical_value(0.95).value(), Some(1.0));
/// ```
pub fn chance_agreement(
    n: u64,
    items: u64,
    weights: &[u64],
    index: Index,
    computation: Computation,
) -> Result<ChanceAgreement, Why> {
    let plain = ChanceAgreement::without_values(n, items, weights, index)?;
    if exact::steps(n, items, weights, index).is_some_and(|steps| steps <= computation.exact_steps) {
        let at_most = exact::distribution(n, items, weights, index).ok_or(Why::TooLarge)?;
        return Ok(ChanceAgreement { at_most, ..plain });
    }
    Ok(plain.simulated(simulated::independent(n, items, weights, index, computation)?, computation))
}

/// The same for items that go together, always by simulation.
///
/// Formula:  each person draws J normal variables with these correlations; each is cut into points so that the weights
///           hold. r_wg(j) then varies more than with independent items, and its critical value is higher.
/// Shapes:   the J × J correlations, row by row. Those of the items in the whole organisation serve; strictly they are
///           those of the latent variables, which are a little higher than what is seen on few points.
/// Unknown:  as [`chance_agreement`]; a matrix that is not square, not symmetric with ones on its diagonal, or not
///           positive definite.
/// Source:   Cohen, Doveh and Nahum-Shani (2009), Organizational Research Methods 12, 148–164; R
///           `multilevel::rwg.j.sim(itemcors = )`.
///
/// ```
/// use indices::agreement::{Computation, Index, chance_agreement, chance_agreement_of_correlated_items};
///
/// let correlations = [1.0, 0.8, 0.8, 1.0];
/// let computation = Computation { seed: 1, ..Computation::default() };
/// let correlated =
///     chance_agreement_of_correlated_items(8, &correlations, &[1; 5], Index::RwgJ, computation).unwrap();
/// let independent = chance_agreement(8, 2, &[1; 5], Index::RwgJ, computation).unwrap();
/// assert!(correlated.critical_value(0.95).value() > independent.critical_value(0.95).value());
/// ```
pub fn chance_agreement_of_correlated_items(
    n: u64,
    correlations: &[f64],
    weights: &[u64],
    index: Index,
    computation: Computation,
) -> Result<ChanceAgreement, Why> {
    let items = (1..=counts::MAX_ITEMS).find(|items| items * items == correlations.len()).ok_or(Why::OutsideDomain)?;
    let plain = ChanceAgreement::without_values(n, u64::try_from(items).map_err(|_| Why::TooLarge)?, weights, index)?;
    let matrix = DMatrix::from_row_slice(items, items, correlations);
    let asymmetric = (&matrix - matrix.transpose()).iter().any(|difference| difference.abs() > SLACK);
    let unscaled = matrix.diagonal().iter().any(|own| (own - 1.0).abs() > SLACK);
    if asymmetric || unscaled || correlations.iter().any(|r| !r.is_finite()) {
        return Err(Why::OutsideDomain);
    }
    Ok(plain.simulated(simulated::correlated(n, &matrix, weights, index, computation)?, computation))
}

/// What a correlation may be off by rounding.
const SLACK: f64 = 1e-12;

/// The same for many units, found once for each size there is. A size gives the same distribution whatever the others.
#[must_use]
pub fn chance_agreement_by_size(
    sizes: &[u64],
    items: u64,
    weights: &[u64],
    index: Index,
    computation: Computation,
) -> BTreeMap<u64, Result<ChanceAgreement, Why>> {
    let mut found = BTreeMap::new();
    for &n in sizes {
        found.entry(n).or_insert_with(|| chance_agreement(n, items, weights, index, computation));
    }
    found
}

const MAX_ITEMS: u64 = counts::MAX_ITEMS as u64;

impl ChanceAgreement {
    /// Everything but the distribution, checked.
    fn without_values(n: u64, items: u64, weights: &[u64], index: Index) -> Result<Self, Why> {
        let total = weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight)).ok_or(Why::TooLarge)?;
        if n < 2 {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        let points = 2..=usize::from(counts::MAX_POINT);
        if items == 0 || items > MAX_ITEMS || !points.contains(&weights.len()) || total > u64::from(u32::MAX) {
            return Err(Why::OutsideDomain);
        }
        let variance = weights_variance(weights).filter(|variance| variance.numerator() > 0);
        let variance = variance.ok_or(Why::NoNullVariance)?;
        Ok(Self { n, items, index, variance, at_most: Vec::new(), least: 0.0, exact: true })
    }

    fn simulated(self, at_most: simulated::Cumulative, computation: Computation) -> Self {
        Self { at_most, least: 1.0 / (1.0 + f64::from(computation.draws)), exact: false, ..self }
    }

    /// Whether the probabilities are exact; otherwise they are simulated.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// The probability that chance alone agrees at least as much as this unit.
    ///
    /// Shapes:   the complete answers of one unit of this size and number of items; for AD its missing rule must ask
    ///           for every item.
    /// Units:    a probability; simulated ones are (1 + hits) / (1 + draws), so never nought.
    /// Unknown:  another number of people or items.
    /// Source:   Davison and Hinkley (1997), Bootstrap Methods and their Application, section 4.2.
    #[must_use]
    pub fn p_value(&self, counts: &ScaleCounts) -> Estimate {
        match self.observed(counts) {
            Ok(sum) => {
                let below = self.at_most.partition_point(|(value, _)| *value <= sum);
                let last = below.checked_sub(1).and_then(|position| self.at_most.get(position));
                Estimate::known(last.map_or(self.least, |(_, probability)| *probability), self.n, None)
            }
            Err(why) => Estimate::Unknown(why),
        }
    }

    /// The least agreement that is significant at this level: chance reaches it or more with probability 1 − level or
    /// less. r_wg(j) (0 where truncated) or AD, as the index says.
    ///
    /// Unknown:  a level outside (0, 1); or even full agreement is no rarer than that, so that more people are needed.
    #[must_use]
    pub fn critical_value(&self, level: f64) -> Estimate {
        if !(level > 0.0 && level < 1.0) {
            return Estimate::Unknown(Why::OutsideDomain);
        }
        // 1 − level carries the rounding of the level; a probability that is equal but for the last digits counts.
        let allowed = (1.0 - level) * (1.0 + 1e-12);
        let within = self.at_most.partition_point(|(_, probability)| *probability <= allowed);
        match within.checked_sub(1).and_then(|position| self.at_most.get(position)) {
            Some((sum, _)) => self
                .value_of(*sum)
                .map_or(Estimate::Unknown(Why::TooLarge), |value| Estimate::known(value, self.n, None)),
            None => Estimate::Unknown(Why::TooFewAnswers { needed: self.n.saturating_add(1) }),
        }
    }

    /// The sum over the items that this unit has.
    fn observed(&self, counts: &ScaleCounts) -> Result<u64, Why> {
        let items = counts.shape().items();
        if u64::try_from(items).ok() != Some(self.items) || counts.n_complete() != self.n {
            return Err(Why::OutsideDomain);
        }
        if self.index == Index::RwgJ {
            return u64::try_from(Covariances::of(&counts.moments())?.trace()).map_err(|_| Why::TooLarge);
        }
        let mut sum = 0_u64;
        for item in 0..items {
            let histogram = counts.item_histogram(item).unwrap_or_default();
            if histogram.iter().sum::<u64>() != self.n {
                return Err(Why::OutsideDomain);
            }
            sum = sum.checked_add(dissent(self.index, histogram, self.n).ok_or(Why::TooLarge)?).ok_or(Why::TooLarge)?;
        }
        Ok(sum)
    }

    /// The index that belongs to a sum over the items.
    fn value_of(&self, sum: u64) -> Option<f64> {
        let (n, items) = (i128::from(self.n), i128::from(self.items));
        let per_item = match self.index {
            Index::RwgJ => n.checked_mul(n.checked_sub(1)?)?,
            Index::AdMean => n.checked_mul(n)?,
            Index::AdMedian => n,
        };
        let mean = Ratio::new(i128::from(sum), per_item.checked_mul(items)?)?;
        if self.index != Index::RwgJ {
            return Some(mean.to_f64());
        }
        let v = Ratio::new(
            mean.numerator().checked_mul(self.variance.denominator())?,
            mean.denominator().checked_mul(self.variance.numerator())?,
        )?;
        let agreed = v.denominator().checked_sub(v.numerator())?.max(0);
        let weighted = items.checked_mul(agreed)?;
        Some(Ratio::new(weighted, weighted.checked_add(v.numerator())?)?.to_f64())
    }
}

/// How far the answers to one item are apart, as an integer; 0 where all are alike. Points count from 0.
fn dissent(index: Index, histogram: &[u64], n: u64) -> Option<u64> {
    let sum_of = |f: &dyn Fn(u64) -> Option<u64>| {
        (0_u64..)
            .zip(histogram)
            .try_fold(0_u64, |sum, (point, persons)| sum.checked_add(f(point)?.checked_mul(*persons)?))
    };
    let sum = sum_of(&|point| Some(point))?;
    match index {
        Index::RwgJ => {
            let squares = sum_of(&|point| point.checked_mul(point))?;
            n.checked_mul(squares)?.checked_sub(sum.checked_mul(sum)?)
        }
        Index::AdMean => sum_of(&|point| Some(n.checked_mul(point)?.abs_diff(sum))),
        Index::AdMedian => {
            let median = u64::try_from(lower_median(histogram, i128::from(n))).ok()?;
            sum_of(&|point| Some(point.abs_diff(median)))
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for ChanceAgreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChanceAgreement(..)")
    }
}
