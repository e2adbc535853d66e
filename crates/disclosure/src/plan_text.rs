//! What stands beside a benchmark: the plan's own words and bounds, none of them secret.

use plan::{Condition, FocusArea, Indicator, Measure, Plan, Zones};
use serde::{Deserialize, Serialize};
use survey::{Direction, ScaleId, Text};

/// One employer-policy plan as a reader meets it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanText {
    /// The plan's identifier.
    pub id: String,
    /// Which scorecard its zones come from.
    pub version: String,
    /// Its title.
    pub title: Text,
    /// What must be said about it, for instance that its zones stand in for figures that are not public.
    pub notice: Text,
    /// Where it comes from.
    pub source: String,
    /// The first year it is valid for.
    pub valid_from: i32,
    /// The last year it is valid for.
    pub valid_to: i32,
    /// Its focus areas.
    pub areas: Vec<AreaText>,
    /// Its indicators, in the plan's order.
    pub indicators: Vec<IndicatorText>,
}

/// One focus area of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaText {
    /// Its number in the plan.
    pub number: u64,
    /// Its title.
    pub title: Text,
    /// Its goal.
    pub goal: Text,
    /// The scales that speak of it.
    pub scales: Vec<ScaleId>,
    /// The registers that speak of it.
    pub registers: Vec<Text>,
    /// Which of the plan's own figures are public.
    pub public_figures: Text,
}

/// One indicator of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorText {
    /// Its code in the plan.
    pub code: String,
    /// Its title.
    pub title: Text,
    /// What it is counted in.
    pub unit: Text,
    /// Its focus area: a position in the plan's list of areas.
    pub area: Option<usize>,
    /// Whether a higher value is the better one.
    pub higher_is_better: bool,
    /// The register it is read from, where Mestring does not measure it.
    pub register: Option<Text>,
    /// Where the zones begin, if the plan says.
    pub zones: Option<ZoneBounds>,
    /// The desired value as printed in the plan.
    pub printed_desired: String,
    /// The lowest accepted value as printed in the plan.
    pub printed_lowest_accepted: String,
    /// The value that is not approved as printed in the plan.
    pub printed_not_approved: String,
    /// Which edition the zones come from.
    pub zones_version: String,
    /// With how many decimals a value is shown.
    pub decimals: u8,
    /// The first year the indicator is for.
    pub valid_from: i32,
    /// The last year the indicator is for.
    pub valid_to: i32,
    /// Where the zones come from.
    pub source: String,
    /// What must be said about it.
    pub note: Option<Text>,
}

/// Where the outer zones begin; everything between them is accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneBounds {
    /// The desired zone.
    pub desired: ZoneBound,
    /// The zone that is not approved.
    pub not_approved: ZoneBound,
}

/// One bound, for words and for drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ZoneBound {
    /// The condition, for instance `>= 4.2`.
    pub condition: String,
    /// The bound as a number, for drawing only: placing is done on exact decimals.
    pub value: f64,
}

impl PlanText {
    /// What stands beside the benchmarks of a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> PlanText {
        let (valid_from, valid_to) = plan.valid();
        PlanText {
            id: plan.id().to_owned(),
            version: plan.version().to_owned(),
            title: plan.title().clone(),
            notice: plan.notice().clone(),
            source: plan.source().to_owned(),
            valid_from,
            valid_to,
            areas: plan.areas().iter().map(AreaText::of).collect(),
            indicators: plan.indicators().iter().map(IndicatorText::of).collect(),
        }
    }
}

impl AreaText {
    fn of(area: &FocusArea) -> AreaText {
        AreaText {
            number: area.number().into(),
            title: area.title().clone(),
            goal: area.goal().clone(),
            scales: area.scales().to_vec(),
            registers: area.registers().to_vec(),
            public_figures: area.public_figures().clone(),
        }
    }
}

impl IndicatorText {
    /// The zones as they decide; none where the plan prints none.
    #[must_use]
    pub fn exact_zones(&self) -> Option<Zones> {
        let bounds = self.zones.as_ref()?;
        let condition = |bound: &ZoneBound| Condition::parse(&bound.condition).ok();
        Zones::new(condition(&bounds.desired)?, condition(&bounds.not_approved)?).ok()
    }

    fn of(indicator: &Indicator) -> IndicatorText {
        let zones = indicator.zones().map(|zones| ZoneBounds {
            desired: ZoneBound::of(zones.desired()),
            not_approved: ZoneBound::of(zones.not_approved()),
        });
        let register = match indicator.measure() {
            Measure::External { register } => Some(register.clone()),
            _ => None,
        };
        IndicatorText {
            code: indicator.code().to_owned(),
            title: indicator.title().clone(),
            unit: indicator.unit().clone(),
            area: indicator.focus_area(),
            higher_is_better: indicator.direction() == Direction::HigherIsBetter,
            register,
            zones,
            printed_desired: indicator.printed().desired.clone(),
            printed_lowest_accepted: indicator.printed().lowest_accepted.clone(),
            printed_not_approved: indicator.printed().not_approved.clone(),
            zones_version: indicator.zones_version().to_owned(),
            decimals: indicator.decimals(),
            valid_from: indicator.valid().0,
            valid_to: indicator.valid().1,
            source: indicator.source().to_owned(),
            note: indicator.note().cloned(),
        }
    }
}

impl ZoneBound {
    fn of(condition: Condition) -> ZoneBound {
        ZoneBound { condition: condition.to_string(), value: condition.bound().to_f64() }
    }
}
