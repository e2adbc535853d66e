//! Absence through the years: by quarter, with mix and rate apart, by length, and the employer's days.

use disclosure::{Band, Exactly16, GroupIndex, MixAndRate, Period, PublishedCourse, Reason, Released, View};
use maud::{Markup, html};
use survey::Month;

use super::figure::{self, Figure, percent_ticks};
use super::findings::name;
use super::table::{Cell, Column, Form, Row, Table};
use crate::charts::months::{Bar, Months};
use crate::charts::parted::{self, Parted};
use crate::numbers::NO_NUMBER;
use crate::reading::{Reading, merger};
use crate::words::fill;

/// Everything below the months; nothing where no quarter is known.
pub(super) fn section(reading: &Reading<'_>) -> Option<Markup> {
    let total = reading.total()?;
    let periods = reading.cube.absence_course().periods();
    let quarters: Vec<(i32, u8)> = periods
        .iter()
        .filter_map(|period| match period {
            Period::Quarter(year, quarter) => Some((*year, *quarter)),
            _ => None,
        })
        .collect();
    if quarters.is_empty() {
        return None;
    }
    let years: Vec<i32> = periods
        .iter()
        .filter_map(|period| match period {
            Period::Year(year) => Some(*year),
            _ => None,
        })
        .collect();
    let words = &reading.words.absence;
    Some(html! {
        h3 { (words.quarters) }
        p { (words.quarters_lead) }
        (quarters_figure(reading, total, &quarters))
        @if let Some(parts) = parted_figures(reading, total, &years) {
            h3 { (words.parted) }
            p { (words.parted_lead) }
            (parts)
        }
        (lengths(reading, total, &years))
    })
}

fn quarter_words(line: &str, (year, quarter): (i32, u8)) -> String {
    fill(line, &[("number", &quarter.to_string()), ("year", &year.to_string())])
}

fn quarters_figure(reading: &Reading<'_>, total: GroupIndex, quarters: &[(i32, u8)]) -> Markup {
    let words = &reading.words.absence;
    let common = &reading.words.common;
    let course = reading.cube.absence_course();
    let rate = |(year, quarter): (i32, u8)| course.rate(total, Period::Quarter(year, quarter));
    let shown = quarters.iter().filter_map(|quarter| rate(*quarter).shown());
    let (high, ticks) = percent_ticks(reading, shown.map(PublishedCourse::percent).fold(8.0, f64::max));
    let bars = quarters.iter().filter_map(|quarter| {
        let month = Month::new(quarter.0, quarter.1.saturating_mul(3).saturating_sub(2)).ok()?;
        Some(Bar {
            month,
            name: quarter_words(words.quarter_name, *quarter),
            shown: rate(*quarter).shown().map(|rate| (rate.percent_certified(), rate.percent())),
        })
    });
    let sections = &reading.words.sections;
    let merger = merger().map(|day| (day.month_of(), format!("{} {}", sections.merger, sections.merger_day)));
    let chart = Months {
        bars: bars.collect(),
        ticks,
        high,
        bands: None,
        merger,
        parts: (common.certified, common.self_certified),
    };
    let spoken = quarters.iter().map(|quarter| {
        let name = quarter_words(words.quarter_of, *quarter);
        match rate(*quarter).view() {
            View::Shown(rate) => {
                figure::spoken_row(reading, &name, &reading.numbers.percent(rate.percent(), 1), None, 1)
            }
            View::Withheld(reason) => figure::spoken_hidden(reading, &name, reason),
        }
    });
    let description = fill(words.quarters_described, &[("rows", &spoken.collect::<Vec<_>>().join(" "))]);
    let table = Table {
        caption: words.quarters_chart.to_owned(),
        names: words.quarter.to_owned(),
        form: Form::Plain,
        columns: vec![
            Column::number(common.absence),
            Column::number(common.certified),
            Column::number(common.self_certified),
            Column::number(words.same_quarter),
            Column::number(words.four_quarters),
            Column::number(words.holidays_out),
            Column::number(common.employees),
        ],
        rows: quarters
            .iter()
            .map(|(year, quarter)| {
                let rolling = course.rate(total, Period::FourQuarters(*year, *quarter));
                let name = quarter_words(words.quarter_of, (*year, *quarter));
                Row::new(html! { (name) }, quarter_cells(reading, rate((*year, *quarter)), rolling))
            })
            .collect(),
    };
    let note = html! { (words.denominators) " " (extracted(reading)) };
    let title = words.quarters_chart.to_owned();
    Figure { id: "quarters", title, description, note: Some(note), table }.render(reading, |spoken| chart.draw(spoken))
}

fn quarter_cells(
    reading: &Reading<'_>,
    rate: &Released<PublishedCourse>,
    rolling: &Released<PublishedCourse>,
) -> Vec<Cell> {
    let percent = |value: f64| Cell::text(reading.numbers.percent(value, 1));
    let shown = match rate.view() {
        View::Withheld(reason) => return (0..7).map(|_| Cell::Withheld(reason, None)).collect(),
        View::Shown(shown) => shown,
    };
    let optional = |value: Option<Cell>| value.unwrap_or_else(|| Cell::text(NO_NUMBER));
    vec![
        percent(shown.percent()),
        percent(shown.percent_certified()),
        percent(shown.percent_self_certified()),
        optional(shown.change().map(|change| Cell::text(points(reading, change)))),
        match rolling.view() {
            View::Shown(rolling) => percent(rolling.percent()),
            View::Withheld(Reason::NotMeasured) => Cell::text(NO_NUMBER),
            View::Withheld(reason) => Cell::Withheld(reason, None),
        },
        optional(shown.percent_holidays_out().map(percent)),
        Cell::text(reading.numbers.whole(shown.employees())),
    ]
}

/// A difference with its sign: "+0,4 prosentpoeng".
fn points(reading: &Reading<'_>, value: f64) -> String {
    fill(reading.words.absence.points, &[("number", &signed(reading, value))])
}

fn signed(reading: &Reading<'_>, value: f64) -> String {
    let number = reading.numbers.decimal(value, 1);
    if value > 0.0 && number.chars().any(|digit| ('1'..='9').contains(&digit)) { format!("+{number}") } else { number }
}

fn extracted(reading: &Reading<'_>) -> String {
    let last = reading.cube.absence_course().extracted().last;
    let told = |day| fill(reading.words.absence.extracted, &[("day", &reading.numbers.date(day))]);
    last.map_or_else(String::new, told)
}

/// The last year of which the former municipalities are compared, and the whole municipality through the years.
fn parted_figures(reading: &Reading<'_>, total: GroupIndex, years: &[i32]) -> Option<Markup> {
    let words = &reading.words.absence;
    let course = reading.cube.absence_course();
    let former: Vec<GroupIndex> = reading.former_municipalities().into_iter().map(|(group, _)| group).collect();
    let is_compared =
        |year: &&i32| former.iter().any(|group| course.comparison(*group, Period::Year(**year)).shown().is_some());
    let last = years.iter().rev().find(is_compared);
    let of_former = last.map(|year| {
        let rows = former.iter().filter_map(|group| {
            let cell = course.comparison(*group, Period::Year(*year));
            let standardised = cell.shown().and_then(|comparison| comparison.standardised());
            let parts = match cell.view() {
                View::Shown(comparison) => comparison.to_whole().ok_or(Reason::NotMeasured),
                View::Withheld(reason) => Err(reason),
            };
            (parts != Err(Reason::NotMeasured)).then(|| Difference {
                label: reading.name(*group).to_owned(),
                name: name(reading, *group),
                parts,
                percent: percent_of(reading, *group, *year),
                standardised,
            })
        });
        let title = fill(words.parted_former, &[("year", &year.to_string())]);
        parted_figure(reading, "parted-former", title, &rows.collect::<Vec<_>>(), true)
    });
    let rows = years.iter().filter_map(|year| {
        let label = fill(words.against, &[("year", &year.to_string()), ("before", &(year - 1).to_string())]);
        let parts = match course.comparison(total, Period::Year(*year)).view() {
            View::Shown(comparison) => Ok(comparison.to_year_before()?),
            View::Withheld(Reason::NotMeasured) => return None,
            View::Withheld(reason) => Err(reason),
        };
        let (name, percent) = (html! { (label) }, percent_of(reading, total, *year));
        Some(Difference { label, name, parts, percent, standardised: None })
    });
    let rows: Vec<Difference> = rows.collect();
    let of_years =
        (!rows.is_empty()).then(|| parted_figure(reading, "parted-years", words.parted_years.to_owned(), &rows, false));
    (of_former.is_some() || of_years.is_some()).then(|| {
        html! {
            @if let Some(figure) = of_former { (figure) }
            @if let Some(figure) = of_years { (figure) }
        }
    })
}

fn percent_of(reading: &Reading<'_>, group: GroupIndex, year: i32) -> Option<f64> {
    reading.cube.absence_course().rate(group, Period::Year(year)).shown().map(PublishedCourse::percent)
}

/// One row of a figure with two parts.
struct Difference {
    label: String,
    name: Markup,
    parts: Result<MixAndRate, Reason>,
    percent: Option<f64>,
    standardised: Option<f64>,
}

fn parted_figure(reading: &Reading<'_>, id: &str, title: String, rows: &[Difference], standardised: bool) -> Markup {
    let words = &reading.words.absence;
    let spoken = rows.iter().map(|row| match &row.parts {
        Ok(parts) => {
            let (mix, rate) = (points(reading, parts.mix), points(reading, parts.rate));
            fill(words.parted_row, &[("name", &row.label), ("mix", &mix), ("rate", &rate)])
        }
        Err(reason) => figure::spoken_hidden(reading, &row.label, *reason),
    });
    let description = fill(words.parted_described, &[("rows", &spoken.collect::<Vec<_>>().join(" "))]);
    let chart = Parted {
        rows: rows
            .iter()
            .map(|row| parted::Row {
                label: row.label.clone(),
                parts: match &row.parts {
                    Ok(parts) => Ok([parts.mix, parts.rate].map(|value| (value, signed(reading, value)))),
                    Err(reason) => Err(reason.mark(reading.language)),
                },
            })
            .collect(),
        words: [words.mix, words.rate],
        sides: [words.less, words.more],
    };
    let mut columns =
        vec![Column::number(reading.words.common.absence), Column::number(words.mix), Column::number(words.rate)];
    if standardised {
        columns.push(Column::number(words.standardised));
    }
    let cells = |row: &Difference| {
        let percent = |value: Option<f64>| {
            Cell::text(value.map_or(NO_NUMBER.to_owned(), |value| reading.numbers.percent(value, 1)))
        };
        let mut cells = vec![percent(row.percent)];
        match &row.parts {
            Ok(parts) => cells.extend([parts.mix, parts.rate].map(|value| Cell::text(points(reading, value)))),
            Err(reason) => cells.extend([Cell::Withheld(*reason, None), Cell::Withheld(*reason, None)]),
        }
        if standardised {
            cells.push(percent(row.standardised));
        }
        cells
    };
    let table = Table {
        caption: title.clone(),
        names: reading.words.common.group.to_owned(),
        form: Form::Plain,
        columns,
        rows: rows.iter().map(|row| Row::new(row.name.clone(), cells(row))).collect(),
    };
    Figure { id, title, description, note: None, table }.render(reading, |spoken| chart.draw(spoken))
}

/// Absences by length in the last year that has them, and what the employer paid.
fn lengths(reading: &Reading<'_>, total: GroupIndex, years: &[i32]) -> Markup {
    let words = &reading.words.absence;
    let course = reading.cube.absence_course();
    let spells = years.iter().rev().find_map(|year| Some((year, course.spells(total, Period::Year(*year)).shown()?)));
    let periods =
        years.iter().rev().find_map(|year| Some((year, course.employer_periods(total, Period::Year(*year)).shown()?)));
    let table = spells.map(|(year, spells)| Table {
        caption: fill(words.lengths_year, &[("year", &year.to_string())]),
        names: words.length.to_owned(),
        form: Form::Plain,
        columns: vec![Column::number(reading.words.common.absence), Column::number(words.begun)],
        rows: spells
            .bands()
            .map(|(band, share)| {
                let cells = vec![
                    Cell::text(reading.numbers.percent(share.percent(), 1)),
                    Cell::text(reading.numbers.whole(share.spells())),
                ];
                Row::new(html! { (length(reading, band)) }, cells)
            })
            .collect(),
    });
    html! {
        @if table.is_some() || periods.is_some() { h3 { (words.lengths) } }
        @if let Some(table) = table {
            p { (words.lengths_lead) }
            (table.render(reading.language))
        }
        @if let Some((year, periods)) = periods {
            p {
                (fill(words.periods, &[
                    ("year", &year.to_string()),
                    ("begun", &reading.numbers.whole(periods.begun())),
                    ("inside", &reading.numbers.whole(periods.days_inside())),
                    ("after", &reading.numbers.whole(periods.days_after())),
                    ("rule", match periods.exactly_16() {
                        Exactly16::SamePeriod => words.same_period,
                        Exactly16::NewPeriod => words.new_period,
                    }),
                ]))
            }
        }
    }
}

const fn length(reading: &Reading<'_>, band: Band) -> &'static str {
    let words = &reading.words.absence;
    match band {
        Band::UpTo3 => words.up_to_3,
        Band::From4To16 => words.from_4,
        Band::From17To56 => words.from_17,
        Band::Over56 => words.over_56,
    }
}
