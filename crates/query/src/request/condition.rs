//! A condition on one column.

use std::cmp::Ordering;

use views::{Code, Kind, Table, Value, Values, View};

use crate::Near;
use crate::request::{RequestRefusal, described};

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Is,
    IsNot,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// What it is compared with.
#[derive(Clone, Debug, PartialEq)]
enum Wanted {
    /// Nothing: the cell has no value.
    Nothing,
    /// A text, without regard to capitals.
    Text(String),
    Code(Code),
    Whole(i64),
    Number(f64),
}

/// A condition on one column of a view.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Condition {
    column: &'static str,
    operator: Operator,
    wanted: Wanted,
}

/// What a row says to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Meets,
    Fails,
    /// There is no number to compare.
    NoNumber,
}

impl Operator {
    /// The longer ones first, since `<=` begins as `<` does.
    const ALL: [Operator; 6] =
        [Operator::IsNot, Operator::AtMost, Operator::AtLeast, Operator::Is, Operator::Below, Operator::Above];

    const fn sign(self) -> &'static str {
        match self {
            Operator::Is => "=",
            Operator::IsNot => "!=",
            Operator::Below => "<",
            Operator::AtMost => "<=",
            Operator::Above => ">",
            Operator::AtLeast => ">=",
        }
    }

    const fn holds(self, found: Ordering) -> bool {
        match self {
            Operator::Is => found.is_eq(),
            Operator::IsNot => found.is_ne(),
            Operator::Below => found.is_lt(),
            Operator::AtMost => found.is_le(),
            Operator::Above => found.is_gt(),
            Operator::AtLeast => found.is_ge(),
        }
    }

    const fn is_of_words(self) -> bool {
        matches!(self, Operator::Is | Operator::IsNot)
    }
}

impl Condition {
    /// Reads `COLUMN=VALUE`, or with another operator. No value at all means a cell without one.
    pub(crate) fn read(view: View, text: &str) -> Result<Condition, RequestRefusal> {
        let wrong = || RequestRefusal::Condition { given: text.to_owned() };
        let end = text.find(['=', '!', '<', '>']).ok_or_else(wrong)?;
        let (name, rest) = text.split_at(end);
        let operator =
            Operator::ALL.into_iter().find(|operator| rest.starts_with(operator.sign())).ok_or_else(wrong)?;
        let value = rest.strip_prefix(operator.sign()).ok_or_else(wrong)?.trim();
        let (column, kind) = described(view, name.trim())?;
        if !operator.is_of_words() {
            if matches!(kind, Kind::Text | Kind::Code(_)) {
                return Err(RequestRefusal::NoOrder { column, operator: operator.sign() });
            }
            if value.is_empty() {
                return Err(wrong());
            }
        }
        let wanted = if value.is_empty() { Wanted::Nothing } else { wanted(column, kind, value)? };
        Ok(Condition { column, operator, wanted })
    }

    pub(crate) const fn column(&self) -> &'static str {
        self.column
    }

    /// Whether it is one of several alternatives when the column is asked for more than once.
    pub(crate) const fn is_alternative(&self) -> bool {
        matches!(self.operator, Operator::Is)
    }

    /// Refuses a text that no cell of the table holds.
    pub(crate) fn refuse_missing(&self, table: &Table) -> Result<(), RequestRefusal> {
        let (Wanted::Text(wanted), Some(column)) = (&self.wanted, table.column(self.column)) else { return Ok(()) };
        let Values::Text(values) = &column.values else { return Ok(()) };
        let texts = || values.iter().flatten().map(|text| &**text);
        if table.rows() == 0 || texts().any(|text| text.to_lowercase() == *wanted) {
            return Ok(());
        }
        Err(RequestRefusal::Value { column: self.column, given: wanted.clone(), near: Near::of(wanted, texts()) })
    }

    /// What a value says to it.
    pub(crate) fn judge(&self, value: &Value) -> Verdict {
        let found = match (value, &self.wanted) {
            (Value::Nothing, Wanted::Nothing) => Some(Ordering::Equal),
            (Value::Nothing, Wanted::Whole(_) | Wanted::Number(_)) => return Verdict::NoNumber,
            (Value::Nothing, _) | (_, Wanted::Nothing) => Some(Ordering::Less),
            (Value::Text(text), Wanted::Text(wanted)) => Some(text.to_lowercase().cmp(wanted)),
            (Value::Code(code, _), Wanted::Code(wanted)) => Some(code.word.cmp(wanted.word)),
            (Value::Whole(whole), Wanted::Whole(wanted)) => Some(whole.cmp(wanted)),
            (Value::Number(number), Wanted::Number(wanted)) => number.partial_cmp(wanted),
            _ => None,
        };
        if found.is_some_and(|found| self.operator.holds(found)) { Verdict::Meets } else { Verdict::Fails }
    }
}

fn wanted(column: &'static str, kind: Kind, value: &str) -> Result<Wanted, RequestRefusal> {
    let no_number = |kind| RequestRefusal::NotANumber { column, kind, given: value.to_owned() };
    match kind {
        Kind::Text => Ok(Wanted::Text(value.to_lowercase())),
        Kind::Code(codes) => {
            let code = codes.iter().find(|code| code.word == value).copied();
            let near = || Near::of(value, codes.iter().map(|code| code.word));
            code.map(Wanted::Code).ok_or_else(|| RequestRefusal::Value {
                column,
                given: value.to_owned(),
                near: near(),
            })
        }
        Kind::Whole => value.parse().map(Wanted::Whole).map_err(|_| no_number("whole numbers")),
        Kind::Number => {
            let number = value.replace(',', ".").parse::<f64>().ok().filter(|number| number.is_finite());
            number.map(Wanted::Number).ok_or_else(|| no_number("numbers"))
        }
    }
}
