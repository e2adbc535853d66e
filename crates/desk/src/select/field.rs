//! What a name in a request stands for: a column of the table, or the number of the row.

use std::cmp::Ordering;

use views::{Kind, Table, Values};

use super::SelectError;

/// The name of the row number: the key of a row, counted from 1 in what this reader sees of this release.
pub(crate) const ROW: &str = "row";

/// A column, or the row number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Row,
    Column(usize),
}

/// One value as it is compared. Codes are compared by their words, whole numbers and numbers as numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'t> {
    Nothing,
    Text(&'t str),
    Number(f64),
}

impl Cell<'_> {
    /// The order of sorting: nothing comes first.
    pub(crate) fn order(self, other: Cell<'_>) -> Ordering {
        match (self, other) {
            (Cell::Text(left), Cell::Text(right)) => left.cmp(right),
            (Cell::Number(left), Cell::Number(right)) => left.total_cmp(&right),
            (left, right) => left.rank().cmp(&right.rank()),
        }
    }

    const fn rank(self) -> u8 {
        match self {
            Cell::Nothing => 0,
            Cell::Text(_) => 1,
            Cell::Number(_) => 2,
        }
    }
}

impl Field {
    /// The field of a name.
    pub(crate) fn of(table: &Table, name: &str) -> Result<Field, SelectError> {
        if name == ROW {
            return Ok(Field::Row);
        }
        let found = table.columns().iter().position(|column| column.description.name == name);
        found.map(Field::Column).ok_or_else(|| {
            let names: Vec<&str> = table.columns().iter().map(|column| column.description.name.as_ref()).collect();
            SelectError(format!("there is no column {name:?} in {}; there are {}", table.name(), names.join(", ")))
        })
    }

    /// Every column of a table, in order.
    pub(crate) fn all(table: &Table) -> impl Iterator<Item = Field> {
        (0..table.columns().len()).map(Field::Column)
    }

    /// Its name.
    pub(crate) fn name(self, table: &Table) -> &str {
        match self {
            Field::Row => ROW,
            Field::Column(column) => table.columns().get(column).map_or("", |column| column.description.name.as_ref()),
        }
    }

    /// Whether its values are numbers.
    pub(crate) fn is_number(self, table: &Table) -> bool {
        match self {
            Field::Row => true,
            Field::Column(column) => table
                .columns()
                .get(column)
                .is_some_and(|column| matches!(column.description.kind, Kind::Whole | Kind::Number)),
        }
    }

    /// Its value in a row.
    pub(crate) fn cell(self, table: &Table, row: usize) -> Cell<'_> {
        let column = match self {
            Field::Row => return Cell::Number(number(row) + 1.0),
            Field::Column(column) => column,
        };
        match table.columns().get(column).map(|column| &column.values) {
            Some(Values::Text(values)) => match values.get(row) {
                Some(Some(text)) => Cell::Text(text),
                _ => Cell::Nothing,
            },
            Some(Values::Code(codes, values)) => {
                let position = values.get(row).copied().flatten();
                let code = position.and_then(|position| codes.get(usize::from(position)));
                code.map_or(Cell::Nothing, |code| Cell::Text(code.word))
            }
            Some(Values::Whole(values)) => {
                values.get(row).copied().flatten().map_or(Cell::Nothing, |whole| Cell::Number(whole_number(whole)))
            }
            Some(Values::Number(values)) => values.get(row).copied().flatten().map_or(Cell::Nothing, Cell::Number),
            None => Cell::Nothing,
        }
    }
}

/// Exact: no table has 2^53 rows.
fn number(row: usize) -> f64 {
    row as f64
}

/// Exact for what is counted here: people and days, never 2^53 of them.
fn whole_number(whole: i64) -> f64 {
    whole as f64
}
