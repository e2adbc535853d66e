//! The whole wave.

use disclosure::benchmarks::Benchmarking;
use disclosure::{Basis, GroupIndex, GroupKind, PlanText, PublishedBenchmark, ScaleText, View};

use super::sheet::{Sheet, Stop};
use crate::benchmarks::{Line, Measured, limits, lines, value_of};
use crate::html::sentences;
use crate::reading::{Reading, ends_on, former_shape, zone_shape};
use crate::words::fill;

pub(super) fn page(reading: &Reading<'_>) -> String {
    let mut sheet = Sheet::new(reading.language);
    let header = reading.cube.header();
    sheet.title(&reading.title());
    let places = [
        ("date", reading.numbers.date(header.reference_date)),
        ("instrument", header.instrument_title.get(reading.language).to_owned()),
        ("version", header.instrument_version.clone()),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(place, value)| (*place, value.as_str())).collect();
    sheet.paragraph(0, &fill(reading.words.findings.drawn_as_of, &places));

    sheet.heading(reading.words.findings.heading);
    for sentence in sentences(reading) {
        sheet.paragraph(2, &sentence.whole());
    }
    participation(reading, &mut sheet);
    for (place, plan) in reading.cube.plans().iter().enumerate() {
        benchmarks(reading, &mut sheet, place, plan);
    }
    indices(reading, &mut sheet);
    absence(reading, &mut sheet);
    sheet.explain(reading.words.units.hidden);
    sheet.blank();
    sheet.paragraph(0, header.notice.get(reading.language));
    sheet.finish()
}

/// A group's name behind its marker; the marker's place is kept where there is none.
pub(super) fn name(reading: &Reading<'_>, group: GroupIndex) -> String {
    match reading.cube.group(group) {
        Some(found) if found.kind == GroupKind::FormerMunicipality => {
            format!("{} {}", former_shape(found.former_municipality), found.name)
        }
        _ => reading.name(group).to_owned(),
    }
}

fn groups(reading: &Reading<'_>) -> Vec<GroupIndex> {
    let areas = reading.service_areas().into_iter().map(|(group, _)| group);
    reading.total_and_former().into_iter().chain(areas).collect()
}

fn participation(reading: &Reading<'_>, sheet: &mut Sheet) {
    sheet.heading(reading.words.findings.participation);
    for group in groups(reading) {
        let band = match reading.cube.participation(group).view() {
            View::Shown(band) => band.words(reading.language),
            View::Withheld(reason) => sheet.withheld(reason),
        };
        sheet.row(&[(Stop::left(2, 38), &name(reading, group)), (Stop::left(42, 38), band)]);
    }
}

fn benchmarks(reading: &Reading<'_>, sheet: &mut Sheet, place: usize, plan: &PlanText) {
    let words = &reading.words.plans;
    sheet.heading(&format!("{}: {}", words.heading, plan.title.get(reading.language)));
    sheet.paragraph(0, &format!("{}. {}", words.notice, plan.notice.get(reading.language)));
    let all = lines(reading, place, plan);
    for line in all.iter().filter(|line| line.measured == Measured::WithZones) {
        sheet.blank();
        sheet.paragraph(0, &format!("{} {}", line.indicator.code, line.indicator.title.get(reading.language)));
        if let Some(limits) = limits(reading, line.indicator) {
            sheet.paragraph(2, &limits);
        }
        for (group, cell) in reading.total_and_former().into_iter().zip(&line.cells) {
            placed(reading, sheet, line, group, *cell);
        }
    }
    plain(reading, sheet, &all);
    let elsewhere: Vec<String> = all
        .iter()
        .filter(|line| line.measured == Measured::Elsewhere)
        .map(|line| format!("{} {}", line.indicator.code, line.indicator.title.get(reading.language)))
        .collect();
    if !elsewhere.is_empty() {
        sheet.blank();
        sheet.paragraph(0, &format!("{}:", words.not_measured));
        for indicator in elsewhere {
            sheet.paragraph(2, &indicator);
        }
    }
}

fn placed(
    reading: &Reading<'_>,
    sheet: &mut Sheet,
    line: &Line<'_>,
    group: GroupIndex,
    cell: Option<&PublishedBenchmark>,
) {
    let name = name(reading, group);
    match cell.map(|cell| cell.placement().view()) {
        Some(View::Shown(placement)) => sheet.row(&[
            (Stop::left(2, 29), &name),
            (Stop::right(32, 8), &line.value(reading, placement.value())),
            (Stop::left(43, 1), zone_shape(placement.zone())),
            (Stop::left(45, 15), placement.zone().name(reading.language)),
            (Stop::left(61, 19), placement.certainty().phrase(reading.language)),
        ]),
        Some(View::Withheld(reason)) => {
            let mark = sheet.withheld(reason);
            sheet.row(&[(Stop::left(2, 29), &name), (Stop::left(43, 37), mark)]);
        }
        None => {}
    }
}

/// Measured indicators without zones: one line each, a column for each group.
fn plain(reading: &Reading<'_>, sheet: &mut Sheet, all: &[Line<'_>]) {
    let plain: Vec<&Line<'_>> = all.iter().filter(|line| line.measured == Measured::WithoutZones).collect();
    if plain.is_empty() {
        return;
    }
    sheet.blank();
    let groups = reading.total_and_former();
    let width = 50 / groups.len().max(1);
    let stops: Vec<Stop> = (0..groups.len()).map(|place| Stop::right(30 + place * width, width - 1)).collect();
    // A name that does not fit its column gives way to its marker, which the tables above explain.
    let names: Vec<String> = groups
        .iter()
        .map(|group| match reading.cube.group(*group) {
            Some(found) if found.kind == GroupKind::Total => reading.words.units.whole_short.to_owned(),
            Some(found) if name(reading, *group).chars().count() >= width => {
                former_shape(found.former_municipality).to_owned()
            }
            _ => name(reading, *group),
        })
        .collect();
    let mut head = vec![(Stop::left(0, 29), reading.words.plans.without_zones)];
    head.extend(stops.iter().copied().zip(names.iter().map(String::as_str)));
    sheet.row(&head);
    for line in plain {
        let values: Vec<String> = groups.iter().map(|group| plain_value(reading, sheet, line.basis, *group)).collect();
        let title = format!("  {}", line.indicator.title.get(reading.language));
        let mut row = vec![(Stop::left(2, 27), title.trim())];
        row.extend(stops.iter().copied().zip(values.iter().map(String::as_str)));
        sheet.row(&row);
    }
}

fn plain_value(reading: &Reading<'_>, sheet: &mut Sheet, basis: Option<&Basis>, group: GroupIndex) -> String {
    match basis {
        Some(Basis::Scale(scale)) => match reading.cube.score(scale, group).view() {
            View::Shown(score) => reading.numbers.decimal(score.mean(), 2),
            View::Withheld(reason) => sheet.withheld(reason).to_owned(),
        },
        Some(Basis::Absence) => match reading.cube.absence_year(group).view() {
            View::Shown(absence) => reading.numbers.percent(absence.percent(), 1),
            View::Withheld(reason) => sheet.withheld(reason).to_owned(),
        },
        Some(Basis::External) | None => String::new(),
        Some(basis) => match Benchmarking::of_wide(reading.cube, basis, group) {
            Ok(found) => value_of(reading, Some(basis), found.value(), 1),
            Err(reason) => sheet.withheld(reason).to_owned(),
        },
    }
}

/// Both indices in everybody, each former municipality and each service area.
fn indices(reading: &Reading<'_>, sheet: &mut Sheet) {
    let scales = reading.indices();
    if scales.is_empty() {
        return;
    }
    let titles: Vec<&str> = scales.iter().map(|scale| scale.title.get(reading.language)).collect();
    sheet.heading(&titles.join(" | "));
    let common = &reading.words.common;
    let starts = [31, 57];
    let mut head = vec![(Stop::left(0, 29), common.group)];
    let mut under = vec![];
    for (start, title) in starts.into_iter().zip(&titles) {
        head.push((Stop::left(start, 24), title));
        under.push((Stop::left(start, 5), common.mean));
        under.push((Stop::left(start + 6, 10), reading.words.units.between_short));
        under.push((Stop::right(start + 16, 7), common.answers));
    }
    sheet.row(&head);
    sheet.row(&under);
    for group in groups(reading) {
        let mut row: Vec<(Stop, String)> = vec![(Stop::left(2, 28), name(reading, group))];
        for (start, scale) in starts.into_iter().zip(&scales) {
            row.extend(score(reading, sheet, scale, group, start));
        }
        let row: Vec<(Stop, &str)> = row.iter().map(|(stop, text)| (*stop, text.as_str())).collect();
        sheet.row(&row);
    }
}

fn score(
    reading: &Reading<'_>,
    sheet: &mut Sheet,
    scale: &ScaleText,
    group: GroupIndex,
    start: usize,
) -> Vec<(Stop, String)> {
    match reading.cube.score(&scale.id, group).view() {
        View::Shown(score) => vec![
            (Stop::left(start, 5), reading.numbers.decimal(score.mean(), 2)),
            (
                Stop::left(start + 6, 10),
                ends_on(scale, score.interval())
                    .map_or_else(String::new, |(low, high)| reading.numbers.range(low, high, 2)),
            ),
            (Stop::right(start + 17, 6), reading.numbers.whole(score.n())),
        ],
        View::Withheld(reason) => vec![(Stop::left(start, 23), sheet.withheld(reason).to_owned())],
    }
}

fn absence(reading: &Reading<'_>, sheet: &mut Sheet) {
    let common = &reading.words.common;
    sheet.heading(common.absence);
    let columns = [
        (Stop::right(32, 9), reading.words.sections.in_all),
        (Stop::right(42, 12), common.certified),
        (Stop::right(55, 14), common.self_certified),
        (Stop::right(70, 9), common.employees),
    ];
    let mut head = vec![(Stop::left(0, 29), common.group)];
    head.extend(columns);
    sheet.row(&head);
    for group in groups(reading) {
        let mut row = vec![(Stop::left(2, 29), name(reading, group))];
        match reading.cube.absence_year(group).view() {
            View::Shown(absence) => {
                let values = [
                    reading.numbers.percent(absence.percent(), 1),
                    reading.numbers.percent(absence.percent_certified(), 1),
                    reading.numbers.percent(absence.percent_self_certified(), 1),
                    reading.numbers.whole(absence.employees()),
                ];
                row.extend(columns.iter().map(|(stop, _)| *stop).zip(values));
            }
            View::Withheld(reason) => row.push((Stop::left(34, 45), sheet.withheld(reason).to_owned())),
        }
        let row: Vec<(Stop, &str)> = row.iter().map(|(stop, text)| (*stop, text.as_str())).collect();
        sheet.row(&row);
    }
}
