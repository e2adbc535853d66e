//! Why a request is not answered.

use views::View;

use crate::Near;

/// Why a request is not answered: one sentence, with the near names where something is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestRefusal {
    /// No view has this name.
    #[error("there is no view {given}{near}")]
    View {
        /// The name as given.
        given: String,
        /// The near ones.
        near: Near,
    },
    /// The view has no such column.
    #[error("view {view} has no column {given}{near}")]
    Column {
        /// The view.
        view: &'static str,
        /// The name as given.
        given: String,
        /// The near ones.
        near: Near,
    },
    /// The view does not tell apart what the request chooses between.
    #[error("view {view} has no {what} to choose between; leave them out, or ask another view")]
    NotInView {
        /// The view.
        view: &'static str,
        /// What it does not have.
        what: &'static str,
    },
    /// No cube holds the measure.
    #[error("there is no measure {given}{near}")]
    Measure {
        /// The name as given.
        given: String,
        /// The near ones.
        near: Near,
    },
    /// No cube is of the wave.
    #[error("there is no wave {given}{near}")]
    Wave {
        /// The name as given.
        given: String,
        /// The near ones.
        near: Near,
    },
    /// No wave lies in the range.
    #[error("no wave lies in {given}; the waves are {waves}")]
    NoWaveIn {
        /// The range as given.
        given: String,
        /// The waves there are.
        waves: String,
    },
    /// What was given is no range of waves.
    #[error("{given:?} is no wave; give the id of a wave, a year, or FROM..TO, such as 2022..2026")]
    WaveRange {
        /// As given.
        given: String,
    },
    /// What was given is no kind of group.
    #[error(
        "there are no groups by {given}; groups are by total, unit, service_area, unit_type, former_municipality, role, or one of the first \
         four crossed with one of the last two, as unit,role"
    )]
    Grouping {
        /// As given.
        given: String,
    },
    /// None of the groups that are seen is of this kind.
    #[error("no group here is by {grouping}; there are groups by {there}")]
    NoGroups {
        /// The kind asked for.
        grouping: String,
        /// The kinds there are.
        there: String,
    },
    /// A condition that cannot be read.
    #[error("{given:?} is no condition; write COLUMN=VALUE, or with !=, <, <=, >, >= in the place of =")]
    Condition {
        /// As given.
        given: String,
    },
    /// An order asked of words.
    #[error("column {column} holds words: compare it with = or !=, not with {operator}")]
    NoOrder {
        /// The column.
        column: &'static str,
        /// The operator as given.
        operator: &'static str,
    },
    /// A number was needed.
    #[error("column {column} holds {kind}, and {given:?} is none")]
    NotANumber {
        /// The column.
        column: &'static str,
        /// What it holds.
        kind: &'static str,
        /// As given.
        given: String,
    },
    /// Nothing in the column is this.
    #[error("column {column} holds no {given}{near}")]
    Value {
        /// The column.
        column: &'static str,
        /// As given.
        given: String,
        /// The near ones.
        near: Near,
    },
}

impl RequestRefusal {
    pub(crate) fn view(given: &str) -> RequestRefusal {
        RequestRefusal::View { given: given.to_owned(), near: Near::of(given, View::ALL.map(View::name)) }
    }
}
