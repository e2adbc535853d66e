//! The leadership programme: how far leaders had come, what coincided in time, and in words what cannot be told.

use disclosure::programme::{PublishedEvidence, PublishedProgramme, PublishedStart};
use disclosure::{ScaleText, View};
use maud::{Markup, html};

use super::figure::{self, Figure, point_ticks};
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::intervals::{self, Intervals};
use crate::charts::marks::Marker;
use crate::charts::trend::{Estimate, Panel, Point, Trend};
use crate::merger;
use crate::reading::{Reading, ends, ends_on};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let found = reading.cube.programme()?;
    let words = &reading.words.programme;
    Some(html! {
        section aria-labelledby="programme" {
            h2 id="programme" { (words.title) }
            p { (words.lead) }
            h3 { (words.dose) }
            @for sentence in merger::doses(reading, found) { p { (sentence) } }
            h3 { (words.finding) }
            @for (place, scale) in reading.indices().into_iter().enumerate() {
                (of_scale(reading, found, scale, place))
            }
        }
    })
}

fn of_scale(reading: &Reading<'_>, found: &PublishedProgramme, scale: &ScaleText, place: usize) -> Markup {
    match found.of(&scale.id).map(|of_scale| of_scale.evidence().view()) {
        Some(View::Shown(evidence)) => html! {
            @for sentence in merger::finding(reading, scale, evidence) { p { (sentence) } }
            (courses(reading, found, scale, evidence, place))
            @if !evidence.steps().is_empty() { (steps(reading, scale, evidence, place)) }
        },
        Some(View::Withheld(reason)) => html! { p { (reason.sentence(reading.language)) } },
        None => html! {},
    }
}

/// The mean of the units that began together, through the waves.
fn courses(
    reading: &Reading<'_>,
    found: &PublishedProgramme,
    scale: &ScaleText,
    evidence: &PublishedEvidence,
    place: usize,
) -> Markup {
    let words = &reading.words.programme;
    let title = fill(words.chart, &[("scale", scale.title.get(reading.language))]);
    let labels: Vec<String> = evidence.courses().iter().map(|start| merger::began(reading, found, start)).collect();
    let mut panels = Vec::new();
    for (start, label) in evidence.courses().iter().zip(&labels) {
        let points = start.means().iter().zip(found.waves()).map(|(mean, wave)| Point {
            date: wave.date,
            withheld: mean.shown().is_none(),
            shown: mean.shown().map(|mean| Estimate {
                value: mean.value(),
                interval: ends_on(scale, mean.interval()),
                text: reading.numbers.decimal(mean.value(), 2),
            }),
        });
        panels.push(Panel { label, marker: Marker::Dot, points: points.collect() });
    }
    let chart = Trend {
        low: f64::from(scale.points.min()),
        high: f64::from(scale.points.max()),
        ticks: point_ticks(scale),
        panels,
        first_behind: true,
        merger: super::trend::merger_line(reading, found.waves().iter().map(|wave| wave.date)),
    };
    let mut columns: Vec<Column> =
        found.waves().iter().map(|wave| Column::words(wave.title.get(reading.language))).collect();
    columns.push(Column::number(words.units));
    let row = |(start, label): (&PublishedStart, &String)| {
        let cell = |mean: &disclosure::Released<disclosure::PublishedEstimate>| match mean.view() {
            View::Shown(mean) => {
                let range = figure::range(reading, ends_on(scale, mean.interval()), 2);
                Cell::Shown(html! { (reading.numbers.decimal(mean.value(), 2)) " " span.why { "(" (range) ")" } })
            }
            View::Withheld(reason) => Cell::Withheld(reason, None),
        };
        let mut cells: Vec<Cell> = start.means().iter().map(cell).collect();
        cells.push(Cell::text(reading.numbers.whole(start.units())));
        Row::new(html! { (label) }, cells)
    };
    let table = Table {
        caption: title.clone(),
        names: words.group.to_owned(),
        form: Form::ReasonsBelow,
        columns,
        rows: evidence.courses().iter().zip(&labels).map(row).collect(),
    };
    let spoken: Vec<String> =
        evidence.courses().iter().zip(&labels).map(|(start, label)| said(reading, start, label)).collect();
    let description = fill(words.described, &[("rows", &spoken.join(" "))]);
    let note = evidence.obstacle().map(|obstacle| {
        html! { strong { (words.cannot) } " " (obstacle.sentence(reading.language)) }
    });
    Figure { id: &format!("programme-{place}"), title, description, note, table }
        .render(reading, |spoken| chart.draw(spoken))
}

fn said(reading: &Reading<'_>, start: &PublishedStart, label: &str) -> String {
    let values: Vec<String> = start
        .means()
        .iter()
        .map(|mean| match mean.view() {
            View::Shown(mean) => reading.numbers.decimal(mean.value(), 2),
            View::Withheld(reason) => reason.mark(reading.language).to_owned(),
        })
        .collect();
    fill(reading.words.sections.row_shown, &[("name", label), ("value", &values.join(", "))])
}

/// The difference from units that waited, by waves since the beginning.
fn steps(reading: &Reading<'_>, scale: &ScaleText, evidence: &PublishedEvidence, place: usize) -> Markup {
    let words = &reading.words.programme;
    let title = fill(words.step_chart, &[("scale", scale.title.get(reading.language))]);
    let name = |since: i64| {
        let line = if since < 0 { words.step_before } else { words.step };
        fill(line, &[("n", &reading.numbers.whole(since.unsigned_abs()))])
    };
    let labels: Vec<String> = evidence.steps().iter().map(|step| name(step.waves_since())).collect();
    let (mut rows, mut table_rows, mut spoken, mut reach) = (Vec::new(), Vec::new(), Vec::new(), 0.1_f64);
    for (step, label) in evidence.steps().iter().zip(&labels) {
        let found = step.difference();
        let interval = found.estimate().interval().map(ends);
        let text = reading.numbers.decimal(found.estimate().value(), 2);
        reach = interval.map_or(reach, |(low, high)| reach.max(low.abs()).max(high.abs()));
        spoken.push(figure::spoken_row(reading, label, &text, interval, 2));
        let units = format!("{} {}", reading.numbers.whole(found.units()), words.units.to_lowercase());
        let cells = vec![
            Cell::text(&text),
            Cell::text(figure::range(reading, interval, 2)),
            Cell::text(reading.numbers.whole(found.units())),
        ];
        table_rows.push(Row::new(html! { (label) }, cells));
        let value = found.estimate().value();
        rows.push(intervals::Row {
            label,
            marker: Marker::Dot,
            figure: intervals::Figure::Shown { value, interval, text, people: units },
            zone: None,
        });
    }
    let ticks = [-reach, 0.0, reach].map(|at| (at, reading.numbers.decimal(at, 2))).to_vec();
    let chart =
        Intervals { low: -reach, high: reach, ticks, bands: None, comparison: Some((0.0, words.nothing)), rows };
    let table = Table {
        caption: title.clone(),
        names: words.group.to_owned(),
        form: Form::Plain,
        columns: vec![Column::number(reading.words.merger.gap), Column::number("95 %"), Column::number(words.units)],
        rows: table_rows,
    };
    let description = fill(words.described, &[("rows", &spoken.join(" "))]);
    Figure { id: &format!("programme-steps-{place}"), title, description, note: None, table }
        .render(reading, |spoken| chart.draw(spoken))
}
