//! The first screen: the answer in words and one picture; then who has answered.

use disclosure::{Basis, GroupIndex, Released, ResponseBand, ScaleText, View};
use maud::{Markup, html};

use super::figure::{self, Figure, bands, basis, percent_ticks, point_ticks};
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::standing::{Measure, Point, standing};
use crate::reading::{Level, Reading, ends, ends_on, former_shape, zone_shape};
use crate::words::fill;

pub(super) fn section(reading: &Reading<'_>) -> Markup {
    let header = reading.cube.header();
    let words = &reading.words.findings;
    let drawn_as_of = fill(
        words.drawn_as_of,
        &[
            ("date", &reading.numbers.date(header.reference_date)),
            ("instrument", header.instrument_title.get(reading.language)),
            ("version", &header.instrument_version),
        ],
    );
    html! {
        h1 { (reading.title()) }
        section aria-labelledby="findings" {
            h2 id="findings" { (words.heading) }
            ul.findings {
                @for sentence in sentences(reading) { li { strong { (sentence.lead) } (sentence.rest) } }
            }
            (picture(reading))
            p.note { (drawn_as_of) }
        }
    }
}

/// A finding: what it is, and how it compares.
pub(crate) struct Finding {
    lead: String,
    rest: String,
}

impl Finding {
    pub(crate) fn whole(&self) -> String {
        format!("{}{}", self.lead, self.rest)
    }
}

/// The findings in sentences, the most important first; the terminal says the same.
pub(crate) fn sentences(reading: &Reading<'_>) -> Vec<Finding> {
    let Some(total) = reading.total() else { return Vec::new() };
    let mut sentences: Vec<Finding> =
        reading.indices().into_iter().map(|scale| index_sentence(reading, scale, total)).collect();
    sentences.push(absence_sentence(reading, total));
    sentences.push(Finding { lead: String::new(), rest: answered_sentence(reading) });
    sentences
}

fn index_sentence(reading: &Reading<'_>, scale: &ScaleText, total: GroupIndex) -> Finding {
    let words = &reading.words.findings;
    let title = scale.title.get(reading.language);
    match reading.cube.score(&scale.id, total).view() {
        View::Shown(score) => {
            let value = fill(
                reading.words.common.of_points,
                &[("value", &reading.numbers.decimal(score.mean(), 2)), ("max", &scale.points.max().to_string())],
            );
            let rest =
                zone_sentence(reading, &basis(scale), total) + &before_sentence(reading, scale, total, score.into());
            Finding { lead: fill(words.index_is, &[("title", title), ("value", &value)]), rest }
        }
        View::Withheld(reason) => {
            let places = [("title", title), ("sentence", reason.sentence(reading.language))];
            Finding { lead: String::new(), rest: fill(words.not_shown, &places) }
        }
    }
}

fn zone_sentence(reading: &Reading<'_>, basis: &Basis, group: GroupIndex) -> String {
    let placement = reading.placement(basis, group).and_then(Released::shown);
    let Some((placement, (plan, _))) = placement.zip(reading.zoned(basis)) else { return String::new() };
    let places = [
        ("plan", plan.title.get(reading.language)),
        ("shape", zone_shape(placement.zone())),
        ("zone", placement.zone().name(reading.language)),
        ("certainty", placement.certainty().phrase(reading.language)),
    ];
    format!(" {}", fill(reading.words.findings.zone_of_plan, &places))
}

fn before_sentence(reading: &Reading<'_>, scale: &ScaleText, group: GroupIndex, now: Level) -> String {
    let Some((wave, label)) = reading.previous_wave() else { return String::new() };
    let Some(before) = reading.cube.trend_point(&scale.id, group, wave).shown() else { return String::new() };
    let places = [
        ("year", label.date.year().to_string()),
        ("value", reading.numbers.decimal(before.mean(), 2)),
        ("phrase", reading.compared(scale, now, before.into()).to_owned()),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(place, value)| (*place, value.as_str())).collect();
    format!(" {}", fill(reading.words.findings.before_was, &places))
}

fn absence_sentence(reading: &Reading<'_>, total: GroupIndex) -> Finding {
    let words = &reading.words.findings;
    match reading.cube.absence_year(total).view() {
        View::Shown(absence) => {
            let value = reading.numbers.percent(absence.percent(), 1);
            let lead = fill(words.absence_is, &[("value", &value), ("months", &absence.months().to_string())]);
            Finding { lead, rest: zone_sentence(reading, &Basis::Absence, total) }
        }
        View::Withheld(reason) => {
            let places = [("title", reading.words.common.absence), ("sentence", reason.sentence(reading.language))];
            Finding { lead: String::new(), rest: fill(words.not_shown, &places) }
        }
    }
}

/// How many of the invited have answered.
pub(crate) fn answered_sentence(reading: &Reading<'_>) -> String {
    let words = &reading.words.findings;
    match reading.cube.response().view() {
        View::Shown(response) => {
            // Rounded down, so that it never stands in another step than the band beside it.
            let percent = u128::from(response.answered()) * 100 / u128::from(response.invited().max(1));
            let places = [
                ("answered", reading.numbers.whole(response.answered())),
                ("invited", reading.numbers.whole(response.invited())),
                ("percent", reading.numbers.whole_percent(percent)),
            ];
            let places: Vec<(&str, &str)> = places.iter().map(|(place, value)| (*place, value.as_str())).collect();
            fill(words.answered, &places)
        }
        View::Withheld(reason) => {
            let places = [("title", reading.words.common.response), ("sentence", reason.sentence(reading.language))];
            fill(words.not_shown, &places)
        }
    }
}

fn picture(reading: &Reading<'_>) -> Markup {
    let Some(total) = reading.total() else { return Markup::default() };
    let words = &reading.words.findings;
    let (mut measures, mut rows, mut spoken) = (Vec::new(), Vec::new(), Vec::new());
    for scale in reading.indices() {
        let (measure, row, said) = index_measure(reading, scale, total);
        measures.push(measure);
        rows.push(row);
        spoken.push(said);
    }
    let (measure, row, said) = absence_measure(reading, total);
    measures.push(measure);
    rows.push(row);
    spoken.push(said);

    let common = &reading.words.common;
    let table = Table {
        caption: words.picture_title.to_owned(),
        names: words.measure.to_owned(),
        form: Form::Plain,
        columns: vec![
            Column::number(words.value),
            Column::number(common.interval),
            Column::words(common.zone),
            Column::number(words.before),
        ],
        rows,
    };
    let notice = reading
        .zoned(&Basis::Absence)
        .or_else(|| reading.indices().into_iter().find_map(|scale| reading.zoned(&basis(scale))));
    let note = notice.map(|(plan, _)| {
        html! {
            strong { (fill(common.zones_from, &[("plan", plan.title.get(reading.language))])) }
            " " (plan.notice.get(reading.language))
        }
    });
    let description = fill(words.picture_described, &[("rows", &spoken.join(" "))]);
    Figure { id: "standing", title: words.picture_title.to_owned(), description, note, table }
        .render(reading, |spoken| standing(&measures, spoken))
}

type Drawn<'a> = (Measure<'a>, Row, String);

fn index_measure<'a>(reading: &Reading<'a>, scale: &'a ScaleText, total: GroupIndex) -> Drawn<'a> {
    let title = scale.title.get(reading.language);
    let before = reading.previous_wave().and_then(|(wave, label)| {
        let point = reading.cube.trend_point(&scale.id, total, wave).shown()?;
        let value = reading.numbers.decimal(point.mean(), 2);
        let year = label.date.year().to_string();
        Some((point.mean(), fill(reading.words.findings.before_year, &[("year", &year), ("value", &value)])))
    });
    let before_cell =
        Cell::text(before.as_ref().map_or(reading.words.findings.not_measured_before, |(_, words)| words));
    let placement = reading.placement(&basis(scale), total).and_then(Released::shown);
    let zone = placement.map(|placement| (placement.zone(), placement.zone().name(reading.language)));
    let (figure, row, said) = match reading.cube.score(&scale.id, total).view() {
        View::Shown(score) => {
            let value = reading.numbers.decimal(score.mean(), 2);
            let row = vec![
                Cell::text(&value),
                Cell::text(figure::range(reading, ends_on(scale, score.interval()), 2)),
                figure::zone_cell(reading, &basis(scale), total),
                before_cell,
            ];
            let said = figure::spoken_row(reading, title, &value, ends_on(scale, score.interval()), 2);
            (
                Ok(Point { value: score.mean(), interval: ends_on(scale, score.interval()), text: value, zone }),
                row,
                said,
            )
        }
        View::Withheld(reason) => {
            let row = vec![
                Cell::Withheld(reason, None),
                Cell::Withheld(reason, None),
                Cell::Withheld(reason, None),
                before_cell,
            ];
            (Err(reason.mark(reading.language)), row, figure::spoken_hidden(reading, title, reason))
        }
    };
    let measure = Measure {
        label: title,
        low: f64::from(scale.points.min()),
        high: f64::from(scale.points.max()),
        ticks: point_ticks(scale),
        bands: bands(reading, &basis(scale)).0,
        figure,
        before,
        without_zones: reading.words.common.no_zone,
    };
    (measure, Row::new(html! { (title) }, row), said)
}

fn absence_measure<'a>(reading: &Reading<'a>, total: GroupIndex) -> Drawn<'a> {
    let title = reading.words.common.absence;
    let placement = reading.placement(&Basis::Absence, total).and_then(Released::shown);
    let zone = placement.map(|placement| (placement.zone(), placement.zone().name(reading.language)));
    let interval = placement.and_then(disclosure::PublishedPlacement::interval).map(ends);
    let mut most = 10.0_f64;
    let (figure, row, said) = match reading.cube.absence_year(total).view() {
        View::Shown(absence) => {
            most = most.max(absence.percent() * 1.15);
            let value = reading.numbers.percent(absence.percent(), 1);
            let row = vec![
                Cell::text(&value),
                Cell::text(figure::range(reading, interval, 1)),
                figure::zone_cell(reading, &Basis::Absence, total),
                Cell::text(reading.words.findings.not_measured_before),
            ];
            let said = figure::spoken_row(reading, title, &value, interval, 1);
            (Ok(Point { value: absence.percent(), interval, text: value, zone }), row, said)
        }
        View::Withheld(reason) => {
            let row = (0..4).map(|_| Cell::Withheld(reason, None)).collect();
            (Err(reason.mark(reading.language)), row, figure::spoken_hidden(reading, title, reason))
        }
    };
    let (high, ticks) = percent_ticks(reading, most);
    let bands = bands(reading, &Basis::Absence).0;
    let without_zones = reading.words.common.no_zone;
    let measure = Measure { label: title, low: 0.0, high, ticks, bands, figure, before: None, without_zones };
    (measure, Row::new(html! { (title) }, row), said)
}

/// Who has answered, in bands.
pub(super) fn participation(reading: &Reading<'_>) -> Markup {
    let words = &reading.words.findings;
    let common = &reading.words.common;
    let groups =
        reading.total_and_former().into_iter().chain(reading.service_areas().into_iter().map(|(group, _)| group));
    let table = Table {
        caption: words.participation.to_owned(),
        names: common.group.to_owned(),
        form: Form::Plain,
        columns: vec![Column::words(common.response)],
        rows: groups
            .map(|group| {
                Row::new(name(reading, group), vec![response_cell(reading, reading.cube.participation(group))])
            })
            .collect(),
    };
    html! {
        section aria-labelledby="participation" {
            h2 id="participation" { (words.participation) }
            p { (answered_sentence(reading)) " " (words.participation_lead) }
            (table.render(reading.language))
        }
    }
}

/// A group's name, with its marker if it is a former municipality.
pub(super) fn name(reading: &Reading<'_>, group: GroupIndex) -> Markup {
    let place = reading.cube.group(group).and_then(|group| match group.kind {
        disclosure::GroupKind::FormerMunicipality => Some(group.former_municipality),
        _ => None,
    });
    html! {
        @if let Some(place) = place {
            span class={ "former-" (place.unwrap_or(3).min(3)) } aria-hidden="true" { (former_shape(place)) } " "
        }
        (reading.name(group))
    }
}

pub(super) fn response_cell(reading: &Reading<'_>, band: &Released<ResponseBand>) -> Cell {
    match band.view() {
        View::Shown(band) => Cell::text(band.words(reading.language)),
        View::Withheld(reason) => Cell::Withheld(reason, None),
    }
}
