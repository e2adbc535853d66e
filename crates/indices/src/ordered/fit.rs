//! A fitted factor model of ordered items, with its tests.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::estimation::minimise;
use super::fit_indices::{FitIndices, Statistic};
use super::layout::{Layout, Slot, triangle};
use super::likelihood;
use super::model::{Invariance, OrderedModel};
use super::noncentrality::chi_square_upper;
use super::robust::{Sandwich, trace_of_square};
use super::sample::OrderedSample;
use crate::estimate::{Estimate, Why};

/// A factor model fitted to thresholds and polychoric correlations by diagonally weighted least squares.
///
/// Formula:  min Σ (n_g − 1) Σ (s − σ(θ))²/Γₛₛ over groups g and statistics s; standard errors from the sandwich
///           H⁻¹JᵀWΓWJH⁻¹/(N − G); the test scaled and shifted to mean df and variance 2 df, T/√(tr(UΓ)²/df) + shift.
/// Shapes:   G groups with J items each; degrees of freedom are statistics less free parameters.
/// Units:    standard deviations of the underlying variables (delta parameterisation).
/// Unknown:  the whole fit: an item that belongs to no factor or to two, a single group where groups are compared, more
///           parameters than the statistics tell apart, no minimum. Parts of it: tests and indices of a saturated model;
///           the robust indices where a matrix is not positive definite or groups are held equal.
/// Rounding: the minimum to about 10⁻¹² relative.
/// Source:   Muthén, du Toit and Spisic (1997); Asparouhov and Muthén (2010), Simple second order chi-square
///           correction; R `lavaan::cfa(ordered = TRUE)`, whose estimator WLSMV this is.
///
/// ```
/// use counts::{OrderedShape, Patterns};
/// use indices::ordered::{Invariance, OrderedModel, OrderedSample};
/// use survey::Points;
///
/// // Three items with all correlations 1/2 between medians: each of the eight patterns as often as √½-loadings say.
/// let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(0, 1)?, 3)?);
/// patterns.add_columns(&[&[0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0], &[0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0], &[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1]])?;
/// let sample = OrderedSample::of(&[patterns]).unwrap();
/// let model = OrderedModel { factors: vec![("climate".to_owned(), vec![0, 1, 2])] };
/// let fit = sample.fit(&model, Invariance::Configural).unwrap();
/// // Three correlations, three parameters: nothing is left to test.
/// assert_eq!(fit.test.degrees_of_freedom, 0);
/// assert!(fit.test.p_value.value().is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct OrderedFit {
    /// Persons in all groups.
    pub n: u64,
    /// What was held equal.
    pub invariance: Invariance,
    /// Free parameters.
    pub free_parameters: usize,
    /// Steps of the minimisation.
    pub steps: u32,
    /// The model against the observed statistics.
    pub test: Test,
    /// The model of no correlation at all, free thresholds in every group.
    pub baseline: Test,
    /// Indices from the unscaled χ². They flatter: it is no χ² when weights are diagonal.
    pub unscaled: FitIndices,
    /// Indices from the scaled and shifted χ², the ones usually reported.
    pub scaled: FitIndices,
    /// Robust indices of Savalei (2021): what maximum likelihood on the polychoric matrices would give in the
    /// population. Only where groups share nothing.
    pub robust: FitIndices,
    /// Standardised root mean square residual of the correlations, the diagonal counted in the divisor.
    pub srmr: Estimate,
    /// Every parameter of every group.
    pub parameters: Vec<Parameter>,
    pub(crate) state: State,
}

/// What a later comparison with another fit needs.
#[derive(Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) jacobian: DMatrix<f64>,
    pub(crate) observed: DVector<f64>,
}

/// A χ² test, plain and adjusted in mean and variance.
#[derive(Clone, Copy, PartialEq)]
pub struct Test {
    /// Degrees of freedom of both.
    pub degrees_of_freedom: usize,
    /// The minimum of the weighted sum of squares. Not χ²-distributed.
    pub chi_square: Estimate,
    /// The probability of one so large if it were.
    pub p_value: Estimate,
    /// Scaled and shifted.
    pub scaled_chi_square: Estimate,
    /// The probability of one so large if the model holds.
    pub scaled_p_value: Estimate,
    /// What it was divided by.
    pub scaling_factor: Estimate,
    /// What was added then.
    pub shift: Estimate,
}

/// One quantity of the model in one group.
#[derive(Clone, Copy, PartialEq)]
pub struct Parameter {
    /// What it is.
    pub kind: ParameterKind,
    /// The group, by its position.
    pub group: usize,
    /// The position of its free parameter, the same for quantities held equal; nothing where it is fixed.
    pub free: Option<usize>,
    /// The estimate, or the value it is fixed to.
    pub value: f64,
    /// Robust standard error; nothing where it is fixed.
    pub standard_error: Option<f64>,
}

/// What a parameter is; items and factors by their position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// Of an item on its factor.
    Loading {
        /// The item.
        item: usize,
        /// Its factor.
        factor: usize,
    },
    /// The k-th threshold of an item, from 0.
    Threshold {
        /// The item.
        item: usize,
        /// Which of its thresholds.
        threshold: usize,
    },
    /// Of the variable underlying an item.
    Intercept {
        /// The item.
        item: usize,
    },
    /// One over the standard deviation of the variable underlying an item.
    Scale {
        /// The item.
        item: usize,
    },
    /// Of two factors, or the variance of one.
    Covariance {
        /// One.
        a: usize,
        /// The other, a ≤ b.
        b: usize,
    },
    /// Of a factor.
    Mean {
        /// The factor.
        factor: usize,
    },
}

pub(crate) fn fit(sample: &OrderedSample, model: &OrderedModel, invariance: Invariance) -> Result<OrderedFit, Why> {
    let layout = Layout::of(sample, model, invariance)?;
    let free_parameters = layout.start.len();
    let observed = sample.observed();
    let degrees_of_freedom = observed.len().checked_sub(free_parameters).ok_or(Why::NotIdentified)?;
    let minimum = minimise(sample, &layout)?;
    let sandwich = Sandwich::of(sample, &minimum.jacobian)?;
    let test = Test::of(sample, &minimum.residuals, degrees_of_freedom, (sandwich.trace, sandwich.trace_squared));
    let baseline = baseline(sample);
    let indices = |of: &dyn Fn(&Test) -> Estimate| match (of(&test), of(&baseline)) {
        (Estimate::Known(model), Estimate::Known(null)) => {
            let statistic =
                |value, test: &Test| Statistic { value, freedom: test.degrees_of_freedom as f64, factor: 1.0 };
            let (model, null) = (statistic(model.value, &test), statistic(null.value, &baseline));
            FitIndices::of(model, null, sample.n(), sample.groups().len())
        }
        (Estimate::Unknown(why), _) | (_, Estimate::Unknown(why)) => FitIndices::unknown(why),
    };
    let robust = match invariance {
        Invariance::Configural => likelihood::robust_indices(sample, &minimum, &sandwich, degrees_of_freedom),
        _ => Err(Why::OutsideDomain),
    };
    Ok(OrderedFit {
        n: sample.n(),
        invariance,
        free_parameters,
        steps: minimum.steps,
        unscaled: indices(&|test| test.chi_square),
        scaled: indices(&|test| test.scaled_chi_square),
        robust: robust.unwrap_or_else(FitIndices::unknown),
        srmr: Estimate::known(srmr(sample, &minimum.residuals), sample.n(), None),
        parameters: parameters(&layout, &minimum.parameters, &sandwich.covariance),
        test,
        baseline,
        state: State { jacobian: minimum.jacobian, observed },
    })
}

impl Test {
    fn of(sample: &OrderedSample, residuals: &DVector<f64>, degrees_of_freedom: usize, traces: (f64, f64)) -> Self {
        let weights = sample.weights_of_test();
        let squares = residuals.iter().zip(weights.iter()).map(|(residual, weight)| weight * residual * residual);
        Self::from_traces(sample.n(), squares.sum::<f64>(), degrees_of_freedom, traces)
    }

    /// Scales and shifts a statistic with mean tr and variance 2 tr₂ to mean df and variance 2 df.
    pub(crate) fn from_traces(
        n: u64,
        chi_square: f64,
        degrees_of_freedom: usize,
        (trace, squared): (f64, f64),
    ) -> Self {
        let known = |value: f64| Estimate::known(value, n, None);
        let freedom = degrees_of_freedom as f64;
        let scaling_factor = (squared / freedom).sqrt();
        if degrees_of_freedom == 0 || !scaling_factor.is_normal() {
            let unknown = Estimate::Unknown(Why::NotIdentified);
            return Self {
                degrees_of_freedom,
                chi_square: known(chi_square),
                p_value: unknown,
                scaled_chi_square: unknown,
                scaled_p_value: unknown,
                scaling_factor: unknown,
                shift: unknown,
            };
        }
        let shift = freedom - trace / scaling_factor;
        let scaled = chi_square / scaling_factor + shift;
        Self {
            degrees_of_freedom,
            chi_square: known(chi_square),
            p_value: known(chi_square_upper(chi_square, freedom, 0.0)),
            scaled_chi_square: known(scaled),
            scaled_p_value: known(chi_square_upper(scaled, freedom, 0.0)),
            scaling_factor: known(scaling_factor),
            shift: known(shift),
        }
    }
}

/// Free thresholds and no correlations: the thresholds fit, and U is W on the correlations.
fn baseline(sample: &OrderedSample) -> Test {
    let positions = sample.correlation_positions();
    let (observed, weights, gamma) = (sample.observed(), sample.weights(), sample.gamma());
    let mut residuals = DVector::zeros(observed.len());
    for &at in &positions {
        residuals[at] = observed[at];
    }
    let size = positions.len();
    let at = |position: usize| positions.get(position).copied().unwrap_or_default();
    let u_gamma = DMatrix::from_fn(size, size, |a, b| weights[at(a)] * gamma[(at(a), at(b))]);
    Test::of(sample, &residuals, size, (u_gamma.trace(), trace_of_square(&u_gamma)))
}

/// Per group the root of the squared residuals over J(J + 1)/2; groups weighted by their share.
fn srmr(sample: &OrderedSample, residuals: &DVector<f64>) -> f64 {
    let (_, shares) = sample.total_and_shares();
    let items = sample.items() as f64;
    let positions = sample.correlation_positions();
    let per_group = positions.len().checked_div(shares.len()).unwrap_or(1).max(1);
    let of_group = |(positions, share): (&[usize], &f64)| {
        let squares: f64 = positions.iter().map(|&at| residuals[at] * residuals[at]).sum();
        share * (squares / (items * (items + 1.0) / 2.0)).sqrt()
    };
    positions.chunks(per_group).zip(&shares).map(of_group).sum()
}

fn parameters(layout: &Layout, values: &DVector<f64>, covariance: &DMatrix<f64>) -> Vec<Parameter> {
    let mut all = Vec::new();
    for (group, of) in layout.groups.iter().enumerate() {
        let mut push = |kind, slot: &Slot| {
            let free = match slot {
                Slot::Free(position) => Some(*position),
                Slot::Fixed(_) => None,
            };
            let standard_error = free.map(|position| covariance[(position, position)].max(0.0).sqrt());
            all.push(Parameter { kind, group, free, value: slot.value(values), standard_error });
        };
        for (item, (slot, &factor)) in of.loadings.iter().zip(&layout.factor_of_items).enumerate() {
            push(ParameterKind::Loading { item, factor }, slot);
        }
        for (item, slots) in of.thresholds.iter().enumerate() {
            slots
                .iter()
                .enumerate()
                .for_each(|(threshold, slot)| push(ParameterKind::Threshold { item, threshold }, slot));
        }
        of.intercepts.iter().enumerate().for_each(|(item, slot)| push(ParameterKind::Intercept { item }, slot));
        of.scales.iter().enumerate().for_each(|(item, slot)| push(ParameterKind::Scale { item }, slot));
        for ((a, b), slot) in triangle(of.means.len()).zip(&of.covariances) {
            push(ParameterKind::Covariance { a, b }, slot);
        }
        of.means.iter().enumerate().for_each(|(factor, slot)| push(ParameterKind::Mean { factor }, slot));
    }
    all
}

impl OrderedFit {
    /// The value of one quantity in one group.
    #[must_use]
    pub fn value(&self, group: usize, kind: ParameterKind) -> Option<f64> {
        self.parameters.iter().find(|of| of.group == group && of.kind == kind).map(|of| of.value)
    }

    /// The loading of an item when its underlying variable and its factor have variance 1: λ √ψ times the scale.
    #[must_use]
    pub fn standardised_loading(&self, group: usize, item: usize) -> Option<f64> {
        let loading = |of: &&Parameter| match of.kind {
            ParameterKind::Loading { item: at, factor } if at == item && of.group == group => Some((of.value, factor)),
            _ => None,
        };
        let (value, factor) = self.parameters.iter().find_map(|of| loading(&of))?;
        let variance = self.value(group, ParameterKind::Covariance { a: factor, b: factor })?;
        let scale = self.value(group, ParameterKind::Scale { item })?;
        (variance >= 0.0).then(|| value * variance.sqrt() * scale)
    }

    /// The variance of an item's underlying variable that its factor does not explain, 1/D² − λ²ψ. Below nought the
    /// solution is improper (a Heywood case) and should not be interpreted.
    #[must_use]
    pub fn residual_variance(&self, group: usize, item: usize) -> Option<f64> {
        let standardised = self.standardised_loading(group, item)?;
        let scale = self.value(group, ParameterKind::Scale { item })?;
        Some((1.0 - standardised * standardised) / (scale * scale))
    }
}

/// Reveals nothing.
impl fmt::Debug for OrderedFit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderedFit(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Test(..)")
    }
}

/// Shows what it is and not how large.
impl fmt::Debug for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parameter").field("kind", &self.kind).field("group", &self.group).finish_non_exhaustive()
    }
}
