//! When a change of fit says that groups differ.

use super::invariance::Change;
use super::specification::Level;

/// How much worse the fit may become with one more equality before it counts as broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CutOffs {
    /// How far CFI may fall.
    pub cfi_fall: f64,
    /// How far RMSEA may rise; nothing if it is not asked.
    pub rmsea_rise: Option<f64>,
    /// How far SRMR may rise with equal loadings; nothing if it is not asked.
    pub srmr_rise_loadings: Option<f64>,
    /// How far SRMR may rise with equal intercepts, residual variances or means; nothing if it is not asked.
    pub srmr_rise_intercepts: Option<f64>,
}

/// What the change of fit says about one equality.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No index fell beyond its cut-off: the equality holds.
    Holds,
    /// The indices disagree: CFI fell too far and no other index that was asked agrees, or only another did.
    Doubtful,
    /// CFI fell too far, and another index agrees if any was asked: groups differ.
    Fails,
}

impl CutOffs {
    /// CFI may fall by .01, whatever the model and the sample.
    ///
    /// Source: Cheung & Rensvold (2002), Structural Equation Modeling 9, 233–255.
    pub const CHEUNG_RENSVOLD: Self =
        Self { cfi_fall: 0.010, rmsea_rise: None, srmr_rise_loadings: None, srmr_rise_intercepts: None };

    /// CFI may fall by .010 where RMSEA rises by less than .015 and SRMR by less than .030 (loadings) or .010.
    ///
    /// Source: Chen (2007), Structural Equation Modeling 14, 464–504; more than 300 persons in groups of equal size.
    pub const CHEN: Self = Self {
        cfi_fall: 0.010,
        rmsea_rise: Some(0.015),
        srmr_rise_loadings: Some(0.030),
        srmr_rise_intercepts: Some(0.010),
    };

    /// Half of that, for 300 persons or fewer, or groups of unequal size.
    ///
    /// Source: Chen (2007), as above.
    pub const CHEN_SMALL: Self = Self {
        cfi_fall: 0.005,
        rmsea_rise: Some(0.010),
        srmr_rise_loadings: Some(0.025),
        srmr_rise_intercepts: Some(0.005),
    };

    /// What this change, made by asking for this level, says.
    ///
    /// Formula:  CFI decides; where RMSEA or SRMR are asked, one of them must agree.
    /// Shapes:   one change.
    /// Units:    none.
    /// Unknown:  where CFI or an index that is asked is unknown, the verdict is doubtful.
    /// Rounding: a change equal to its cut-off is within it.
    /// Source:   those of the cut-offs.
    ///
    /// ```
    /// use indices::factor::{CutOffs, Verdict, Level};
    ///
    /// let change = |cfi, srmr| indices::factor::Change::of_indices(Some(cfi), Some(0.0), srmr);
    /// assert_eq!(CutOffs::CHEN.verdict(Level::Scalar, &change(-0.008, 0.002)), Verdict::Holds);
    /// assert_eq!(CutOffs::CHEN.verdict(Level::Scalar, &change(-0.012, 0.002)), Verdict::Doubtful);
    /// assert_eq!(CutOffs::CHEN.verdict(Level::Scalar, &change(-0.012, 0.012)), Verdict::Fails);
    /// assert_eq!(CutOffs::CHEUNG_RENSVOLD.verdict(Level::Scalar, &change(-0.012, 0.002)), Verdict::Fails);
    /// ```
    #[must_use]
    pub fn verdict(&self, level: Level, change: &Change) -> Verdict {
        let srmr_rise = if level == Level::Metric { self.srmr_rise_loadings } else { self.srmr_rise_intercepts };
        let beyond = |rise: Option<f64>, cut_off: Option<f64>| match (rise, cut_off) {
            (_, None) => Some(None),
            (Some(rise), Some(cut_off)) => Some(Some(rise > cut_off)),
            (None, Some(_)) => None,
        };
        let others = (beyond(change.rmsea, self.rmsea_rise), beyond(Some(change.srmr), srmr_rise));
        let (Some(cfi), (Some(rmsea), Some(srmr))) = (change.cfi, others) else { return Verdict::Doubtful };
        let asked: Vec<bool> = [rmsea, srmr].into_iter().flatten().collect();
        let agreed = asked.is_empty() || asked.contains(&true);
        match (-cfi > self.cfi_fall, agreed) {
            (true, true) => Verdict::Fails,
            (false, _) if !asked.contains(&true) => Verdict::Holds,
            _ => Verdict::Doubtful,
        }
    }
}
