//! Absence: which months, which people, and summing before dividing.

use std::num::NonZeroUsize;

use absence::{AbsenceTable, Exactly16, Months, PersonDays, Rules, SickLeave, SickLeaveFiles, unit_sums};
use disclosure::{PublishedAbsence, Reason, Sealed};
use survey::{Date, Instrument, Month, Source};

use crate::fixture::{Folder, analyse, group, made, people, register, wave};
use crate::naive::close;

const UNITS: &str = "\
kom,Kommune,,,kommune,,2015-01-01,
omr,Skoler,kom,Oppvekst,område,,2015-01-01,
old,Gamle skole,omr,,skole,asker,2015-01-01,2023-01-01
new,Nye skole,omr,,skole,asker,2023-01-01,
tek,Teknisk,kom,Teknisk,område,,2015-01-01,
tiny,Lager,kom,,lager,,2015-01-01,
";

fn instrument() -> Instrument {
    made("1", 5, &[("climate", 1, "\"complete\"")])
}

fn table(rows: &str) -> AbsenceTable {
    let header = "unit,former_municipality,month,employees,lost_days_self_certified,lost_days_certified,agreed_days";
    AbsenceTable::from_csv(Source { file: "absence.csv", text: &format!("{header}\n{rows}") }).unwrap()
}

/// The wave stands in the middle of October 2023: its year is October 2022 to September 2023.
fn cube(rows: &str) -> Sealed {
    let (folder, instrument) = (Folder::new(), instrument());
    let records = people(&instrument, "tek", "asker", &["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"]);
    let settled = folder.settle(&wave("w", "2023-10-15", &instrument, &[]), &instrument, records, 100);
    analyse(&register(UNITS, "old,new\n"), &[settled], &table(rows), &[]).unwrap()
}

/// One row a month over the year, and rows just outside it that would spoil every figure.
fn rows() -> String {
    let mut rows = String::from("omr,asker,2022-09,20,0,400,400\nomr,asker,2023-10,20,400,0,400\n");
    rows += "omr,asker,2021-03,20,0,399,400\n";
    for (month, days) in months().zip([10, 20, 30, 5, 0, 0, 15, 25, 35, 40, 1, 2]) {
        let unit = if month < Month::parse("2023-01").unwrap() { "old" } else { "new" };
        rows += &format!("{unit},asker,{month},20,1.5,{days},400\n");
        rows += &format!("tek,hurum,{month},200,0.25,100.125,4000\n");
    }
    rows
}

fn months() -> impl Iterator<Item = Month> {
    std::iter::successors(Some(Month::parse("2022-10").unwrap()), |month| Some(month.next())).take(12)
}

/// Halves and quarters of days are exact as floats.
fn days(days: f64) -> PersonDays {
    PersonDays::parse(&days.to_string()).unwrap()
}

fn year<'a>(cube: &'a Sealed, id: &str) -> &'a PublishedAbsence {
    cube.absence_year(group(cube, id)).shown().unwrap_or_else(|| panic!("{id} is hidden"))
}

#[test]
fn the_year_is_the_twelve_months_before_the_month_of_the_wave() {
    let cube = cube(&rows());
    for (id, own, certified, agreed, employees) in [
        ("new", 18.0, 183.0, 4_800.0, 20),
        ("omr", 18.0, 183.0, 4_800.0, 20),
        ("service_area:Oppvekst", 18.0, 183.0, 4_800.0, 20),
        ("former_municipality:asker", 18.0, 183.0, 4_800.0, 20),
        ("tek", 3.0, 1_201.5, 48_000.0, 200),
        ("kom", 21.0, 1_384.5, 52_800.0, 220),
    ] {
        let found = year(&cube, id);
        assert_eq!((found.months(), found.employees()), (12, employees), "{id}");
        assert_eq!(*found.agreed(), days(agreed), "{id}");
        assert_eq!(*found.lost(), days(own + certified), "{id}");
        close(id, found.percent(), 100.0 * (own + certified) / agreed, 1e-15);
        close(id, found.percent_self_certified(), 100.0 * own / agreed, 1e-15);
        close(id, found.percent_certified(), 100.0 * certified / agreed, 1e-15);
    }
}

#[test]
fn days_are_summed_before_they_are_divided() {
    let cube = cube(&rows());
    let (small, large, both) = (year(&cube, "omr"), year(&cube, "tek"), year(&cube, "kom"));
    let of_means = f64::midpoint(small.percent(), large.percent());
    assert!((both.percent() - of_means).abs() > 0.5, "the mean of the rates is another number");
    close("kom", both.percent(), 100.0 * 1_405.5 / 52_800.0, 1e-15);
}

#[test]
fn months_stand_beside_wide_groups_only_and_go_back_before_the_year() {
    let cube = cube(&rows());
    let months = |id: &str| -> Vec<String> {
        cube.absence_months(group(&cube, id)).map(|(month, _)| month.to_string()).collect()
    };
    let expected: Vec<String> =
        ["2021-03", "2022-09"].into_iter().map(str::to_owned).chain(self::months().map(|m| m.to_string())).collect();
    for id in ["kom", "service_area:Oppvekst", "former_municipality:asker"] {
        assert_eq!(months(id), expected, "{id}");
    }
    assert_eq!(months("service_area:Teknisk").len(), 12);
    for id in ["omr", "old", "new", "tek"] {
        if cube.groups().iter().any(|group| group.id == id) {
            assert!(months(id).is_empty(), "{id}");
        }
    }
    let of_march = Month::parse("2021-03").unwrap();
    let (_, cell) = cube.absence_months(group(&cube, "kom")).find(|(month, _)| *month == of_march).unwrap();
    close("March 2021", cell.shown().unwrap().percent(), 99.75, 1e-15);
}

#[test]
fn a_group_that_nobody_measured_says_so_and_a_tiny_one_is_hidden() {
    let mut rows = rows();
    for month in months() {
        rows += &format!("tiny,asker,{month},9,0,1,180\n");
    }
    let cube = cube(&rows);
    assert_eq!(cube.absence_year(group(&cube, "former_municipality:royken")).withheld(), Some(Reason::NotMeasured));
    assert_eq!(cube.absence_year(group(&cube, "tiny")).withheld(), Some(Reason::TooFewEmployees));
    let around = ["kom", "omr", "tek"].map(|id| cube.absence_year(group(&cube, id)).shown().is_some());
    assert!(around.contains(&false), "the nine follow from the others");
}

#[test]
fn half_a_year_of_rows_is_half_a_year() {
    let rows: String = months().skip(6).map(|month| format!("tek,asker,{month},30,0,60,600\n")).collect();
    let cube = cube(&rows);
    let found = year(&cube, "tek");
    assert_eq!((found.months(), found.employees()), (6, 30));
    close("tek", found.percent(), 10.0, 1e-15);
}

/// Two units of one kind and service area, so that no wide group holds one of them alone.
fn two_alike() -> String {
    let lasting = UNITS.replace("2023-01-01,\n", "2020-01-01,\n").replace(",skole,", ",lag,");
    lasting.replace("kom,Teknisk,område", "kom,Oppvekst,lag")
}

/// The year to the wave by spells, as an import counts them: who of which unit's twenty employees is away in which month, from its first day to which.
fn spelled(lost: &[(String, &str, u32, u32)]) -> AbsenceTable {
    let (mut positions, mut spells) = (
        "employee,unit,former_municipality,share,from,to\n".to_owned(),
        "employee,from,to,grade,kind,unit\n".to_owned(),
    );
    for unit in ["new", "tek"] {
        for number in 0..20 {
            positions += &format!("{unit}-{number},{unit},asker,50,2020-01-01,\n");
        }
    }
    for (employee, unit, month, length) in lost {
        let year = if *month >= 10 { 2022 } else { 2023 };
        spells += &format!("{employee},{year}-{month:02}-01,{year}-{month:02}-{length:02},100,certified,{unit}\n");
    }
    let files = SickLeaveFiles {
        positions: Source { file: "positions.csv", text: &positions },
        spells: Source { file: "spells.csv", text: &spells },
        holidays: None,
        rosters: None,
    };
    let months = Months::new(Month::parse("2022-10").unwrap(), Month::parse("2023-09").unwrap()).unwrap();
    let one = NonZeroUsize::MIN;
    let sick_leave = SickLeave::from_csv(&files, &register(&two_alike(), ""), months, one).unwrap();
    let vintage = Date::parse("2023-10-01").unwrap();
    unit_sums(&sick_leave, months, &Rules::employer(Exactly16::NewPeriod), vintage, one).unwrap()
}

fn cube_of(table: &AbsenceTable) -> Sealed {
    let (folder, instrument) = (Folder::new(), instrument());
    let records = people(&instrument, "tek", "asker", &["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"]);
    let settled = folder.settle(&wave("w", "2023-10-15", &instrument, &[]), &instrument, records, 100);
    analyse(&register(&two_alike(), ""), &[settled], table, &[]).unwrap()
}

#[test]
fn a_unit_is_hidden_when_one_of_it_lost_most_days_of_the_year() {
    let employee = |unit: &str, number: u32| format!("{unit}-{number}");
    // Ten of one unit are away for a week of every month, and five of the other for one in October.
    let mut usual: Vec<(String, &str, u32, u32)> = Vec::new();
    for month in 1..=12 {
        usual.extend((0..10).map(|number| (employee("tek", number), "tek", month, 7)));
    }
    usual.extend((0..5).map(|number| (employee("new", number), "new", 10, 7)));
    let withheld = |of: &dyn Fn(u32) -> String| {
        let long = (1..=12).map(|month| (of(month), "new", month, 28));
        let lost: Vec<_> = usual.iter().cloned().chain(long).collect();
        let cube = cube_of(&spelled(&lost));
        ["new", "tek", "kom"].map(|id| cube.absence_year(group(&cube, id)).withheld())
    };
    let protects = Some(Reason::ProtectsAnother);
    let one_person = withheld(&|_| employee("new", 6));
    assert_eq!(one_person[0], protects);
    assert!(one_person[1] == protects || one_person[2] == protects, "it follows from the other two: {one_person:?}");
    // The same days of six people: each month is one person's, the year is not.
    assert_eq!(withheld(&|month| employee("new", 6 + month % 6)), [None; 3]);
}

#[test]
fn a_month_is_hidden_when_one_lost_most_days_of_it_and_the_year_with_it() {
    let of_july = |away: u32, days: u32| {
        let mut lost: Vec<(String, &str, u32, u32)> = Vec::new();
        for month in (1..=12).filter(|month| *month != 7) {
            lost.extend((0..10).map(|number| (format!("tek-{number}"), "tek", month, 7)));
        }
        lost.extend((0..away).map(|number| (format!("tek-{number}"), "tek", 7, days)));
        // The first of July was a Saturday.
        lost.push(("tek-15".to_owned(), "tek", 7, 31));
        let cube = cube_of(&spelled(&lost));
        let all = group(&cube, "kom");
        let july = cube.absence_months(all).find(|(month, _)| month.month() == 7).map(|(_, cell)| cell.withheld());
        (july, cube.absence_year(all).withheld())
    };
    assert_eq!(of_july(10, 7), (Some(None), None));
    let protects = Some(Reason::ProtectsAnother);
    assert_eq!(of_july(3, 3), (Some(protects), protects), "three are away for a Monday, one for all of July");
}
