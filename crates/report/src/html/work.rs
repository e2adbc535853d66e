//! Kinds of work: each index for everybody who does one, and service area by service area.

use disclosure::{Group, GroupIndex, GroupKind, ScaleText, View};
use maud::{Markup, html};
use survey::RoleClass;

use super::areas::scale_figure;
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::marks::Marker;
use crate::reading::Reading;
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let roles = reading.roles();
    if roles.is_empty() {
        return None;
    }
    let groups: Vec<GroupIndex> = reading.total().into_iter().chain(roles.iter().map(|(group, _)| *group)).collect();
    let words = &reading.words.sections;
    Some(html! {
        section aria-labelledby="work" {
            h2 id="work" { (words.work) }
            p { (words.work_lead) }
            @for (place, scale) in reading.indices().into_iter().enumerate() {
                @let title = fill(words.work_chart, &[("scale", scale.title.get(reading.language))]);
                (scale_figure(reading, scale, &groups, &format!("work-{place}"), title, |_| (Marker::Dot, false)))
                @if let Some(table) = in_areas(reading, scale, &roles) { (table) }
            }
        }
    })
}

/// One index with a row for each service area and a column for each kind of work.
fn in_areas(reading: &Reading<'_>, scale: &ScaleText, roles: &[(GroupIndex, &Group)]) -> Option<Markup> {
    let words = &reading.words.sections;
    let areas = reading.service_areas();
    let kinds: Vec<RoleClass> = roles.iter().filter_map(|(_, group)| group.role).collect();
    let rows: Vec<Row> = areas
        .iter()
        .map(|(area, group)| {
            let cells = kinds.iter().map(|role| cell(reading, scale, reading.crossed(*area, *role)));
            Row::new(html! { (group.name) }, cells.collect())
        })
        .collect();
    let has_any = areas.iter().any(|(area, _)| kinds.iter().any(|role| reading.crossed(*area, *role).is_some()));
    let table = Table {
        caption: fill(words.work_in_areas, &[("scale", scale.title.get(reading.language))]),
        names: words.area.to_owned(),
        form: Form::ReasonsBelow,
        columns: roles.iter().map(|(group, _)| Column::number(reading.name(*group))).collect(),
        rows,
    };
    has_any.then(|| table.render(reading.language))
}

/// Mean and answers, or why they are not shown; nothing where nobody of the area does that work.
fn cell(reading: &Reading<'_>, scale: &ScaleText, group: Option<GroupIndex>) -> Cell {
    let Some(group) = group else { return Cell::Empty };
    match reading.cube.score(&scale.id, group).view() {
        View::Shown(score) => {
            let answers = fill(reading.words.common.answers_n, &[("n", &reading.numbers.whole(score.n()))]);
            Cell::Shown(html! {
                span.figure { (reading.numbers.decimal(score.mean(), 2)) }
                span.why.line { (answers) }
            })
        }
        View::Withheld(reason) => Cell::Withheld(reason, None),
    }
}

impl Reading<'_> {
    /// Those of a place who do a kind of work.
    fn crossed(&self, place: GroupIndex, role: RoleClass) -> Option<GroupIndex> {
        let is_it =
            |group: &Group| group.kind == GroupKind::Crossed && group.parent == Some(place) && group.role == Some(role);
        self.cube.groups().iter().position(is_it).map(GroupIndex::new)
    }
}
