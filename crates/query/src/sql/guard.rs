//! What may be run: one `SELECT` over views. Everything else is refused before polars sees it.
//!
//! The text is parsed by the parser that polars uses, in the dialect that polars uses. What is let through is a short list: selections and
//! unions of them, from views, from queries in parentheses and from what `WITH` names. So a table function that would read a file, and every
//! statement that would change something, is refused because it is not on the list, whatever it is called.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, JoinOperator, ObjectName, Query, Select as SelectBody, SetExpr, Statement, TableFactor, Visit, Visitor,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::{Parser, ParserOptions};
use views::View;

use super::SqlRefusal;
use crate::Near;

/// The longest text, in bytes.
const BYTES_MAX: usize = 100_000;
/// How deep expressions, queries and unions may be nested.
const DEPTH_MAX: usize = 100;
/// How many tables may be selected from in all.
const TABLES_MAX: usize = 32;

/// A text that may be run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Select {
    /// The views it selects from, in the order they are named.
    pub(super) views: Vec<View>,
    /// The views that are put beside each other, each as often as it is named, where rows are put together without a condition.
    pub(super) crossed: Vec<View>,
}

/// Checks a text.
pub(super) fn check(text: &str) -> Result<Select, SqlRefusal> {
    if text.len() > BYTES_MAX {
        return Err(SqlRefusal::TooLong { most: BYTES_MAX });
    }
    let options = ParserOptions { trailing_commas: true, ..ParserOptions::default() };
    let parser = Parser::new(&GenericDialect).with_options(options).try_with_sql(text);
    let statements =
        parser.and_then(|mut parser| parser.parse_statements()).map_err(|error| SqlRefusal::syntax(&error))?;
    let [statement] = statements.as_slice() else {
        return Err(SqlRefusal::NotOneStatement { found: statements.len() });
    };
    let Statement::Query(query) = statement else { return Err(SqlRefusal::not_a_select(statement)) };
    let mut guard = Guard::default();
    match query.visit(&mut guard) {
        ControlFlow::Break(refusal) => Err(refusal),
        ControlFlow::Continue(()) => {
            let crossed = if guard.crosses { guard.named_views } else { Vec::new() };
            Ok(Select { views: guard.views, crossed })
        }
    }
}

#[derive(Default)]
struct Guard {
    depth: usize,
    tables: usize,
    views: Vec<View>,
    /// Every view as often as it is named.
    named_views: Vec<View>,
    /// Whether rows are put together without a condition somewhere.
    crosses: bool,
    /// What `WITH` has named.
    named: BTreeSet<String>,
}

impl Visitor for Guard {
    type Break = SqlRefusal;

    fn pre_visit_statement(&mut self, statement: &Statement) -> ControlFlow<SqlRefusal> {
        // A query may hold statements that change something.
        ControlFlow::Break(SqlRefusal::not_a_select(statement))
    }

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<SqlRefusal> {
        self.deeper()?;
        for named in query.with.iter().flat_map(|with| &with.cte_tables) {
            let name = &named.alias.name.value;
            if View::parse(name).is_ok() {
                return ControlFlow::Break(SqlRefusal::NameOfAView { name: name.clone() });
            }
            self.named.insert(name.clone());
        }
        selections_only(&query.body)
    }

    fn post_visit_query(&mut self, _: &Query) -> ControlFlow<SqlRefusal> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &SelectBody) -> ControlFlow<SqlRefusal> {
        if select.into.is_some() {
            return ControlFlow::Break(SqlRefusal::NotASelect { found: "SELECT INTO".to_owned() });
        }
        let mut joins = select.from.iter().flat_map(|from| &from.joins);
        self.crosses |=
            select.from.len() > 1 || joins.any(|join| matches!(join.join_operator, JoinOperator::CrossJoin(_)));
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, _: &Expr) -> ControlFlow<SqlRefusal> {
        self.deeper()
    }

    fn post_visit_expr(&mut self, _: &Expr) -> ControlFlow<SqlRefusal> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<SqlRefusal> {
        self.tables += 1;
        if self.tables > TABLES_MAX {
            return ControlFlow::Break(SqlRefusal::TooDeep { what: "tables", most: TABLES_MAX });
        }
        match factor {
            TableFactor::Table { name, args: None, .. } => self.table(name),
            TableFactor::Derived { .. } | TableFactor::NestedJoin { .. } => ControlFlow::Continue(()),
            other => ControlFlow::Break(SqlRefusal::NotAView { found: other.to_string() }),
        }
    }
}

impl Guard {
    fn deeper(&mut self) -> ControlFlow<SqlRefusal> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return ControlFlow::Break(SqlRefusal::TooDeep { what: "levels of nesting", most: DEPTH_MAX });
        }
        ControlFlow::Continue(())
    }

    fn table(&mut self, name: &ObjectName) -> ControlFlow<SqlRefusal> {
        let single = match name.0.as_slice() {
            [part] => part.as_ident().map(|ident| ident.value.as_str()),
            _ => None,
        };
        let Some(single) = single else { return ControlFlow::Break(SqlRefusal::NotAView { found: name.to_string() }) };
        match View::parse(single) {
            Ok(view) => {
                self.named_views.push(view);
                if !self.views.contains(&view) {
                    self.views.push(view);
                }
            }
            Err(_) if self.named.contains(single) => {}
            Err(_) => {
                let names = View::ALL.map(View::name).into_iter().chain(self.named.iter().map(String::as_str));
                let near = Near::of(single, names);
                return ControlFlow::Break(SqlRefusal::View { given: single.to_owned(), near });
            }
        }
        ControlFlow::Continue(())
    }
}

/// Refuses a body that is no selection. A long union hangs to the left, and is followed down without recursion.
fn selections_only(body: &SetExpr) -> ControlFlow<SqlRefusal> {
    let mut left = body;
    for _ in 0..DEPTH_MAX {
        match left {
            SetExpr::SetOperation { left: further, .. } => left = further,
            SetExpr::Select(_) | SetExpr::Query(_) => return ControlFlow::Continue(()),
            other => return ControlFlow::Break(SqlRefusal::NotASelect { found: first_words(&other.to_string()) }),
        }
    }
    ControlFlow::Break(SqlRefusal::TooDeep { what: "unions", most: DEPTH_MAX })
}

/// The first two words of a statement: what it does.
pub(super) fn first_words(statement: &str) -> String {
    statement.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}
