//! Persons in units: one factor model within units and one between them.

mod fit;
mod sample;
mod surface;

use nalgebra::{DMatrix, DVector};

use super::implied::Matrices;
use super::likelihood::{Information, Surface};
use super::model::Model;
use super::scoring::{Decomposed, maximise};
use super::specification::{Coefficient, Entry, MeanStructure, Scaling, Specification, Value, coefficients};
use super::starts::group_start;
use crate::estimate::Why;
pub use fit::TwoLevelFit;
use sample::UnitSample;
use surface::{TwoLevelSurface, TwoLevels, is_factor_covariance};

/// One model within units and one between them, fitted to complete answers of persons in units. Within, items have no
/// means; between, intercepts are free and latent means nought. Each factor's first item is its marker.
///
/// Formula:  minimises (N − J)(ln |W| + tr(S W⁻¹)) + Σ (ln |W + sB| + s(m − μ)'(W + sB)⁻¹(m − μ)) over units of size s
///           with mean m, W and B the matrices within and between that the models imply, and S the pooled one within;
///           standard errors from the observed information.
/// Shapes:   one column of N answers per item; the unit of each of N persons; J units.
/// Units:    those of the answers.
/// Unknown:  models of different items; a single unit, or nobody beside another in a unit; an item that does not vary
///           within units; more parameters than moments, or not all identified; no convergence, also of the saturated
///           model, which a matrix between units near nought can cause.
/// Rounding: that of the search.
/// Source:   McDonald & Goldstein (1989), BJMSP 42, 215–232; Muthén (1994), Sociological Methods & Research 22, 376–398;
///           lavaan with `level:` blocks.
///
/// ```
/// use indices::Why;
/// use indices::factor::{Model, fit_two_level};
///
/// let model = Model::parse("f=a,b,c", &["a", "b", "c"]).unwrap();
/// let columns: [&[f64]; 3] = [&[1.0, 2.0, 3.0, 5.0], &[2.0, 1.0, 3.0, 4.0], &[1.0, 2.0, 5.0, 4.0]];
/// assert_eq!(fit_two_level(&model, &model, &columns, &[7, 7, 7, 7]).unwrap_err(), Why::SingleUnit);
/// ```
pub fn fit_two_level(within: &Model, between: &Model, columns: &[&[f64]], units: &[u64]) -> Result<TwoLevelFit, Why> {
    let chosen = within.positions().iter().map(|position| columns.get(*position).copied());
    let chosen: Vec<&[f64]> = chosen.collect::<Option<_>>().ok_or(Why::OutsideDomain)?;
    let between = between.in_order_of(within).ok_or(Why::OutsideDomain)?;
    let sample = UnitSample::new(&chosen, units)?;
    let items = chosen.len();
    let levels = TwoLevels::of(items, within.factors().len(), between.factors().len(), |free| {
        let lower = level(&coefficients(within), |c| fixed_by_marker(within, c).or(fixed_within(c)), free);
        let upper = level(&coefficients(&between), |c| fixed_by_marker(&between, c).or(fixed_latent_mean(c)), free);
        [lower, upper]
    });
    let moments = items * (items + 1) + items;
    if levels.free() > moments {
        return Err(Why::NotIdentified);
    }
    let start = [
        group_start(within, &sample.means, &sample.within.covariance, &sample.means, Scaling::Marker),
        group_start(&between, &sample.means, &possible(&sample), &sample.means, Scaling::Marker),
    ];
    let (parameters, objective) = search(&levels, &sample, &start)?;
    let surface = TwoLevelSurface { levels: &levels, sample: &sample };
    let at = surface.evaluate(&parameters, Information::Observed).ok_or(Why::NotPositiveDefinite)?;
    let information = Decomposed::of(&at.information).filter(Decomposed::identified).ok_or(Why::NotIdentified)?;
    let [saturated, baseline] = [true, false].map(|related| without_model(&sample, items, related));
    let ((saturated_levels, saturated, saturated_objective), (.., baseline_objective)) = (saturated?, baseline?);
    let constant = sample.persons as f64 * items as f64 / 2.0 * std::f64::consts::TAU.ln();
    let [lower, upper] = saturated_levels.matrices(&saturated);
    let share = |item| {
        let variance = Coefficient::FactorVariance { factor: item };
        upper.get(variance) / (upper.get(variance) + lower.get(variance))
    };
    Ok(TwoLevelFit {
        persons: sample.persons,
        units: sample.units,
        parameters,
        precision: information.inverse(),
        log_likelihood: -objective - constant,
        saturated_log_likelihood: -saturated_objective - constant,
        baseline_log_likelihood: -baseline_objective - constant,
        intraclass: (0..items).map(share).collect(),
        levels,
    })
}

impl TwoLevels {
    /// Both levels, each from its entries; the parameters are numbered through.
    fn of(items: usize, within: usize, between: usize, entries: impl FnOnce(&mut usize) -> [Vec<Entry>; 2]) -> Self {
        let mut free = 0;
        let [lower, upper] = entries(&mut free);
        let count = |entries: &[Entry]| entries.iter().filter(|entry| entry.value.parameter().is_some()).count();
        let specification = |factors: usize, entries: Vec<Entry>| Specification {
            items,
            factors,
            free: count(&entries),
            groups: vec![entries],
            means: MeanStructure::Modelled,
        };
        Self { within: specification(within, lower), between: specification(between, upper) }
    }
}

fn level(coefficients: &[Coefficient], fixed: impl Fn(Coefficient) -> Option<f64>, free: &mut usize) -> Vec<Entry> {
    let entry = |coefficient: &Coefficient| {
        let value = fixed(*coefficient).map_or_else(
            || {
                *free += 1;
                Value::Free(*free - 1)
            },
            Value::Fixed,
        );
        Entry { coefficient: *coefficient, value }
    };
    coefficients.iter().map(entry).collect()
}

fn fixed_by_marker(model: &Model, coefficient: Coefficient) -> Option<f64> {
    let Coefficient::Loading { item, factor } = coefficient else { return None };
    let marker = model.factors().get(factor).and_then(|factor| factor.items().first().copied());
    (marker == Some(item)).then_some(1.0)
}

fn fixed_latent_mean(coefficient: Coefficient) -> Option<f64> {
    matches!(coefficient, Coefficient::LatentMean { .. }).then_some(0.0)
}

fn fixed_within(coefficient: Coefficient) -> Option<f64> {
    matches!(coefficient, Coefficient::LatentMean { .. } | Coefficient::Intercept { .. }).then_some(0.0)
}

/// A guess at the matrix between units that can be one: variances of at least a fiftieth of those within, and
/// correlations up to 0.9.
fn possible(sample: &UnitSample) -> DMatrix<f64> {
    let (guess, within) = (&sample.between_guess, &sample.within.covariance);
    let variance = |item: usize| f64::max(guess[(item, item)], within[(item, item)] / 50.0);
    DMatrix::from_fn(guess.nrows(), guess.ncols(), |i, j| {
        if i == j {
            return variance(i);
        }
        let bound = 0.9 * (variance(i) * variance(j)).sqrt();
        guess[(i, j)].clamp(-bound, bound)
    })
}

/// The model in which every item is its own factor at both levels: saturated, or all items independent.
fn without_model(sample: &UnitSample, items: usize, related: bool) -> Result<(TwoLevels, DVector<f64>, f64), Why> {
    let loadings = (0..items).map(|item| Coefficient::Loading { item, factor: item });
    let own = |item| {
        [
            Coefficient::ResidualVariance { item },
            Coefficient::FactorVariance { factor: item },
            Coefficient::Intercept { item },
        ]
    };
    let pairs = (0..items)
        .flat_map(|first| (first + 1..items).map(move |second| Coefficient::FactorCovariance { first, second }));
    let all: Vec<Coefficient> = loadings.chain((0..items).flat_map(own)).chain(pairs).collect();
    let fixed = |coefficient| match coefficient {
        Coefficient::Loading { .. } => Some(1.0),
        Coefficient::ResidualVariance { .. } => Some(0.0),
        Coefficient::FactorCovariance { .. } if !related => Some(0.0),
        _ => None,
    };
    let levels = TwoLevels::of(items, items, items, |free| {
        let lower = level(&all, |coefficient| fixed(coefficient).or(fixed_within(coefficient)), free);
        [lower, level(&all, fixed, free)]
    });
    let alone = |covariance: DMatrix<f64>| Matrices {
        loadings: DMatrix::identity(items, items),
        factors: covariance,
        residuals: DVector::zeros(items),
        intercepts: sample.means.clone(),
        latent_means: DVector::zeros(items),
    };
    let start = [alone(sample.within.covariance.clone()), alone(possible(sample))];
    let (parameters, objective) = search(&levels, sample, &start)?;
    Ok((levels, parameters, objective))
}

/// The parameters of greatest likelihood and minus the log-likelihood there.
fn search(levels: &TwoLevels, sample: &UnitSample, start: &[Matrices; 2]) -> Result<(DVector<f64>, f64), Why> {
    let surface = TwoLevelSurface { levels, sample };
    let [lower, upper] = start;
    let begin = |share: f64| {
        let lower = levels.within_entries().iter().map(|entry| (entry, lower));
        let upper = levels.between_entries().iter().map(|entry| (entry, upper));
        let free = lower.chain(upper).filter(|(entry, _)| entry.value.parameter().is_some());
        let values = free.map(|(entry, matrices)| {
            let share = if is_factor_covariance(entry.coefficient) { share } else { 1.0 };
            share * matrices.get(entry.coefficient)
        });
        DVector::from_vec(values.collect())
    };
    // Covariances of factors that cannot be: draw them towards nought until there is a likelihood.
    let begun = [1.0, 0.7, 0.4, 0.0].into_iter().map(begin).find(|start| surface.objective(start).is_some());
    let maximum = maximise(&surface, begun.ok_or(Why::NotPositiveDefinite)?)?;
    let objective = surface.objective(&maximum.parameters).ok_or(Why::NotPositiveDefinite)?;
    Ok((maximum.parameters, objective))
}
