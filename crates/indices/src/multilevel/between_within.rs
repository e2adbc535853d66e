//! Within-and-between analysis (WABA): whether two scores go together because units differ or because persons do.

use std::fmt;

use crate::aggregation::{GroupMoments, OneWay, one_way};
use crate::estimate::{Estimate, Why};
use crate::exact_sum::ExactSum;

/// Two scores of the same persons in one unit: sums, squares and products, each score on a denominator of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PairedScores {
    /// Persons with both scores.
    pub n: u64,
    /// Σ x.
    pub sum_x: i128,
    /// Σ y.
    pub sum_y: i128,
    /// Σ x².
    pub squares_x: i128,
    /// Σ y².
    pub squares_y: i128,
    /// Σ xy.
    pub products: i128,
}

impl PairedScores {
    /// The first score alone.
    #[must_use]
    pub fn x(&self) -> GroupMoments {
        GroupMoments { n: self.n, sum: self.sum_x, squares: self.squares_x }
    }

    /// The second score alone.
    #[must_use]
    pub fn y(&self) -> GroupMoments {
        GroupMoments { n: self.n, sum: self.sum_y, squares: self.squares_y }
    }
}

/// One correlation taken apart: r = η(x) η(y) r between units + η(x) η(y) r within units.
#[derive(Clone, Copy, PartialEq)]
pub struct BetweenWithin {
    /// Persons.
    pub n: u64,
    /// Units.
    pub units: u64,
    /// Correlation over all persons.
    pub r_total: Estimate,
    /// Correlation of x with its unit means, √(SSB/SST).
    pub eta_between_x: Estimate,
    /// The same for y.
    pub eta_between_y: Estimate,
    /// Correlation of the unit means, each unit as heavy as it has persons.
    pub r_between: Estimate,
    /// Correlation of x with its deviations from the unit mean, √(SSW/SST).
    pub eta_within_x: Estimate,
    /// The same for y.
    pub eta_within_y: Estimate,
    /// Correlation of the deviations from the unit means.
    pub r_within: Estimate,
    /// η between x · η between y · r between: what units contribute to the total correlation.
    pub between_component: Estimate,
    /// η within x · η within y · r within: what persons contribute.
    pub within_component: Estimate,
}

/// Within-and-between analysis of two scores.
///
/// Formula:  η² = SSB/SST and SSW/SST; r = SCP / √(SS(x) SS(y)) with the cross products between, within and in all.
/// Shapes:   K units, the empty ones left out; persons with both scores.
/// Units:    dimensionless; the denominators of the scores do not matter.
/// Trap:     r between units weighs each unit by its size; the plain correlation of unit means is another number, see
///           [`super::unit_correlation`].
/// Unknown:  as [`one_way`]; a correlation or η whose sums of squares are nought.
/// Rounding: sums of squares and cross products are exact before their one rounding.
/// Source:   Dansereau, Alutto and Yammarino (1984), Theory Testing in Organizational Behavior; R `multilevel::waba`.
///
/// ```
/// use indices::multilevel::{PairedScores, between_within};
///
/// // Unit A: (1, 2), (3, 4); unit B: (4, 1), (6, 3). Means (2, 3) and (5, 2): SSB 9 and 1, SCP −3. Within: 4, 4 and 4.
/// let a = PairedScores { n: 2, sum_x: 4, sum_y: 6, squares_x: 10, squares_y: 20, products: 14 };
/// let b = PairedScores { n: 2, sum_x: 10, sum_y: 4, squares_x: 52, squares_y: 10, products: 22 };
/// let parts = between_within(&[a, b]).unwrap();
/// assert_eq!((parts.r_between.value(), parts.r_within.value()), (Some(-1.0), Some(1.0)));
/// assert_eq!(parts.eta_between_x.value(), Some((9.0_f64 / 13.0).sqrt()));
/// assert!((parts.r_total.value().unwrap() - 1.0 / 65.0_f64.sqrt()).abs() < 1e-15);
/// ```
pub fn between_within(pairs: &[PairedScores]) -> Result<BetweenWithin, Why> {
    let x = one_way(&pairs.iter().map(PairedScores::x).collect::<Vec<_>>(), 1)?;
    let y = one_way(&pairs.iter().map(PairedScores::y).collect::<Vec<_>>(), 1)?;
    let cross = CrossSums::of(pairs).ok_or(Why::TooLarge)?;
    let n = x.n();
    let total = |anova: &OneWay| anova.ssb() + anova.ssw();
    let eta = |part: f64, anova: &OneWay| quotient(part.sqrt(), total(anova).sqrt(), n);
    let r = |product: f64, x: f64, y: f64| quotient(product, x.sqrt() * y.sqrt(), n).clamped();
    let component = |product: f64| quotient(product, total(&x).sqrt() * total(&y).sqrt(), n);
    Ok(BetweenWithin {
        n,
        units: x.units(),
        r_total: r(cross.total, total(&x), total(&y)),
        eta_between_x: eta(x.ssb(), &x),
        eta_between_y: eta(y.ssb(), &y),
        r_between: r(cross.between, x.ssb(), y.ssb()),
        eta_within_x: eta(x.ssw(), &x),
        eta_within_y: eta(y.ssw(), &y),
        r_within: r(cross.within, x.ssw(), y.ssw()),
        between_component: component(cross.between),
        within_component: component(cross.within),
    })
}

/// Sums of cross products around the unit means, of the unit means, and around the mean of all.
struct CrossSums {
    within: f64,
    between: f64,
    total: f64,
}

impl CrossSums {
    fn of(pairs: &[PairedScores]) -> Option<Self> {
        let (mut within, mut of_units) = (ExactSum::ZERO, ExactSum::ZERO);
        let (mut n, mut sum_x, mut sum_y) = (0_u64, 0_i128, 0_i128);
        for pair in pairs.iter().filter(|pair| pair.n > 0) {
            let product = pair.sum_x.checked_mul(pair.sum_y)?;
            let scatter = i128::from(pair.n).checked_mul(pair.products)?.checked_sub(product)?;
            within = within.add(ExactSum::of_fraction(scatter, pair.n)?)?;
            of_units = of_units.add(ExactSum::of_fraction(product, pair.n)?)?;
            n = n.checked_add(pair.n)?;
            sum_x = sum_x.checked_add(pair.sum_x)?;
            sum_y = sum_y.checked_add(pair.sum_y)?;
        }
        let between = of_units.subtract(ExactSum::of_fraction(sum_x.checked_mul(sum_y)?, n)?)?;
        let total = between.add(within)?;
        Some(Self { within: within.to_f64(), between: between.to_f64(), total: total.to_f64() })
    }
}

fn quotient(numerator: f64, denominator: f64, n: u64) -> Estimate {
    if denominator > 0.0 {
        Estimate::known(numerator / denominator, n, None)
    } else {
        Estimate::Unknown(Why::NoVariance)
    }
}

trait Clamped {
    /// A correlation is at most 1 whatever the last digits say.
    fn clamped(self) -> Self;
}

impl Clamped for Estimate {
    fn clamped(self) -> Self {
        match self {
            Self::Known(known) => Self::known(known.value.clamp(-1.0, 1.0), known.n, None),
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for PairedScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairedScores(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for BetweenWithin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BetweenWithin(..)")
    }
}
