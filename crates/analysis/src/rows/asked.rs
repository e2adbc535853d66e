//! The scales that are asked for, and their answers.

use counts::{ScaleCounts, ScaleShape};
use survey::MissingRule;

use super::{RowsError, ScaleRequest};
use crate::table::{Table, TableError};

/// The scales asked for, with the columns that are turned round.
#[derive(Clone, Copy)]
pub(super) struct Scales<'a> {
    scales: &'a [ScaleRequest],
    reversed: &'a [String],
}

impl<'a> Scales<'a> {
    /// Scales with names of their own, and reversed columns that one of them uses.
    ///
    /// # Errors
    /// [`RowsError::SameName`], [`RowsError::ReversedNowhere`].
    pub(super) fn new(scales: &'a [ScaleRequest], reversed: &'a [String]) -> Result<Self, RowsError> {
        for (position, scale) in scales.iter().enumerate() {
            if scales.iter().skip(position + 1).any(|other| other.name() == scale.name()) {
                return Err(RowsError::SameName(scale.name().to_owned()));
            }
        }
        let unused = reversed.iter().find(|column| !scales.iter().any(|scale| scale.columns().contains(column)));
        unused.map_or(Ok(Self { scales, reversed }), |column| Err(RowsError::ReversedNowhere(column.clone())))
    }

    /// Every column that a scale needs.
    pub(super) fn columns(&self) -> impl Iterator<Item = &'a str> {
        self.scales.iter().flat_map(ScaleRequest::columns).map(String::as_str)
    }

    /// The answers to one scale.
    pub(super) fn answers(&self, scale: &ScaleRequest, table: &Table) -> Result<Answers, RowsError> {
        let name = scale.name().to_owned();
        let keys = scale.columns().iter().map(|column| self.reversed.contains(column)).collect();
        let shape = ScaleShape::new(scale.points(), keys, MissingRule::Complete)
            .map_err(|reason| RowsError::Shape { name: name.clone(), reason })?;
        let codes: Result<Vec<Vec<u8>>, TableError> =
            scale.columns().iter().map(|column| table.codes(column, scale.points())).collect();
        Ok(Answers { name, shape, codes: codes? })
    }
}

/// The answers to one scale, a column per item.
pub(super) struct Answers {
    pub(super) name: String,
    pub(super) shape: ScaleShape,
    pub(super) codes: Vec<Vec<u8>>,
}

impl Answers {
    pub(super) fn columns(&self) -> Vec<&[u8]> {
        self.codes.iter().map(Vec::as_slice).collect()
    }

    /// The counts in every cell: row r belongs to cell `cells[r]`.
    pub(super) fn count(&self, cells: &[u32], count: usize) -> Result<Vec<ScaleCounts>, RowsError> {
        let mut counts: Vec<ScaleCounts> = (0..count).map(|_| ScaleCounts::new(&self.shape)).collect();
        ScaleCounts::add_columns(&mut counts, cells, &self.columns())
            .map_err(|reason| RowsError::Count { name: self.name.clone(), reason })?;
        Ok(counts)
    }
}
