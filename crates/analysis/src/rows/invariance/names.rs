//! Coefficients by the names of items and factors.

use indices::factor::{Coefficient, Fit, Model, Note};

use super::continuous::{Estimates, Scores};

/// Writes coefficients as lavaan does.
pub(super) struct Names<'a> {
    pub(super) model: &'a Model,
}

impl Names<'_> {
    fn item(&self, item: usize) -> String {
        self.model.items().get(item).cloned().unwrap_or_default()
    }

    fn factor(&self, factor: usize) -> String {
        self.model.factors().get(factor).map_or_else(String::new, |factor| factor.name().to_owned())
    }

    fn parts(&self, coefficient: Coefficient) -> (String, &'static str, String) {
        match coefficient {
            Coefficient::Loading { item, factor } => (self.factor(factor), "=~", self.item(item)),
            Coefficient::ResidualVariance { item } => (self.item(item), "~~", self.item(item)),
            Coefficient::FactorVariance { factor } => (self.factor(factor), "~~", self.factor(factor)),
            Coefficient::FactorCovariance { first, second } => (self.factor(first), "~~", self.factor(second)),
            Coefficient::Intercept { item } => (self.item(item), "~1", String::new()),
            Coefficient::LatentMean { factor } => (self.factor(factor), "~1", String::new()),
        }
    }

    pub(super) fn written(&self, coefficient: Coefficient) -> String {
        let (lhs, op, rhs) = self.parts(coefficient);
        format!("{lhs} {op} {rhs}").trim_end().to_owned()
    }

    pub(super) fn estimates(&self, fit: &Fit) -> Estimates {
        let mut found = Estimates::default();
        for estimate in fit.estimates() {
            let (lhs, op, rhs) = self.parts(estimate.coefficient);
            found.lhs.push(lhs);
            found.op.push(op);
            found.rhs.push(rhs);
            found.group.push(estimate.group + 1);
            found.est.push(estimate.value);
            found.se.push(estimate.standard_error.unwrap_or(0.0));
            found.z.push(estimate.z());
        }
        found
    }

    pub(super) fn scores(&self, fit: &Fit, groups: &[String]) -> Scores {
        let mut found = Scores::default();
        for test in fit.score_tests_by_size() {
            let (lhs, op, rhs) = self.parts(test.coefficient);
            found.lhs.push(lhs);
            found.op.push(op);
            found.rhs.push(rhs);
            found.group.push(groups.get(test.group).cloned().unwrap_or_default());
            found.x2.push(test.chi_square);
            found.df.push(1);
            found.p_value.push(test.p);
            found.epc.push(test.expected_change);
        }
        found
    }

    pub(super) fn note(&self, note: Note, level: &str, groups: &[String]) -> String {
        let group = |group: usize| groups.get(group).cloned().unwrap_or_default();
        match note {
            Note::NegativeResidualVariance { group: of, item } => {
                format!("{level}, {}: the own variance of {} is negative (a Heywood case)", group(of), self.item(item))
            }
            Note::ImpossibleFactors { group: of } => {
                format!("{level}, {}: the factors' covariances are impossible", group(of))
            }
        }
    }
}
