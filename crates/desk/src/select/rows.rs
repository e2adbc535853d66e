//! The rows that a request has chosen, in its order.

use views::Table;

use super::{Filter, Order};

/// Positions in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Every row, as the table has them.
    All(usize),
    These(Vec<usize>),
}

impl Rows {
    /// The rows that hold a condition, in an order.
    pub(crate) fn of(table: &Table, filter: &Filter, order: &Order) -> Rows {
        if matches!(filter, Filter::Always(true)) && order.is_as_it_is() {
            return Rows::All(table.rows());
        }
        let mut rows: Vec<usize> = (0..table.rows()).filter(|row| filter.holds(table, *row)).collect();
        if !order.is_as_it_is() {
            order.sort(table, &mut rows);
        }
        Rows::These(rows)
    }

    /// How many there are.
    pub(crate) const fn len(&self) -> usize {
        match self {
            Rows::All(rows) => *rows,
            Rows::These(rows) => rows.len(),
        }
    }

    /// So many of them, from a place on.
    pub(crate) fn page(&self, from: usize, limit: usize) -> Vec<usize> {
        match self {
            Rows::All(rows) => (from..(*rows).min(from.saturating_add(limit))).collect(),
            Rows::These(rows) => rows.iter().copied().skip(from).take(limit).collect(),
        }
    }
}
