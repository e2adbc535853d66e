//! How sure the measures are, and how everything was done.

use disclosure::{PublishedQuality, Released, View};
use maud::{Markup, html};

use super::table::{Cell, Column, Form, Row, Table};
use crate::reading::Reading;
use crate::words::fill;

/// Reliability and agreement of every scale.
pub(super) fn quality(reading: &Reading<'_>) -> Option<Markup> {
    let words = &reading.words.method;
    let asked: Vec<_> = reading
        .cube
        .scales()
        .iter()
        .map(|scale| (scale, reading.cube.quality(&scale.id)))
        .filter(|(_, quality)| quality.withheld() != Some(disclosure::Reason::NotAsked))
        .collect();
    if asked.is_empty() {
        return None;
    }
    let table = Table {
        caption: words.quality.to_owned(),
        names: reading.words.sections.scale.to_owned(),
        form: Form::Plain,
        columns: [words.alpha, words.icc1, words.icc2, words.rwg, words.rwg_share]
            .into_iter()
            .map(Column::number)
            .collect(),
        rows: asked
            .into_iter()
            .map(|(scale, quality)| Row::new(html! { (scale.title.get(reading.language)) }, cells(reading, quality)))
            .collect(),
    };
    Some(html! {
        section aria-labelledby="quality" {
            h2 id="quality" { (words.quality) }
            p { (words.quality_lead) }
            ul {
                @for explained in [words.alpha_explained, words.icc1_explained, words.icc2_explained, words.rwg_explained] {
                    li { (explained) }
                }
            }
            (table.render(reading.language))
        }
    })
}

fn cells(reading: &Reading<'_>, quality: &Released<PublishedQuality>) -> Vec<Cell> {
    match quality.view() {
        View::Shown(quality) => vec![
            estimate(reading, quality.alpha()),
            estimate(reading, quality.icc1()),
            estimate(reading, quality.icc2()),
            match quality.rwg_j_median().view() {
                View::Shown(median) => Cell::text(reading.numbers.decimal(*median, 2)),
                View::Withheld(reason) => Cell::Withheld(reason, None),
            },
            match quality.rwg_j_share_above_070().view() {
                View::Shown(share) => Cell::text(reading.numbers.share(*share)),
                View::Withheld(reason) => Cell::Withheld(reason, None),
            },
        ],
        View::Withheld(reason) => (0..5).map(|_| Cell::Withheld(reason, None)).collect(),
    }
}

fn estimate(reading: &Reading<'_>, estimate: &Released<disclosure::PublishedEstimate>) -> Cell {
    match estimate.view() {
        View::Shown(estimate) => Cell::Shown(html! {
            (reading.numbers.decimal(estimate.value(), 2))
            @if let Some(interval) = estimate.interval() {
                " " span.why { "(" (reading.numbers.range(interval.low(), interval.high(), 2)) ")" }
            }
        }),
        View::Withheld(reason) => Cell::Withheld(reason, None),
    }
}

/// How it was done.
pub(super) fn section(reading: &Reading<'_>) -> Markup {
    let words = &reading.words.method;
    let rule = reading.cube.rule();
    let places = [
        ("answers", rule.answers_min().to_string()),
        ("distribution", rule.distribution_min().to_string()),
        ("employees", rule.employees_min().to_string()),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(place, value)| (*place, value.as_str())).collect();
    let smallest = reading.numbers.decimal(0.1, 1);
    let parts = [
        (reading.words.findings.not_validated, reading.cube.header().notice.get(reading.language).to_owned()),
        (words.people, fill(words.people_text, &places)),
        (words.sure, fill(words.sure_text, &[("smallest", &smallest)])),
        (words.zones, words.zones_text.to_owned()),
        (words.rounding, words.rounding_text.to_owned()),
    ];
    html! {
        section aria-labelledby="method" {
            h2 id="method" { (words.heading) }
            @for (title, text) in parts {
                h3 { (title) }
                p { (text) }
            }
        }
    }
}
