//! The merger and the programme in words and figures that the terminal and the pages share.

use disclosure::merger::{AdjustedFor, PublishedCulture, PublishedMerger, Reach};
use disclosure::programme::{PublishedDifference, PublishedEvidence, PublishedProgramme, PublishedStart};
use disclosure::{GroupKind, PublishedEstimate, ScaleText, View, WaveLabel};

use crate::reading::{Reading, ends};
use crate::words::fill;

/// A wave's title, with a small letter inside a sentence left as it is written.
pub(crate) fn wave_title<'a>(reading: &Reading<'_>, waves: &'a [WaveLabel], wave: usize) -> &'a str {
    waves.get(wave).map_or("", |label| label.title.get(reading.language))
}

/// How many units reach back how far, one sentence for each earlier wave. Only the lowest units are counted.
pub(crate) fn reach(reading: &Reading<'_>, merger: &PublishedMerger) -> Vec<String> {
    let is_above = |group: disclosure::GroupIndex| {
        reading
            .cube
            .groups()
            .iter()
            .any(|other| other.parent == Some(group) && matches!(other.kind, GroupKind::Unit { .. }))
    };
    let earlier = merger.waves().len().saturating_sub(1);
    let sentence = |wave: usize| {
        let mut counts = [0_u64; 4];
        for found in merger.reach().iter().filter(|found| found.wave == wave && !is_above(found.group)) {
            let place = match found.reach {
                Reach::Fully => 0,
                Reach::ThroughMerger => 1,
                Reach::OnlyAbove { .. } => 2,
                Reach::Not => 3,
            };
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        let [full, merged, above, none] = counts.map(|count| reading.numbers.whole(count));
        let title = wave_title(reading, merger.waves(), wave);
        let places = [("wave", title), ("full", &full), ("merged", &merged), ("above", &above), ("none", &none)];
        fill(reading.words.merger.reach_row, &places)
    };
    (0..earlier).map(sentence).collect()
}

/// On how many scales means may be compared in the cube's own wave.
pub(crate) fn may_lead(reading: &Reading<'_>, merger: &PublishedMerger) -> String {
    let last = merger.waves().len().saturating_sub(1);
    let of_wave = || merger.cultures().iter().filter(|culture| culture.wave() == last);
    let held = of_wave().filter(|culture| culture.measurement() == disclosure::Measurement::Equal).count();
    let number = |count: usize| reading.numbers.whole(u64::try_from(count).unwrap_or(u64::MAX));
    let wave = wave_title(reading, merger.waves(), last);
    let places = [("wave", wave), ("held", &number(held)), ("all", &number(of_wave().count()))];
    fill(reading.words.merger.may_lead, &places)
}

/// What may be compared on a scale: the wave in which least may.
pub(crate) fn measurement(merger: &PublishedMerger, scale: &ScaleText) -> Option<disclosure::Measurement> {
    merger.cultures_of(&scale.id).map(PublishedCulture::measurement).max_by_key(|found| match found {
        disclosure::Measurement::Equal => 0,
        disclosure::Measurement::EqualInPart => 5,
        disclosure::Measurement::RelationsOnly => 6,
        disclosure::Measurement::Different => 7,
        _ => 1,
    })
}

/// What the comparison is adjusted for, in a sentence.
pub(crate) const fn adjusted(reading: &Reading<'_>, merger: &PublishedMerger) -> &'static str {
    match merger.adjusted_for() {
        AdjustedFor::UnitType => reading.words.merger.adjusted_unit_type,
        AdjustedFor::ServiceArea => reading.words.merger.adjusted_area,
        AdjustedFor::Nothing => reading.words.merger.adjusted_nothing,
    }
}

/// The verdict on a scale with what it means and how far it could be off.
pub(crate) fn verdict(reading: &Reading<'_>, merger: &PublishedMerger, scale: &ScaleText) -> Option<String> {
    let words = &reading.words.merger;
    let title = scale.title.get(reading.language);
    match merger.course_of(&scale.id)?.course().view() {
        View::Shown(course) => {
            let first =
                fill(words.course_of, &[("scale", title), ("verdict", course.verdict().phrase(reading.language))]);
            let most = reading.numbers.decimal(course.gap_change_at_most(), 2);
            let margin = reading.numbers.decimal(course.margin(), 2);
            let detail = fill(words.course_detail, &[("most", &most), ("margin", &margin)]);
            Some(format!("{first} {} {detail}", course.verdict().sentence(reading.language)))
        }
        View::Withheld(reason) => {
            Some(fill(words.course_of, &[("scale", title), ("verdict", reason.mark(reading.language))]))
        }
    }
}

/// Climate and absence, one sentence for each index, and what goes with them.
pub(crate) fn absence(reading: &Reading<'_>, merger: &PublishedMerger) -> Vec<String> {
    let words = &reading.words.merger;
    let sentence = |found: &disclosure::merger::AbsenceOfScale| {
        let title = reading.cube.scale(found.scale()).map_or("", |scale| scale.title.get(reading.language));
        match found.association().view() {
            View::Shown(association) => {
                let ratio = reading.numbers.decimal(association.ratio().value(), 2);
                let row = fill(
                    words.absence_row,
                    &[
                        ("scale", title),
                        ("step", &reading.numbers.decimal(association.step(), 1)),
                        ("ratio", &ratio),
                        ("between", &between(reading, association.ratio(), 2)),
                        ("units", &reading.numbers.whole(association.units())),
                    ],
                );
                format!("{row} {}", association.goes_with().sentence(reading.language))
            }
            View::Withheld(reason) => {
                fill(words.course_of, &[("scale", title), ("verdict", reason.mark(reading.language))])
            }
        }
    };
    let of = |scale: &ScaleText| merger.absence().iter().find(|found| *found.scale() == scale.id).map(sentence);
    reading.indices().into_iter().filter_map(of).collect()
}

/// "between 0,02 and 0,30".
pub(crate) fn between(reading: &Reading<'_>, estimate: PublishedEstimate, decimals: usize) -> String {
    match estimate.interval().map(ends) {
        Some((low, high)) => {
            let (low, high) = (reading.numbers.decimal(low, decimals), reading.numbers.decimal(high, decimals));
            fill(reading.words.common.between, &[("low", &low), ("high", &high)])
        }
        None => crate::numbers::NO_NUMBER.to_owned(),
    }
}

/// How far leaders had come by every wave.
pub(crate) fn doses(reading: &Reading<'_>, programme: &PublishedProgramme) -> Vec<String> {
    let sentence = |(wave, doses): (usize, &disclosure::programme::Doses)| {
        let [none, some @ .., all] = doses;
        let whole = |count: u64| reading.numbers.whole(count);
        let title = wave_title(reading, programme.waves(), wave);
        let places =
            [("wave", title), ("none", &whole(*none)), ("some", &whole(some.iter().sum())), ("all", &whole(*all))];
        fill(reading.words.programme.dose_row, &places)
    };
    programme.doses().iter().enumerate().map(sentence).collect()
}

/// What the rounds say of the programme on one scale, sentence by sentence.
pub(crate) fn finding(reading: &Reading<'_>, scale: &ScaleText, evidence: &PublishedEvidence) -> Vec<String> {
    let words = &reading.words.programme;
    let title = scale.title.get(reading.language);
    let filled = |line: &str, found: PublishedDifference| {
        let value = reading.numbers.decimal(found.estimate().value(), 2);
        let places = [
            ("scale", title),
            ("value", value.as_str()),
            ("between", &between(reading, found.estimate(), 2)),
            ("detectable", &reading.numbers.decimal(found.detectable(), 2)),
        ];
        fill(line, &places)
    };
    let mut told = Vec::new();
    if let Some(obstacle) = evidence.obstacle() {
        told.push(format!("{} {}", words.cannot, obstacle.sentence(reading.language)));
    }
    if let Some(overall) = evidence.overall() {
        told.push(filled(words.overall, overall));
        told.push(match evidence.alike_before() {
            Some(p) => {
                let line = if p < 0.05 { words.before_unlike } else { words.before_alike };
                fill(line, &[("p", &reading.numbers.decimal(p, 2))])
            }
            None => words.before_unknown.to_owned(),
        });
    }
    told.extend(evidence.late_against_early().map(|late| filled(words.late, late)));
    told
}

/// When a group of units began, in words.
pub(crate) fn began(reading: &Reading<'_>, programme: &PublishedProgramme, start: &PublishedStart) -> String {
    let words = &reading.words.programme;
    let title = |wave: usize| wave_title(reading, programme.waves(), wave);
    match start.first_wave() {
        None => words.not_begun.to_owned(),
        Some(0) => fill(words.began_by_first, &[("wave", title(0))]),
        Some(wave) => fill(words.began_between, &[("before", title(wave.saturating_sub(1))), ("wave", title(wave))]),
    }
}
