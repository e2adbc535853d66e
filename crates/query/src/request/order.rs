//! The order of the rows.

use std::cmp::Ordering;

use views::{Table, Value, View};

use crate::request::{RequestRefusal, column};

/// A column to order by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    column: &'static str,
    descending: bool,
}

impl Order {
    /// Reads `COLUMN`, or `-COLUMN` for the highest first.
    pub(crate) fn read(view: View, text: &str) -> Result<Order, RequestRefusal> {
        let (descending, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        Ok(Order { column: column(view, name)?, descending })
    }
}

/// Puts rows in order; rows that are alike keep theirs, and cells without a value come last.
pub(crate) fn sort(rows: &mut [usize], table: &Table, orders: &[Order]) {
    let columns: Vec<_> = orders.iter().filter_map(|order| Some((order, table.column(order.column)?))).collect();
    rows.sort_by(|one, other| {
        let compare = |(order, column): &(&Order, &views::Column)| {
            compare(&column.values.get(*one), &column.values.get(*other), order.descending)
        };
        columns.iter().map(compare).find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
    });
}

fn compare(one: &Value, other: &Value, descending: bool) -> Ordering {
    let found = match (one, other) {
        (Value::Nothing, Value::Nothing) => return Ordering::Equal,
        (Value::Nothing, _) => return Ordering::Greater,
        (_, Value::Nothing) => return Ordering::Less,
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        (Value::Code(_, one), Value::Code(_, other)) => one.cmp(other),
        (Value::Whole(one), Value::Whole(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.total_cmp(other),
        _ => Ordering::Equal,
    };
    if descending { found.reverse() } else { found }
}
