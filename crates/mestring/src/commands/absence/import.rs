//! `mestring absence import`: unit sums from a file, or made in memory from spells and positions.
//!
//! Nothing of one person is written: what is read of spells and positions is counted here and then gone.

use std::collections::BTreeSet;
use std::path::Path;

use absence::{AbsenceTable, DETAIL_COLUMNS, Months, Rules, SickLeave, SickLeaveFiles, unit_sums};
use anyhow::{Context as _, Result};
use survey::{Date, FileErrors, Register};

use super::changes;
use crate::cli::{AbsenceImportArgs, SpellArgs};
use crate::commands::{Context, print};
use crate::exit::Refusal;
use crate::files::NamedText;
use crate::machine;
use crate::project::Project;

pub(super) fn run(context: &Context, project: &Project, args: &AbsenceImportArgs) -> Result<()> {
    match (&args.file, args.vintage) {
        (Some(file), vintage) => sums(project, file, vintage),
        (None, Some(vintage)) => {
            let spinner = context.progress.spinner("counting spells")?;
            let told = spells(project, &args.spells, vintage)?;
            spinner.finish_and_clear();
            print(&told)
        }
        (None, None) => Err(Refusal("give a file of unit sums, or --spells and --positions".to_owned()).into()),
    }
}

/// Brings in ready-made unit sums. All errors of the file are told at once, unknown units among them.
pub(crate) fn sums(project: &Project, file: &Path, vintage: Option<Date>) -> Result<()> {
    let text = NamedText::read(file)?;
    let register = project.register()?;
    let mut errors = unknown_places(&text, &register);
    let table = match AbsenceTable::from_csv(text.source()) {
        Ok(table) => table,
        Err(found) => {
            let mut all = found.into_vec();
            all.append(&mut errors);
            all.sort_by_key(|error| error.line);
            AbsenceTable::from_rows(refused(all)?)?
        }
    };
    FileErrors::unless_empty(errors)?;
    let table = match vintage {
        Some(vintage) => table.of_vintage(vintage),
        None => table,
    };
    let changed = changes::told(&project.write_absence(&table)?, &register);
    let (folder, rows) = (project.absence(), table.rows().len());
    let cleared = taken_as_cleared(&table);
    print(&format!("{}: {rows} rows of absence, one Parquet file per month\n{changed}{cleared}", folder.display()))
}

/// What is taken on trust of rows that do not say how much of their days one employee can have.
fn taken_as_cleared(table: &AbsenceTable) -> String {
    match table.rows().iter().filter(|row| row.details().largest.is_none()).count() {
        0 => String::new(),
        rows => format!(
            "Rows that do not say how large the two largest parts of their days are: {rows}.\n\
             In these, places where one employee has nearly all lost days must have been\n\
             left out before (the p % rule); an import of spells sees to it by itself.\n"
        ),
    }
}

/// No rows: there is at least one error.
fn refused<T>(errors: Vec<survey::FileError>) -> Result<Vec<T>, FileErrors> {
    FileErrors::unless_empty(errors).map(|()| Vec::new())
}

/// Every row whose unit or former municipality nobody knows; nothing for a file that is no table.
fn unknown_places(text: &NamedText, register: &Register) -> Vec<survey::FileError> {
    let units: BTreeSet<&str> = register.units().iter().map(|unit| unit.id().as_str()).collect();
    let former: BTreeSet<&str> = register.former_municipalities().iter().map(|former| former.id().as_str()).collect();
    let Ok(table) = survey::Table::read_with(text.source(), &absence::COLUMNS, &DETAIL_COLUMNS) else {
        return Vec::new();
    };
    let mut errors = Vec::new();
    for row in table.rows() {
        let (unit, from) = (row.value("unit"), row.value("former_municipality"));
        if !units.contains(unit) && unit.parse::<survey::UnitId>().is_ok() {
            let problem = format!("unit {unit} is not in units.csv");
            errors.push(row.error("unit", problem, "add it there, or correct the id"));
        }
        if !former.contains(from) && from.parse::<survey::FormerMunicipalityId>().is_ok() {
            let problem = format!("there is no former municipality {from}");
            let remedy = "add it to former_municipalities.csv, or correct the id";
            errors.push(row.error("former_municipality", problem, remedy));
        }
    }
    errors
}

/// Counts spells and positions; says what was read, what was written, and by which rules.
fn spells(project: &Project, args: &SpellArgs, vintage: Date) -> Result<String> {
    let missing = || Refusal("--spells needs --positions, --from, --to, --exactly-16 and --vintage".to_owned());
    let (spells, positions) = (args.spells.as_ref().ok_or_else(missing)?, args.positions.as_ref().ok_or_else(missing)?);
    let (from, to) = (args.from.ok_or_else(missing)?, args.to.ok_or_else(missing)?);
    let months = Months::new(from, to).map_err(|error| Refusal(format!("--to: {error}")))?;
    let rules = Rules {
        merge_gap_days: args.merge_gap,
        several_notes: args.several_notes,
        longest_days: if args.beyond_52_weeks { None } else { Rules::employer(exactly_16(args)?).longest_days },
        ..Rules::employer(exactly_16(args)?)
    };
    let (spells, positions) = (NamedText::read(spells)?, NamedText::read(positions)?);
    let optional = |file: &Option<std::path::PathBuf>| file.as_deref().map(NamedText::read).transpose();
    let (holidays, rosters) = (optional(&args.holidays)?, optional(&args.rosters)?);
    let files = SickLeaveFiles {
        positions: positions.source(),
        spells: spells.source(),
        holidays: holidays.as_ref().map(NamedText::source),
        rosters: rosters.as_ref().map(NamedText::source),
    };
    let (counted, changed) = count(project, &files, months, &rules, vintage)?;
    Ok(format!("{counted}{}{changed}", rules_in_words(&rules)))
}

fn exactly_16(args: &SpellArgs) -> Result<absence::Exactly16> {
    args.exactly_16.context("--exactly-16 is missing")
}

/// Reads, counts and writes the sums; what was read of persons ends with this function. Says how much there was, and what
/// changed of months that were there before.
fn count(
    project: &Project,
    files: &SickLeaveFiles<'_>,
    months: Months,
    rules: &Rules,
    vintage: Date,
) -> Result<(String, String)> {
    let (register, threads) = (project.register()?, machine::threads());
    let sick_leave = SickLeave::from_csv(files, &register, months, threads)?;
    let table = unit_sums(&sick_leave, months, rules, vintage, threads)?;
    let changed = changes::told(&project.write_absence(&table)?, &register);
    let counted = format!(
        "Read, counted and not kept: {} employees, {} positions, {} spells.\n\
         Written: {} unit sums, {} months, as extracted on {vintage}.\n\
         No row of a person was written anywhere.\n",
        sick_leave.employees(),
        sick_leave.positions(),
        sick_leave.spells(),
        table.rows().len(),
        months.iter().count(),
    );
    Ok((counted, changed))
}

fn rules_in_words(rules: &Rules) -> String {
    let grade = match rules.several_notes {
        absence::SeveralNotes::GradeOfTheDay => "the grade in force each day",
        absence::SeveralNotes::MeanOfTheCase => "the mean grade of the absence",
    };
    let period = match rules.exactly_16 {
        absence::Exactly16::SamePeriod => "goes on in the same employer period",
        absence::Exactly16::NewPeriod => "begins a new employer period",
    };
    let longest =
        rules.longest_days.map_or_else(|| "without end".to_owned(), |days| format!("for {days} days at most"));
    let gap = match rules.merge_gap_days {
        0 => "that touch or overlap".to_owned(),
        days => format!("at most {days} days apart"),
    };
    format!(
        "Rules: absences {gap} are one, counted {longest};\n\
         several notes: {grade};\na gap of exactly 16 days {period}.\n"
    )
}
