//! The columns of the absence file that need not be there.
//!
//! What it is: what a row says beside its days, as text and back.
//!
//! What it is not: required. An empty value, or a column that is not there, is not known, and never nought.
//!
//! Invariant: figures that belong together are all known or none of them.

use crate::{Banded, Details, EmployerPeriods, Largest, LargestByKind, PersonDays};
use std::fmt::Display;
use std::str::FromStr;
use survey::{FileError, Row};

/// The columns of the absence file that need not be there, in the order in which they are written.
pub const DETAIL_COLUMNS: [&str; 31] = [
    "lost_days_self_certified_1_3",
    "lost_days_self_certified_4_16",
    "lost_days_self_certified_17_56",
    "lost_days_self_certified_over_56",
    "lost_days_certified_1_3",
    "lost_days_certified_4_16",
    "lost_days_certified_17_56",
    "lost_days_certified_over_56",
    "spells_self_certified_1_3",
    "spells_self_certified_4_16",
    "spells_self_certified_17_56",
    "spells_self_certified_over_56",
    "spells_certified_1_3",
    "spells_certified_4_16",
    "spells_certified_17_56",
    "spells_certified_over_56",
    "employees_absent",
    "holiday_days",
    "employer_periods_begun",
    "days_in_employer_period",
    "days_after_employer_period",
    "exactly_16",
    "largest_lost_days_self_certified",
    "second_largest_lost_days_self_certified",
    "largest_lost_days_certified",
    "second_largest_lost_days_certified",
    "largest_lost_days_self_certified_12_months",
    "second_largest_lost_days_self_certified_12_months",
    "largest_lost_days_certified_12_months",
    "second_largest_lost_days_certified_12_months",
    "vintage",
];

const LOST: [[&str; 4]; 2] = {
    let [a, b, c, d, e, f, g, h, ..] = DETAIL_COLUMNS;
    [[a, b, c, d], [e, f, g, h]]
};
const SPELLS: [[&str; 4]; 2] = {
    let [_, _, _, _, _, _, _, _, a, b, c, d, e, f, g, h, ..] = DETAIL_COLUMNS;
    [[a, b, c, d], [e, f, g, h]]
};
const PERIODS: [&str; 4] = {
    let [.., begun, inside, after, exactly_16, _, _, _, _, _, _, _, _, _] = DETAIL_COLUMNS;
    [begun, inside, after, exactly_16]
};
/// The largest parts in the month, and in twelve months.
const LARGEST: [[&str; 4]; 2] = {
    let [.., a, b, c, d, e, f, g, h, _] = DETAIL_COLUMNS;
    [[a, b, c, d], [e, f, g, h]]
};

/// What a line says beside its days. What is wrong is added to the errors.
pub(crate) fn details(line: Row<'_>, errors: &mut Vec<FileError>) -> Details {
    let whole = "write a whole number, or leave it empty where it is not known";
    let days = "write days with at most six decimals, or leave it empty where they are not known";
    let [month, year] = LARGEST;
    Details {
        lost: banded::<PersonDays>(line, LOST, days, errors),
        spells: banded::<u32>(line, SPELLS, whole, errors),
        employees_absent: optional(line, "employees_absent", whole, errors),
        holiday: optional(line, "holiday_days", days, errors),
        employer_periods: employer_periods(line, whole, errors),
        largest: largest(line, month, days, errors),
        largest_12_months: largest(line, year, days, errors),
        vintage: optional(line, "vintage", "write the day of the extraction as in 2024-01-31", errors),
    }
}

/// What a row says beside its days, as the values of the columns.
pub(crate) fn values(details: &Details) -> Vec<String> {
    let text = |value: Option<&dyn Display>| value.map_or_else(String::new, ToString::to_string);
    let mut values: Vec<String> = match &details.lost {
        Some(lost) => lost.iter().map(|(_, _, days)| days.to_string()).collect(),
        None => vec![String::new(); 8],
    };
    match &details.spells {
        Some(spells) => values.extend(spells.iter().map(|(_, _, spells)| spells.to_string())),
        None => values.extend(vec![String::new(); 8]),
    }
    values.push(text(details.employees_absent.as_ref().map(|absent| absent as &dyn Display)));
    values.push(text(details.holiday.as_ref().map(|days| days as &dyn Display)));
    match details.employer_periods {
        Some(EmployerPeriods { begun, days_inside, days_after, exactly_16 }) => {
            values.extend([begun, days_inside, days_after].map(|count| count.to_string()));
            values.push(exactly_16.as_str().to_owned());
        }
        None => values.extend(vec![String::new(); 4]),
    }
    for largest in [details.largest, details.largest_12_months] {
        match largest.map(LargestByKind::to_days) {
            Some(days) => values.extend(days.map(|days| days.to_string())),
            None => values.extend(vec![String::new(); 4]),
        }
    }
    values.push(text(details.vintage.as_ref().map(|vintage| vintage as &dyn Display)));
    values
}

fn optional<T: FromStr<Err: Display>>(
    line: Row<'_>,
    column: &'static str,
    remedy: &str,
    errors: &mut Vec<FileError>,
) -> Option<T> {
    line.parse_optional(column, remedy).unwrap_or_else(|error| {
        errors.push(error);
        None
    })
}

/// Columns of which all or none are filled in.
fn all_or_none(line: Row<'_>, columns: &[&'static str], errors: &mut Vec<FileError>) -> bool {
    let mut empty = columns.iter().filter(|column| line.value(column).is_empty());
    let first_empty = empty.next();
    let rest_empty = empty.count();
    match first_empty {
        None => true,
        Some(_) if rest_empty + 1 == columns.len() => false,
        Some(column) => {
            let others = columns.iter().copied().filter(|other| other != column).collect::<Vec<_>>().join(", ");
            let problem =
                format!("it is empty while others of {others} are not; they are known together or not at all");
            errors.push(line.error(column, problem, "fill in all of them, or none"));
            false
        }
    }
}

fn banded<T: FromStr<Err: Display> + Copy + Default>(
    line: Row<'_>,
    columns: [[&'static str; 4]; 2],
    remedy: &str,
    errors: &mut Vec<FileError>,
) -> Option<Banded<T>> {
    if !all_or_none(line, columns.as_flattened(), errors) {
        return None;
    }
    let before = errors.len();
    let values =
        columns.map(|columns| columns.map(|column| optional(line, column, remedy, errors).unwrap_or_default()));
    (errors.len() == before).then_some(Banded::new(values))
}

fn employer_periods(line: Row<'_>, remedy: &str, errors: &mut Vec<FileError>) -> Option<EmployerPeriods> {
    if !all_or_none(line, &PERIODS, errors) {
        return None;
    }
    let [begun, inside, after, exactly_16] = PERIODS;
    let [begun, days_inside, days_after] = [begun, inside, after].map(|column| optional(line, column, remedy, errors));
    let exactly_16 = optional(line, exactly_16, "write same or new", errors);
    Some(EmployerPeriods { begun: begun?, days_inside: days_inside?, days_after: days_after?, exactly_16: exactly_16? })
}

fn largest(
    line: Row<'_>,
    columns: [&'static str; 4],
    remedy: &str,
    errors: &mut Vec<FileError>,
) -> Option<LargestByKind> {
    if !all_or_none(line, &columns, errors) {
        return None;
    }
    let days = columns.map(|column| optional::<PersonDays>(line, column, remedy, errors));
    let [first_own, second_own, first_certified, second_certified] = days;
    let [_, own, _, certified] = columns;
    let mut pair = |first: Option<PersonDays>, second: Option<PersonDays>, column| {
        let (first, second) = first.zip(second)?;
        Largest::new(first, second).or_else(|| {
            let problem = format!("the second largest part is {second}, and the largest only {first}");
            errors.push(line.error(column, problem, "write the larger one first"));
            None
        })
    };
    let self_certified = pair(first_own, second_own, own);
    let certified = pair(first_certified, second_certified, certified);
    Some(LargestByKind { self_certified: self_certified?, certified: certified? })
}
