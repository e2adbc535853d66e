//! Changes and effects whose truth is known, by hand or by simulation from a seed; their laws, and reasons for having none.

use std::collections::{BTreeMap, BTreeSet};

use indices::Why;
use indices::aggregation::GroupMoments;
use indices::trend::{
    Comparison, Counting, TwoByTwo, UnitWave, change, difference_in_differences, difference_in_differences_of_units,
    staggered_effects, trend_model, two_way_fixed_effects,
};
use proptest::prelude::*;

use crate::drawing::Draws;
use crate::waves::{DIVISOR, moments, staggered};

#[test]
fn growing_effects_of_staggered_adoption_are_found_where_two_way_fixed_effects_errs() {
    let (cells, adoption) = staggered(7, 0.5, 40);
    // Cohort 3 is seen treated in six waves, cohort 6 in three: 0.5 · (1 + … + 6 + 1 + 2 + 3) / 9.
    let truth = 1.5;
    for comparison in [Comparison::NeverTreated, Comparison::NotYetTreated] {
        let effects = staggered_effects(&cells, DIVISOR, &adoption, comparison).unwrap();
        let overall = effects.overall().unwrap();
        assert!((overall.value - truth).abs() < 0.1, "{}", overall.value);
        for (time, expected) in (0..=5).zip([0.5, 1.0, 1.5, 2.0, 2.5, 3.0]) {
            let effect = effects.at_event_time(time).unwrap();
            let away = (effect.value - expected).abs() / effect.standard_error;
            assert!(away < 4.0, "{away} standard errors away after {time} waves");
            assert!(effect.standard_error < 0.15);
        }
        let before = effects.pre_trends().unwrap();
        assert_eq!(before.freedom, 1 + 4);
        assert!(before.p > 0.001, "no trends before, p = {}", before.p);
    }
    let two_way = two_way_fixed_effects(&cells, DIVISOR, &adoption).unwrap();
    assert!(two_way.value < truth - 0.2, "units treated earlier are bad controls: {}", two_way.value);
}

#[test]
fn the_errors_of_staggered_effects_are_as_large_as_they_say() {
    let draws = 200;
    let (mut inside, mut values, mut errors) = (0, Vec::new(), 0.0);
    for seed in 0..draws {
        let (cells, adoption) = staggered(1000 + seed, 0.0, 3);
        let effects = staggered_effects(&cells, DIVISOR, &adoption, Comparison::NotYetTreated).unwrap();
        let effect = effects.at_event_time(0).unwrap();
        let interval = effect.interval().unwrap();
        inside += u32::from(interval.low <= 0.0 && interval.high >= 0.0);
        errors += effect.standard_error / draws as f64;
        values.push(effect.value);
    }
    let spread = (values.iter().map(|value| value * value).sum::<f64>() / draws as f64).sqrt();
    assert!((spread / errors - 1.0).abs() < 0.2, "spread {spread}, mean standard error {errors}");
    assert!((178..=200).contains(&inside), "{inside} of {draws} intervals hold the truth");
}

#[test]
fn persons_are_one_cluster_each_where_units_have_one_person() {
    // Every person a unit of its own, seen in one wave only: then clusters are persons, and the clustered variance is
    // the robust one but for N/(N − 4) against K/(K − 1) (N − 1)/(N − 4), which are the same since K = N.
    let mut draws = Draws(3);
    let mut cells = Vec::new();
    let mut treated = BTreeSet::new();
    for unit in 0..40 {
        if unit % 4 < 2 {
            treated.insert(unit);
        }
        cells.push(UnitWave { unit, wave: unit % 2, scores: moments(&[draws.normal()]) });
    }
    let clustered = difference_in_differences_of_units(&cells, DIVISOR, &treated, 1).unwrap();
    let pooled = TwoByTwo::of_units(&cells, &treated, 1).unwrap();
    let robust = &difference_in_differences(&pooled, DIVISOR).unwrap().robust[3];
    assert!((clustered.value - robust.estimate).abs() < 1e-12);
    assert!((clustered.standard_error / robust.standard_error - 1.0).abs() < 1e-12);
}

#[test]
fn two_waves_of_the_same_units_agree_on_three_ways() {
    // Units of equal size, all treated at once: two-way fixed effects, clustered differences in differences and the
    // cohort's effect are the same number.
    let (all, _) = staggered(11, 0.5, 5);
    let cells: Vec<UnitWave> = all.into_iter().filter(|cell| (2..=3).contains(&cell.wave)).collect();
    let treated: BTreeSet<usize> = (0..60).filter(|unit| unit % 3 == 1).collect();
    let adoption = treated.iter().map(|unit| (*unit, 3)).collect();
    let did = difference_in_differences_of_units(&cells, DIVISOR, &treated, 3).unwrap();
    let two_way = two_way_fixed_effects(&cells, DIVISOR, &adoption).unwrap();
    let staggered = staggered_effects(&cells, DIVISOR, &adoption, Comparison::NeverTreated).unwrap();
    let cohort = staggered.group_time(3, 3).unwrap();
    assert!((did.value - two_way.value).abs() < 1e-12 && (did.value - cohort.value).abs() < 1e-12);
    assert!(staggered.pre_trends().is_err(), "there is no wave before the base wave");
    // And Welch's standard error of two groups of changes is the cohort's.
    let own = |unit: usize, wave| {
        let scores = cells.iter().find(|cell| cell.unit == unit && cell.wave == wave).unwrap().scores;
        scores.sum as f64 / scores.n as f64 / DIVISOR as f64
    };
    let variance = |with: bool| {
        let chosen = (0..60).filter(|unit| treated.contains(unit) == with);
        let changes: Vec<f64> = chosen.map(|unit| own(unit, 3) - own(unit, 2)).collect();
        let n = changes.len() as f64;
        let mean = changes.iter().sum::<f64>() / n;
        changes.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / (n - 1.0) / n
    };
    let welch = (variance(true) + variance(false)).sqrt();
    assert!((cohort.standard_error / welch - 1.0).abs() < 1e-12);
}

#[test]
fn one_band_for_all_event_times_is_wider_than_each_interval_and_the_same_for_the_same_seed() {
    let (cells, adoption) = staggered(7, 0.5, 40);
    let effects = staggered_effects(&cells, DIVISOR, &adoption, Comparison::NotYetTreated).unwrap();
    let band = effects.uniform_band(999, 1).unwrap();
    assert_eq!(band.len(), effects.event_times().len());
    for (time, interval) in &band {
        let single = effects.at_event_time(*time).unwrap().interval().unwrap();
        assert!(interval.low < single.low && interval.high > single.high);
        assert!(interval.high - interval.low < 2.0 * (single.high - single.low));
    }
    assert!(band == effects.uniform_band(999, 1).unwrap() && band != effects.uniform_band(999, 2).unwrap());
    assert_eq!(effects.uniform_band(5, 1).err(), Some(Why::OutsideDomain));
}

#[test]
fn cohorts_of_unequal_size_count_as_their_units_and_their_shares_are_uncertain() {
    // Nobody moves on the own account. Cohort 1 (two units) gains 1, cohort 2 (four units) gains 4: (2 + 16) / 6.
    let mut cells = Vec::new();
    let mut adoption = BTreeMap::new();
    for unit in 0..9 {
        let (first, gain) = if unit < 2 { (1, 1) } else { (2, 4) };
        if unit < 6 {
            adoption.insert(unit, first);
        }
        for wave in 0..4 {
            let score: i128 = if unit < 6 && wave >= first { 5 + gain } else { 5 };
            cells.push(UnitWave { unit, wave, scores: GroupMoments { n: 1, sum: score, squares: score * score } });
        }
    }
    let effects = staggered_effects(&cells, 1, &adoption, Comparison::NeverTreated).unwrap();
    let first = effects.at_event_time(0).unwrap();
    assert!((first.value - 3.0).abs() < 1e-12);
    // Parts (1 − 3)/6 for two units and (4 − 3)/6 for four: 2/9 + 4/36.
    assert!((first.standard_error - (1.0 / 3.0_f64).sqrt()).abs() < 1e-12);
    // Two waves after, only the first cohort is still seen, and its share is certain.
    let last = effects.at_event_time(2).unwrap();
    assert!((last.value - 1.0).abs() < 1e-12 && last.standard_error < 1e-12);
    assert!((effects.of_cohort(2).unwrap().value - 4.0).abs() < 1e-12);
    // Three treated waves for two units, two for four: (6 · 1 + 8 · 4) / 14.
    assert!((effects.overall().unwrap().value - 38.0 / 14.0).abs() < 1e-12);
}

#[test]
fn order_of_cells_does_not_matter_and_shifts_move_levels_only() {
    let (mut cells, adoption) = staggered(3, 0.5, 4);
    let all = |cells: &[UnitWave]| {
        let effects = staggered_effects(cells, DIVISOR, &adoption, Comparison::NeverTreated).unwrap();
        let model = trend_model(cells, DIVISOR).unwrap();
        let change = change(cells, DIVISOR, 1, 8, Counting::Persons).unwrap();
        let two_way = two_way_fixed_effects(cells, DIVISOR, &adoption).unwrap();
        [effects.overall().unwrap(), model.change(1, 8).unwrap(), model.slope(), change, two_way]
    };
    let same = |a: &[indices::trend::Change; 5], b: &[indices::trend::Change; 5]| {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-7;
        a.iter().zip(b).all(|(a, b)| near(a.value, b.value) && near(a.standard_error, b.standard_error))
    };
    let before = all(&cells);
    cells.reverse();
    assert!(same(&before, &all(&cells)));
    for cell in &mut cells {
        let n = i128::from(cell.scores.n);
        cell.scores.squares += 2 * 5000 * cell.scores.sum + 25_000_000 * n;
        cell.scores.sum += 5000 * n;
    }
    assert!(same(&before, &all(&cells)));
}

#[test]
fn a_trend_says_why_it_is_unknown() {
    let cell = |unit, wave, n| UnitWave { unit, wave, scores: moments(&vec![unit as f64 + wave as f64; n]) };
    let model = |cells: &[UnitWave]| trend_model(cells, DIVISOR).err();
    assert_eq!(model(&[]), Some(Why::NoAnswers));
    assert_eq!(model(&[cell(0, 0, 0)]), Some(Why::NoAnswers));
    assert_eq!(model(&[cell(0, 0, 2), cell(0, 1, 2)]), Some(Why::SingleUnit));
    assert_eq!(model(&[cell(0, 0, 2), cell(1, 0, 2)]), Some(Why::NotIdentified));
    assert_eq!(model(&[cell(0, 0, 2), cell(1, 1, 2)]), Some(Why::NotIdentified));
    assert_eq!(model(&[cell(0, 0, 1), cell(0, 1, 1), cell(1, 0, 1), cell(1, 1, 1)]), Some(Why::NoVariance));
    let cells = [cell(0, 0, 2), cell(1, 0, 2), cell(0, 1, 2)];
    let unknown = |from, to, counting| change(&cells, DIVISOR, from, to, counting).err();
    assert_eq!(unknown(0, 7, Counting::Persons), Some(Why::NoAnswers));
    assert_eq!(unknown(0, 0, Counting::Persons), Some(Why::OutsideDomain));
    assert_eq!(unknown(0, 1, Counting::Units), Some(Why::SingleUnit));
    let treated = BTreeSet::from([1]);
    let did = difference_in_differences_of_units(&cells, DIVISOR, &treated, 1);
    assert_eq!(did.err(), Some(Why::EmptyCell));
    // Everybody treated from the first wave on, and nobody to compare with.
    let everybody = BTreeMap::from([(0, 0), (1, 0)]);
    let effects = staggered_effects(&cells, DIVISOR, &everybody, Comparison::NeverTreated);
    assert_eq!(effects.err(), Some(Why::SingleUnit));
    let (cells, _) = staggered(1, 0.5, 3);
    let alone = BTreeMap::from([(0, 3)]);
    let effects = staggered_effects(&cells, DIVISOR, &alone, Comparison::NeverTreated).unwrap();
    assert_eq!(effects.overall().err(), Some(Why::SingleUnit), "a single treated unit");
    let all = (0..60).map(|unit| (unit, 3)).collect();
    let effects = staggered_effects(&cells, DIVISOR, &all, Comparison::NotYetTreated);
    assert_eq!(effects.err(), Some(Why::NotIdentified), "nobody is left to compare with");
    assert_eq!(two_way_fixed_effects(&cells, DIVISOR, &BTreeMap::new()).err(), Some(Why::NotIdentified));
    assert_eq!(format!("{:?}", cells[0]), "UnitWave(..)");
}

proptest! {
    #[test]
    fn nothing_panics_and_nothing_is_infinite(
        table in prop::collection::vec((0_usize..4, 0_usize..4, 0_u64..4, -9_i128..9), 0..20),
        adoption in prop::collection::btree_map(0_usize..4, 0_usize..6, 0..4),
    ) {
        let cell = |(unit, wave, n, low): (usize, usize, u64, i128)| {
            let count = i128::from(n);
            // One person a point higher than the others, where there are two.
            let extra = i128::from(n > 1);
            let (sum, squares) = (count * low + extra, count * low * low + extra * (2 * low + 1));
            UnitWave { unit, wave, scores: GroupMoments { n, sum, squares } }
        };
        let cells: Vec<UnitWave> = table.into_iter().map(cell).collect();
        let sound = |change: &indices::trend::Change| {
            change.value.is_finite() && change.standard_error.is_finite() && change.standard_error >= 0.0
        };
        if let Ok(model) = trend_model(&cells, 1) {
            prop_assert!(model.log_likelihood.is_finite() && model.between_units >= 0.0 && sound(&model.slope()));
            for unit in 0..4 {
                prop_assert!(model.unit_change(unit, 0, 1).as_ref().is_ok_and(sound) || model.unit_change(unit, 0, 1).is_err());
            }
        }
        let treated: BTreeSet<usize> = adoption.keys().copied().collect();
        for counting in [Counting::Persons, Counting::Units] {
            prop_assert!(change(&cells, 1, 0, 1, counting).as_ref().is_ok_and(sound) || change(&cells, 1, 0, 1, counting).is_err());
        }
        if let Ok(did) = difference_in_differences_of_units(&cells, 1, &treated, 1) {
            prop_assert!(sound(&did));
        }
        if let Ok(effect) = two_way_fixed_effects(&cells, 1, &adoption) {
            prop_assert!(sound(&effect));
        }
        for comparison in [Comparison::NeverTreated, Comparison::NotYetTreated] {
            if let Ok(effects) = staggered_effects(&cells, 1, &adoption, comparison) {
                for time in effects.event_times() {
                    prop_assert!(effects.at_event_time(time).as_ref().map_or(true, sound));
                }
                prop_assert!(effects.pre_trends().map_or(true, |test| (0.0..=1.0).contains(&test.p)));
            }
        }
    }
}
