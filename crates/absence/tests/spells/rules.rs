//! Cases worked by hand; docs/methods/absence.md walks through the same ones.

use super::{Texts, row, usual};
use absence::{AbsenceSum, Band, Denominator, Kind, Rules, SeveralNotes, WorkCalendar};
use survey::{Date, Day};

fn days(row: &absence::AbsenceRow) -> [String; 3] {
    [row.lost_self_certified(), row.lost_certified(), row.agreed()].map(|days| days.to_string())
}

#[test]
fn share_and_grade_multiply_exactly() {
    // January 2023 has 22 working days. 33.33 % of a position at grade 47 % loses 0.156651 on each of five days.
    let texts = Texts::new("e,a,asker,33.33,2022-01-01,,\n", "e,,2023-01-09,2023-01-13,47,certified\n");
    let table = texts.counted("2023-01", &usual());
    assert_eq!(days(row(&table, "a", "asker", "2023-01")), ["0", "0.783255", "7.3326"]);
}

#[test]
fn easter_moves_from_one_month_to_another() {
    // Maundy Thursday to Easter Monday: 28 March to 1 April 2024, 6 to 10 April 2023.
    let texts = Texts::new("e,a,asker,100,2022-01-01,,\n", "e,,2023-04-03,2023-04-14,100,certified\n");
    let table = texts.counted("2023-03..2024-04", &usual());
    let agreed = |month: &str| row(&table, "a", "asker", month).agreed().to_string();
    assert_eq!(["2023-03", "2023-04", "2024-03", "2024-04"].map(agreed), ["23", "17", "19", "21"]);
    // Two weeks less Thursday, Friday and Monday.
    assert_eq!(days(row(&table, "a", "asker", "2023-04"))[1], "7");
}

#[test]
fn a_spell_is_clipped_to_the_month_and_keeps_the_band_of_its_whole_length() {
    // 23 January to 9 February is 18 calendar days, 7 working days in January and 7 in February.
    let texts = Texts::new("e,a,asker,100,2022-01-01,,\n", "e,,2023-01-23,2023-02-09,100,certified\n");
    let table = texts.counted("2023-01..2023-02", &usual());
    for (month, lost, begun) in [("2023-01", "7", 1), ("2023-02", "7", 0)] {
        let details = row(&table, "a", "asker", month).details();
        let (lost_in_bands, spells) = (details.lost.unwrap(), details.spells.unwrap());
        assert_eq!(lost_in_bands.get(Kind::Certified, Band::From17To56).to_string(), lost, "{month}");
        assert_eq!(spells.get(Kind::Certified, Band::From17To56), begun, "{month}");
    }
}

#[test]
fn touching_spells_are_one_and_a_day_between_parts_them() {
    let band = |spells: &str, gap: u16| {
        let texts = Texts::new("e,a,asker,100,2022-01-01,,\n", spells);
        let table = texts.counted("2023-01", &Rules { merge_gap_days: gap, ..usual() });
        let spells = row(&table, "a", "asker", "2023-01").details().spells.unwrap();
        spells.iter().filter(|(_, _, count)| *count > 0).map(|(_, band, count)| (band, count)).collect::<Vec<_>>()
    };
    let touching = "e,,2023-01-09,2023-01-11,100,certified\ne,,2023-01-12,2023-01-13,100,certified\n";
    let apart = "e,,2023-01-09,2023-01-11,100,certified\ne,,2023-01-13,2023-01-14,100,certified\n";
    let overlapping = "e,,2023-01-09,2023-01-11,100,certified\ne,,2023-01-10,2023-01-12,50,certified\n";
    assert_eq!(band(touching, 0), [(Band::From4To16, 1)]);
    assert_eq!(band(apart, 0), [(Band::UpTo3, 2)]);
    assert_eq!(band(apart, 1), [(Band::From4To16, 1)], "9 to 14 January with a gap of one day is six days");
    assert_eq!(band(overlapping, 0), [(Band::From4To16, 1)]);
}

#[test]
fn the_highest_grade_holds_on_a_day_and_a_certified_note_before_another() {
    // 9 to 13 January at 50 %, from the 12th at 80 % too: 3 × 0.5 + 2 × 0.8.
    let spells = "e,,2023-01-09,2023-01-13,50,certified\ne,,2023-01-12,2023-01-13,80,certified\n";
    let table = Texts::new("e,a,asker,100,2022-01-01,,\n", spells).counted("2023-01", &usual());
    assert_eq!(days(row(&table, "a", "asker", "2023-01"))[1], "3.1");
    // Self-certified Monday to Wednesday, certified from Wednesday: Wednesday is certified.
    let spells = "e,,2023-01-09,2023-01-11,100,self_certified\ne,,2023-01-11,2023-01-13,100,certified\n";
    let table = Texts::new("e,a,asker,100,2022-01-01,,\n", spells).counted("2023-01", &usual());
    assert_eq!(days(row(&table, "a", "asker", "2023-01"))[..2], ["2", "3"]);
}

#[test]
fn the_mean_grade_of_a_case_is_taken_over_its_calendar_days() {
    // Monday to Wednesday at 100 %, Thursday to Sunday at 30 %: (300 + 120) / 7 = 60 % on each of five working days.
    let spells = "e,,2023-01-09,2023-01-11,100,certified\ne,,2023-01-12,2023-01-15,30,certified\n";
    let texts = Texts::new("e,a,asker,100,2022-01-01,,\n", spells);
    let mean = Rules { several_notes: SeveralNotes::MeanOfTheCase, ..usual() };
    assert_eq!(days(row(&texts.counted("2023-01", &mean), "a", "asker", "2023-01"))[1], "3");
    assert_eq!(days(row(&texts.counted("2023-01", &usual()), "a", "asker", "2023-01"))[1], "3.6");
    // Over four days the mean is 330 / 4 = 82.5 %: not a whole percent, and still exact. Thursday is the fourth day.
    let spells = "e,,2023-01-09,2023-01-11,100,certified\ne,,2023-01-12,2023-01-12,30,certified\n";
    let texts = Texts::new("e,a,asker,100,2022-01-01,,\n", spells);
    assert_eq!(days(row(&texts.counted("2023-01", &mean), "a", "asker", "2023-01"))[1], "3.3");
}

#[test]
fn a_shared_position_loses_in_both_units_and_a_note_for_one_unit_in_one() {
    let positions = "e,a,asker,60,2022-01-01,,\ne,b,asker,40,2022-01-01,,\n";
    let spells = "e,,2023-01-09,2023-01-10,100,self_certified\ne,b,2023-01-23,2023-01-24,100,certified\n";
    let table = Texts::new(positions, spells).counted("2023-01", &usual());
    assert_eq!(days(row(&table, "a", "asker", "2023-01")), ["1.2", "0", "13.2"]);
    assert_eq!(days(row(&table, "b", "asker", "2023-01")), ["0.8", "0.8", "8.8"]);
    // Two jobs are two cases, as in the national statistics.
    let spells = |unit: &str| row(&table, unit, "asker", "2023-01").details().spells.unwrap();
    assert_eq!(
        (spells("a").get(Kind::SelfCertified, Band::UpTo3), spells("b").get(Kind::SelfCertified, Band::UpTo3)),
        (1, 1)
    );
    assert_eq!((spells("a").get(Kind::Certified, Band::UpTo3), spells("b").get(Kind::Certified, Band::UpTo3)), (0, 1));
}

#[test]
fn whoever_moves_in_mid_spell_takes_the_days_along_and_begins_no_new_spell() {
    // Away all of January; from Monday the 16th in unit b, as somebody from Hurum. 10 and 12 of the 22 working days.
    let positions = "e,a,asker,100,2022-01-01,2023-01-15,\ne,b,hurum,50,2023-01-16,,\n";
    let table = Texts::new(positions, "e,,2023-01-01,2023-01-31,100,certified\n").counted("2023-01", &usual());
    let (a, b) = (row(&table, "a", "asker", "2023-01"), row(&table, "b", "hurum", "2023-01"));
    assert_eq!((days(a), days(b)), (["0".into(), "10".into(), "10".into()], ["0".into(), "6".into(), "6".into()]));
    let begun = |row: &absence::AbsenceRow| row.details().spells.unwrap().get(Kind::Certified, Band::From17To56);
    assert_eq!((begun(a), begun(b)), (1, 0));
    let lost = b.details().lost.unwrap();
    assert_eq!(lost.get(Kind::Certified, Band::From17To56).to_string(), "6", "the band is that of all 31 days");
}

#[test]
fn a_roster_has_its_own_days_and_works_on_public_holidays_where_it_says_so() {
    // Three days on, three off, from 1 April 2023: eighteen days in April, less those of Easter that fall on it.
    let mut texts = Texts::new("e,a,asker,100,2022-01-01,,shift\n", "e,,2023-04-06,2023-04-10,100,certified\n");
    let roster = |holidays| format!("shift,2023-04-01,,111000,{holidays}\n");
    texts.rosters = Some(roster("work"));
    // On: 1-3, 7-9, 13-15, 19-21, 25-27. Away on 7, 8 and 9 April.
    assert_eq!(days(row(&texts.counted("2023-04", &usual()), "a", "asker", "2023-04")), ["0", "3", "15"]);
    texts.rosters = Some(roster("off"));
    // Good Friday, the 7th, is off; Easter Sunday is a Sunday, which a roster works.
    assert_eq!(days(row(&texts.counted("2023-04", &usual()), "a", "asker", "2023-04")), ["0", "2", "14"]);
}

#[test]
fn holidays_stay_in_or_go_out_and_illness_displaces_them() {
    // July 2023 has 21 working days. Holiday 3 to 21 July, 15 working days; ill on 10 to 12 July of them.
    let mut texts = Texts::new("e,a,asker,100,2022-01-01,,\n", "e,,2023-07-10,2023-07-12,100,self_certified\n");
    let agreed = |texts: &Texts, rule| {
        let table = texts.counted("2023-07", &usual());
        AbsenceSum::of(table.rows()).unwrap().agreed_under(rule).map(|days| days.to_string())
    };
    assert_eq!(agreed(&texts, Denominator::HolidaysTakenOut), None, "nobody told which days were holiday");
    texts.holidays = Some("e,2023-07-03,2023-07-21\ne,2023-07-20,2023-07-23\n".to_owned());
    assert_eq!(agreed(&texts, Denominator::HolidaysKeptIn).as_deref(), Some("21"));
    assert_eq!(agreed(&texts, Denominator::HolidaysTakenOut).as_deref(), Some("9"), "21 - (15 - 3)");
}

#[test]
fn days_after_fifty_two_weeks_are_not_lost() {
    // From Monday 3 January 2022; the 364th day is Sunday 1 January 2023.
    let texts = Texts::new("e,a,asker,100,2020-01-01,,\n", "e,,2022-01-03,2023-02-28,100,certified\n");
    let limited = texts.counted("2022-12..2023-01", &usual());
    assert_eq!(days(row(&limited, "a", "asker", "2022-12"))[1], "21");
    assert_eq!(days(row(&limited, "a", "asker", "2023-01"))[1], "0");
    assert_eq!(row(&limited, "a", "asker", "2023-01").details().employees_absent, Some(0));
    let unlimited = texts.counted("2022-12..2023-01", &Rules { longest_days: None, ..usual() });
    assert_eq!(days(row(&unlimited, "a", "asker", "2023-01"))[1], "22");
}

#[test]
fn the_calendar_knows_movable_holidays_of_any_year() {
    for (year, month, day) in [
        (1943, 4, 25),
        (2000, 4, 23),
        (2018, 4, 1),
        (2019, 4, 21),
        (2020, 4, 12),
        (2021, 4, 4),
        (2022, 4, 17),
        (2023, 4, 9),
        (2024, 3, 31),
        (2038, 4, 25),
        (2285, 3, 22),
    ] {
        let date = Day::of(Date::new(year, month, day).unwrap());
        assert_eq!(absence::easter_sunday(year), date, "{year}");
        assert_eq!(date.weekday(), 6, "{year}");
    }
    for (month, days) in [
        ("2019-04", 19),
        ("2019-05", 20),
        ("2019-12", 20),
        ("2020-02", 20),
        ("2021-05", 18),
        ("2022-05", 20),
        ("2023-04", 17),
        ("2023-05", 19),
        ("2024-03", 19),
    ] {
        let month = survey::Month::parse(month).unwrap();
        assert_eq!(WorkCalendar::Weekdays.working_days(Day::first_of(month), Day::last_of(month)), days, "{month}");
    }
}

#[test]
fn no_order_of_rows_changes_a_sum() {
    let positions = ["e,a,asker,60,2022-01-01,,\n", "e,b,asker,40,2022-01-01,,\n", "f,b,hurum,100,2022-01-01,,\n"];
    let spells = [
        "e,,2023-01-09,2023-01-10,100,self_certified\n",
        "f,,2023-01-05,2023-01-20,50,certified\n",
        "e,b,2023-01-11,2023-01-24,80,certified\n",
    ];
    let forward = Texts::new(&positions.concat(), &spells.concat()).counted("2023-01", &usual());
    let backward = |rows: [&str; 3]| rows.into_iter().rev().collect::<String>();
    let turned = Texts::new(&backward(positions), &backward(spells)).counted("2023-01", &usual());
    assert_eq!(forward, turned);
}
