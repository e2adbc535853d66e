//! A request meets the cubes: rows are chosen, and nothing is worked out.

use std::collections::{BTreeMap, BTreeSet};

use views::{Column, Table, Value};

use super::condition::{Condition, Verdict};
use super::{Request, RequestRefusal, Statistics, measure_column, order};
use crate::request::Grouping;
use crate::{Cubes, Near};

/// The statistics a measure is known by.
const MAIN: [&str; 3] = ["mean", "rate", "value"];

/// The rows that were asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The rows.
    pub table: Table,
    /// How many rows more there are than the request's limit.
    pub beyond_limit: usize,
    /// How many rows are left out because a condition compares a number that they do not have: most of them are withheld.
    pub without_number: usize,
}

pub(super) fn of(request: &Request, cubes: &Cubes<'_>) -> Result<Answer, RequestRefusal> {
    let table = cubes.within(&request.waves)?.table(request.view);
    refuse_missing(request, cubes, &table)?;
    let groupings = Grouping::of_rows(&table);
    Grouping::refuse_missing(&request.by, &groupings)?;

    let (mut rows, mut without_number) = (Vec::new(), 0);
    let chosen = Chosen::of(request, &table);
    for (row, grouping) in groupings.iter().enumerate() {
        let is_asked = request.by.is_empty() || grouping.is_some_and(|grouping| request.by.contains(&grouping));
        if !is_asked || !chosen.names(row) {
            continue;
        }
        match chosen.judge(row) {
            Verdict::Meets => rows.push(row),
            Verdict::NoNumber => without_number += 1,
            Verdict::Fails => {}
        }
    }
    order::sort(&mut rows, &table, &request.order);
    let beyond_limit = rows.len().saturating_sub(request.limit.unwrap_or(usize::MAX));
    rows.truncate(rows.len() - beyond_limit);
    let mut table = table.take(&rows);
    if !request.columns.is_empty() {
        table = table.select(&request.columns).unwrap_or(table);
    }
    Ok(Answer { table, beyond_limit, without_number })
}

/// Refuses names that are in no cube. A name that only another wave knows is no mistake: the waves asked for have no rows of it.
fn refuse_missing(request: &Request, cubes: &Cubes<'_>, table: &Table) -> Result<(), RequestRefusal> {
    let found = missing(request, table);
    if found.is_ok() || request.waves.is_empty() {
        return found;
    }
    missing(request, &cubes.table(request.view))
}

fn missing(request: &Request, table: &Table) -> Result<(), RequestRefusal> {
    if let Some(column) = measure_column(request.view).and_then(|name| table.column(name)) {
        let there: BTreeSet<String> = (0..table.rows()).filter_map(|row| text(column, row)).collect();
        let missing = request.measures.iter().find(|measure| !there.contains(*measure));
        if let Some(measure) = missing.filter(|_| !there.is_empty()) {
            let near = Near::of(measure, there.iter().map(String::as_str));
            return Err(RequestRefusal::Measure { given: measure.clone(), near });
        }
    }
    request.filter.iter().try_for_each(|condition| condition.refuse_missing(table))
}

fn text(column: &Column, row: usize) -> Option<String> {
    match column.values.get(row) {
        Value::Text(text) => Some(text.to_string()),
        _ => None,
    }
}

/// What a request chooses, with the columns of one table.
struct Chosen<'a> {
    measures: Option<(&'a Column, &'a [String])>,
    statistics: Option<(&'a Column, &'a [&'static str])>,
    /// For each column the conditions of which one must be met.
    alternatives: Vec<(&'a Column, Vec<&'a Condition>)>,
    /// Conditions of which each must be met.
    each: Vec<(&'a Column, &'a Condition)>,
}

impl<'a> Chosen<'a> {
    fn of(request: &'a Request, table: &'a Table) -> Chosen<'a> {
        let measures = measure_column(request.view).and_then(|name| table.column(name));
        let statistics: Option<&[&str]> = match &request.statistics {
            Statistics::All => None,
            Statistics::Main => Some(&MAIN),
            Statistics::These(these) => Some(these),
        };
        let mut alternatives: BTreeMap<&str, Vec<&Condition>> = BTreeMap::new();
        for condition in request.filter.iter().filter(|condition| condition.is_alternative()) {
            alternatives.entry(condition.column()).or_default().push(condition);
        }
        let each = request.filter.iter().filter(|condition| !condition.is_alternative());
        Chosen {
            measures: measures.zip(Some(request.measures.as_slice()).filter(|measures| !measures.is_empty())),
            statistics: table.column("statistic").zip(statistics),
            alternatives: alternatives.into_iter().filter_map(|(name, of)| Some((table.column(name)?, of))).collect(),
            each: each.filter_map(|condition| Some((table.column(condition.column())?, condition))).collect(),
        }
    }

    /// Whether the row is of a measure and statistic that is asked for.
    fn names(&self, row: usize) -> bool {
        let of_measure = self
            .measures
            .is_none_or(|(column, measures)| text(column, row).is_some_and(|measure| measures.contains(&measure)));
        of_measure
            && self.statistics.is_none_or(|(column, statistics)| match column.values.get(row) {
                Value::Code(code, _) => statistics.contains(&code.word),
                _ => false,
            })
    }

    /// What the row says to all conditions together.
    fn judge(&self, row: usize) -> Verdict {
        let one_of = |(column, conditions): &(&Column, Vec<&Condition>)| {
            let value = column.values.get(row);
            let said = conditions.iter().map(|condition| condition.judge(&value));
            said.reduce(|one, other| if one == Verdict::Meets { one } else { other }).unwrap_or(Verdict::Meets)
        };
        let each = |(column, condition): &(&Column, &Condition)| condition.judge(&column.values.get(row));
        let mut without_number = false;
        for verdict in self.alternatives.iter().map(one_of).chain(self.each.iter().map(each)) {
            match verdict {
                Verdict::Meets => {}
                Verdict::Fails => return Verdict::Fails,
                Verdict::NoNumber => without_number = true,
            }
        }
        if without_number { Verdict::NoNumber } else { Verdict::Meets }
    }
}
