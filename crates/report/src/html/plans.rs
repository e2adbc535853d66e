//! The plan's benchmark tables: every indicator with its printed limits, measured or not.

use disclosure::benchmarks::Benchmarking;
use disclosure::{AreaText, Basis, GroupIndex, IndicatorText, PlanText, PublishedBenchmark, Reason, ScaleText, View};
use maud::{Markup, html};
use survey::Language;

use super::figure;
use super::table::{Cell, Column, Form, Row, Table};
use crate::benchmarks::{Line, Measured, lines, value_of};
use crate::reading::{Reading, ends, ends_on};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    if reading.cube.plans().is_empty() {
        return None;
    }
    let words = &reading.words.plans;
    Some(html! {
        section aria-labelledby="plans" {
            h2 id="plans" { (words.heading) }
            p { (words.lead) }
            @for (place, plan) in reading.cube.plans().iter().enumerate() { (plan_part(reading, place, plan)) }
        }
    })
}

fn plan_part(reading: &Reading<'_>, place: usize, plan: &PlanText) -> Markup {
    let words = &reading.words.plans;
    let all = lines(reading, place, plan);
    let of = |wanted: Measured| all.iter().filter(|line| line.measured == wanted).collect::<Vec<_>>();
    let (zoned, plain, missing) = (of(Measured::WithZones), of(Measured::WithoutZones), of(Measured::Elsewhere));
    let valid = fill(words.valid, &[("from", &plan.valid_from.to_string()), ("to", &plan.valid_to.to_string())]);
    html! {
        section.plan aria-labelledby={ "plan-" (plan.id) } {
            h3 id={ "plan-" (plan.id) } { (plan.title.get(reading.language)) }
            div.notice role="note" {
                p { strong { (words.notice) } }
                p { (plan.notice.get(reading.language)) }
                p.why { (fill(words.source, &[("source", &plan.source)])) " " (valid) }
            }
            @if !zoned.is_empty() { (zoned_table(reading, &zoned)) }
            @if !plain.is_empty() { (plain_table(reading, &plain)) }
            @if !missing.is_empty() { (missing_table(reading, &missing)) }
            @if !plan.areas.is_empty() { (areas(reading, plan)) }
        }
    }
}

fn columns(reading: &Reading<'_>) -> Vec<Column> {
    reading.total_and_former().into_iter().map(|group| Column::words(reading.name(group))).collect()
}

fn zoned_table(reading: &Reading<'_>, lines: &[&Line<'_>]) -> Markup {
    let row = |line: &&Line<'_>| {
        let cells = line.cells.iter().map(|cell| placed(reading, line, *cell)).collect();
        let name = html! {
            (title(line.indicator, reading.language))
            span.why.line { (limits(reading, line.indicator)) " " (printed(reading, line.indicator)) }
            @if let Some(note) = &line.indicator.note { span.why.line { (note.get(reading.language)) } }
        };
        Row::new(name, cells)
    };
    let table = Table {
        caption: reading.words.plans.with_zones.to_owned(),
        names: reading.words.plans.indicator.to_owned(),
        form: Form::NamesAbove,
        columns: columns(reading),
        rows: lines.iter().map(row).collect(),
    };
    html! {
        h4 { (reading.words.plans.with_zones) }
        (table.render(reading.language))
    }
}

fn placed(reading: &Reading<'_>, line: &Line<'_>, benchmark: Option<&PublishedBenchmark>) -> Cell {
    let Some(benchmark) = benchmark else { return Cell::Empty };
    match benchmark.placement().view() {
        View::Shown(placement) => Cell::Shown(html! {
            span.figure { (line.value(reading, placement.value())) }
            " " (figure::zone(reading, placement.zone(), placement.certainty()))
        }),
        View::Withheld(reason) => Cell::Withheld(reason, None),
    }
}

fn plain_table(reading: &Reading<'_>, lines: &[&Line<'_>]) -> Markup {
    let groups = reading.total_and_former();
    // A note that stands at every indicator stands once, above them all.
    let first = lines.first().and_then(|line| line.indicator.note.as_ref());
    let shared = first.filter(|note| lines.iter().all(|line| line.indicator.note.as_ref() == Some(*note)));
    let row = |line: &&Line<'_>| {
        let cells = groups.iter().map(|group| mean_cell(reading, line.basis, *group)).collect();
        let own = line.indicator.note.as_ref().filter(|_| shared.is_none());
        let name = html! {
            (title(line.indicator, reading.language))
            @if let Some(note) = own { span.why.line { (note.get(reading.language)) } }
        };
        Row::new(name, cells)
    };
    let table = Table {
        caption: reading.words.plans.without_zones.to_owned(),
        names: reading.words.plans.indicator.to_owned(),
        form: Form::Plain,
        columns: columns(reading),
        rows: lines.iter().map(row).collect(),
    };
    html! {
        h4 { (reading.words.plans.without_zones) }
        @if let Some(note) = shared { p { (note.get(reading.language)) } }
        (table.render(reading.language))
    }
}

/// The mean of a scale, or the absence rate, where the plan has no zones for it.
fn mean_cell(reading: &Reading<'_>, basis: Option<&Basis>, group: GroupIndex) -> Cell {
    match basis {
        Some(Basis::Scale(scale)) => match reading.cube.score(scale, group).view() {
            View::Shown(score) => Cell::Shown(html! {
                span.figure { (reading.numbers.decimal(score.mean(), 2)) }
                " " span.why { "(" (figure::range(reading, score.interval().map(ends), 2)) ")" }
            }),
            View::Withheld(reason) => Cell::Withheld(reason, None),
        },
        Some(Basis::Absence) => match reading.cube.absence_year(group).view() {
            View::Shown(absence) => Cell::text(reading.numbers.percent(absence.percent(), 1)),
            View::Withheld(reason) => Cell::Withheld(reason, None),
        },
        Some(Basis::External) | None => Cell::Empty,
        Some(basis) => match Benchmarking::of_wide(reading.cube, basis, group) {
            Ok(found) => Cell::text(value_of(reading, Some(basis), found.value(), 1)),
            Err(reason) => Cell::Withheld(reason, None),
        },
    }
}

fn missing_table(reading: &Reading<'_>, lines: &[&Line<'_>]) -> Markup {
    let words = &reading.words.plans;
    let row = |line: &&Line<'_>| {
        let name = html! {
            (title(line.indicator, reading.language))
            @if let Some(note) = &line.indicator.note { span.why.line { (note.get(reading.language)) } }
            @if let Some(register) = &line.indicator.register {
                span.why.line { (fill(words.register, &[("register", register.get(reading.language))])) }
            }
            span.why.line { (fill(words.source, &[("source", &source(&line.indicator.source))])) }
        };
        let cells = vec![
            Cell::text(Reason::NotMeasured.mark(reading.language)),
            Cell::text(limits(reading, line.indicator)),
            Cell::text(line.indicator.unit.get(reading.language)),
        ];
        Row::new(name, cells)
    };
    let table = Table {
        caption: words.not_measured.to_owned(),
        names: words.indicator.to_owned(),
        form: Form::Plain,
        columns: vec![Column::words(words.value), Column::words(words.limits), Column::words(words.unit)],
        rows: lines.iter().map(row).collect(),
    };
    html! {
        h4 { (words.not_measured) }
        p { (Reason::NotMeasured.sentence(reading.language)) " " (words.not_measured_lead) }
        (table.render(reading.language))
    }
}

/// A source without its addresses: they stand in the plan file, and a page that is printed cannot be followed.
fn source(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.contains("://")).collect();
    words.join(" ").replace(": |", " |").trim_end_matches(':').to_owned()
}

/// An indicator's code and title.
fn title(indicator: &IndicatorText, language: Language) -> Markup {
    html! { span.code { (indicator.code) } " " (indicator.title.get(language)) }
}

fn limits(reading: &Reading<'_>, indicator: &IndicatorText) -> String {
    crate::benchmarks::limits(reading, indicator).unwrap_or_else(|| reading.words.plans.no_limits.to_owned())
}

/// The limits as the plan prints them, with the reader's decimal mark.
fn printed(reading: &Reading<'_>, indicator: &IndicatorText) -> String {
    let mark = |text: &str| if reading.language == Language::En { text.to_owned() } else { text.replace('.', ",") };
    let [desired, lowest_accepted, not_approved] =
        [&indicator.printed_desired, &indicator.printed_lowest_accepted, &indicator.printed_not_approved]
            .map(|text| mark(text));
    fill(
        reading.words.plans.printed,
        &[("desired", &desired), ("lowest_accepted", &lowest_accepted), ("not_approved", &not_approved)],
    )
}

/// The focus areas, each with the scales that speak of it.
fn areas(reading: &Reading<'_>, plan: &PlanText) -> Markup {
    let words = &reading.words.plans;
    html! {
        h4 { (words.areas) }
        p { (fill(words.areas_lead, &[("count", &plan.areas.len().to_string())])) }
        @for area in &plan.areas { (area_part(reading, area)) }
    }
}

fn area_part(reading: &Reading<'_>, area: &AreaText) -> Markup {
    let words = &reading.words.plans;
    let scales: Vec<&ScaleText> = area.scales.iter().filter_map(|scale| reading.cube.scale(scale)).collect();
    let registers = area.registers.iter().map(|register| register.get(reading.language)).collect::<Vec<_>>().join("; ");
    let table = reading.total().filter(|_| !scales.is_empty()).map(|total| Table {
        caption: area.title.get(reading.language).to_owned(),
        names: reading.words.sections.scale.to_owned(),
        form: Form::Plain,
        columns: vec![
            Column::number(reading.words.common.mean),
            Column::number(reading.words.common.interval),
            Column::number(reading.words.common.answers),
        ],
        rows: scales
            .iter()
            .map(|scale| Row::new(html! { (scale.title.get(reading.language)) }, score_cells(reading, scale, total)))
            .collect(),
    });
    html! {
        section.area {
            h5 { (area.number) ". " (area.title.get(reading.language)) }
            p { (area.goal.get(reading.language)) }
            @match table {
                Some(table) => (table.render(reading.language)),
                None => p { (words.none_asked) },
            }
            p.why {
                @if !registers.is_empty() { (fill(words.also_in, &[("registers", &registers)])) " " }
                (area.public_figures.get(reading.language))
            }
        }
    }
}

fn score_cells(reading: &Reading<'_>, scale: &ScaleText, group: GroupIndex) -> Vec<Cell> {
    match reading.cube.score(&scale.id, group).view() {
        View::Shown(score) => vec![
            Cell::text(reading.numbers.decimal(score.mean(), 2)),
            Cell::text(figure::range(reading, ends_on(scale, score.interval()), 2)),
            Cell::text(reading.numbers.whole(score.n())),
        ],
        View::Withheld(reason) => (0..3).map(|_| Cell::Withheld(reason, None)).collect(),
    }
}
