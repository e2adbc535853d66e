//! Trends whose truth is known: by hand, by simulation from a seed, or from the likelihood written out person by person.

use std::collections::{BTreeMap, BTreeSet};

use indices::Why;
use indices::aggregation::GroupMoments;
use indices::trend::{
    Comparison, Counting, TwoByTwo, UnitWave, change, difference_in_differences, difference_in_differences_of_units,
    staggered_effects, trend_model, two_way_fixed_effects,
};
use nalgebra::{DMatrix, DVector};
use proptest::prelude::*;

use crate::draws::Draws;

/// Scores are whole thousandths of a point.
const DIVISOR: u64 = 1000;

fn moments(scores: &[f64]) -> GroupMoments {
    let mut moments = GroupMoments { n: 0, sum: 0, squares: 0 };
    for score in scores {
        let score: i128 = format!("{:.0}", score * DIVISOR as f64).parse().unwrap();
        moments.n += 1;
        moments.sum += score;
        moments.squares += score * score;
    }
    moments
}

/// Sixty units in eight waves; forty adopt in waves 3 or 6, and the effect of adopting grows by half a point a wave.
fn staggered(seed: u64, effect: f64, per_cell: usize) -> (Vec<UnitWave>, BTreeMap<usize, usize>) {
    let mut draws = Draws(seed);
    let mut adoption = BTreeMap::new();
    let mut cells = Vec::new();
    for unit in 0..60 {
        let level = draws.normal();
        match unit % 3 {
            0 => {}
            1 => drop(adoption.insert(unit, 3)),
            _ => drop(adoption.insert(unit, 6)),
        }
        for wave in 1..=8 {
            let since = adoption.get(&unit).filter(|first| wave >= **first).map(|first| (wave - first + 1) as f64);
            let centre = level + 0.2 * wave as f64 + effect * since.unwrap_or(0.0) + 0.1 * draws.normal();
            let scores: Vec<f64> = (0..per_cell).map(|_| centre + draws.normal()).collect();
            cells.push(UnitWave { unit, wave, scores: moments(&scores) });
        }
    }
    (cells, adoption)
}

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

/// The restricted likelihood written down for every single person, with matrices as large as the sample.
fn restricted_likelihood(cells: &[UnitWave], waves: usize, units: f64, movements: f64, within: f64) -> f64 {
    let mut rows = Vec::new();
    for cell in cells {
        // Any persons with this number, sum and squares: all alike but for two that are off by as much as is needed.
        let n = cell.scores.n as f64;
        let mean = cell.scores.sum as f64 / n / DIVISOR as f64;
        let scatter = cell.scores.squares as f64 / (DIVISOR * DIVISOR) as f64 - n * mean * mean;
        let off = (scatter.max(0.0) / 2.0).sqrt();
        for person in 0..cell.scores.n {
            let score = match person {
                0 if cell.scores.n > 1 => mean + off,
                1 => mean - off,
                _ => mean,
            };
            rows.push((cell.unit, cell.wave, score));
        }
    }
    let n = rows.len();
    let v = DMatrix::from_fn(n, n, |i, j| {
        let (a, b) = (&rows[i], &rows[j]);
        let same = |holds: bool| f64::from(u8::from(holds));
        units * same(a.0 == b.0) + movements * same(a.0 == b.0 && a.1 == b.1) + within * same(i == j)
    });
    let x = DMatrix::from_fn(n, waves, |i, wave| f64::from(u8::from(rows[i].1 == wave)));
    let y = DVector::from_iterator(n, rows.iter().map(|row| row.2));
    let cholesky = v.cholesky().unwrap();
    let precision = (x.transpose() * cholesky.solve(&x)).cholesky().unwrap();
    let residuals = &y - &x * precision.solve(&(x.transpose() * cholesky.solve(&y)));
    let log_determinant = |l: &DMatrix<f64>| 2.0 * l.diagonal().iter().map(|root: &f64| root.ln()).sum::<f64>();
    let constant = (n - waves) as f64 * (2.0 * std::f64::consts::PI).ln();
    let quadratic = residuals.dot(&cholesky.solve(&residuals));
    -0.5 * (constant + log_determinant(&cholesky.l()) + log_determinant(&precision.l()) + quadratic)
}

/// Units with gaps and of unequal size.
fn unbalanced(seed: u64) -> Vec<UnitWave> {
    let mut draws = Draws(seed);
    let mut cells = Vec::new();
    for unit in 0..14 {
        let level = 0.8 * draws.normal();
        for wave in 0..3 {
            let centre = level + 0.3 * wave as f64 + 0.8 * draws.normal();
            let persons = 1 + (unit * 7 + wave * 5) % 6;
            if (unit + wave) % 5 != 4 {
                let scores: Vec<f64> = (0..persons).map(|_| centre + draws.normal()).collect();
                cells.push(UnitWave { unit, wave, scores: moments(&scores) });
            }
        }
    }
    cells
}

#[test]
fn the_model_of_waves_stands_where_the_likelihood_of_persons_is_largest() {
    let cells = unbalanced(5);
    let model = trend_model(&cells, DIVISOR).unwrap();
    let at = |units: f64, movements: f64, within: f64| restricted_likelihood(&cells, 3, units, movements, within);
    let (units, movements, within) = (model.between_units, model.between_waves_of_a_unit, model.within);
    assert!(units > 0.05 && movements > 0.01);
    let top = at(units, movements, within);
    assert!((top / model.log_likelihood - 1.0).abs() < 1e-11, "{top} and {}", model.log_likelihood);
    let nearby = 1e-3;
    for (position, value) in [units, movements, within].into_iter().enumerate() {
        for sign in [-1.0, 1.0] {
            let mut moved = [units, movements, within];
            moved[position] = value * (1.0 + sign * nearby);
            assert!(at(moved[0], moved[1], moved[2]) < top);
        }
        // The slope at the top is nought: symmetrical steps lose the same, to third order.
        let step = |sign: f64| {
            let mut moved = [units, movements, within];
            moved[position] = value * (1.0 + sign * 1e-4);
            at(moved[0], moved[1], moved[2])
        };
        let slope = (step(1.0) - step(-1.0)) / 2e-4;
        assert!(slope.abs() < 1e-6, "slope {slope}");
    }
}

#[test]
fn balanced_waves_give_the_mean_squares_of_the_analysis_of_variance() {
    // Two persons per cell, two waves, three units; by hand from the table of cell means 2 5 | 9 8 | 16 17.
    let cell = |unit, wave, mean: i128| UnitWave {
        unit,
        wave,
        scores: GroupMoments { n: 2, sum: 2 * mean, squares: 2 * mean * mean + 2 },
    };
    let cells = [cell(0, 0, 2), cell(0, 1, 5), cell(1, 0, 9), cell(1, 1, 8), cell(2, 0, 16), cell(2, 1, 17)];
    let model = trend_model(&cells, 1).unwrap();
    // Unit means 3.5, 8.5, 16.5 around 9.5: squares 36 + 1 + 49, four persons each, on 2 degrees: 172.
    // Interaction: changes 3, −1, 1 around 1: squares 8, halved and twice: 8, on 2 degrees: 4. Within 12/6 = 2.
    assert!((model.within - 2.0).abs() < 1e-8);
    assert!((model.between_waves_of_a_unit - (4.0 - 2.0) / 2.0).abs() < 1e-8);
    assert!((model.between_units - (172.0 - 4.0) / 4.0).abs() < 1e-7);
    // The error of the common change is that of three changes with mean square 4 over two persons: 2 · 4 / 6.
    let common = model.change(0, 1).unwrap();
    assert!((common.value - 1.0).abs() < 1e-12);
    assert!((common.standard_error - (8.0 / 6.0_f64).sqrt()).abs() < 1e-7);
    // A unit's own change is drawn half the way, τ_v²/(τ_v² + σ²/n) = 1/2.
    assert!((model.unit_change(0, 0, 1).unwrap().value - 2.0).abs() < 1e-7);
    let mean = model.unit(0).unwrap()[&0];
    assert!(mean.raw < mean.shrunken && mean.shrunken < 9.0);
    let paired = change(&cells, 1, 0, 1, Counting::Units).unwrap();
    assert!((paired.standard_error - common.standard_error).abs() < 1e-7);
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

/// Least squares person by person with a column for everything, and its variance clustered by unit, without corrections.
fn dense(cells: &[UnitWave], columns: impl Fn(&UnitWave) -> Vec<f64>) -> (DVector<f64>, DMatrix<f64>) {
    let mut rows: Vec<(Vec<f64>, f64, usize)> = Vec::new();
    for cell in cells {
        // Persons that are alike have the same number and sum, and clusters do not see within-cell scatter.
        let mean = cell.scores.sum as f64 / cell.scores.n as f64 / DIVISOR as f64;
        (0..cell.scores.n).for_each(|_| rows.push((columns(cell), mean, cell.unit)));
    }
    let width = rows[0].0.len();
    let x = DMatrix::from_fn(rows.len(), width, |row, column| rows[row].0[column]);
    let y = DVector::from_iterator(rows.len(), rows.iter().map(|row| row.1));
    let bread = x.tr_mul(&x).try_inverse().unwrap();
    let beta = &bread * x.tr_mul(&y);
    let residuals = y - &x * &beta;
    let mut scores: BTreeMap<usize, DVector<f64>> = BTreeMap::new();
    for (row, (_, _, unit)) in rows.iter().enumerate() {
        *scores.entry(*unit).or_insert_with(|| DVector::zeros(width)) += x.row(row).transpose() * residuals[row];
    }
    let meat = scores.values().fold(DMatrix::zeros(width, width), |sum, score| sum + score * score.transpose());
    (beta, &bread * meat * &bread)
}

#[test]
fn clustered_errors_are_those_of_a_regression_of_persons() {
    let cells = unbalanced(9);
    let persons: f64 = cells.iter().map(|cell| cell.scores.n as f64).sum();
    let indicator = |holds: bool| f64::from(u8::from(holds));
    let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-9, "{a} {b}");

    // Two waves: a column for the later one.
    let two: Vec<UnitWave> = cells.iter().copied().filter(|cell| cell.wave != 1).collect();
    let units = two.iter().map(|cell| cell.unit).collect::<BTreeSet<usize>>().len() as f64;
    let (beta, covariance) = dense(&two, |cell| vec![1.0, indicator(cell.wave == 2)]);
    let own = change(&two, DIVISOR, 0, 2, Counting::Persons).unwrap();
    near(own.value, beta[1]);
    near(own.standard_error.powi(2), covariance[(1, 1)] * units / (units - 1.0));

    // Treated or not, before or after.
    let treated: BTreeSet<usize> = (0..14).filter(|unit| unit % 2 == 0).collect();
    let did = difference_in_differences_of_units(&cells, DIVISOR, &treated, 1).unwrap();
    let (beta, covariance) = dense(&cells, |cell| {
        let (after, with) = (indicator(cell.wave >= 1), indicator(treated.contains(&cell.unit)));
        vec![1.0, after, with, after * with]
    });
    near(did.value, beta[3]);
    near(did.standard_error.powi(2), covariance[(3, 3)] * 14.0 / 13.0 * (persons - 1.0) / (persons - 4.0));

    // A level for each unit and wave, and treatment that begins in wave 1 or 2.
    let adoption: BTreeMap<usize, usize> =
        (0..14).filter(|unit| unit % 3 != 0).map(|unit| (unit, 1 + unit % 2)).collect();
    let (beta, covariance) = dense(&cells, |cell| {
        let with = adoption.get(&cell.unit).is_some_and(|first| cell.wave >= *first);
        let units = (0..14).map(|unit| indicator(cell.unit == unit));
        let waves = (1..3).map(|wave| indicator(cell.wave == wave));
        units.chain(waves).chain([indicator(with)]).collect()
    });
    let own = two_way_fixed_effects(&cells, DIVISOR, &adoption).unwrap();
    near(own.value, beta[16]);
    near(own.standard_error.powi(2), covariance[(16, 16)] * 14.0 / 13.0 * (persons - 1.0) / (persons - 17.0));
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
