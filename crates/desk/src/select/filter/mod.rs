//! Conditions on a row, as OData 4.01 writes them.
//!
//! `eq ne gt ge lt le`, `in ('a','b')`, `contains startswith endswith`, `and or not`, brackets, `null`, texts in single quotes (a quote is
//! written twice) and numbers. Nothing equals only nothing, and is neither smaller nor greater than anything; a function of nothing is
//! nothing, which `not` leaves alone and a filter lets no row through for.

mod lex;
mod parse;

use std::cmp::Ordering;

use views::Table;

use super::SelectError;
use super::field::{Cell, Field};

/// A condition on a row of one table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    Always(bool),
    Compare(Field, Comparison, Literal),
    Among(Field, Vec<Literal>),
    Matches(Field, Part, String),
    Not(Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    /// Whether a condition is true or false, as some programs write it: `contains(…) eq true`.
    Is(Box<Filter>, bool),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// Which part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Any,
    Start,
    End,
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Text(String),
    Number(f64),
}

impl Literal {
    fn cell(&self) -> Cell<'_> {
        match self {
            Literal::Null => Cell::Nothing,
            Literal::Text(text) => Cell::Text(text),
            Literal::Number(number) => Cell::Number(*number),
        }
    }
}

impl Comparison {
    fn of(self, left: Cell<'_>, right: Cell<'_>) -> bool {
        let order = match (left, right) {
            (Cell::Nothing, Cell::Nothing) => return matches!(self, Comparison::Eq),
            (Cell::Nothing, _) | (_, Cell::Nothing) => return matches!(self, Comparison::Ne),
            (Cell::Number(left), Cell::Number(right)) => left.partial_cmp(&right),
            (left, right) => Some(left.order(right)),
        };
        match self {
            Comparison::Eq => order == Some(Ordering::Equal),
            Comparison::Ne => order != Some(Ordering::Equal),
            Comparison::Gt => order == Some(Ordering::Greater),
            Comparison::Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            Comparison::Lt => order == Some(Ordering::Less),
            Comparison::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        }
    }

    /// The same comparison with its sides exchanged.
    const fn turned(self) -> Comparison {
        match self {
            Comparison::Gt => Comparison::Lt,
            Comparison::Ge => Comparison::Le,
            Comparison::Lt => Comparison::Gt,
            Comparison::Le => Comparison::Ge,
            same => same,
        }
    }
}

impl Filter {
    /// Reads a condition on the columns of a table; an empty text is always true.
    pub(crate) fn parse(table: &Table, text: &str) -> Result<Filter, SelectError> {
        parse::parse(table, text)
    }

    /// Whether it lets a row through.
    pub(crate) fn holds(&self, table: &Table, row: usize) -> bool {
        self.of(table, row) == Some(true)
    }

    /// True, false, or nothing.
    fn of(&self, table: &Table, row: usize) -> Option<bool> {
        match self {
            Filter::Always(holds) => Some(*holds),
            Filter::Compare(field, comparison, literal) => Some(comparison.of(field.cell(table, row), literal.cell())),
            Filter::Among(field, literals) => {
                let cell = field.cell(table, row);
                Some(literals.iter().any(|literal| Comparison::Eq.of(cell, literal.cell())))
            }
            Filter::Matches(field, part, wanted) => match field.cell(table, row) {
                Cell::Text(text) => Some(match part {
                    Part::Any => text.contains(wanted.as_str()),
                    Part::Start => text.starts_with(wanted.as_str()),
                    Part::End => text.ends_with(wanted.as_str()),
                }),
                _ => None,
            },
            Filter::Not(inner) => inner.of(table, row).map(|holds| !holds),
            Filter::And(left, right) => match (left.of(table, row), right.of(table, row)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Filter::Or(left, right) => match (left.of(table, row), right.of(table, row)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Filter::Is(inner, wanted) => Some(inner.of(table, row) == Some(*wanted)),
        }
    }
}
