//! A placement always carries its certainty, and the certainty is what a simulation finds.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where its own figures are wrong")]

use counts::{ScaleCounts, ScaleShape};
use indices::{Interval, ScaleFinding};
use plan::{
    Certainty, Indicator, Measure, PlaceError, Placement, Plan, Zone, benchmark, benchmark_absence,
    interval_between_months, shipped,
};
use proptest::prelude::*;
use survey::{Instrument, Scale, ScaleId};

fn instrument() -> Instrument {
    survey::mestring().unwrap()
}

fn indicator(plan: &Plan, code: &str) -> Indicator {
    plan.indicators().iter().find(|indicator| indicator.code() == code).unwrap().clone()
}

fn of_old_asker(code: &str) -> Indicator {
    indicator(&shipped::asker_2017_2020().unwrap(), code)
}

/// What a scale says of people who each chose the same point on every item; one entry per person.
fn finding(instrument: &Instrument, scale: &Scale, persons: &[u8]) -> ScaleFinding {
    let shape = ScaleShape::of(instrument, scale).unwrap();
    let mut counts = ScaleCounts::new(&shape);
    for &point in persons {
        counts.add(&vec![point; scale.items().len()]).unwrap();
    }
    ScaleFinding::of(&counts, scale)
}

fn mastery_climate(persons: &[u8]) -> ScaleFinding {
    let instrument = instrument();
    finding(&instrument, instrument.mastery_climate().unwrap(), persons)
}

fn placed(persons: &[u8]) -> Placement {
    benchmark(&of_old_asker("L.1.1"), &mastery_climate(persons)).unwrap().unwrap()
}

#[test]
fn everybody_far_above_is_clear() {
    let persons: Vec<u8> = std::iter::repeat_n([5, 5, 5, 4], 20).flatten().collect();
    let placement = placed(&persons);
    assert_eq!((placement.zone, placement.certainty, placement.n), (Zone::Desired, Certainty::Clear, 80));
    assert!(placement.probability[0] > 0.999);
}

#[test]
fn exactly_on_the_bound_is_desired_and_a_toss_up() {
    // Mean 21/5 = 4.2 exactly.
    let placement = placed(&[5, 5, 4, 4, 3]);
    assert_eq!((placement.zone, placement.certainty), (Zone::Desired, Certainty::MayBeChance));
    assert!((placement.probability[0] - 0.5).abs() < 1e-9);
    assert_eq!(placement.value.to_bits(), 4.2_f64.to_bits());
}

#[test]
fn a_mean_in_the_gap_is_accepted() {
    // 83/20 = 4.15: between the printed 4.1 and 4.2.
    let persons: Vec<u8> = [vec![5; 5], vec![4; 13], vec![3; 2]].concat();
    assert_eq!(persons.iter().map(|&point| u32::from(point)).sum::<u32>(), 83);
    assert_eq!(placed(&persons).zone, Zone::Accepted);
}

#[test]
fn fewer_than_five_are_too_few_to_say() {
    for persons in [&[5, 4, 5, 4][..], &[5, 4], &[5]] {
        let placement = placed(persons);
        assert_eq!(placement.certainty, Certainty::TooFew, "{}", persons.len());
        assert_eq!(placement.n, persons.len() as u64);
    }
    let one = placed(&[5]);
    assert_eq!(one.probability.map(f64::to_bits), [(1.0_f64 / 3.0).to_bits(); 3], "one person has no interval");
    assert_ne!(placed(&[5, 4, 5, 4, 5]).certainty, Certainty::TooFew);
}

#[test]
fn nobody_is_not_measured() {
    assert!(benchmark(&of_old_asker("L.1.1"), &mastery_climate(&[])).unwrap().is_none());
}

#[test]
fn a_register_and_an_indicator_without_zones_are_not_placed() {
    let finding = mastery_climate(&[4, 4, 4, 5, 5, 5]);
    assert!(benchmark(&of_old_asker("MA.3.1"), &finding).unwrap().is_none());
    assert!(benchmark(&of_old_asker("MA.1.1"), &finding).unwrap().is_none());
    let plan = shipped::temaplan_2020_2023().unwrap();
    let role_clarity = ScaleId::new("role_clarity").unwrap();
    let without =
        plan.indicators().iter().find(|one| *one.measure() == Measure::ScaleMean(role_clarity.clone())).unwrap();
    assert!(benchmark(without, &finding).unwrap().is_none());
}

/// The shipped instrument with answers from 1 to 6, as a survey of the years before.
fn six_points() -> Instrument {
    let labels = "    { nb = \"Helt enig\", nn = \"Heilt einig\", en = \"Strongly agree\" },\n";
    let six = survey::MESTRING_INSTRUMENT.replacen("max = 5", "max = 6", 1).replacen(
        labels,
        &format!("{labels}{}", labels.replace("Helt enig", "Mer enn helt enig")),
        1,
    );
    Instrument::from_toml("six.toml", &six).unwrap()
}

#[test]
fn a_score_of_another_scale_is_an_error_and_the_message_keeps_it() {
    let six = six_points();
    let scale = six.mastery_climate().unwrap();
    let indicator = of_old_asker("L.1.1");
    assert!(!indicator.fits(scale));
    let error = benchmark(&indicator, &finding(&six, scale, &[6, 6, 6, 6, 5])).unwrap_err();
    assert!(matches!(&error, PlaceError::OutsideScale { code, .. } if code == "L.1.1"));
    let message = error.to_string();
    assert!(message.contains("1 to 5") && !message.contains("5.8"), "{message}");
}

#[test]
fn a_placement_does_not_tell_its_value_by_accident() {
    let shown = format!("{:?}", placed(&[5, 5, 4, 4, 3]));
    assert!(!shown.contains('4') && !shown.contains("Desired"), "{shown}");
}

#[test]
fn absence_is_divided_exactly_and_placed() {
    let absence = of_old_asker("MA.1.1");
    let interval = Some(Interval { low: 7.0, high: 8.2, level: 0.95 });
    for (lost, agreed, zone) in [
        (73, 1000, Zone::Accepted),
        (76, 1000, Zone::Accepted),
        (7601, 100_000, Zone::NotApproved),
        (72_999, 1_000_000, Zone::Desired),
    ] {
        let placement = benchmark_absence(&absence, lost, agreed, interval, 200).unwrap().unwrap();
        assert_eq!(placement.zone, zone, "{lost} of {agreed}");
        assert_eq!(placement.certainty, Certainty::MayBeChance);
    }
    assert_eq!(
        benchmark_absence(&absence, 76, 1000, None, 200).unwrap().unwrap().certainty,
        Certainty::TooFew,
        "without an interval nothing is said about how sure it is"
    );
    assert!(benchmark_absence(&absence, 0, 0, interval, 200).unwrap().is_none());
    assert!(benchmark_absence(&of_old_asker("L.1.1"), 76, 1000, interval, 200).unwrap().is_none());
    assert!(matches!(benchmark_absence(&absence, 1001, 1000, interval, 200), Err(PlaceError::OutsideScale { .. })));
    assert!(matches!(
        benchmark_absence(&absence, u128::MAX, u128::MAX, interval, 200),
        Err(PlaceError::TooLarge { .. })
    ));
}

#[test]
fn a_year_of_months_gives_an_interval_one_can_check_by_hand() {
    // Six months of 4 % and six of 8 %, 100 agreed days each: rate 6 %, every residual 2 days, sum of squares 48.
    // Standard error: sqrt(12/11 · 48)/1200 = 0.006030; t(11) at 95 %: 2.2010.
    let months: Vec<(u128, u128)> = (0..12).map(|month| (if month % 2 == 0 { 4 } else { 8 }, 100)).collect();
    let interval = interval_between_months(&months).unwrap();
    assert!((interval.low - (6.0 - 2.2010 * 0.603_02)).abs() < 0.001, "{}", interval.low);
    assert!((interval.high - (6.0 + 2.2010 * 0.603_02)).abs() < 0.001, "{}", interval.high);
    assert!(interval_between_months(&months[..5]).is_none());
    assert!(interval_between_months(&[(0, 0); 12]).is_none());
    let level = interval_between_months(&[(5, 100); 12]).unwrap();
    assert!((level.low - 5.0).abs() < 1e-12 && (level.high - 5.0).abs() < 1e-12);
}

#[test]
fn months_that_do_not_differ_make_the_zone_clear() {
    let absence = of_old_asker("MA.1.1");
    let interval = interval_between_months(&[(9, 100); 12]);
    let placement = benchmark_absence(&absence, 9 * 12, 100 * 12, interval, 300).unwrap().unwrap();
    assert_eq!((placement.zone, placement.certainty), (Zone::NotApproved, Certainty::Clear));
}

#[test]
fn the_narrow_middle_zone_of_absence_is_seldom_clear() {
    let absence = of_old_asker("MA.1.1");
    let narrow = Some(Interval { low: 7.4, high: 7.5, level: 0.95 });
    let wide = Some(Interval { low: 6.9, high: 8.0, level: 0.95 });
    let sure = benchmark_absence(&absence, 745, 10_000, narrow, 5000).unwrap().unwrap();
    let unsure = benchmark_absence(&absence, 745, 10_000, wide, 100).unwrap().unwrap();
    assert_eq!((sure.zone, sure.certainty), (Zone::Accepted, Certainty::Clear));
    assert_eq!((unsure.zone, unsure.certainty), (Zone::Accepted, Certainty::MayBeChance));
}

/// The share of evenly spread draws from the normal distribution that fall in each zone: another road to the same.
fn by_drawing(indicator: &Indicator, mean: f64, standard_error: f64) -> [f64; 3] {
    let zones = indicator.zones().unwrap();
    let mut weight = [0.0; 3];
    let mut total = 0.0;
    let steps: i32 = 40_000;
    for step in -steps..=steps {
        let z = f64::from(step) * 8.0 / f64::from(steps);
        let density = (-z * z / 2.0).exp();
        let position = Zone::ALL.iter().position(|zone| *zone == zones.place_f64(mean + z * standard_error)).unwrap();
        weight[position] += density;
        total += density;
    }
    weight.map(|share| share / total)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn probabilities_are_what_drawing_finds(lost in 400_u32..1100, half in 0.05_f64..2.0) {
        let absence = of_old_asker("MA.1.1");
        let value = f64::from(lost) / 100.0;
        let interval = Interval { low: value - half, high: value + half, level: 0.95 };
        let placement = benchmark_absence(&absence, u128::from(lost), 10_000, Some(interval), 100).unwrap().unwrap();
        let drawn = by_drawing(&absence, value, half / 1.959_963_984_540_054);
        for (computed, drawn) in placement.probability.iter().zip(drawn) {
            prop_assert!((computed - drawn).abs() < 2e-3, "{computed} {drawn}");
        }
    }

    #[test]
    fn every_placement_has_a_certainty_that_follows_from_its_probabilities(
        persons in proptest::collection::vec(1_u8..=5, 1..60)
    ) {
        let placement = placed(&persons);
        let sum: f64 = placement.probability.iter().sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);
        prop_assert!(placement.probability.iter().all(|share| (0.0..=1.0).contains(share)));
        let largest = placement.probability.iter().copied().fold(0.0, f64::max);
        let expect = if persons.len() < 5 || placement.interval.is_none() {
            Certainty::TooFew
        } else if largest >= 0.95 {
            Certainty::Clear
        } else {
            Certainty::MayBeChance
        };
        prop_assert_eq!(placement.certainty, expect);
        let total: u32 = persons.iter().map(|&point| u32::from(point)).sum();
        let people = u32::try_from(persons.len()).unwrap();
        let zone = if 10 * total >= 42 * people {
            Zone::Desired
        } else if 100 * total <= 375 * people {
            Zone::NotApproved
        } else {
            Zone::Accepted
        };
        prop_assert_eq!(placement.zone, zone);
    }
}
