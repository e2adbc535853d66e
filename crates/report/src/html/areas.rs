//! The two indices in each service area.

use disclosure::{Group, GroupIndex, ScaleText, View};
use maud::{Markup, html};

use super::figure::{self, Figure, bands, basis, point_ticks};
use super::findings::name;
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::intervals::{self, Intervals};
use crate::charts::marks::Marker;
use crate::reading::{Reading, ends_on};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let areas = reading.service_areas();
    if areas.is_empty() {
        return None;
    }
    let words = &reading.words.sections;
    Some(html! {
        section aria-labelledby="areas" {
            h2 id="areas" { (words.areas) }
            p { (words.areas_lead) }
            @for (place, scale) in reading.indices().into_iter().enumerate() {
                (area_figure(reading, scale, &areas, place))
            }
        }
    })
}

fn area_figure(reading: &Reading<'_>, scale: &ScaleText, areas: &[(GroupIndex, &Group)], place: usize) -> Markup {
    let groups: Vec<GroupIndex> = areas.iter().map(|(group, _)| *group).collect();
    let title = fill(reading.words.sections.area_chart, &[("scale", scale.title.get(reading.language))]);
    scale_figure(reading, scale, &groups, &format!("areas-{place}"), title, |_| (Marker::Dot, false))
}

/// One scale in several groups, as a drawing with its table. `look` gives a group's marker and whether its zone is written out.
pub(super) fn scale_figure(
    reading: &Reading<'_>,
    scale: &ScaleText,
    groups: &[GroupIndex],
    id: &str,
    title: String,
    look: impl Fn(GroupIndex) -> (Marker, bool),
) -> Markup {
    let common = &reading.words.common;
    let whole = reading.total().and_then(|total| reading.cube.score(&scale.id, total).shown());
    let (mut rows, mut table_rows, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    for group in groups {
        let (marker, with_zone) = look(*group);
        let (row, cells, said) = group_row(reading, scale, *group, marker, with_zone);
        rows.push(row);
        spoken.push(said);
        table_rows.push(Row::new(name(reading, *group), cells));
    }
    let (bands, note) = bands(reading, &basis(scale));
    let has_zones = bands.is_some();
    let chart = Intervals {
        low: f64::from(scale.points.min()),
        high: f64::from(scale.points.max()),
        ticks: point_ticks(scale),
        bands,
        comparison: whole.map(|score| (score.mean(), common.whole)),
        rows,
    };
    let mut columns = vec![
        Column::number(common.mean),
        Column::number(common.interval),
        Column::number(common.answers),
        Column::words(reading.words.sections.compared),
    ];
    if has_zones {
        columns.push(Column::words(common.zone));
    }
    let table =
        Table { caption: title.clone(), names: common.group.to_owned(), form: Form::Plain, columns, rows: table_rows };
    let description = fill(reading.words.sections.interval_described, &[("rows", &spoken.join(" "))]);
    Figure { id, title, description, note: Some(note), table }.render(reading, |spoken| chart.draw(spoken))
}

fn group_row<'a>(
    reading: &Reading<'a>,
    scale: &ScaleText,
    group: GroupIndex,
    marker: Marker,
    with_zone: bool,
) -> (intervals::Row<'a>, Vec<Cell>, String) {
    let label = reading.name(group);
    let placement = reading.placement(&basis(scale), group).and_then(disclosure::Released::shown);
    let zone = placement.filter(|_| with_zone).map(|found| (found.zone(), found.zone().name(reading.language)));
    match reading.cube.score(&scale.id, group).view() {
        View::Shown(score) => {
            let text = reading.numbers.decimal(score.mean(), 2);
            let people = reading.numbers.whole(score.n());
            let cells = vec![
                Cell::text(&text),
                Cell::text(figure::range(reading, ends_on(scale, score.interval()), 2)),
                Cell::text(&people),
                compared_cell(reading, scale, group),
                figure::zone_cell(reading, &basis(scale), group),
            ];
            let said = figure::spoken_row(reading, label, &text, ends_on(scale, score.interval()), 2);
            let figure = intervals::Figure::Shown {
                value: score.mean(),
                interval: ends_on(scale, score.interval()),
                text,
                people: fill(reading.words.common.answers_n, &[("n", &people)]),
            };
            (intervals::Row { label, marker, figure, zone }, cells, said)
        }
        View::Withheld(reason) => {
            let cells = (0..5).map(|_| Cell::Withheld(reason, None)).collect();
            let figure = intervals::Figure::Hidden(reason.mark(reading.language));
            (intervals::Row { label, marker, figure, zone: None }, cells, figure::spoken_hidden(reading, label, reason))
        }
    }
}

/// How a group compares with the whole municipality, in a phrase.
pub(super) fn compared_cell(reading: &Reading<'_>, scale: &ScaleText, group: GroupIndex) -> Cell {
    let Some(total) = reading.total().filter(|total| *total != group) else { return Cell::Empty };
    match (reading.cube.score(&scale.id, group).shown(), reading.cube.score(&scale.id, total).shown()) {
        (Some(here), Some(whole)) => Cell::text(reading.compared(scale, here.into(), whole.into())),
        _ => Cell::Empty,
    }
}
