//! Rows of answers with the group of each, from which a table for any item and any anchors can be counted.

use std::fmt;

use crate::dif_table::{DifDesign, DifTable, Matching};
use crate::error::{CountError, ShapeError};
use crate::shape::ScaleShape;

/// Checked rows: every table counted from them succeeds if its design does.
#[derive(Clone)]
pub struct DifRows<'a> {
    shape: ScaleShape,
    groups: usize,
    cells: &'a [u32],
    columns: Vec<&'a [u8]>,
}

impl<'a> DifRows<'a> {
    /// Row r belongs to group `cells[r]`, below `groups`, and answered `columns[i][r]` to item i.
    pub fn new(shape: &ScaleShape, groups: usize, cells: &'a [u32], columns: &[&'a [u8]]) -> Result<Self, CountError> {
        let rows = Self { shape: shape.clone(), groups, cells, columns: columns.to_vec() };
        rows.check()?;
        Ok(rows)
    }

    /// Counting any table makes every check there is; a scale of one item has none to count and is checked by hand.
    fn check(&self) -> Result<(), CountError> {
        let everything = vec![true; self.shape.items()];
        let table = DifDesign::new(&self.shape, 0, &everything, Matching::Including)
            .and_then(|design| DifTable::new(&design, self.groups));
        match table {
            Ok(mut table) => table.add_columns(self.cells, &self.columns),
            Err(ShapeError::TooManyGroups { groups }) => Err(CountError::UnknownCell { cell: u32::MAX, cells: groups }),
            Err(_) => Err(CountError::WrongItems { expected: 2, given: self.shape.items() }),
        }
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.shape.items()
    }

    /// The table of one item against the anchors.
    pub fn table(&self, item: usize, anchors: &[bool], matching: Matching) -> Result<DifTable, ShapeError> {
        let design = DifDesign::new(&self.shape, item, anchors, matching)?;
        let mut table = DifTable::new(&design, self.groups)?;
        // `new` has counted these very rows once.
        table.add_columns(self.cells, &self.columns).map_err(|_| ShapeError::NoItems)?;
        Ok(table)
    }
}

/// Shows the shape only.
impl fmt::Debug for DifRows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DifRows").field("items", &self.items()).finish_non_exhaustive()
    }
}
