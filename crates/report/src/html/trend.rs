//! The two indices through the waves, with the merger.

use disclosure::{GroupIndex, Reason, ScaleText};
use maud::{Markup, html};
use survey::Date;

use super::figure::{self, Figure, point_ticks};
use super::findings::name;
use super::former::marker;
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::trend::{Estimate, Panel, Point, Trend};
use crate::reading::{Level, Reading, ends_on, merger};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    // A single round has no development to show.
    if rounds(reading).len() < 2 {
        return None;
    }
    let words = &reading.words.sections;
    Some(html! {
        section aria-labelledby="trend" {
            h2 id="trend" { (words.trend) }
            p { (words.trend_lead) }
            @for (place, scale) in reading.indices().into_iter().enumerate() {
                (scale_figure(reading, scale, place))
            }
        }
    })
}

/// The days of all rounds, oldest first.
fn rounds(reading: &Reading<'_>) -> Vec<Date> {
    let first = reading.indices().first().copied().zip(reading.total());
    first.map_or_else(Vec::new, |(scale, total)| reading.history(scale, total).iter().map(|round| round.date).collect())
}

/// The upright line of the merger, where there are waves on both sides of it.
pub(super) fn merger_line(
    reading: &Reading<'_>,
    dates: impl Iterator<Item = Date>,
) -> Option<(Date, &'static str, String)> {
    let dates: Vec<Date> = dates.collect();
    let words = &reading.words.sections;
    merger()
        .filter(|day| dates.iter().any(|date| date < day) && dates.iter().any(|date| date > day))
        .map(|day| (day, words.merger, words.merger_day.to_owned()))
}

fn scale_figure(reading: &Reading<'_>, scale: &ScaleText, place: usize) -> Markup {
    let words = &reading.words.sections;
    let groups = reading.total_and_former();
    let title = fill(words.trend_chart, &[("scale", scale.title.get(reading.language))]);
    let panels = groups.iter().map(|group| panel(reading, scale, *group)).collect();
    let merger = merger_line(reading, rounds(reading).into_iter());
    let chart = Trend {
        low: f64::from(scale.points.min()),
        high: f64::from(scale.points.max()),
        ticks: point_ticks(scale),
        panels,
        first_behind: true,
        merger,
    };
    let spoken: Vec<String> = groups.iter().map(|group| said(reading, scale, *group)).collect();
    let mut columns: Vec<Column> = groups
        .first()
        .map(|group| reading.history(scale, *group).iter().map(|round| Column::words(round.title)).collect())
        .unwrap_or_default();
    columns.push(Column::words(words.change));
    let table = Table {
        caption: title.clone(),
        names: reading.words.common.group.to_owned(),
        form: Form::ReasonsBelow,
        columns,
        rows: groups.iter().map(|group| Row::new(name(reading, *group), cells(reading, scale, *group))).collect(),
    };
    let description = fill(words.trend_described, &[("rows", &spoken.join(" "))]);
    Figure { id: &format!("trend-{place}"), title, description, note: None, table }
        .render(reading, |spoken| chart.draw(spoken))
}

fn panel<'a>(reading: &Reading<'a>, scale: &ScaleText, group: GroupIndex) -> Panel<'a> {
    let points = reading
        .history(scale, group)
        .into_iter()
        .map(|round| Point {
            date: round.date,
            withheld: matches!(round.found, Err(Reason::TooFew | Reason::ProtectsAnother)),
            shown: round.found.ok().map(|(level, _)| Estimate {
                value: level.mean,
                interval: ends_on(scale, level.interval),
                text: reading.numbers.decimal(level.mean, 2),
            }),
        })
        .collect();
    Panel { label: reading.name(group), marker: marker(reading, group), points }
}

fn cells(reading: &Reading<'_>, scale: &ScaleText, group: GroupIndex) -> Vec<Cell> {
    let history = reading.history(scale, group);
    let mut cells: Vec<Cell> = history
        .iter()
        .map(|round| match round.found {
            Ok((level, n)) => Cell::Shown(html! {
                (reading.numbers.decimal(level.mean, 2)) " "
                span.why { "(" (figure::range(reading, ends_on(scale, level.interval), 2)) "), " (answers(reading, n)) }
            }),
            Err(reason) => Cell::Withheld(reason, None),
        })
        .collect();
    let shown: Vec<Level> =
        history.iter().rev().filter_map(|round| round.found.as_ref().ok().map(|(level, _)| *level)).collect();
    cells.push(change(reading, scale, &shown));
    cells
}

/// The step from the last shown wave but one to the last.
fn change(reading: &Reading<'_>, scale: &ScaleText, latest_first: &[Level]) -> Cell {
    match latest_first {
        [now, before, ..] => {
            let step = now.mean - before.mean;
            let sign = if step > 0.0 { "+" } else { "" };
            Cell::Shown(
                html! { (sign) (reading.numbers.decimal(step, 2)) ", " (reading.compared(scale, *now, *before)) },
            )
        }
        _ => Cell::Empty,
    }
}

fn answers(reading: &Reading<'_>, n: u64) -> String {
    fill(reading.words.common.answers_n, &[("n", &reading.numbers.whole(n))])
}

fn said(reading: &Reading<'_>, scale: &ScaleText, group: GroupIndex) -> String {
    let points: Vec<String> = reading
        .history(scale, group)
        .into_iter()
        .map(|round| match round.found {
            Ok((level, _)) => format!("{} {}", round.date.year(), reading.numbers.decimal(level.mean, 2)),
            Err(reason) => format!("{} {}", round.date.year(), reason.mark(reading.language)),
        })
        .collect();
    fill(reading.words.sections.row_shown, &[("name", reading.name(group)), ("value", &points.join(", "))])
}
