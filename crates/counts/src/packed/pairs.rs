//! The two-way tables of all items at once, from packed rows: what polychoric correlations of many items start from.

use super::planes::{BytePlanes, Category, TABULATED, Tabulated, tabulate};
use crate::error::{CountError, ShapeError};
use crate::ordered_shape::{OrderedItem, OrderedShape};
use crate::pair_tables::{Cases, PairTables, pairs};

/// Counts packed rows into the [`PairTables`] of all their items, with [`Cases::Pairwise`]. One for each thread and group; what they found is merged.
///
/// Formula:  persons who chose point a of item i and point b of item j, for all i < j; persons per point of each item.
/// Shapes:   k items; k(k−1)/2 tables of points of i by points of j.
/// Units:    persons. Points are counted from the lowest, a reversed item turned round.
/// Unknown:  whoever left out one of two items, or called it "not relevant", is not in their table; who answered nothing is not among the persons.
/// Rounding: none; integers.
pub struct PairCounter {
    shape: OrderedShape,
    counts: Counts,
    blocks: Tabulated,
}

/// What a block adds to.
struct Counts {
    persons: u64,
    /// Answers per item and digit.
    answers: Vec<u64>,
    /// The cells of all tables, pair by pair, as digits stand in the rows.
    hits: Vec<u64>,
    /// Per item, who is in each category in the block.
    categories: Vec<Vec<Category>>,
}

impl PairCounter {
    /// A counter for packed rows of these items.
    ///
    /// # Errors
    /// No items, or more than [`crate::MAX_ITEMS`].
    pub fn new(items: Vec<OrderedItem>) -> Result<Self, ShapeError> {
        let shape = OrderedShape::new(items)?;
        let items = shape.items();
        let counts = Counts {
            persons: 0,
            answers: vec![0; points(items)],
            hits: vec![0; cells(items)],
            categories: items.iter().map(|item| vec![Category::EMPTY; item.count()]).collect(),
        };
        let blocks = Tabulated::new(items.len());
        Ok(Self { shape, counts, blocks })
    }

    /// Bytes that a counter for such items takes, with what it finds, whatever the number of rows.
    ///
    /// Formula: a block of rows, eight planes a byte of a row and one for every point, and twice eight bytes for every point and every cell of every table.
    #[must_use]
    pub fn bytes(items: &[OrderedItem]) -> usize {
        let points = points(items);
        let counters = points.saturating_add(cells(items)).saturating_mul(size_of::<[u64; 2]>());
        let planes = points.saturating_mul(size_of::<Category>());
        Tabulated::bytes(items.len()).saturating_add(planes).saturating_add(counters)
    }

    /// Takes in packed rows.
    ///
    /// # Errors
    /// Bytes that are no whole rows, too many persons, or a digit that is no point of its item, of these rows or of some before; the counts are of no use then.
    pub fn add(&mut self, rows: &[u8]) -> Result<(), CountError> {
        let Self { counts, blocks, .. } = self;
        blocks.add(rows, |block, planes| counts.add(block, planes))
    }

    /// What was found in all rows.
    ///
    /// # Errors
    /// A digit that is no point of its item.
    pub fn finish(mut self) -> Result<PairTables, CountError> {
        let (block, planes) = self.blocks.rest();
        self.counts.add(block, planes)?;
        let mut tables = PairTables::new(&self.shape, Cases::Pairwise);
        tables.add_persons(self.counts.persons);
        let items = self.shape.items();
        let mut rest = self.counts.answers.as_slice();
        for (place, item) in items.iter().enumerate() {
            let (answers, later) = rest.split_at_checked(item.count()).unwrap_or_default();
            tables.add_histogram(place, (0..item.count()).map(|category| at(answers, item.as_packed(category))));
            rest = later;
        }
        let mut rest = self.counts.hits.as_slice();
        for (pair, (i, j)) in pairs(items.len()).enumerate() {
            let (Some(one), Some(other)) = (items.get(i), items.get(j)) else { continue };
            let columns = other.count();
            let (table, later) = rest.split_at_checked(one.count().saturating_mul(columns)).unwrap_or_default();
            tables.add_table(pair, columns, |a, b| {
                at(table, one.as_packed(a).saturating_mul(columns).saturating_add(other.as_packed(b)))
            });
            rest = later;
        }
        Ok(tables)
    }
}

impl Counts {
    /// Counts a block of rows, or fewer.
    fn add(&mut self, rows: &[u8], planes: &mut [BytePlanes<TABULATED>]) -> Result<(), CountError> {
        let Self { persons, answers, hits, categories } = self;
        let found = tabulate(rows, planes, categories, answers, hits);
        *persons = persons.wrapping_add(found.map_err(|item| CountError::OutsideScale { item })?);
        Ok(())
    }
}

impl OrderedItem {
    /// Which digit from the lowest, counted from 0, a category is in packed rows, where nothing is turned round.
    fn as_packed(&self, category: usize) -> usize {
        if self.reversed { self.count().saturating_sub(1).saturating_sub(category) } else { category }
    }
}

fn at(counters: &[u64], place: usize) -> u64 {
    counters.get(place).copied().unwrap_or_default()
}

/// Points of all items.
fn points(items: &[OrderedItem]) -> usize {
    items.iter().map(OrderedItem::count).fold(0, usize::saturating_add)
}

/// Cells of the tables of all pairs.
fn cells(items: &[OrderedItem]) -> usize {
    let size = |(i, j): (usize, usize)| match (items.get(i), items.get(j)) {
        (Some(one), Some(other)) => one.count().saturating_mul(other.count()),
        _ => 0,
    };
    pairs(items.len()).map(size).fold(0, usize::saturating_add)
}
