//! One unit: every scale beside the whole municipality.

use disclosure::{GroupIndex, ScaleText, View};

use super::sheet::{Sheet, Stop};
use crate::reading::{Reading, ends_on};
use crate::words::fill;

pub(super) fn page(reading: &Reading<'_>, unit: GroupIndex) -> String {
    let mut sheet = Sheet::new(reading.language);
    let words = &reading.words.units;
    sheet.title(reading.name(unit));
    sheet.paragraph(0, &reading.title());
    let band = match reading.cube.participation(unit).view() {
        View::Shown(band) => band.words(reading.language),
        View::Withheld(reason) => sheet.withheld(reason),
    };
    sheet.paragraph(0, &fill(words.response, &[("band", band)]));
    if let Some(parent) = reading.cube.group(unit).and_then(|group| group.parent) {
        sheet.paragraph(0, &fill(words.level_above, &[("name", reading.name(parent))]));
    }
    scales(reading, &mut sheet, unit);
    absence(reading, &mut sheet, unit);
    sheet.explain(words.hidden);
    sheet.blank();
    sheet.paragraph(0, words.talk);
    sheet.paragraph(0, reading.words.method.cause_text);
    sheet.finish()
}

const NAME: Stop = Stop::left(2, 25);
const HERE: Stop = Stop::right(28, 4);
const INTERVAL: Stop = Stop::left(34, 9);
const ANSWERS: Stop = Stop::right(43, 6);
const WHOLE: Stop = Stop::right(51, 9);
const PHRASE: Stop = Stop::left(62, 18);

fn scales(reading: &Reading<'_>, sheet: &mut Sheet, unit: GroupIndex) {
    let words = &reading.words.units;
    sheet.heading(words.all_scales);
    sheet.row(&[
        (Stop::left(0, 27), reading.words.sections.scale),
        (HERE, words.here),
        (ANSWERS, reading.words.common.answers),
        (Stop::right(48, 12), words.whole_short),
        (PHRASE, words.compared),
    ]);
    for scale in reading.cube.scales() {
        scale_row(reading, sheet, scale, unit);
    }
}

fn scale_row(reading: &Reading<'_>, sheet: &mut Sheet, scale: &ScaleText, unit: GroupIndex) {
    let title = scale.title.get(reading.language);
    let whole = reading.total().and_then(|total| reading.cube.score(&scale.id, total).shown());
    let whole_text = whole.map_or_else(String::new, |score| reading.numbers.decimal(score.mean(), 1));
    match reading.cube.score(&scale.id, unit).view() {
        View::Shown(score) => {
            let interval = ends_on(scale, score.interval())
                .map_or_else(String::new, |(low, high)| reading.numbers.range(low, high, 1));
            let phrase = whole.map_or("", |whole| reading.compared(scale, score.into(), whole.into()));
            sheet.row(&[
                (NAME, title),
                (HERE, &reading.numbers.decimal(score.mean(), 1)),
                (INTERVAL, &interval),
                (ANSWERS, &reading.numbers.whole(score.n())),
                (WHOLE, &whole_text),
                (PHRASE, phrase),
            ]);
        }
        View::Withheld(reason) => {
            let mark = sheet.withheld(reason);
            sheet.row(&[(NAME, title), (Stop::left(29, 20), mark), (WHOLE, &whole_text)]);
            let shown = |group: GroupIndex| reading.cube.score(&scale.id, group).shown().is_some();
            if let Some((level, above)) = reading
                .level_above(unit, shown)
                .filter(|level| Some(*level) != reading.total())
                .and_then(|level| Some((level, reading.cube.score(&scale.id, level).shown()?)))
            {
                let name = format!("→ {}", reading.name(level));
                let value = reading.numbers.decimal(above.mean(), 1);
                sheet.row(&[(Stop::left(4, 44), &name), (WHOLE, &value)]);
            }
        }
    }
}

fn absence(reading: &Reading<'_>, sheet: &mut Sheet, unit: GroupIndex) {
    let common = &reading.words.common;
    sheet.heading(common.absence);
    let groups = [Some(unit), reading.total().filter(|total| *total != unit)];
    for group in groups.into_iter().flatten() {
        let name = reading.name(group).to_owned();
        match reading.cube.absence_year(group).view() {
            View::Shown(absence) => {
                let employees = fill(common.employees_n, &[("n", &reading.numbers.whole(absence.employees()))]);
                let months = fill(common.months_n, &[("n", &absence.months().to_string())]);
                sheet.row(&[
                    (Stop::left(2, 38), &name),
                    (Stop::right(41, 8), &reading.numbers.percent(absence.percent(), 1)),
                    (Stop::left(51, 29), &format!("{employees}, {months}")),
                ]);
            }
            View::Withheld(reason) => {
                let mark = sheet.withheld(reason);
                sheet.row(&[(Stop::left(2, 38), &name), (Stop::left(42, 38), mark)]);
            }
        }
    }
}
