//! The one-way random-intercept model by REML and by ML.

use std::f64::consts::TAU;
use std::fmt;

use super::boundary::BoundaryTest;
use super::profile::{self, Profile};
use super::sizes::{Centre, SameSize, by_size};
use crate::aggregation::{GroupMoments, UnitSize, one_way};
use crate::distribution::normal_quantile;
use crate::estimate::{Estimate, Interval, LEVEL, Why};

/// Which likelihood is maximised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Restricted maximum likelihood: allows for the mean having been estimated too. R's default.
    Reml,
    /// Maximum likelihood; its τ² is too small when there are few units.
    Ml,
}

/// The fitted model y = μ + u + e, with variance τ² of the units' u and σ² of the persons' e.
#[derive(Clone, PartialEq)]
pub struct RandomIntercept {
    method: Method,
    pub(super) theta: f64,
    pub(super) sigma2: f64,
    /// μ less the mean of all persons.
    pub(super) mu_offset: f64,
    pub(super) se_mu: f64,
    pub(super) centre: Centre,
    units: u64,
    n: u64,
    /// The normal quantile of [`LEVEL`], looked up once for all units.
    pub(super) z: Option<f64>,
    likelihood: Likelihood,
}

/// What the likelihood rests on.
#[derive(Clone, PartialEq)]
struct Likelihood {
    sizes: Vec<SameSize>,
    /// Sum of squares within units.
    within: f64,
    /// N − 1 for REML, N for ML.
    freedom: f64,
    restricted: bool,
}

/// The model fitted to units with these moments; `divisor` is the common denominator of the scores.
///
/// Formula:  with θ = τ²/σ² and w = n/(1 + nθ), μ = Σ w ȳ / Σ w, Q = SSW + Σ w (ȳ − μ)², σ² = Q/q, q = N − 1 (REML)
///           or N (ML). θ minimises q ln Q + Σ ln(1 + nθ) + [REML: ln Σ w], at the root of its derivative
///           −q Σ w²(ȳ − μ)²/Q + Σ w − [REML: Σ w²/Σ w], or at 0 where that is lower.
/// Shapes:   K units, the empty ones left out; N persons in all.
/// Units:    score points, and squared ones for variances.
/// Unknown:  no persons, a single unit, no unit with two persons, nobody who differs from the others of the own unit,
///           a divisor of nought, or sums beyond 128 bits.
/// Rounding: sums and differences of sums are exact; θ is good to about 13 digits.
/// Source:   Harville (1977), J. American Statistical Association 72, 320–338; R `lme4::lmer(y ~ 1 + (1 | unit))`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::multilevel::{Method, random_intercept};
///
/// // Units of equal size: REML is the analysis of variance. Answers 1, 3 and 4, 6: MSB 9, MSW 2, so τ² = (9 − 2)/2.
/// let units = [GroupMoments { n: 2, sum: 4, squares: 10 }, GroupMoments { n: 2, sum: 10, squares: 52 }];
/// let fit = random_intercept(&units, 1, Method::Reml).unwrap();
/// assert!((fit.tau2() - 3.5).abs() < 1e-13 && (fit.sigma2() - 2.0).abs() < 1e-13 && fit.mu() == 3.5);
/// ```
pub fn random_intercept(groups: &[GroupMoments], divisor: u64, method: Method) -> Result<RandomIntercept, Why> {
    let anova = one_way(groups, divisor)?;
    let centre = Centre::of(groups, divisor).ok_or(Why::TooLarge)?;
    let sizes = by_size(groups, &centre).ok_or(Why::TooLarge)?;
    if anova.ssw() <= 0.0 {
        return Err(Why::NoVariance);
    }
    let restricted = method == Method::Reml;
    let freedom = anova.n() as f64 - if restricted { 1.0 } else { 0.0 };
    let likelihood = Likelihood { sizes, within: anova.ssw(), freedom, restricted };
    let theta = profile::minimum(&likelihood, anova.unit_size(UnitSize::Mean))?;
    let at = likelihood.at(theta);
    let sigma2 = at.residual / freedom;
    Ok(RandomIntercept {
        method,
        theta,
        sigma2,
        mu_offset: at.mu,
        se_mu: (sigma2 / at.weight).sqrt(),
        centre,
        units: anova.units(),
        n: anova.n(),
        z: normal_quantile(f64::midpoint(1.0, LEVEL)),
        likelihood,
    })
}

/// The sums of the formulas at one θ.
struct Sums {
    /// Σ w.
    weight: f64,
    /// Σ w².
    weight_squares: f64,
    mu: f64,
    /// Q.
    residual: f64,
    /// Σ w² (ȳ − μ)².
    weighted_scatter: f64,
}

impl Likelihood {
    /// Σ ln(1 + nθ).
    fn log_shrinkage(&self, theta: f64) -> f64 {
        self.sizes.iter().map(|size| size.units * (size.n * theta).ln_1p()).sum()
    }

    fn at(&self, theta: f64) -> Sums {
        let weight_of = |size: &SameSize| size.n / (1.0 + size.n * theta);
        let sum = |f: &dyn Fn(&SameSize) -> f64| self.sizes.iter().map(f).sum::<f64>();
        let weight = sum(&|size| size.units * weight_of(size));
        let mu = sum(&|size| size.units * weight_of(size) * size.offset) / weight;
        let scatter = |size: &SameSize| size.scatter + size.units * (size.offset - mu) * (size.offset - mu);
        Sums {
            weight,
            weight_squares: sum(&|size| size.units * weight_of(size) * weight_of(size)),
            mu,
            residual: self.within + sum(&|size| weight_of(size) * scatter(size)),
            weighted_scatter: sum(&|size| weight_of(size) * weight_of(size) * scatter(size)),
        }
    }
}

impl Profile for Likelihood {
    fn deviance(&self, theta: f64) -> f64 {
        let at = self.at(theta);
        let restriction = if self.restricted { at.weight.ln() } else { 0.0 };
        self.freedom * at.residual.ln() + self.log_shrinkage(theta) + restriction
    }

    fn score(&self, theta: f64) -> f64 {
        let at = self.at(theta);
        let restriction = if self.restricted { at.weight_squares / at.weight } else { 0.0 };
        at.weight - self.freedom * at.weighted_scatter / at.residual - restriction
    }
}

impl RandomIntercept {
    /// Which likelihood was maximised.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Persons, N.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Units with answers, K.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.units
    }

    /// θ = τ² / σ²; 0 where units differ no more than chance, never below.
    #[must_use]
    pub fn theta(&self) -> f64 {
        self.theta
    }

    /// The score of the profile likelihood at [`RandomIntercept::theta`], ∂ℓ/∂θ up to a positive factor: nought but for
    /// rounding, except at the edge θ = 0, where it may be positive.
    #[must_use]
    pub fn score_at_root(&self) -> f64 {
        self.likelihood.score(self.theta)
    }

    /// Variance between units, τ².
    #[must_use]
    pub fn tau2(&self) -> f64 {
        self.theta * self.sigma2
    }

    /// Variance within units, σ².
    #[must_use]
    pub fn sigma2(&self) -> f64 {
        self.sigma2
    }

    /// The mean of the units, μ, each weighted by how surely it is known: not the mean of all persons.
    #[must_use]
    pub fn mu(&self) -> f64 {
        self.centre.value() + self.mu_offset
    }

    /// Standard error of μ, √(σ² / Σ w).
    #[must_use]
    pub fn se_mu(&self) -> f64 {
        self.se_mu
    }

    /// ICC(1) = τ² / (τ² + σ²) = θ / (1 + θ), with the interval in which the likelihood ratio is not significant.
    ///
    /// Source:   the interval is the profile likelihood's; Pawitan (2001), In All Likelihood, chapter 3.
    #[must_use]
    pub fn icc1(&self) -> Estimate {
        self.of_theta(|theta| theta / (1.0 + theta))
    }

    /// ICC(2), the reliability of the mean of a unit of a given size: k ICC(1) / (1 + (k − 1) ICC(1)) = kθ / (1 + kθ).
    /// The caller says the size: R `multilevel::mult.icc` counts persons without an answer into it.
    ///
    /// Unknown:  a size that is not positive.
    #[must_use]
    pub fn icc2_at(&self, size: f64) -> Estimate {
        if !(size > 0.0 && size.is_finite()) {
            return Estimate::Unknown(Why::OutsideDomain);
        }
        self.of_theta(|theta| size * theta / (1.0 + size * theta))
    }

    /// ICC(2) at the mean unit size, as R `multilevel::mult.icc` where nobody's answer is missing.
    #[must_use]
    pub fn icc2(&self) -> Estimate {
        self.icc2_at(self.mean_size())
    }

    /// The plain mean over the units of λ = nθ / (1 + nθ), as R `multilevel::gmeanrel` and `psychometric::ICC2.lme`.
    #[must_use]
    pub fn mean_lambda(&self) -> f64 {
        let lambda = |size: &SameSize| size.units * size.n * self.theta / (1.0 + size.n * self.theta);
        self.likelihood.sizes.iter().map(lambda).sum::<f64>() / self.units as f64
    }

    /// Kish's design effect for units of the mean size, 1 + (N/K − 1) ICC(1).
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        1.0 + (self.mean_size() - 1.0) * self.theta / (1.0 + self.theta)
    }

    /// The design effect that minds unequal sizes, 1 + (Σ n² / N − 1) ICC(1).
    #[must_use]
    pub fn design_effect_of_unequal_sizes(&self) -> f64 {
        let squares: f64 = self.likelihood.sizes.iter().map(|size| size.units * size.n * size.n).sum();
        1.0 + (squares / self.n as f64 - 1.0) * self.theta / (1.0 + self.theta)
    }

    /// The logarithm of the (restricted) likelihood, with all constants, as R `logLik`.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        let at = self.likelihood.at(self.theta);
        let freedom = self.likelihood.freedom;
        let restriction = if self.likelihood.restricted { at.weight.ln() } else { 0.0 };
        -0.5 * (freedom * (TAU * self.sigma2).ln() + self.likelihood.log_shrinkage(self.theta) + freedom + restriction)
    }

    /// −2 log-likelihood: R's REML criterion, or the deviance.
    #[must_use]
    pub fn criterion(&self) -> f64 {
        -2.0 * self.log_likelihood()
    }

    /// Akaike's criterion for the three parameters μ, τ² and σ².
    #[must_use]
    pub fn aic(&self) -> f64 {
        self.criterion() + 2.0 * PARAMETERS
    }

    /// The Bayesian information criterion, with N persons as R `BIC` has it.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.criterion() + PARAMETERS * (self.n as f64).ln()
    }

    /// Whether units differ at all.
    ///
    /// Source:   Self and Liang (1987), J. American Statistical Association 82, 605–610; R `nlme::gls` against `lme`.
    #[must_use]
    pub fn boundary_test(&self) -> BoundaryTest {
        let (none, some) = (self.likelihood.at(0.0), self.likelihood.at(self.theta));
        let restriction = if self.likelihood.restricted { (none.weight / some.weight).ln() } else { 0.0 };
        let gained = self.likelihood.freedom * (none.residual / some.residual).ln();
        BoundaryTest::of(gained - self.likelihood.log_shrinkage(self.theta) + restriction)
    }

    fn mean_size(&self) -> f64 {
        self.n as f64 / self.units as f64
    }

    /// A rising function of θ with its interval.
    fn of_theta(&self, function: impl Fn(f64) -> f64) -> Estimate {
        let ends = self.z.and_then(|z| profile::rise(&self.likelihood, self.theta, self.mean_size(), z * z));
        let interval = ends.map(|(low, high)| Interval { low: function(low), high: function(high), level: LEVEL });
        Estimate::known(function(self.theta), self.n, interval)
    }
}

/// μ, τ² and σ².
const PARAMETERS: f64 = 3.0;

/// Reveals nothing.
impl fmt::Debug for RandomIntercept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RandomIntercept(..)")
    }
}
