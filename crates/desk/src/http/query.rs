//! The part of an address behind the question mark, as names and values.

use axum::extract::Query;
use axum::http::Uri;

use crate::select::SelectError;

/// Names and values, each name once.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Takes an address apart. A name that stands there twice says two things, and neither is guessed at.
    pub(super) fn of(uri: &Uri) -> Result<Parameters, SelectError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| SelectError("the address cannot be read behind its question mark".to_owned()))?;
        for (place, (name, _)) in pairs.iter().enumerate() {
            if pairs.iter().take(place).any(|(other, _)| other == name) {
                return Err(SelectError(format!("{name} is there twice")));
            }
        }
        Ok(Parameters(pairs))
    }

    /// The value of a name; empty values are none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The value of a name, or an empty one.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The whole number of a name.
    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, SelectError> {
        let read =
            |text: &str| text.parse().map_err(|_| SelectError(format!("{name}={text} is no whole number from 0 on")));
        self.get(name).map(read).transpose()
    }

    /// Refuses every name but these: a word spelled wrong must not be taken for none.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), SelectError> {
        match self.0.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                Err(SelectError(format!("there is no parameter {name}; there are {}", known.join(", "))))
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
