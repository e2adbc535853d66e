//! Comparing two groups: second ways to the same number, symmetries, and the reasons for having none.

use indices::Why;
use indices::aggregation::GroupMoments;
use indices::comparison::{
    ClusterCell, ClusterError, ClusteredMeans, CoefficientError, Correction, DominanceQuantile, RegressionCluster,
    benjamini_hochberg, cohens_d, dominance, glass_delta, hedges_g, holm, part_whole, regression, student, welch,
};
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use proptest::prelude::*;

use crate::drawing::{close, group_moments as moments, variance};

fn floats(values: &[i64]) -> Vec<f64> {
    values.iter().map(|&value| value as f64).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn group() -> impl Strategy<Value = Vec<i64>> {
    prop::collection::vec(1_i64..=7, 2..=12)
}

fn histogram(values: &[i64]) -> Vec<(i128, u64)> {
    values.iter().map(|&value| (i128::from(value), 1)).collect()
}

proptest! {
    #[test]
    fn t_tests_are_those_of_two_passes_over_doubles(a in group(), b in group()) {
        let (x, y) = (floats(&a), floats(&b));
        let (n, m) = (x.len() as f64, y.len() as f64);
        prop_assume!(variance(&x) + variance(&y) > 0.0);
        let test = welch(&moments(&a), &moments(&b), 1).unwrap();
        prop_assert!(close(test.t(), (mean(&x) - mean(&y)) / (variance(&x) / n + variance(&y) / m).sqrt()));
        let pooled = ((n - 1.0) * variance(&x) + (m - 1.0) * variance(&y)) / (n + m - 2.0);
        let d = cohens_d(&moments(&a), &moments(&b));
        prop_assert!(close(d.value().unwrap(), (mean(&x) - mean(&y)) / pooled.sqrt()));
        let test = student(&moments(&a), &moments(&b), 1).unwrap();
        prop_assert!(close(test.standard_error(), (pooled * (1.0 / n + 1.0 / m)).sqrt()));
        // An interval leaves nought out when, and only when, the test rejects.
        let interval = d.interval().unwrap();
        prop_assume!((test.p() - 0.05).abs() > 1e-9);
        prop_assert_eq!(interval.low > 0.0 || interval.high < 0.0, test.p() < 0.05);
    }

    #[test]
    fn shifting_and_scaling_both_groups_changes_no_test(a in group(), b in group(), shift in -50_i64..50) {
        prop_assume!(variance(&floats(&a)) > 0.0 && variance(&floats(&b)) > 0.0);
        let moved = |values: &[i64]| moments(&values.iter().map(|value| 3 * value + shift).collect::<Vec<_>>());
        let (first, second) = (welch(&moments(&a), &moments(&b), 1).unwrap(), welch(&moved(&a), &moved(&b), 3).unwrap());
        prop_assert!(close(first.t(), second.t()) && close(first.freedom(), second.freedom()));
        prop_assert!(close(first.standard_error(), second.standard_error()));
        let swapped = welch(&moments(&b), &moments(&a), 1).unwrap();
        prop_assert!(close(first.t(), -swapped.t()));
        let g = |a, b| hedges_g(a, b, Correction::Exact).value().unwrap();
        prop_assert!(close(g(&moments(&a), &moments(&b)), g(&moved(&a), &moved(&b))));
        prop_assert!(close(glass_delta(&moments(&a), &moments(&b)).value().unwrap(),
            (mean(&floats(&a)) - mean(&floats(&b))) / variance(&floats(&b)).sqrt()));
    }

    #[test]
    fn dominance_is_that_of_every_pair(a in group(), b in group()) {
        let pairs = dominance(&histogram(&a), &histogram(&b)).unwrap();
        let sign = |x: i64, y: i64| (x > y) as i32 as f64 - (x < y) as i32 as f64;
        let rows: Vec<Vec<f64>> = a.iter().map(|&x| b.iter().map(|&y| sign(x, y)).collect()).collect();
        let (n, m) = (a.len() as f64, b.len() as f64);
        let d = rows.iter().flatten().sum::<f64>() / (n * m);
        let delta = pairs.delta(DominanceQuantile::Normal);
        prop_assert!(close(delta.value().unwrap(), d));
        prop_assert!(close(pairs.wilcoxon_w(), (d + 1.0) / 2.0 * n * m));
        // Cliff's three variances, and an interval turned back into the variance that made it.
        let around = |values: &[f64]| values.iter().map(|value| (value - d) * (value - d)).sum::<f64>();
        let row_means: Vec<f64> = rows.iter().map(|row| mean(row)).collect();
        let column_means: Vec<f64> =
            (0..b.len()).map(|j| mean(&rows.iter().map(|row| row[j]).collect::<Vec<f64>>())).collect();
        let cells = around(&rows.concat()) / ((n - 1.0) * (m - 1.0));
        let s2 = ((m - 1.0) * around(&row_means) / (n - 1.0) + (n - 1.0) * around(&column_means) / (m - 1.0) + cells)
            / (n * m);
        let Some(interval) = delta.interval() else {
            prop_assert!(s2.abs() < 1e-12);
            return Ok(());
        };
        let z = 1.959_963_984_540_054;
        let (room, spread) = (1.0 - d * d, z * z * s2);
        let ends = [-1.0, 1.0].map(|side| (d * room + side * (spread * (room * room + spread)).sqrt()) / (room + spread));
        prop_assert!((interval.low - ends[0]).abs() < 1e-9 && (interval.high - ends[1]).abs() < 1e-9);
        let other = dominance(&histogram(&b), &histogram(&a)).unwrap();
        prop_assert!(close(other.delta(DominanceQuantile::Normal).value().unwrap(), -d));
        prop_assert!(pairs.wilcoxon_p() == other.wilcoxon_p());
    }

    #[test]
    fn a_part_against_its_whole_has_the_variance_of_the_weights(a in group(), b in group()) {
        let (x, y) = (floats(&a), floats(&b));
        prop_assume!(variance(&x) + variance(&y) > 0.0);
        let all: Vec<i64> = a.iter().chain(&b).copied().collect();
        let compared = part_whole(&moments(&a), &moments(&all), 1).unwrap().against_whole();
        let (n, m) = (x.len() as f64, y.len() as f64);
        // Each person of the unit weighs 1/n − 1/N, each of the rest −1/N.
        let (own, other) = (1.0 / n - 1.0 / (n + m), 1.0 / (n + m));
        let expected = n * own * own * variance(&x) + m * other * other * variance(&y);
        prop_assert!(close(compared.standard_error(), expected.sqrt()));
        prop_assert!(close(compared.estimate().value().unwrap(), mean(&x) - mean(&floats(&all))));
    }

    #[test]
    fn adjusted_p_values_are_those_of_their_definitions(p in prop::collection::vec(0.0_f64..=1.0, 1..12)) {
        let m = p.len() as f64;
        let rank = |value: f64| p.iter().filter(|other| **other <= value).count() as f64;
        let above = |value: f64| p.iter().filter(|other| **other >= value).count() as f64;
        for (position, &own) in p.iter().enumerate() {
            let bh = p.iter().filter(|q| **q >= own).map(|q| m / rank(*q) * q).fold(1.0, f64::min);
            prop_assert!(close(benjamini_hochberg(&p).unwrap()[position], bh));
            let steps = p.iter().filter(|q| **q <= own).map(|q| above(*q) * q).fold(0.0, f64::max);
            prop_assert!(close(holm(&p).unwrap()[position], steps.min(1.0)));
        }
    }
}

/// Persons as (unit, predictors, outcome).
type Person = (usize, Vec<i64>, i64);

/// Coefficients by normal equations, CR2 errors and Satterthwaite degrees by matrices as large as the data.
fn dense(persons: &[Person]) -> (DVector<f64>, Vec<(f64, f64)>) {
    let n = persons.len();
    let k = persons[0].1.len() + 1;
    let x = DMatrix::from_fn(n, k, |i, j| if j == 0 { 1.0 } else { persons[i].1[j - 1] as f64 });
    let y = DVector::from_fn(n, |i, _| persons[i].2 as f64);
    let inverse = (x.transpose() * &x).try_inverse().unwrap();
    let b = &inverse * x.transpose() * &y;
    let residual_maker = DMatrix::identity(n, n) - &x * &inverse * x.transpose();
    let residuals = &residual_maker * &y;
    let mut units: Vec<usize> = persons.iter().map(|person| person.0).collect();
    units.sort_unstable();
    units.dedup();
    let mut errors = Vec::new();
    for coefficient in 0..k {
        let (mut variance, mut columns) = (0.0, Vec::new());
        for unit in &units {
            let rows: Vec<usize> = (0..n).filter(|&i| persons[i].0 == *unit).collect();
            let own = residual_maker.select_rows(&rows).select_columns(&rows);
            let eigen = SymmetricEigen::new(own);
            let roots = eigen.eigenvalues.map(|value| if value > 1e-9 { 1.0 / value.sqrt() } else { 0.0 });
            let freed = &eigen.eigenvectors * DMatrix::from_diagonal(&roots) * eigen.eigenvectors.transpose();
            let weights = freed * x.select_rows(&rows) * inverse.column(coefficient);
            variance += weights.dot(&residuals.select_rows(&rows)).powi(2);
            columns.push(residual_maker.select_columns(&rows) * weights);
        }
        let p = DMatrix::from_columns(&columns);
        let gram = p.transpose() * p;
        errors.push((variance.sqrt(), gram.trace().powi(2) / gram.norm_squared()));
    }
    (b, errors)
}

fn fitted(persons: &[Person]) -> Result<indices::comparison::Regression, Why> {
    let predictors = persons.first().map_or(0, |person| person.1.len());
    let mut clusters = vec![RegressionCluster::new(predictors); 8];
    for (unit, row, outcome) in persons {
        clusters[*unit].add(row, *outcome).unwrap();
    }
    regression(&clusters, &vec![1; predictors + 1])
}

proptest! {
    // Matrices as large as the data are slow where nothing is optimised.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn small_matrices_give_what_matrices_as_large_as_the_data_give(
        persons in prop::collection::vec((0_usize..6, prop::collection::vec(-4_i64..=4, 2), 1_i64..=7), 12..30)
    ) {
        let Ok(fit) = fitted(&persons) else { return Ok(()) };
        let (b, errors) = dense(&persons);
        for (position, (error, freedom)) in errors.into_iter().enumerate() {
            let kind = CoefficientError::Clustered(ClusterError::Cr2);
            let Ok(ours) = fit.coefficient(position, kind) else { continue };
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-8 * a.abs().max(b.abs()).max(1.0);
            prop_assert!(near(ours.estimate().value().unwrap(), b[position]));
            prop_assert!(near(ours.standard_error(), error), "{} or {error}", ours.standard_error());
            prop_assert!(near(ours.freedom(), freedom), "{} or {freedom}", ours.freedom());
        }
    }

    #[test]
    fn group_means_in_units_are_a_regression_on_an_indicator(
        persons in prop::collection::vec((0_u32..6, 0_u32..2, 1_i64..=7), 6..30)
    ) {
        let cells: Vec<ClusterCell> = persons
            .iter()
            .map(|&(unit, group, y)| ClusterCell { unit, group, moments: moments(&[y]) })
            .collect();
        let rows: Vec<Person> = persons.iter().map(|&(unit, group, y)| (unit as usize, vec![i64::from(group)], y)).collect();
        let (Ok(means), Ok(fit)) = (ClusteredMeans::of(&cells, 1), fitted(&rows)) else { return Ok(()) };
        for error in [ClusterError::Cr0, ClusterError::Cr1, ClusterError::Cr2] {
            let one = means.difference(1, 0, error);
            let two = fit.coefficient(1, CoefficientError::Clustered(error));
            let (Ok(one), Ok(two)) = (one, two) else {
                prop_assert!(one.is_err() && two.is_err(), "{:?} and {:?}", one.err(), two.err());
                continue;
            };
            prop_assert!(close(one.estimate().value().unwrap(), two.estimate().value().unwrap()));
            prop_assert!(close(one.standard_error(), two.standard_error()));
            prop_assert!(close(one.freedom(), two.freedom()));
        }
    }
}

#[test]
fn every_missing_number_has_a_reason() {
    let (empty, one, alike, fine) = (moments(&[]), moments(&[3]), moments(&[2, 2]), moments(&[1, 3, 5]));
    let why = |a, b| welch(a, b, 1).err();
    assert_eq!(why(&empty, &fine), Some(Why::NoAnswers));
    assert_eq!(why(&one, &fine), Some(Why::TooFewAnswers { needed: 2 }));
    assert_eq!(why(&alike, &alike), Some(Why::NoVariance));
    assert_eq!(welch(&fine, &fine, 0).err(), Some(Why::OutsideDomain));
    assert!(welch(&alike, &fine, 1).is_ok(), "one constant group still has a test");
    assert!(student(&one, &fine, 1).is_ok(), "one person against a group");
    assert_eq!(student(&one, &one, 1).err(), Some(Why::TooFewAnswers { needed: 3 }));
    assert_eq!(cohens_d(&alike, &alike).why(), Some(Why::NoVariance));
    assert_eq!(hedges_g(&one, &moments(&[1, 2]), Correction::Exact).why(), Some(Why::TooFewAnswers { needed: 4 }));
    assert_eq!(glass_delta(&fine, &alike).why(), Some(Why::NoVariance));
    let impossible = GroupMoments { n: 2, sum: 10, squares: 3 };
    assert_eq!(why(&impossible, &fine), Some(Why::OutsideDomain), "no answers have these sums");
    let huge = GroupMoments { n: u64::MAX, sum: i128::MAX, squares: i128::MAX };
    assert_eq!(why(&huge, &fine), Some(Why::TooLarge));
    assert_eq!(part_whole(&fine, &fine, 1).err(), Some(Why::SingleUnit));
    assert_eq!(part_whole(&fine, &one, 1).err(), Some(Why::OutsideDomain));
    assert_eq!(dominance(&[], &[(1, 1)]).err(), Some(Why::NoAnswers));
    assert_eq!(dominance(&[(1, 2)], &[(1, 2)]).unwrap().wilcoxon_p().why(), Some(Why::NoVariance));
    assert_eq!(dominance(&[(1, u64::MAX)], &[(1, u64::MAX)]).err(), Some(Why::TooLarge));
    assert!(dominance(&[(3, 4)], &[(1, 4)]).unwrap().delta(DominanceQuantile::Student).interval().is_none());
    assert_eq!(holm(&[0.1, f64::NAN]), Err(Why::OutsideDomain));
    assert_eq!(benjamini_hochberg(&[1.1]), Err(Why::OutsideDomain));
    assert_eq!(holm(&[]), Ok(Vec::new()));
}

#[test]
fn units_that_cannot_tell_groups_apart_say_so() {
    let cell = |unit, group, values: &[i64]| ClusterCell { unit, group, moments: moments(values) };
    let of = |cells: &[ClusterCell]| ClusteredMeans::of(cells, 1);
    assert_eq!(of(&[]).err(), Some(Why::NoAnswers));
    assert_eq!(of(&[cell(0, 0, &[1]), cell(1, 0, &[2])]).err(), Some(Why::SingleGroup));
    assert_eq!(of(&[cell(0, 0, &[1]), cell(0, 1, &[2])]).err(), Some(Why::SingleUnit));
    let means = of(&[cell(0, 0, &[1, 2]), cell(1, 0, &[3]), cell(2, 1, &[5, 6])]).unwrap();
    assert_eq!(means.difference(0, 1, ClusterError::Cr2).err(), Some(Why::SingleUnit), "one unit holds the group");
    assert_eq!(means.difference(0, 7, ClusterError::Cr2).err(), Some(Why::NoAnswers));
    let alike = of(&[cell(0, 0, &[1]), cell(1, 0, &[1]), cell(2, 1, &[1]), cell(3, 1, &[1])]).unwrap();
    assert_eq!(alike.difference(0, 1, ClusterError::Cr0).err(), Some(Why::NoVariance));
    assert_eq!(alike.difference(1, 1, ClusterError::Cr0).err(), Some(Why::SingleGroup));
}

#[test]
fn an_intercept_alone_is_a_mean_with_a_clustered_error() {
    // Units (1, 2) and (6): mean 3, residual sums −3 and 3, CR0 = (9 + 9)/9.
    let persons: Vec<Person> = [(0, 1), (0, 2), (1, 6)].into_iter().map(|(unit, y)| (unit, vec![], y)).collect();
    let mean = fitted(&persons).unwrap().coefficient(0, CoefficientError::Clustered(ClusterError::Cr0)).unwrap();
    assert!(close(mean.estimate().value().unwrap(), 3.0));
    assert!(close(mean.standard_error(), 2.0_f64.sqrt()));
    // CR2: residuals over √(1 − n/N): (−3/√(1/3) · 1/3)² + (3/√(2/3) · 1/3)² = 3 + 3/2.
    let mean = fitted(&persons).unwrap().coefficient(0, CoefficientError::Clustered(ClusterError::Cr2)).unwrap();
    assert!(close(mean.standard_error(), 4.5_f64.sqrt()));
}

#[test]
fn predictors_that_say_nothing_new_are_refused() {
    let person = |unit, x: [i64; 2], y| (unit, x.to_vec(), y);
    let constant: Vec<Person> = (0..6).map(|i| person(i % 3, [i as i64, 1], (i * i) as i64)).collect();
    assert_eq!(fitted(&constant).err(), Some(Why::NotPositiveDefinite));
    let summed: Vec<Person> = (0..6).map(|i| person(i % 3, [i as i64, 7 - 2 * i as i64], (i * i) as i64)).collect();
    assert_eq!(fitted(&summed).err(), Some(Why::NotPositiveDefinite));
    let few: Vec<Person> = (0..3).map(|i| person(i % 3, [i as i64, (i * i) as i64], i as i64)).collect();
    assert_eq!(fitted(&few).err(), Some(Why::TooFewAnswers { needed: 4 }));
    let one_unit: Vec<Person> = (0..6).map(|i| person(0, [i as i64, (i * i) as i64], (i % 2) as i64)).collect();
    assert_eq!(fitted(&one_unit).err(), Some(Why::SingleUnit));
    let flat: Vec<Person> = (0..6).map(|i| person(i % 3, [i as i64, (i * i) as i64], 4)).collect();
    assert_eq!(fitted(&flat).err(), Some(Why::NoVariance));
    assert_eq!(fitted(&[]).err(), Some(Why::NoAnswers));
    let exact: Vec<Person> = (0..6).map(|i| person(i % 3, [i as i64, (i * i) as i64], 2 * i as i64)).collect();
    let fit = fitted(&exact).unwrap();
    assert_eq!(fit.coefficient(1, CoefficientError::Ordinary).err(), Some(Why::NoVariance), "no residuals");
    assert_eq!(fit.coefficient(9, CoefficientError::Ordinary).err(), Some(Why::OutsideDomain));
    assert_eq!(RegressionCluster::new(2).add(&[1], 3), Err(Why::OutsideDomain));
    let mut full = RegressionCluster::new(0);
    full.add(&[], i64::MAX).unwrap();
    full.add(&[], i64::MAX).unwrap();
    assert_eq!((full.add(&[], i64::MAX), full.n()), (Err(Why::TooLarge), 2), "a refusal adds nothing");
    assert_eq!((full.merge(&full.clone()), full.n()), (Err(Why::TooLarge), 2));
}
