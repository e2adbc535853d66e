//! Weights that restore what is known about everybody: post-stratification, raking and linear calibration.

use std::collections::BTreeMap;
use std::fmt;

use nalgebra::DVector;

use super::raking::{Margin, Rounds, rake};
use super::residuals::{Known, Residuals};
use super::sample::Sample;
use crate::association::{Design, least_squares};
use crate::estimate::Why;

/// A sample whose weights restore known totals, and what that took.
#[derive(Clone, PartialEq)]
pub struct Calibrated {
    /// The sample with its new weights; its standard errors know about the calibration.
    pub sample: Sample,
    /// Rounds that were taken: 1 where the weights have a formula.
    pub rounds: u32,
    /// The largest difference left between a weighted total and the known one.
    pub remaining: f64,
    /// Weights below nought. Linear calibration may need them; such a person counts against the others.
    pub negative_weights: u64,
}

impl Sample {
    /// Post-stratification: weights that restore the known size of each group.
    ///
    /// Formula:  w N_h / Σ_h w in group h; standard errors by the residuals from group means.
    /// Shapes:   one code per row; a known size for every code.
    /// Units:    persons.
    /// Unknown:  as [`Sample::rake`].
    /// Source:   Holt and Smith (1979), Journal of the Royal Statistical Society A 142, 33–46; R `survey::postStratify`.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use indices::weighting::Sample;
    ///
    /// // Three of group 0 and one of group 1 answered; each group has six people.
    /// let sizes = BTreeMap::from([(0, 6.0), (1, 6.0)]);
    /// let post = Sample::new(&[1.0; 4]).unwrap().post_stratify(&[0, 0, 0, 1], &sizes).unwrap();
    /// assert_eq!(post.sample.weights(), [2.0, 2.0, 2.0, 6.0]);
    /// assert!((post.sample.mean(&[1.0, 2.0, 3.0, 5.0]).unwrap().value - 3.5).abs() < 1e-15);
    /// ```
    pub fn post_stratify(&self, codes: &[usize], sizes: &Margin) -> Result<Calibrated, Why> {
        let raked = self.rake(&[(codes, sizes)], Rounds::TIGHT)?;
        Ok(Calibrated { rounds: 1, ..raked })
    }

    /// Raking: weights that restore the known sizes of several groupings at once, without knowing how they cross.
    ///
    /// Formula:  [`rake`] on the weighted table of the groupings; each weight times what became of its cell. Standard
    ///           errors by the residuals from a regression on all groupings, with the weights before.
    /// Shapes:   for each grouping one code per row, and a known size for every code.
    /// Units:    persons.
    /// Unknown:  as [`rake`]; another number of codes than rows is outside the domain.
    /// Rounding: to [`Rounds`].
    /// Source:   Deville, Särndal and Sautory (1993), Journal of the American Statistical Association 88, 1013–1020;
    ///           R `survey::rake`.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use indices::weighting::{Rounds, Sample};
    ///
    /// // One person in each cell of a table with the margins 3, 9 and 4, 8: 12 · 3/12 · 4/12 and so on.
    /// let (rows, columns) = (BTreeMap::from([(0, 3.0), (1, 9.0)]), BTreeMap::from([(0, 4.0), (1, 8.0)]));
    /// let sample = Sample::new(&[1.0; 4]).unwrap();
    /// let margins = [(&[0, 0, 1, 1][..], &rows), (&[0, 1, 0, 1][..], &columns)];
    /// let raked = sample.rake(&margins, Rounds::TIGHT).unwrap();
    /// assert_eq!(raked.sample.weights(), [1.0, 2.0, 3.0, 6.0]);
    /// assert_eq!(raked.remaining, 0.0);
    /// ```
    pub fn rake(&self, margins: &[(&[usize], &Margin)], rounds: Rounds) -> Result<Calibrated, Why> {
        let codes = margins.iter().map(|(codes, _)| self.checked(codes)).collect::<Result<Vec<_>, Why>>()?;
        let key = |row: usize| codes.iter().filter_map(|codes| codes.get(row).copied()).collect::<Vec<usize>>();
        let mut cells: BTreeMap<Vec<usize>, f64> = BTreeMap::new();
        for (row, weight) in self.weights.iter().enumerate() {
            *cells.entry(key(row)).or_default() += weight;
        }
        let (keys, counts): (Vec<Vec<usize>>, Vec<f64>) = cells.into_iter().unzip();
        let known: Vec<Margin> = margins.iter().map(|(_, margin)| (*margin).clone()).collect();
        let raked = rake(&keys, &counts, &known, rounds)?;
        let factors: BTreeMap<Vec<usize>, f64> =
            keys.into_iter().zip(raked.cells.iter().zip(&counts).map(|(after, before)| after / before)).collect();
        let weights = self.weights.iter().enumerate().map(|(row, weight)| {
            let factor = factors.get(&key(row)).copied().unwrap_or(0.0);
            weight * factor
        });
        let weights = DVector::from_iterator(self.rows(), weights);
        Ok(self.calibrated(Known::Margins(codes), weights, raked.rounds, raked.remaining))
    }

    /// Linear calibration: the weights nearest to the old ones that restore the known totals of the design's columns.
    ///
    /// Formula:  w (1 + x′λ), λ = (X′WX)⁻¹ (known totals − X′w); standard errors by the residuals from a regression on X.
    /// Shapes:   one row of the design per row, one known total per column.
    /// Units:    those of the columns.
    /// Unknown:  columns that are sums of others (`NotIdentified`); another number of rows or totals is outside the
    ///           domain. Weights below nought are counted, not hidden: [`Calibrated::negative_weights`].
    /// Rounding: one solution of linear equations.
    /// Source:   Deville and Särndal (1992), Journal of the American Statistical Association 87, 376–382;
    ///           R `survey::calibrate(calfun = "linear")`.
    ///
    /// ```
    /// use indices::association::Frame;
    /// use indices::weighting::Sample;
    ///
    /// // Four people of whom two answered, and x sums to 10: w₁ + w₂ = 4 and w₁ + 3 w₂ = 10.
    /// let mut frame = Frame::new();
    /// frame.number("x", &[1.0, 3.0]).unwrap();
    /// let sample = Sample::new(&[1.0, 1.0]).unwrap();
    /// let calibrated = sample.calibrate(&frame.design(&[&["x"]]).unwrap(), &[4.0, 10.0]).unwrap();
    /// let weights = calibrated.sample.weights();
    /// assert!((weights[0] - 1.0).abs() < 1e-13 && (weights[1] - 3.0).abs() < 1e-13);
    /// ```
    pub fn calibrate(&self, design: &Design, totals: &[f64]) -> Result<Calibrated, Why> {
        let fits = design.rows() == self.rows() && design.width() == totals.len();
        if !fits || !totals.iter().all(|total| total.is_finite()) {
            return Err(Why::OutsideDomain);
        }
        let columns = design.matrix();
        let known = DVector::from_column_slice(totals);
        let missing = &known - columns.tr_mul(&self.weights);
        let solved = least_squares(columns, &DVector::zeros(self.rows()), &self.absolute_weights()?)?;
        let factors = columns * (solved.inverse * missing);
        let weights = self.weights.zip_map(&factors, |weight, factor| weight * (1.0 + factor));
        let remaining = (known - columns.tr_mul(&weights)).amax();
        Ok(self.calibrated(Known::Columns(columns.clone()), weights, 1, remaining))
    }

    /// The weights, which a regression needs to be positive: not after a calibration that made some negative.
    fn absolute_weights(&self) -> Result<DVector<f64>, Why> {
        if self.weights.iter().all(|weight| *weight > 0.0) { Ok(self.weights.clone()) } else { Err(Why::OutsideDomain) }
    }

    fn calibrated(&self, known: Known, weights: DVector<f64>, rounds: u32, remaining: f64) -> Calibrated {
        let negative_weights = weights.iter().fold(0, |negative, weight| negative + u64::from(*weight < 0.0));
        let mut sample = self.clone();
        sample.residuals.push(Residuals { known, before: self.weights.clone(), after: weights.clone() });
        sample.weights = weights;
        Calibrated { sample, rounds, remaining, negative_weights }
    }
}

/// Reveals nothing.
impl fmt::Debug for Calibrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calibrated(..)")
    }
}
