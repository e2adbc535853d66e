//! Logistic regression of an item's answer on total and group: uniform and non-uniform differential item functioning.

use std::fmt;

use counts::DifTable;

use super::proportional_odds::{Fit, Pattern, fit};
use super::strata::{GroupPair, Stratum, size, strata};
use crate::confidence::normal_interval;
use crate::distribution::chi_squared_upper;
use crate::estimate::{Estimate, Why};

/// Which share of the null model's likelihood a model explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PseudoRSquared {
    /// 1 − ln L/ln L₀.
    McFadden,
    /// 1 − (L₀/L)^(2/n); below 1 even for a perfect model.
    CoxSnell,
    /// Cox and Snell's over the most it can be, 1 − L₀^(2/n).
    Nagelkerke,
}

/// Which of the nested models are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogisticTest {
    /// Total against total and group: the same difference at every level (1 degree; `chi2_12`, `p_uniform`).
    Uniform,
    /// Total and group against their product too: a difference that depends on the level (1 degree; `chi2_23`,
    /// `p_nonuniform`).
    NonUniform,
    /// Total against everything (2 degrees; `chi2_13`, `p_total`).
    Total,
}

impl LogisticTest {
    /// The smaller and the larger model, and the parameters between them.
    fn models(self) -> (usize, usize, u32) {
        match self {
            Self::Uniform => (0, 1, 1),
            Self::NonUniform => (1, 2, 1),
            Self::Total => (0, 2, 2),
        }
    }
}

/// Three nested proportional odds models of one item.
#[derive(Clone, Copy, PartialEq)]
pub struct OrdinalLogistic {
    n: u64,
    null: f64,
    /// Model 1: total; model 2: total and group; model 3: their product too.
    models: [Model; 3],
}

/// What is kept of a model, or why it has no maximum.
type Model = Result<Summary, Why>;

#[derive(Clone, Copy, PartialEq)]
struct Summary {
    log_likelihood: f64,
    /// The slope of the total, on the scale of the calculation.
    total: f64,
    /// The group's coefficient and its standard error, where the model has one.
    group: (f64, f64),
}

/// Fits y ~ 1, y ~ total, y ~ total + group and y ~ total · group by proportional odds. For an item with two answers
/// these are the binary logistic regressions of Swaminathan and Rogers.
///
/// Formula:  logit P(Y ≤ j) = θⱼ − x'β by maximum likelihood; the focal group is 1, the reference 0. A positive
///           coefficient of the group: the focal group answers higher than reference persons with the same total.
/// Shapes:   all persons of the two groups, also those whose total nobody of the other group shares; answers that
///           nobody chose are left out.
/// Units:    logits.
/// Unknown:  a single group, everybody answered alike, or everybody has the same total. Each model for itself:
///           predictors that are sums of each other (all of one group have one total), answers told apart perfectly, no
///           convergence. So small groups may have a uniform but no non-uniform test.
/// Rounding: Newton's method with second derivatives until a step gains less than 1e-20 in ln L: about 13 digits. The
///           total is centred and scaled for the calculation, which changes no likelihood.
/// Source:   Swaminathan and Rogers (1990), Journal of Educational Measurement 27, 361–370; Zumbo (1999), A Handbook on
///           the Theory and Methods of Differential Item Functioning; Crane et al. (2006), Medical Care 44, S115–S123;
///           McCullagh (1980); R `ordinal::clm`, `difR::Logistik(type = "both")`.
///
/// ```
/// use counts::{DifDesign, DifTable, Matching, ScaleShape};
/// use indices::dif::{GroupPair, LogisticTest, ordinal_logistic};
/// use survey::{MissingRule, Points};
///
/// // Two answers and totals 0 and 1. At either total one of two reference persons and two of three focal ones chose
/// // the higher answer.
/// let shape = ScaleShape::new(Points::new(0, 1).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
/// let design = DifDesign::new(&shape, 0, &[true; 2], Matching::Excluding).unwrap();
/// let mut table = DifTable::new(&design, 2).unwrap();
/// let item: Vec<u8> = [[0, 1, 0, 1, 1], [0, 1, 0, 1, 1]].concat();
/// let other: Vec<u8> = [[0; 5], [1; 5]].concat();
/// table.add_columns(&[0, 0, 1, 1, 1, 0, 0, 1, 1, 1], &[&item, &other]).unwrap();
/// let dif = ordinal_logistic(&table, GroupPair::default()).unwrap();
/// // The odds are 1 and 2 at either total, so the group's logit is ln 2 and there is no product.
/// assert!((dif.group_effect().value().unwrap() - 2.0_f64.ln()).abs() < 1e-14);
/// assert!(dif.chi_squared(LogisticTest::NonUniform).value().unwrap() < 1e-13);
/// // 10 answers, 6 of them higher.
/// assert!((dif.log_likelihood_null() - (6.0 * 0.6_f64.ln() + 4.0 * 0.4_f64.ln())).abs() < 1e-14);
/// ```
pub fn ordinal_logistic(table: &DifTable, pair: GroupPair) -> Result<OrdinalLogistic, Why> {
    let strata = strata(table, pair)?;
    let chosen: Vec<usize> = (0..usize::from(table.points().count()))
        .filter(|&answer| strata.iter().any(|s| cell(s.reference, answer) > 0 || cell(s.focal, answer) > 0))
        .collect();
    if chosen.len() < 2 {
        return Err(Why::NoVariance);
    }
    let scale = TotalScale::of(&strata)?;
    let model = |predictors| fit(&patterns(&strata, &chosen, &scale, predictors), predictors).map(Summary::of);
    Ok(OrdinalLogistic { n: scale.n, null: null_log_likelihood(&strata, &chosen), models: [1, 2, 3].map(model) })
}

impl Summary {
    fn of(fit: Fit) -> Self {
        let slope = |position: usize| fit.slopes.get(position).copied().unwrap_or_default();
        let variance = fit.slope_variances.get(1).copied().unwrap_or_default();
        Self { log_likelihood: fit.log_likelihood, total: slope(0), group: (slope(1), variance.sqrt()) }
    }
}

fn cell(answers: &[u64], answer: usize) -> u64 {
    answers.get(answer).copied().unwrap_or_default()
}

/// Mean and standard deviation of the total over everybody.
struct TotalScale {
    n: u64,
    mean: f64,
    sd: f64,
}

impl TotalScale {
    fn of(strata: &[Stratum<'_>]) -> Result<Self, Why> {
        let persons = |s: &Stratum<'_>| size(s.reference) + size(s.focal);
        // At most 2³² persons with totals below 2¹⁰.
        let sum = |power| strata.iter().map(|s| persons(s) * i128::from(s.total).pow(power)).sum::<i128>();
        let (n, sum, squares) = (sum(0), sum(1), sum(2));
        let scatter = n * squares - sum * sum;
        if scatter <= 0 {
            return Err(Why::NotIdentified);
        }
        let whole = n as f64;
        let sd = (scatter as f64).sqrt() / whole;
        Ok(Self { n: u64::try_from(n).map_err(|_| Why::TooLarge)?, mean: sum as f64 / whole, sd })
    }
}

/// The answers of either group in every stratum, with as many predictors as asked for: total, group, product.
fn patterns(strata: &[Stratum<'_>], chosen: &[usize], scale: &TotalScale, predictors: usize) -> Vec<Pattern> {
    let pattern = |stratum: &Stratum<'_>, answers: &[u64], focal: f64| {
        let total = (f64::from(stratum.total) - scale.mean) / scale.sd;
        let predictors = [total, focal, total * focal].into_iter().take(predictors).collect();
        Pattern { predictors, answers: chosen.iter().map(|&answer| cell(answers, answer)).collect() }
    };
    strata.iter().flat_map(|s| [pattern(s, s.reference, 0.0), pattern(s, s.focal, 1.0)]).collect()
}

/// Σ nⱼ ln(nⱼ/n).
fn null_log_likelihood(strata: &[Stratum<'_>], chosen: &[usize]) -> f64 {
    let persons = |answer: usize| strata.iter().map(|s| cell(s.reference, answer) + cell(s.focal, answer)).sum::<u64>();
    let persons: Vec<f64> = chosen.iter().map(|&answer| persons(answer) as f64).collect();
    let all: f64 = persons.iter().sum();
    persons.iter().map(|n| n * (n / all).ln()).sum()
}

impl OrdinalLogistic {
    /// Persons of both groups.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// ln L of the model without predictors (`logLik0`).
    #[must_use]
    pub fn log_likelihood_null(&self) -> f64 {
        self.null
    }

    /// ln L of total; total and group; total, group and product (`logLik`).
    #[must_use]
    pub fn log_likelihoods(&self) -> [Estimate; 3] {
        self.models.map(|model| self.known(model.map(|model| model.log_likelihood)))
    }

    /// The likelihood ratio between two models, 2 (ln L − ln L), which rounding alone could bring below nought.
    #[must_use]
    pub fn chi_squared(&self, test: LogisticTest) -> Estimate {
        self.known(self.likelihood_ratio(test))
    }

    /// The probability of a larger likelihood ratio without such a difference.
    #[must_use]
    pub fn p(&self, test: LogisticTest) -> Estimate {
        self.known(self.likelihood_ratio(test).map(|ratio| chi_squared_upper(ratio, f64::from(test.models().2))))
    }

    fn likelihood_ratio(&self, test: LogisticTest) -> Result<f64, Why> {
        let (smaller, larger, _) = test.models();
        let log =
            |model: usize| self.models.get(model).map_or(Err(Why::NotIdentified), |m| m.map(|m| m.log_likelihood));
        Ok((2.0 * (log(larger)? - log(smaller)?)).max(0.0))
    }

    /// R² of the three models against the one without predictors (`mcfadden`, `coxsnell`, `nagelkerke`).
    #[must_use]
    pub fn r_squared(&self, kind: PseudoRSquared) -> [Estimate; 3] {
        self.models.map(|model| self.known(model.map(|model| self.share(kind, model.log_likelihood))))
    }

    fn share(&self, kind: PseudoRSquared, log_likelihood: f64) -> f64 {
        let n = self.n as f64;
        let cox_snell = -(2.0 * (self.null - log_likelihood) / n).exp_m1();
        match kind {
            PseudoRSquared::McFadden => 1.0 - log_likelihood / self.null,
            PseudoRSquared::CoxSnell => cox_snell,
            PseudoRSquared::Nagelkerke => cox_snell / -(2.0 * self.null / n).exp_m1(),
        }
    }

    /// How much R² grows from the smaller to the larger model.
    #[must_use]
    pub fn r_squared_change(&self, kind: PseudoRSquared, test: LogisticTest) -> Estimate {
        let (smaller, larger, _) = test.models();
        let share = |model: usize| {
            let model = self.models.get(model).copied().unwrap_or(Err(Why::NotIdentified))?;
            Ok(self.share(kind, model.log_likelihood))
        };
        let change = || Ok(share(larger)? - share(smaller)?);
        self.known(change())
    }

    /// The group's coefficient in the second model with its Wald interval (`beta_m2`).
    #[must_use]
    pub fn group_effect(&self) -> Estimate {
        let [_, model, _] = self.models;
        let (value, error) = match model {
            Ok(model) => model.group,
            Err(why) => return Estimate::Unknown(why),
        };
        Estimate::known(value, self.n, normal_interval(value, error))
    }

    /// Its standard error, from the observed information (`se_m2`).
    #[must_use]
    pub fn group_standard_error(&self) -> Estimate {
        let [_, model, _] = self.models;
        self.known(model.map(|model| model.group.1))
    }

    /// |b₂ − b₁|/|b₁|, b the slope of the total without and with group (`beta_change`): above 0.1, or 0.05, the group
    /// distorts the total's meaning for this item.
    ///
    /// Unknown:  either model, or the slope without group is nought.
    /// Source:   Crane, van Belle and Larson (2004), Statistics in Medicine 23, 241–256.
    #[must_use]
    pub fn beta_change(&self) -> Estimate {
        let [without, with, _] = self.models;
        let change = || {
            let (without, with) = (without?.total, with?.total);
            let change = ((with - without) / without).abs();
            if change.is_finite() { Ok(change) } else { Err(Why::NoVariance) }
        };
        self.known(change())
    }

    fn known(&self, value: Result<f64, Why>) -> Estimate {
        match value {
            Ok(value) => Estimate::known(value, self.n, None),
            Err(why) => Estimate::Unknown(why),
        }
    }
}

/// Reveals nothing.
impl fmt::Debug for OrdinalLogistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrdinalLogistic(..)")
    }
}
