//! Items that look as if they should have been reversed.

use std::fmt;

use super::components::{NOUGHT, largest_components};
use super::item_covariances::ItemCovariances;
use crate::estimate::Why;

/// The items on the other side of a scale's first principal component.
#[derive(Clone, PartialEq)]
pub struct OpposedItems {
    items: Vec<usize>,
    loadings: Vec<f64>,
}

impl OpposedItems {
    /// Positions of the items whose loading is negative while most are positive.
    #[must_use]
    pub fn items(&self) -> &[usize] {
        &self.items
    }

    /// Loadings of all items on the first principal component, turned so that their sum is not negative.
    #[must_use]
    pub fn loadings(&self) -> &[f64] {
        &self.loadings
    }
}

/// Finds the items that pull against their scale: probably worded the other way and not declared as reversed.
///
/// This is a finding for the person who wrote the instrument. Nothing is reversed here or anywhere because of it: an
/// item is turned round when the instrument says so, within the declared points, and never because of the answers.
///
/// Formula:  loadings √e · v of the first eigenvector v of the correlations, turned so that their sum is not negative;
///           items with a negative loading are opposed. Where the loadings cancel, the first item's side is kept.
/// Shapes:   J × J covariances or correlations.
/// Units:    loadings are correlations of the items with the component.
/// Unknown:  one item; a constant item; no first component, because two are equally large.
/// Rounding: an eigenvalue decomposition; loadings within 1e-9 of nought count as nought.
/// Source:   R `psych::alpha`, whose warning names these items, and whose `check.keys = TRUE` turns them without asking.
///
/// ```
/// use indices::reliability::{ItemCovariances, opposed_items};
///
/// let rows = [vec![1.0, 0.5, -0.4], vec![0.5, 1.0, -0.3], vec![-0.4, -0.3, 1.0]];
/// let matrix = ItemCovariances::from_rows(&rows, 50)?;
/// assert_eq!(opposed_items(&matrix)?.items(), [2]);
/// # Ok::<(), indices::Why>(())
/// ```
pub fn opposed_items(covariances: &ItemCovariances) -> Result<OpposedItems, Why> {
    if covariances.items() < 2 {
        return Err(Why::SingleItem);
    }
    let loadings = largest_components(covariances.correlations()?.matrix(), 1)?;
    let opposed = loadings.iter().enumerate().filter(|(_, loading)| **loading < -NOUGHT);
    Ok(OpposedItems { items: opposed.map(|(item, _)| item).collect(), loadings: loadings.iter().copied().collect() })
}

/// Reveals nothing.
impl fmt::Debug for OpposedItems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpposedItems(..)")
    }
}
