//! How each scale is meant to come out: its mean, its reliability and how much units differ.

use crate::draws::fraction;
use survey::{Direction, Scale, ScaleId};

/// The stated targets of one scale.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// Where the population mean lies between the lowest (0) and the highest point (1).
    pub(crate) mean: f64,
    /// Cronbach's alpha in the population; of no meaning for one item.
    pub(crate) alpha: f64,
    /// ICC(1) of the score in the population.
    pub(crate) icc1: f64,
    /// Scales with the same family share a part of a person's and a unit's tendency.
    pub(crate) family: String,
    /// +1 where a good climate raises the score, -1 where it lowers it.
    pub(crate) sign: f64,
}

/// Targets for scales that are known by their id: mean on points 1 to 5, alpha, ICC(1), family.
const KNOWN: [(&str, f64, f64, f64, &str); 18] = [
    ("intrinsic_motivation", 4.20, 0.87, 0.070, ""),
    ("job_self_efficacy", 4.30, 0.81, 0.055, ""),
    ("autonomy", 4.20, 0.88, 0.085, ""),
    ("competence_use", 4.25, 0.85, 0.060, ""),
    ("mastery_oriented_leadership", 4.00, 0.92, 0.115, "leader"),
    ("role_clarity", 4.30, 0.82, 0.065, ""),
    ("relevant_development", 4.10, 0.83, 0.080, ""),
    ("flexibility", 4.35, 0.79, 0.055, ""),
    ("mastery_climate", 4.15, 0.86, 0.105, ""),
    ("prosocial_motivation", 4.40, 0.84, 0.055, ""),
    ("vigour", 3.90, 0.84, 0.060, "engagement"),
    ("dedication", 4.15, 0.86, 0.065, "engagement"),
    ("absorption", 4.00, 0.80, 0.055, "engagement"),
    ("performance_climate", 2.40, 0.83, 0.090, ""),
    ("raus", 3.95, 0.84, 0.105, "leader"),
    ("naer", 4.00, 0.85, 0.105, "leader"),
    ("modig", 3.75, 0.82, 0.095, "leader"),
    ("skapende", 3.80, 0.83, 0.095, "leader"),
];

impl Profile {
    /// The targets of a scale: known ones by id, others derived from the id and the number of items.
    pub(crate) fn of(scale: &Scale, composite: Option<&ScaleId>) -> Self {
        let id = scale.id().as_str();
        let sign = match scale.direction() {
            Direction::HigherIsBetter => 1.0,
            Direction::LowerIsBetter => -1.0,
        };
        let known = KNOWN.iter().find(|(known, ..)| *known == id);
        let own_family = |family: &str| match (family, composite) {
            ("", None) => id.to_owned(),
            ("", Some(composite)) => composite.as_str().to_owned(),
            (family, _) => family.to_owned(),
        };
        if let Some((_, mean, alpha, icc1, family)) = known {
            let family = own_family(family);
            return Self { mean: (mean - 1.0) / 4.0, alpha: *alpha, icc1: *icc1, family, sign };
        }
        let between = |low: f64, high: f64, purpose| low + (high - low) * fraction(id, purpose);
        let (alpha_min, alpha_max) = match scale.items().len() {
            0..=3 => (0.79, 0.86),
            4 => (0.80, 0.89),
            _ => (0.82, 0.91),
        };
        Self {
            mean: if sign > 0.0 { between(0.66, 0.80, "mean") } else { between(0.30, 0.42, "mean") },
            alpha: between(alpha_min, alpha_max, "alpha"),
            icc1: between(0.055, 0.11, "icc1"),
            family: own_family(""),
            sign,
        }
    }
}
