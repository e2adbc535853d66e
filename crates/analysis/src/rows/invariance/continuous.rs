//! Answers taken as numbers: maximum likelihood, under the field names of the reference files.

use indices::Why;
use indices::factor::{
    Change, CutOffs, Fit, Level, SampleMoments, Settings, Step, Verdict, invariance, partial_invariance,
};
use serde::Serialize;

use super::super::{RowsError, Unknown};
use super::names::Names;
use super::{InOrder, Study};
use crate::table::{Table, TableError};

/// The sequence of models, each with more held equal.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
#[expect(non_snake_case, reason = "the field names are those of the reference files")]
pub struct Continuous {
    pub model: String,
    pub group: String,
    pub group_n: InOrder<usize>,
    pub estimator: &'static str,
    pub fit: InOrder<FitRecord>,
    pub delta_vs_previous: InOrder<Delta>,
    pub lavTestLRT: LikelihoodRatio,
    /// `holds`, `doubtful` or `fails` per level, by Chen (2007).
    pub verdict: InOrder<&'static str>,
    /// What keeps a level from holding: the greatest score tests first.
    pub score_tests: InOrder<Scores>,
    /// A level that holds once the named coefficients are released, where the full one does not.
    pub partial: InOrder<Partial>,
    pub estimates: InOrder<Estimates>,
    /// What a reader must know of a fit.
    pub notes: Vec<String>,
    pub unknown: Unknown,
}

/// How well one model fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct FitRecord {
    pub npar: usize,
    pub chisq: f64,
    pub df: usize,
    pub pvalue: Option<f64>,
    #[serde(rename = "baseline.chisq")]
    pub baseline_chisq: f64,
    #[serde(rename = "baseline.df")]
    pub baseline_df: usize,
    pub cfi: Option<f64>,
    pub tli: Option<f64>,
    pub logl: f64,
    #[serde(rename = "unrestricted.logl")]
    pub unrestricted_logl: f64,
    pub aic: f64,
    pub bic: f64,
    pub rmsea: Option<f64>,
    #[serde(rename = "rmsea.ci.lower")]
    pub rmsea_ci_lower: Option<f64>,
    #[serde(rename = "rmsea.ci.upper")]
    pub rmsea_ci_upper: Option<f64>,
    #[serde(rename = "rmsea.pvalue")]
    pub rmsea_pvalue: Option<f64>,
    pub srmr: f64,
}

/// A level against the one it restricts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct Delta {
    pub d_chisq: f64,
    pub d_df: usize,
    pub pvalue: Option<f64>,
    pub d_cfi: Option<f64>,
    pub d_rmsea: Option<f64>,
    pub d_srmr: f64,
}

/// The likelihood-ratio tests of configural, metric, scalar and strict as lavaan prints them.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "as lavaan prints them")]
pub struct LikelihoodRatio {
    #[serde(rename = "Df")]
    pub df: Vec<usize>,
    #[serde(rename = "AIC")]
    pub aic: Vec<f64>,
    #[serde(rename = "BIC")]
    pub bic: Vec<f64>,
    #[serde(rename = "Chisq")]
    pub chisq: Vec<f64>,
    #[serde(rename = "Chisq diff")]
    pub chisq_diff: Vec<Option<f64>>,
    #[serde(rename = "RMSEA")]
    pub rmsea: Vec<Option<f64>>,
    #[serde(rename = "Df diff")]
    pub df_diff: Vec<Option<usize>>,
    #[serde(rename = "Pr(>Chisq)")]
    pub p: Vec<Option<f64>>,
}

/// Score tests, the greatest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct Scores {
    pub lhs: Vec<String>,
    pub op: Vec<&'static str>,
    pub rhs: Vec<String>,
    pub group: Vec<String>,
    #[serde(rename = "X2")]
    pub x2: Vec<f64>,
    pub df: Vec<u32>,
    #[serde(rename = "p.value")]
    pub p_value: Vec<f64>,
    pub epc: Vec<f64>,
}

/// A level with some coefficients released.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct Partial {
    pub released: Vec<String>,
    pub verdict: &'static str,
    pub delta: Delta,
    pub fit: FitRecord,
}

/// Every coefficient of every group, group after group.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "named in the field's own standard terms; see docs/methods/invariance.md")]
pub struct Estimates {
    pub lhs: Vec<String>,
    pub op: Vec<&'static str>,
    pub rhs: Vec<String>,
    pub group: Vec<usize>,
    pub est: Vec<f64>,
    /// Nought where the coefficient is fixed.
    pub se: Vec<f64>,
    pub z: Vec<Option<f64>>,
}

/// The fits, before they are written down.
struct Sequence {
    steps: Vec<Step>,
    partial: Vec<(Level, Partial)>,
}

impl Continuous {
    pub(super) fn of(study: &Study, table: &Table) -> Result<Self, RowsError> {
        let columns = study.model.items().iter().map(|item| table.numbers(item));
        let columns = columns.collect::<Result<Vec<Vec<Option<f64>>>, TableError>>()?;
        let answered = |row: usize| columns.iter().all(|column| column.get(row).is_some_and(Option::is_some));
        let rows = study.rows_of_groups(answered);
        let moments: Result<Vec<SampleMoments>, Why> = rows.iter().map(|rows| moments(&columns, rows)).collect();
        let found = moments.and_then(|groups| Self::steps(study, &groups));
        let mut unknown = Unknown::default();
        let found = unknown.known("fit", found);
        let empty = || Self {
            model: study.typed.clone(),
            group: study.group.clone(),
            group_n: study.sizes(&rows),
            estimator: "ML",
            fit: InOrder(Vec::new()),
            delta_vs_previous: InOrder(Vec::new()),
            lavTestLRT: LikelihoodRatio::default(),
            verdict: InOrder(Vec::new()),
            score_tests: InOrder(Vec::new()),
            partial: InOrder(Vec::new()),
            estimates: InOrder(Vec::new()),
            notes: Vec::new(),
            unknown,
        };
        let mut filled = empty();
        if let Some(Sequence { steps, partial }) = found {
            filled.fill(study, &steps, partial);
        }
        Ok(filled)
    }

    /// The five levels, and what must be released for metric and scalar to hold.
    fn steps(study: &Study, groups: &[SampleMoments]) -> Result<Sequence, Why> {
        // The model was read with the items in the order typed, and the columns stand in that order too.
        let settings = Settings::default();
        let steps = invariance(&study.model, groups, settings, &CutOffs::CHEN)?;
        let broken = |level| {
            steps
                .iter()
                .any(|step| step.level == level && step.verdict.is_some_and(|verdict| verdict != Verdict::Holds))
        };
        let names = Names { model: &study.model };
        let partial = [Level::Metric, Level::Scalar].into_iter().filter(|level| broken(*level)).filter_map(|level| {
            let found = partial_invariance(&study.model, groups, level, settings, &CutOffs::CHEN).ok()?;
            let released = found.released.iter().map(|coefficient| names.written(*coefficient)).collect();
            let (fit, delta) = (FitRecord::of(&found.fit), Delta::of(&found.change));
            Some((level, Partial { released, verdict: verdict(found.verdict), delta, fit }))
        });
        let partial = partial.collect();
        Ok(Sequence { steps, partial })
    }

    fn fill(&mut self, study: &Study, steps: &[Step], partial: Vec<(Level, Partial)>) {
        let names = Names { model: &study.model };
        for step in steps {
            let level = name(step.level).to_owned();
            let fit = match &step.fit {
                Ok(fit) => fit,
                Err(why) => {
                    self.unknown.keep(&format!("fit.{level}"), *why);
                    continue;
                }
            };
            self.fit.0.push((level.clone(), FitRecord::of(fit)));
            self.notes.extend(fit.notes().into_iter().map(|note| names.note(note, &level, &study.groups.labels)));
            if matches!(step.level, Level::Configural | Level::Metric | Level::Scalar) {
                self.estimates.0.push((level.clone(), names.estimates(fit)));
            }
            if matches!(step.level, Level::Metric | Level::Scalar) {
                self.score_tests.0.push((level.clone(), names.scores(fit, &study.groups.labels)));
            }
            match &step.change {
                Some(Ok(change)) => self.delta_vs_previous.0.push((level.clone(), Delta::of(change))),
                Some(Err(why)) => self.unknown.keep(&format!("delta_vs_previous.{level}"), *why),
                None => {}
            }
            self.verdict.0.extend(step.verdict.map(|found| (level, verdict(found))));
        }
        self.lavTestLRT = LikelihoodRatio::of(steps);
        self.partial = InOrder(partial.into_iter().map(|(level, found)| (name(level).to_owned(), found)).collect());
    }
}

fn moments(columns: &[Vec<Option<f64>>], rows: &[usize]) -> Result<SampleMoments, Why> {
    let of_column = |column: &Vec<Option<f64>>| -> Vec<f64> {
        rows.iter().filter_map(|row| column.get(*row).copied().flatten()).collect()
    };
    let columns: Vec<Vec<f64>> = columns.iter().map(of_column).collect();
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    SampleMoments::of_columns(&columns)
}

fn name(level: Level) -> &'static str {
    match level {
        Level::Configural => "configural",
        Level::Metric => "metric",
        Level::Scalar => "scalar",
        Level::Strict => "strict",
        Level::Means => "means",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "holds",
        Verdict::Doubtful => "doubtful",
        Verdict::Fails => "fails",
    }
}

impl FitRecord {
    fn of(fit: &Fit) -> Self {
        let found = fit.indices();
        Self {
            npar: found.parameters,
            chisq: found.chi_square,
            df: found.df,
            pvalue: found.p.value(),
            baseline_chisq: found.baseline_chi_square,
            baseline_df: found.baseline_df,
            cfi: found.cfi.value(),
            tli: found.tli.value(),
            logl: found.log_likelihood,
            unrestricted_logl: found.saturated_log_likelihood,
            aic: found.aic,
            bic: found.bic,
            rmsea: found.rmsea.value(),
            rmsea_ci_lower: found.rmsea.interval().map(|interval| interval.low),
            rmsea_ci_upper: found.rmsea.interval().map(|interval| interval.high),
            rmsea_pvalue: found.close_fit_p.value(),
            srmr: found.srmr,
        }
    }
}

impl Delta {
    fn of(change: &Change) -> Self {
        Self {
            d_chisq: change.chi_square,
            d_df: change.df,
            pvalue: change.p.value(),
            d_cfi: change.cfi,
            d_rmsea: change.rmsea,
            d_srmr: change.srmr,
        }
    }
}

impl LikelihoodRatio {
    fn of(steps: &[Step]) -> Self {
        let mut table = Self::default();
        for step in steps.iter().filter(|step| step.level != Level::Means) {
            let Ok(fit) = &step.fit else { continue };
            let found = fit.indices();
            let change = step.change.as_ref().and_then(|change| change.as_ref().ok());
            table.df.push(found.df);
            table.aic.push(found.aic);
            table.bic.push(found.bic);
            table.chisq.push(found.chi_square);
            table.chisq_diff.push(change.map(|change| change.chi_square));
            table.rmsea.push(change.and_then(|change| change.rmsea_of_difference.value()));
            table.df_diff.push(change.map(|change| change.df));
            table.p.push(change.and_then(|change| change.p.value()));
        }
        table
    }
}
