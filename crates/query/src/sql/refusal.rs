//! Why SQL is not run.

use polars::prelude::PolarsError;
use sqlparser::ast::Statement;
use sqlparser::parser::ParserError;
use views::View;

use super::guard::first_words;
use crate::Near;

/// Why a text is not run, or did not run to its end: one sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SqlRefusal {
    /// It is not SQL.
    #[error("the SQL cannot be read: {reason}")]
    Syntax {
        /// What the parser said, with line and column.
        reason: String,
    },
    /// It does something else than select.
    #[error("{found}: only SELECT is run, and nothing here can be changed")]
    NotASelect {
        /// What it does.
        found: String,
    },
    /// There is no statement, or more than one.
    #[error("one SELECT is run at a time, and here are {found} statements")]
    NotOneStatement {
        /// How many there are.
        found: usize,
    },
    /// It selects from something that is no view.
    #[error("{found} is no view: a query reads views and nothing else, no file either; the views are {}", View::ALL.map(View::name).join(", "))]
    NotAView {
        /// What it selects from.
        found: String,
    },
    /// No view has this name.
    #[error("there is no view {given}{near}")]
    View {
        /// The name as given.
        given: String,
        /// The near ones.
        near: Near,
    },
    /// A name that is a view's is given to something else.
    #[error("{name} is the name of a view; call what stands after WITH something else")]
    NameOfAView {
        /// The name.
        name: String,
    },
    /// There is no such column.
    #[error("there is no column {given}{near}")]
    Column {
        /// The name as given.
        given: String,
        /// The near ones of the views it selects from.
        near: Near,
    },
    /// It is longer than what is read.
    #[error("the SQL is longer than {most} bytes")]
    TooLong {
        /// The longest that is read.
        most: usize,
    },
    /// It is more involved than what is run.
    #[error("the SQL has more than {most} {what}")]
    TooDeep {
        /// What there is too much of.
        what: &'static str,
        /// The most of it.
        most: usize,
    },
    /// The answer is too long.
    #[error("the answer has more than {most} rows; narrow it with WHERE, or add LIMIT")]
    TooManyRows {
        /// The most rows.
        most: u32,
    },
    /// Too many rows would be put beside each other.
    #[error(
        "every row would stand beside every other, more than {most} in all; join with JOIN ... ON columns that are the same"
    )]
    Crossed {
        /// The most rows.
        most: usize,
    },
    /// A column of the answer holds what no table can show.
    #[error("column {column} of the answer holds {kind}, which no table can show; CAST it, or take it apart")]
    Type {
        /// The column.
        column: String,
        /// What it holds.
        kind: String,
    },
    /// It could not be run.
    #[error("the SQL cannot be run: {reason}")]
    Failed {
        /// What was said about it, in one line.
        reason: String,
    },
}

impl SqlRefusal {
    pub(super) fn syntax(error: &ParserError) -> SqlRefusal {
        let reason = match error {
            ParserError::TokenizerError(reason) | ParserError::ParserError(reason) => one_line(reason),
            ParserError::RecursionLimitExceeded => "it is nested too deep".to_owned(),
        };
        SqlRefusal::Syntax { reason }
    }

    pub(super) fn not_a_select(statement: &Statement) -> SqlRefusal {
        SqlRefusal::NotASelect { found: first_words(&statement.to_string()) }
    }

    /// What polars said, about a query over these views.
    pub(super) fn of(error: &PolarsError, views: &[View]) -> SqlRefusal {
        let said = one_line(&error.to_string());
        let not_found = matches!(root(error), PolarsError::ColumnNotFound(_));
        if let Some(given) = quoted(&said).filter(|_| not_found).or_else(|| not_in_table(&said)) {
            let names: Vec<_> = views.iter().flat_map(|view| view.columns()).map(|column| column.name).collect();
            let near = Near::of(given, names.iter().map(|name| &**name));
            return SqlRefusal::Column { given: given.to_owned(), near };
        }
        SqlRefusal::Failed { reason: said }
    }
}

/// The error below what polars was doing.
fn root(error: &PolarsError) -> &PolarsError {
    match error {
        PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => root(error),
        other => other,
    }
}

/// The first name in quotation marks.
fn quoted(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once('"')?;
    rest.split_once('"').map(|(name, _)| name)
}

/// The name of a column that a table with a name of its own does not have.
fn not_in_table(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("no column named '")?;
    rest.split_once('\'').map(|(name, _)| name)
}

/// The first line, which says what is wrong; what follows is a plan of the library.
fn one_line(said: &str) -> String {
    said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}
