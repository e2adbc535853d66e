//! A scale as somebody types it: `LEAD=LEAD01,LEAD02,LEAD03:1-5`.

use std::str::FromStr;

use survey::Points;
use thiserror::Error;

/// One scale of a `stats` call: its name, its columns and the answer points they may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleRequest {
    name: String,
    columns: Vec<String>,
    points: Points,
}

impl ScaleRequest {
    /// A scale whose parts are known already.
    ///
    /// # Errors
    /// A name or a column that is empty, no column at all, or the same column twice.
    pub fn new(name: &str, columns: &[String], points: Points) -> Result<Self, RequestError> {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(RequestError::NoName(name));
        }
        if columns.is_empty() {
            return Err(RequestError::NoColumn { name });
        }
        let columns = checked_columns(&name, columns.iter().map(String::as_str))?;
        Ok(Self { name, columns, points })
    }

    /// The name the results stand under.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns of the items, in the order typed.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The answer points every column may hold.
    #[must_use]
    pub const fn points(&self) -> Points {
        self.points
    }
}

/// Items as somebody types them: `A1,A2,A3:1-6`, or without points, which are then read off the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemsRequest {
    name: String,
    columns: Vec<String>,
    points: Option<Points>,
}

impl ItemsRequest {
    /// Items whose parts are known already; the name is what they are called when something is wrong with them.
    ///
    /// # Errors
    /// No column at all, a column that is empty, or the same column twice.
    pub fn new(name: &str, columns: &[String], points: Option<Points>) -> Result<Self, RequestError> {
        let name = name.to_owned();
        if columns.is_empty() {
            return Err(RequestError::NoColumn { name });
        }
        let columns = checked_columns(&name, columns.iter().map(String::as_str))?;
        Ok(Self { name, columns, points })
    }

    /// The columns, in the order typed.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The points that were typed.
    #[must_use]
    pub const fn points(&self) -> Option<Points> {
        self.points
    }

    /// The same as a scale, once its points are known.
    #[must_use]
    pub fn with(&self, points: Points) -> ScaleRequest {
        ScaleRequest { name: self.name.clone(), columns: self.columns.clone(), points }
    }
}

impl FromStr for ItemsRequest {
    type Err = RequestError;

    fn from_str(typed: &str) -> Result<Self, RequestError> {
        let name = "--items";
        let (columns, points) = match typed.rsplit_once(':') {
            Some((columns, range)) => (columns, Some(parse_points(name, range)?)),
            None => (typed, None),
        };
        Ok(Self { name: name.to_owned(), columns: parse_columns(name, columns)?, points })
    }
}

/// Why a typed scale is not a scale.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RequestError {
    /// No `=` between name and columns.
    #[error("`{0}` has no name; write NAME=column,column:MIN-MAX, as LEAD=c1,c2,c3:1-5")]
    NoName(String),
    /// No `:MIN-MAX` at the end.
    #[error("scale {name} does not say its answer points; end it with :MIN-MAX, as :1-5")]
    NoPoints {
        /// The scale's name.
        name: String,
    },
    /// The points are not an answer scale.
    #[error("scale {name}: `{given}` is not a range of answer points ({reason}); write for example 1-5 or 0-10")]
    BadPoints {
        /// The scale's name.
        name: String,
        /// What was typed.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No column at all.
    #[error("scale {name} names no column; list the columns of its items")]
    NoColumn {
        /// The scale's name.
        name: String,
    },
    /// A column name is empty.
    #[error("scale {name} has an empty column name; separate the columns with single commas")]
    EmptyColumn {
        /// The scale's name.
        name: String,
    },
    /// The same column twice.
    #[error("scale {name} names column {column} twice; each item counts once")]
    SameColumn {
        /// The scale's name.
        name: String,
        /// The repeated column.
        column: String,
    },
}

impl FromStr for ScaleRequest {
    type Err = RequestError;

    fn from_str(typed: &str) -> Result<Self, RequestError> {
        let (name, rest) = typed.split_once('=').ok_or_else(|| RequestError::NoName(typed.to_owned()))?;
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(RequestError::NoName(typed.to_owned()));
        }
        let Some((columns, range)) = rest.rsplit_once(':') else {
            return Err(RequestError::NoPoints { name });
        };
        let points = parse_points(&name, range)?;
        let columns = parse_columns(&name, columns)?;
        Ok(Self { name, columns, points })
    }
}

fn parse_points(name: &str, range: &str) -> Result<Points, RequestError> {
    let bad = |reason: String| RequestError::BadPoints { name: name.to_owned(), given: range.to_owned(), reason };
    let (min, max) = range.split_once('-').ok_or_else(|| bad("there is no dash".to_owned()))?;
    let whole = |text: &str| text.trim().parse::<u8>().map_err(|_| bad(format!("`{text}` is not a whole number")));
    Points::new(whole(min)?, whole(max)?).map_err(|error| bad(error.to_string()))
}

fn parse_columns(name: &str, typed: &str) -> Result<Vec<String>, RequestError> {
    checked_columns(name, typed.split(',').map(str::trim))
}

fn checked_columns<'a>(name: &str, given: impl Iterator<Item = &'a str>) -> Result<Vec<String>, RequestError> {
    let mut columns = Vec::<String>::new();
    for column in given {
        if column.is_empty() {
            return Err(RequestError::EmptyColumn { name: name.to_owned() });
        }
        if columns.iter().any(|earlier| earlier == column) {
            return Err(RequestError::SameColumn { name: name.to_owned(), column: column.to_owned() });
        }
        columns.push(column.to_owned());
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_scale_becomes_name_columns_and_points() {
        let scale: ScaleRequest = "LEAD=c1, c2,c3:0-4".parse().unwrap();
        assert_eq!(scale.name(), "LEAD");
        assert_eq!(scale.columns(), ["c1", "c2", "c3"]);
        assert_eq!((scale.points().min(), scale.points().max()), (0, 4));
    }

    #[test]
    fn each_way_to_mistype_has_its_own_sentence() {
        let cases = [
            ("c1,c2:1-5", "has no name"),
            ("=c1:1-5", "has no name"),
            ("LEAD=c1,c2", "does not say its answer points"),
            ("LEAD=c1:5", "no dash"),
            ("LEAD=c1:a-5", "not a whole number"),
            ("LEAD=c1:5-1", "LEAD"),
            ("LEAD=c1,,c2:1-5", "empty column name"),
            ("LEAD=c1,c1:1-5", "twice"),
        ];
        for (typed, part) in cases {
            let message = typed.parse::<ScaleRequest>().unwrap_err().to_string();
            assert!(message.contains(part), "{typed}: {message}");
        }
    }
}
