//! How far the origins are apart in one wave, within the same kinds of service.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use nalgebra::{DMatrix, DVector};

use crate::aggregation::{GroupMoments, OneWay, one_way};
use crate::comparison::{ClusterError, CoefficientError, Contrast, Regression, RegressionCluster, regression};
use crate::confidence::normal_interval;
use crate::estimate::{Interval, LEVEL, Why};

/// How every standard error here is made: units are the clusters, residuals are freed of the bias of fitting.
const CR2: CoefficientError = CoefficientError::Clustered(ClusterError::Cr2);

/// The persons of one unit, one origin and one kind of service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OriginCell {
    /// The unit, by a number that stands for the same place in every wave.
    pub unit: u32,
    /// The origin, counted from nought.
    pub origin: usize,
    /// The kind of service of the unit.
    pub service: u32,
    /// Their scores; cells of the same unit, origin and service add up.
    pub scores: GroupMoments,
}

/// The means of the origins in one wave as they would be with the same mix of services, and how sure they are.
#[derive(Clone, PartialEq)]
pub struct AdjustedGaps {
    n: u64,
    units: u64,
    /// Persons by origin.
    persons: Vec<u64>,
    /// Adjusted mean of each origin minus that of the first.
    pub(super) means: DVector<f64>,
    /// The part of each unit in the deviations of those means.
    pub(super) influences: BTreeMap<u32, DVector<f64>>,
    /// Every two origins, the later minus the earlier.
    pairs: BTreeMap<(usize, usize), Contrast>,
    /// Variance between all persons.
    total_variance: f64,
}

/// How much of the differences between persons lies between origins.
#[derive(Clone, Copy, PartialEq)]
pub struct Between {
    /// Variance between the adjusted means of the origins, in squared score points, freed of what chance adds. It may come
    /// out below nought, which says that there is no more than chance would give.
    pub variance: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The same as a share of the variance between persons; not below nought.
    pub share: f64,
    /// The interval of the share.
    pub interval: Option<Interval>,
}

/// The two origins that are furthest apart.
#[derive(Clone, Copy, PartialEq)]
pub struct LargestGap {
    /// The origin with the higher adjusted mean.
    pub higher: usize,
    /// The origin with the lower one.
    pub lower: usize,
    /// How far they are apart, in score points: the largest of all estimates, and so too large on average.
    pub value: f64,
    /// Where the largest of the true gaps plausibly lies, whichever two it is between.
    pub interval: Interval,
}

/// Adjusted means of origins.
///
/// Formula:  least squares of persons' scores on origin and kind of service; the gap of two origins is the difference of
///           their coefficients. Standard errors are CR2 with units as clusters, t on Satterthwaite's degrees.
/// Shapes:   K origins, each with persons in at least two units; any number of services.
/// Units:    score points.
/// Unknown:  nobody; a single origin (`SingleGroup`) or unit (`SingleUnit`); an origin without persons (`EmptyCell`); an
///           origin that its services tell apart completely (`NotIdentified` or what [`regression`] says).
/// Rounding: cross products are exact integers.
/// Source:   see [`regression`] and [`ClusterError::Cr2`].
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::convergence::{OriginCell, adjusted_gaps};
///
/// // Origin 0 works in service 0 mostly, where everybody scores 2 more; within services origin 1 is 1 lower.
/// let cell = |unit, origin, service, y: [i128; 2]| OriginCell {
///     unit,
///     origin,
///     service,
///     scores: GroupMoments { n: 2, sum: y[0] + y[1], squares: y[0] * y[0] + y[1] * y[1] },
/// };
/// let cells = [
///     cell(0, 0, 0, [5, 6]), cell(1, 0, 0, [4, 5]), cell(2, 0, 1, [2, 4]),
///     cell(3, 1, 0, [3, 5]), cell(4, 1, 1, [1, 2]), cell(5, 1, 1, [2, 3]),
/// ];
/// let gaps = adjusted_gaps(&cells, 2, 1).unwrap();
/// let largest = gaps.largest_gap().unwrap();
/// assert_eq!((largest.higher, largest.lower), (0, 1));
/// assert!((largest.value - 1.0).abs() < 1e-12, "raw means would differ by 26/6 − 16/6");
/// ```
pub fn adjusted_gaps(cells: &[OriginCell], origins: usize, divisor: u64) -> Result<AdjustedGaps, Why> {
    let answered: Vec<&OriginCell> = cells.iter().filter(|cell| cell.scores.n > 0).collect();
    let persons = persons(&answered, origins)?;
    let services: BTreeSet<u32> = answered.iter().map(|cell| cell.service).collect();
    let columns = origins.saturating_sub(1).saturating_add(services.len().saturating_sub(1));
    let mut clusters: BTreeMap<u32, RegressionCluster> = BTreeMap::new();
    for cell in &answered {
        let of_origin = (1..origins).map(|origin| i64::from(cell.origin == origin));
        let of_service = services.iter().skip(1).map(|service| i64::from(cell.service == *service));
        let row: Vec<i64> = of_origin.chain(of_service).collect();
        clusters.entry(cell.unit).or_insert_with(|| RegressionCluster::new(columns)).add_cell(&row, &cell.scores)?;
    }
    let units: Vec<u32> = clusters.keys().copied().collect();
    let clusters: Vec<RegressionCluster> = clusters.into_values().collect();
    let divisors: Vec<u64> = (0..columns).map(|_| 1).chain([divisor]).collect();
    let fit = regression(&clusters, &divisors)?;
    AdjustedGaps::of(&fit, &units, persons, total_variance(&answered, divisor)?)
}

/// Persons of each origin; every origin has some.
fn persons(cells: &[&OriginCell], origins: usize) -> Result<Vec<u64>, Why> {
    if cells.is_empty() {
        return Err(Why::NoAnswers);
    }
    if origins < 2 {
        return Err(Why::SingleGroup);
    }
    let mut persons = vec![0_u64; origins];
    for cell in cells {
        let of_origin = persons.get_mut(cell.origin).ok_or(Why::OutsideDomain)?;
        *of_origin = of_origin.checked_add(cell.scores.n).ok_or(Why::TooLarge)?;
    }
    if persons.contains(&0) { Err(Why::EmptyCell) } else { Ok(persons) }
}

fn total_variance(cells: &[&OriginCell], divisor: u64) -> Result<f64, Why> {
    let moments: Vec<GroupMoments> = cells.iter().map(|cell| cell.scores).collect();
    let anova: OneWay = one_way(&moments, divisor)?;
    let n = cells.iter().map(|cell| cell.scores.n).fold(0, u64::saturating_add) as f64;
    Ok((anova.ssb() + anova.ssw()) / (n - 1.0))
}

impl AdjustedGaps {
    fn of(fit: &Regression, units: &[u32], persons: Vec<u64>, total_variance: f64) -> Result<Self, Why> {
        let origins = persons.len();
        let mut means = DVector::zeros(origins);
        let mut influences: BTreeMap<u32, DVector<f64>> =
            units.iter().map(|unit| (*unit, DVector::zeros(origins))).collect();
        let mut pairs = BTreeMap::new();
        for later in 1..origins {
            // The intercept stands first, and the first origin has no coefficient.
            let own = fit.coefficient(later, CR2)?;
            if let Some(mean) = means.get_mut(later) {
                *mean = own.estimate().value().unwrap_or_default();
            }
            for (of_unit, part) in influences.values_mut().zip(fit.influences(later)?) {
                if let Some(slot) = of_unit.get_mut(later) {
                    *slot = part;
                }
            }
            pairs.insert((0, later), own);
            for earlier in 1..later {
                pairs.insert((earlier, later), fit.difference(later, earlier, CR2)?);
            }
        }
        let n = persons.iter().fold(0, |sum: u64, own| sum.saturating_add(*own));
        let units = u64::try_from(units.len()).map_err(|_| Why::TooLarge)?;
        Ok(Self { n, units, persons, means, influences, pairs, total_variance })
    }

    /// Persons.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Units they work in.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units
    }

    /// Persons by origin.
    #[must_use]
    pub fn persons(&self) -> &[u64] {
        &self.persons
    }

    /// One origin's adjusted mean minus another's.
    ///
    /// Unknown:  no such origins, or the same twice (`OutsideDomain`).
    pub fn gap(&self, first: usize, second: usize) -> Result<Contrast, Why> {
        let pair = self.pairs.get(&(first.min(second), first.max(second))).ok_or(Why::OutsideDomain)?;
        Ok(if first > second { *pair } else { pair.turned() })
    }

    /// The two origins that are furthest apart.
    ///
    /// Formula:  the largest |gap|. With c the t quantile at 1 − 0.05/(2 · pairs), the interval runs from the largest of
    ///           |gap| − c · SE, not below nought, to the largest of |gap| + c · SE: all true gaps lie within their own
    ///           intervals at once with a probability of at least 95 %, and then the largest of them lies within this one.
    /// Unknown:  degrees of freedom that t has no quantile for (`NotIdentified`).
    /// Source:   Bonferroni's inequality; Miller (1981), Simultaneous Statistical Inference, chapter 2.
    pub fn largest_gap(&self) -> Result<LargestGap, Why> {
        let level = 1.0 - (1.0 - LEVEL) / (self.pairs.len() as f64);
        let mut largest: Option<LargestGap> = None;
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for ((earlier, later), contrast) in &self.pairs {
            let value = contrast.estimate().value().unwrap_or_default();
            let own = contrast.interval(level).ok_or(Why::NotIdentified)?;
            let reach = (own.high - own.low) / 2.0;
            low = low.max(value.abs() - reach);
            high = high.max(value.abs() + reach);
            if largest.is_none_or(|so_far| value.abs() > so_far.value) {
                let (higher, lower) = if value > 0.0 { (*later, *earlier) } else { (*earlier, *later) };
                let interval = Interval { low: 0.0, high: 0.0, level: LEVEL };
                largest = Some(LargestGap { higher, lower, value: value.abs(), interval });
            }
        }
        let largest = largest.ok_or(Why::SingleGroup)?;
        Ok(LargestGap { interval: Interval { low, high, level: LEVEL }, ..largest })
    }

    /// How much of the differences between persons lies between origins.
    ///
    /// Formula:  θ = b′Qb − tr(QV), b the adjusted means, V their CR2 covariance, Q = diag(w) − ww′ with weights w that
    ///           add up to one, so that b′Qb is the variance of b over origins; E(b′Qb) is the truth plus tr(QV). Its
    ///           variance is 4 b′QVQb − 2 tr(QVQV), and not less than 2 tr(QVQV), what it is where all origins are alike.
    ///           The interval holds every θ that is no further than 1.96 of its own standard errors from the estimate,
    ///           √(4λθ + 2 tr(QVQV)) with λ = tr(QVQV)/tr(QV): θ + 2z²λ ± √(4z²λθ + 4z⁴λ² + 2z² tr(QVQV)), not below
    ///           nought. One that took the standard error of the estimate would miss small θ one time in six.
    /// Shapes:   one weight per origin; they need not add up.
    /// Units:    squared score points; the share has none.
    /// Unknown:  weights that are negative, not finite or all nought, or another number of them (`OutsideDomain`); nobody
    ///           differs from anybody (`NoVariance`).
    /// Source:   moments of quadratic forms: Searle (1971), Linear Models, chapter 2; the interval as Wilson (1927),
    ///           Journal of the American Statistical Association 22, 209–212, makes his.
    pub fn between(&self, weights: &[f64]) -> Result<Between, Why> {
        let form = spread_form(weights, self.means.len())?;
        if self.total_variance.is_nan() || self.total_variance <= 0.0 {
            return Err(Why::NoVariance);
        }
        let (variance, error) = self.quadratic(&form);
        let of_all = |value: f64| (value / self.total_variance).clamp(0.0, 1.0);
        let interval = self.score_interval(&form, variance);
        Ok(Between {
            variance,
            standard_error: error.sqrt(),
            share: of_all(variance),
            interval: interval.map(|own| Interval { low: of_all(own.low), high: of_all(own.high), level: own.level }),
        })
    }

    /// Every θ that the estimate is compatible with.
    fn score_interval(&self, form: &DMatrix<f64>, variance: f64) -> Option<Interval> {
        // One standard error to either side of nought is z.
        let squared = normal_interval(0.0, 1.0)?.high.powi(2);
        let spread = form * self.covariance_with(self);
        let (trace, square) = (spread.trace(), (&spread * &spread).trace());
        let typical = if trace > 0.0 { square / trace } else { 0.0 };
        let centre = variance + 2.0 * squared * typical;
        let reach = 4.0 * squared * typical * (variance + squared * typical) + 2.0 * squared * square;
        let reach = reach.max(0.0).sqrt();
        Some(Interval { low: (centre - reach).max(0.0), high: (centre + reach).max(0.0), level: LEVEL })
    }

    /// θ and its variance.
    pub(super) fn quadratic(&self, form: &DMatrix<f64>) -> (f64, f64) {
        let covariance = self.covariance_with(self);
        let spread = form * &covariance;
        let chance = 2.0 * (&spread * &spread).trace();
        let around = 4.0 * (self.means.transpose() * &spread * form * &self.means).trace();
        let value = (self.means.transpose() * form * &self.means).trace() - spread.trace();
        (value, (around - chance).max(chance))
    }

    /// The covariance of these means with those of another wave: the same units are in both.
    pub(super) fn covariance_with(&self, other: &Self) -> DMatrix<f64> {
        let mut covariance = DMatrix::zeros(self.means.len(), other.means.len());
        for (unit, own) in &self.influences {
            if let Some(theirs) = other.influences.get(unit) {
                covariance += own * theirs.transpose();
            }
        }
        covariance
    }

    /// The smallest degrees of freedom of any gap.
    pub(super) fn freedom(&self) -> f64 {
        self.pairs.values().map(Contrast::freedom).fold(f64::INFINITY, f64::min)
    }
}

/// diag(w) − ww′, the weights made to add up to one.
pub(super) fn spread_form(weights: &[f64], origins: usize) -> Result<DMatrix<f64>, Why> {
    let total: f64 = weights.iter().sum();
    let sound = weights.len() == origins && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
    if !sound || total.is_nan() || total <= 0.0 {
        return Err(Why::OutsideDomain);
    }
    let weights = DVector::from_iterator(origins, weights.iter().map(|weight| weight / total));
    Ok(DMatrix::from_diagonal(&weights) - &weights * weights.transpose())
}

/// Reveals nothing.
impl fmt::Debug for OriginCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OriginCell(..)")
    }
}

/// Shows the shape only.
impl fmt::Debug for AdjustedGaps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdjustedGaps").field("origins", &self.persons.len()).finish_non_exhaustive()
    }
}

/// Reveals nothing.
impl fmt::Debug for Between {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Between(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for LargestGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LargestGap(..)")
    }
}
