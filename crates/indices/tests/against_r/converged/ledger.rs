//! What is held against R's optimum, how close, and the largest difference there was.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::reading::json;

/// What a number is, which says how close it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    /// A loading, intercept, threshold, variance, coefficient, share or correlation: anything that was searched for.
    Estimate,
    /// Its standard error.
    StandardError,
    /// Chi-square, plain or corrected, and differences of it.
    ChiSquare,
    /// What a corrected chi-square is divided by.
    ScalingFactor,
    /// A logarithm of a likelihood, AIC, BIC, a deviance.
    LogLikelihood,
    /// CFI, TLI, RMSEA, SRMR.
    FitIndex,
    /// The tail of a distribution.
    Tail,
}

impl Field {
    /// What a difference is a share of: the number, or 1 where an estimate, an index or a tail is smaller than that.
    fn scale(self, number: f64) -> f64 {
        match self {
            Self::StandardError | Self::ScalingFactor if number != 0.0 => number.abs(),
            _ => number.abs().max(1.0),
        }
    }

    /// The largest difference, as a share of the number, or of 1 where it is smaller (absolute then).
    ///
    /// The measured largest differences are in docs/methods/statistics.md.
    pub(super) fn held(self) -> f64 {
        match self {
            Self::Estimate => 1e-8,
            Self::StandardError => 1e-6,
            Self::ChiSquare => 1e-8,
            Self::ScalingFactor => 1e-8,
            Self::LogLikelihood => 1e-11,
            Self::FitIndex => 1e-9,
            Self::Tail => 1e-8,
        }
    }
}

/// All comparisons of one topic.
pub(super) struct Ledger {
    topic: String,
    compared: usize,
    worst: BTreeMap<Field, (f64, String)>,
}

impl Ledger {
    pub(super) fn new(topic: &str) -> Self {
        Self { topic: topic.to_owned(), compared: 0, worst: BTreeMap::new() }
    }

    /// Writes a pair of numbers down; `null` of R stands for a number that there is not, and so does nothing of ours.
    pub(super) fn compare(&mut self, field: Field, what: &str, own: impl Into<Option<f64>>, theirs: &Value) {
        let own: Option<f64> = own.into();
        let (Some(own), Some(theirs)) = (own, theirs.as_f64()) else {
            panic!("{}, {what}: {own:?} where R has {theirs}", self.topic);
        };
        let apart = (own - theirs).abs() / field.scale(theirs);
        self.compared += 1;
        let worst = self.worst.entry(field).or_insert((-1.0, String::new()));
        if apart > worst.0 || apart.is_nan() {
            *worst = (apart, format!("{what}: {own:e} where R has {theirs:e}"));
        }
    }

    /// Every difference is small enough, and none was forgotten.
    pub(super) fn judge(self, at_least: usize) {
        let topic = &self.topic;
        for (field, (apart, what)) in &self.worst {
            println!("{topic} | {field:?} | held {:e} | largest {apart:.1e} | {what}", field.held());
        }
        assert!(self.compared >= at_least, "{topic}: only {} comparisons", self.compared);
        let failed: Vec<_> =
            self.worst.iter().filter(|(field, (apart, _))| apart.is_nan() || *apart > field.held()).collect();
        assert!(failed.is_empty(), "{topic}: {failed:?}");
    }
}

fn vectors(file: &str) -> Value {
    json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data-samples/vectors").join(file))
}

/// What R has of our own synthetic answers.
pub(super) fn synthetic(topic: &str) -> Value {
    vectors("converged.json")[topic].take()
}

/// What R has of a published data set.
pub(super) fn published(set: &str) -> Value {
    vectors("converged_published.json")[set].take()
}
