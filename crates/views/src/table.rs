//! A table: columns of one length.

use disclosure::{GroupIndex, Sealed};

use crate::{Column, Description, Value, Values, View, rows};

/// Rows under described columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    name: String,
    columns: Vec<Column>,
    rows: usize,
}

/// A column is longer or shorter than the first, or not of the kind it says.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column} has {found} values where the first has {expected}, or values of another kind than it says")]
pub struct UnevenColumns {
    /// The column.
    pub column: String,
    /// Its values.
    pub found: usize,
    /// The values of the first column.
    pub expected: usize,
}

impl Table {
    /// A view of sealed cubes, oldest cube first, with the groups that the reader may see.
    ///
    /// Rows stand in the order of cubes, measures and groups, the same each time.
    #[must_use]
    pub fn of(view: View, cubes: &[&Sealed], sees: &dyn Fn(&Sealed, GroupIndex) -> bool) -> Table {
        rows::fill(view, cubes, sees)
    }

    /// A table of columns that something else has made, such as a query.
    pub fn new(name: impl Into<String>, columns: Vec<Column>) -> Result<Table, UnevenColumns> {
        let rows = columns.first().map_or(0, |column| column.values.len());
        for Column { description, values } in &columns {
            if values.len() != rows || values.kind() != description.kind {
                let column = description.name.to_string();
                return Err(UnevenColumns { column, found: values.len(), expected: rows });
            }
        }
        Ok(Table { name: name.into(), columns, rows })
    }

    /// Its name: that of the view, or of the query.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// A column by name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.description.name == name)
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// The value in a row of a column, both counted from 0; nothing outside.
    #[must_use]
    pub fn value(&self, row: usize, column: usize) -> Value {
        self.columns.get(column).map_or(Value::Nothing, |column| column.values.get(row))
    }

    /// The rows at these positions, in their order.
    #[must_use]
    pub fn take(&self, rows: &[usize]) -> Table {
        let of = |column: &Column| Column { description: column.description.clone(), values: column.values.take(rows) };
        Table { name: self.name.clone(), columns: self.columns.iter().map(of).collect(), rows: rows.len() }
    }

    /// The columns with these names, in their order; the names that are not there come back as an error.
    pub fn select(&self, names: &[&str]) -> Result<Table, Vec<String>> {
        let missing: Vec<String> =
            names.iter().filter(|name| self.column(name).is_none()).map(|name| (*name).to_owned()).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let columns = names.iter().filter_map(|name| self.column(name)).cloned().collect();
        Ok(Table { name: self.name.clone(), columns, rows: self.rows })
    }

    pub(crate) fn empty(view: View) -> Table {
        let column = |description: &Description| Column {
            description: description.clone(),
            values: Values::empty(description.kind),
        };
        Table { name: view.name().to_owned(), columns: view.columns().iter().map(column).collect(), rows: 0 }
    }

    /// Adds a row; what is missing at its end is nothing.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = Value>) {
        let mut row = row.into_iter();
        for column in &mut self.columns {
            column.values.push(row.next().unwrap_or(Value::Nothing));
        }
        self.rows += 1;
    }
}
