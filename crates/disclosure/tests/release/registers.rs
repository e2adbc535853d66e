//! Register figures: what is shown of them, what hides, and what is placed by published cells.

use std::collections::BTreeSet;

use crate::sealing::draft_with_absence;
use crate::world::{World, counted_parts, scale_id, seal, wave_label};
use disclosure::benchmarks::{Benchmarking, By, Reach, Told, When, rows, yearly};
use disclosure::{
    Basis, Draft, DraftBenchmark, FigureFinding, GroupIndex, GroupKind, PlanText, Reason, Sealed, Target, Targets,
};
use plan::{Change, Figure, Level, PARTS, Zone};
use survey::Date;

const WHOLE: GroupIndex = GroupIndex::new(0);

fn of(counted: u64, all: u64) -> FigureFinding {
    FigureFinding {
        numerator: counted * PARTS,
        denominator: all,
        sources: BTreeSet::from(["HR".to_owned()]),
        vintage: Date::new(2021, 2, 15).unwrap(),
    }
}

/// Everybody and four former municipalities, with these counts of women of all in 2020.
fn draft(counts: [(u64, u64); 4]) -> Draft {
    let mut world = World::family(60, &[15, 15, 15, 15]);
    for group in &mut world.groups {
        if group.kind != GroupKind::Total {
            group.kind = GroupKind::FormerMunicipality;
        }
    }
    let mut draft = world.draft(&["climate"]);
    let sum = |part: fn(&(u64, u64)) -> u64| counts.iter().map(part).sum::<u64>();
    draft.registers.figures.insert((Figure::Women, 2020, WHOLE), of(sum(|of| of.0), sum(|of| of.1)));
    for (place, (counted, all)) in counts.into_iter().enumerate() {
        draft.registers.figures.insert((Figure::Women, 2020, GroupIndex::new(place + 1)), of(counted, all));
    }
    draft
}

fn women(sealed: &Sealed) -> Vec<Option<Reason>> {
    (0..5).map(|group| sealed.figure(Figure::Women, 2020, GroupIndex::new(group)).withheld()).collect()
}

#[test]
fn enough_people_on_both_sides_are_shown_exactly() {
    let sealed = seal(draft([(12, 20), (30, 40), (10, 25), (3, 15)]));
    assert_eq!(women(&sealed), [None; 5]);
    let whole = sealed.figure(Figure::Women, 2020, WHOLE).shown().unwrap();
    assert_eq!((whole.numerator(), whole.denominator()), (55 * PARTS, 100));
    assert_eq!(whole.exact().map(|value| value.to_f64()), Some(55.0));
    assert_eq!(sealed.figure(Figure::Women, 2019, WHOLE).withheld(), Some(Reason::NotMeasured));
}

#[test]
fn one_or_two_on_either_side_hide_and_take_a_neighbour_with_them() {
    for few in [(2, 20), (18, 20), (1, 20), (19, 20)] {
        let hidden = women(&seal(draft([few, (30, 40), (10, 25), (6, 30)])));
        assert_eq!(hidden[1], Some(Reason::ProtectsAnother), "{few:?}");
        assert_eq!(hidden.iter().filter(|reason| reason.is_some()).count(), 2, "{few:?}: {hidden:?}");
        assert_eq!(hidden[0], None, "everybody is shown");
    }
    // Nobody and everybody are no one or two.
    assert_eq!(women(&seal(draft([(0, 20), (30, 40), (10, 25), (30, 30)]))), [None; 5]);
}

#[test]
fn fewer_than_ten_employees_are_too_few() {
    let hidden = women(&seal(draft([(4, 9), (30, 40), (10, 25), (6, 30)])));
    assert_eq!(hidden[1], Some(Reason::TooFewEmployees));
    assert_eq!(hidden.iter().filter(|reason| **reason == Some(Reason::ProtectsAnother)).count(), 1);
    assert_eq!(women(&seal(draft([(4, 10), (30, 40), (10, 25), (6, 30)]))), [None; 5]);
}

#[test]
fn a_rest_of_two_women_is_not_left_over() {
    // The whole has 57 women, its parts 55: two belong to nobody's row.
    let mut draft = draft([(12, 20), (30, 40), (10, 25), (3, 15)]);
    draft.registers.figures.insert((Figure::Women, 2020, WHOLE), of(57, 130));
    let hidden = women(&seal(draft));
    assert!(hidden.iter().any(Option::is_some), "{hidden:?}");
}

#[test]
fn a_unit_is_never_shown_and_still_protected() {
    let mut draft = draft([(12, 20), (30, 40), (10, 25), (3, 15)]);
    draft.groups[4].kind = GroupKind::Unit { depth: 1 };
    let sealed = seal(draft);
    assert_eq!(sealed.figure(Figure::Women, 2020, GroupIndex::new(4)).withheld(), Some(Reason::NotMeasured));
    assert!(!serde_json::to_string(&sealed).unwrap().contains("\"numerator_parts\":30000,"));
}

#[test]
fn more_counted_than_there_are_is_refused() {
    let mut draft = draft([(12, 20), (30, 40), (10, 25), (3, 15)]);
    draft.registers.figures.insert((Figure::Women, 2020, GroupIndex::new(1)), of(21, 20));
    let error = counted_parts(draft).seal(disclosure::Rule::house()).unwrap_err().to_string();
    assert!(error.contains("women") && error.contains("in 2020 counts more than there is"), "{error}");
    assert!(!error.contains("21"), "{error}");
}

#[test]
fn a_cube_with_figures_comes_back_and_a_changed_one_does_not() {
    let mut draft = draft([(12, 20), (30, 40), (10, 25), (3, 15)]);
    place(&mut draft, Basis::Register(Figure::Women));
    let sealed = seal(draft);
    let text = serde_json::to_string(&sealed).unwrap();
    assert_eq!(serde_json::from_str::<Sealed>(&text).unwrap(), sealed);
    for (from, to) in [
        ("\"numerator_parts\":120000,\"denominator\":20", "\"numerator_parts\":120000,\"denominator\":9"),
        ("\"numerator_parts\":120000,\"denominator\":20", "\"numerator_parts\":210000,\"denominator\":20"),
        ("\"numerator_parts\":120000,\"denominator\":20", "\"numerator_parts\":20000,\"denominator\":20"),
        ("\"numerator_parts\":120000,\"denominator\":20", "\"numerator_parts\":125000,\"denominator\":20"),
        ("\"numerator_parts\":550000", "\"numerator_parts\":560000"),
        ("\"value\":55.0,\"interval\":null", "\"value\":85.5,\"interval\":null"),
        ("\"year\":2020,\"group\":1", "\"year\":2020,\"group\":2"),
    ] {
        assert!(text.contains(from), "{from}: {text}");
        let changed = text.replacen(from, to, 1);
        assert!(serde_json::from_str::<Sealed>(&changed).is_err(), "{to}");
    }
}

/// An indicator of old Asker in every group, resting on this.
fn place(draft: &mut Draft, basis: Basis) {
    draft.plans = vec![PlanText::of(&plan::shipped::asker_2017_2020().unwrap())];
    let position = draft.plans[0].indicators.iter().position(|one| one.code == "MA.4.1").unwrap();
    for group in 0..draft.groups.len() {
        draft.benchmarks.push(DraftBenchmark {
            plan: 0,
            indicator: position,
            group: GroupIndex::new(group),
            basis: basis.clone(),
            placement: None,
        });
    }
}

#[test]
fn a_figure_is_placed_from_what_is_published_of_it() {
    // Desired above 85, not approved below 80: 17/20 = 85 exactly is accepted, 35/40 = 87.5 desired, 10/25 = 40 not approved.
    let mut draft = draft([(17, 20), (35, 40), (10, 25), (2, 15)]);
    place(&mut draft, Basis::Register(Figure::Women));
    let sealed = seal(draft);
    let zones: Vec<_> =
        sealed.benchmarks().iter().map(|benchmark| benchmark.placement().shown().map(|placed| placed.zone())).collect();
    assert_eq!(zones[0], Some(Zone::NotApproved), "64 of 100");
    assert_eq!(zones[2], Some(Zone::Desired));
    assert_eq!(zones[4], None, "two of fifteen");
    let shown = [1, 3].map(|place: usize| zones[place]);
    assert!(shown == [Some(Zone::Accepted), None] || shown == [None, Some(Zone::NotApproved)], "{shown:?}");
}

#[test]
fn a_change_needs_both_years_and_is_exact() {
    let mut draft = draft([(12, 20), (30, 40), (10, 25), (3, 15)]);
    draft.registers.figures.insert((Figure::Women, 2019, WHOLE), of(50, 100));
    place(&mut draft, Basis::Change { of: Level::Register(Figure::Women), kind: Change::Points });
    let sealed = seal(draft);
    let placed = sealed.benchmarks()[0].placement().shown().unwrap();
    assert_eq!((placed.value().to_bits(), placed.zone()), (5.0_f64.to_bits(), Zone::NotApproved));
    assert_eq!(sealed.benchmarks()[1].placement().withheld(), Some(Reason::NotMeasured));
    let relative = Basis::Change { of: Level::Register(Figure::Women), kind: Change::Relative };
    let found = Benchmarking::of(&sealed).measured(&relative, WHOLE, When::Now).unwrap();
    assert_eq!(found.value().to_bits(), 10.0_f64.to_bits());
    assert!(found.is_full_count());
}

#[test]
fn targets_count_only_units_whose_rate_is_published() {
    // The absence of every group is 6.25 %; part 0 has nine employees and part 1 protects it, so one unit is counted.
    let mut draft = draft_with_absence();
    let target = |group, percent: &str| Target::new(GroupIndex::new(group), plan::Decimal::parse(percent).unwrap());
    draft.registers.targets =
        Some(Targets { year: 2021, of_units: vec![target(1, "9"), target(2, "9"), target(3, "6.25")] });
    let sealed = seal(draft);
    let found = Benchmarking::of(&sealed).measured(&Basis::Targets, WHOLE, When::Now).unwrap();
    assert_eq!((found.n(), found.value().to_bits()), (1, 100.0_f64.to_bits()), "6.25 keeps a target of 6.25");
    let mut draft = draft_with_absence();
    draft.registers.targets = Some(Targets { year: 2021, of_units: vec![target(3, "6.24")] });
    let found = Benchmarking::of(&seal(draft)).measured(&Basis::Targets, WHOLE, When::Now).map(|found| found.value());
    assert_eq!(found.map(f64::to_bits), Ok(0.0_f64.to_bits()), "and misses one of 6.24");
}

#[test]
fn rows_say_what_the_cube_says() {
    let mut draft = World::family(45 + 13 * 6, &[13, 13, 13, 13, 13, 13]).draft(&["climate"]);
    draft.groups[1..].iter_mut().for_each(|group| group.unit_type = Some("skole".to_owned()));
    draft.waves = vec![wave_label("2020-host", 2020)];
    draft.trend.insert((0, scale_id("climate"), WHOLE), draft.scores[&(scale_id("climate"), WHOLE)].clone());
    place(&mut draft, Basis::Scale(scale_id("climate")));
    draft.plans[0].indicators[6] = PlanText::of(&plan::shipped::asker_2017_2020().unwrap()).indicators[7].clone();
    let sealed = seal(draft);
    let benchmarking = Benchmarking::of(&sealed);
    let units = rows(&benchmarking, 0, By::Unit);
    assert_eq!(units.len(), 7, "everybody and six units on the one indicator that has a basis");
    for row in &units {
        let score = sealed.score(&scale_id("climate"), row.index).shown().unwrap();
        assert_eq!((row.value.map(f64::to_bits), row.n), (Some(score.mean().to_bits()), Some(score.n())));
        let is_unit = row.index != WHOLE;
        assert_eq!(row.probability_among_likes.is_some(), is_unit);
        assert_eq!(row.funnel, is_unit.then_some(Reach::Usual), "six alike are all usual");
        assert!(row.flip_steps.is_some_and(|steps| steps > 0));
    }
    let years: Vec<_> = yearly(&benchmarking, 0).iter().map(|row| (row.year, row.certainty)).collect();
    assert_eq!(years.len(), 2, "two waves, everybody");
    assert!(years.iter().all(|(_, told)| *told != Some(Told::FullCount)));
}
