//! The former municipalities: each with its hue and marker, and the plan's zone in a shape and a word.

use disclosure::{Basis, GroupIndex, GroupKind, PublishedPlacement, Released, View};
use maud::{Markup, html};

use super::areas::scale_figure;
use super::figure::{self, Figure, bands, percent_ticks};
use super::findings::name;
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::intervals::{self, Intervals};
use crate::charts::marks::Marker;
use crate::reading::{Reading, ends};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let groups = reading.total_and_former();
    if reading.former_municipalities().is_empty() {
        return None;
    }
    let words = &reading.words.sections;
    Some(html! {
        section aria-labelledby="former" {
            h2 id="former" { (words.former) }
            p { (words.former_lead) }
            @for (place, scale) in reading.indices().into_iter().enumerate() {
                @let title = fill(words.former_chart, &[("scale", scale.title.get(reading.language))]);
                (scale_figure(reading, scale, &groups, &format!("former-{place}"), title, |group| (marker(reading, group), true)))
            }
            (absence_figure(reading, &groups))
        }
    })
}

/// The marker of a group: its own if it is a former municipality, a plain dot if not.
pub(super) fn marker(reading: &Reading<'_>, group: GroupIndex) -> Marker {
    match reading.cube.group(group) {
        Some(group) if group.kind == GroupKind::FormerMunicipality => {
            Marker::Former(group.former_municipality.unwrap_or(3))
        }
        _ => Marker::Dot,
    }
}

fn absence_figure(reading: &Reading<'_>, groups: &[GroupIndex]) -> Markup {
    let common = &reading.words.common;
    let title = reading.words.sections.absence_former_chart.to_owned();
    let (mut rows, mut table_rows, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    let mut most = 10.0_f64;
    for group in groups {
        let label = reading.name(*group);
        let released = reading.cube.absence_year(*group);
        let placement = reading.placement(&Basis::Absence, *group).and_then(Released::shown);
        let interval = placement.and_then(PublishedPlacement::interval).map(ends);
        let figure = match released.view() {
            View::Shown(absence) => {
                most = most.max(interval.map_or(absence.percent(), |(_, high)| high) * 1.05);
                let text = reading.numbers.percent(absence.percent(), 1);
                spoken.push(figure::spoken_row(reading, label, &text, interval, 1));
                let people = fill(common.employees_n, &[("n", &reading.numbers.whole(absence.employees()))]);
                intervals::Figure::Shown { value: absence.percent(), interval, text, people }
            }
            View::Withheld(reason) => {
                spoken.push(figure::spoken_hidden(reading, label, reason));
                intervals::Figure::Hidden(reason.mark(reading.language))
            }
        };
        let zone = placement.map(|placement| (placement.zone(), placement.zone().name(reading.language)));
        rows.push(intervals::Row { label, marker: marker(reading, *group), figure, zone });
        let mut cells = figure::absence_cells(reading, released);
        cells.push(match released.withheld() {
            Some(reason) => Cell::Withheld(reason, None),
            None => figure::zone_cell(reading, &Basis::Absence, *group),
        });
        table_rows.push(Row::new(name(reading, *group), cells));
    }
    let (high, ticks) = percent_ticks(reading, most);
    let (bands, note) = bands(reading, &Basis::Absence);
    let chart = Intervals { low: 0.0, high, ticks, bands, comparison: None, rows };
    let table = Table {
        caption: title.clone(),
        names: common.group.to_owned(),
        form: Form::Plain,
        columns: absence_columns(reading, true),
        rows: table_rows,
    };
    let description = fill(reading.words.sections.interval_described, &[("rows", &spoken.join(" "))]);
    Figure { id: "former-absence", title, description, note: Some(note), table }
        .render(reading, |spoken| chart.draw(spoken))
}

/// The columns that [`figure::absence_cells`] fills, and one for the zone.
pub(super) fn absence_columns(reading: &Reading<'_>, with_zone: bool) -> Vec<Column> {
    let common = &reading.words.common;
    let mut columns = vec![
        Column::number(common.absence),
        Column::number(common.certified),
        Column::number(common.self_certified),
        Column::number(common.employees),
    ];
    if with_zone {
        columns.push(Column::words(common.zone));
    }
    columns
}
