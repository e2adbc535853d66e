//! A fitted factor model of ordered items, with its tests.

use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::chi_square::{Test, baseline};
use super::estimation::minimise;
use super::layout::Layout;
use super::likelihood;
use super::model::{Invariance, OrderedModel};
use super::parameters::{Parameter, ParameterKind, parameters};
use super::robust::Sandwich;
use super::sample::OrderedSample;
use crate::approximate_fit::ApproximateFit;
use crate::estimate::{Estimate, Why};

/// A factor model fitted to thresholds and polychoric correlations by diagonally weighted least squares.
///
/// Formula:  min Σ (n_g − 1) Σ (s − σ(θ))²/Γₛₛ over groups g and statistics s; standard errors from the sandwich
///           H⁻¹JᵀWΓWJH⁻¹/(N − G); the test scaled and shifted to mean df and variance 2 df, T/√(tr(UΓ)²/df) + shift.
/// Shapes:   G groups with J items each; degrees of freedom are statistics less free parameters.
/// Units:    standard deviations of the underlying variables (delta parameterisation).
/// Unknown:  the whole fit: an item that belongs to no factor or to two, a single group where groups are compared, more
///           parameters than the statistics tell apart, no minimum. Parts of it: tests and indices of a saturated
///           model; the robust indices where a matrix is not positive definite or groups are held equal.
/// Rounding: the minimum to about 10⁻¹² relative.
/// Source:   Muthén, du Toit and Spisic (1997); Asparouhov and Muthén (2010), Simple second order chi-square
///           correction; R `lavaan::cfa(ordered = TRUE)`, whose estimator WLSMV this is.
///
/// ```
/// use counts::{OrderedShape, Patterns};
/// use indices::ordered::{Invariance, OrderedModel, OrderedSample};
/// use survey::Points;
///
/// // Three items; each pattern once, and the two unanimous ones three times.
/// let mut patterns = Patterns::new(&OrderedShape::uniform(Points::new(0, 1)?, 3)?);
/// for k in 0..8 {
///     for _ in 0..if k % 7 == 0 { 3 } else { 1 } {
///         patterns.add_columns(&[&[k & 1], &[k >> 1 & 1], &[k >> 2]])?;
///     }
/// }
/// let sample = OrderedSample::of(&[patterns]).unwrap();
/// let model = OrderedModel { factors: vec![("climate".to_owned(), vec![0, 1, 2])] };
/// let fit = sample.fit(&model, Invariance::Configural).unwrap();
/// // Three correlations, three parameters: nothing is left to test. All cut at the median, 4 of 12 in each equal cell
/// // and 2 in each other: every correlation is sin(2π(1/3 − 1/4)) = 1/2, every loading √½.
/// assert!((fit.standardised_loading(0, 2).unwrap() - 0.5_f64.sqrt()).abs() < 1e-12);
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
    pub unscaled: ApproximateFit,
    /// Indices from the scaled and shifted χ², the ones usually reported.
    pub scaled: ApproximateFit,
    /// Robust indices of Savalei (2021): what maximum likelihood on the polychoric matrices would give in the
    /// population. Only where groups share nothing.
    pub robust: ApproximateFit,
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
            let approximation = |value, test: &Test| sample.approximation(value, test.degrees_of_freedom, 1.0);
            let (model, null) = (approximation(model.value, &test), approximation(null.value, &baseline));
            ApproximateFit::of(&model, &null, &model)
        }
        (Estimate::Unknown(why), _) | (_, Estimate::Unknown(why)) => ApproximateFit::unknown(why),
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
        robust: robust.unwrap_or_else(ApproximateFit::unknown),
        srmr: Estimate::known(srmr(sample, &minimum.residuals), sample.n(), None),
        parameters: parameters(&layout, &minimum.parameters, &sandwich.covariance),
        test,
        baseline,
        state: State { jacobian: minimum.jacobian, observed },
    })
}

/// Per group the root of the squared residuals over J(J + 1)/2; groups weighted by their share.
fn srmr(sample: &OrderedSample, residuals: &DVector<f64>) -> f64 {
    let (_, shares) = sample.total_and_shares();
    let items = sample.items() as f64;
    let correlations = residuals.select_rows(&sample.correlation_positions());
    let per_group = correlations.len().checked_div(shares.len()).unwrap_or_default().max(1);
    let of_group = |(residuals, share): (&[f64], &f64)| {
        let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
        share * (squares / (items * (items + 1.0) / 2.0)).sqrt()
    };
    correlations.as_slice().chunks(per_group).zip(&shares).map(of_group).sum()
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
