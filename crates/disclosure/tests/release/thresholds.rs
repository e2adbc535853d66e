//! As many people as a number needs are enough, one fewer are not; and what a hidden spread, a missing basis or a short year must not let through.

use absence::{Largest, LargestByKind, PersonDays};
use disclosure::{
    AbsenceFinding, Basis, Draft, DraftBenchmark, GroupIndex, Inner, InnerName, PlanText, Reason, Rule, Table,
};
use plan::{Certainty, Placement, Zone};

use crate::sealing::absence_finding;
use crate::world::{World, answered, finding, scale_id, seal, wave_label};

const WHOLE: GroupIndex = GroupIndex::new(0);
const PART: GroupIndex = GroupIndex::new(1);
const HIDDEN: Option<Reason> = Some(Reason::ProtectsAnother);

#[test]
fn as_many_as_a_number_needs_are_enough() {
    for (people, mean, distribution) in [
        (4, Some(Reason::TooFew), None),
        (5, None, Some(Reason::TooFew)),
        (9, None, Some(Reason::TooFew)),
        (10, None, None),
    ] {
        let mut draft = World::family(100, &[people, 100 - people]).draft(&["climate"]);
        draft.waves = vec![wave_label("2019-host", 2019)];
        for group in [WHOLE, PART, GroupIndex::new(2)] {
            let key = (scale_id("climate"), group);
            draft.trend.insert((0, key.0.clone(), group), draft.scores[&key].clone());
        }
        let sealed = seal(draft);
        let cell = sealed.score(&scale_id("climate"), PART);
        assert_eq!(cell.withheld(), mean, "{people}");
        assert_eq!(cell.shown().and_then(|score| score.distribution().withheld()), distribution, "{people}");
        assert_eq!(cell.shown().and_then(|score| score.favourable().withheld()), distribution, "{people}");
        assert_eq!(sealed.trend(&scale_id("climate"), PART)[0].1.withheld(), mean, "{people}");
    }
    for (employees, absence) in [(9, Some(Reason::TooFewEmployees)), (10, None)] {
        let mut draft = World::family(100, &[employees, 100 - employees]).draft(&["climate"]);
        for (group, employees) in [(WHOLE, 100), (PART, employees), (GroupIndex::new(2), 100 - employees)] {
            draft.absence_year.insert(group, absence_finding(employees));
            draft.participation.insert(group, (employees, 1));
        }
        let sealed = seal(draft);
        assert_eq!(sealed.absence_year(PART).withheld(), absence, "{employees}");
        assert_eq!(sealed.participation(PART).withheld(), absence, "{employees}");
        // A hundred invited are enough for exact counts.
        assert_eq!(sealed.response().withheld(), None);
    }
    assert!(Rule::stricter(10, 10, 100, 10).is_ok(), "a distribution may need as many as a mean");
}

#[test]
fn one_or_two_absent_are_hidden_and_three_or_nobody_are_not() {
    for (absent, reason) in [(Some(0), None), (Some(1), HIDDEN), (Some(2), HIDDEN), (Some(3), None), (None, None)] {
        let mut draft = World::family(60, &[20, 40]).draft(&["climate"]);
        for (group, employees) in [(WHOLE, 60), (PART, 20), (GroupIndex::new(2), 40)] {
            draft.absence_year.insert(group, absence_finding(employees));
        }
        draft.absence_year.get_mut(&PART).unwrap().absent_at_least = absent;
        let sealed = seal(draft);
        assert_eq!(sealed.absence_year(PART).withheld(), reason, "{absent:?}");
        assert_eq!(sealed.absence_year(GroupIndex::new(2)).withheld(), reason, "{absent:?}: it would follow");
    }
}

#[test]
fn a_sum_with_one_large_part_is_hidden() {
    let days = |days: u64| PersonDays::from_millionths(days * 1_000_000);
    let bounds = |first: u64, second: u64| Largest::new(days(first), days(second)).unwrap();
    // Of 20 employees' 5 and 20 days; what is left without the two largest may not be 15 % of the largest or less.
    let even = bounds(1, 1);
    for (own, certified, reason) in [
        (even, bounds(10, 8), None),
        (even, bounds(10, 9), HIDDEN),
        (bounds(3, 1), bounds(2, 2), None),
        (bounds(4, 1), bounds(2, 2), HIDDEN),
        // bounds that reach beyond the sum
        (even, bounds(30, 0), HIDDEN),
    ] {
        let mut draft = World::family(60, &[20, 40]).draft(&["climate"]);
        for (group, employees) in [(WHOLE, 60), (PART, 20), (GroupIndex::new(2), 40)] {
            draft.absence_year.insert(group, absence_finding(employees));
        }
        let found = draft.absence_year.get_mut(&PART).unwrap();
        (found.lost_self_certified, found.lost_certified) = (days(5), days(20));
        found.largest = Some(LargestByKind { self_certified: own, certified });
        let sealed = seal(draft);
        assert_eq!(sealed.absence_year(PART).withheld(), reason, "{own:?} {certified:?}");
        assert_eq!(
            sealed.absence_year(GroupIndex::new(2)).withheld(),
            reason,
            "{own:?} {certified:?}: it would follow"
        );
    }
}

#[test]
fn a_kind_of_which_no_day_was_lost_is_not_dominated() {
    let mut draft = World::family(60, &[20, 40]).draft(&["climate"]);
    for (group, employees) in [(WHOLE, 60), (PART, 20), (GroupIndex::new(2), 40)] {
        let none = AbsenceFinding { lost_certified: PersonDays::ZERO, ..absence_finding(employees) };
        let even = Largest::new(PersonDays::from_millionths(500_000), PersonDays::from_millionths(500_000)).unwrap();
        // Somebody of this group lost certified days in another one.
        let largest = Some(LargestByKind { self_certified: even, certified: even });
        draft.absence_year.insert(group, AbsenceFinding { largest, ..none });
    }
    assert_eq!(seal(draft).absence_year(PART).withheld(), None);
}

/// The interval of a small group is made from everybody's spread; where everybody is nearly alike, that spread is hidden and tells of everybody.
#[test]
fn a_spread_that_is_hidden_makes_no_interval() {
    for (everybody, has_interval) in [([0, 0, 178, 2, 0], false), ([0, 0, 177, 3, 0], true)] {
        let mut draft = World::family(60, &[7, 13, 40]).draft(&["climate"]);
        draft.waves = vec![wave_label("2019-host", 2019)];
        draft.scores.insert((scale_id("climate"), WHOLE), answered(60, everybody));
        for group in 0..4 {
            let key = (scale_id("climate"), GroupIndex::new(group));
            draft.trend.insert((0, key.0.clone(), key.1), draft.scores[&key].clone());
        }
        let sealed = seal(draft);
        let whole = sealed.score(&scale_id("climate"), WHOLE).shown().expect("a mean in the middle is shown");
        assert_eq!(whole.distribution().shown().is_some(), has_interval);
        let part = sealed.score(&scale_id("climate"), PART).shown().expect("seven are enough");
        assert_eq!(part.interval().is_some(), has_interval, "{everybody:?}");
        let (_, then) = sealed.trend(&scale_id("climate"), PART)[0];
        assert_eq!(then.shown().expect("seven were enough").interval().is_some(), has_interval, "{everybody:?}");
    }
}

#[test]
fn a_placement_without_its_basis_is_not_shown() {
    let placement = Placement {
        zone: Zone::Desired,
        certainty: Certainty::Clear,
        probability: [0.96, 0.04, 0.0],
        value: 4.3,
        interval: None,
        n: 33,
    };
    let mut draft = World::family(49, &[9, 40]).draft(&["climate"]);
    draft.scores.remove(&(scale_id("climate"), GroupIndex::new(2)));
    draft.plans = vec![PlanText::of(&plan::shipped::asker_2017_2020().unwrap())];
    let scale = || scale_id("climate");
    let cases = [
        (Basis::Absence, WHOLE, Some(Reason::NotMeasured)),
        (Basis::Presence, WHOLE, Some(Reason::NotMeasured)),
        // Nobody answered there, which is told like too few.
        (Basis::Scale(scale()), GroupIndex::new(2), Some(Reason::TooFew)),
        (Basis::Favourable(scale()), GroupIndex::new(2), Some(Reason::TooFew)),
        (Basis::Favourable(scale()), PART, Some(Reason::TooFew)),
        (Basis::Favourable(scale()), WHOLE, None),
        (Basis::Scale(scale()), PART, None),
    ];
    for (basis, group, _) in &cases {
        let (basis, group, placement) = (basis.clone(), *group, Some(placement));
        draft.benchmarks.push(DraftBenchmark { plan: 0, indicator: 0, group, basis, placement });
    }
    let sealed = seal(draft);
    for ((basis, group, reason), benchmark) in cases.iter().zip(sealed.benchmarks()) {
        assert_eq!((benchmark.basis(), benchmark.placement().withheld()), (basis, *reason), "{group}");
    }
}

fn absence(months: u32, employee_months: u64) -> AbsenceFinding {
    AbsenceFinding { months, ..absence_finding(employee_months) }
}

fn name(unit: usize) -> InnerName {
    InnerName { unit: format!("{unit:03}"), former_municipality: String::new(), role: None }
}

/// Absence of a year: of a whole and some of its parts, by employees summed over months. What is left of the whole is in no family.
fn year(parts: &[(u32, u64)], rest: &[u64]) -> Draft {
    let mut draft = World::family(0, &vec![0; parts.len() + rest.len()]).draft(&[]);
    draft.families.clear();
    let of_parts = parts.iter().map(|(_, employee_months)| employee_months);
    let whole = of_parts.clone().chain(rest).sum();
    draft.absence_year.insert(WHOLE, absence(12, whole));
    draft.inner = Inner::default();
    for (at, people) in of_parts.chain(rest).enumerate() {
        let within = [WHOLE, GroupIndex::new(at + 1)];
        draft.inner.add(Table::AbsenceYear, &name(at + 1), &within, *people);
    }
    for (at, (months, employee_months)) in parts.iter().enumerate() {
        draft.absence_year.insert(GroupIndex::new(at + 1), absence(*months, *employee_months));
    }
    draft
}

/// A group that is younger than the year does not lower what nobody may be singled out below: ten people in each of twelve months.
#[test]
fn the_longest_period_says_how_many_are_few() {
    let second = |rest: u64| {
        let sealed = year(&[(12, 600), (2, 130)], &[rest]).seal(Rule::house()).unwrap();
        [WHOLE, PART, GroupIndex::new(2)].map(|group| sealed.absence_year(group).withheld())
    };
    assert_eq!(second(119), [None, None, HIDDEN]);
    assert_eq!(second(120), [None, None, None]);
}

/// Five units that no cell of this table tells apart are one inner group: their hundred and fifteen months of work are few together.
#[test]
fn people_whom_no_cell_of_the_table_tells_apart_count_together() {
    let first = |rest: [u64; 5]| {
        let sealed = year(&[(12, 600)], &rest).seal(Rule::house()).unwrap();
        [WHOLE, PART].map(|group| sealed.absence_year(group).withheld())
    };
    assert_eq!(first([23; 5]), [None, HIDDEN]);
    assert_eq!(first([24; 5]), [None, None]);
}

#[test]
fn a_cell_of_a_scale_that_nobody_answered_is_not_shown() {
    let mut draft = World::family(60, &[0, 60]).draft(&["climate"]);
    draft.scores.insert((scale_id("climate"), PART), finding(0));
    assert_eq!(seal(draft).score(&scale_id("climate"), PART).withheld(), Some(Reason::TooFew));
}
