//! The merger and the programme as comma-separated tables, for whoever makes pictures of their own.
//!
//! One header in English, decimals with a point, an empty value where a cell is withheld and the reason beside it.

use disclosure::merger::{PublishedCulture, PublishedMerger};
use disclosure::programme::{PublishedDifference, PublishedEvidence};
use disclosure::{GroupIndex, PublishedEstimate, Sealed, View, WaveLabel};

use super::quoted;

/// One culture: a row for each scale and wave, with the course on the row of the last wave compared.
#[must_use]
pub fn merger_csv(cube: &Sealed) -> String {
    let head = "scale,wave,measurement,items,n,units,share,share_low,share_high,higher,lower,gap,gap_low,gap_high,\
                withheld,course,change,change_low,change_high,gap_change_at_most,margin";
    let rows = cube.merger().map(|merger| merger.cultures().iter().map(|found| of_culture(cube, merger, found)));
    table(head, rows.into_iter().flatten())
}

/// The programme: a row for each group that began together in each wave, and for each difference.
#[must_use]
pub fn programme_csv(cube: &Sealed) -> String {
    let head = "scale,what,began_by,wave,units,value,low,high,detectable,note";
    let mut rows = Vec::new();
    for found in cube.programme().map(disclosure::programme::PublishedProgramme::scales).unwrap_or_default() {
        let scale = found.scale().as_str();
        match found.evidence().view() {
            View::Shown(evidence) => rows.extend(of_evidence(cube, scale, evidence)),
            View::Withheld(reason) => {
                rows.push([scale, "withheld", "", "", "", "", "", "", "", reason.word()].map(str::to_owned).to_vec());
            }
        }
    }
    table(head, rows.into_iter())
}

fn table(head: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let lines = rows.map(|row| row.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(","));
    std::iter::once(head.to_owned()).chain(lines).map(|line| line + "\n").collect()
}

fn of_culture(cube: &Sealed, merger: &PublishedMerger, found: &PublishedCulture) -> Vec<String> {
    let mut row = vec![
        found.scale().to_string(),
        wave(merger.waves(), found.wave()),
        snake(&format!("{:?}", found.measurement())),
        found.items_held().to_string(),
    ];
    match found.gap().view() {
        View::Shown(gap) => {
            row.extend([gap.n().to_string(), gap.units().to_string()]);
            row.extend(estimate(gap.share()));
            row.extend([group(cube, gap.higher()), group(cube, gap.lower())]);
            row.extend(estimate(gap.largest()));
            row.push(String::new());
        }
        View::Withheld(reason) => {
            row.extend((0..10).map(|_| String::new()));
            row.push(reason.word().to_owned());
        }
    }
    let course = merger.course_of(found.scale()).filter(|course| course.last() == found.wave());
    match course.map(|course| course.course().view()) {
        Some(View::Shown(course)) => {
            row.push(snake(&format!("{:?}", course.verdict())));
            row.extend(estimate(course.change()));
            row.extend([course.gap_change_at_most().to_string(), course.margin().to_string()]);
        }
        _ => row.extend((0..6).map(|_| String::new())),
    }
    row
}

fn of_evidence(cube: &Sealed, scale: &str, evidence: &PublishedEvidence) -> Vec<Vec<String>> {
    let waves = cube.programme().map(disclosure::programme::PublishedProgramme::waves).unwrap_or_default();
    let mut rows = Vec::new();
    for start in evidence.courses() {
        let began = start.first_wave().map_or_else(|| "not".to_owned(), |first| wave(waves, first));
        for (position, mean) in start.means().iter().enumerate() {
            let mut row = vec![scale.to_owned(), "mean".to_owned(), began.clone(), wave(waves, position)];
            row.push(start.units().to_string());
            match mean.view() {
                View::Shown(mean) => row.extend(estimate(*mean).into_iter().chain([String::new(), String::new()])),
                View::Withheld(reason) => {
                    row.extend((0..4).map(|_| String::new()));
                    row.push(reason.word().to_owned());
                }
            }
            rows.push(row);
        }
    }
    let mut add = |what: &str, note: String, found: PublishedDifference| {
        let mut row = vec![scale.to_owned(), what.to_owned(), String::new(), String::new(), found.units().to_string()];
        row.extend(estimate(found.estimate()));
        row.extend([found.detectable().to_string(), note]);
        rows.push(row);
    };
    for step in evidence.steps() {
        add("step", format!("{} waves since the beginning", step.waves_since()), step.difference());
    }
    if let Some(overall) = evidence.overall() {
        let note = evidence.alike_before().map(|p| format!("p before the beginning {p}"));
        add("overall", note.unwrap_or_default(), overall);
    }
    if let Some(late) = evidence.late_against_early() {
        add("late_against_early", "no effect: both sides took part".to_owned(), late);
    }
    if let Some(obstacle) = evidence.obstacle() {
        let mut row = vec![scale.to_owned(), "cannot_be_told".to_owned()];
        row.extend((0..7).map(|_| String::new()));
        row.push(snake(&format!("{obstacle:?}")));
        rows.push(row);
    }
    rows
}

fn estimate(estimate: PublishedEstimate) -> [String; 3] {
    let end = |of: fn(disclosure::PublishedInterval) -> f64| {
        estimate.interval().map(of).map_or_else(String::new, |value| value.to_string())
    };
    [estimate.value().to_string(), end(|interval| interval.low()), end(|interval| interval.high())]
}

fn wave(waves: &[WaveLabel], wave: usize) -> String {
    waves.get(wave).map_or_else(String::new, |label| label.id.to_string())
}

fn group(cube: &Sealed, group: GroupIndex) -> String {
    cube.group(group).map_or_else(String::new, |group| group.id.clone())
}

/// A name in capitals and small letters as words with underscores, as the cube writes it.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for (position, letter) in name.chars().enumerate() {
        if letter.is_uppercase() && position > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
