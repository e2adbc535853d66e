//! The yearly report as tables: focus area by focus area, every indicator, every year, everybody and each former
//! municipality, with source and certainty.

use std::collections::BTreeSet;

use disclosure::benchmarks::BenchmarkRow;
use disclosure::{Basis, IndicatorText, plan_words};
use maud::{Markup, html};

use super::Report;
use super::zones::cell;
use crate::benchmarks::limits;
use crate::html::findings::name;
use crate::html::table::{Cell, Column, Form, Row, Table};
use crate::reading::Reading;
use crate::words::fill;

/// So many years fit a page.
const YEARS_MAX: usize = 5;

pub(super) fn plan_part(reading: &Reading<'_>, report: &Report<'_>) -> Markup {
    let words = &reading.words.plans;
    let plan = report.plan;
    let valid = fill(words.valid, &[("from", &plan.valid_from.to_string()), ("to", &plan.valid_to.to_string())]);
    html! {
        section.plan aria-labelledby={ "yearly-" (plan.id) } {
            h3 id={ "yearly-" (plan.id) } { (plan.title.get(reading.language)) }
            div.notice role="note" {
                p { strong { (words.notice) } }
                p { (plan.notice.get(reading.language)) }
                p.why { (fill(words.source, &[("source", &plan.source)])) " " (valid) }
            }
            @if plan.areas.is_empty() {
                h4 { (reading.words.standing.no_area) }
                (indicators(reading, report, None))
            }
            @for (place, area) in plan.areas.iter().enumerate() {
                h4 { (area.number) ". " (area.title.get(reading.language)) }
                (indicators(reading, report, Some(place)))
            }
        }
    }
}

/// Every indicator of an area, or of a plan without areas.
fn indicators(reading: &Reading<'_>, report: &Report<'_>, area: Option<usize>) -> Markup {
    html! {
        @for (place, indicator) in report.plan.indicators.iter().enumerate() {
            @if area.is_none() || indicator.area == area { (indicator_part(reading, report, place, indicator)) }
        }
    }
}

fn indicator_part(reading: &Reading<'_>, report: &Report<'_>, place: usize, indicator: &IndicatorText) -> Markup {
    let found: Vec<&BenchmarkRow> = report.of(place).collect();
    let basis = report.basis(reading, place);
    let years: BTreeSet<i32> = found.iter().filter_map(|row| row.year).collect();
    let years: Vec<i32> = years.into_iter().rev().take(YEARS_MAX).rev().collect();
    let mut rows = Vec::new();
    for group in reading.total_and_former() {
        let at = |year: &i32| found.iter().copied().find(|row| row.year == Some(*year) && row.index == group);
        let cells: Vec<Cell> = years.iter().map(|year| cell(reading, indicator, basis, at(year))).collect();
        if cells.iter().any(|cell| !matches!(cell, Cell::Empty)) {
            rows.push(Row::new(name(reading, group), cells));
        }
    }
    let table = Table {
        caption: format!("{} {}", indicator.code, indicator.title.get(reading.language)),
        names: reading.words.common.group.to_owned(),
        form: Form::ReasonsBelow,
        columns: years.iter().map(|year| Column::words(year.to_string())).collect(),
        rows,
    };
    html! {
        h5 { span.code { (indicator.code) } " " (indicator.title.get(reading.language)) }
        (head(reading, indicator, basis, &found))
        @if !table.rows.is_empty() { (table.render(reading.language)) }
    }
}

/// The indicator with its limits and its source, or where it could be read.
fn head(reading: &Reading<'_>, indicator: &IndicatorText, basis: Option<&Basis>, found: &[&BenchmarkRow]) -> Markup {
    let unit = indicator.unit.get(reading.language);
    html! {
        p.why {
            @match limits(reading, indicator) {
                Some(limits) => { (limits) " (" (unit) "; " (indicator.zones_version) ") " },
                None => { (plan_words::no_public_zones(reading.language)) " (" (unit) "). " },
            }
            (source(reading, indicator, basis, found))
        }
    }
}

fn source(reading: &Reading<'_>, indicator: &IndicatorText, basis: Option<&Basis>, found: &[&BenchmarkRow]) -> String {
    let words = &reading.words.standing;
    let said = |source: &str| fill(words.sources, &[("source", source)]);
    let registers: BTreeSet<&str> = found.iter().flat_map(|row| row.sources.iter().map(String::as_str)).collect();
    let read = found.iter().filter_map(|row| row.vintage).max();
    match basis {
        None | Some(Basis::External) => {
            let place = indicator.register.as_ref().map_or("", |register| register.get(reading.language));
            format!("{}: {place}", plan_words::not_connected(reading.language))
        }
        _ if !registers.is_empty() => {
            let date = read.map(|day| fill(words.read, &[("date", &reading.numbers.date(day))])).unwrap_or_default();
            format!("{} {date}", said(&registers.into_iter().collect::<Vec<_>>().join("; ")))
        }
        Some(Basis::Scale(_) | Basis::Favourable(_)) => said(words.from_answers),
        Some(Basis::Absence | Basis::Presence | Basis::Targets) => said(words.from_absence),
        Some(Basis::Change { of, .. }) if of.scale().is_some() => said(words.from_answers),
        Some(_) => plan_words::not_measured(reading.language).to_owned(),
    }
}
