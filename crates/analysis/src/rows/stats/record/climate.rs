//! The `climate` record: may a unit's mean be called a climate, and may units be compared?

use indices::climate::{ScaleClimate, ScaleReason, ScaleVerdict, UnitReason, UnitVerdict};
use serde::Serialize;

/// The verdict on a scale and on each of its units, with what decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Climate {
    /// Whether units may be compared on this scale: `comparable`, `comparable with care`, `not comparable` or `too few to
    /// say`.
    pub verdict: &'static str,
    /// What decided: whether units differ, whether their people agree, whether their means are reliable.
    pub reasons: Vec<String>,
    /// Unit labels.
    pub unit: Vec<String>,
    /// `shared climate`, `weakly shared`, `mixed views` or `too few to say`.
    pub unit_verdict: Vec<&'static str>,
    /// What decided.
    pub unit_reasons: Vec<Vec<String>>,
}

impl Climate {
    pub(super) fn of(labels: Vec<String>, found: &ScaleClimate) -> Self {
        Self {
            verdict: scale_verdict(found.verdict),
            reasons: found.reasons.iter().map(scale_reason).collect(),
            unit: labels,
            unit_verdict: found.units.iter().map(|unit| unit_verdict(unit.verdict)).collect(),
            unit_reasons: found.units.iter().map(|unit| unit.reasons.iter().map(unit_reason).collect()).collect(),
        }
    }
}

fn scale_verdict(verdict: ScaleVerdict) -> &'static str {
    match verdict {
        ScaleVerdict::Comparable => "comparable",
        ScaleVerdict::ComparableWithCare => "comparable with care",
        ScaleVerdict::NotComparable => "not comparable",
        ScaleVerdict::TooFewToSay => "too few to say",
    }
}

fn scale_reason(reason: &ScaleReason) -> String {
    match reason {
        ScaleReason::FewUnits => "fewer than two units have enough answers".to_owned(),
        ScaleReason::DifferenceUnknown(why) => format!("whether units differ is unknown: {why}"),
        ScaleReason::UnitsDiffer => "units differ".to_owned(),
        ScaleReason::UnitsDoNotDiffer => "units do not differ".to_owned(),
        ScaleReason::AgreementReached => "people of a unit agree".to_owned(),
        ScaleReason::AgreementModerate => "people of a unit agree moderately".to_owned(),
        ScaleReason::AgreementLacking => "people of a unit do not agree".to_owned(),
        ScaleReason::MeansReliable => "unit means are reliable".to_owned(),
        ScaleReason::MeansUnreliable => "unit means are not reliable".to_owned(),
    }
}

fn unit_verdict(verdict: UnitVerdict) -> &'static str {
    match verdict {
        UnitVerdict::SharedClimate => "shared climate",
        UnitVerdict::WeaklyShared => "weakly shared",
        UnitVerdict::MixedViews => "mixed views",
        UnitVerdict::TooFewToSay => "too few to say",
    }
}

fn unit_reason(reason: &UnitReason) -> String {
    match reason {
        UnitReason::FewAnswers => "fewer than five complete answers".to_owned(),
        UnitReason::AgreementUnknown(why) => format!("agreement is unknown: {why}"),
        UnitReason::RwgReached => "rwg(j) is at least .70".to_owned(),
        UnitReason::RwgModerate => "rwg(j) is between .51 and .70".to_owned(),
        UnitReason::RwgLacking => "rwg(j) is below .51".to_owned(),
        UnitReason::DeviationWithin => "AD is at most a sixth of the points".to_owned(),
        UnitReason::DeviationBeyond => "AD is more than a sixth of the points".to_owned(),
        UnitReason::MeanReliable => "the unit's mean is reliable".to_owned(),
        UnitReason::MeanUnreliable => "the unit's mean is not reliable".to_owned(),
        UnitReason::ReliabilityUnknown(why) => format!("the mean's reliability is unknown: {why}"),
    }
}
