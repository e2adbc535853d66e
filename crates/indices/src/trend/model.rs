//! The model of repeated waves: waves have means, units have lasting levels, and units move from wave to wave.

#![expect(clippy::indexing_slicing, reason = "matrices and vectors are indexed within their own shape")]

use std::collections::BTreeMap;
use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::change::Change;
use super::unit_wave::{Cell, Cells, UnitWave};
use crate::association::maximise;
use crate::determinant::ln_determinant;
use crate::estimate::Why;

/// A fitted model of repeated waves.
#[derive(Clone, PartialEq)]
pub struct TrendModel {
    /// Variance of the lasting levels of units.
    pub between_units: f64,
    /// Variance of the movements of units from wave to wave, beyond chance.
    pub between_waves_of_a_unit: f64,
    /// Variance of persons within a unit and wave.
    pub within: f64,
    /// Logarithm of the restricted likelihood.
    pub log_likelihood: f64,
    waves: Vec<usize>,
    means: DVector<f64>,
    covariance: DMatrix<f64>,
    units: BTreeMap<usize, BTreeMap<usize, ShrunkenMean>>,
    /// What a unit's change between two waves is made of, by unit: weights and deviations.
    observed: BTreeMap<usize, Observed>,
}

/// The mean of a unit in a wave, drawn towards what the other units and waves make likely.
#[derive(Clone, Copy, PartialEq)]
pub struct ShrunkenMean {
    /// Persons who answered.
    pub n: u64,
    /// Their mean.
    pub raw: f64,
    /// The mean drawn towards the wave's mean and the unit's other waves.
    pub shrunken: f64,
    /// Standard deviation of the true mean around the shrunken one, the variances and the waves' means taken as known.
    pub standard_deviation: f64,
}

/// The mean of a wave for a unit in the middle.
#[derive(Clone, Copy, PartialEq)]
pub struct WaveMean {
    /// The mean, in score points.
    pub mean: f64,
    /// Its standard error; that units are few and differ is in it.
    pub standard_error: f64,
}

/// A unit's waves, deviations from their means, and the inverse of their covariance over σ².
#[derive(Clone, PartialEq)]
struct Observed {
    waves: Vec<usize>,
    deviations: DVector<f64>,
    inverse: DMatrix<f64>,
}

/// The model of repeated waves by restricted maximum likelihood.
///
/// Formula:  y = μ_wave + u_unit + v_unit,wave + e, with variances τ_u², τ_v², σ². Persons, sums and squares per unit and wave
///           are sufficient: the restricted likelihood, σ² profiled out, is maximised over τ_u/σ and τ_v/σ. Shrunken means are
///           μ_wave plus the best linear predictor of u + v.
/// Shapes:   cells of the same unit and wave are merged, empty ones left out; a unit may miss waves. `divisor` is the common
///           denominator of the scores.
/// Units:    score points, and their squares.
/// Unknown:  nobody; a single unit; a single wave or no unit with two waves (`NotIdentified`: what lasts and what moves
///           cannot be told apart); nowhere two persons in a cell, or no differences within cells (`NoVariance`);
///           `NotConverged`. A variance that comes out at its boundary is nought.
/// Rounding: to about 1e-8 of the standard errors of the two ratios.
/// Source:   Laird and Ware (1982), Biometrics 38, 963–974; Robinson (1991), Statistical Science 6, 15–51;
///           R `lme4::lmer(y ~ wave + (1 | unit) + (1 | unit:wave))`.
///
/// ```
/// use indices::aggregation::GroupMoments;
/// use indices::trend::{UnitWave, trend_model};
///
/// // Two persons per cell, one apart on either side of the cell's mean.
/// let cell = |unit, wave, mean: i128| UnitWave {
///     unit,
///     wave,
///     scores: GroupMoments { n: 2, sum: 2 * mean, squares: 2 * mean * mean + 2 },
/// };
/// let cells = [cell(0, 0, 2), cell(0, 1, 5), cell(1, 0, 9), cell(1, 1, 8), cell(2, 0, 16), cell(2, 1, 17)];
/// let model = trend_model(&cells, 1).unwrap();
/// // Balanced, so restricted likelihood is analysis of variance: within 12/6, and mean squares of the table of means.
/// assert!((model.within - 2.0).abs() < 1e-6);
/// assert_eq!(model.wave_means().len(), 2);
/// assert!((model.change(0, 1).unwrap().value - 1.0).abs() < 1e-12);
/// ```
pub fn trend_model(cells: &[UnitWave], divisor: u64) -> Result<TrendModel, Why> {
    let cells = Cells::new(cells, divisor)?;
    if cells.units.len() < 2 {
        return Err(Why::SingleUnit);
    }
    if cells.waves.len() < 2 || cells.units.values().all(|waves| waves.len() < 2) {
        return Err(Why::NotIdentified);
    }
    if cells.within <= 0.0 {
        return Err(Why::NoVariance);
    }
    let start = DVector::from_column_slice(&[0.3, 0.3]);
    let maximum = maximise(|ratios| Some(Fit::at(&cells, ratios)?.log_likelihood), start)?;
    let ratios = maximum.at.map(|ratio| if ratio.abs() < BOUNDARY { 0.0 } else { ratio.abs() });
    let fit = Fit::at(&cells, &ratios).ok_or(Why::OutsideDomain)?;
    Ok(fit.model(&cells, &ratios))
}

/// A ratio of standard deviations below this is nought: the likelihood is level there.
const BOUNDARY: f64 = 1e-5;

/// The likelihood at given ratios, and what it is made of.
struct Fit {
    log_likelihood: f64,
    within: f64,
    means: DVector<f64>,
    precision_inverse: DMatrix<f64>,
}

/// The inverse of W = τ_u² 11′ + diag(τ_v² + 1/n), all over σ².
fn unit_inverse(waves: &BTreeMap<usize, Cell>, units: f64, movements: f64) -> DMatrix<f64> {
    let weights = DVector::from_iterator(waves.len(), waves.values().map(|cell| cell.weight(movements)));
    let shared = 1.0 + units * weights.sum();
    DMatrix::from_diagonal(&weights) - &weights * weights.transpose() * (units / shared)
}

/// r′W⁻¹r of a unit's deviations r: their scatter around their weighted mean, and what that mean adds.
fn quadratic(row: &[Cell], means: &DVector<f64>, units: f64, movements: f64) -> f64 {
    let (total, sum) = row.iter().fold((0.0, 0.0), |(total, sum), cell| {
        let weight = cell.weight(movements);
        (total + weight, sum + weight * (cell.mean - means[cell.place]))
    });
    let centre = sum / total;
    let scatter: f64 =
        row.iter().map(|cell| cell.weight(movements) * (cell.mean - means[cell.place] - centre).powi(2)).sum();
    scatter + total * centre * centre / (1.0 + units * total)
}

impl Fit {
    fn at(cells: &Cells, ratios: &DVector<f64>) -> Option<Self> {
        let (units, movements) = (ratios[0] * ratios[0], ratios[1] * ratios[1]);
        let width = cells.waves.len();
        let mut precision = DMatrix::zeros(width, width);
        let mut weighted = DVector::zeros(width);
        let mut log_determinant = 0.0;
        for row in &cells.rows {
            // W⁻¹ = diag(w) − c w w′ by Sherman and Morrison.
            let (total, sum) = row.iter().fold((0.0, 0.0), |(total, sum), cell| {
                let weight = cell.weight(movements);
                log_determinant += cell.log_n - weight.ln();
                (total + weight, sum + weight * cell.mean)
            });
            let shared = 1.0 + units * total;
            log_determinant += shared.ln();
            for cell in row {
                let weight = cell.weight(movements);
                weighted[cell.place] += weight * (cell.mean - units / shared * sum);
                precision[(cell.place, cell.place)] += weight;
                for other in row {
                    precision[(cell.place, other.place)] -= units / shared * weight * other.weight(movements);
                }
            }
        }
        let cholesky = precision.cholesky()?;
        let means = cholesky.solve(&weighted);
        let squares = cells.within + cells.rows.iter().map(|row| quadratic(row, &means, units, movements)).sum::<f64>();
        let freedom = cells.persons as f64 - width as f64;
        let within = squares / freedom;
        let scale = freedom * ((2.0 * std::f64::consts::PI * within).ln() + 1.0);
        let restricted = ln_determinant(&cholesky);
        let log_likelihood = -0.5 * (scale + log_determinant + restricted);
        let fit = Self { log_likelihood, within, means, precision_inverse: cholesky.inverse() };
        if log_likelihood.is_finite() { Some(fit) } else { None }
    }

    fn model(self, cells: &Cells, ratios: &DVector<f64>) -> TrendModel {
        let (units, movements) = (ratios[0] * ratios[0], ratios[1] * ratios[1]);
        let mut shrunken = BTreeMap::new();
        let mut observed = BTreeMap::new();
        for (unit, waves) in &cells.units {
            let inverse = unit_inverse(waves, units, movements);
            let own = Observed {
                waves: waves.keys().copied().collect(),
                deviations: deviations(waves, &self.means),
                inverse,
            };
            let mut means = BTreeMap::new();
            for (position, (wave, cell)) in waves.iter().enumerate() {
                let mut link = DVector::from_element(waves.len(), units);
                link[position] += movements;
                let (predicted, variance) = own.predict(&link, units + movements);
                let wave_mean = cell.mean - own.deviations[position];
                let mean = ShrunkenMean {
                    n: cell.persons,
                    raw: cell.mean,
                    shrunken: wave_mean + predicted,
                    standard_deviation: (self.within * variance).sqrt(),
                };
                means.insert(*wave, mean);
            }
            shrunken.insert(*unit, means);
            observed.insert(*unit, own);
        }
        TrendModel {
            between_units: units * self.within,
            between_waves_of_a_unit: movements * self.within,
            within: self.within,
            log_likelihood: self.log_likelihood,
            waves: cells.waves.clone(),
            means: self.means,
            covariance: self.precision_inverse * self.within,
            units: shrunken,
            observed,
        }
    }
}

/// The unit's means minus those of the waves.
fn deviations(waves: &BTreeMap<usize, Cell>, means: &DVector<f64>) -> DVector<f64> {
    DVector::from_iterator(waves.len(), waves.values().map(|cell| cell.mean - means[cell.place]))
}

impl Observed {
    /// The best linear predictor of something that covaries with the unit's means like this, and what is left of its
    /// variance; both in units of σ².
    fn predict(&self, link: &DVector<f64>, variance: f64) -> (f64, f64) {
        let weights = &self.inverse * link;
        (weights.dot(&self.deviations), (variance - weights.dot(link)).max(0.0))
    }
}

impl TrendModel {
    /// The mean of each wave for a unit in the middle, with its standard error.
    #[must_use]
    pub fn wave_means(&self) -> BTreeMap<usize, WaveMean> {
        let mean = |(place, wave): (usize, &usize)| {
            let standard_error = self.covariance[(place, place)].max(0.0).sqrt();
            (*wave, WaveMean { mean: self.means[place], standard_error })
        };
        self.waves.iter().enumerate().map(mean).collect()
    }

    /// The change between two waves for a unit in the middle. Units are random, so their moving apart is in the error.
    ///
    /// Unknown:  a wave nobody answered in.
    pub fn change(&self, from: usize, to: usize) -> Result<Change, Why> {
        let place = |wave: usize| self.waves.binary_search(&wave).map_err(|_| Why::NoAnswers);
        let (from, to) = (place(from)?, place(to)?);
        let covariance = &self.covariance;
        let variance = covariance[(from, from)] + covariance[(to, to)] - 2.0 * covariance[(from, to)];
        Ok(Change {
            value: self.means[to] - self.means[from],
            standard_error: variance.max(0.0).sqrt(),
            units: u64::try_from(self.units.len()).map_err(|_| Why::TooLarge)?,
            freedom: None,
        })
    }

    /// The change per wave number, by a straight line through the means of the waves.
    ///
    /// Formula:  Σ c μ_wave, c = (wave − mean wave) / Σ (wave − mean wave)².
    #[must_use]
    pub fn slope(&self) -> Change {
        let places = self.waves.len();
        let numbers = DVector::from_iterator(places, self.waves.iter().map(|wave| *wave as f64));
        let centred = numbers.add_scalar(-numbers.mean());
        let contrast = &centred / centred.norm_squared();
        Change {
            value: contrast.dot(&self.means),
            standard_error: contrast.dot(&(&self.covariance * &contrast)).max(0.0).sqrt(),
            units: self.units.len() as u64,
            freedom: None,
        }
    }

    /// The means of one unit, wave by wave.
    #[must_use]
    pub fn unit(&self, unit: usize) -> Option<&BTreeMap<usize, ShrunkenMean>> {
        self.units.get(&unit)
    }

    /// The change of one unit between two waves, drawn towards the change of all.
    ///
    /// Unknown:  the unit has no answers in one of the waves.
    pub fn unit_change(&self, unit: usize, from: usize, to: usize) -> Result<Change, Why> {
        let own = self.observed.get(&unit).ok_or(Why::NoAnswers)?;
        let place = |wave: usize| own.waves.binary_search(&wave).map_err(|_| Why::NoAnswers);
        let movements = self.between_waves_of_a_unit / self.within;
        let mut link = DVector::zeros(own.waves.len());
        link[place(from)?] -= movements;
        link[place(to)?] += movements;
        let variance = if from == to { 0.0 } else { 2.0 * movements };
        let (predicted, left) = own.predict(&link, variance);
        let common = self.change(from, to)?;
        Ok(Change {
            value: common.value + predicted,
            standard_error: (self.within * left).sqrt(),
            units: 1,
            freedom: None,
        })
    }
}

/// Reveals nothing.
impl fmt::Debug for TrendModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TrendModel(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for WaveMean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WaveMean(..)")
    }
}

/// Reveals nothing.
impl fmt::Debug for ShrunkenMean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShrunkenMean(..)")
    }
}
