//! Answers taken as ordered categories: thresholds first, then loadings, then intercepts.

use counts::{OrderedShape, Patterns};
use indices::ordered::{Invariance, OrderedFit, OrderedModel, OrderedSample, Test, invariance_ladder};
use serde::Serialize;

use super::super::{RowsError, Unknown};
use super::{InOrder, Study};
use crate::table::{Table, TableError};

/// The sequence of models, each with more held equal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct Ordered {
    pub model: String,
    pub group: String,
    pub group_n: InOrder<usize>,
    pub estimator: &'static str,
    pub fit: InOrder<OrderedFitRecord>,
    pub delta_vs_previous: InOrder<OrderedDelta>,
    pub unknown: Unknown,
}

/// How well one model fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct OrderedFitRecord {
    pub npar: usize,
    pub chisq: Option<f64>,
    pub df: usize,
    #[serde(rename = "chisq.scaled")]
    pub chisq_scaled: Option<f64>,
    #[serde(rename = "df.scaled")]
    pub df_scaled: usize,
    #[serde(rename = "pvalue.scaled")]
    pub pvalue_scaled: Option<f64>,
    #[serde(rename = "cfi.scaled")]
    pub cfi_scaled: Option<f64>,
    #[serde(rename = "tli.scaled")]
    pub tli_scaled: Option<f64>,
    #[serde(rename = "rmsea.scaled")]
    pub rmsea_scaled: Option<f64>,
    pub cfi: Option<f64>,
    pub tli: Option<f64>,
    pub rmsea: Option<f64>,
    pub srmr: Option<f64>,
}

/// A level against the one before it: the scaled and shifted difference test, and the changes of the indices.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct OrderedDelta {
    pub d_chisq: Option<f64>,
    #[serde(rename = "d_chisq.scaled")]
    pub d_chisq_scaled: Option<f64>,
    pub d_df: usize,
    pub pvalue: Option<f64>,
    #[serde(rename = "d_cfi.scaled")]
    pub d_cfi_scaled: Option<f64>,
    #[serde(rename = "d_rmsea.scaled")]
    pub d_rmsea_scaled: Option<f64>,
    pub d_srmr: Option<f64>,
}

impl Ordered {
    pub(super) fn of(study: &Study, table: &Table) -> Result<Self, RowsError> {
        let names: Vec<&str> = study.model.items().iter().map(String::as_str).collect();
        let points = table.observed_points(&names)?;
        let columns = names.iter().map(|item| table.codes(item, points));
        let columns = columns.collect::<Result<Vec<Vec<u8>>, TableError>>()?;
        let answered = |row: usize| columns.iter().all(|column| column.get(row) != Some(&counts::NO_ANSWER));
        let rows = study.rows_of_groups(answered);
        let shape = OrderedShape::uniform(points, names.len())
            .map_err(|reason| RowsError::Shape { name: "--model".to_owned(), reason })?;
        let groups = rows.iter().map(|rows| patterns(&shape, &columns, rows)).collect::<Result<Vec<_>, RowsError>>()?;
        let mut found = Self {
            model: study.typed.clone(),
            group: study.group.clone(),
            group_n: study.sizes(&rows),
            estimator: "WLSMV",
            fit: InOrder(Vec::new()),
            delta_vs_previous: InOrder(Vec::new()),
            unknown: Unknown::default(),
        };
        if let Some(sample) = found.unknown.known("fit", OrderedSample::of(&groups)) {
            found.fit_all(study, &sample);
        }
        Ok(found)
    }

    fn fit_all(&mut self, study: &Study, sample: &OrderedSample) {
        let factors = study.model.factors().iter().map(|factor| (factor.name().to_owned(), factor.items().to_vec()));
        let model = OrderedModel { factors: factors.collect() };
        let ladder = invariance_ladder(sample, &model);
        let before = std::iter::once(None).chain(ladder.iter().map(|step| step.fit.as_ref().ok()));
        for (step, before) in ladder.iter().zip(before) {
            let name = name(step.invariance);
            let fit = self.unknown.known(&format!("fit.{name}"), step.fit.as_ref().map_err(|why| *why));
            self.fit.0.extend(fit.map(|fit| (name.to_owned(), OrderedFitRecord::of(fit))));
            let Some(difference) = step.difference else { continue };
            let test = self.unknown.known(&format!("delta_vs_previous.{name}"), difference);
            let delta = before.zip(fit).zip(test).map(|((before, fit), test)| OrderedDelta::of(before, fit, &test));
            self.delta_vs_previous.0.extend(delta.map(|delta| (name.to_owned(), delta)));
        }
    }
}

/// A level by its name in the output.
fn name(invariance: Invariance) -> &'static str {
    match invariance {
        Invariance::Configural => "configural",
        Invariance::Thresholds => "thresholds",
        Invariance::Loadings => "thresholds_loadings",
        Invariance::Intercepts => "thresholds_loadings_intercepts",
    }
}

fn patterns(shape: &OrderedShape, columns: &[Vec<u8>], rows: &[usize]) -> Result<Patterns, RowsError> {
    let of_column = |column: &Vec<u8>| -> Vec<u8> { rows.iter().filter_map(|row| column.get(*row).copied()).collect() };
    let columns: Vec<Vec<u8>> = columns.iter().map(of_column).collect();
    let columns: Vec<&[u8]> = columns.iter().map(Vec::as_slice).collect();
    let mut patterns = Patterns::new(shape);
    patterns.add_columns(&columns).map_err(|reason| RowsError::Count { name: "--model".to_owned(), reason })?;
    Ok(patterns)
}

impl OrderedFitRecord {
    fn of(fit: &OrderedFit) -> Self {
        Self {
            npar: fit.free_parameters,
            chisq: fit.test.chi_square.value(),
            df: fit.test.degrees_of_freedom,
            chisq_scaled: fit.test.scaled_chi_square.value(),
            df_scaled: fit.test.degrees_of_freedom,
            pvalue_scaled: fit.test.scaled_p_value.value(),
            cfi_scaled: fit.scaled.cfi.value(),
            tli_scaled: fit.scaled.tli.value(),
            rmsea_scaled: fit.scaled.rmsea.value(),
            cfi: fit.unscaled.cfi.value(),
            tli: fit.unscaled.tli.value(),
            rmsea: fit.unscaled.rmsea.value(),
            srmr: fit.srmr.value(),
        }
    }
}

impl OrderedDelta {
    fn of(before: &OrderedFit, fit: &OrderedFit, test: &Test) -> Self {
        let change = |of: fn(&OrderedFit) -> Option<f64>| of(fit).zip(of(before)).map(|(now, then)| now - then);
        Self {
            d_chisq: test.chi_square.value(),
            d_chisq_scaled: test.scaled_chi_square.value(),
            d_df: test.degrees_of_freedom,
            pvalue: test.scaled_p_value.value(),
            d_cfi_scaled: change(|fit| fit.scaled.cfi.value()),
            d_rmsea_scaled: change(|fit| fit.scaled.rmsea.value()),
            d_srmr: change(|fit| fit.srmr.value()),
        }
    }
}
