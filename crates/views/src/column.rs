//! A column: its name and meaning, and its values.

use std::borrow::Cow;
use std::sync::Arc;

use crate::{Code, Words};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// One of a closed list of words.
    Code(&'static [Code]),
    /// A whole number.
    Whole,
    /// A number; finite.
    Number,
}

/// The name and meaning of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// Its name: lower case, words joined by `_`, never translated and never changed.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// Its label for people; none for a column that a query has made up.
    pub label: Option<Words>,
}

impl Description {
    pub(crate) const fn new(name: &'static str, kind: Kind, label: Words) -> Description {
        Description { name: Cow::Borrowed(name), kind, label: Some(label) }
    }
}

/// A column with its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// What it is.
    pub description: Description,
    /// One value a row, of the kind that the description says.
    pub values: Values,
}

/// The values of a column, one a row; nothing where there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Text.
    Text(Vec<Option<Arc<str>>>),
    /// Positions in a list of codes, from 0.
    Code(&'static [Code], Vec<Option<u8>>),
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Numbers.
    Number(Vec<Option<f64>>),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Nothing,
    /// Text.
    Text(Arc<str>),
    /// A code, and its position in its list, from 0.
    Code(Code, u8),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
}

impl Values {
    /// No values yet.
    #[must_use]
    pub const fn empty(kind: Kind) -> Values {
        match kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Code(codes) => Values::Code(codes, Vec::new()),
            Kind::Whole => Values::Whole(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
        }
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::Code(_, values) => values.len(),
            Values::Whole(values) => values.len(),
            Values::Number(values) => values.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What they are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Values::Text(_) => Kind::Text,
            Values::Code(codes, _) => Kind::Code(codes),
            Values::Whole(_) => Kind::Whole,
            Values::Number(_) => Kind::Number,
        }
    }

    /// The value of a row; nothing beyond the last.
    #[must_use]
    pub fn get(&self, row: usize) -> Value {
        match self {
            Values::Text(values) => match values.get(row) {
                Some(Some(text)) => Value::Text(Arc::clone(text)),
                _ => Value::Nothing,
            },
            Values::Code(codes, values) => {
                let position = values.get(row).copied().flatten();
                match position.and_then(|position| Some((*codes.get(usize::from(position))?, position))) {
                    Some((code, position)) => Value::Code(code, position),
                    None => Value::Nothing,
                }
            }
            Values::Whole(values) => values.get(row).copied().flatten().map_or(Value::Nothing, Value::Whole),
            Values::Number(values) => values.get(row).copied().flatten().map_or(Value::Nothing, Value::Number),
        }
    }

    /// The rows at these positions, in their order; a position that is not there gives nothing.
    #[must_use]
    pub fn take(&self, rows: &[usize]) -> Values {
        fn taken<T: Clone>(values: &[Option<T>], rows: &[usize]) -> Vec<Option<T>> {
            rows.iter().map(|row| values.get(*row).cloned().flatten()).collect()
        }
        match self {
            Values::Text(values) => Values::Text(taken(values, rows)),
            Values::Code(codes, values) => Values::Code(codes, taken(values, rows)),
            Values::Whole(values) => Values::Whole(taken(values, rows)),
            Values::Number(values) => Values::Number(taken(values, rows)),
        }
    }

    /// Adds a value. What is of another kind becomes nothing, and so does a number that is not finite.
    pub(crate) fn push(&mut self, value: Value) {
        match self {
            Values::Text(values) => values.push(match value {
                Value::Text(text) => Some(text),
                _ => None,
            }),
            Values::Code(_, values) => values.push(match value {
                Value::Code(_, position) => Some(position),
                _ => None,
            }),
            Values::Whole(values) => values.push(match value {
                Value::Whole(whole) => Some(whole),
                _ => None,
            }),
            Values::Number(values) => values.push(match value {
                Value::Number(number) if number.is_finite() => Some(number),
                _ => None,
            }),
        }
    }
}

impl Value {
    /// A code of a list by its position; nothing beyond its end.
    pub(crate) fn code(codes: &'static [Code], position: usize) -> Value {
        match (codes.get(position), u8::try_from(position)) {
            (Some(code), Ok(position)) => Value::Code(*code, position),
            _ => Value::Nothing,
        }
    }

    /// The code with this word; nothing where the list has none.
    pub(crate) fn word(codes: &'static [Code], word: &str) -> Value {
        codes.iter().position(|code| code.word == word).map_or(Value::Nothing, |position| Value::code(codes, position))
    }

    /// A text.
    pub(crate) fn text(text: &str) -> Value {
        Value::Text(Arc::from(text))
    }

    /// A number of people or things.
    pub(crate) fn count(count: u64) -> Value {
        i64::try_from(count).map_or(Value::Nothing, Value::Whole)
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Value {
        number.map_or(Value::Nothing, Value::Number)
    }
}

impl From<Option<u64>> for Value {
    fn from(count: Option<u64>) -> Value {
        count.map_or(Value::Nothing, Value::count)
    }
}
