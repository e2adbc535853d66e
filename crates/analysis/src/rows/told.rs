//! Intervals, and the reasons for what is not known.

use std::collections::BTreeMap;

use indices::{Estimate, Interval, Why};
use serde::Serialize;

/// The ends of a 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl From<Interval> for Bounds {
    fn from(interval: Interval) -> Self {
        Self { lower: interval.low, upper: interval.high }
    }
}

/// Why fields are `null`: the field's name and the reason.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Unknown(BTreeMap<String, String>);

impl Unknown {
    /// The value of an estimate; its reason is kept under the field's name when there is none.
    pub(super) fn value(&mut self, field: &str, estimate: &Estimate) -> Option<f64> {
        self.known(field, estimate.why().map_or(Ok(()), Err))?;
        estimate.value()
    }

    /// Keeps the reason of a field.
    pub(super) fn keep(&mut self, field: &str, why: Why) {
        self.0.insert(field.to_owned(), why.to_string());
    }

    /// What a calculation gave; its reason is kept under the field's name when it gave nothing.
    pub(super) fn known<T>(&mut self, field: &str, result: Result<T, Why>) -> Option<T> {
        result.map_err(|why| self.keep(field, why)).ok()
    }

    /// Fields and reasons, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, why)| (field.as_str(), why.as_str()))
    }

    /// Whether everything is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
