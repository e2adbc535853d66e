//! Where the lines are drawn, and by whom.

use crate::agreement::NullDistribution;

/// The cut-offs of a verdict. All of them are conventions and none is a law: whoever changes one should say so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Fewest complete answers of a unit of which anything is said.
    pub answers_min: u64,
    /// r_wg(j) from which a unit agrees, in hundredths.
    pub agreement: u8,
    /// r_wg(j) from which it agrees moderately, in hundredths.
    pub agreement_moderate: u8,
    /// What answers without agreement are taken to look like.
    pub null: NullDistribution,
    /// ICC(2) of a scale, and λ of a unit, from which a unit's mean is reliable.
    pub reliability: f64,
    /// The p-value of F below which units differ.
    pub significance: f64,
}

impl Default for Settings {
    /// r_wg(j) 0.70: James, Demaree and Wolf (1984), and the start of strong agreement in LeBreton and Senter (2008),
    /// whose moderate agreement starts at 0.51. ICC(2) 0.70: Klein and Kozlowski (2000), Organizational Research
    /// Methods 3, 211–236. AD at most A/6 (not a setting, [`crate::agreement::ad_cutoff`]): Burke and Dunlap (2002).
    /// Five answers, as for anything that is shown. The uniform null distribution is the kindest to agreement; with a
    /// skewed one fewer units agree.
    fn default() -> Self {
        Self {
            answers_min: 5,
            agreement: 70,
            agreement_moderate: 51,
            null: NullDistribution::Uniform,
            reliability: 0.70,
            significance: 0.05,
        }
    }
}
