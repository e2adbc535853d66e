//! Packed rows as Arrow columns, and their digest.

use super::PackedCell;
use crate::digest::ContentDigest;
use crate::fault::Fault;
use crate::rows::{MISSING, NOT_RELEVANT, feed_role};
use arrow_array::builder::UInt8Builder;
use arrow_array::{ArrayRef, FixedSizeBinaryArray, RecordBatch, StringArray};
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::Arc;
use survey::{Answer, Column, FormerMunicipalityId, Instrument, Item, Layout, RoleClass, UnitId};

/// What the rows of one cell have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    unit: UnitId,
    former_municipality: FormerMunicipalityId,
    role: Option<RoleClass>,
}

impl Place {
    pub(super) fn of(cell: &PackedCell) -> Self {
        let PackedCell { unit, former_municipality, role, .. } = cell;
        Self { unit: unit.clone(), former_municipality: former_municipality.clone(), role: *role }
    }
}

pub(super) fn defect(problem: &str) -> Fault {
    Fault::Encoding { what: "the rows of a stream".to_owned(), problem: problem.to_owned() }
}

/// Feeds the rows of one cell to the digest; they must be answers, and in order.
pub(super) fn feed(
    digest: &mut ContentDigest,
    instrument: &Instrument,
    width: usize,
    cell: &PackedCell,
) -> Result<(), Fault> {
    let items = instrument.items();
    if !cell.packed.len().is_multiple_of(width) {
        return Err(defect("a row is cut short"));
    }
    let (mut answers, mut before) = (Vec::with_capacity(items.len()), Vec::with_capacity(items.len()));
    let mut codes = Vec::with_capacity(items.len());
    for row in cell.packed.chunks_exact(width) {
        std::mem::swap(&mut answers, &mut before);
        answers.clear();
        codes.clear();
        for (position, item) in items.iter().enumerate() {
            let answer = answer(item, four(row, position))?;
            codes.push(match answer {
                Answer::Missing => MISSING,
                Answer::NotRelevant => NOT_RELEVANT,
                Answer::Point(point) => point,
            });
            answers.push(answer);
        }
        if before > answers {
            return Err(defect("the rows of a cell are not in order"));
        }
        digest.field(cell.unit.as_str().as_bytes());
        digest.field(cell.former_municipality.as_str().as_bytes());
        feed_role(digest, cell.role);
        digest.field(&codes);
    }
    Ok(())
}

fn answer(item: &Item, four: u8) -> Result<Answer, Fault> {
    let scale = item.answer_scale();
    match four {
        Layout::CODE_MISSING => Ok(Answer::Missing),
        Layout::CODE_NOT_RELEVANT if scale.not_relevant().is_some() => Ok(Answer::NotRelevant),
        four if four <= scale.points().count() => Ok(Answer::Point(scale.points().min() + four - 1)),
        _ => Err(defect("a packed code is no answer to its item")),
    }
}

/// The four bits of the item at a position.
fn four(row: &[u8], position: usize) -> u8 {
    let byte = row.get(position / 2).copied().unwrap_or_default();
    if position.is_multiple_of(2) { byte & 15 } else { byte >> 4 }
}

/// Packed rows as one batch of all columns.
pub(super) fn batch(
    schema: &SchemaRef,
    instrument: &Instrument,
    layout: &Layout,
    places: &[(Place, usize)],
    packed: &[u8],
) -> Result<RecordBatch, ArrowError> {
    let width = layout.packed_bytes();
    let narrow = |bytes: usize| i32::try_from(bytes).map_err(|e| ArrowError::InvalidArgumentError(e.to_string()));
    let text = |name: fn(&Place) -> &str| -> ArrayRef {
        let names = places.iter().flat_map(|(place, rows)| std::iter::repeat_n(name(place), *rows));
        Arc::new(StringArray::from_iter_values(names))
    };
    let column = |column: &Column| -> Result<ArrayRef, ArrowError> {
        Ok(match column {
            Column::Unit => text(|place| place.unit.as_str()),
            Column::FormerMunicipality => text(|place| place.former_municipality.as_str()),
            Column::RoleClass => {
                let role =
                    |(place, rows): &(Place, usize)| std::iter::repeat_n(place.role.map(RoleClass::as_str), *rows);
                Arc::new(places.iter().flat_map(role).collect::<StringArray>())
            }
            Column::Item { position, .. } => {
                let lowest = instrument.items().get(*position).map_or(0, |item| item.answer_scale().points().min());
                let mut points = UInt8Builder::with_capacity(packed.len() / width);
                for row in packed.chunks_exact(width) {
                    let code = four(row, *position);
                    let given = code != Layout::CODE_MISSING && code != Layout::CODE_NOT_RELEVANT;
                    points.append_option(given.then(|| lowest + code - 1));
                }
                Arc::new(points.finish())
            }
            Column::NotRelevant { bytes } => {
                let mut marks = vec![0_u8; packed.len() / width * bytes];
                for (row, marks) in packed.chunks_exact(width).zip(marks.chunks_exact_mut(*bytes)) {
                    for position in 0..layout.items() {
                        let set = u8::from(four(row, position) == Layout::CODE_NOT_RELEVANT) << (position % 8);
                        marks.iter_mut().skip(position / 8).take(1).for_each(|byte| *byte |= set);
                    }
                }
                Arc::new(FixedSizeBinaryArray::try_new(narrow(*bytes)?, marks.into(), None)?)
            }
            Column::Packed { bytes } => {
                Arc::new(FixedSizeBinaryArray::try_new(narrow(*bytes)?, packed.to_vec().into(), None)?)
            }
        })
    };
    let columns = layout.columns().iter().map(column).collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(SchemaRef::clone(schema), columns)
}
