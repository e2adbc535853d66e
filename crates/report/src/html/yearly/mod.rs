//! The page of the plan: zones year by year, units of the same type, and every indicator area by area.

mod funnels;
mod table;
mod zones;

use std::collections::BTreeMap;

use disclosure::benchmarks::{BenchmarkRow, Benchmarking, By, Told, rows, yearly};
use disclosure::{Basis, GroupIndex, PlanText, Zone, plan_words};
use maud::{Markup, html};

use super::figure::zone_class;
use super::findings::name;
use crate::reading::{Reading, zone_shape};

/// One plan with its rows.
struct Report<'a> {
    plan: &'a PlanText,
    place: usize,
    /// Every indicator in everybody and each former municipality, year by year.
    years: Vec<BenchmarkRow>,
    /// The same for this round.
    now: Vec<BenchmarkRow>,
}

impl<'a> Report<'a> {
    /// The rows of one indicator.
    fn of(&self, place: usize) -> impl Iterator<Item = &BenchmarkRow> {
        self.years.iter().filter(move |row| row.place == place)
    }

    /// What an indicator rests on.
    fn basis(&self, reading: &Reading<'a>, indicator: usize) -> Option<&'a Basis> {
        let here =
            |found: &&disclosure::PublishedBenchmark| found.plan() == self.place && found.indicator() == indicator;
        reading.cube.benchmarks().iter().find(here).map(disclosure::PublishedBenchmark::basis)
    }
}

pub(super) fn page(reading: &Reading<'_>) -> Markup {
    let words = &reading.words.standing;
    let benchmarking = Benchmarking::of(reading.cube);
    let reports: Vec<Report<'_>> = (reading.cube.plans().iter().enumerate())
        .map(|(place, plan)| Report {
            plan,
            place,
            years: yearly(&benchmarking, place),
            now: rows(&benchmarking, place, By::FormerMunicipality),
        })
        .collect();
    html! {
        h1 { (words.heading) }
        p { (words.lead) }
        section aria-labelledby="zones" {
            h2 id="zones" { (words.zones_heading) }
            @for report in &reports {
                (zones::figure(reading, report))
                (flips(reading, report))
            }
        }
        (funnels::section(reading, &benchmarking))
        section aria-labelledby="yearly" {
            h2 id="yearly" { (words.yearly_heading) }
            @for report in &reports { (table::plan_part(reading, report)) }
        }
    }
}

/// How little would move a zone, where the plan has zones.
fn flips(reading: &Reading<'_>, report: &Report<'_>) -> Markup {
    let words = &reading.words.standing;
    let mut sentences: BTreeMap<usize, Vec<(GroupIndex, String)>> = BTreeMap::new();
    for row in &report.now {
        if let Some((step, flip)) = row.flip {
            let sentence = plan_words::flip(step, flip, reading.language);
            sentences.entry(row.place).or_default().push((row.index, sentence));
        }
    }
    if sentences.is_empty() {
        return html! {};
    }
    html! {
        details.flips {
            summary { (words.flips) " " (report.plan.title.get(reading.language)) }
            p { (words.flips_lead) }
            @for (place, said) in &sentences {
                @if let Some(indicator) = report.plan.indicators.get(*place) {
                    p { strong { span.code { (indicator.code) } " " (indicator.title.get(reading.language)) } }
                }
                ul { @for (group, sentence) in said { li { (name(reading, *group)) ": " (sentence) } } }
            }
        }
    }
}

/// A zone's shape and word, and how sure it is, or that everybody was counted.
fn told(reading: &Reading<'_>, zone: Zone, told: Told) -> Markup {
    html! {
        span class={ "zone " (zone_class(zone)) } {
            span.shape aria-hidden="true" { (zone_shape(zone)) } " " (zone.name(reading.language))
        }
        " " span.sure { (told.phrase(reading.language)) }
    }
}
