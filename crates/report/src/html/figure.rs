//! A drawing with the same numbers in a table right below it, and the cells that many tables share.

use disclosure::{
    Basis, Certainty, GroupIndex, PublishedAbsence, PublishedEstimate, Reason, Released, ScaleText, View, Zone,
};
use maud::{Markup, PreEscaped, html};

use super::table::{Cell, Table};
use crate::charts::bands::Bands;
use crate::charts::pen::Spoken;
use crate::reading::{Reading, zone_shape};
use crate::words::fill;

/// The parts of a figure.
pub(crate) struct Figure<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) note: Option<Markup>,
    pub(crate) table: Table,
}

impl Figure<'_> {
    /// Draws, and puts the table below. The table is folded on a screen and open on paper.
    pub(crate) fn render(&self, reading: &Reading<'_>, draw: impl FnOnce(&Spoken<'_>) -> Option<String>) -> Markup {
        let spoken = Spoken { id: self.id, title: &self.title, description: &self.description };
        html! {
            figure {
                figcaption { (self.title) }
                @match draw(&spoken) {
                    Some(svg) => (PreEscaped(svg)),
                    None => p { (reading.words.common.no_drawing) },
                }
                @if let Some(note) = &self.note { p.note { (note) } }
                details {
                    summary { (reading.words.common.table_of) }
                    (self.table.render(reading.language))
                }
            }
        }
    }
}

/// The bands of the first plan with zones for this, with the note that says where they come from.
pub(crate) fn bands(reading: &Reading<'_>, basis: &Basis) -> (Option<Bands>, Markup) {
    let found =
        reading.zoned(basis).and_then(|(plan, indicator)| Bands::of(reading, indicator).map(|bands| (plan, bands)));
    match found {
        Some((plan, bands)) => {
            let from = fill(reading.words.common.zones_from, &[("plan", plan.title.get(reading.language))]);
            let note = html! { (from) " " a href={ "#plan-" (plan.id) } { (reading.words.common.about_zones) } "." };
            (Some(bands), note)
        }
        None => (None, html! { (reading.words.common.no_zones) }),
    }
}

/// The basis of a scale's benchmarks.
pub(crate) fn basis(scale: &ScaleText) -> Basis {
    Basis::Scale(scale.id.clone())
}

/// The whole points of an answer scale as ticks.
pub(crate) fn point_ticks(scale: &ScaleText) -> Vec<(f64, String)> {
    (scale.points.min()..=scale.points.max()).map(|point| (f64::from(point), point.to_string())).collect()
}

/// Ticks for a percentage from zero up to what is needed, in even steps.
pub(crate) fn percent_ticks(reading: &Reading<'_>, most: f64) -> (f64, Vec<(f64, String)>) {
    let step = [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(|step| most / step <= 6.0).unwrap_or(25.0);
    let mut ticks = vec![(0.0, reading.numbers.percent(0.0, 0))];
    let mut high = 0.0;
    while high < most.min(100.0) {
        high += step;
        ticks.push((high, reading.numbers.percent(high, 0)));
    }
    (high.max(step), ticks)
}

/// An interval as a range, or a dash where there is none.
pub(crate) fn range(reading: &Reading<'_>, interval: Option<(f64, f64)>, decimals: usize) -> String {
    match interval {
        Some((low, high)) => reading.numbers.range(low, high, decimals),
        None => crate::numbers::NO_NUMBER.to_owned(),
    }
}

/// A value and what it probably lies between, for somebody who cannot see the drawing.
pub(crate) fn spoken_row(
    reading: &Reading<'_>,
    name: &str,
    value: &str,
    interval: Option<(f64, f64)>,
    decimals: usize,
) -> String {
    let sections = &reading.words.sections;
    match interval {
        Some(interval) => {
            let between = between(reading, interval, decimals);
            fill(sections.row_shown_interval, &[("name", name), ("value", value), ("between", &between)])
        }
        None => fill(sections.row_shown, &[("name", name), ("value", value)]),
    }
}

/// "between 4,02 and 4,30".
pub(crate) fn between(reading: &Reading<'_>, (low, high): (f64, f64), decimals: usize) -> String {
    let low = reading.numbers.decimal(low, decimals);
    let high = reading.numbers.decimal(high, decimals);
    fill(reading.words.common.between, &[("low", &low), ("high", &high)])
}

/// A withheld row, for somebody who cannot see the drawing.
pub(crate) fn spoken_hidden(reading: &Reading<'_>, name: &str, reason: Reason) -> String {
    fill(reading.words.sections.row_hidden, &[("name", name), ("mark", reason.mark(reading.language))])
}

/// A zone's shape and word, and how sure it is.
pub(crate) fn zone(reading: &Reading<'_>, zone: Zone, certainty: Certainty) -> Markup {
    html! {
        span class={ "zone " (zone_class(zone)) } {
            span.shape aria-hidden="true" { (zone_shape(zone)) } " " (zone.name(reading.language))
        }
        " " span.sure { (certainty.phrase(reading.language)) }
    }
}

pub(super) const fn zone_class(zone: Zone) -> &'static str {
    match zone {
        Zone::Desired => "desired",
        Zone::Accepted => "accepted",
        Zone::NotApproved => "not-approved",
    }
}

/// Where a group stands on the first indicator with zones for this.
pub(crate) fn zone_cell(reading: &Reading<'_>, basis: &Basis, group: GroupIndex) -> Cell {
    match reading.placement(basis, group).map(Released::view) {
        Some(View::Shown(placement)) => Cell::Shown(zone(reading, placement.zone(), placement.certainty())),
        Some(View::Withheld(reason)) => Cell::Withheld(reason, None),
        None => Cell::Empty,
    }
}

/// A share with its interval.
pub(crate) fn share_cell(reading: &Reading<'_>, released: &Released<PublishedEstimate>) -> Cell {
    match released.view() {
        View::Shown(estimate) => Cell::text(reading.numbers.share(estimate.value())),
        View::Withheld(reason) => Cell::Withheld(reason, None),
    }
}

/// The cells of an absence: percent, certified, self-certified, employees.
pub(crate) fn absence_cells(reading: &Reading<'_>, released: &Released<PublishedAbsence>) -> Vec<Cell> {
    match released.view() {
        View::Shown(absence) => vec![
            Cell::text(reading.numbers.percent(absence.percent(), 1)),
            Cell::text(reading.numbers.percent(absence.percent_certified(), 1)),
            Cell::text(reading.numbers.percent(absence.percent_self_certified(), 1)),
            Cell::text(reading.numbers.whole(absence.employees())),
        ],
        View::Withheld(reason) => (0..4).map(|_| Cell::Withheld(reason, None)).collect(),
    }
}
