//! The polychoric correlations of all pairs of a set of items.

use std::fmt;

use counts::PairTables;
use nalgebra::DMatrix;

use super::polychoric::{EmptyCells, polychoric};
use super::thresholds::Thresholds;
use crate::estimate::{Estimate, Why};

/// Thresholds and polychoric correlations of a set of items; each is known or says why not.
#[derive(Clone, PartialEq)]
pub struct PolychoricMatrix {
    thresholds: Vec<Result<Thresholds, Why>>,
    /// Pairs i < j by rows.
    correlations: Vec<Estimate>,
}

impl PolychoricMatrix {
    /// The polychoric correlation of every pair.
    ///
    /// Formula:  [`polychoric`] of each table; the thresholds of an item come from its own histogram and are the same in
    ///           all its tables.
    /// Shapes:   J items give J(J − 1)/2 correlations. With `Cases::Complete` this is lavaan's matrix (listwise), with
    ///           `Cases::Pairwise` that of `psych::polychoric`: there n differs from pair to pair, and the matrix need not
    ///           be positive definite.
    /// Units:    correlations; thresholds in standard deviations of the underlying variable.
    /// Unknown:  per item and per pair, see [`Thresholds::of`] and [`polychoric`].
    /// Rounding: as for one pair.
    /// Source:   Olsson (1979), Psychometrika 44, 443–460.
    ///
    /// ```
    /// use counts::{Cases, OrderedShape, PairTables};
    /// use indices::ordered::{EmptyCells, PolychoricMatrix};
    /// use survey::Points;
    ///
    /// let shape = OrderedShape::uniform(Points::new(0, 1)?, 2)?;
    /// let mut tables = PairTables::new(&shape, Cases::Complete);
    /// tables.add_columns(&[&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 0, 1, 1]])?;
    /// let matrix = PolychoricMatrix::of(&tables, EmptyCells::AsCounted);
    /// // A third of all in each equal cell, both cut at the median: sin(2π(1/3 − 1/4)) = 1/2.
    /// assert!((matrix.correlation(1, 0).unwrap().value().unwrap() - 0.5).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(tables: &PairTables, empty: EmptyCells) -> Self {
        let items = tables.shape().items().len();
        let histogram = |item| tables.histogram(item).unwrap_or_default();
        let thresholds: Vec<_> = (0..items).map(|item| Thresholds::of(histogram(item))).collect();
        let correlation = |(i, j): (usize, usize)| match (thresholds.get(i), thresholds.get(j)) {
            (Some(Ok(rows)), Some(Ok(columns))) => {
                polychoric(rows, columns, tables.table(i, j).unwrap_or_default(), empty)
            }
            (Some(Err(why)), _) | (_, Some(Err(why))) => Estimate::Unknown(*why),
            _ => Estimate::Unknown(Why::OutsideDomain),
        };
        let correlations = pairs(items).map(correlation).collect();
        Self { thresholds, correlations }
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.thresholds.len()
    }

    /// The thresholds of one item; nothing for an item the set does not have.
    #[must_use]
    pub fn thresholds(&self, item: usize) -> Option<Result<&Thresholds, Why>> {
        self.thresholds.get(item).map(|thresholds| thresholds.as_ref().map_err(|why| *why))
    }

    /// The correlation of two different items, in either order; nothing for one item with itself.
    #[must_use]
    pub fn correlation(&self, i: usize, j: usize) -> Option<Estimate> {
        self.correlations.get(pair_position(self.items(), i.min(j), i.max(j))?).copied()
    }

    /// Every pair i < j with its correlation, by rows.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = ((usize, usize), Estimate)> {
        pairs(self.items()).zip(self.correlations.iter().copied())
    }

    /// The whole matrix, or the first reason why some of it is unknown.
    pub(crate) fn matrix(&self) -> Result<DMatrix<f64>, Why> {
        let mut matrix = DMatrix::identity(self.items(), self.items());
        for ((i, j), correlation) in self.pairs() {
            let known = match correlation {
                Estimate::Known(known) => known,
                Estimate::Unknown(why) => return Err(why),
            };
            matrix[(i, j)] = known.value;
            matrix[(j, i)] = known.value;
        }
        Ok(matrix)
    }
}

/// All pairs i < j, by rows.
pub(crate) fn pairs(items: usize) -> impl Iterator<Item = (usize, usize)> + Clone {
    (0..items).flat_map(move |i| (i + 1..items).map(move |j| (i, j)))
}

/// Where the pair i < j stands among all pairs.
fn pair_position(items: usize, i: usize, j: usize) -> Option<usize> {
    (i < j && j < items).then(|| i * (2 * items - i - 1) / 2 + (j - i - 1))
}

/// Reveals nothing.
impl fmt::Debug for PolychoricMatrix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PolychoricMatrix(..)")
    }
}
