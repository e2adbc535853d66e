//! All units on one page, in the order of the organisation, never by result.

use disclosure::{Group, GroupIndex, GroupKind, PublishedScore, ScaleText, View};
use maud::{Markup, PreEscaped, html};

use super::figure::{self, between};
use super::findings::response_cell;
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::pen::Spoken;
use crate::charts::strip::strip;
use crate::reading::{Reading, ends_on};
use crate::words::fill;

/// A branch of the organisation: its top unit and everything below it.
struct Branch<'a> {
    top: &'a Group,
    units: Vec<(GroupIndex, &'a Group)>,
}

pub(super) fn page(reading: &Reading<'_>) -> Markup {
    let words = &reading.words.units;
    let branches = branches(reading);
    html! {
        h1 { (words.heading) }
        p { (words.lead) }
        @if let Some(how) = how_to_read(reading) { p { (how) } }
        @if branches.is_empty() { p { (words.no_units) } }
        @if branches.len() > 1 {
            nav.contents aria-labelledby="contents" {
                h2 id="contents" { (reading.words.common.contents) }
                ul { @for (place, branch) in branches.iter().enumerate() { li { a href={ "#branch-" (place) } { (branch.top.name) } } } }
            }
        }
        @for (place, branch) in branches.iter().enumerate() { (branch_part(reading, branch, place)) }
    }
}

/// The units in branches: a new one begins at every unit right below the top.
fn branches<'a>(reading: &Reading<'a>) -> Vec<Branch<'a>> {
    let mut branches: Vec<Branch<'a>> = Vec::new();
    for (index, group) in reading.units() {
        let begins = matches!(group.kind, GroupKind::Unit { depth: 0 | 1 });
        match branches.last_mut() {
            Some(branch) if !begins => branch.units.push((index, group)),
            _ => branches.push(Branch { top: group, units: vec![(index, group)] }),
        }
    }
    branches
}

fn how_to_read(reading: &Reading<'_>) -> Option<String> {
    let total = reading.total()?;
    let indices = reading.indices();
    let first = indices.first()?;
    let whole: Vec<String> = indices
        .iter()
        .filter_map(|scale| {
            let score = reading.cube.score(&scale.id, total).shown()?;
            Some(format!(
                "{} {}",
                scale.title.get(reading.language).to_lowercase(),
                reading.numbers.decimal(score.mean(), 1)
            ))
        })
        .collect();
    let places =
        [("min", first.points.min().to_string()), ("max", first.points.max().to_string()), ("whole", whole.join(", "))];
    let places: Vec<(&str, &str)> = places.iter().map(|(place, value)| (*place, value.as_str())).collect();
    Some(fill(reading.words.units.how_to_read, &places))
}

fn branch_part(reading: &Reading<'_>, branch: &Branch<'_>, place: usize) -> Markup {
    let common = &reading.words.common;
    let mut columns: Vec<Column> =
        reading.indices().iter().map(|scale| Column::words(scale.title.get(reading.language))).collect();
    columns.push(Column::number(common.absence));
    columns.push(Column::words(common.response));
    let table = Table {
        caption: fill(reading.words.units.direct, &[("name", &branch.top.name)]),
        names: reading.words.units.unit.to_owned(),
        form: Form::ReasonsBelow,
        columns,
        rows: branch.units.iter().map(|(index, group)| unit_row(reading, *index, group)).collect(),
    };
    html! {
        section.branch aria-labelledby={ "branch-" (place) } {
            h2 id={ "branch-" (place) } { (branch.top.name) }
            (table.render(reading.language))
        }
    }
}

/// Where a unit's row can be linked to.
fn anchor(index: GroupIndex) -> String {
    format!("unit-{index}")
}

fn unit_row(reading: &Reading<'_>, index: GroupIndex, group: &Group) -> Row {
    let depth = match group.kind {
        GroupKind::Unit { depth } => depth.saturating_sub(1),
        _ => 0,
    };
    let mut cells: Vec<Cell> =
        reading.indices().into_iter().map(|scale| score_cell(reading, scale, index, &group.name)).collect();
    cells.push(absence_cell(reading, index));
    cells.push(response_cell(reading, reading.cube.participation(index)));
    Row { id: Some(anchor(index)), depth, name: html! { (group.name) }, cells }
}

fn score_cell(reading: &Reading<'_>, scale: &ScaleText, index: GroupIndex, unit: &str) -> Cell {
    match reading.cube.score(&scale.id, index).view() {
        View::Shown(score) => {
            let answers = fill(reading.words.common.answers_n, &[("n", &reading.numbers.whole(score.n()))]);
            Cell::Shown(html! {
                @if let Some(svg) = drawn(reading, scale, index, unit, score) { (PreEscaped(svg)) " " }
                span.figure { (reading.numbers.decimal(score.mean(), 1)) } " "
                span.why { "(" (figure::range(reading, ends_on(scale, score.interval()), 1)) ")" }
                span.why.line { (answers) }
            })
        }
        View::Withheld(reason) => Cell::Withheld(
            reason,
            above(reading, index, |group| reading.cube.score(&scale.id, group).shown().is_some()),
        ),
    }
}

fn drawn(
    reading: &Reading<'_>,
    scale: &ScaleText,
    index: GroupIndex,
    unit: &str,
    score: &PublishedScore,
) -> Option<String> {
    let words = &reading.words.units;
    let whole =
        reading.total().and_then(|total| reading.cube.score(&scale.id, total).shown()).map(PublishedScore::mean);
    let title = fill(words.strip_title, &[("scale", scale.title.get(reading.language)), ("unit", unit)]);
    let value = reading.numbers.decimal(score.mean(), 1);
    let whole_words =
        whole.map_or_else(|| crate::numbers::NO_NUMBER.to_owned(), |whole| reading.numbers.decimal(whole, 1));
    let description = match ends_on(scale, score.interval()) {
        Some(interval) => {
            let between = between(reading, interval, 1);
            fill(words.strip_described, &[("value", &value), ("between", &between), ("whole", &whole_words)])
        }
        None => fill(words.strip_described_alone, &[("value", &value), ("whole", &whole_words)]),
    };
    let id = format!("s{index}-{}", scale.id);
    let spoken = Spoken { id: &id, title: &title, description: &description };
    let ends_of_scale = (f64::from(scale.points.min()), f64::from(scale.points.max()));
    strip(ends_of_scale, score.mean(), ends_on(scale, score.interval()), whole, &spoken)
}

fn absence_cell(reading: &Reading<'_>, index: GroupIndex) -> Cell {
    match reading.cube.absence_year(index).view() {
        View::Shown(absence) => {
            let employees =
                fill(reading.words.common.employees_n, &[("n", &reading.numbers.whole(absence.employees()))]);
            Cell::Shown(html! {
                span.figure { (reading.numbers.percent(absence.percent(), 1)) }
                span.why.line { (employees) }
            })
        }
        View::Withheld(reason) => {
            Cell::Withheld(reason, above(reading, index, |group| reading.cube.absence_year(group).shown().is_some()))
        }
    }
}

/// A link to the nearest level above that shows the number.
fn above(reading: &Reading<'_>, index: GroupIndex, shown: impl Fn(GroupIndex) -> bool) -> Option<Markup> {
    let level = reading.level_above(index, shown)?;
    let said = fill(reading.words.common.look_above, &[("name", reading.name(level))]);
    let is_unit = reading.cube.group(level).is_some_and(|group| matches!(group.kind, GroupKind::Unit { .. }));
    let href = if is_unit { format!("#{}", anchor(level)) } else { super::file_name("index", reading.language) };
    Some(html! { a href=(href) { (said) } })
}
