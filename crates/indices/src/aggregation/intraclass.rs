//! Intraclass correlations and other shares of the variance between units, with their intervals.

use super::{OneWay, UnitSize};
use crate::distribution::f_quantile;
use crate::estimate::{Estimate, Interval, LEVEL};

impl OneWay {
    /// ICC(1): how much of the variance of persons is between units. Negative where units differ less than chance.
    ///
    /// Formula:  (MSB − MSW) / (MSB + (k − 1) MSW).
    /// Shapes:   K units, k by choice; the intervals are exact for units of equal size.
    /// Units:    dimensionless, at least −1/(k − 1).
    /// Unknown:  all scores are alike.
    /// Rounding: MSB − MSW is subtracted exactly; three roundings more.
    /// Source:   Bliese (2000); Shrout and Fleiss (1979), Psychological Bulletin 86, 420–428; R `multilevel::ICC1`.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way, UnitSize};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().icc1(UnitSize::Mean).value(), Some((9.0 - 2.0) / (9.0 + 1.0 * 2.0)));
    /// ```
    #[must_use]
    pub fn icc1(&self, size: UnitSize) -> Estimate {
        let k = self.unit_size(size);
        let all = self.between_scaled + (k - 1.0) * self.within_scaled;
        let interval = self.f_interval().map(|(low, high)| {
            let end = |f: f64| (f - 1.0) / (f + k - 1.0);
            Interval { low: end(low), high: end(high), level: LEVEL }
        });
        self.with_interval(self.quotient(self.difference, all), interval)
    }

    /// ICC(2): how reliable the unit means are.
    ///
    /// Formula:  (MSB − MSW) / MSB.
    /// Shapes:   K units.
    /// Units:    dimensionless, at most 1. Negative where units differ less than chance.
    /// Unknown:  all units have the same mean.
    /// Rounding: MSB − MSW is subtracted exactly; two roundings more.
    /// Source:   Bliese (2000); R `multilevel::ICC2`.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().icc2().value(), Some((9.0 - 2.0) / 9.0));
    /// ```
    #[must_use]
    pub fn icc2(&self) -> Estimate {
        let interval = self.f_interval().map(|(low, high)| {
            let end = |f: f64| 1.0 - 1.0 / f;
            Interval { low: end(low), high: end(high), level: LEVEL }
        });
        self.with_interval(self.quotient(self.difference, self.between_scaled), interval)
    }

    /// ICC(2) by the Spearman–Brown formula from ICC(1) with the unbiased unit size.
    ///
    /// Formula:  k₀ r / (1 + (k₀ − 1) r), r = ICC(1). Equal to [`OneWay::icc2`] up to rounding.
    /// Unknown:  as [`OneWay::icc1`], or the denominator is nought.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// // ICC(1) = 7/11, so 2 · 7/11 / (1 + 7/11) = 7/9.
    /// let icc2 = one_way(&units, 1).unwrap().icc2_spearman_brown().value().unwrap();
    /// assert!((icc2 - 7.0 / 9.0).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn icc2_spearman_brown(&self) -> Estimate {
        let k = self.k_unbiased;
        match self.icc1(UnitSize::Unbiased) {
            Estimate::Known(r) => self.quotient(k * r.value, 1.0 + (k - 1.0) * r.value),
            unknown => unknown,
        }
    }

    /// The variance between units, (MSB − MSW) / k₀. Negative where units differ less than chance.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().tau2(), (9.0 - 2.0) / 2.0);
    /// ```
    #[must_use]
    pub fn tau2(&self) -> f64 {
        let (df1, df2) = self.freedom();
        self.difference / (df1 * df2) / self.k_unbiased
    }

    /// η² = SSB / SST: the share of the variance in this very sample.
    ///
    /// Unknown:  all scores are alike.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().eta2().value(), Some(9.0 / 13.0));
    /// ```
    #[must_use]
    pub fn eta2(&self) -> Estimate {
        self.quotient(self.between, self.between + self.within)
    }

    /// ω² = (SSB − (K − 1) MSW) / (SST + MSW): the share to be expected in the population.
    ///
    /// Unknown:  all scores are alike.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().omega2().value(), Some((9.0 - 1.0 * 2.0) / (13.0 + 2.0)));
    /// ```
    #[must_use]
    pub fn omega2(&self) -> Estimate {
        let (_, df2) = self.freedom();
        self.quotient(self.difference / df2, self.between + self.within + self.msw())
    }

    /// ε² = (SSB − (K − 1) MSW) / SST.
    ///
    /// Unknown:  all scores are alike.
    ///
    /// ```
    /// use indices::aggregation::{GroupMoments, one_way};
    ///
    /// // Answers 1, 3 and 4, 6: SSB 9, SSW 4, MSB 9, MSW 2, k 2.
    /// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
    /// assert_eq!(one_way(&units, 1).unwrap().epsilon2().value(), Some((9.0 - 1.0 * 2.0) / 13.0));
    /// ```
    #[must_use]
    pub fn epsilon2(&self) -> Estimate {
        let (_, df2) = self.freedom();
        self.quotient(self.difference / df2, self.between + self.within)
    }

    /// F divided by, and multiplied with, the quantile of its distribution.
    fn f_interval(&self) -> Option<(f64, f64)> {
        let f = self.f().value().filter(|f| *f > 0.0)?;
        let (df1, df2) = self.freedom();
        let probability = f64::midpoint(1.0, LEVEL);
        Some((f / f_quantile(probability, df1, df2)?, f * f_quantile(probability, df2, df1)?))
    }

    fn with_interval(&self, estimate: Estimate, interval: Option<Interval>) -> Estimate {
        match estimate {
            Estimate::Known(known) => Estimate::known(known.value, self.n, interval),
            unknown @ Estimate::Unknown(_) => unknown,
        }
    }
}
