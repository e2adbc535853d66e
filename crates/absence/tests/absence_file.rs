//! The absence file: what is read, what is refused, and what the refusal names.

#![expect(clippy::unwrap_used, reason = "a test may stop where its own figures are wrong")]

use absence::{AbsenceRow, AbsenceSum, AbsenceTable, AbsenceTableError, Largest, LargestByKind, PersonDays};
use proptest::prelude::*;
use survey::{FormerMunicipalityId, Month, Source, UnitId};

const HEADER: &str =
    "unit,former_municipality,month,employees,lost_days_self_certified,lost_days_certified,agreed_days";

fn read(text: &str) -> Result<AbsenceTable, String> {
    AbsenceTable::from_csv(Source { file: "absence.csv", text }).map_err(|errors| errors.to_string())
}

fn row(unit: &str, former: &str, month: &str, employees: u32, days: [u64; 3]) -> AbsenceRow {
    let unit = UnitId::new(unit).unwrap();
    let former = FormerMunicipalityId::new(former).unwrap();
    let days = days.map(PersonDays::from_ten_thousandths);
    AbsenceRow::new(unit, former, Month::parse(month).unwrap(), employees, days).unwrap()
}

#[test]
fn rows_come_out_exact_and_sorted() {
    let text = format!(
        "\u{feff}{HEADER}\nb,hurum,2023-02,12,1,2.0375,240\na,asker,2023-02,7, 0.5 ,0,120.5\nz,asker,2023-01,9,0,0,0\n"
    );
    let table = read(&text).unwrap();
    let expected = [
        row("z", "asker", "2023-01", 9, [0, 0, 0]),
        row("a", "asker", "2023-02", 7, [5_000, 0, 1_205_000]),
        row("b", "hurum", "2023-02", 12, [10_000, 20_375, 2_400_000]),
    ];
    assert_eq!(table.rows(), expected);
}

#[test]
fn columns_may_stand_in_another_order() {
    let text = "month,unit,agreed_days,former_municipality,employees,lost_days_certified,lost_days_self_certified\n\
                2023-01,a,100,asker,5,3,2\n";
    assert_eq!(read(text).unwrap().rows(), [row("a", "asker", "2023-01", 5, [20_000, 30_000, 1_000_000])]);
}

#[test]
fn a_refusal_names_file_line_field_and_remedy() {
    let good = "a,asker,2023-01,5,1,2,100";
    // What is wrong in the file, the line, and words the message must hold.
    let cases: &[(&str, &str, &[&str])] = &[
        ("a,asker,2023-01,5,\"1,5\",2,100", "line 3", &["lost_days_self_certified", "decimal comma", "1.5"]),
        ("a,asker,2023-02,5,1,5,2,100", "line 3", &["8 values", "decimals with a point"]),
        ("a;asker;2023-02;5;1;2;100", "line 3", &["1 values", "comma"]),
        ("a,asker,2023-02,5,60,41,100", "line 3", &["agreed_days", "101 days are lost but only 100 agreed"]),
        ("a,asker,2023-13,5,1,2,100", "line 3", &["month", "2023-01"]),
        ("a,asker,2023-02,5.5,1,2,100", "line 3", &["employees", "\"5.5\""]),
        ("a,asker,2023-02,-5,1,2,100", "line 3", &["employees", "\"-5\""]),
        ("a,asker,2023-02,0,1,2,100", "line 3", &["employees", "no employees"]),
        ("a,asker,2023-02,5,1,2.0000001,100", "line 3", &["lost_days_certified", "six decimals"]),
        ("a,asker,2023-02,5,1,,100", "line 3", &["lost_days_certified", "missing"]),
        ("a b,asker,2023-02,5,1,2,100", "line 3", &["unit"]),
        ("a,Asker!,2023-02,5,1,2,100", "line 3", &["former_municipality"]),
        ("a,asker,2023-01,5,1,2,100", "line 3", &["2023-01", "line 2"]),
    ];
    for (bad, line, words) in cases {
        let message = read(&format!("{HEADER}\n{good}\n{bad}\n")).unwrap_err();
        assert_eq!(message.lines().count(), 1, "{bad}: {message}");
        for word in ["absence.csv", line].iter().chain(words.iter()) {
            assert!(message.contains(word), "{bad}: \"{word}\" is not in: {message}");
        }
    }
}

const LARGEST: &str = "largest_lost_days_self_certified,second_largest_lost_days_self_certified,\
                       largest_lost_days_certified,second_largest_lost_days_certified";

#[test]
fn the_largest_parts_come_out_and_go_back() {
    let of_year = LARGEST.replace(",", "_12_months,");
    let text = format!(
        "{HEADER},{LARGEST},{of_year}_12_months\na,asker,2023-01,5,1,2,100,0.5,0.25,2,0,3,3,40.000001,7\n\
         b,asker,2023-01,5,1,2,100,,,,,,,,\nc,asker,2023-01,5,1,2,100,0.5,0.25,2,0,,,,\n"
    );
    let table = read(&text).unwrap();
    assert_eq!(read(&table.to_csv()).unwrap(), table);
    let both = |row: usize| [table.rows()[row].details().largest, table.rows()[row].details().largest_12_months];
    let days = |days: [[&str; 2]; 2]| {
        let [own, certified] = days.map(|of| of.map(|days| PersonDays::parse(days).unwrap()));
        let [self_certified, certified] = [own, certified].map(|[first, second]| Largest::new(first, second).unwrap());
        Some(LargestByKind { self_certified, certified })
    };
    let month = days([["0.5", "0.25"], ["2", "0"]]);
    assert_eq!(both(0), [month, days([["3", "3"], ["40.000001", "7"]])]);
    assert_eq!(both(1), [None, None]);
    assert_eq!(both(2), [month, None]);
}

#[test]
fn largest_parts_that_cannot_be_are_named() {
    let of_year = LARGEST.replace(",", "_12_months,");
    for (values, words) in [
        ("0.5,,2,0,,,,", ["second_largest_lost_days_self_certified", "fill in all of them, or none"]),
        ("0.5,0.75,2,0,,,,", ["second_largest_lost_days_self_certified", "the largest only 0.5"]),
        (
            "0.5,0,0,0,,,,",
            ["largest_lost_days_certified", "2 certified days are lost, but the largest part of them is"],
        ),
        ("0.5,0,2,0,0.5,0,1,0", ["largest_lost_days_certified", "lost 2 certified days in the month, but nobody more"]),
        ("0.5,0,x,0,,,,", ["largest_lost_days_certified", "\"x\" is not a number of days"]),
    ] {
        let message =
            read(&format!("{HEADER},{LARGEST},{of_year}_12_months\na,asker,2023-01,5,1,2,100,{values}\n")).unwrap_err();
        for word in ["absence.csv", "line 2"].into_iter().chain(words) {
            assert!(message.contains(word), "{values}: \"{word}\" is not in: {message}");
        }
    }
}

#[test]
fn a_wrong_header_is_named() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["empty", "unit,former_municipality,month"]),
        (&HEADER.replace(',', ";"), &["line 1", "semicolons"]),
        (&HEADER.replace("month", "maaned"), &["maaned", "no column", "month", "missing"]),
        (&HEADER.replace("agreed_days", "employees"), &["twice", "agreed_days", "missing"]),
    ];
    for (header, words) in cases {
        let message = read(&format!("{header}\n")).unwrap_err();
        for word in *words {
            assert!(message.contains(word), "\"{word}\" is not in: {message}");
        }
    }
}

#[test]
fn every_problem_is_told_at_once() {
    let message = read(&format!("{HEADER}\na,asker,2023-99,x,1,2,100\nb,asker,2023-01,1,1,2,1\n")).unwrap_err();
    assert_eq!(message.lines().count(), 3, "{message}");
}

#[test]
fn two_rows_for_the_same_people_are_refused() {
    let twice = vec![row("a", "asker", "2023-01", 5, [0, 0, 1]), row("a", "asker", "2023-01", 6, [0, 0, 1])];
    assert!(matches!(AbsenceTable::from_rows(twice), Err(AbsenceTableError::Duplicate { .. })));
}

#[test]
fn the_rate_of_a_municipality_is_not_the_mean_of_its_units() {
    // Two sectors as an annual report prints them: 4.0 % of 1,000 days and 9.0 % of 9,000 days.
    let text = format!("{HEADER}\nadm,asker,2023-01,50,0,40,1000\ncare,asker,2023-01,450,0,810,9000\n");
    let (lost, agreed) = AbsenceSum::of(read(&text).unwrap().rows()).unwrap().rate().unwrap();
    assert_eq!(lost * 1_000, agreed * 85, "8.5 %, not the 6.5 % that the two percentages average to");
}

/// Løten 2015, 25 units: absence in tenths of a percent and full-time positions in tenths, as the municipality printed them
/// (www.loten.kommune.no/category18818.html).
const LOTEN_2015: [(u64, u64); 25] = [
    (35, 136),
    (92, 62),
    (79, 74),
    (13, 108),
    (65, 198),
    (58, 334),
    (79, 400),
    (109, 764),
    (58, 183),
    (96, 59),
    (48, 80),
    (73, 86),
    (55, 64),
    (68, 68),
    (45, 71),
    (76, 80),
    (83, 80),
    (65, 122),
    (45, 105),
    (86, 301),
    (56, 144),
    (57, 326),
    (5, 60),
    (47, 50),
    (36, 124),
];

#[test]
fn the_25_units_of_a_municipality_have_two_means_and_one_rate() {
    // A hundred working days for each position, so that a tenth of a percent of a tenth of a position is a hundredth of a day.
    let unit = |(number, (percent, positions)): (usize, &(u64, u64))| {
        let (lost, agreed) = (percent * positions * 100, positions * 100_000);
        row(&format!("u{number}"), "loten", "2015-12", 100, [0, lost, agreed])
    };
    let rows: Vec<AbsenceRow> = LOTEN_2015.iter().enumerate().map(unit).collect();
    let (lost, agreed) = AbsenceSum::of(&rows).unwrap().rate().unwrap();
    let weighted = 100.0 * lost as f64 / agreed as f64;
    let plain = LOTEN_2015.iter().map(|(percent, _)| *percent as f64 / 10.0).sum::<f64>() / 25.0;
    assert_eq!((format!("{plain:.2}"), format!("{weighted:.2}")), ("6.12".to_owned(), "7.05".to_owned()));
    assert_eq!(LOTEN_2015.iter().map(|(_, positions)| positions).sum::<u64>(), 4_079, "the page prints 408.9");
}

proptest! {
    #[test]
    fn a_written_table_reads_back_the_same(
        figures in prop::collection::btree_map(
            ("[A-Za-z0-9][A-Za-z0-9._-]{0,8}", "[a-z0-9][a-z0-9-]{0,5}", 1990..2100_i32, 1..=12_u8),
            (1..u32::MAX, 0..u64::MAX / 400, 0..u64::MAX / 400, 0..u64::MAX / 400),
            0..20,
        )
    ) {
        let rows = figures.into_iter().map(|((unit, former, year, month), (employees, own, certified, rest))| {
            row(&unit, &former, &format!("{year}-{month:02}"), employees, [own, certified, own + certified + rest])
        });
        let table = AbsenceTable::from_rows(rows.collect()).unwrap();
        prop_assert_eq!(read(&table.to_csv()).unwrap(), table);
    }
}
