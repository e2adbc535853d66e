//! Differences of group means when persons come in units: cluster-robust standard errors from exact sums.

use std::collections::BTreeMap;
use std::fmt;

use super::contrast::Contrast;
use super::sample::unit_of;
use crate::aggregation::GroupMoments;
use crate::estimate::Why;
use crate::ratio::Ratio;

/// The persons of one group in one unit. Whole units may belong to one group, or each unit hold persons of several.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClusterCell {
    /// Which unit.
    pub unit: u32,
    /// Which group.
    pub group: u32,
    /// Their scores; cells of the same unit and group add up.
    pub moments: GroupMoments,
}

/// Which cluster-robust standard error. G units, N persons, k coefficients (here: groups).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterError {
    /// CR0: the plain sandwich, too small with few units. R `sandwich::vcovCL(type = "HC0", cadjust = FALSE)`. Judged
    /// by t on G − 1 degrees.
    Cr0,
    /// CR1: CR0 times √(G/(G − 1) · (N − 1)/(N − k)), what `vcovCL` does to a linear model and Stata's default. Judged
    /// by t on G − 1 degrees.
    Cr1,
    /// CR2: every unit's residuals are freed of the bias that fitting puts into them, (I − Hᵤ)^(−1/2) eᵤ, judged by t
    /// on Satterthwaite degrees: the choice for few or unequal units. Bell and McCaffrey (2002), Survey Methodology 28,
    /// 169–181; Pustejovsky and Tipton (2018), Journal of Business and Economic Statistics 36, 672–683; R
    /// `clubSandwich::vcovCR(type = "CR2")` with its default of an identity working model.
    Cr2,
}

/// Group means of persons in units, ready to be compared.
#[derive(Clone, PartialEq, Eq)]
pub struct ClusteredMeans {
    divisor: u64,
    n: u64,
    /// Persons and sum per group.
    groups: BTreeMap<u32, (u64, i128)>,
    /// Per unit: persons and sum per group.
    units: BTreeMap<u32, BTreeMap<u32, (u64, i128)>>,
}

impl ClusteredMeans {
    /// Adds the cells up. They are what ordinary least squares with an intercept and an indicator per group sees.
    ///
    /// Shapes:   any number of cells in any order, empty ones are left out; `divisor` is the common denominator.
    /// Unknown:  no persons, a single unit, a single group, or sums beyond 128 bits.
    /// Rounding: none; all integers.
    pub fn of(cells: &[ClusterCell], divisor: u64) -> Result<Self, Why> {
        unit_of(divisor)?;
        let mut means = Self { divisor, n: 0, groups: BTreeMap::new(), units: BTreeMap::new() };
        for cell in cells.iter().filter(|cell| cell.moments.n > 0) {
            means.add(cell).ok_or(Why::TooLarge)?;
        }
        match (means.n, means.units.len(), means.groups.len()) {
            (0, ..) => Err(Why::NoAnswers),
            (_, _, 1) => Err(Why::SingleGroup),
            (_, 1, _) => Err(Why::SingleUnit),
            _ => Ok(means),
        }
    }

    fn add(&mut self, cell: &ClusterCell) -> Option<()> {
        let GroupMoments { n, sum, .. } = cell.moments;
        let unit = self.units.entry(cell.unit).or_default();
        for total in [self.groups.entry(cell.group).or_default(), unit.entry(cell.group).or_default()] {
            *total = (total.0.checked_add(n)?, total.1.checked_add(sum)?);
        }
        self.n = self.n.checked_add(n)?;
        Some(())
    }

    /// Mean of the first group minus mean of the second, with a standard error that lets persons of a unit resemble
    /// each other.
    ///
    /// The residuals of unit u and group g add up to r = T − nȳ, T the unit's sum; with f = n/N, N the group's persons,
    ///
    /// ```text
    /// CR0: V = Σᵤ (r₁/N₁ − r₂/N₂)²,   CR2: the same with r/√(1 − f) for each r.
    /// ```
    ///
    /// Satterthwaite: with w = ±1/(N√(1 − f)) for each unit and group, q = n₁w₁² + n₂w₂² per unit and b = n w/√N per
    /// unit and group, ν = (Σ (q − b₁² − b₂²))² / (Σ q² − 2 Σ q(b₁² + b₂²) + (Σb₁²)² + 2(Σb₁b₂)² + (Σb₂²)²).
    ///
    /// Formula:  above; CR1 as [`ClusterError::Cr1`] says, k the number of groups.
    /// Shapes:   groups by person or by whole unit; other groups only matter for G, N and k.
    /// Units:    score points.
    /// Unknown:  a group nobody belongs to, a group that lies in a single unit (its residuals add up to nought there,
    ///           and the sandwich would call its mean certain), no differences between the units, or sums beyond 128
    ///           bits.
    /// Rounding: each r is an exact fraction rounded once.
    /// Source:   Liang and Zeger (1986), Biometrika 73, 13–22; for CR2 see [`ClusterError::Cr2`].
    ///
    /// ```
    /// use indices::aggregation::GroupMoments;
    /// use indices::comparison::{ClusterCell, ClusterError, ClusteredMeans};
    ///
    /// // Two units per group, one person each: group 0 answered 1 and 3, group 1 answered 4 and 8.
    /// let cell = |unit, group, y| ClusterCell { unit, group, moments: GroupMoments { n: 1, sum: y, squares: y * y } };
    /// let means = ClusteredMeans::of(&[cell(0, 0, 1), cell(1, 0, 3), cell(2, 1, 4), cell(3, 1, 8)], 1).unwrap();
    /// let test = |error| means.difference(0, 1, error).unwrap();
    /// // Residuals ∓1 and ∓2, over N = 2: (1 + 1 + 4 + 4)/4. CR1 times √(4/3 · 3/2); CR2 doubles, since f = 1/2.
    /// assert_eq!(test(ClusterError::Cr0).standard_error(), 2.5_f64.sqrt());
    /// assert!((test(ClusterError::Cr1).standard_error() - 5.0_f64.sqrt()).abs() < 1e-15);
    /// assert!((test(ClusterError::Cr2).standard_error() - 5.0_f64.sqrt()).abs() < 1e-15);
    /// // Units of one person in a balanced design: the degrees of a t test.
    /// assert!((test(ClusterError::Cr2).freedom() - 2.0).abs() < 1e-14);
    /// ```
    pub fn difference(&self, first: u32, second: u32, error: ClusterError) -> Result<Contrast, Why> {
        let (one, two) = (self.group(first)?, self.group(second)?);
        if first == second {
            return Err(Why::SingleGroup);
        }
        let mut variance = 0.0;
        let mut satterthwaite = Satterthwaite::default();
        for unit in self.units.values() {
            let one = Share::of(unit.get(&first), one, 1.0, error)?;
            let two = Share::of(unit.get(&second), two, -1.0, error)?;
            let score = one.residual + two.residual;
            variance += score * score;
            satterthwaite.add(&one, &two);
        }
        let units = self.units.len() as f64;
        let (factor, freedom) = match error {
            ClusterError::Cr0 => (1.0, units - 1.0),
            ClusterError::Cr1 => (self.small_sample_factor()?, units - 1.0),
            ClusterError::Cr2 => (1.0, satterthwaite.freedom()),
        };
        let unit = unit_of(self.divisor)?;
        let difference = mean_above(one, two).ok_or(Why::TooLarge)?.to_f64();
        Contrast::of(one.0.saturating_add(two.0), difference / unit, (variance * factor).sqrt() / unit, freedom)
    }

    fn group(&self, group: u32) -> Result<(u64, i128), Why> {
        let total = *self.groups.get(&group).ok_or(Why::NoAnswers)?;
        let within = |unit: &BTreeMap<u32, (u64, i128)>| unit.get(&group).is_some_and(|cell| cell.0 == total.0);
        if self.units.values().any(within) { Err(Why::SingleUnit) } else { Ok(total) }
    }

    /// G/(G − 1) · (N − 1)/(N − k).
    fn small_sample_factor(&self) -> Result<f64, Why> {
        let (units, groups) = (self.units.len() as f64, self.groups.len() as f64);
        let n = self.n as f64;
        if n > groups {
            Ok(units / (units - 1.0) * ((n - 1.0) / (n - groups)))
        } else {
            Err(Why::TooFewAnswers { needed: self.n.saturating_add(1) })
        }
    }
}

/// First mean minus second.
fn mean_above(first: (u64, i128), second: (u64, i128)) -> Option<Ratio> {
    let (n, m) = (i128::from(first.0), i128::from(second.0));
    Ratio::new(first.1.checked_mul(m)?.checked_sub(second.1.checked_mul(n)?)?, n.checked_mul(m)?)
}

/// What one unit holds of one group, as the variance of the difference needs it.
struct Share {
    /// ± r/N, for CR2 over √(1 − f).
    residual: f64,
    /// n w².
    own: f64,
    /// n w / √N.
    spread: f64,
}

impl Share {
    fn of(cell: Option<&(u64, i128)>, group: (u64, i128), sign: f64, error: ClusterError) -> Result<Self, Why> {
        let Some(&(n, sum)) = cell else { return Ok(Self { residual: 0.0, own: 0.0, spread: 0.0 }) };
        let (all, total) = group;
        let residual = || {
            // (T − n ΣT/N)/N = (T N − n ΣT)/N².
            let scaled = sum.checked_mul(i128::from(all))?.checked_sub(i128::from(n).checked_mul(total)?)?;
            Ratio::new(scaled, i128::from(all).checked_mul(i128::from(all))?)
        };
        let residual = sign * residual().ok_or(Why::TooLarge)?.to_f64();
        // 1 − f as (N − n)/N: nothing cancels. No group lies within one unit, so it is above nought.
        let left = (all.saturating_sub(n) as f64 / all as f64).sqrt();
        let weight = sign / (all as f64 * left);
        let residual = if error == ClusterError::Cr2 { residual / left } else { residual };
        Ok(Self { residual, own: n as f64 * weight * weight, spread: n as f64 * weight / (all as f64).sqrt() })
    }
}

/// The sums that the Satterthwaite degrees consist of.
#[derive(Default)]
struct Satterthwaite {
    trace: f64,
    own_squares: f64,
    own_spread: f64,
    spread11: f64,
    spread12: f64,
    spread22: f64,
}

impl Satterthwaite {
    fn add(&mut self, one: &Share, two: &Share) {
        let own = one.own + two.own;
        let spread = one.spread * one.spread + two.spread * two.spread;
        self.trace += own - spread;
        self.own_squares += own * own;
        self.own_spread += own * spread;
        self.spread11 += one.spread * one.spread;
        self.spread12 += one.spread * two.spread;
        self.spread22 += two.spread * two.spread;
    }

    fn freedom(&self) -> f64 {
        let crossed =
            self.spread11 * self.spread11 + 2.0 * self.spread12 * self.spread12 + self.spread22 * self.spread22;
        self.trace * self.trace / (self.own_squares - 2.0 * self.own_spread + crossed)
    }
}

/// Shows the shape only.
impl fmt::Debug for ClusterCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClusterCell(..)")
    }
}

/// Shows the shape only.
impl fmt::Debug for ClusteredMeans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusteredMeans").field("units", &self.units.len()).finish_non_exhaustive()
    }
}
