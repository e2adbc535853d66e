//! Counts within units that have levels of their own: a random intercept, by maximum likelihood.

use std::collections::BTreeMap;
use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::coefficient::{Coefficient, coefficients};
use super::conditional::{Row, Scatter, log_marginal, mode};
use super::counted::Counted;
use super::design::Design;
use super::newton::{Maximum, maximise};
use super::quadrature::gauss_hermite;
use super::scoring::{Stop, Variance, score};
use crate::estimate::Why;

/// A regression of counts with a random intercept per unit.
#[derive(Clone, PartialEq)]
pub struct RandomInterceptModel {
    /// One coefficient per column of the design; their standard errors take into account that the other parameters are
    /// estimated.
    pub coefficients: Vec<Coefficient>,
    /// Variance of the units' levels, as logarithms of rates. Nought where units differ no more than chance.
    pub tau2: f64,
    /// The parameter of the negative binomial distribution within units; nothing for Poisson counts.
    pub theta: Option<f64>,
    /// Logarithm of the likelihood.
    pub log_likelihood: f64,
    /// Akaike's information criterion.
    pub aic: f64,
    /// The most likely level of each unit, by its code, as the logarithm of its rate over that of a unit in the middle.
    pub levels: BTreeMap<usize, f64>,
}

/// The largest number of quadrature points; more change nothing.
const POINTS_MAX: usize = 100;
/// A spread of units below this is none: the likelihood is level there.
const NO_SPREAD: f64 = 1e-5;
/// Beyond this θ the counts within units cannot be told from Poisson counts.
const THETA_MAX: f64 = 1e8;

/// Poisson regression with a random intercept per unit.
///
/// Formula:  log E(y | u) = log exposure + x′b + τu with u standard normal; the likelihood averaged over u by adaptive
///           Gauss–Hermite quadrature around each unit's mode, maximised over b and τ together. One point is Laplace's
///           approximation.
/// Shapes:   one row per count; `units` holds the code of each row's unit.
/// Units:    coefficients are logarithms of rate ratios within a unit; τ² is a variance of logarithms of rates.
/// Unknown:  as [`super::poisson`]; a single unit; no points or more than 100 are outside the domain; `NotConverged`.
/// Rounding: to about 1e-8 of a standard error; standard errors by second differences of fourth order, about 1e-6.
/// Source:   Pinheiro and Bates (1995), Journal of Computational and Graphical Statistics 4, 12–35; R `lme4::glmer`.
///
/// ```
/// use indices::association::{Counted, Frame, random_intercept_poisson};
///
/// // Units that differ less than chance would let them: the model falls back to one common rate.
/// let mut frame = Frame::new();
/// frame.number("one", &[0.0; 4]).unwrap();
/// let design = frame.design(&[]).unwrap();
/// let counted = Counted::new(&[5, 5, 5, 5]).unwrap();
/// let model = random_intercept_poisson(&design, &counted, &[0, 0, 1, 1], 1).unwrap();
/// assert_eq!(model.tau2, 0.0);
/// assert!((model.coefficients[0].estimate - 5.0_f64.ln()).abs() < 1e-8);
/// ```
pub fn random_intercept_poisson(
    design: &Design,
    counted: &Counted,
    units: &[usize],
    points: usize,
) -> Result<RandomInterceptModel, Why> {
    let likelihood = Likelihood::new(design, counted, units, points, false)?;
    likelihood.maximum()
}

/// Negative binomial regression (NB2) with a random intercept per unit.
///
/// Formula:  as [`random_intercept_poisson`], with Var(y | u) = μ + μ²/θ.
/// Unknown:  as there; counts that within units differ no more than Poisson counts leave θ infinite
///           (`NotIdentified` or `NotConverged`).
/// Source:   Brooks and others (2017), The R Journal 9(2), 378–400; R `glmmTMB(family = nbinom2)`, which uses one point.
///
/// ```
/// use indices::association::{Counted, Frame, random_intercept_negative_binomial};
/// use indices::Why;
///
/// let mut frame = Frame::new();
/// frame.number("one", &[0.0; 4]).unwrap();
/// let design = frame.design(&[]).unwrap();
/// let counted = Counted::new(&[5, 9, 2, 7]).unwrap();
/// let single = random_intercept_negative_binomial(&design, &counted, &[3; 4], 1);
/// assert_eq!(single.err(), Some(Why::SingleUnit));
/// ```
pub fn random_intercept_negative_binomial(
    design: &Design,
    counted: &Counted,
    units: &[usize],
    points: usize,
) -> Result<RandomInterceptModel, Why> {
    let likelihood = Likelihood::new(design, counted, units, points, true)?;
    likelihood.maximum()
}

/// The likelihood of all counts as a function of coefficients, spread of units and, where it is free, ln θ.
struct Likelihood<'a> {
    design: &'a Design,
    counted: &'a Counted,
    units: BTreeMap<usize, Vec<usize>>,
    nodes: Vec<(f64, f64)>,
    free_theta: bool,
    /// −ln y! of each row.
    constants: Vec<f64>,
}

impl<'a> Likelihood<'a> {
    fn new(
        design: &'a Design,
        counted: &'a Counted,
        codes: &[usize],
        points: usize,
        free_theta: bool,
    ) -> Result<Self, Why> {
        if codes.len() != counted.rows() || points == 0 || points > POINTS_MAX {
            return Err(Why::OutsideDomain);
        }
        let mut units: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (row, code) in codes.iter().enumerate() {
            units.entry(*code).or_default().push(row);
        }
        if units.len() < 2 {
            return Err(Why::SingleUnit);
        }
        let constants = counted.counts().iter().map(|count| Scatter::Poisson.constant(*count)).collect();
        Ok(Self { design, counted, units, nodes: gauss_hermite(points), free_theta, constants })
    }

    fn maximum(&self) -> Result<RandomInterceptModel, Why> {
        let without_units = score(self.design, self.counted, Variance::Poisson, Stop::Standstill)?;
        let width = self.design.width();
        let coefficient = |row: usize| without_units.coefficients.get(row).copied();
        // A spread of 1/2 and θ = 1 to begin with.
        let first = |row: usize| coefficient(row).unwrap_or(if row == width { 0.5 } else { 0.0 });
        let start = DVector::from_fn(width + 1 + usize::from(self.free_theta), |row, _| first(row));
        let maximum = maximise(|parameters| self.value(parameters), start)?;
        self.model(&maximum)
    }

    fn scatter(&self, parameters: &DVector<f64>) -> Option<Scatter> {
        if !self.free_theta {
            return Some(Scatter::Poisson);
        }
        let theta = parameters[self.design.width() + 1].exp();
        if theta > 0.0 && theta < THETA_MAX { Some(Scatter::NegativeBinomial { theta }) } else { None }
    }

    fn spread(&self, parameters: &DVector<f64>) -> f64 {
        parameters[self.design.width()]
    }

    fn value(&self, parameters: &DVector<f64>) -> Option<f64> {
        let scatter = self.scatter(parameters)?;
        let spread = self.spread(parameters);
        let predictor = self.predictor(parameters);
        let constants = self.constants(scatter);
        let unit =
            |rows: &Vec<usize>| log_marginal(&self.rows(rows, &predictor, &constants), scatter, spread, &self.nodes);
        self.units.values().map(unit).sum()
    }

    fn predictor(&self, parameters: &DVector<f64>) -> DVector<f64> {
        self.design.matrix() * parameters.rows(0, self.design.width()) + self.counted.offset()
    }

    /// The rows of one unit.
    fn rows(&self, rows: &[usize], predictor: &DVector<f64>, constants: &[f64]) -> Vec<Row> {
        let row = |row: &usize| {
            let constant = *constants.get(*row)?;
            Some(Row { value: self.counted.values()[*row], predictor: predictor[*row], constant })
        };
        rows.iter().filter_map(row).collect()
    }

    /// The part of each row's probability that only a free θ can change.
    fn constants(&self, scatter: Scatter) -> Vec<f64> {
        match scatter {
            Scatter::Poisson => self.constants.clone(),
            free @ Scatter::NegativeBinomial { .. } => {
                self.counted.counts().iter().map(|count| free.constant(*count)).collect()
            }
        }
    }

    fn model(&self, maximum: &Maximum) -> Result<RandomInterceptModel, Why> {
        let width = self.design.width();
        let spread = self.spread(&maximum.at).abs();
        let scatter = self.scatter(&maximum.at).ok_or(Why::NotIdentified)?;
        let covariance = maximum.information.clone().cholesky().ok_or(Why::NotIdentified)?.inverse();
        let own: DMatrix<f64> = covariance.view((0, 0), (width, width)).into_owned();
        let estimates = maximum.at.rows(0, width).into_owned();
        let (predictor, constants) = (self.predictor(&maximum.at), self.constants(scatter));
        let level = |(code, rows): (&usize, &Vec<usize>)| {
            let mode = mode(&self.rows(rows, &predictor, &constants), scatter, spread)?;
            Some((*code, spread * mode.level))
        };
        Ok(RandomInterceptModel {
            coefficients: coefficients(self.design.names(), &estimates, &own, None)?,
            tau2: if spread < NO_SPREAD { 0.0 } else { spread * spread },
            theta: match scatter {
                Scatter::Poisson => None,
                Scatter::NegativeBinomial { theta } => Some(theta),
            },
            log_likelihood: maximum.value,
            aic: 2.0 * (maximum.at.len() as f64 - maximum.value),
            levels: self.units.iter().filter_map(level).collect(),
        })
    }
}

/// Reveals nothing.
impl fmt::Debug for RandomInterceptModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomInterceptModel(..)")
    }
}
