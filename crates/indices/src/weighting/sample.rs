//! Who was asked and how: weights, strata, clusters and sizes, and the means and totals that follow.

use std::collections::BTreeMap;
use std::fmt;

use nalgebra::{DMatrix, DVector};

use super::design_estimate::DesignEstimate;
use super::residuals::Residuals;
use super::statement::Statement;
use crate::estimate::{Estimate, Why};

/// A sample with the way it was drawn. Persons are rows; a cluster is what was drawn first, and persons are their own
/// clusters unless said otherwise.
///
/// ```
/// use std::collections::BTreeMap;
/// use indices::weighting::Sample;
///
/// // Two of four persons of stratum 0, and both persons of stratum 1.
/// let sample = Sample::new(&[2.0, 2.0, 1.0, 1.0]).unwrap();
/// let sample = sample.with_strata(&[0, 0, 1, 1]).unwrap();
/// let sample = sample.with_population(&BTreeMap::from([(0, 4), (1, 2)])).unwrap();
/// let mean = sample.mean(&[1.0, 3.0, 4.0, 5.0]).unwrap();
/// // (2·1 + 2·3 + 4 + 5) / 6; only stratum 0 adds to the variance: (4/6)² (1 − 2/4) 2/2.
/// assert!((mean.value - 17.0 / 6.0).abs() < 1e-14);
/// assert!((mean.standard_error - (2.0_f64 / 9.0).sqrt()).abs() < 1e-14);
/// ```
#[derive(Clone, PartialEq)]
pub struct Sample {
    pub(super) weights: DVector<f64>,
    strata: Vec<usize>,
    clusters: Vec<usize>,
    /// Clusters in the population, by stratum.
    population: Option<BTreeMap<usize, u64>>,
    pub(super) residuals: Vec<Residuals>,
}

impl Sample {
    /// A sample of single persons with these weights, drawn with replacement from one stratum.
    ///
    /// Unknown:  nobody; a weight that is not positive and finite is outside the domain.
    pub fn new(weights: &[f64]) -> Result<Self, Why> {
        if weights.is_empty() {
            return Err(Why::NoAnswers);
        }
        if !weights.iter().all(|weight| *weight > 0.0 && weight.is_finite()) {
            return Err(Why::OutsideDomain);
        }
        Ok(Self {
            weights: DVector::from_column_slice(weights),
            strata: vec![0; weights.len()],
            clusters: (0..weights.len()).collect(),
            population: None,
            residuals: Vec::new(),
        })
    }

    /// The same sample, drawn separately from strata; the codes name each row's.
    ///
    /// Unknown:  another number of rows is outside the domain.
    pub fn with_strata(mut self, codes: &[usize]) -> Result<Self, Why> {
        self.strata = self.checked(codes)?;
        Ok(self)
    }

    /// The same sample, drawn as whole clusters; the codes name each row's. Equal codes in different strata are
    /// different clusters.
    ///
    /// Unknown:  another number of rows is outside the domain.
    pub fn with_clusters(mut self, codes: &[usize]) -> Result<Self, Why> {
        self.clusters = self.checked(codes)?;
        Ok(self)
    }

    /// The same sample as a share of a finite population: how many clusters (persons, where persons were drawn) each
    /// stratum has; an unstratified sample has the stratum 0. Call it after the strata and clusters are known.
    ///
    /// Unknown:  a stratum without a size, or with fewer clusters than were drawn, is outside the domain.
    pub fn with_population(mut self, population: &BTreeMap<usize, u64>) -> Result<Self, Why> {
        for (stratum, clusters) in self.drawn() {
            let drawn = u64::try_from(clusters.len()).map_err(|_| Why::TooLarge)?;
            if population.get(&stratum).is_none_or(|size| *size < drawn) {
                return Err(Why::OutsideDomain);
            }
        }
        self.population = Some(population.clone());
        Ok(self)
    }

    /// The same sample as one of a process that has no end: without the finite population correction.
    #[must_use]
    pub fn as_process(mut self) -> Self {
        self.population = None;
        self
    }

    /// What its standard errors are about.
    #[must_use]
    pub fn statement(&self) -> Statement {
        if self.population.is_some() { Statement::FiniteStaff } else { Statement::Process }
    }

    /// The weights, one per row.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        self.weights.as_slice()
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// The weighted mean.
    ///
    /// Formula:  ȳ = Σ wy / Σ w; variance of the total of the influences w (y − ȳ) / Σ w over clusters within strata.
    /// Shapes:   one value per row.
    /// Units:    those of y.
    /// Unknown:  as [`Sample::domain_mean`].
    /// Rounding: two passes of floats.
    /// Source:   Binder (1983), International Statistical Review 51, 279–292; R `survey::svymean`.
    ///
    /// ```
    /// use indices::weighting::Sample;
    ///
    /// // Equal weights: the mean 2 with the standard error √(1 / 3).
    /// let mean = Sample::new(&[1.0; 3]).unwrap().mean(&[1.0, 2.0, 3.0]).unwrap();
    /// assert!((mean.value - 2.0).abs() < 1e-15);
    /// assert!((mean.standard_error - (1.0 / 3.0_f64).sqrt()).abs() < 1e-15);
    /// ```
    pub fn mean(&self, values: &[f64]) -> Result<DesignEstimate, Why> {
        self.domain_mean(values, &vec![true; values.len()])
    }

    /// The weighted mean of some of the persons, whose number was not fixed when the sample was drawn.
    ///
    /// Formula:  as [`Sample::mean`] with influence nought for everybody else; the clusters of everybody else still count.
    /// Unknown:  nobody in the domain; a stratum of which a single cluster was drawn, and not all there are
    ///           (`TooFewAnswers`); values that are not finite, another number of rows, or weights that sum to nought or
    ///           less are outside the domain.
    /// Source:   R `survey::svyby`.
    ///
    /// ```
    /// use indices::weighting::Sample;
    ///
    /// // Influences −1/2, 1/2, 0: mean 0, squares 1/2, times 3/2.
    /// let sample = Sample::new(&[1.0; 3]).unwrap();
    /// let mean = sample.domain_mean(&[1.0, 3.0, 9.0], &[true, true, false]).unwrap();
    /// assert!((mean.value - 2.0).abs() < 1e-15);
    /// assert!((mean.standard_error - 0.75_f64.sqrt()).abs() < 1e-15);
    /// ```
    pub fn domain_mean(&self, values: &[f64], domain: &[bool]) -> Result<DesignEstimate, Why> {
        let values = self.column(values)?;
        if domain.len() != self.rows() {
            return Err(Why::OutsideDomain);
        }
        let inside = DVector::from_iterator(domain.len(), domain.iter().map(|inside| f64::from(u8::from(*inside))));
        let persons = domain.iter().fold(0_u64, |persons, inside| persons + u64::from(*inside));
        if persons == 0 {
            return Err(Why::NoAnswers);
        }
        let weights = self.weights.component_mul(&inside);
        let size = weights.sum();
        if size <= 0.0 {
            return Err(Why::OutsideDomain);
        }
        let mean = weights.dot(&values) / size;
        let influences = weights.zip_map(&values, |weight, value| weight * (value - mean) / size);
        self.estimated(mean, influences, persons)
    }

    /// The weighted total Σ wy.
    ///
    /// Unknown:  as [`Sample::domain_mean`].
    /// Source:   R `survey::svytotal`.
    ///
    /// ```
    /// use indices::weighting::Sample;
    ///
    /// // Two persons standing for two each: 2 + 6, with variance 2/1 · ((2 − 4)² + (6 − 4)²).
    /// let total = Sample::new(&[2.0; 2]).unwrap().total(&[1.0, 3.0]).unwrap();
    /// assert_eq!((total.value, total.standard_error), (8.0, 4.0));
    /// ```
    pub fn total(&self, values: &[f64]) -> Result<DesignEstimate, Why> {
        let values = self.column(values)?;
        let influences = self.weights.component_mul(&values);
        let persons = u64::try_from(self.rows()).map_err(|_| Why::TooLarge)?;
        self.estimated(influences.sum(), influences, persons)
    }

    /// How many times the variance of the mean is that of a simple random sample of as many persons.
    ///
    /// Formula:  variance of [`Sample::mean`] / (s² (1 − n/N)/n), s² the weighted variance Σ w (y − ȳ)² / Σ w · n/(n − 1),
    ///           N = Σ w; without 1 − n/N for a process.
    /// Unknown:  as [`Sample::mean`]; everybody answered alike, or everybody was asked (`NoVariance`).
    /// Source:   Kish (1965), Survey Sampling; R `survey::svymean(deff = TRUE)`.
    ///
    /// ```
    /// use indices::weighting::Sample;
    ///
    /// // A simple random sample is the yardstick.
    /// let deff = Sample::new(&[1.0; 3]).unwrap().design_effect(&[1.0, 2.0, 3.0]);
    /// assert!((deff.value().unwrap() - 1.0).abs() < 1e-14);
    /// ```
    #[must_use]
    pub fn design_effect(&self, values: &[f64]) -> Estimate {
        let effect = || {
            let mean = self.mean(values)?;
            let (rows, size) = (self.rows() as f64, self.weights.sum());
            let scatter = self.weights.dot(&self.column(values)?.map(|value| (value - mean.value).powi(2))) / size;
            let left = if self.population.is_some() { 1.0 - rows / size } else { 1.0 };
            let simple = scatter / (rows - 1.0) * left;
            if simple.is_nan() || simple <= 0.0 {
                return Err(Why::NoVariance);
            }
            Ok(crate::estimate::Known { value: mean.standard_error.powi(2) / simple, n: mean.n, interval: None })
        };
        effect().into()
    }

    /// A column of finite numbers, one per row.
    pub(super) fn column(&self, values: &[f64]) -> Result<DVector<f64>, Why> {
        if values.len() == self.rows() && values.iter().all(|value| value.is_finite()) {
            Ok(DVector::from_column_slice(values))
        } else {
            Err(Why::OutsideDomain)
        }
    }

    pub(super) fn checked(&self, codes: &[usize]) -> Result<Vec<usize>, Why> {
        if codes.len() == self.rows() { Ok(codes.to_vec()) } else { Err(Why::OutsideDomain) }
    }

    fn estimated(&self, value: f64, influences: DVector<f64>, n: u64) -> Result<DesignEstimate, Why> {
        let rows = influences.len();
        let covariance = self.covariance(DMatrix::from_column_slice(rows, 1, influences.as_slice()))?;
        DesignEstimate::new(value, covariance.trace(), n, self.statement())
    }

    /// The rows of each cluster, by stratum.
    fn drawn(&self) -> BTreeMap<usize, BTreeMap<usize, Vec<usize>>> {
        let mut strata: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
        for (row, (stratum, cluster)) in self.strata.iter().zip(&self.clusters).enumerate() {
            strata.entry(*stratum).or_default().entry(*cluster).or_default().push(row);
        }
        strata
    }

    /// Clusters drawn minus strata.
    pub(super) fn freedom(&self) -> f64 {
        self.drawn().values().map(|clusters| clusters.len() as f64 - 1.0).sum()
    }

    /// The share of a stratum's clusters that were not drawn, 1 − n/N; of a process that has no end, all.
    fn left(&self, stratum: usize, drawn: f64) -> Result<f64, Why> {
        let Some(population) = &self.population else { return Ok(1.0) };
        let size = population.get(&stratum).map(|size| *size as f64).filter(|size| *size >= drawn);
        size.map(|size| 1.0 - drawn / size).ok_or(Why::OutsideDomain)
    }

    /// The covariance of totals of weighted influences, one column per total.
    ///
    /// Formula:  Σ over strata of (1 − n/N) n/(n − 1) Σ over clusters of (t − t̄)(t − t̄)′, t the cluster's total, n of N
    ///           clusters drawn. Where weights were calibrated, residuals take the place of the influences.
    pub(super) fn covariance(&self, mut influences: DMatrix<f64>) -> Result<DMatrix<f64>, Why> {
        for residuals in &self.residuals {
            residuals.of(&mut influences)?;
        }
        let width = influences.ncols();
        let mut covariance = DMatrix::zeros(width, width);
        for (stratum, clusters) in self.drawn() {
            let drawn = clusters.len() as f64;
            let left = self.left(stratum, drawn)?;
            if left <= 0.0 {
                continue;
            }
            if clusters.len() < 2 {
                return Err(Why::TooFewAnswers { needed: 2 });
            }
            let mut totals = DMatrix::zeros(clusters.len(), width);
            for (mut total, rows) in totals.row_iter_mut().zip(clusters.values()) {
                for row in rows {
                    total += influences.row(*row);
                }
            }
            let mean = totals.row_mean();
            for mut total in totals.row_iter_mut() {
                total -= &mean;
            }
            covariance += totals.tr_mul(&totals) * (left * drawn / (drawn - 1.0));
        }
        Ok(covariance)
    }
}

/// Reveals nothing.
impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sample(..)")
    }
}
