//! One culture? The largest gap and the share between the former municipalities through the waves, and a plain verdict.

use disclosure::merger::{PublishedCulture, PublishedMerger};
use disclosure::{PublishedEstimate, ScaleText, View};
use maud::{Markup, html};

use super::figure::{self, Figure, percent_ticks};
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::marks::Marker;
use crate::charts::trend::{Estimate, Panel, Point, Trend};
use crate::merger;
use crate::reading::{Reading, ends};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let found = reading.cube.merger()?;
    let words = &reading.words.merger;
    let indices = reading.indices();
    Some(html! {
        section aria-labelledby="culture" {
            h2 id="culture" { (words.culture) }
            @for scale in &indices {
                @if let Some(verdict) = merger::verdict(reading, found, scale) { p { (verdict) } }
            }
            p { (words.culture_lead) " " (merger::adjusted(reading, found)) }
            (gap_figure(reading, found, &indices))
            (share_figure(reading, found, &indices))
            h3 { (words.may) }
            p { (merger::may_lead(reading, found)) " " (words.may_waves) }
            details {
                summary { (words.all_scales) }
                (all_scales(reading, found).render(reading.language))
            }
            h3 { (words.reach) }
            @for sentence in merger::reach(reading, found) { p { (sentence) } }
            p.note { (words.numbers) }
            h3 { (words.absence) }
            @for sentence in merger::absence(reading, found) { p { (sentence) } }
            p.note { (disclosure::GoesWith::limits(reading.language)) }
        }
    })
}

/// What one drawing shows of a culture, and how it is written.
struct Drawn<'a> {
    id: &'a str,
    title: &'a str,
    note: &'a str,
    value: fn(&disclosure::merger::PublishedGap) -> PublishedEstimate,
    text: &'a dyn Fn(f64) -> String,
    high: f64,
    ticks: Vec<(f64, String)>,
}

fn gap_figure(reading: &Reading<'_>, found: &PublishedMerger, scales: &[&ScaleText]) -> Markup {
    let value = disclosure::merger::PublishedGap::largest;
    let most = most(found, scales, value).max(0.2);
    let steps = (1..=10).map(|step| f64::from(step) / 10.0).find(|high| *high >= most).unwrap_or(1.0);
    let step = if steps > 0.5 { 0.2 } else { 0.1 };
    let mut ticks = Vec::new();
    let mut at = 0.0;
    while at <= steps + 1e-9 {
        ticks.push((at, reading.numbers.decimal(at, 1)));
        at += step;
    }
    let text = |value: f64| reading.numbers.decimal(value, 2);
    let words = &reading.words.merger;
    let (title, note) = (words.gap_chart, words.chart_note);
    let drawn = Drawn { id: "culture-gap", title, note, value, text: &text, high: steps, ticks };
    drawn_figure(reading, found, scales, &drawn)
}

fn share_figure(reading: &Reading<'_>, found: &PublishedMerger, scales: &[&ScaleText]) -> Markup {
    let value = disclosure::merger::PublishedGap::share;
    let (high, ticks) = percent_ticks(reading, (100.0 * most(found, scales, value)).max(2.0));
    let ticks = ticks.into_iter().map(|(at, word)| (at / 100.0, word)).collect();
    let text = |value: f64| reading.numbers.percent(100.0 * value, 1);
    let words = &reading.words.merger;
    let (title, note) = (words.share_chart, words.share_note);
    let drawn = Drawn { id: "culture-share", title, note, value, text: &text, high: high / 100.0, ticks };
    drawn_figure(reading, found, scales, &drawn)
}

/// The highest end of any interval that is drawn.
fn most(
    found: &PublishedMerger,
    scales: &[&ScaleText],
    value: fn(&disclosure::merger::PublishedGap) -> PublishedEstimate,
) -> f64 {
    let shown =
        scales.iter().flat_map(|scale| found.cultures_of(&scale.id)).filter_map(|culture| culture.gap().shown());
    let high = |estimate: PublishedEstimate| estimate.interval().map_or(estimate.value(), |interval| interval.high());
    shown.map(|gap| high(value(gap))).fold(0.0, f64::max)
}

fn drawn_figure(reading: &Reading<'_>, found: &PublishedMerger, scales: &[&ScaleText], drawn: &Drawn<'_>) -> Markup {
    let words = &reading.words.merger;
    let point = |culture: &PublishedCulture| {
        let date = found.waves().get(culture.wave())?.date;
        let shown = culture.gap().shown().map(|gap| {
            let estimate = (drawn.value)(gap);
            Estimate {
                value: estimate.value(),
                interval: estimate.interval().map(ends),
                text: (drawn.text)(estimate.value()),
            }
        });
        Some(Point { date, withheld: shown.is_none(), shown })
    };
    let merger_day = super::trend::merger_line(reading, found.waves().iter().map(|wave| wave.date));
    let mut panels = Vec::new();
    for scale in scales {
        let points = found.cultures_of(&scale.id).filter_map(point).collect();
        panels.push(Panel { label: scale.title.get(reading.language), marker: Marker::Dot, points });
    }
    let chart = Trend {
        low: 0.0,
        high: drawn.high,
        ticks: drawn.ticks.clone(),
        panels,
        first_behind: false,
        merger: merger_day,
    };
    let said = |scale: &&ScaleText| {
        let waves = found.cultures_of(&scale.id).map(|culture| {
            let name = merger::wave_title(reading, found.waves(), culture.wave());
            match culture.gap().view() {
                View::Shown(gap) => {
                    let estimate = (drawn.value)(gap);
                    let places = [("name", name), ("value", &(drawn.text)(estimate.value()))];
                    fill(reading.words.sections.row_shown, &places)
                }
                View::Withheld(reason) => figure::spoken_hidden(reading, name, reason),
            }
        });
        let waves: Vec<String> = waves.collect();
        fill(words.course_of, &[("scale", scale.title.get(reading.language)), ("verdict", &waves.join(" "))])
    };
    let spoken: Vec<String> = scales.iter().map(said).collect();
    let rows = scales.iter().map(|scale| row(reading, found, scale, drawn));
    let columns = found.waves().iter().map(|wave| Column::words(wave.title.get(reading.language)));
    let table = Table {
        caption: drawn.title.to_owned(),
        names: reading.words.sections.scale.to_owned(),
        form: Form::ReasonsBelow,
        columns: columns.collect(),
        rows: rows.collect(),
    };
    let note = html! { (drawn.note) };
    let description = fill(words.described, &[("rows", &spoken.join(" "))]);
    Figure { id: drawn.id, title: drawn.title.to_owned(), description, note: Some(note), table }
        .render(reading, |spoken| chart.draw(spoken))
}

/// One scale: the value in each wave with its interval, and between which two.
fn row(reading: &Reading<'_>, found: &PublishedMerger, scale: &ScaleText, drawn: &Drawn<'_>) -> Row {
    let cell = |wave: usize| {
        let culture = found.cultures_of(&scale.id).find(|culture| culture.wave() == wave);
        match culture.map(|culture| culture.gap().view()) {
            Some(View::Shown(gap)) => {
                let estimate = (drawn.value)(gap);
                let range = match estimate.interval().map(ends) {
                    Some((low, high)) => format!("{}–{}", (drawn.text)(low), (drawn.text)(high)),
                    None => crate::numbers::NO_NUMBER.to_owned(),
                };
                let places = [("higher", reading.name(gap.higher())), ("lower", reading.name(gap.lower()))];
                Cell::Shown(html! {
                    ((drawn.text)(estimate.value())) " "
                    span.why { "(" (range) "), " (fill(reading.words.merger.gap_between, &places)) }
                })
            }
            Some(View::Withheld(reason)) => Cell::Withheld(reason, None),
            None => Cell::Empty,
        }
    };
    let title = scale.title.get(reading.language);
    Row::new(html! { (title) }, (0..found.waves().len()).map(cell).collect())
}

/// Every scale: what may be compared, the last gap, and the verdict.
fn all_scales(reading: &Reading<'_>, found: &PublishedMerger) -> Table {
    let words = &reading.words.merger;
    let last = found.waves().len().saturating_sub(1);
    let of_scale = |scale: &ScaleText| {
        let culture = found.cultures_of(&scale.id).find(|culture| culture.wave() == last)?;
        let gap = match culture.gap().view() {
            View::Shown(gap) => {
                let value = reading.numbers.decimal(gap.largest().value(), 2);
                Cell::text(format!("{value} ({})", merger::between(reading, gap.largest(), 2)))
            }
            View::Withheld(reason) => Cell::Withheld(reason, None),
        };
        let course = match found.course_of(&scale.id).map(|course| course.course().view()) {
            Some(View::Shown(course)) => Cell::text(course.verdict().phrase(reading.language)),
            Some(View::Withheld(reason)) => Cell::Withheld(reason, None),
            None => Cell::Empty,
        };
        let may = merger::measurement(found, scale).map_or("", |may| may.sentence(reading.language));
        let title = scale.title.get(reading.language);
        Some(Row::new(html! { (title) }, vec![Cell::text(may), gap, course]))
    };
    Table {
        caption: words.all_scales.to_owned(),
        names: reading.words.sections.scale.to_owned(),
        form: Form::ReasonsBelow,
        columns: vec![Column::words(words.may), Column::words(words.gap), Column::words(words.course)],
        rows: reading.cube.scales().iter().filter_map(of_scale).collect(),
    }
}
