//! Sickness absence through the months, quarters and years.

use disclosure::{Period, PersonDays, PublishedAbsence, PublishedCourse, Released};

use super::{Place, Visible};
use crate::codes::STRETCH;
use crate::{Table, Value, codes};

/// Days are kept in millionths.
const PARTS_PER_DAY: f64 = 1_000_000.0;

pub(super) fn fill(table: &mut Table, visible: &Visible<'_>) {
    let cube = visible.cube;
    for place in &visible.places {
        let year = cube.absence_year(place.group);
        let until = format!("..{}", cube.header().reference_date);
        push(table, place, &until, "twelve_months", year, of_absence);
    }
    for place in &visible.places {
        for (month, cell) in cube.absence_months(place.group) {
            push(table, place, &month.to_string(), "month", cell, of_absence);
        }
    }
    let course = cube.absence_course();
    for period in course.periods() {
        let stretch = match period {
            Period::Quarter(..) => "quarter",
            Period::FourQuarters(..) => "twelve_months",
            Period::Year(_) => "year",
        };
        for place in visible.wide() {
            push(table, place, &period.to_string(), stretch, course.rate(place.group, period), of_course);
        }
    }
}

fn push<T>(
    table: &mut Table,
    place: &Place,
    period: &str,
    stretch: &str,
    cell: &Released<T>,
    numbers: impl Fn(&T) -> [Value; 6],
) {
    let when = [Value::text(period), Value::word(&STRETCH, stretch)];
    let numbers = cell.shown().map_or_else(|| [const { Value::Nothing }; 6], numbers);
    let row = when.into_iter().chain(numbers).chain([codes::status(cell.withheld())]);
    table.push(place.columns().into_iter().chain(row));
}

fn of_absence(found: &PublishedAbsence) -> [Value; 6] {
    let percents = [found.percent(), found.percent_self_certified(), found.percent_certified()];
    numbers(found.employees(), percents, [found.lost(), found.agreed()])
}

fn of_course(found: &PublishedCourse) -> [Value; 6] {
    let percents = [found.percent(), found.percent_self_certified(), found.percent_certified()];
    numbers(found.employees(), percents, [found.lost(), found.agreed()])
}

/// The values of the columns employees to agreed_days.
fn numbers(employees: u64, percents: [f64; 3], lost_and_agreed: [&PersonDays; 2]) -> [Value; 6] {
    let [percent, self_certified, certified] = percents.map(Value::Number);
    let [lost, agreed] = lost_and_agreed.map(|of| days(of.millionths()));
    [Value::count(employees), percent, self_certified, certified, lost, agreed]
}

#[expect(clippy::cast_precision_loss, reason = "a municipality's days in millionths are far below 2^53")]
fn days(millionths: u64) -> Value {
    Value::Number(millionths as f64 / PARTS_PER_DAY)
}
