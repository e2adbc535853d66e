//! `mestring absence periods`: released employer periods and absences by length.

use anyhow::Result;
use disclosure::{Exactly16, Period, Reason, Released, Sealed, View};

use super::lines::{Column, Figure, Line, groups, written};
use super::rates::extracted;
use crate::cli::{AbsenceFormat, Grouping, PeriodsArgs};
use crate::commands::{print, report};
use crate::exit::Refusal;
use crate::project::Project;

const COLUMNS: [Column; 11] = [
    ("employer_periods_begun", "begun"),
    ("days_in_employer_period", "inside"),
    ("days_after_employer_period", "after"),
    ("exactly_16", "=16"),
    ("spells_1_3", "1-3"),
    ("spells_4_16", "4-16"),
    ("spells_17_56", "17-56"),
    ("spells_over_56", ">56"),
    ("spells_self_certified", "self"),
    ("spells_certified", "cert"),
    ("spells_per_100", "/100"),
];

/// Instead of a table in which nothing is known.
const NOTHING: &str = "\
Employer periods and absences by length are not known: the unit sums that were
imported do not hold them. Import them from spells (absence import --spells), or
with the columns spells_... and employer_periods_begun, and analyse again.
";

pub(super) fn run(project: &Project, args: &PeriodsArgs) -> Result<()> {
    if args.by == Grouping::Unit {
        let said = "employer periods and absences by length are not shown for units; choose another --by";
        return Err(Refusal(said.to_owned()).into());
    }
    let sealed = report::released(project, args.wave.as_ref())?;
    let course = sealed.absence_course();
    let mut lines = Vec::new();
    for (group, id, name) in groups(&sealed, args.by) {
        for period in course.periods().into_iter().filter(|period| matches!(period, Period::Year(_))) {
            let figures = match (course.employer_periods(group, period).view(), course.spells(group, period).view()) {
                (View::Withheld(reason), View::Withheld(_)) => Err(reason),
                _ => Ok(figures(course.employer_periods(group, period), course.spells(group, period))),
            };
            lines.push(Line { group: id.clone(), name: name.clone(), period: period.to_string(), figures });
        }
    }
    let is_known = |line: &Line| !matches!(line.figures, Err(Reason::NotMeasured));
    if args.format == AbsenceFormat::Text && !lines.iter().any(is_known) {
        return print(NOTHING);
    }
    print(&written(args.format, &COLUMNS, &lines, &notes(&sealed)))
}

fn figures(
    periods: &Released<disclosure::PublishedEmployerPeriods>,
    spells: &Released<disclosure::PublishedSpells>,
) -> Vec<Figure> {
    let mut figures = match periods.shown() {
        Some(periods) => vec![
            Figure::Count(periods.begun()),
            Figure::Count(periods.days_inside()),
            Figure::Count(periods.days_after()),
            Figure::Word(periods.exactly_16().as_str().to_owned()),
        ],
        None => vec![Figure::None; 4],
    };
    match spells.shown() {
        Some(spells) => {
            figures.extend(spells.bands().map(|(_, band)| Figure::Count(band.spells())));
            figures.extend([Figure::Count(spells.self_certified()), Figure::Count(spells.certified())]);
            figures.push(Figure::Number(spells.per_hundred(), 0));
        }
        None => figures.extend(vec![Figure::None; 7]),
    }
    figures
}

fn notes(sealed: &Sealed) -> Vec<String> {
    let course = sealed.absence_course();
    let groups = groups(sealed, Grouping::Total);
    let used = groups.iter().flat_map(|(group, _, _)| {
        course
            .periods()
            .into_iter()
            .filter_map(|period| Some(course.employer_periods(*group, period).shown()?.exactly_16()))
    });
    let rule = match used.last() {
        Some(Exactly16::SamePeriod) => "goes on in the same period (same)",
        Some(Exactly16::NewPeriod) => "begins a new period (new)",
        None => "is not known to have been decided",
    };
    vec![
        "begun: employer periods of 16 calendar days that began. inside, after: calendar\n\
         days of absence in them and after them. 1-3 to >56: absences that began, by\n\
         full length in calendar days; one with a certified day is certified. /100: for\n\
         each hundred employees."
            .to_owned(),
        format!("A gap of exactly 16 days {rule}."),
        extracted(sealed),
    ]
}
