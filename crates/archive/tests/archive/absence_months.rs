//! Months of absence on disk.

use crate::fixture::{Draw, folder, snapshot};
use absence::{AbsenceRow, AbsenceTable, DETAIL_COLUMNS, PersonDays};
use archive::{
    ArchiveError, Change, Fault, Refusal, Step, aside, read_absence, read_absence_as_of, read_metadata, write_absence,
    write_absence_observed,
};
use std::collections::BTreeMap;
use std::fs;
use survey::{Date, FormerMunicipalityId, Month, Source, UnitId};

/// Rows of two months, one unit each.
pub(crate) fn table(seed: u64, units: usize) -> AbsenceTable {
    let mut draw = Draw(seed);
    let mut rows = Vec::new();
    for month in ["2020-01", "2020-02"] {
        for unit in 0..units {
            let days = [draw.below(50_000), draw.below(900_000), 4_000_000 + draw.below(1_000_000)];
            rows.push(
                AbsenceRow::new(
                    UnitId::new(format!("unit-{unit}")).unwrap(),
                    FormerMunicipalityId::new(["asker", "hurum"][unit % 2]).unwrap(),
                    Month::parse(month).unwrap(),
                    u32::try_from(10 + draw.below(40)).unwrap(),
                    days.map(PersonDays::from_ten_thousandths),
                )
                .unwrap(),
            );
        }
    }
    AbsenceTable::from_rows(rows).unwrap()
}

/// Only the rows of one month.
fn only(table: &AbsenceTable, month: &str) -> AbsenceTable {
    let month = Month::parse(month).unwrap();
    AbsenceTable::from_rows(table.rows().iter().filter(|row| row.month() == month).cloned().collect()).unwrap()
}

fn joined(one: &AbsenceTable, other: &AbsenceTable) -> AbsenceTable {
    AbsenceTable::from_rows(one.rows().iter().chain(other.rows()).cloned().collect()).unwrap()
}

#[test]
fn months_come_back() {
    let root = folder();
    assert!(read_absence(root.path()).unwrap().rows().is_empty(), "nothing is written yet");
    let table = table(1, 30);
    let written = write_absence(root.path(), &table).unwrap();
    assert_eq!(read_absence(root.path()).unwrap(), table);
    let names: Vec<String> = snapshot(root.path()).into_keys().collect();
    assert_eq!(names, ["absence/month=2020-01.parquet", "absence/month=2020-02.parquet"]);
    let seen: Vec<(String, u64)> = written.iter().map(|month| (month.month.to_string(), month.rows)).collect();
    assert_eq!(seen, [("2020-01".to_owned(), 30), ("2020-02".to_owned(), 30)]);
    let metadata = read_metadata(&written[0].file).unwrap();
    let metadata: BTreeMap<&str, &str> = metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    assert_eq!(metadata["mestring.absence_layout_version"], "3");
    assert_eq!(metadata["mestring.absence_parts_per_day"], "1000000");
    assert_eq!(metadata.get("mestring.absence_vintage"), None);
    assert_eq!(metadata["mestring.month"], "2020-01");
}

#[test]
fn the_order_of_the_rows_leaves_no_trace() {
    let mut outcomes = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let mut rows = table(1, 30).rows().to_vec();
        Draw(seed).shuffle(&mut rows);
        let root = folder();
        write_absence(root.path(), &AbsenceTable::from_rows(rows).unwrap()).unwrap();
        outcomes.insert(snapshot(root.path()));
    }
    assert_eq!(outcomes.len(), 1);
}

#[test]
fn a_corrected_month_replaces_the_old_one_and_leaves_the_others() {
    let root = folder();
    let (first, corrected) = (table(1, 30), only(&table(2, 25), "2020-02"));
    write_absence(root.path(), &first).unwrap();
    write_absence(root.path(), &corrected).unwrap();
    let expected = joined(&only(&first, "2020-01"), &corrected);
    assert_eq!(read_absence(root.path()).unwrap(), expected);
    write_absence(root.path(), &AbsenceTable::default()).unwrap();
    assert_eq!(read_absence(root.path()).unwrap(), expected, "an empty table changes nothing");
}

#[test]
fn a_crash_at_any_step_leaves_whole_months_and_the_next_run_finishes() {
    let (old, new) = (table(1, 12), table(2, 12));
    let clean = folder();
    write_absence(clean.path(), &new).unwrap();
    let expected = snapshot(clean.path());
    for stop_before in 0.. {
        let root = folder();
        write_absence(root.path(), &old).unwrap();
        let mut number = 0;
        let mut observer = |step: &Step| {
            if number == stop_before {
                if let Step::SyncAside(path) = step {
                    fs::write(aside(path), "half").unwrap();
                }
                return Err(Fault::Interrupted { step: step.to_string() });
            }
            number += 1;
            Ok(())
        };
        let outcome = write_absence_observed(root.path(), &new, &mut observer);
        let seen = read_absence(root.path()).unwrap();
        for month in ["2020-01", "2020-02"] {
            let seen = only(&seen, month);
            assert!(seen == only(&old, month) || seen == only(&new, month), "before step {stop_before}: {month}");
        }
        write_absence(root.path(), &new).unwrap();
        assert_eq!(snapshot(root.path()), expected, "before step {stop_before}");
        if outcome.is_ok() {
            assert!(stop_before > 9, "the plan has {stop_before} steps only");
            break;
        }
    }
}

#[test]
fn an_interrupted_import_of_another_month_is_cleared_away() {
    let root = folder();
    let table = table(1, 5);
    write_absence(root.path(), &only(&table, "2020-01")).unwrap();
    fs::write(root.path().join("absence/month=2019-12.parquet.unfinished"), "half").unwrap();
    write_absence(root.path(), &only(&table, "2020-02")).unwrap();
    assert_eq!(read_absence(root.path()).unwrap(), table);
    assert_eq!(snapshot(root.path()).len(), 2);
}

#[test]
fn damage_is_named() {
    let root = folder();
    write_absence(root.path(), &table(1, 30)).unwrap();
    let (january, february) =
        (root.path().join("absence/month=2020-01.parquet"), root.path().join("absence/month=2020-02.parquet"));
    let whole = fs::read(&january).unwrap();

    fs::write(&january, &whole[..whole.len() / 2]).unwrap();
    let fault = read_absence(root.path()).unwrap_err();
    assert!(matches!(fault, ArchiveError::Failed(Fault::Truncated { .. })), "{fault}");
    assert!(fault.to_string().contains("month=2020-01.parquet: the file is cut short"), "{fault}");

    fs::copy(&february, &january).unwrap();
    let fault = read_absence(root.path()).unwrap_err();
    assert!(fault.to_string().contains("mestring.month: the file says 2020-02, not 2020-01"), "{fault}");

    for place in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&january, bytes).unwrap();
        assert!(read_absence(root.path()).is_err(), "byte {place}: unnoticed");
    }
    fs::write(&january, whole).unwrap();
    assert_eq!(read_absence(root.path()).unwrap(), table(1, 30));
}

#[test]
fn a_file_that_is_not_a_month_is_refused() {
    let root = folder();
    let foreign = root.path().join("absence/2020.parquet");
    fs::create_dir_all(foreign.parent().unwrap()).unwrap();
    fs::write(&foreign, "x").unwrap();
    for outcome in [read_absence(root.path()).map(|_| ()), write_absence(root.path(), &table(1, 3)).map(|_| ())] {
        assert!(
            matches!(&outcome, Err(ArchiveError::Refused(Refusal::ForeignFile { path })) if *path == foreign),
            "{outcome:?}"
        );
    }
    assert_eq!(snapshot(root.path()).len(), 1);
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn a_month_of_layout_1_is_read_as_it_was_imported() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-samples/absence");
    let root = folder();
    fs::create_dir(root.path().join("absence")).unwrap();
    let month = root.path().join("absence/month=2019-03.parquet");
    fs::copy(format!("{samples}/v1.parquet"), &month).unwrap();
    let text = fs::read_to_string(format!("{samples}/v1.csv")).unwrap();
    let imported = AbsenceTable::from_csv(Source { file: "v1.csv", text: &text }).unwrap();
    assert_eq!(read_absence(root.path()).unwrap(), imported);
    assert_eq!(read_metadata(&month).unwrap()["mestring.absence_parts_per_day"], "10000");
}

#[test]
fn a_month_of_layout_2_is_read_with_its_details_and_without_largest_parts() {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data-samples/absence");
    let root = folder();
    fs::create_dir(root.path().join("absence")).unwrap();
    fs::copy(format!("{samples}/v2.parquet"), root.path().join("absence/month=2019-03.parquet")).unwrap();
    let text = fs::read_to_string(format!("{samples}/v2.csv")).unwrap();
    let imported = AbsenceTable::from_csv(Source { file: "v2.csv", text: &text }).unwrap();
    let read = read_absence(root.path()).unwrap();
    assert_eq!(read, imported);
    assert_eq!(read.rows().iter().filter(|row| row.details().spells.is_some()).count(), 2);
    assert!(read.rows().iter().all(|row| row.details().largest.is_none()));
}

/// Rows with everything that can be known, and with nothing.
fn detailed(vintage: Option<Date>) -> AbsenceTable {
    let text = table(3, 4).to_csv();
    let mut lines = text.lines();
    let mut csv = format!("{},{}\n", lines.next().unwrap(), DETAIL_COLUMNS.join(","));
    let vintage = vintage.map(|day| day.to_string()).unwrap_or_default();
    for (at, line) in lines.enumerate() {
        let values: Vec<&str> = line.split(',').collect();
        let bands = format!("{},0,0,0,0,0,0,{}", values[4], values[5]);
        let of_nobody = |days: &str| if days == "0" { "0,0" } else { "7.5,1.000001" };
        let month = format!("{},{}", of_nobody(values[4]), of_nobody(values[5]));
        let known = format!("{bands},1,0,0,0,0,0,0,2,3,0.5,1,16,2,new,{month},8,8,19.25,0");
        csv.push_str(&format!("{line},{},{vintage}\n", if at % 2 == 0 { known } else { ",".repeat(29) }));
    }
    AbsenceTable::from_csv(Source { file: "absence.csv", text: &csv }).unwrap()
}

#[test]
fn details_come_back_and_what_is_not_known_stays_unknown() {
    for vintage in [None, Some(day("2020-04-01"))] {
        let root = folder();
        let table = detailed(vintage);
        write_absence(root.path(), &table).unwrap();
        let read = read_absence(root.path()).unwrap();
        assert_eq!(read, table);
        let known = |row: &AbsenceRow| row.details().holiday.is_some() && row.details().employer_periods.is_some();
        assert_eq!(read.rows().iter().filter(|row| known(row)).count(), 4);
        assert!(read.rows().iter().all(|row| row.details().vintage == vintage));
    }
}

#[test]
fn a_restated_month_takes_the_place_and_the_earlier_figures_are_kept() {
    let root = folder();
    let (first, second) = (day("2020-03-05"), day("2020-06-05"));
    let (early, late) = (table(1, 6).of_vintage(first), only(&table(2, 5), "2020-02").of_vintage(second));
    write_absence(root.path(), &early).unwrap();
    write_absence(root.path(), &late).unwrap();
    let restated = joined(&only(&early, "2020-01"), &late);
    assert_eq!(read_absence(root.path()).unwrap(), restated);
    let as_of = |day| read_absence_as_of(root.path(), day).unwrap();
    assert_eq!(as_of(second), restated);
    assert_eq!(as_of(day("2020-06-04")), early, "before the second extraction the first one was known");
    assert_eq!(as_of(first), early);
    assert!(as_of(day("2020-03-04")).rows().is_empty(), "nothing was known yet");
    let names: Vec<String> = snapshot(root.path()).into_keys().collect();
    assert_eq!(
        names,
        [
            "absence/month=2020-01.parquet",
            "absence/month=2020-02.parquet",
            "absence/vintages/month=2020-02.vintage=2020-03-05.parquet"
        ]
    );

    // An extraction between the two arrives late, and one of the same day corrects.
    let between = only(&table(4, 7), "2020-02").of_vintage(day("2020-04-10"));
    let written = write_absence(root.path(), &between).unwrap();
    assert!(written[0].file.ends_with("absence/vintages/month=2020-02.vintage=2020-04-10.parquet"));
    assert_eq!(read_absence(root.path()).unwrap(), restated, "later figures stay");
    assert_eq!(as_of(day("2020-05-01")), joined(&only(&early, "2020-01"), &between));
    let corrected = only(&table(5, 5), "2020-02").of_vintage(second);
    write_absence(root.path(), &corrected).unwrap();
    assert_eq!(as_of(second), joined(&only(&early, "2020-01"), &corrected));

    // Figures that do not say when they were extracted replace none that do.
    let before = snapshot(root.path());
    let refused = write_absence(root.path(), &table(6, 3)).unwrap_err();
    assert!(matches!(refused, ArchiveError::Refused(Refusal::VintageMissing { .. })), "{refused}");
    assert_eq!(snapshot(root.path()), before);
}

#[test]
fn a_crash_while_a_month_is_restated_loses_neither_vintage() {
    let (first, second) = (day("2020-03-05"), day("2020-06-05"));
    let (early, late) = (table(1, 6).of_vintage(first), table(2, 5).of_vintage(second));
    for stop_before in 0.. {
        let root = folder();
        write_absence(root.path(), &early).unwrap();
        let mut number = 0;
        let mut observer = |step: &Step| {
            number += 1;
            if number > stop_before { Err(Fault::Interrupted { step: step.to_string() }) } else { Ok(()) }
        };
        let outcome = write_absence_observed(root.path(), &late, &mut observer);
        assert_eq!(read_absence_as_of(root.path(), first).unwrap(), early, "before step {stop_before}");
        write_absence(root.path(), &late).unwrap();
        assert_eq!(read_absence_as_of(root.path(), first).unwrap(), early, "before step {stop_before}");
        assert_eq!(read_absence(root.path()).unwrap(), late, "before step {stop_before}");
        if outcome.is_ok() {
            break;
        }
    }
}

#[test]
fn each_month_says_what_it_changed_and_of_which_units() {
    let root = folder();
    let (first, second, third) = (day("2020-03-05"), day("2020-06-05"), day("2020-09-05"));
    let changes = |table: &AbsenceTable| -> Vec<Change> {
        write_absence(root.path(), table).unwrap().into_iter().map(|month| month.change).collect()
    };
    let units = |names: &[&str]| names.iter().map(|name| UnitId::new(*name).unwrap()).collect();
    let early = table(1, 6);
    assert_eq!(changes(&early), [Change::New, Change::New]);
    // The same figures with a day beside them are the same figures.
    assert_eq!(changes(&early.clone().of_vintage(first)), [Change::Replaced(units(&[])), Change::Replaced(units(&[]))]);

    // In February one unit has another number of people, one is gone and one is new.
    let restated =
        early.rows().iter().filter(|row| row.month().to_string() != "2020-02" || row.unit().as_str() != "unit-5");
    let restated: Vec<AbsenceRow> = restated
        .map(|row| {
            let days = [row.lost_self_certified(), row.lost_certified(), row.agreed()];
            let other = row.month().to_string() == "2020-02" && row.unit().as_str() == "unit-2";
            let unit = row.unit().clone();
            AbsenceRow::new(
                unit,
                row.former_municipality().clone(),
                row.month(),
                row.employees() + u32::from(other),
                days,
            )
            .unwrap()
        })
        .collect();
    let new = AbsenceRow::new(
        UnitId::new("unit-9").unwrap(),
        FormerMunicipalityId::new("asker").unwrap(),
        Month::parse("2020-02").unwrap(),
        4,
        [0, 0, 80].map(PersonDays::from_ten_thousandths),
    );
    let restated =
        joined(&AbsenceTable::from_rows(restated).unwrap(), &AbsenceTable::from_rows(vec![new.unwrap()]).unwrap());
    let stated = |names: &[&str]| Change::Restated { earlier: first, units: units(names) };
    assert_eq!(changes(&restated.clone().of_vintage(third)), [stated(&[]), stated(&["unit-2", "unit-5", "unit-9"])]);
    let beside = Change::KeptBeside { later: third };
    assert_eq!(changes(&early.of_vintage(second)), [beside.clone(), beside]);
    assert_eq!(read_absence(root.path()).unwrap(), restated.of_vintage(third));
}
