//! Units of the same type in a funnel, never in a ranking.

use std::collections::BTreeMap;

use disclosure::benchmarks::{Benchmarking, Funnel};
use disclosure::{Basis, GroupKind, ScaleText, Sealed};
use maud::{Markup, html};

use crate::charts::funnel::{Funnels, Limits, Panel};
use crate::html::figure::Figure;
use crate::html::table::{Cell, Column, Form, Row, Table};
use crate::reading::Reading;
use crate::words::fill;

/// The limits are drawn at so many sizes.
const STEPS: u32 = 28;
/// No unit is shown with fewer.
const SMALLEST: f64 = 5.0;

pub(super) fn section(reading: &Reading<'_>, benchmarking: &Benchmarking<'_>) -> Markup {
    let words = &reading.words.standing;
    let figures: Vec<Markup> = (reading.indices().into_iter().enumerate())
        .filter_map(|(place, scale)| figure(reading, benchmarking, scale, place))
        .collect();
    if figures.is_empty() {
        return html! {};
    }
    html! {
        section aria-labelledby="funnels" {
            h2 id="funnels" { (words.funnel_heading) }
            p { (words.funnel_lead) }
            @for figure in &figures { (figure) }
        }
    }
}

/// One type of unit.
struct Type<'a> {
    name: &'a str,
    funnel: &'a Funnel,
    outside: [usize; 2],
}

fn figure(reading: &Reading<'_>, benchmarking: &Benchmarking<'_>, scale: &ScaleText, place: usize) -> Option<Markup> {
    let basis = Basis::Scale(scale.id.clone());
    let types = types(benchmarking, &basis);
    if types.is_empty() {
        return None;
    }
    let words = &reading.words.standing;
    let decimal = |value: f64| reading.numbers.decimal(value, 2);
    let mut spoken = Vec::new();
    let mut rows = Vec::new();
    for found in &types {
        let [inner, outer] = found.outside;
        let (units, mean) = (found.funnel.points().len().to_string(), decimal(found.funnel.mean()));
        let outside = inner.to_string();
        let places = [("type", found.name), ("units", &units), ("mean", &mean), ("outside", &outside)];
        spoken.push(fill(words.funnel_row, &places));
        let cells = [units, mean, decimal(found.funnel.between()), outside, outer.to_string()].map(Cell::text);
        rows.push(Row::new(html! { (found.name) }, cells.into()));
    }
    let title = fill(words.funnel_chart, &[("scale", scale.title.get(reading.language))]);
    let columns = [words.units, reading.words.common.mean, words.spread, words.outside_inner, words.outside_outer];
    let table = Table {
        caption: title.clone(),
        names: words.unit_type.to_owned(),
        form: Form::Plain,
        columns: columns.map(Column::number).into(),
        rows,
    };
    let chart = chart(reading, scale, &types);
    let description = fill(words.funnel_described, &[("rows", &spoken.join(" "))]);
    let note = Some(html! { (words.funnel_note) });
    let id = format!("funnel-{place}");
    Some(Figure { id: &id, title, description, note, table }.render(reading, |spoken| chart.draw(spoken)))
}

/// Every type on the level where most of its units are shown.
fn types<'a>(benchmarking: &'a Benchmarking<'_>, basis: &Basis) -> Vec<Type<'a>> {
    let mut best: BTreeMap<&str, &Funnel> = BTreeMap::new();
    for (kin, funnel) in benchmarking.funnels(basis) {
        let Some(name) = kin.unit_type.as_deref().filter(|name| is_type(benchmarking.cube(), name)) else { continue };
        let kept = best.entry(name).or_insert(funnel);
        if funnel.points().len() > kept.points().len() {
            *kept = funnel;
        }
    }
    best.into_iter().map(|(name, funnel)| Type { name, funnel, outside: outside(funnel) }).collect()
}

/// Whether units of this type do one thing: a head above units of several types is no type to compare.
fn is_type(cube: &Sealed, name: &str) -> bool {
    cube.groups().iter().any(|group| group.kind == GroupKind::UnitType && group.unit_type.as_deref() == Some(name))
}

/// How many units lie outside the inner and the outer limits.
fn outside(funnel: &Funnel) -> [usize; 2] {
    let beyond = |which: usize| {
        let is_beyond = |n: u64, value: f64| {
            let limits = funnel.limits(n);
            let limits = limits.as_ref().and_then(|limits| limits.get(which));
            limits.is_some_and(|limits| value < limits.low || value > limits.high)
        };
        funnel.points().iter().filter(|point| is_beyond(point.n, point.value)).count()
    };
    [beyond(0), beyond(1)]
}

fn chart<'a>(reading: &'a Reading<'_>, scale: &ScaleText, types: &[Type<'a>]) -> Funnels<'a> {
    let sizes = types.iter().flat_map(|found| found.funnel.points()).map(|point| as_f64(point.n));
    let most = (sizes.fold(SMALLEST, f64::max) / 20.0).ceil() * 20.0;
    let panels: Vec<Panel<'_>> = types.iter().map(|found| panel(reading, found, most)).collect();
    let drawn = panels.iter().flat_map(|panel| {
        let limits = panel.limits.iter().flat_map(|limits| [limits.outer.0, limits.outer.1]);
        limits.chain(panel.points.iter().map(|(_, value)| *value))
    });
    let (low, high) = drawn.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
    let (least, greatest) = (f64::from(scale.points.min()), f64::from(scale.points.max()));
    // Whole points of the answer scale, so that nothing looks larger than it is.
    let (low, high) = (low.floor().max(least), high.ceil().min(greatest));
    let points = (scale.points.min()..=scale.points.max()).map(|point| (f64::from(point), point.to_string()));
    let ticks = points.filter(|(point, _)| (low..=high).contains(point)).collect();
    let sizes = [0.0, most / 2.0, most].map(|size| (size, reading.numbers.decimal(size, 0))).into();
    let sizes_name = reading.words.standing.answers_axis;
    Funnels { low, high, ticks, most, sizes, sizes_name, panels }
}

fn panel<'a>(reading: &Reading<'_>, found: &Type<'a>, most: f64) -> Panel<'a> {
    let at = |step: u32| {
        // Closer together where the funnel is steep.
        let share = (f64::from(step) / f64::from(STEPS)).powi(2);
        let n = (SMALLEST + share * (most - SMALLEST)).round();
        let [inner, outer] = found.funnel.limits(whole(n))?;
        Some(Limits { n, inner: (inner.low, inner.high), outer: (outer.low, outer.high) })
    };
    Panel {
        label: found.name,
        mean: found.funnel.mean(),
        mean_text: reading.numbers.decimal(found.funnel.mean(), 2),
        limits: (0..=STEPS).filter_map(at).collect(),
        points: found.funnel.points().iter().map(|point| (as_f64(point.n), point.value)).collect(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "far more people than a unit has stay exact")]
fn as_f64(n: u64) -> f64 {
    n as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rounded size between 5 and a unit's")]
fn whole(n: f64) -> u64 {
    n as u64
}
