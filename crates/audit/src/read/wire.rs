//! The shapes of the cube's JSON, as far as the attacker reads them; what is not named here is passed over.

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) kind: Value,
    pub(super) name: String,
    pub(super) parent: Option<usize>,
    pub(super) service_area: Option<String>,
    #[serde(default)]
    pub(super) former_municipality: Option<usize>,
    #[serde(default)]
    pub(super) role: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Texts {
    pub(super) nb: String,
    pub(super) nn: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
pub(super) struct ScaleText {
    pub(super) id: String,
    pub(super) title: Texts,
    pub(super) points: Points,
    pub(super) items: u32,
}

#[derive(Deserialize)]
pub(super) struct Points {
    pub(super) min: u32,
    pub(super) max: u32,
}

#[derive(Deserialize)]
pub(super) struct Rule {
    pub(super) answers_min: u64,
    pub(super) employees_min: u64,
}

#[derive(Deserialize)]
pub(super) struct Named {
    pub(super) id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Seen<T> {
    Shown(T),
    Withheld(String),
}

#[derive(Deserialize)]
pub(super) struct Score {
    pub(super) n: u64,
    pub(super) mean: f64,
    pub(super) sd: Option<Seen<f64>>,
    pub(super) favourable: Option<Seen<Estimate>>,
    pub(super) distribution: Option<Seen<Vec<Share>>>,
}

#[derive(Deserialize)]
pub(super) struct Estimate {
    pub(super) value: f64,
}

#[derive(Deserialize)]
pub(super) struct Share {
    pub(super) point: u32,
    pub(super) share: f64,
}

#[derive(Deserialize)]
pub(super) struct Mean {
    pub(super) n: u64,
    pub(super) mean: f64,
}

#[derive(Deserialize)]
pub(super) struct Absence {
    pub(super) employees: u64,
    pub(super) percent: f64,
    pub(super) agreed: String,
}

#[derive(Deserialize)]
pub(super) struct Entry<T> {
    pub(super) group: usize,
    #[serde(default)]
    pub(super) scale: String,
    #[serde(default)]
    pub(super) wave: usize,
    #[serde(default)]
    pub(super) month: String,
    pub(super) cell: Seen<T>,
}

#[derive(Deserialize)]
pub(super) struct Benchmark {
    pub(super) plan: usize,
    pub(super) indicator: usize,
    pub(super) group: usize,
    pub(super) basis: Value,
    pub(super) placement: Seen<Estimate>,
}

impl<T> Seen<T> {
    pub(super) fn map<U>(self, shown: impl FnOnce(T) -> U) -> Seen<U> {
        match self {
            Seen::Shown(value) => Seen::Shown(shown(value)),
            Seen::Withheld(mark) => Seen::Withheld(mark),
        }
    }
}
