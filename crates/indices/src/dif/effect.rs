//! Whether a difference matters: the classes A, B and C, with their thresholds as settings.

use super::logistic::{LogisticTest, OrdinalLogistic, PseudoRSquared};
use super::mantel::Mantel;
use super::mantel_haenszel::MantelHaenszel;
use crate::distribution::normal_quantile;
use crate::estimate::{Estimate, Why};

/// How much an item differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DifClass {
    /// A: negligible.
    Negligible,
    /// B: moderate.
    Moderate,
    /// C: large.
    Large,
}

/// Classes by the size of −2.35 ln α, for items with two answers.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, ScaleShape};
/// use indices::dif::{DifClass, EtsRule, GroupPair, mantel_haenszel};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(0, 1).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 2], Matching::Excluding).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// table.add_columns(&[0, 0, 0, 1, 1, 1], &[&[1, 1, 0, 1, 0, 0], &[1; 6]]).unwrap();
/// let test = mantel_haenszel(&table, GroupPair::default()).unwrap();
/// // α = 4: −3.26 is large, but with six persons not significant.
/// assert_eq!(EtsRule::SIZE_ONLY.classify(&test), Ok(DifClass::Large));
/// assert_eq!(EtsRule::STANDARD.classify(&test), Ok(DifClass::Negligible));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EtsRule {
    /// From here on a difference is moderate.
    pub moderate: f64,
    /// From here on it is large.
    pub large: f64,
    /// The level at which it must differ from nought to be moderate, two-sided, and exceed `moderate` to be large,
    /// one-sided; nothing to judge by size alone.
    pub significance: Option<f64>,
}

impl EtsRule {
    /// The rule of the Educational Testing Service: 1 and 1.5 at the level 0.05. Zieky (1993), in Holland and Wainer,
    /// Differential Item Functioning, 337–347; Zwick (2012), ETS Research Report 12-08.
    pub const STANDARD: Self = Self { moderate: 1.0, large: 1.5, significance: Some(0.05) };

    /// The same thresholds by size alone, as R `difR` prints them.
    pub const SIZE_ONLY: Self = Self { significance: None, ..Self::STANDARD };

    /// The class of an item. Unknown as its odds ratio.
    pub fn classify(&self, test: &MantelHaenszel) -> Result<DifClass, Why> {
        let (size, error) = test.delta_with_error()?;
        let size = size.abs();
        let passes = |distance: f64, sides: f64| match self.significance {
            Some(level) => normal_quantile(1.0 - level / sides).map(|z| distance > z * error).ok_or(Why::OutsideDomain),
            None => Ok(true),
        };
        if size < self.moderate || !passes(size, 2.0)? {
            Ok(DifClass::Negligible)
        } else if size >= self.large && passes(size - self.moderate, 1.0)? {
            Ok(DifClass::Large)
        } else {
            Ok(DifClass::Moderate)
        }
    }
}

/// Classes by the standardised mean difference over the item's standard deviation, for ordered answers.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, ScaleShape};
/// use indices::dif::{DifClass, GroupPair, PolytomousRule, mantel};
/// use survey::{MissingRule, Points};
///
/// let shape = ScaleShape::new(Points::new(1, 3).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 2], Matching::Excluding).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// table.add_columns(&[0, 0, 1, 1], &[&[1, 2, 3, 2], &[3, 3, 3, 3]]).unwrap();
/// let test = mantel(&table, GroupPair::default()).unwrap();
/// // One point over √(2/3) is large, but χ² = 1.5 does not reject.
/// assert!((test.effect().value().unwrap() - 1.5_f64.sqrt()).abs() < 1e-15);
/// assert_eq!(PolytomousRule::STANDARD.classify(&test), Ok(DifClass::Negligible));
/// let by_size = PolytomousRule { significance: None, ..PolytomousRule::STANDARD };
/// assert_eq!(by_size.classify(&test), Ok(DifClass::Large));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PolytomousRule {
    /// Above this a difference is moderate (BB).
    pub moderate: f64,
    /// Above this it is large (CC).
    pub large: f64,
    /// The level at which Mantel's test must reject; nothing to judge by size alone.
    pub significance: Option<f64>,
}

impl PolytomousRule {
    /// 0.17 and 0.25 at the level 0.05, as the Educational Testing Service does it for the National Assessment. Zwick,
    /// Thayer and Mazzeo (1997), Applied Measurement in Education 10, 321–344.
    pub const STANDARD: Self = Self { moderate: 0.17, large: 0.25, significance: Some(0.05) };

    /// The class of an item. Unknown as its effect.
    pub fn classify(&self, test: &Mantel) -> Result<DifClass, Why> {
        let size = test.effect().value().ok_or(Why::NoVariance)?.abs();
        let significant = self.significance.is_none_or(|level| test.p() < level);
        Ok(by_size(size, self.moderate, self.large, significant))
    }
}

/// Classes by the growth of R².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RSquaredRule {
    /// From here on a difference is moderate.
    pub moderate: f64,
    /// From here on it is large.
    pub large: f64,
    /// Which R².
    pub kind: PseudoRSquared,
    /// Between which models.
    pub test: LogisticTest,
    /// The level at which the likelihood ratio must reject; nothing to judge by size alone.
    pub significance: Option<f64>,
}

impl RSquaredRule {
    /// 0.035 and 0.070, from simulated items matched to the classes of the Mantel–Haenszel rule. Jodoin and Gierl
    /// (2001), Applied Measurement in Education 14, 329–349; applied to Nagelkerke's R² as R `difR` does.
    pub const JODOIN_GIERL: Self = Self {
        moderate: 0.035,
        large: 0.070,
        kind: PseudoRSquared::Nagelkerke,
        test: LogisticTest::Total,
        significance: Some(0.05),
    };

    /// 0.13 and 0.26, which hardly any item reaches. Zumbo and Thomas (1997); Zumbo (1999).
    pub const ZUMBO_THOMAS: Self = Self { moderate: 0.13, large: 0.26, ..Self::JODOIN_GIERL };

    /// The class of an item. Unknown as the models compared.
    pub fn classify(&self, test: &OrdinalLogistic) -> Result<DifClass, Why> {
        let known = |estimate: Estimate| estimate.value().ok_or(estimate.why().unwrap_or(Why::NotIdentified));
        let size = known(test.r_squared_change(self.kind, self.test))?;
        let p = known(test.p(self.test))?;
        Ok(by_size(size, self.moderate, self.large, self.significance.is_none_or(|level| p < level)))
    }
}

fn by_size(size: f64, moderate: f64, large: f64, significant: bool) -> DifClass {
    if !significant || size < moderate {
        DifClass::Negligible
    } else if size < large {
        DifClass::Moderate
    } else {
        DifClass::Large
    }
}
