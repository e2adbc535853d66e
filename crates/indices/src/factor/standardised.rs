//! Estimates in standard deviations: of items, of factors, and of groups that differ.

#![expect(clippy::indexing_slicing, reason = "items, factors and parameters are positions in matrices made for them")]

use std::fmt;

use nalgebra::DVector;

use super::fit::{Estimated, Fit};
use super::implied::Matrices;
use super::specification::{Coefficient, Entry, Level};
use crate::confidence::normal_interval;
use crate::distribution::chi_squared_upper;
use crate::estimate::{Estimate, Why};

/// A value and its derivatives by the free parameters.
struct Smooth {
    value: f64,
    gradient: DVector<f64>,
}

impl Smooth {
    /// The value a coefficient takes, with 1 in its own place.
    fn of(entries: &[Entry], matrices: &Matrices, coefficient: Coefficient, free: usize) -> Self {
        let mut gradient = DVector::zeros(free);
        let entry = entries.iter().find(|entry| entry.coefficient == coefficient);
        if let Some(index) = entry.and_then(|entry| entry.value.parameter()) {
            gradient[index] = 1.0;
        }
        Self { value: matrices.get(coefficient), gradient }
    }

    /// The implied variance of an item.
    fn variance(entries: &[Entry], matrices: &Matrices, item: usize, free: usize) -> Self {
        let columns = matrices.columns();
        let mut gradient = DVector::zeros(free);
        for entry in entries {
            let pair = matrices.slope(entry.coefficient).covariance;
            if let (Some(index), Some(pair)) = (entry.value.parameter(), pair) {
                gradient[index] += 2.0 * pair.weight * columns[(item, pair.first)] * columns[(item, pair.second)];
            }
        }
        Self { value: matrices.covariance()[(item, item)], gradient }
    }

    /// This, times the other to some power.
    fn times(mut self, other: &Self, power: f64) -> Self {
        let factor = other.value.powf(power);
        self.gradient *= factor;
        self.gradient += &other.gradient * (self.value * power * factor / other.value);
        self.value *= factor;
        self
    }
}

/// The mean of a factor in one group against the first group.
#[derive(Clone, Copy, PartialEq)]
pub struct LatentMeanDifference {
    /// The factor.
    pub factor: usize,
    /// The group; never the first.
    pub group: usize,
    /// The difference, in units of the marker (or of the first group's factor), with its interval.
    pub difference: Estimate,
    /// Its standard error.
    pub standard_error: f64,
    /// Two-sided probability if there is no difference.
    pub p: f64,
    /// The difference in pooled standard deviations of the factor, with its interval.
    pub effect_size: Estimate,
}

impl Fit {
    /// All coefficients in standard deviations of items and factors, in the order of [`Fit::estimates`].
    ///
    /// Formula:  λ√ψ/√σ, θ/σ, ψ/√(ψψ'), ν/√σ, α/√ψ, with the implied variance σ of the item; standard errors by the
    ///           delta method.
    /// Shapes:   as [`Fit::estimates`].
    /// Units:    none.
    /// Unknown:  a factor whose variance is not positive.
    /// Rounding: that of the fit.
    /// Source:   Bollen (1989), Structural Equations with Latent Variables; lavaan `standardizedSolution`.
    ///
    /// ```
    /// use indices::factor::{Equality, Level, Model, SampleMoments, Settings, fit};
    ///
    /// let sample = SampleMoments::given(100, &[0.0; 3], &[2.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0]).unwrap();
    /// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
    /// let fit = fit(&model, &[sample], &Equality::full(Level::Configural), Settings::default()).unwrap();
    /// // One half of every variance is the factor's.
    /// let loading = fit.standardised().unwrap()[1];
    /// assert!((loading.value - 0.5_f64.sqrt()).abs() < 1e-9);
    /// ```
    pub fn standardised(&self) -> Result<Vec<Estimated>, Why> {
        let groups = self.specification.groups.iter().zip(self.matrices()).enumerate();
        let mut all = Vec::new();
        for (group, (entries, matrices)) in groups {
            if matrices.factors.diagonal().iter().any(|variance| *variance <= 0.0) {
                return Err(Why::NoVariance);
            }
            for entry in entries {
                let smooth = self.standardise(entries, &matrices, entry.coefficient);
                let variance = self.variance_of(&smooth.gradient);
                let fixed = variance <= 1e-28 * smooth.value * smooth.value;
                all.push(Estimated {
                    group,
                    coefficient: entry.coefficient,
                    value: smooth.value,
                    standard_error: (!fixed).then(|| variance.sqrt()),
                    parameter: entry.value.parameter(),
                });
            }
        }
        Ok(all)
    }

    fn standardise(&self, entries: &[Entry], matrices: &Matrices, coefficient: Coefficient) -> Smooth {
        let free = self.specification.free;
        let own = Smooth::of(entries, matrices, coefficient, free);
        let item = |item| Smooth::variance(entries, matrices, item, free);
        let factor = |factor| Smooth::of(entries, matrices, Coefficient::FactorVariance { factor }, free);
        match coefficient {
            Coefficient::Loading { item: i, factor: f } => own.times(&factor(f), 0.5).times(&item(i), -0.5),
            Coefficient::ResidualVariance { item: i } => own.times(&item(i), -1.0),
            Coefficient::FactorVariance { factor: f } => own.times(&factor(f), -1.0),
            Coefficient::FactorCovariance { first, second } => {
                own.times(&factor(first), -0.5).times(&factor(second), -0.5)
            }
            Coefficient::Intercept { item: i } => own.times(&item(i), -0.5),
            Coefficient::LatentMean { factor: f } => own.times(&factor(f), -0.5),
        }
    }

    /// Differences of latent means between each later group and the first, factor by factor.
    ///
    /// Formula:  αᵍ with its standard error; d = αᵍ/√ψ, ψ = (n₁ψ₁ + n_gψ_g)/(n₁ + n_g), by the delta method.
    /// Shapes:   G − 1 differences per factor.
    /// Units:    points of the marker item; standard deviations.
    /// Unknown:  the intercepts are not equal or the latent means not free, so that means say nothing (no list at all);
    ///           d where a factor has no variance.
    /// Rounding: that of the fit.
    /// Source:   Sörbom (1974), BJMSP 27, 229–239; Hancock (2001), Psychometrika 66, 373–388.
    ///
    /// ```
    /// use indices::factor::{Equality, Level, Model, SampleMoments, Settings, fit};
    ///
    /// let covariance = [2.0, 1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0, 2.0];
    /// let first = SampleMoments::given(100, &[3.0; 3], &covariance).unwrap();
    /// let second = SampleMoments::given(100, &[3.5; 3], &covariance).unwrap();
    /// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
    /// let fit = fit(&model, &[first, second], &Equality::full(Level::Scalar), Settings::default()).unwrap();
    /// // Half a point, and the factor's variance is 1.
    /// let difference = fit.latent_mean_differences().unwrap()[0];
    /// assert!((difference.effect_size.value().unwrap() - 0.5).abs() < 1e-9);
    /// ```
    pub fn latent_mean_differences(&self) -> Result<Vec<LatentMeanDifference>, Why> {
        if self.groups() < 2 {
            return Err(Why::SingleGroup);
        }
        if !matches!(self.level, Level::Scalar | Level::Strict) {
            return Err(Why::NotIdentified);
        }
        let all = self.matrices();
        let described: Vec<_> = self.specification.groups.iter().zip(&all).zip(&self.sample.groups).collect();
        let Some((((first_entries, first), first_group), later)) = described.split_first() else {
            return Err(Why::NoAnswers);
        };
        let free = self.specification.free;
        let factors = 0..self.specification.factors;
        let differences = factors.flat_map(|factor| {
            later.iter().enumerate().map(move |(position, ((entries, matrices), group))| {
                let mean = Coefficient::LatentMean { factor };
                let variance = Coefficient::FactorVariance { factor };
                let difference = Smooth::of(entries, matrices, mean, free);
                let own = Smooth::of(entries, matrices, variance, free);
                let reference = Smooth::of(first_entries, first, variance, free);
                let share = group.weight / (group.weight + first_group.weight);
                let pooled = Smooth {
                    value: share * own.value + (1.0 - share) * reference.value,
                    gradient: own.gradient * share + reference.gradient * (1.0 - share),
                };
                let variance = self.variance_of(&difference.gradient);
                let z_squared = difference.value * difference.value / variance;
                let known = self.with_interval(&difference);
                let effect_size = if pooled.value > 0.0 {
                    self.with_interval(&difference.times(&pooled, -0.5))
                } else {
                    Estimate::Unknown(Why::NoVariance)
                };
                LatentMeanDifference {
                    factor,
                    group: position + 1,
                    difference: known,
                    standard_error: variance.sqrt(),
                    p: chi_squared_upper(z_squared, 1.0),
                    effect_size,
                }
            })
        });
        Ok(differences.collect())
    }

    fn with_interval(&self, smooth: &Smooth) -> Estimate {
        let error = self.variance_of(&smooth.gradient).sqrt();
        Estimate::known(smooth.value, self.n(), normal_interval(smooth.value, error))
    }

    fn variance_of(&self, gradient: &DVector<f64>) -> f64 {
        gradient.dot(&(&self.precision * gradient)).max(0.0)
    }
}

/// Reveals nothing but what is compared.
impl fmt::Debug for LatentMeanDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &mut f.debug_struct("LatentMeanDifference");
        shown.field("factor", &self.factor).field("group", &self.group).finish_non_exhaustive()
    }
}
