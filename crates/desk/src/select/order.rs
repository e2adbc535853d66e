//! The order of rows: columns, each rising or falling; rows that are alike keep the order of the table.

use std::cmp::Ordering;

use views::Table;

use super::SelectError;
use super::field::Field;

/// Columns to sort by, the weightiest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Order(Vec<(Field, bool)>);

impl Order {
    /// Reads `column [asc|desc], …`; an empty text is the order of the table.
    pub(crate) fn parse(table: &Table, text: &str) -> Result<Order, SelectError> {
        let mut columns = Vec::new();
        for part in text.split(',').map(str::trim).filter(|_| !text.trim().is_empty()) {
            let (name, direction) = part.split_once(char::is_whitespace).unwrap_or((part, "asc"));
            let falls = match direction.trim() {
                "asc" => false,
                "desc" => true,
                other => {
                    return Err(SelectError(format!("{other:?} is no direction; write {name} asc or {name} desc")));
                }
            };
            columns.push((Field::of(table, name)?, falls));
        }
        Ok(Order(columns))
    }

    pub(crate) const fn is_as_it_is(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts rows in this order. Nothing comes before everything where it rises, and last where it falls.
    pub(crate) fn sort(&self, table: &Table, rows: &mut [usize]) {
        rows.sort_by(|left, right| {
            let of = |(field, falls): &(Field, bool)| {
                let order = field.cell(table, *left).order(field.cell(table, *right));
                if *falls { order.reverse() } else { order }
            };
            self.0.iter().map(of).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
    }
}
