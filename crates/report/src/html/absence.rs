//! Sickness absence month by month, and over the year in each service area.

use disclosure::{Basis, GroupIndex, Released, View};
use maud::{Markup, html};
use survey::Month;

use super::absence_course;
use super::figure::{self, Figure, bands, percent_ticks};
use super::findings::name;
use super::former::absence_columns;
use super::table::{Form, Row, Table};
use crate::charts::months::{Bar, Months};
use crate::reading::{Reading, merger};
use crate::words::fill;

type MonthCell<'a> = (Month, &'a Released<disclosure::PublishedAbsence>);

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let total = reading.total()?;
    let months: Vec<MonthCell<'_>> = reading.cube.absence_months(total).collect();
    let areas: Vec<GroupIndex> =
        std::iter::once(total).chain(reading.service_areas().into_iter().map(|(group, _)| group)).collect();
    let measured =
        |group: &GroupIndex| reading.cube.absence_year(*group).withheld() != Some(disclosure::Reason::NotMeasured);
    if months.is_empty() && !areas.iter().any(measured) {
        return None;
    }
    let words = &reading.words.sections;
    let table = Table {
        caption: words.absence.to_owned(),
        names: reading.words.common.group.to_owned(),
        form: Form::Plain,
        columns: absence_columns(reading, false),
        rows: areas
            .iter()
            .map(|group| {
                Row::new(name(reading, *group), figure::absence_cells(reading, reading.cube.absence_year(*group)))
            })
            .collect(),
    };
    Some(html! {
        section aria-labelledby="absence" {
            h2 id="absence" { (words.absence) }
            p { (fill(words.absence_lead, &[("min", &reading.cube.rule().employees_min().to_string())])) }
            @if !months.is_empty() { (months_figure(reading, &months)) }
            (table.render(reading.language))
            @if let Some(course) = absence_course::section(reading) { (course) }
        }
    })
}

fn months_figure(reading: &Reading<'_>, months: &[MonthCell<'_>]) -> Markup {
    let words = &reading.words.sections;
    let common = &reading.words.common;
    let most = months
        .iter()
        .filter_map(|(_, cell)| cell.shown())
        .map(disclosure::PublishedAbsence::percent)
        .fold(8.0, f64::max);
    let (high, ticks) = percent_ticks(reading, most);
    let (bands, note) = bands(reading, &Basis::Absence);
    let merger = merger().map(|day| (day.month_of(), format!("{} {}", words.merger, words.merger_day)));
    let bars = months
        .iter()
        .map(|(month, cell)| Bar {
            month: *month,
            name: reading.numbers.month_short(*month),
            shown: match cell.view() {
                View::Shown(absence) => Some((absence.percent_certified(), absence.percent())),
                View::Withheld(_) => None,
            },
        })
        .collect();
    let chart = Months { bars, ticks, high, bands, merger, parts: (common.certified, common.self_certified) };
    let table = Table {
        caption: words.months_chart.to_owned(),
        names: words.month.to_owned(),
        form: Form::Plain,
        columns: absence_columns(reading, false),
        rows: months
            .iter()
            .map(|(month, cell)| {
                Row::new(html! { (reading.numbers.month(*month)) }, figure::absence_cells(reading, cell))
            })
            .collect(),
    };
    let description = fill(words.months_described, &[("rows", &span(reading, months))]);
    Figure { id: "months", title: words.months_chart.to_owned(), description, note: Some(note), table }
        .render(reading, |spoken| chart.draw(spoken))
}

/// The lowest and the highest month, in words.
fn span(reading: &Reading<'_>, months: &[MonthCell<'_>]) -> String {
    let shown: Vec<(Month, f64)> =
        months.iter().filter_map(|(month, cell)| cell.shown().map(|absence| (*month, absence.percent()))).collect();
    let by_percent = |a: &&(Month, f64), b: &&(Month, f64)| a.1.total_cmp(&b.1);
    let (Some((low_month, low)), Some((high_month, high))) =
        (shown.iter().min_by(by_percent), shown.iter().max_by(by_percent))
    else {
        return String::new();
    };
    fill(
        reading.words.sections.months_span,
        &[
            ("low", &reading.numbers.percent(*low, 1)),
            ("low_month", &reading.numbers.month(*low_month)),
            ("high", &reading.numbers.percent(*high, 1)),
            ("high_month", &reading.numbers.month(*high_month)),
        ],
    )
}
