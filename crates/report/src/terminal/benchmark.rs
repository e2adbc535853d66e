//! Where groups stand on the plan's indicators.

use disclosure::benchmarks::{BenchmarkRow, Benchmarking, By, Reach, rows};
use disclosure::{Basis, IndicatorText, PlanText, plan_words};

use super::overview::name;
use super::sheet::{Sheet, Stop};
use crate::benchmarks::{limits, signed, value_of};
use crate::reading::{Reading, zone_shape};
use crate::words::fill;

pub(super) fn page(reading: &Reading<'_>, plans: &[usize], by: By) -> String {
    let mut sheet = Sheet::new(reading.language);
    let words = &reading.words.standing;
    let benchmarking = Benchmarking::of(reading.cube);
    sheet.title(&reading.title());
    sheet.paragraph(0, words.rule);
    for place in plans {
        let Some(plan) = reading.cube.plans().get(*place) else { continue };
        plan_part(reading, &mut sheet, plan, &rows(&benchmarking, *place, by), *place);
    }
    sheet.explain(reading.words.units.hidden);
    sheet.blank();
    sheet.paragraph(0, words.next);
    sheet.finish()
}

fn plan_part(reading: &Reading<'_>, sheet: &mut Sheet, plan: &PlanText, all: &[BenchmarkRow], place: usize) {
    sheet.heading(plan.title.get(reading.language));
    sheet.paragraph(0, plan.notice.get(reading.language));
    let mut area = None;
    let mut unmeasured = Vec::new();
    for (number, indicator) in plan.indicators.iter().enumerate() {
        let basis = basis_of(reading, place, number);
        if basis.is_none_or(|basis| *basis == Basis::External) {
            unmeasured.push(format!("{} {}", indicator.code, indicator.title.get(reading.language)));
            continue;
        }
        if indicator.area != area {
            area = indicator.area;
            if let Some(found) = area.and_then(|area| plan.areas.get(area)) {
                sheet.heading(&format!("{}. {}", found.number, found.title.get(reading.language)));
            }
        }
        let rows: Vec<&BenchmarkRow> = all.iter().filter(|row| row.place == number).collect();
        indicator_part(reading, sheet, indicator, basis, &rows);
    }
    if !unmeasured.is_empty() {
        sheet.blank();
        sheet.paragraph(0, &format!("{}:", reading.words.standing.unmeasured));
        unmeasured.iter().for_each(|indicator| sheet.paragraph(2, indicator));
    }
}

fn basis_of<'a>(reading: &Reading<'a>, plan: usize, indicator: usize) -> Option<&'a Basis> {
    let of = |found: &&disclosure::PublishedBenchmark| found.plan() == plan && found.indicator() == indicator;
    reading.cube.benchmarks().iter().find(of).map(disclosure::PublishedBenchmark::basis)
}

fn indicator_part(
    reading: &Reading<'_>,
    sheet: &mut Sheet,
    indicator: &IndicatorText,
    basis: Option<&Basis>,
    rows: &[&BenchmarkRow],
) {
    sheet.blank();
    sheet.paragraph(0, &format!("{} {}", indicator.code, indicator.title.get(reading.language)));
    match limits(reading, indicator) {
        Some(limits) => sheet.paragraph(2, &format!("{limits} ({})", indicator.zones_version)),
        None => sheet.paragraph(2, plan_words::no_public_zones(reading.language)),
    }
    for row in rows {
        value_row(reading, sheet, indicator, basis, row);
        for remark in remarks(reading, indicator, row) {
            sheet.paragraph(4, &remark);
        }
    }
}

fn value_row(
    reading: &Reading<'_>,
    sheet: &mut Sheet,
    indicator: &IndicatorText,
    basis: Option<&Basis>,
    row: &BenchmarkRow,
) {
    let name = name(reading, row.index);
    let decimals = usize::from(indicator.decimals);
    let Some(value) = row.value else {
        let mark = row.withheld.map_or("", |reason| sheet.withheld(reason));
        sheet.row(&[(Stop::left(2, 28), &name), (Stop::left(32, 48), mark)]);
        return;
    };
    let value = value_of(reading, basis, value, decimals);
    let between = row.low.zip(row.high).map(|(low, high)| reading.numbers.range(low, high, decimals));
    let zone = row.zone.map(|zone| format!("{} {}", zone_shape(zone), zone.name(reading.language)));
    let sure = row.certainty.map_or("", |told| told.phrase(reading.language));
    sheet.row(&[
        (Stop::left(2, 21), &name),
        (Stop::right(23, 8), &value),
        (Stop::left(32, 10), &between.unwrap_or_default()),
        (Stop::left(43, 17), &zone.unwrap_or_default()),
        (Stop::left(61, 19), sure),
    ]);
}

/// What a careful colleague would add: how little would change the zone, and how the unit stands among its likes.
fn remarks(reading: &Reading<'_>, indicator: &IndicatorText, row: &BenchmarkRow) -> Vec<String> {
    let words = &reading.words.standing;
    let decimals = usize::from(indicator.decimals);
    let mut remarks = Vec::new();
    if let Some((step, flip)) = row.flip {
        remarks.push(plan_words::flip(step, flip, reading.language));
    }
    if let Some(shares) = row.probability_among_likes {
        let [desired, accepted, not_approved] = shares.map(|share| reading.numbers.decimal(100.0 * share, 0));
        let places = [("desired", desired.as_str()), ("accepted", &accepted), ("not_approved", &not_approved)];
        remarks.push(capital(&fill(words.likes, &places)));
    }
    if let (Some(difference), Some(low), Some(high), Some(verdict)) =
        (row.against_type, row.against_type_low, row.against_type_high, row.verdict)
    {
        let text = |value: f64| signed(reading.numbers.decimal(value, decimals), value);
        let places = [
            ("difference", text(difference)),
            ("low", text(low)),
            ("high", text(high)),
            ("verdict", verdict.phrase(reading.language).to_owned()),
        ];
        let places: Vec<(&str, &str)> = places.iter().map(|(place, value)| (*place, value.as_str())).collect();
        remarks.push(capital(&fill(words.against, &places)));
    }
    match row.funnel {
        Some(Reach::Unusual) => remarks.push(capital(words.reach_unusual)),
        Some(Reach::FarOut) => remarks.push(capital(words.reach_far)),
        Some(Reach::Usual) | None => {}
    }
    remarks
}

/// A remark as a sentence.
fn capital(remark: &str) -> String {
    let mut letters = remark.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
