//! Alpha of what lies behind the answers.

use super::matrix::PolychoricMatrix;
use crate::estimate::{Estimate, Why};

/// Ordinal alpha: coefficient alpha of the polychoric correlations.
///
/// It is **no reliability of the sum score people actually get**. It says how consistent the underlying normal
/// variables would be if one could see them, and exceeds Cronbach's alpha the more, the fewer points the items have
/// (Chalmers 2018). Report it beside [`crate::reliability::cronbach_alpha`], never instead of it.
///
/// Formula:  J/(J − 1) · (1 − J / Σ ρᵢⱼ), the sum over the whole matrix, the diagonal included.
/// Shapes:   J items; `n` is the smallest number of persons any pair rests on.
/// Units:    dimensionless; at most 1, and negative when the items pull against each other. No interval: Feldt's rests
///           on answers that can be seen.
/// Unknown:  one item; any correlation unknown; correlations that cancel.
/// Rounding: that of the correlations.
/// Source:   Zumbo, Gadermann and Zeisser (2007), J. Modern Applied Statistical Methods 6, 21–29.
///
/// ```
/// use counts::{Cases, OrderedShape, PairTables};
/// use indices::ordered::{EmptyCells, PolychoricMatrix, ordinal_alpha};
/// use survey::Points;
///
/// let shape = OrderedShape::uniform(Points::new(0, 1)?, 2)?;
/// let mut tables = PairTables::new(&shape, Cases::Complete);
/// tables.add_columns(&[&[0, 0, 0, 1, 1, 1], &[0, 0, 1, 0, 1, 1]])?;
/// // The correlation is 1/2: 2 · (1 − 2/3) = 2/3.
/// let alpha = ordinal_alpha(&PolychoricMatrix::of(&tables, EmptyCells::AsCounted));
/// assert!((alpha.value().unwrap() - 2.0 / 3.0).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn ordinal_alpha(matrix: &PolychoricMatrix) -> Estimate {
    if matrix.items() < 2 {
        return Estimate::Unknown(Why::SingleItem);
    }
    let mut off_diagonal = 0.0;
    let mut n = u64::MAX;
    for (_, correlation) in matrix.pairs() {
        match correlation {
            Estimate::Known(known) => {
                off_diagonal += 2.0 * known.value;
                n = n.min(known.n);
            }
            unknown @ Estimate::Unknown(_) => return unknown,
        }
    }
    let items = matrix.items() as f64;
    let total = items + off_diagonal;
    if total <= 0.0 {
        return Estimate::Unknown(Why::NoVariance);
    }
    Estimate::known(items / (items - 1.0) * (off_diagonal / total), n, None)
}
