//! What maximum likelihood needs of complete answers: size, means and covariances.

use std::fmt;

use counts::Moments;
use nalgebra::{DMatrix, DVector};

use crate::covariance::Covariances;
use crate::estimate::Why;
use crate::ratio::Ratio;

/// An item of whose variance less than this share is its own counts as a sum of other items.
const OWN_SHARE_MIN: f64 = 1e-12;

/// Size, means and covariance matrix (divisor n) of one group: all that the normal likelihood takes from complete
/// answers.
///
/// The covariance matrix of a value of this type is positive definite.
#[derive(Clone, PartialEq)]
pub struct SampleMoments {
    n: u64,
    means: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl SampleMoments {
    /// Means and covariances from the exact sums and cross products of complete answers.
    ///
    /// Formula:  mᵢ = Σxᵢ/n, sᵢⱼ = (n Σxᵢxⱼ − Σxᵢ Σxⱼ)/n².
    /// Shapes:   J items, n persons.
    /// Units:    score points; squared score points.
    /// Unknown:  fewer than two persons, or an item that is constant or a sum of others.
    /// Rounding: every entry is one fraction of integers, rounded once.
    /// Source:   the sufficient statistics of the normal distribution; lavaan with `likelihood = "normal"`.
    ///
    /// ```
    /// use counts::{ScaleCounts, ScaleShape};
    /// use indices::factor::SampleMoments;
    /// use survey::{MissingRule, Points};
    ///
    /// let shape = ScaleShape::new(Points::new(1, 5).unwrap(), vec![false; 2], MissingRule::Complete).unwrap();
    /// let mut counts = [ScaleCounts::new(&shape)];
    /// ScaleCounts::add_columns(&mut counts, &[0; 4], &[&[1, 2, 3, 4], &[2, 1, 4, 3]]).unwrap();
    /// let moments = SampleMoments::of(&counts[0].moments()).unwrap();
    /// // Mean squares around 5/2: (9 + 1 + 1 + 9)/16 = 5/4; products (3 + 3 + 3 + 3)/16 = 3/4.
    /// assert_eq!((moments.mean(0), moments.covariance(0, 0), moments.covariance(0, 1)), (2.5, 1.25, 0.75));
    /// ```
    pub fn of(moments: &Moments) -> Result<Self, Why> {
        let exact = Covariances::of(moments)?;
        let items = exact.items();
        let n = i128::from(moments.n());
        let squared = n.checked_mul(n).ok_or(Why::TooLarge)?;
        let entry =
            |i: usize, j: usize| Ratio::new(exact.between(i, j), squared).map_or(f64::NAN, |ratio| ratio.to_f64());
        let mean = |sum: &u64| Ratio::new(i128::from(*sum), n).map_or(f64::NAN, |ratio| ratio.to_f64());
        let means = DVector::from_iterator(items, moments.sums().iter().map(mean));
        Self::checked(moments.n(), means, DMatrix::from_fn(items, items, entry))
    }

    /// Means and covariances of complete decimal answers, one column per item.
    ///
    /// Formula:  mᵢ = Σxᵢ/n; sᵢⱼ = (Σ(xᵢ − mᵢ)(xⱼ − mⱼ) − Σ(xᵢ − mᵢ) Σ(xⱼ − mⱼ)/n)/n.
    /// Shapes:   J columns of n answers.
    /// Units:    those of the answers; their squares.
    /// Unknown:  columns of unequal length, an answer that is not finite, fewer than two persons, or an item that is
    ///           constant or a sum of others.
    /// Rounding: two passes with compensated sums; the last term takes out what the rounded mean left.
    /// Source:   Chan, Golub & LeVeque (1983), The American Statistician 37, 242–247; Neumaier (1974), ZAMM 54, 39–51.
    ///
    /// ```
    /// use indices::factor::SampleMoments;
    ///
    /// let moments = SampleMoments::of_columns(&[&[1.0, 2.0, 3.0, 4.0], &[2.0, 1.0, 4.0, 3.0]]).unwrap();
    /// assert_eq!((moments.mean(0), moments.covariance(0, 0), moments.covariance(0, 1)), (2.5, 1.25, 0.75));
    /// ```
    pub fn of_columns(columns: &[&[f64]]) -> Result<Self, Why> {
        let n = columns.first().map_or(0, |column| column.len());
        let sound = columns.iter().all(|column| column.len() == n && column.iter().all(|x| x.is_finite()));
        if !sound {
            return Err(Why::OutsideDomain);
        }
        match n {
            0 => return Err(Why::NoAnswers),
            1 => return Err(Why::TooFewAnswers { needed: 2 }),
            _ => {}
        }
        let (means, covariance) = means_and_covariance(columns);
        Self::checked(u64::try_from(n).map_err(|_| Why::TooLarge)?, means, covariance)
    }

    /// Published means and a published covariance matrix (divisor n), row by row.
    ///
    /// Formula:  none; the upper triangle is taken for both.
    /// Shapes:   J means, J² covariances.
    /// Units:    those given.
    /// Unknown:  another number of covariances, a number that is not finite, fewer than two persons, or a matrix that
    ///           is not positive definite.
    /// Rounding: none.
    /// Source:   none.
    ///
    /// ```
    /// use indices::Why;
    /// use indices::factor::SampleMoments;
    ///
    /// assert!(SampleMoments::given(100, &[0.0, 0.0], &[2.0, 1.0, 1.0, 2.0]).is_ok());
    /// let constant = SampleMoments::given(100, &[0.0, 0.0], &[2.0, 0.0, 0.0, 0.0]);
    /// assert_eq!(constant.unwrap_err(), Why::NotPositiveDefinite);
    /// ```
    pub fn given(n: u64, means: &[f64], covariance: &[f64]) -> Result<Self, Why> {
        let items = means.len();
        let finite = means.iter().chain(covariance).all(|value| value.is_finite());
        if !finite || items.checked_mul(items) != Some(covariance.len()) {
            return Err(Why::OutsideDomain);
        }
        if n < 2 {
            return Err(Why::TooFewAnswers { needed: 2 });
        }
        let rows = DMatrix::from_row_slice(items, items, covariance);
        let symmetric = DMatrix::from_fn(items, items, |i, j| rows[(i.min(j), i.max(j))]);
        Self::checked(n, DVector::from_column_slice(means), symmetric)
    }

    fn checked(n: u64, means: DVector<f64>, covariance: DMatrix<f64>) -> Result<Self, Why> {
        if means.is_empty() {
            return Err(Why::NoAnswers);
        }
        if !positive_definite(&covariance) {
            return Err(Why::NotPositiveDefinite);
        }
        Ok(Self { n, means, covariance })
    }

    /// The same persons with these items only, in this order; nothing where a position is out of range or repeated.
    pub(super) fn select(&self, positions: &[usize]) -> Result<Self, Why> {
        let in_range = positions.iter().all(|position| *position < self.items());
        if !in_range {
            return Err(Why::OutsideDomain);
        }
        let chosen = positions.iter().copied();
        let means = DVector::from_iterator(positions.len(), chosen.clone().map(|i| self.means[i]));
        let entries = chosen.clone().flat_map(|j| chosen.clone().map(move |i| self.covariance[(i, j)]));
        let covariance = DMatrix::from_iterator(positions.len(), positions.len(), entries);
        Self::checked(self.n, means, covariance)
    }

    /// Persons.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Number of items.
    #[must_use]
    pub fn items(&self) -> usize {
        self.means.len()
    }

    /// The mean of one item; nought where there is no such item.
    #[must_use]
    pub fn mean(&self, item: usize) -> f64 {
        self.means.get(item).copied().unwrap_or_default()
    }

    /// The covariance of two items, with divisor n; nought where there is no such item.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize) -> f64 {
        self.covariance.get((i, j)).copied().unwrap_or_default()
    }

    pub(super) fn mean_vector(&self) -> &DVector<f64> {
        &self.means
    }

    pub(super) fn covariance_matrix(&self) -> &DMatrix<f64> {
        &self.covariance
    }
}

/// Shows the shape only.
impl fmt::Debug for SampleMoments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SampleMoments").field("items", &self.items()).finish_non_exhaustive()
    }
}

/// Whether every item keeps a share of variance of its own once the items before it are known.
///
/// The pivots of a Cholesky decomposition are these own variances, and comparing each with the whole variance makes the
/// answer independent of the units of the items.
pub(super) fn positive_definite(matrix: &DMatrix<f64>) -> bool {
    let Some(cholesky) = matrix.clone().cholesky() else { return false };
    let factor = cholesky.l_dirty();
    (0..matrix.nrows()).all(|i| factor[(i, i)] * factor[(i, i)] > OWN_SHARE_MIN * matrix[(i, i)])
}

/// Means and covariance matrix (divisor n) of columns of equal length that are not empty.
pub(super) fn means_and_covariance(columns: &[impl AsRef<[f64]>]) -> (DVector<f64>, DMatrix<f64>) {
    let n = columns.first().map_or(0, |column| column.as_ref().len());
    let size = n as f64;
    let means: Vec<f64> = columns.iter().map(|column| compensated(column.as_ref().iter().copied()) / size).collect();
    let centred: Vec<Vec<f64>> =
        columns.iter().zip(&means).map(|(column, mean)| column.as_ref().iter().map(|x| x - mean).collect()).collect();
    let left: Vec<f64> = centred.iter().map(|column| compensated(column.iter().copied())).collect();
    let mut covariance = DMatrix::zeros(columns.len(), columns.len());
    for (i, (first, first_left)) in centred.iter().zip(&left).enumerate() {
        for (j, (second, second_left)) in centred.iter().zip(&left).enumerate().take(i + 1) {
            let products = compensated(first.iter().zip(second).map(|(x, y)| x * y));
            let entry = (products - first_left * second_left / size) / size;
            covariance[(i, j)] = entry;
            covariance[(j, i)] = entry;
        }
    }
    (DVector::from_vec(means), covariance)
}

/// A sum whose rounding errors are carried along and added at the end.
fn compensated(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut carried) = (0.0_f64, 0.0_f64);
    for term in terms {
        let next = sum + term;
        carried += if sum.abs() >= term.abs() { (sum - next) + term } else { (term - next) + sum };
        sum = next;
    }
    sum + carried
}
