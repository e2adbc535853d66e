//! `mestring absence rates`: the released percentages.

use anyhow::Result;
use disclosure::{GroupIndex, MixAndRate, Period, PublishedAbsence, PublishedCourse, Released, Sealed, View};

use super::lines::{Column, Figure, Line, groups, is_known, written};
use crate::cli::{Grouping, RatesArgs, Stretch};
use crate::commands::{analyse, print, report};
use crate::exit::Refusal;
use crate::project::Project;

const COLUMNS: [Column; 9] = [
    ("percent", "total %"),
    ("percent_self_certified", "self %"),
    ("percent_certified", "cert %"),
    ("percent_holidays_out", "excl hol %"),
    ("change_pp", "change"),
    ("standardised_percent", "std %"),
    ("mix_pp", "mix"),
    ("rate_pp", "rate"),
    ("employees", "n"),
];

pub(super) fn run(project: &Project, args: &RatesArgs) -> Result<()> {
    let by_unit = args.by == Grouping::Unit;
    if by_unit && args.per != Stretch::Year {
        let said = "units are shown for the year up to the wave only; add --per year, or choose another --by";
        return Err(Refusal(said.to_owned()).into());
    }
    let sealed = match args.vintage {
        Some(day) => {
            let earlier = project.remembered(&project.ledger()?)?;
            let absence = project.absence_table_as_of(day)?;
            let (_, unsealed) = analyse::unsealed(project, args.wave.as_ref(), &absence)?;
            unsealed.seal_after(&earlier)?.0
        }
        None => report::released(project, args.wave.as_ref())?,
    };
    let mut lines = Vec::new();
    for (group, id, name) in groups(&sealed, args.by) {
        for (period, figures) in figures(&sealed, group, args) {
            lines.push(Line { group: id.clone(), name: name.clone(), period, figures });
        }
    }
    print(&written(args.format, &COLUMNS, &lines, &notes(&sealed, args, &lines)))
}

type Row = (String, Result<Vec<Figure>, disclosure::Reason>);

fn figures(sealed: &Sealed, group: GroupIndex, args: &RatesArgs) -> Vec<Row> {
    let per = args.per;
    if args.by == Grouping::Unit {
        return vec![("year to wave".to_owned(), plain(sealed.absence_year(group)))];
    }
    if per == Stretch::Month {
        return sealed.absence_months(group).map(|(month, cell)| (month.to_string(), plain(cell))).collect();
    }
    let course = sealed.absence_course();
    let wanted = |period: &Period| match period {
        Period::Quarter(..) => per == Stretch::Quarter,
        Period::FourQuarters(..) => per == Stretch::Rolling,
        Period::Year(_) => per == Stretch::Year,
    };
    let parts = |period: Period| {
        let comparison = course.comparison(group, period).shown()?;
        // Everybody has a year before to be compared with, and the others have everybody.
        if args.by == Grouping::Total { comparison.to_year_before() } else { comparison.to_whole() }
    };
    let row = |period: Period| {
        let standardised = course.comparison(group, period).shown().and_then(|comparison| comparison.standardised());
        (period.to_string(), of_period(course.rate(group, period), standardised, parts(period)))
    };
    course.periods().into_iter().filter(wanted).map(row).collect()
}

fn plain(cell: &Released<PublishedAbsence>) -> Result<Vec<Figure>, disclosure::Reason> {
    match cell.view() {
        View::Withheld(reason) => Err(reason),
        View::Shown(shown) => {
            let percents = [shown.percent(), shown.percent_self_certified(), shown.percent_certified()];
            let mut figures: Vec<Figure> = percents.map(|percent| Figure::Number(percent, 2)).into();
            figures.extend(vec![Figure::None; 5]);
            figures.push(Figure::Count(shown.employees()));
            Ok(figures)
        }
    }
}

fn of_period(
    cell: &Released<PublishedCourse>,
    standardised: Option<f64>,
    parts: Option<MixAndRate>,
) -> Result<Vec<Figure>, disclosure::Reason> {
    let shown = match cell.view() {
        View::Withheld(reason) => return Err(reason),
        View::Shown(shown) => shown,
    };
    let optional = |number: Option<f64>| number.map_or(Figure::None, |number| Figure::Number(number, 2));
    Ok(vec![
        Figure::Number(shown.percent(), 2),
        Figure::Number(shown.percent_self_certified(), 2),
        Figure::Number(shown.percent_certified(), 2),
        optional(shown.percent_holidays_out()),
        optional(shown.change()),
        optional(standardised),
        optional(parts.map(|parts| parts.mix)),
        optional(parts.map(|parts| parts.rate)),
        Figure::Count(shown.employees()),
    ])
}

/// What the columns that are shown mean.
fn notes(sealed: &Sealed, args: &RatesArgs, lines: &[Line]) -> Vec<String> {
    let shown = |name: &str| is_known(&COLUMNS, lines, name);
    let mut notes = vec![
        "Lost days in percent of agreed days, both summed before one is divided by the\n\
         other. self %: on the employee's word; cert %: on a doctor's. n: employees, the\n\
         mean of the months. It is counted, not sampled: no interval."
            .to_owned(),
    ];
    let mut note = |told: &str| notes.push(told.to_owned());
    note("Holidays are among the agreed days, as in the national statistics.");
    if shown("percent_holidays_out") {
        note("excl hol %: without them, as in the employer's own statistics.");
    }
    if shown("change_pp") {
        note("change: percentage points since the same period a year before.");
    }
    if shown("standardised_percent") {
        note("std %: what it would be with the service areas of the whole.");
    }
    if shown("mix_pp") && args.by == Grouping::Total {
        note(
            "mix and rate: the change since the year before, from a different mix of\n\
             service areas and from other rates in the same areas.",
        );
    } else if shown("mix_pp") {
        note(
            "mix and rate: the distance to the whole, from working in other service areas\n\
             and from other rates in the same areas.",
        );
    }
    if args.by == Grouping::UnitType {
        note(
            "A type holds the units that are of it with all units below them; a unit above\n\
             units of several types is in none.",
        );
    }
    notes.push(extracted(sealed));
    notes
}

/// When the figures were extracted.
pub(super) fn extracted(sealed: &Sealed) -> String {
    let extracted = sealed.absence_course().extracted();
    match (extracted.first, extracted.last) {
        (Some(first), Some(last)) => {
            let days = if first == last { first.to_string() } else { format!("{first} to {last}") };
            let rest = if extracted.some_unstated { "; some figures do not say when" } else { "" };
            format!("Extracted: {days}{rest}.")
        }
        _ => "Extracted: the figures do not say when.".to_owned(),
    }
}
