//! The zones of every indicator that has them, year by year.

use std::collections::BTreeSet;

use disclosure::benchmarks::{BenchmarkRow, Told};
use disclosure::{Basis, GroupIndex, IndicatorText};
use maud::{Markup, html};

use super::{Report, told};
use crate::benchmarks::value_of;
use crate::charts::zone_years::{Block, Field, Row, ZoneYears};
use crate::html::figure::Figure;
use crate::html::findings::name;
use crate::html::former::marker;
use crate::html::table::{self, Cell, Column, Form, Table};
use crate::reading::Reading;
use crate::words::fill;

/// So many years fit a phone.
const YEARS_MAX: usize = 5;

pub(super) fn figure(reading: &Reading<'_>, report: &Report<'_>) -> Markup {
    let words = &reading.words.standing;
    let zoned: Vec<(usize, &IndicatorText)> = (report.plan.indicators.iter().enumerate())
        .filter(|(place, indicator)| indicator.zones.is_some() && report.of(*place).any(|row| row.zone.is_some()))
        .collect();
    let years: BTreeSet<i32> =
        zoned.iter().flat_map(|(place, _)| report.of(*place)).filter_map(|row| row.year).collect();
    let years: Vec<i32> = years.into_iter().rev().take(YEARS_MAX).rev().collect();
    if years.is_empty() {
        return html! {};
    }
    let groups = reading.total_and_former();
    let (mut blocks, mut rows, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    for (place, indicator) in zoned {
        let basis = report.basis(reading, place);
        let title = format!("{} {}", indicator.code, indicator.title.get(reading.language));
        let found: Vec<&BenchmarkRow> = report.of(place).collect();
        let mut drawn = Vec::new();
        for group in &groups {
            let at = |year: &i32| found.iter().copied().find(|row| row.year == Some(*year) && row.index == *group);
            let fields = years.iter().map(|year| field(reading, indicator, at(year))).collect();
            let cells = years.iter().map(|year| cell(reading, indicator, basis, at(year))).collect();
            spoken.push(said(reading, &title, *group, &years, basis, indicator, at));
            // A group that was never measured has its row in the table below, and none in the drawing.
            let fields: Vec<Field> = fields;
            if fields.iter().any(|field| !matches!(field, Field::Nothing)) {
                drawn.push(Row { label: reading.name(*group), marker: marker(reading, *group), fields });
            }
            let row_name = html! { (title) ", " (name(reading, *group)) };
            rows.push(table::Row::new(row_name, cells));
        }
        let unit = indicator.unit.get(reading.language);
        blocks.push(Block { title: format!("{title} ({unit})"), rows: drawn });
    }
    let chart = ZoneYears { years: years.iter().map(ToString::to_string).collect(), blocks };
    let title = fill(words.zones_chart, &[("plan", report.plan.title.get(reading.language))]);
    let table = Table {
        caption: title.clone(),
        names: words.indicator.to_owned(),
        form: Form::ReasonsBelow,
        columns: years.iter().map(|year| Column::words(year.to_string())).collect(),
        rows,
    };
    let description = fill(words.zones_described, &[("rows", &spoken.join(" "))]);
    let note = html! { (words.zones_note) " " (report.plan.notice.get(reading.language)) };
    let id = format!("zones-{}", report.place);
    Figure { id: &id, title, description, note: Some(note), table }.render(reading, |spoken| chart.draw(spoken))
}

fn value(reading: &Reading<'_>, indicator: &IndicatorText, basis: Option<&Basis>, value: f64) -> String {
    value_of(reading, basis, value, indicator.decimals.into())
}

fn field(reading: &Reading<'_>, indicator: &IndicatorText, row: Option<&BenchmarkRow>) -> Field {
    let Some(row) = row else { return Field::Nothing };
    match (row.value, row.zone) {
        (Some(shown), Some(zone)) => Field::Shown {
            // The unit stands in the title of the block.
            text: reading.numbers.decimal(shown, indicator.decimals.into()),
            zone,
            is_clear: matches!(row.certainty, Some(Told::Clear | Told::FullCount)),
        },
        _ if row.withheld.is_some_and(hides) => Field::Hidden,
        _ => Field::Nothing,
    }
}

/// Whether a reason hides something, rather than telling that there is nothing.
fn hides(reason: disclosure::Reason) -> bool {
    !matches!(reason, disclosure::Reason::NotAsked | disclosure::Reason::NotMeasured)
}

/// A value with its zone and how sure that is; what was not measured leaves its place empty.
pub(super) fn cell(
    reading: &Reading<'_>,
    indicator: &IndicatorText,
    basis: Option<&Basis>,
    row: Option<&BenchmarkRow>,
) -> Cell {
    let Some(row) = row else { return Cell::Empty };
    let Some(shown) = row.value else {
        return row.withheld.filter(|reason| hides(*reason)).map_or(Cell::Empty, |reason| Cell::Withheld(reason, None));
    };
    let decimals = indicator.decimals.into();
    let between = row.low.zip(row.high).map(|(low, high)| reading.numbers.range(low, high, decimals));
    Cell::Shown(html! {
        span.figure { (value(reading, indicator, basis, shown)) }
        @if let Some(between) = between { " " span.why { "(" (between) ")" } }
        @if let (Some(zone), Some(sure)) = (row.zone, row.certainty) { " " (told(reading, zone, sure)) }
    })
}

/// One row, for somebody who cannot see the drawing.
fn said<'r>(
    reading: &Reading<'_>,
    title: &str,
    group: GroupIndex,
    years: &[i32],
    basis: Option<&Basis>,
    indicator: &IndicatorText,
    at: impl Fn(&i32) -> Option<&'r BenchmarkRow>,
) -> String {
    let year = |year: &i32| {
        let row = at(year)?;
        let (shown, zone) = (row.value?, row.zone?);
        Some(format!("{year} {} {}", value(reading, indicator, basis, shown), zone.name(reading.language)))
    };
    let told: Vec<String> = years.iter().filter_map(year).collect();
    let told = if told.is_empty() { reading.words.standing.unmeasured.to_owned() } else { told.join(", ") };
    fill(reading.words.standing.said, &[("indicator", title), ("who", reading.name(group)), ("years", &told)])
}
