//! A value that passed the gate, or the reason why it did not.

use serde::Serialize;

use crate::Reason;

/// A value that may be shown, or the reason why it may not.
///
/// Only [`Draft::seal`](crate::Draft::seal) and the checked reader of a sealed cube make one: the contents are private, and there is no `Deserialize`. What is
/// withheld is gone, not covered: the value is not inside.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Released<T>(Content<T>);

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Content<T> {
    Shown(T),
    Withheld(Reason),
}

/// What a renderer sees of a [`Released`] value.
#[derive(Debug, PartialEq)]
pub enum View<'a, T> {
    /// The value may be shown.
    Shown(&'a T),
    /// It may not, for this reason.
    Withheld(Reason),
}

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for View<'_, T> {}

impl<T> Released<T> {
    /// What may be seen.
    #[must_use]
    pub const fn view(&self) -> View<'_, T> {
        match &self.0 {
            Content::Shown(value) => View::Shown(value),
            Content::Withheld(reason) => View::Withheld(*reason),
        }
    }

    /// The value, if it may be shown.
    #[must_use]
    pub const fn shown(&self) -> Option<&T> {
        match &self.0 {
            Content::Shown(value) => Some(value),
            Content::Withheld(_) => None,
        }
    }

    /// The reason, if it may not.
    #[must_use]
    pub const fn withheld(&self) -> Option<Reason> {
        match &self.0 {
            Content::Shown(_) => None,
            Content::Withheld(reason) => Some(*reason),
        }
    }

    pub(crate) const fn show(value: T) -> Released<T> {
        Released(Content::Shown(value))
    }

    pub(crate) const fn withhold(reason: Reason) -> Released<T> {
        Released(Content::Withheld(reason))
    }
}
