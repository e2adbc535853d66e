//! Sums over persons beyond means and covariances: the spread of their scores, and fourth moments.

use nalgebra::{DMatrix, DVector};

use super::implied::Slope;
use super::likelihood::FreeSlope;

/// Rows worked on at a time.
const ROWS: usize = 512;

/// The answers of one group: a column per item.
pub(super) struct Cases<'a> {
    columns: Vec<&'a [f64]>,
    n: usize,
}

impl<'a> Cases<'a> {
    /// The items at these positions; every column has the same length, and there is one for each position.
    pub(super) fn new(columns: &[&'a [f64]], positions: &[usize]) -> Option<Self> {
        let columns = positions.iter().map(|position| columns.get(*position).copied()).collect::<Option<Vec<_>>>()?;
        let n = columns.first().map_or(0, |column| column.len());
        columns.iter().all(|column| column.len() == n).then_some(Self { columns, n })
    }

    /// Some rows at a time, less a centre.
    fn centred(&self, centre: &DVector<f64>) -> impl Iterator<Item = DMatrix<f64>> {
        (0..self.n).step_by(ROWS).map(move |start| {
            let rows = ROWS.min(self.n - start);
            let mut matrix = DMatrix::zeros(rows, self.columns.len());
            for (position, (column, centre)) in self.columns.iter().zip(centre.iter()).enumerate() {
                let answers = column.iter().skip(start).take(rows);
                for (entry, answer) in matrix.column_mut(position).iter_mut().zip(answers) {
                    *entry = answer - centre;
                }
            }
            matrix
        })
    }

    /// The mean of ((x − c)'P(x − c))², which is Mardia's kurtosis where P is the inverse of the covariance matrix.
    pub(super) fn mean_squared_distance(&self, centre: &DVector<f64>, inverse: &DMatrix<f64>) -> f64 {
        let squares = self.centred(centre).map(|rows| {
            let weighted = &rows * inverse;
            rows.row_iter().zip(weighted.row_iter()).map(|(row, other)| row.dot(&other).powi(2)).sum::<f64>()
        });
        squares.sum::<f64>() / self.n as f64
    }

    /// The kurtosis of each item, 3 for the normal distribution.
    pub(super) fn kurtoses(&self, means: &DVector<f64>, variances: &DVector<f64>) -> DVector<f64> {
        let mut sum = DVector::zeros(means.len());
        for rows in self.centred(means) {
            sum +=
                DVector::from_iterator(means.len(), rows.column_iter().map(|column| column.map(|x| x.powi(4)).sum()));
        }
        (sum / self.n as f64).component_div(&variances.component_mul(variances))
    }

    /// Σ s s' over persons, where s is what a person adds to the derivatives of the log-likelihood:
    /// w t_c + v (t_u t_v − M_uv) with t = V'P(x − c) and M = V'PWPV for the W that is expected.
    pub(super) fn spread_of_scores(
        &self,
        centre: &DVector<f64>,
        weighted: &DMatrix<f64>,
        expected: &DMatrix<f64>,
        slopes: &[FreeSlope],
    ) -> DMatrix<f64> {
        let mut sum = DMatrix::zeros(slopes.len(), slopes.len());
        for rows in self.centred(centre) {
            let turned = &rows * weighted;
            let mut scores = DMatrix::zeros(rows.nrows(), slopes.len());
            for (mut column, slope) in scores.column_iter_mut().zip(slopes) {
                column.copy_from(&scores_of(&turned, &slope.slope, expected));
            }
            sum += scores.tr_mul(&scores);
        }
        sum
    }
}

fn scores_of(turned: &DMatrix<f64>, slope: &Slope, expected: &DMatrix<f64>) -> DVector<f64> {
    let mut scores = DVector::zeros(turned.nrows());
    if let Some(pair) = slope.covariance {
        scores += turned.column(pair.first).component_mul(&turned.column(pair.second));
        scores.add_scalar_mut(-expected[(pair.first, pair.second)]);
        scores *= pair.weight;
    }
    if let Some(mean) = slope.mean {
        scores += turned.column(mean.column) * mean.weight;
    }
    scores
}
