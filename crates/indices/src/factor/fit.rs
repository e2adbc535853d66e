//! A fitted model: estimates with standard errors, and how far the model is from the data.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::implied::Matrices;
use super::likelihood::{Information, evaluate};
use super::model::Model;
use super::moments::{SampleMoments, positive_definite};
use super::sample::{Likelihood, Sample, objective};
use super::scoring::{Decomposed, maximise};
use super::specification::{Coefficient, Equality, Level, MeanStructure, Scaling, Specification, Value};
use super::starts::starts;
use crate::distribution::chi_squared_upper;
use crate::estimate::Why;

/// What a fit may be varied in. The default is that of lavaan's `cfa` with several groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Which likelihood is maximised.
    pub likelihood: Likelihood,
    /// How factors get their unit.
    pub scaling: Scaling,
    /// Whether means are modelled.
    pub means: MeanStructure,
}

impl Default for Settings {
    fn default() -> Self {
        Self { likelihood: Likelihood::Normal, scaling: Scaling::Marker, means: MeanStructure::Modelled }
    }
}

/// A model fitted by maximum likelihood.
#[derive(Clone)]
pub struct Fit {
    pub(super) model: Model,
    pub(super) specification: Specification,
    pub(super) sample: Sample,
    pub(super) parameters: DVector<f64>,
    /// The covariance matrix of the estimates.
    pub(super) precision: DMatrix<f64>,
    pub(super) objective: f64,
    pub(super) saturated: f64,
    pub(super) level: Level,
    steps: u32,
}

/// One coefficient of one group.
#[derive(Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The group, in the order given.
    pub group: usize,
    /// Which coefficient.
    pub coefficient: Coefficient,
    /// Its value.
    pub value: f64,
    /// Its standard error; nothing where it is fixed.
    pub standard_error: Option<f64>,
    /// Its place among the free parameters; coefficients of one place are equal. Nothing where it is fixed.
    pub parameter: Option<usize>,
}

impl Estimated {
    /// Value over standard error; nothing where the value is fixed.
    #[must_use]
    pub fn z(&self) -> Option<f64> {
        self.standard_error.filter(|error| *error > 0.0).map(|error| self.value / error)
    }

    /// Two-sided probability of |z| if the true value were nought.
    #[must_use]
    pub fn p(&self) -> Option<f64> {
        self.z().map(|z| chi_squared_upper(z * z, 1.0))
    }
}

/// Something about a fit that a reader must know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A negative residual variance: a Heywood case.
    NegativeResidualVariance {
        /// The group.
        group: usize,
        /// The item.
        item: usize,
    },
    /// The covariance matrix of the factors is impossible: a negative variance or a correlation beyond 1.
    ImpossibleFactors {
        /// The group.
        group: usize,
    },
}

/// The model with these equalities, fitted to complete answers by maximum likelihood.
///
/// Formula:  minimises Σ n_g F_g, F = ln |Σ| + tr(SΣ⁻¹) − ln |S| − p + (m − μ)'Σ⁻¹(m − μ), with Σ = ΛΨΛ' + Θ and
///           μ = ν + Λα; standard errors from the inverse of the expected information.
/// Shapes:   G groups in the order given; the first is the one whose latent means are nought.
/// Units:    those of the answers.
/// Unknown:  no group, one group where groups must be equal, an item outside the data, more parameters than moments or
///           not all identified, or no convergence.
/// Rounding: the last step is shorter than 1e-7 standard errors, and what it leaves is the square of that.
/// Source:   Jöreskog (1971), Psychometrika 36, 409–426; Sörbom (1974), BJMSP 27, 229–239; lavaan `cfa`.
///
/// ```
/// use indices::factor::{Equality, Level, Model, SampleMoments, Settings, fit};
///
/// // Covariances that loadings 1, 2, 3 on a factor of variance 1 and residual variances 1 imply: a perfect fit.
/// let covariance = [2.0, 2.0, 3.0, 2.0, 5.0, 6.0, 3.0, 6.0, 10.0];
/// let sample = SampleMoments::given(100, &[0.0; 3], &covariance).unwrap();
/// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
/// let fit = fit(&model, &[sample], &Equality::full(Level::Configural), Settings::default()).unwrap();
/// let loadings: Vec<f64> = fit.estimates().iter().take(3).map(|estimate| estimate.value).collect();
/// assert!((loadings[1] - 2.0).abs() < 1e-9 && (loadings[2] - 3.0).abs() < 1e-9);
/// assert!(fit.chi_square() < 1e-9);
/// ```
pub fn fit(model: &Model, groups: &[SampleMoments], equality: &Equality, settings: Settings) -> Result<Fit, Why> {
    let sample = Sample::complete(model, groups, settings.likelihood)?;
    Fit::new(model, sample, equality, settings, Information::Expected)
}

impl Fit {
    pub(super) fn new(
        model: &Model,
        sample: Sample,
        equality: &Equality,
        settings: Settings,
        information: Information,
    ) -> Result<Self, Why> {
        if sample.groups.len() == 1 && equality.level != Level::Configural {
            return Err(Why::SingleGroup);
        }
        if settings.means == MeanStructure::Left && equality.level.intercepts() {
            return Err(Why::OutsideDomain);
        }
        let specification = Specification::new(model, equality, settings.scaling, settings.means, &sample.means());
        if specification.free > specification.moments() {
            return Err(Why::NotIdentified);
        }
        let start = starts(model, &specification, &sample, settings.scaling);
        let maximum = maximise(&specification, &sample, start)?;
        let at = evaluate(&specification, &sample, &maximum.parameters, information);
        let at = at.ok_or(Why::NotPositiveDefinite)?;
        let decomposed = Decomposed::of(&at.information).filter(Decomposed::identified).ok_or(Why::NotIdentified)?;
        Ok(Self {
            model: model.clone(),
            saturated: sample.saturated_objective()?,
            parameters: maximum.parameters,
            precision: decomposed.inverse(),
            objective: at.objective,
            level: equality.level,
            steps: maximum.steps,
            specification,
            sample,
        })
    }

    /// The model that was fitted.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Persons in all groups.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.sample.n()
    }

    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.sample.groups.len()
    }

    /// Steps until the search came to rest.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Number of free parameters, those shared by groups counted once.
    #[must_use]
    pub fn free_parameters(&self) -> usize {
        self.specification.free
    }

    /// Means, variances and covariances beyond the free parameters.
    #[must_use]
    pub fn df(&self) -> usize {
        self.specification.moments().saturating_sub(self.specification.free)
    }

    /// Twice the distance of the log-likelihood from that of the saturated model: N times the minimum of the discrepancy.
    #[must_use]
    pub fn chi_square(&self) -> f64 {
        (2.0 * (self.objective - self.saturated)).max(0.0)
    }

    /// What each group contributes to chi-square.
    #[must_use]
    pub fn chi_square_by_group(&self) -> Vec<f64> {
        let parts = self.sample.groups.iter().zip(self.matrices()).map(|(group, matrices)| {
            let model = objective(group, &matrices.means(), &matrices.covariance())?;
            Some(2.0 * (model - objective(group, &group.means, &group.covariance)?))
        });
        parts.collect::<Option<_>>().unwrap_or_default()
    }

    /// The probability of so great a chi-square under the model; nothing without degrees of freedom.
    #[must_use]
    pub fn p(&self) -> Option<f64> {
        (self.df() > 0).then(|| chi_squared_upper(self.chi_square(), self.df() as f64))
    }

    /// All coefficients, group by group: loadings, residual variances, factor variances and covariances, intercepts,
    /// latent means.
    #[must_use]
    pub fn estimates(&self) -> Vec<Estimated> {
        let groups = self.specification.groups.iter().enumerate();
        let estimates = groups.flat_map(|(group, entries)| {
            entries.iter().map(move |entry| {
                let coefficient = entry.coefficient;
                match entry.value {
                    Value::Fixed(value) => {
                        Estimated { group, coefficient, value, standard_error: None, parameter: None }
                    }
                    Value::Free(index) => Estimated {
                        group,
                        coefficient,
                        value: self.parameters[index],
                        standard_error: Some(self.precision[(index, index)].max(0.0).sqrt()),
                        parameter: Some(index),
                    },
                }
            })
        });
        estimates.collect()
    }

    /// One coefficient of one group.
    #[must_use]
    pub fn estimate(&self, group: usize, coefficient: Coefficient) -> Option<Estimated> {
        self.estimates().into_iter().find(|estimate| estimate.group == group && estimate.coefficient == coefficient)
    }

    /// Estimates that no population can have. The fit stands as it is: they are a sign that the model is wrong, or the
    /// sample small.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        for (group, matrices) in self.matrices().into_iter().enumerate() {
            let negative = matrices.residuals.iter().enumerate().filter(|(_, variance)| **variance < 0.0);
            notes.extend(negative.map(|(item, _)| Note::NegativeResidualVariance { group, item }));
            if !positive_definite(&matrices.factors) {
                notes.push(Note::ImpossibleFactors { group });
            }
        }
        notes
    }

    pub(super) fn matrices(&self) -> Vec<Matrices> {
        let groups = self.specification.groups.iter();
        groups.map(|entries| Matrices::new(&self.specification, entries, &self.parameters)).collect()
    }
}

/// Shows the shape only.
impl fmt::Debug for Fit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fit").field("groups", &self.groups()).field("df", &self.df()).finish_non_exhaustive()
    }
}

/// Reveals nothing but which coefficient it is.
impl fmt::Debug for Estimated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Estimated").field("coefficient", &self.coefficient).finish_non_exhaustive()
    }
}
