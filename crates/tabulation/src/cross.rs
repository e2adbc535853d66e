//! Cross products and two-way tables of all items, apart for each former municipality.

use counts::{CrossCounter, Moments, PairCounter, PairTables};

use crate::error::TabulationError;
use crate::groups::by_former_municipality;
use crate::pass::Pass;

/// The cross products of the persons who answered every item, by former municipality in the order of their names. A pass that tells units apart only has them
/// all under an empty name. What else the pass asks for is not counted. [`Memory::cross`](crate::Memory::cross) says what it takes.
///
/// # Errors
/// More than 64 former municipalities; a file that cannot be read or holds what no settled file holds.
pub fn cross_products(pass: &Pass<'_>) -> Result<Vec<(String, Moments)>, TabulationError> {
    by_former_municipality(pass, || CrossCounter::new(pass.shape.items()))
}

/// The two-way tables of all pairs of items over whoever answered the two ([`Cases::Pairwise`](counts::Cases::Pairwise)), by former municipality in the order of
/// their names: all that polychoric correlations need. A pass that tells units apart only has them all under an empty name. What else the pass asks for is not
/// counted. [`Memory::pairs`](crate::Memory::pairs) says what it takes.
///
/// # Errors
/// More than 64 former municipalities, or an instrument of more than [`MAX_ITEMS`](counts::MAX_ITEMS) items; a file that cannot be read or holds what no settled
/// file holds.
pub fn pair_tables(pass: &Pass<'_>) -> Result<Vec<(String, PairTables)>, TabulationError> {
    by_former_municipality(pass, || PairCounter::new(pass.items.clone()))
}
