//! The merger and the programme, eighty columns wide.

use disclosure::merger::PublishedMerger;
use disclosure::programme::PublishedProgramme;
use disclosure::{GroupKind, ScaleText, View};

use super::sheet::{Sheet, Stop};
use crate::merger;
use crate::reading::Reading;
use crate::words::fill;

/// The merger.
pub(super) fn page(reading: &Reading<'_>) -> String {
    let words = &reading.words.merger;
    let mut sheet = Sheet::new(reading.language);
    sheet.title(&format!("{}. {}", words.title, reading.title()));
    let Some(found) = reading.cube.merger() else {
        sheet.paragraph(0, words.none);
        return sheet.finish();
    };
    sheet.heading(words.reach);
    for sentence in merger::reach(reading, found) {
        sheet.paragraph(2, &sentence);
    }
    sheet.paragraph(2, words.numbers);
    may_compare(reading, &mut sheet, found);
    culture(reading, &mut sheet, found);
    sheet.heading(words.absence);
    for sentence in merger::absence(reading, found) {
        sheet.paragraph(2, &sentence);
    }
    sheet.paragraph(2, disclosure::GoesWith::limits(reading.language));
    sheet.explain(reading.words.units.hidden);
    sheet.finish()
}

/// What may be compared: the sum, and every scale on which not all may.
fn may_compare(reading: &Reading<'_>, sheet: &mut Sheet, found: &PublishedMerger) {
    let words = &reading.words.merger;
    sheet.heading(words.may);
    sheet.paragraph(0, &merger::may_lead(reading, found));
    sheet.paragraph(0, words.may_waves);
    let scales = reading.cube.scales().iter();
    let told = scales.filter_map(|scale| Some((scale, merger::measurement(found, scale)?)));
    for (scale, measurement) in told.filter(|(_, found)| *found != disclosure::Measurement::Equal) {
        let sentence = measurement.sentence(reading.language);
        sheet.paragraph(2, &format!("{}: {sentence}", scale.title.get(reading.language)));
    }
}

/// One row per scale: the largest gap in each wave, and the verdict.
fn culture(reading: &Reading<'_>, sheet: &mut Sheet, found: &PublishedMerger) {
    let words = &reading.words.merger;
    sheet.heading(words.culture);
    sheet.paragraph(0, words.culture_lead);
    sheet.paragraph(0, merger::adjusted(reading, found));
    for scale in reading.indices() {
        if let Some(verdict) = merger::verdict(reading, found, scale) {
            sheet.paragraph(2, &verdict);
        }
        afterwards(reading, sheet, scale);
    }
    sheet.blank();
    sheet.paragraph(0, &format!("{}. {}", words.gap_chart, words.chart_note));
    sheet.blank();
    let shown = found.waves().len().min(4);
    let first = found.waves().len().saturating_sub(shown);
    let stop = |place: usize| Stop::right(31 + place * 9, 8);
    let verdict = Stop::left(33 + shown * 9, 47_usize.saturating_sub(shown * 9));
    let heads: Vec<String> = found.waves().iter().skip(first).map(|wave| wave.date.year().to_string()).collect();
    let mut head = vec![(Stop::left(0, 30), reading.words.sections.scale)];
    head.extend(heads.iter().enumerate().map(|(place, year)| (stop(place), year.as_str())));
    head.push((verdict, words.course));
    sheet.row(&head);
    for scale in reading.cube.scales() {
        row(reading, sheet, found, scale, (first, &stop, verdict));
    }
}

fn row(
    reading: &Reading<'_>,
    sheet: &mut Sheet,
    found: &PublishedMerger,
    scale: &ScaleText,
    (first, stop, verdict): (usize, &dyn Fn(usize) -> Stop, Stop),
) {
    let mut texts: Vec<(Stop, String)> = vec![(Stop::left(0, 30), scale.title.get(reading.language).to_owned())];
    for culture in found.cultures_of(&scale.id).filter(|culture| culture.wave() >= first) {
        let text = match culture.gap().view() {
            View::Shown(gap) => reading.numbers.decimal(gap.largest().value(), 2),
            View::Withheld(_) => crate::numbers::NO_NUMBER.to_owned(),
        };
        texts.push((stop(culture.wave().saturating_sub(first)), text));
    }
    let told = match found.course_of(&scale.id).map(|course| course.course().view()) {
        Some(View::Shown(course)) => course.verdict().phrase(reading.language),
        Some(View::Withheld(reason)) => sheet.withheld(reason),
        None => reading.words.merger.not_shown,
    };
    let mut cells: Vec<(Stop, &str)> = texts.iter().map(|(stop, text)| (*stop, text.as_str())).collect();
    cells.push((verdict, told));
    sheet.row(&cells);
}

/// Those who came after the merger, apart from the comparison.
fn afterwards(reading: &Reading<'_>, sheet: &mut Sheet, scale: &ScaleText) {
    let Some(merger) = reading.cube.merger() else { return };
    for (group, found) in reading.cube.group_indices().zip(reading.cube.groups()) {
        if found.kind != GroupKind::FormerMunicipality || merger.origins().contains(&group) {
            continue;
        }
        if let Some(score) = reading.cube.score(&scale.id, group).shown() {
            let mean = reading.numbers.decimal(score.mean(), 2);
            let places = [("mean", mean.as_str()), ("scale", scale.title.get(reading.language))];
            sheet.paragraph(2, &fill(reading.words.merger.afterwards, &places));
        }
    }
}

/// The programme.
pub(super) fn programme(reading: &Reading<'_>) -> String {
    let words = &reading.words.programme;
    let mut sheet = Sheet::new(reading.language);
    sheet.title(&format!("{}. {}", words.title, reading.title()));
    let Some(found) = reading.cube.programme() else {
        sheet.paragraph(0, words.none);
        return sheet.finish();
    };
    sheet.paragraph(0, words.lead);
    sheet.heading(words.dose);
    for sentence in merger::doses(reading, found) {
        sheet.paragraph(2, &sentence);
    }
    sheet.heading(words.finding);
    for scale in reading.indices() {
        of_scale(reading, &mut sheet, found, scale);
    }
    sheet.explain(reading.words.units.hidden);
    sheet.finish()
}

fn of_scale(reading: &Reading<'_>, sheet: &mut Sheet, found: &PublishedProgramme, scale: &ScaleText) {
    sheet.blank();
    let Some(evidence) = found.of(&scale.id) else { return };
    match evidence.evidence().view() {
        View::Withheld(reason) => {
            let mark = sheet.withheld(reason);
            sheet.paragraph(0, &format!("{}: {mark}", scale.title.get(reading.language)));
        }
        View::Shown(evidence) => {
            for sentence in merger::finding(reading, scale, evidence) {
                sheet.paragraph(0, &sentence);
            }
            for start in evidence.courses() {
                let mut texts = vec![(Stop::left(2, 40), merger::began(reading, found, start))];
                for (place, mean) in start.means().iter().take(4).enumerate() {
                    let text = match mean.view() {
                        View::Shown(mean) => reading.numbers.decimal(mean.value(), 2),
                        View::Withheld(_) => crate::numbers::NO_NUMBER.to_owned(),
                    };
                    texts.push((Stop::right(44 + place * 9, 8), text));
                }
                let cells: Vec<(Stop, &str)> = texts.iter().map(|(stop, text)| (*stop, text.as_str())).collect();
                sheet.row(&cells);
            }
        }
    }
}
