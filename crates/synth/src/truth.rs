//! What the municipality was drawn from, written beside it so that estimates can be judged.

use serde::Serialize;
use std::collections::BTreeMap;
use survey::{FormerMunicipalityId, ItemId, Month, RoleClass, ScaleId, UnitId, WaveId};

/// The model in words and formulas.
pub const STATEMENT: &str = "\
Everything is synthetic: no person, unit or figure is real. All draws come from ChaCha8 with the stated seed.

Answers. Person p of unit u and former municipality f has, in wave w, a tendency for each scale s:
  theta = shift[s,w] + area[s,a(u)] + former[s,f,w] + c[s,w]*b[u,s,w] + sqrt(1 - v[s])*e[p,s] - centre[s,w].
  e = sign[s]*(sqrt(.40)*G[p] + sqrt(.38)*F[p,family(s)]) + sqrt(.22)*Z[p,s]; G, F, Z are independent N(0,1).
  b = sign[s]*(sqrt(.45)*C[u,w] + sqrt(.30)*D[u,w,family(s)]) + sqrt(.25)*E[u,w,s]; C, D, E are N(0,1).
  Scales in one family share F and D; sign is -1 where a lower score is better.
  c and centre are set so that, over units weighted by employees, the differences between units have variance v[s] and
  the mean tendency is shift[s,w]. The total variance of theta is 1.
Item i of scale s: y* = lambda[i]*theta + sqrt(1 - lambda[i]^2)*N(0,1); the answer is the lowest point plus the number of
  thresholds tau[i,k] below y*; a reversed item is then turned (lowest + highest - answer).
  tau gives the stated population mean, lambda the stated Cronbach's alpha, v the stated ICC(1) of the score, all after the
  answers have become whole points. Composites are not set: their alpha and ICC(1) follow from their parts.
Expected mean of a unit: average over items and employees of lowest + sum over k of
  Phi((lambda*theta_uf - tau_k) / sqrt(1 - lambda^2*v)), theta_uf being theta without e.
Waves. Every wave is drawn from new persons: nobody is followed. A unit keeps half of the variance of b from the wave
  before (correlation .71); a new unit inherits from the old units its people came from, weighted by their number. The
  differences between former municipalities are 1, .7 and .5 of their first size in the three waves.
Response. logit(chance) = base + area + .18*C + .45*N(0,1), held within .50 and .90; base makes .70 overall. Within a unit
  everybody is equally likely to answer.
Gaps. An item is left out with its missing rate times exp(N(-.18,.36)) of the person; some items are marked not relevant.
  Both are independent of the answer.
Absence. agreed = working days (Monday to Friday less public holidays) * employees * position share, exact.
  lost = agreed * rate * noise with mean 1; rate = usual(unit) * season(month) * period(month), separately for
  self-certified and certified days; certified usual(unit) = type of unit * exp(.16*N(0,1) - .10*C) / mean of that;
  noise = exp(s*N(0,1) - s^2/2) with s = min(1, 1.4/sqrt(employees)).
Spells. For each employee they begin at random at rate / (mean length * mean grade * share of time well); self-certified
  ones last 1 to 3 days, certified ones 51.8 days on average at a mean grade of .8. Agreed days are exactly the above.
Kinds of work. Each employee's is drawn by the shares of the service area, apart from everything else: nothing in the answers,
  the chance to answer or the absence depends on it, so every true difference between kinds of work is one between units.
Programme. Seven groups of units begin two months apart from January 2019 and take a module every four months. Nothing in
  the answers or the absence depends on it: the true effect of the programme is nought.
";

/// Everything the municipality was drawn from.
#[derive(Clone, Debug, Serialize)]
pub struct Truth {
    /// The seed of all draws.
    pub seed: u64,
    /// The model in words and formulas.
    pub statement: &'static str,
    /// Every scale, in the instrument's order.
    pub scales: Vec<ScaleTruth>,
    /// Every item, in the instrument's order.
    pub items: Vec<ItemTruth>,
    /// Every wave.
    pub waves: Vec<WaveTruth>,
    /// Kinds of work, by service area.
    pub roles: BTreeMap<String, Vec<RoleTruth>>,
    /// Sickness absence.
    pub absence: AbsenceTruth,
}

/// How many of a service area's employees do a kind of work.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RoleTruth {
    /// The kind of work.
    pub role: RoleClass,
    /// The chance that an employee does it.
    pub share: f64,
}

/// What holds for a scale in the population, before any trend.
#[derive(Clone, Debug, Serialize)]
pub struct ScaleTruth {
    /// The scale.
    pub scale: ScaleId,
    /// Whether it is put together from other scales.
    pub composite: bool,
    /// Cronbach's alpha; none for a single item.
    pub alpha: Option<f64>,
    /// Share of the score's variance that lies between units.
    pub icc1: f64,
    /// Mean score.
    pub mean: f64,
    /// Standard deviation of the score over persons.
    pub sd: f64,
    /// Share of the tendency's variance that lies between units; none for a composite.
    pub unit_variance: Option<f64>,
    /// Effects of the service areas, in standard deviations of the tendency; empty for a composite.
    pub service_area_effects: BTreeMap<String, f64>,
    /// Effects of the former municipalities before the merger, in standard deviations of the tendency; empty for a
    /// composite.
    pub former_municipality_effects: BTreeMap<FormerMunicipalityId, f64>,
}

/// How the answers to an item arise.
#[derive(Clone, Debug, Serialize)]
pub struct ItemTruth {
    /// The item.
    pub item: ItemId,
    /// Its loading on the tendency.
    pub loading: f64,
    /// Where the next point begins.
    pub thresholds: Vec<f64>,
    /// Chance of no answer.
    pub missing: f64,
    /// Chance of "not relevant".
    pub not_relevant: f64,
}

/// What holds in one wave.
#[derive(Clone, Debug, Serialize)]
pub struct WaveTruth {
    /// The wave.
    pub wave: WaveId,
    /// How many were invited.
    pub invited: u32,
    /// Expected share who answer.
    pub response_rate: f64,
    /// How many work in each unit and how likely they are to answer.
    pub units: BTreeMap<UnitId, UnitTruth>,
    /// Every scale, in the instrument's order.
    pub scales: Vec<WaveScaleTruth>,
}

/// A unit in one wave.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct UnitTruth {
    /// Employees.
    pub employees: u32,
    /// Chance that one of them answers.
    pub response_propensity: f64,
}

/// A scale in one wave. Means are what all employees would score on average if everybody answered every item.
#[derive(Clone, Debug, Serialize)]
pub struct WaveScaleTruth {
    /// The scale.
    pub scale: ScaleId,
    /// How far everybody's tendency has moved since the first wave; none for a composite.
    pub shift: Option<f64>,
    /// Mean score of all employees.
    pub mean: f64,
    /// Mean score of the employees of each former municipality.
    pub former_municipality_means: BTreeMap<FormerMunicipalityId, f64>,
    /// Variance between the units' mean scores, weighted by employees.
    pub unit_mean_variance: f64,
    /// Mean score of each unit's employees.
    pub unit_means: BTreeMap<UnitId, f64>,
    /// Each unit's whole effect on the tendency (own effect, service area and its mixture of former municipalities), as a
    /// distance from the mean of all employees; empty for a composite.
    pub unit_effects: BTreeMap<UnitId, f64>,
}

/// What the sickness absence was drawn from. Rates are shares of agreed days.
#[derive(Clone, Debug, Serialize)]
pub struct AbsenceTruth {
    /// Expected rate over everything.
    pub overall: f64,
    /// Expected rate of each service area over all months.
    pub service_areas: BTreeMap<String, f64>,
    /// Expected rate of each unit over its months.
    pub units: BTreeMap<UnitId, f64>,
    /// Factors through the year for certified days, from January.
    pub season_certified: [f64; 12],
    /// Factors through the year for self-certified days, from January.
    pub season_self_certified: [f64; 12],
    /// Factors of each month in its own right: slow change and the pandemic.
    pub period: BTreeMap<Month, f64>,
}
