//! What is refused, with file, line, field and rule; and that no message and no output tells who somebody is.

use super::{THREADS, Texts, register, row, span, usual};
use absence::{Rules, SickLeave, SickLeaveFiles};
use survey::Source;

const POSITION: &str = "e,a,asker,100,2022-01-01,,\n";
const SPELL: &str = "e,,2023-01-09,2023-01-10,100,certified\n";

/// Lines begin to count below the header.
fn refused(texts: &Texts, words: &[&str]) {
    let message = texts.read("2023-01..2023-03").unwrap_err();
    assert_eq!(message.lines().count(), 1, "{message}");
    for word in words {
        assert!(message.contains(word), "\"{word}\" is not in: {message}");
    }
}

#[test]
fn every_wrong_position_is_named_with_its_rule() {
    let cases: &[(&str, &[&str])] = &[
        ("x,a,asker,0,2022-01-01,,\n", &["line 2", "share", "more than 0"]),
        ("x,a,asker,100.01,2022-01-01,,\n", &["line 2", "share", "at most 100"]),
        ("x,a,asker,50.125,2022-01-01,,\n", &["line 2", "share", "two decimals"]),
        ("x,a,asker,half,2022-01-01,,\n", &["line 2", "share", "half"]),
        ("x,nowhere,asker,50,2022-01-01,,\n", &["line 2", "unit", "nowhere", "units.csv"]),
        ("x,a,oslo,50,2022-01-01,,\n", &["line 2", "former_municipality", "oslo"]),
        ("x,a,asker,50,2022-02-01,2022-01-31,\n", &["line 2", "field to", "before it begins"]),
        ("x,a,asker,50,2022-02-30,,\n", &["line 2", "field from", "2022-02"]),
        (",a,asker,50,2022-02-01,,\n", &["line 2", "employee", "missing"]),
        ("x,a,asker,50,2022-02-01,,nights\n", &["line 2", "calendar", "nights"]),
        (
            "x,a,asker,60,2022-01-01,2022-06-30,\nx,b,asker,60.5,2022-06-30,,\n",
            &["line 3", "share", "120.5 percent", "2022-06-30", "no", "100 percent"],
        ),
        (
            "x,b,asker,30,2022-05-01,,\nx,a,asker,60,2022-01-01,,\nx,c,asker,20,2022-03-01,,\n",
            &["line 2", "110 percent", "2022-05-01"],
        ),
    ];
    for (positions, words) in cases {
        refused(&Texts::new(positions, ""), &[&["positions.csv"], *words].concat());
    }
    let touching = Texts::new("x,a,asker,60,2022-01-01,2022-06-29,\nx,b,asker,60,2022-06-30,,\n", "");
    assert_eq!(touching.read("2023-01").unwrap().employees(), 1);
}

#[test]
fn every_wrong_spell_is_named_with_its_rule() {
    let cases: &[(&str, &[&str])] = &[
        ("e,,2023-01-09,2023-01-10,0,certified\n", &["grade", "0 percent", "20 to 100"]),
        ("e,,2023-01-09,2023-01-10,120,certified\n", &["grade", "120 percent", "20 to 100"]),
        ("e,,2023-01-09,2023-01-10,19,certified\n", &["grade", "19 percent"]),
        ("e,,2023-01-09,2023-01-10,50,self_certified\n", &["grade", "never graded", "50"]),
        ("e,,2023-01-09,2023-01-10,50.5,certified\n", &["grade", "50.5"]),
        ("e,,2023-01-09,2023-01-08,100,certified\n", &["field to", "ends on 2023-01-08", "before it begins"]),
        ("e,,2023-01-09,,100,certified\n", &["field to"]),
        ("e,,2023-01-09,2023-01-10,100,child\n", &["kind", "child", "self_certified or certified"]),
        ("e,nowhere,2023-01-09,2023-01-10,100,certified\n", &["unit", "nowhere"]),
        ("e,b,2023-01-09,2023-01-10,100,certified\n", &["unit", "no position there"]),
        ("e,,2021-12-01,2021-12-31,100,certified\n", &["from", "no position there", "any day"]),
        ("who,,2023-01-09,2023-01-10,100,certified\n", &["employee", "no position"]),
        (",,2023-01-09,2023-01-10,100,certified\n", &["employee", "missing"]),
    ];
    for (spells, words) in cases {
        refused(&Texts::new(POSITION, spells), &[&["spells.csv", "line 2"], *words].concat());
    }
    refused(&Texts::new(POSITION, &format!("{SPELL}{SPELL}")), &["spells.csv", "line 3", "there twice"]);
}

#[test]
fn every_wrong_holiday_and_roster_is_named_with_its_rule() {
    let holidays = |text: &str| Texts { holidays: Some(text.to_owned()), ..Texts::new(POSITION, SPELL) };
    refused(&holidays("who,2023-01-01,2023-01-02\n"), &["holidays.csv", "line 2", "no position"]);
    refused(&holidays("e,2023-01-03,2023-01-02\n"), &["holidays.csv", "line 2", "field to", "before it begins"]);
    let rosters = |text: &str| {
        let positions = "e,a,asker,100,2022-01-01,,shift\n";
        Texts { rosters: Some(text.to_owned()), ..Texts::new(positions, SPELL) }
    };
    refused(
        &rosters("shift,2023-02-01,,1,work\n"),
        &["positions.csv", "line 2", "calendar", "says nothing about 2023-01-01"],
    );
    refused(
        &rosters("shift,2023-01-01,2023-02-01,1,work\nshift,2023-02-03,,1,work\n"),
        &["positions.csv", "line 2", "says nothing about 2023-02-02"],
    );
    let both = |text: &str, words: &[&str]| {
        let message = rosters(text).read("2023-01").unwrap_err();
        for word in words {
            assert!(message.contains(word), "\"{word}\" is not in: {message}");
        }
    };
    both("shift,2023-01-01,,112,work\n", &["rosters.csv, line 2", "cycle"]);
    both("shift,2023-01-01,,,work\n", &["rosters.csv, line 2", "cycle"]);
    both("shift,2023-01-01,,1,sometimes\n", &["rosters.csv, line 2", "public_holidays", "sometimes"]);
    both("shift,2023-01-02,2023-01-01,1,work\n", &["rosters.csv, line 2", "ends before"]);
    both("shift,2023-01-01,,1,work\nshift,2023-02-01,,0,work\n", &["rosters.csv, line 3", "one holds at a time"]);
}

#[test]
fn everything_wrong_in_all_files_is_told_at_once_and_nobody_is_named() {
    let texts = Texts {
        holidays: Some("KARI,2023-01-03,2023-01-02\n".to_owned()),
        rosters: Some("shift,2023-01-01,,x,work\n".to_owned()),
        ..Texts::new(
            "KARI,a,asker,0,2022-01-01,,\nOLA,a,asker,80,2022-01-01,,\nOLA,b,asker,80,2022-01-01,,\n",
            "PER,,2023-01-09,2023-01-08,120,certified\nOLA,c,2023-01-09,2023-01-10,100,certified\nKARI,,2023-01-09,2023-01-10,100,certified\n",
        )
    };
    let message = texts.read("2023-01").unwrap_err();
    let places: Vec<&str> = message.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(
        places,
        [
            "rosters.csv, line 2, field cycle",
            "positions.csv, line 2, field share",
            "positions.csv, line 4, field share",
            "spells.csv, line 2, field employee",
            "spells.csv, line 2, field to",
            "spells.csv, line 2, field grade",
            "spells.csv, line 3, field unit",
            "holidays.csv, line 2, field to",
        ],
        "{message}"
    );
    for name in ["KARI", "OLA", "PER"] {
        assert!(!message.contains(name), "{message}");
    }
}

/// The places that are told, each as file, line and field.
fn places(texts: &Texts) -> Vec<String> {
    let message = texts.read("2023-01").unwrap_err();
    message.lines().filter_map(|line| line.split(": ").next()).map(ToOwned::to_owned).collect()
}

#[test]
fn a_row_that_cannot_be_read_hides_no_other_error_and_makes_none() {
    let texts = Texts {
        holidays: Some("f,2023-01-03,2023-01-04\n".to_owned()),
        ..Texts::new(
            "e,a,asker,100,2022-01-01,,\nf,a,asker\ng,nowhere,asker,50,2022-01-01,,\n",
            // f may have a position, and e may have another one; a grade is wrong all the same.
            "f,,2023-01-09,2023-01-10,100,certified\ne,b,2023-01-09,2023-01-10,100,certified\nf,,2023-01-09,2023-01-10,0,certified\ne\n",
        )
    };
    assert_eq!(
        places(&texts),
        [
            "positions.csv, line 3",
            "positions.csv, line 4, field unit",
            "spells.csv, line 4, field grade",
            "spells.csv, line 5",
        ]
    );
}

#[test]
fn a_roster_that_is_refused_makes_no_position_wrong() {
    let positions = "e,a,asker,100,2022-01-01,,shift\ne,b,asker,10,2022-01-01,,shift\n";
    for (rosters, place) in [
        ("shift,2022-01-01,2022-12-31,1,work\nshift,2023-01-01,,2,work\n", "rosters.csv, line 3, field cycle"),
        ("shift,2022-01-01,,1,work\nshift,2022-06-01,,1,work\n", "rosters.csv, line 3, field from"),
        ("shift,2022-01-01\n", "rosters.csv, line 2"),
    ] {
        let texts = Texts { rosters: Some(rosters.to_owned()), ..Texts::new(positions, SPELL) };
        // Nor is what cannot be counted taken for more than a whole position.
        assert_eq!(places(&texts), [place], "{rosters}");
    }
}

#[test]
fn files_of_another_shape_are_all_refused_together() {
    let files = SickLeaveFiles {
        positions: Source { file: "positions.csv", text: "employee;unit\n" },
        spells: Source { file: "spells.csv", text: "employee,unit,from,to\n" },
        holidays: Some(Source { file: "holidays.csv", text: "" }),
        rosters: None,
    };
    let message = SickLeave::from_csv(&files, &register(), span("2023-01"), THREADS).unwrap_err().to_string();
    for word in
        ["positions.csv, line 1", "spells.csv, line 1, field grade", "field kind", "holidays.csv: the file is empty"]
    {
        assert!(message.contains(word), "{word}: {message}");
    }
}

#[test]
fn what_is_held_of_people_tells_nothing() {
    let sick_leave = Texts::new("KARI,a,asker,62.5,2022-01-01,,\n", "KARI,,2023-01-09,2023-01-10,100,certified\n");
    let held = sick_leave.read("2023-01").unwrap();
    assert_eq!(format!("{held:?}"), "SickLeave { employees: 1, .. }");
    let table = sick_leave.counted("2023-01", &usual());
    let out = format!("{table:?}{}", table.to_csv());
    assert!(!out.contains("KARI"));
    assert_eq!(row(&table, "a", "asker", "2023-01").employees(), 1);
}

#[test]
fn unit_sums_with_everything_known_are_a_file_that_reads_back_the_same() {
    let mut texts = Texts::new(POSITION, SPELL);
    texts.holidays = Some("e,2023-02-06,2023-02-10\n".to_owned());
    let table = texts.counted("2023-01..2023-03", &Rules { longest_days: None, ..usual() });
    let read = absence::AbsenceTable::from_csv(Source { file: "sums.csv", text: &table.to_csv() });
    assert_eq!(read.unwrap(), table);
}
