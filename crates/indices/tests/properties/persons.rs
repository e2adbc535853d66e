//! Models of units and waves against the same models written out person by person, and against sums of squares by hand.

use std::collections::{BTreeMap, BTreeSet};

use indices::aggregation::GroupMoments;
use indices::trend::{
    Counting, UnitWave, change, difference_in_differences_of_units, trend_model, two_way_fixed_effects,
};
use nalgebra::{DMatrix, DVector};

use crate::waves::{DIVISOR, unbalanced};

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
