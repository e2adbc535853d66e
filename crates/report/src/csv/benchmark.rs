//! Benchmarks as comma-separated values, for spreadsheets and other programs.

use std::fmt::Display;

use disclosure::benchmarks::{BenchmarkRow, Reach, Told};
use disclosure::{Reason, Zone};

use super::quoted;

const COLUMNS: [&str; 31] = [
    "plan",
    "zones_version",
    "area",
    "indicator",
    "group",
    "year",
    "period",
    "withheld",
    "value",
    "low",
    "high",
    "n",
    "zone",
    "certainty",
    "p_desired",
    "p_accepted",
    "p_not_approved",
    "p_desired_among_likes",
    "p_accepted_among_likes",
    "p_not_approved_among_likes",
    "own_weight",
    "flip_steps",
    "flip_step",
    "flip_towards",
    "flip_zone",
    "against_type",
    "against_type_low",
    "against_type_high",
    "against_type_verdict",
    "funnel",
    "source",
];

/// The rows with their header: a decimal point, a field in quotes where it needs them, nothing where there is no number,
/// and in `withheld` the reason.
#[must_use]
pub fn benchmark_csv(rows: &[BenchmarkRow]) -> String {
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for row in rows {
        let fields: Vec<String> = fields(row).iter().map(|field| quoted(field)).collect();
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    text
}

fn fields(row: &BenchmarkRow) -> [String; 31] {
    let shares = |shares: Option<[f64; 3]>| match shares {
        Some(shares) => shares.map(|share| share.to_string()),
        None => Default::default(),
    };
    let [desired, accepted, not_approved] = shares(row.probability);
    let [likes_desired, likes_accepted, likes_not_approved] = shares(row.probability_among_likes);
    [
        row.plan.clone(),
        row.zones_version.clone(),
        or_nothing(row.area),
        row.indicator.clone(),
        row.group.clone(),
        or_nothing(row.year),
        row.period.clone().unwrap_or_default(),
        row.withheld.map_or("", Reason::word).to_owned(),
        or_nothing(row.value),
        or_nothing(row.low),
        or_nothing(row.high),
        or_nothing(row.n),
        row.zone.map_or("", Zone::word).to_owned(),
        row.certainty.map_or("", Told::word).to_owned(),
        desired,
        accepted,
        not_approved,
        likes_desired,
        likes_accepted,
        likes_not_approved,
        or_nothing(row.own_weight),
        or_nothing(row.flip_steps),
        or_nothing(row.flip_step),
        or_nothing(row.flip_towards),
        row.flip_zone.map_or("", Zone::word).to_owned(),
        or_nothing(row.against_type),
        or_nothing(row.against_type_low),
        or_nothing(row.against_type_high),
        or_nothing(row.against_type_verdict),
        row.funnel.map_or("", Reach::word).to_owned(),
        source(row),
    ]
}

fn source(row: &BenchmarkRow) -> String {
    let read = row.vintage.map(|day| format!(" (read {day})")).unwrap_or_default();
    if row.sources.is_empty() { String::new() } else { format!("{}{read}", row.sources.join("; ")) }
}

fn or_nothing(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
