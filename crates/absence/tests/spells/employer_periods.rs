//! Employer periods by hand: the merge gap, the sixteen days, graded return, holiday before work, four weeks' employment.

use super::{Texts, usual};
use absence::{AbsenceSum, Exactly16, Rules};

/// Begun, days inside and days after over the first half of 2023, for somebody long employed.
fn periods(spells: &[&str], holidays: &[&str], rule: Exactly16) -> (u64, u64, u64) {
    let spell = |spell: &&str| {
        let (days, grade) = spell.split_once(' ').unwrap();
        let (from, to) = days.split_once("..").unwrap();
        format!("e,,2023-{from},2023-{to},{grade},certified\n")
    };
    let holiday = |days: &&str| {
        let (from, to) = days.split_once("..").unwrap();
        format!("e,2023-{from},2023-{to}\n")
    };
    let mut texts = Texts::new("e,a,asker,100,2020-01-01,,\n", &spells.iter().map(spell).collect::<String>());
    texts.holidays = Some(holidays.iter().map(holiday).collect());
    counted(&texts, rule)
}

fn counted(texts: &Texts, exactly_16: Exactly16) -> (u64, u64, u64) {
    let table = texts.counted("2023-01..2023-06", &Rules { exactly_16, ..usual() });
    let periods = AbsenceSum::of(table.rows()).unwrap().employer_periods().unwrap();
    assert_eq!(periods.exactly_16, Some(exactly_16));
    (periods.begun, periods.days_inside, periods.days_after)
}

#[test]
fn sixteen_calendar_days_are_the_employers_and_the_rest_is_not() {
    assert_eq!(periods(&["01-09..01-24 100"], &[], Exactly16::NewPeriod), (1, 16, 0));
    assert_eq!(periods(&["01-09..01-25 100"], &[], Exactly16::NewPeriod), (1, 16, 1));
}

#[test]
fn a_period_not_used_up_goes_on_after_fewer_than_sixteen_days() {
    // Five days from 9 January; the next absence begins after 15, 16 and 17 days at work.
    let gap = |next: &str, rule| periods(&["01-09..01-13 100", next], &[], rule);
    for rule in [Exactly16::SamePeriod, Exactly16::NewPeriod] {
        assert_eq!(gap("01-29..02-02 100", rule), (1, 10, 0), "15 days between");
        assert_eq!(gap("01-31..02-04 100", rule), (2, 10, 0), "17 days between");
    }
    assert_eq!(gap("01-30..02-03 100", Exactly16::SamePeriod), (1, 10, 0), "exactly 16");
    assert_eq!(gap("01-30..02-03 100", Exactly16::NewPeriod), (2, 10, 0), "exactly 16");
}

#[test]
fn the_days_before_and_after_a_short_gap_share_the_sixteen() {
    // 10 days, five days at work, 10 days: six of the latter are the employer's.
    assert_eq!(periods(&["01-02..01-11 100", "01-17..01-26 100"], &[], Exactly16::NewPeriod), (1, 16, 4));
}

#[test]
fn graded_return_does_not_start_the_clock() {
    // Fully paid by 24 January; half back until 10 February; ill again on 20 February, 9 days after being fully fit.
    let graded = ["01-09..01-24 100", "01-25..02-10 50", "02-20..02-21 100"];
    assert_eq!(periods(&graded, &[], Exactly16::NewPeriod), (1, 16, 19));
    // Without the graded part there are 26 days between.
    assert_eq!(periods(&[graded[0], graded[2]], &[], Exactly16::NewPeriod), (2, 18, 0));
    // Graded days are the employer's as long as the sixteen last.
    assert_eq!(periods(&["01-09..01-12 50", "01-13..01-30 20"], &[], Exactly16::NewPeriod), (1, 16, 6));
}

#[test]
fn holiday_before_work_is_resumed_does_not_count() {
    // Fully paid through Friday 27 January. Holiday from Monday 30 January to 10 February, ill again on 20 February:
    // 23 days after the absence, but nine after the holiday.
    let spells = ["01-09..01-27 100", "02-20..02-21 100"];
    assert_eq!(periods(&spells, &[], Exactly16::NewPeriod), (2, 18, 3));
    assert_eq!(periods(&spells, &["01-30..02-10"], Exactly16::NewPeriod), (1, 16, 5));
    // Holiday after a day at work stops nothing.
    assert_eq!(periods(&spells, &["01-31..02-10"], Exactly16::NewPeriod), (2, 18, 3));
    // Nor does holiday matter while the period is not used up.
    let short = ["01-09..01-13 100", "02-06..02-07 100"];
    assert_eq!(periods(&short, &["01-16..01-31"], Exactly16::NewPeriod), (2, 7, 0));
}

#[test]
fn four_weeks_of_employment_come_first() {
    // Employed from 2 January; the 29th day is 30 January. Ill from 23 January to 5 February.
    let texts = Texts::new("e,a,asker,100,2023-01-02,,\n", "e,,2023-01-23,2023-02-05,100,certified\n");
    assert_eq!(counted(&texts, Exactly16::NewPeriod), (1, 7, 0));
    // A move to another unit is the same employment.
    let moved = "e,a,asker,100,2022-01-01,2023-01-15,\ne,b,asker,100,2023-01-16,,\n";
    let texts = Texts::new(moved, "e,,2023-01-23,2023-02-05,100,certified\n");
    assert_eq!(counted(&texts, Exactly16::NewPeriod), (1, 14, 0));
}

#[test]
fn a_period_belongs_to_the_employee_and_is_counted_in_the_larger_position() {
    let positions = "e,a,asker,40,2022-01-01,,\ne,b,hurum,60,2022-01-01,,\n";
    let texts = Texts::new(positions, "e,,2023-01-09,2023-01-10,100,self_certified\n");
    let table = texts.counted("2023-01", &usual());
    let begun = |unit: &str, former: &str| {
        super::row(&table, unit, former, "2023-01").details().employer_periods.unwrap().begun
    };
    assert_eq!((begun("a", "asker"), begun("b", "hurum")), (0, 1));
    // Of two equal ones it is the unit that comes first in units.csv, whatever the order of the rows.
    let positions = "e,b,hurum,50,2022-01-01,,\ne,a,asker,50,2022-01-01,,\n";
    let table = Texts::new(positions, "e,,2023-01-09,2023-01-10,100,self_certified\n").counted("2023-01", &usual());
    let begun = |unit: &str, former: &str| {
        super::row(&table, unit, former, "2023-01").details().employer_periods.unwrap().begun
    };
    assert_eq!((begun("a", "asker"), begun("b", "hurum")), (1, 0));
}

#[test]
fn a_period_that_began_before_the_counted_months_is_not_begun_in_them() {
    let texts = Texts::new("e,a,asker,100,2020-01-01,,\n", "e,,2022-12-26,2023-01-20,100,certified\n");
    // 26 December to 10 January are the sixteen; ten of them and ten days after lie in January.
    assert_eq!(counted(&texts, Exactly16::NewPeriod), (0, 10, 10));
}
