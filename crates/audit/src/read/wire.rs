//! The shapes of the cube's JSON, as far as the attacker reads them; what is not named here is passed over.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(in crate::read) struct Group {
    pub(in crate::read) id: String,
    pub(in crate::read) kind: Value,
    pub(in crate::read) name: String,
    pub(in crate::read) parent: Option<usize>,
    pub(in crate::read) service_area: Option<String>,
    #[serde(default)]
    pub(in crate::read) former_municipality: Option<usize>,
    #[serde(default)]
    pub(in crate::read) role: Option<String>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Texts {
    pub(in crate::read) nb: String,
    pub(in crate::read) nn: String,
    pub(in crate::read) en: String,
}

#[derive(Deserialize)]
pub(in crate::read) struct ScaleText {
    pub(in crate::read) id: String,
    pub(in crate::read) title: Texts,
    pub(in crate::read) points: Points,
    pub(in crate::read) items: u32,
    #[serde(default)]
    pub(in crate::read) parts: Vec<String>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Points {
    pub(in crate::read) min: u32,
    pub(in crate::read) max: u32,
}

#[derive(Deserialize)]
pub(in crate::read) struct Rule {
    pub(in crate::read) answers_min: u64,
    pub(in crate::read) employees_min: u64,
}

#[derive(Deserialize)]
pub(in crate::read) struct Named {
    pub(in crate::read) id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::read) enum Seen<T> {
    Shown(T),
    Withheld(String),
}

#[derive(Deserialize)]
pub(in crate::read) struct Score {
    pub(in crate::read) n: u64,
    pub(in crate::read) mean: f64,
    pub(in crate::read) sd: Option<Seen<f64>>,
    pub(in crate::read) favourable: Option<Seen<Estimate>>,
    pub(in crate::read) distribution: Option<Seen<Vec<Share>>>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Estimate {
    pub(in crate::read) value: f64,
}

#[derive(Deserialize)]
pub(in crate::read) struct Share {
    pub(in crate::read) point: u32,
    pub(in crate::read) share: f64,
}

#[derive(Deserialize)]
pub(in crate::read) struct Mean {
    pub(in crate::read) n: u64,
    pub(in crate::read) mean: f64,
}

#[derive(Deserialize)]
pub(in crate::read) struct Absence {
    pub(in crate::read) employees: u64,
    pub(in crate::read) percent: f64,
    pub(in crate::read) agreed: String,
}

#[derive(Deserialize)]
pub(in crate::read) struct Family {
    pub(in crate::read) parent: usize,
    pub(in crate::read) members: Vec<usize>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Response {
    pub(in crate::read) invited: u64,
    pub(in crate::read) answered: u64,
}

#[derive(Deserialize)]
pub(in crate::read) struct Course {
    pub(in crate::read) rates: Vec<Entry<Absence>>,
    pub(in crate::read) spells: Vec<Entry<Spells>>,
    pub(in crate::read) employer_periods: Vec<Entry<EmployerPeriods>>,
    pub(in crate::read) comparisons: Vec<Value>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Spells {
    pub(in crate::read) bands: [SpellsOfBand; 4],
    pub(in crate::read) self_certified: u64,
    pub(in crate::read) certified: u64,
    pub(in crate::read) employees: u64,
}

#[derive(Deserialize)]
pub(in crate::read) struct SpellsOfBand {
    pub(in crate::read) spells: u64,
}

#[derive(Deserialize)]
pub(in crate::read) struct EmployerPeriods {
    pub(in crate::read) begun: u64,
    pub(in crate::read) days_inside: u64,
    pub(in crate::read) days_after: u64,
}

#[derive(Deserialize)]
pub(in crate::read) struct Figure {
    pub(in crate::read) figure: String,
    pub(in crate::read) year: i32,
    pub(in crate::read) group: usize,
    pub(in crate::read) cell: Seen<Sums>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Sums {
    pub(in crate::read) numerator_parts: u64,
    pub(in crate::read) denominator: u64,
    pub(in crate::read) value: Option<f64>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Entry<T> {
    pub(in crate::read) group: usize,
    #[serde(default)]
    pub(in crate::read) scale: String,
    #[serde(default)]
    pub(in crate::read) wave: usize,
    #[serde(default)]
    pub(in crate::read) month: String,
    #[serde(default)]
    pub(in crate::read) period: String,
    pub(in crate::read) cell: Seen<T>,
}

#[derive(Deserialize)]
pub(in crate::read) struct Benchmark {
    pub(in crate::read) plan: usize,
    pub(in crate::read) indicator: usize,
    pub(in crate::read) group: usize,
    pub(in crate::read) basis: Value,
    pub(in crate::read) placement: Seen<Estimate>,
}

impl<T> Seen<T> {
    pub(in crate::read) fn map<U>(self, shown: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Seen::Shown(value) => Seen::Shown(shown(value)),
            Seen::Withheld(mark) => Seen::Withheld(mark),
        }
    }
}
