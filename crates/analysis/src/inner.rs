//! Who stands behind the numbers: the people of one unit from one former municipality who do one kind of work, by the groups that hold them.
//! Invitations, absence and register figures name no work, and so are in no group of one.
//!
//! The same rows that are summed into groups are counted here, so that sealing knows every overlap there is.

use disclosure::{GroupIndex, Inner, InnerName, Table};
use plan::{FigureRow, PARTS};
use survey::{Instrument, ScaleId};

use crate::tally::GroupCounts;

/// Those who have a score on each scale of a wave.
pub(crate) fn add_scales(
    inner: &mut Inner,
    counted: &GroupCounts,
    instrument: &Instrument,
    table: impl Fn(ScaleId) -> Table,
) {
    for (name, within, people) in &counted.inner {
        for (scale, people) in instrument.scales().iter().zip(people) {
            inner.add(table(scale.id().clone()), name, within, *people);
        }
    }
}

/// The labels of a row that names no kind of work.
pub(crate) fn name(unit: &str, former_municipality: &str) -> InnerName {
    InnerName { unit: unit.to_owned(), former_municipality: former_municipality.to_owned(), role: None }
}

/// Those a register figure is counted of, and where it counts heads, those who are counted and those who are not.
pub(crate) fn add_figure(inner: &mut Inner, row: &FigureRow, within: &[GroupIndex]) {
    let (figure, year) = (row.figure(), row.year());
    let name = name(row.unit().as_str(), row.former_municipality().as_str());
    inner.add(Table::Figure(figure, year), &name, within, row.denominator());
    if figure.counts_heads() {
        let counted = row.numerator() / PARTS;
        inner.add(Table::FigureCounted(figure, year), &name, within, counted);
        inner.add(Table::FigureLeft(figure, year), &name, within, row.denominator().saturating_sub(counted));
    }
}
